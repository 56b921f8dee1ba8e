/// The rule of a composite alarm in CloudWatch's syntax, `ALARM("a") AND NOT OK(b)` (CloudWatch: PutCompositeAlarm, AlarmRule).
enum AlarmRule {
    /// The names of the alarms that a rule mentions, quoted or bare, of ARNs the name behind `:alarm:`. A rule that does not parse gives
    /// what could be read.
    static func names(in rule: String) -> Set<String> {
        var names: Set<String> = []
        var rest = rule.unicodeScalars[...]
        while let open = rest.firstIndex(of: "(") {
            let word = rest[..<open].reversed().drop { $0 == " " }.prefix { $0.properties.isAlphabetic || $0 == "_" }
            rest = rest[open...].dropFirst()
            guard ["ALARM", "OK", "INSUFFICIENT_DATA"].contains(String(String.UnicodeScalarView(word.reversed()))) else {
                continue
            }
            names.insert(bare(argument(&rest)))
        }
        return names
    }

    /// Reads up to the closing parenthesis; inside quotes it may contain one, and a backslash takes the next character as it is.
    private static func argument(_ rest: inout Substring.UnicodeScalarView) -> String {
        rest = rest.drop { $0 == " " }
        var name = String.UnicodeScalarView()
        guard let quote = rest.first, quote == "\"" || quote == "'" else {
            name.append(contentsOf: rest.prefix { $0 != ")" })
            rest = rest.dropFirst(name.count)
            while name.last == " " { name.removeLast() }
            return String(name)
        }
        rest = rest.dropFirst()
        while let scalar = rest.popFirst(), scalar != quote {
            guard scalar == "\\", let escaped = rest.popFirst() else {
                name.append(scalar)
                continue
            }
            name.append(escaped)
        }
        return String(name)
    }

    private static func bare(_ name: String) -> String {
        guard name.hasPrefix("arn:") else { return name }
        let parts = name.split(separator: ":", maxSplits: 6, omittingEmptySubsequences: false)
        return parts.count == 7 && parts[5] == "alarm" ? String(parts[6]) : name
    }
}

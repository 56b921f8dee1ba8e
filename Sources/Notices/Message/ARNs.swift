import IncidentModel

/// Takes account numbers and roles out of a text: of each ARN only its last part stays.
enum ARNs {
    static func shortened(_ text: String) -> String {
        guard text.contains("arn:") else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "arn:") {
            let isWord = start.lowerBound > rest.startIndex && isPart(rest[rest.index(before: start.lowerBound)])
            let arn = rest[start.lowerBound...].prefix(while: isPart)
            result += rest[..<start.lowerBound]
            if isWord || arn.count(where: { $0 == ":" }) < 5 {
                result += "arn:"
                rest = rest[start.upperBound...]
            } else {
                result += CallerIdentity(account: "", arn: String(arn)).shortName
                rest = rest[arn.endIndex...]
            }
        }
        return result + rest
    }

    /// The same in every text of a value.
    static func shortened(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(shortened(text))
        case .array(let items): .array(items.map { shortened($0) })
        case .object(let members): .object(members.mapValues { shortened($0) })
        case .null, .bool, .number: value
        }
    }

    private static func isPart(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "-_/:.@+=*".contains(character))
    }
}

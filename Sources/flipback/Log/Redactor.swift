/// Takes secrets out of a line before it is written anywhere: access key ids, signatures, tokens and authorization by pattern, and values
/// that are known to be secret by themselves.
struct Redactor: Sendable {
    static let mark = "•••"
    /// Names (lower case) whose value is taken out: `name=value`, `name: value`, `"name":"value"`.
    private static let names = [
        "x-amz-signature", "x-amz-security-token", "x-amz-credential", "authorization", "aws_secret_access_key",
        "aws_session_token",
        "secretaccesskey", "sessiontoken", "securitytoken", "signature", "password", "token", "secret",
    ]
    /// Prefixes of AWS's identifiers of keys (IAM user guide, unique identifiers).
    private static let keyPrefixes = ["AKIA", "ASIA", "ABIA", "ACCA"]

    /// Secret values, longest first; short ones would hit ordinary words.
    private let values: [String]

    init(knownSecrets: [String] = []) {
        values = Set(knownSecrets).filter { $0.count >= 8 }.sorted { ($0.count, $0) > ($1.count, $1) }
    }

    /// The values of the environment that must never appear in a log.
    static func secrets(of variables: [String: String]) -> [String] {
        ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_ACCESS_KEY_ID"].compactMap { variables[$0] }
    }

    func redact(_ line: String) -> String { Self.redactKeyIDs(Self.redactNamed(redactValues(line))) }

    /// Takes out the values that are known to be secret and nothing else: for people's own words, in which `token: expired` is no secret.
    func redactValues(_ text: String) -> String {
        var text = text
        for value in values where text.contains(value) {
            text = text.split(separator: value, omittingEmptySubsequences: false).joined(separator: Self.mark)
        }
        return text
    }

    /// The value after one of the names: up to the closing quote when it is quoted; the rest of the line for `authorization`, whose value has
    /// blanks; else up to a blank, comma, ampersand, semicolon, quote or bracket.
    private static func redactNamed(_ line: String) -> String {
        let text = Array(line)
        let lower = text.map { Character($0.lowercased().first.map(String.init) ?? String($0)) }
        var result = ""
        var index = 0
        while index < text.count {
            guard let name = name(at: index, in: lower), let value = value(after: index + name.count, of: name, in: text) else {
                result.append(text[index])
                index += 1
                continue
            }
            result += String(text[index..<value.lowerBound]) + mark
            index = value.upperBound
        }
        return result
    }

    private static func name(at index: Int, in lower: [Character]) -> String? {
        if index > 0, lower[index - 1].isLetter || lower[index - 1].isNumber { return nil }
        return names.first { name in
            index + name.count <= lower.count && lower[index..<index + name.count].elementsEqual(name)
        }
    }

    private static func value(after end: Int, of name: String, in text: [Character]) -> Range<Int>? {
        var index = end
        if index < text.count, text[index] == "\"" || text[index] == "'" { index += 1 }
        while index < text.count, text[index] == " " { index += 1 }
        guard index < text.count, text[index] == "=" || text[index] == ":" else { return nil }
        index += 1
        while index < text.count, text[index] == " " { index += 1 }
        guard index < text.count else { return nil }
        if text[index] == "\"" || text[index] == "'" {
            let quote = text[index]
            let close = text[(index + 1)...].firstIndex(of: quote) ?? text.count
            return index + 1..<close
        }
        if name == "authorization" { return index..<text.count }
        let stops: Set<Character> = [" ", ",", "&", ";", "\"", "'", ")", "]", "}", "\t"]
        let close = text[index...].firstIndex { stops.contains($0) } ?? text.count
        return close > index ? index..<close : nil
    }

    /// `AKIAIOSFODNN7EXAMPLE` → `AKIA•••MPLE`: enough to tell two keys apart.
    private static func redactKeyIDs(_ line: String) -> String {
        let text = Array(line)
        var result = ""
        var index = 0
        while index < text.count {
            let isStart = index == 0 || !(text[index - 1].isLetter || text[index - 1].isNumber)
            let length = text[index...].prefix { $0.isASCII && ($0.isUppercase || $0.isNumber) }.count
            if isStart, length >= 16, keyPrefixes.contains(String(text[index..<index + 4])) {
                result += String(text[index..<index + 4]) + mark + String(text[index + length - 4..<index + length])
                index += length
            } else {
                result += String(text[index..<index + max(1, isStart ? length : 1)])
                index += max(1, isStart ? length : 1)
            }
        }
        return result
    }
}

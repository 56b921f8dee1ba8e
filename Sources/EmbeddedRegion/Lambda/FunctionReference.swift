/// What may stand for a function in a path: `name`, `name:qualifier`, a partial ARN (`123456789012:function:name`) or an ARN,
/// with a qualifier at its end or not.
struct FunctionReference: Sendable, Equatable {
    var name: String
    var qualifier: String?
    /// Of an ARN.
    var region: String?
    var account: String?

    /// - Throws: ValidationException when the text is none of these.
    init(_ text: String) throws(ServiceFailure) {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let failure = ServiceFailure(
            "ValidationException", 400,
            "1 validation error detected: Value '\(text)' at 'functionName' failed to satisfy constraint: Member must satisfy regular "
                + "expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?"
                + "(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?")
        if parts.first == "arn" {
            guard parts.count >= 7, parts[2] == "lambda" else { throw failure }
            region = parts[3]
            account = parts[4]
            guard parts[5] == "function" else { throw failure }
            parts.removeFirst(6)
        } else if parts.count >= 3, parts[1] == "function" {
            account = parts[0]
            parts.removeFirst(2)
        } else if parts.count >= 2, parts[0] == "function" {
            parts.removeFirst(1)
        }
        guard parts.count <= 2, let first = parts.first, Self.isName(first) else { throw failure }
        if parts.count == 2 {
            guard Self.isQualifier(parts[1]) else { throw failure }
            qualifier = parts[1]
        }
        name = first
    }

    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: ".") }
    }

    /// A version number, `$LATEST` or an alias.
    static func isQualifier(_ text: String) -> Bool {
        text == "$LATEST" || (1...128).contains(text.utf8.count) && text.utf8.allSatisfy(isWordByte)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

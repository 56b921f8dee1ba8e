/// Cuts XML 1.0 into start tags, end tags and text: the part of the language that AWS's query protocol uses. Attributes are checked and
/// passed over, comments and processing instructions skipped; a document type and entities other than the five predefined are refused.
struct XMLScanner {
    enum Token: Equatable {
        case start(String)
        case end(String)
        /// Without references.
        case text(String)
    }

    private var rest: Substring.UnicodeScalarView
    /// A tag that closes itself is a start and an end.
    private var pendingEnd: String?

    init(_ text: String) {
        rest = text.unicodeScalars[...]
        if rest.first == "\u{FEFF}" { rest.removeFirst() }
    }

    /// Nil at the end of the document.
    mutating func next() throws(XMLReply.Broken) -> Token? {
        if let name = pendingEnd {
            pendingEnd = nil
            return .end(name)
        }
        while let first = rest.first {
            guard first == "<" else { return .text(try text()) }
            if skip("<!--") {
                _ = try until("-->")
            } else if skip("<?") {
                _ = try until("?>")
            } else if skip("<![CDATA[") {
                return .text(try until("]]>"))
            } else if skip("</") {
                let name = try self.name()
                skipSpace()
                guard skip(">") else { throw XMLReply.Broken() }
                return .end(name)
            } else {
                rest.removeFirst()
                return try start()
            }
        }
        return nil
    }

    private mutating func start() throws(XMLReply.Broken) -> Token {
        let name = try self.name()
        while true {
            let spaced = skipSpace()
            if skip(">") { return .start(name) }
            if skip("/>") {
                pendingEnd = name
                return .start(name)
            }
            guard spaced else { throw XMLReply.Broken() }
            _ = try self.name()
            skipSpace()
            guard skip("=") else { throw XMLReply.Broken() }
            skipSpace()
            guard let quote = rest.popFirst(), quote == "\"" || quote == "'" else { throw XMLReply.Broken() }
            guard !(try until(String(quote))).contains("<") else { throw XMLReply.Broken() }
        }
    }

    private mutating func name() throws(XMLReply.Broken) -> String {
        let name = rest.prefix {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || ":_-.".unicodeScalars.contains($0)
        }
        guard let first = name.first, first.properties.isAlphabetic || first == "_" || first == ":" else {
            throw XMLReply.Broken()
        }
        rest = rest.dropFirst(name.count)
        return String(name)
    }

    private mutating func text() throws(XMLReply.Broken) -> String {
        var text = String.UnicodeScalarView()
        while let scalar = rest.first, scalar != "<" {
            rest.removeFirst()
            text.append(scalar == "&" ? try reference() : scalar)
        }
        return String(text)
    }

    private mutating func reference() throws(XMLReply.Broken) -> Unicode.Scalar {
        let name = rest.prefix(12).prefix { $0 != ";" }
        rest = rest.dropFirst(name.count)
        guard skip(";") else { throw XMLReply.Broken() }
        let known: [String: Unicode.Scalar] = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"]
        if let scalar = known[String(name)] { return scalar }
        guard name.first == "#" else { throw XMLReply.Broken() }
        let digits = String(name.dropFirst())
        let isHex = digits.hasPrefix("x")
        // A sign is no digit here, though it is to Int.
        guard let code = UInt32(isHex ? String(digits.dropFirst()) : digits, radix: isHex ? 16 : 10), !digits.contains("+"),
            code != 0, let scalar = Unicode.Scalar(code)
        else { throw XMLReply.Broken() }
        return scalar
    }

    /// What stands before an end mark; the mark is passed over too.
    private mutating func until(_ mark: String) throws(XMLReply.Broken) -> String {
        var found = String.UnicodeScalarView()
        while !rest.isEmpty {
            if skip(mark) { return String(found) }
            found.append(rest.removeFirst())
        }
        throw XMLReply.Broken()
    }

    @discardableResult
    private mutating func skipSpace() -> Bool {
        let space = rest.prefix { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }
        rest = rest.dropFirst(space.count)
        return !space.isEmpty
    }

    private mutating func skip(_ mark: String) -> Bool {
        guard rest.starts(with: mark.unicodeScalars) else { return false }
        rest = rest.dropFirst(mark.unicodeScalars.count)
        return true
    }
}

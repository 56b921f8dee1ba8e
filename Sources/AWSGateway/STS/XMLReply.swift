/// A small XML document as the texts of its leaves by path, `GetCallerIdentityResponse/GetCallerIdentityResult/Account`. The
/// first of several equal paths counts.
///
/// Read by `XMLScanner` and not by Foundation's parser, which costs every start of the program three shared libraries (libxml2, ICU, lzma: 3 MB
/// resident) for the five fields that STS sends, and which calls a document that was cut off complete.
struct XMLReply: Sendable {
    struct Broken: Error {}

    private var leaves: [(path: String, text: String)] = []

    /// Depth and number of elements are bounded; document types are refused (no AWS reply has one; entities could be made to grow).
    init(_ body: [UInt8]) throws(Broken) {
        guard body.count <= 1 << 20, let text = String(validating: body, as: UTF8.self) else { throw Broken() }
        var scanner = XMLScanner(text)
        var path: [String] = []
        var content = ""
        var isLeaf = false
        var hasEnded = false
        while let token = try scanner.next() {
            switch token {
            case .text(let piece):
                guard !path.isEmpty || piece.allSatisfy(\.isWhitespace) else { throw Broken() }
                content += piece
            case .start(let name):
                guard !hasEnded, path.count < 32, leaves.count <= 2000 else { throw Broken() }
                path.append(name)
                content = ""
                isLeaf = true
            case .end(let name):
                guard path.last == name else { throw Broken() }
                if isLeaf { leaves.append((path.joined(separator: "/"), content)) }
                isLeaf = false
                path.removeLast()
                hasEnded = path.isEmpty
            }
        }
        guard hasEnded else { throw Broken() }
    }

    func text(at path: String) -> String? { leaves.first { $0.path == path }?.text }
    func first(named name: String) -> String? { leaves.first { $0.path.hasSuffix("/" + name) }?.text }
}

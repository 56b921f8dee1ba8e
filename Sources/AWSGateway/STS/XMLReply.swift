import Foundation
import FoundationXML

/// A small XML document as the texts of its leaves by path, `GetCallerIdentityResponse/GetCallerIdentityResult/Account`. The
/// first of several equal paths counts. Document types are refused (no AWS reply has one; entities could be made to grow).
struct XMLReply: Sendable {
    struct Broken: Error {}

    private var leaves: [(path: String, text: String)] = []

    init(_ body: [UInt8]) throws(Broken) {
        guard body.count <= 1 << 20, String(validating: body, as: UTF8.self)?.contains("<!DOCTYPE") == false else {
            throw Broken()
        }
        let reader = Reader()
        let parser = XMLParser(data: Data(body))
        parser.shouldResolveExternalEntities = false
        parser.delegate = reader
        // The parser calls a document that was cut off complete.
        guard parser.parse(), !reader.broken, reader.closed else { throw Broken() }
        leaves = reader.leaves
    }

    func text(at path: String) -> String? { leaves.first { $0.path == path }?.text }
    func first(named name: String) -> String? { leaves.first { $0.path.hasSuffix("/" + name) }?.text }

    private final class Reader: NSObject, XMLParserDelegate {
        var leaves: [(path: String, text: String)] = []
        var broken = false
        /// The root element has ended.
        var closed = false
        private var path: [String] = []
        private var text = ""
        private var isLeaf = false

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            path.append(name)
            text = ""
            isLeaf = true
            if path.count > 32 || leaves.count > 2000 {
                broken = true
                parser.abortParsing()
            }
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

        func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
            if isLeaf { leaves.append((path.joined(separator: "/"), text)) }
            isLeaf = false
            if !path.isEmpty { path.removeLast() }
            closed = path.isEmpty
        }
    }
}

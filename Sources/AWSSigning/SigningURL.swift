/// The parts of an absolute URL that a signature covers, cut as text: nothing is decoded.
struct SigningURL: Sendable {
    /// As the Host header carries it: lower case, without user info, without the scheme's default port.
    let host: String
    /// From the first `/` to the `?`; `/` when there is none.
    let path: String
    /// Without the `?`; empty when there is none.
    let query: String

    init(_ url: String) {
        let bytes = Array(url.utf8)
        let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        let scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
        var rest = bytes[colon...]
        if rest.starts(with: "://".utf8) { rest = rest.dropFirst(3) } else { rest = bytes[...] }
        let authorityEnd = rest.firstIndex { [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")].contains($0) }
        host = Self.host(rest[..<(authorityEnd ?? rest.endIndex)], scheme: scheme)
        (path, query) = Self.split(target: rest[(authorityEnd ?? rest.endIndex)...])
    }

    /// Path and query of a request target, `/2015-03-31/functions/?MaxItems=50`.
    static func split(target: String) -> (path: String, query: String) { split(target: Array(target.utf8)[...]) }

    private static func split(target: ArraySlice<UInt8>) -> (path: String, query: String) {
        let sent = target.prefix { $0 != UInt8(ascii: "#") }
        let mark = sent.firstIndex(of: UInt8(ascii: "?")) ?? sent.endIndex
        let path = sent[..<mark]
        return (
            path.isEmpty ? "/" : String(decoding: path, as: UTF8.self), String(decoding: sent[mark...].dropFirst(), as: UTF8.self)
        )
    }

    private static func host(_ authority: ArraySlice<UInt8>, scheme: String) -> String {
        let at = authority.lastIndex(of: UInt8(ascii: "@"))
        let host = String(decoding: at.map { authority[($0 + 1)...] } ?? authority, as: UTF8.self).lowercased()
        switch scheme {
        case "https" where host.hasSuffix(":443"): return String(host.dropLast(4))
        case "http" where host.hasSuffix(":80"): return String(host.dropLast(3))
        default: return host
        }
    }
}

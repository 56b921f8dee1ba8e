/// Addresses that may become links.
enum WebAddress {
    /// An address that somebody gave: `http` or `https`, and of characters that end neither a Markdown link nor an attribute; nil for any other.
    static func safe(_ text: String) -> String? {
        guard text.hasPrefix("https://") || text.hasPrefix("http://"), text.utf8.count <= 2048 else { return nil }
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x61...0x7A, 0x41...0x5A, 0x30...0x39: true
            default: "-._~:/?#@!$&+,;=%".utf8.contains(byte)
            }
        }
        return allowed ? text : nil
    }

    /// The event in CloudTrail's console; nil where the id or the region is none.
    static func cloudTrail(event: String, region: String) -> String? {
        guard (8...64).contains(event.utf8.count), event.utf8.allSatisfy(isIdentifier), (4...32).contains(region.utf8.count),
            region.utf8.allSatisfy(isIdentifier)
        else { return nil }
        let host =
            if region.hasPrefix("cn-") { "console.amazonaws.cn" } else if region.hasPrefix("us-gov-") {
                "console.amazonaws-us-gov.com"
            } else { "console.aws.amazon.com" }
        return "https://\(region).\(host)/cloudtrailv2/home?region=\(region)#/events/\(event)"
    }

    private static func isIdentifier(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61...0x7A, 0x30...0x39, 0x2D: true
        default: false
        }
    }
}

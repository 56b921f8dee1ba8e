/// The base URL of a service, without a trailing slash; may have a path, which is a prefix of every request's path.
package struct Endpoint: Hashable, Sendable {
    package let url: String
    /// What decided it: `--endpoint-url`, `AWS_ENDPOINT_URL_LAMBDA`, `services section of profile oncall`, `region eu-west-1`.
    package let source: String

    /// AWS's own host names, as the endpoint rule sets of botocore give them for these services (all partitions).
    init(service: AWSService, region: String, fips: Bool, dualStack: Bool) {
        let partition = Self.partitions.first { region.hasPrefix($0.prefix) } ?? Self.commercial
        // GovCloud's plain hosts of these are the FIPS ones.
        let plain =
            region.hasPrefix("us-gov-")
            && (service == .cloudWatch || [.sts, .cloudTrail, .sns].contains(service) && !dualStack)
        let marked = fips && !plain
        let host = service.rawValue + (marked ? "-fips" : "")
        url = "https://\(host).\(region).\(dualStack ? partition.dualStack : partition.suffix)"
        source = "region \(region)"
    }

    /// An endpoint somebody configured. `http` only to this machine: a signed request in clear text is a gift.
    init(configured text: String, source: String, file: String? = nil, line: Int? = nil) throws(SettingsError) {
        func wrong(_ why: String) -> SettingsError {
            SettingsError(file: file, line: line, "\(source): '\(printable(text, limit: 100))' \(why)")
        }
        var rest = text[...].trimmingBlanks
        let secure = rest.lowercased().hasPrefix("https://")
        guard secure || rest.lowercased().hasPrefix("http://") else { throw wrong("is no URL; it must start with https://") }
        rest = rest.dropFirst(secure ? 8 : 7)
        guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else { throw wrong("has a query or fragment; leave it out") }
        guard rest.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F && $0 != "\\" }) else {
            throw wrong("has a blank or a non-ASCII character; escape it")
        }
        let authority = rest.prefix { $0 != "/" }
        guard !authority.contains("@") else {
            throw SettingsError(file: file, line: line, "\(source): a URL must not carry a user name")
        }
        let host = Self.host(of: authority)
        guard let host, !host.isEmpty else { throw wrong("has no host or a wrong port") }
        guard secure || Self.isLoopback(host) else {
            throw wrong("is plain http to another machine; use https (http is allowed to 127.0.0.1, [::1] and localhost only)")
        }
        var path = rest.dropFirst(authority.count)
        while path.hasSuffix("/") { path = path.dropLast() }
        url = (secure ? "https://" : "http://") + authority.lowercased() + path
        self.source = source
    }

    /// The host without its port, or nil when the port is not a number 1…65535.
    private static func host(of authority: Substring) -> String? {
        var host = authority
        var port: Substring?
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority[authority.index(after: authority.startIndex)..<end]
            let after = authority[authority.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { return nil }
            port = after.isEmpty ? nil : after.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
        }
        if let port { guard let number = Int(port), (1...65535).contains(number) else { return nil } }
        return host.lowercased()
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1"
            || (host.hasPrefix("127.") && host.split(separator: ".", omittingEmptySubsequences: false).count == 4
                && host.allSatisfy { $0 == "." || ("0"..."9").contains($0) })
    }

    private typealias Partition = (prefix: String, suffix: String, dualStack: String)
    private static let commercial: Partition = ("", "amazonaws.com", "api.aws")
    private static let partitions: [Partition] = [
        ("cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
        ("eusc-", "amazonaws.eu", "api.amazonwebservices.eu"),
        ("us-iso-", "c2s.ic.gov", "api.aws.ic.gov"),
        ("us-isob-", "sc2s.sgov.gov", "api.aws.scloud"),
        ("eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
        ("us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
    ]
}

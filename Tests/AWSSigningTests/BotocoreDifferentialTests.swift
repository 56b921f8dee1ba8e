import AWSSigning
import Foundation
import TestSupport
import Testing

/// Our signer against botocore's on generated requests (Tests/Differential/sigv4.py): the seed is in the name of every failure.
/// `BotocoreDifferentialProofTests` takes ten thousand.
@Suite("SigV4: the same as botocore")
struct BotocoreDifferentialTests {
    struct Case: Decodable {
        var method: String
        var url: String
        var headers: [[String]]
        var body: Data
        var service: String
        var region: String
        var accessKeyID: String
        var secret: String
        var token: String?
        var seconds: Int64
        var expected: [String: String]
        var canonical: String

        var request: SigningRequest {
            SigningRequest(
                method: method, url: url, headers: headers.map { ($0.first ?? "", $0.last ?? "") }, body: Array(body))
        }
        var credentials: SigningCredentials {
            SigningCredentials(accessKeyID: accessKeyID, secretAccessKey: secret, sessionToken: token)
        }
    }

    @Test("1,000 generated requests, no difference; and the verifier accepts every one of them")
    func generated() throws { try Self.compare(1000) }

    static func compare(_ count: Int) throws {
        let seed = Int.random(in: 0..<1_000_000)
        let lines = try PythonTool.output("sigv4.py", ["--count", "\(count)", "--seed", "\(seed)"]).split(
            separator: UInt8(ascii: "\n"))
        #expect(lines.count == count)
        let decoder = JSONDecoder()
        var differences = 0
        for line in lines {
            let example = try decoder.decode(Case.self, from: line)
            let signed = RequestSigner(region: example.region, service: example.service)
                .signature(of: example.request, credentials: example.credentials, at: example.seconds)
            let added = Dictionary(uniqueKeysWithValues: signed.headers.map { ($0.name, $0.value) })
            let refusal = refusal(of: example, signed)
            if added == example.expected, signed.canonicalRequest == example.canonical, refusal == nil { continue }
            differences += 1
            guard differences <= 3 else { continue }
            Issue.record(
                """
                seed \(seed): \(example.method) \(example.url) \(example.headers)
                ours:     \(signed.canonicalRequest)
                botocore: \(example.canonical)
                verifier: \(refusal ?? "accepted")
                """)
        }
        #expect(differences == 0, "seed \(seed)")
    }

    /// What the verifier says of the request as it would arrive; nil when it accepts it.
    private static func refusal(of example: Case, _ signed: RequestSignature) -> String? {
        let afterScheme = example.url.split(separator: "://", maxSplits: 1).last ?? ""
        let target = afterScheme.firstIndex { $0 == "/" || $0 == "?" }.map { String(afterScheme[$0...]) } ?? "/"
        let host = example.canonical.split(separator: "\n").first { $0.hasPrefix("host:") }?.dropFirst(5) ?? ""
        var headers = example.request.headers + signed.headers
        if !headers.contains(where: { $0.name == "Host" }) { headers.append(("Host", String(host))) }
        let verifier = SignatureVerifier(region: example.region) { $0 == example.accessKeyID ? example.credentials : nil }
        let result = verifier.verify(
            method: example.method, target: target, headers: headers, body: Array(example.body),
            allowedTimes: [example.seconds + 1_000_000, example.seconds - 300])
        switch result {
        case .success(let who): return who == (example.accessKeyID, example.service) ? nil : "\(who)"
        case .failure(let failure): return "\(failure)"
        }
    }
}

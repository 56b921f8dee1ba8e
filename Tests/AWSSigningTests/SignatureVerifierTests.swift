import AWSSigning
import Testing

@Suite("SigV4: the verifier")
struct SignatureVerifierTests {
    static let moment: Int64 = 1_795_208_900
    static let path = "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A1%3Afunction%3Ax/aliases/prod?b=2&a=%2F"
    static let body = Array("{\"FunctionVersion\":\"6\"}".utf8)
    static let credentials = SigningCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "token/+=")

    /// A request that is right in every part, to be spoilt in one.
    struct Arrival {
        var method = "PUT"
        var target = SignatureVerifierTests.path
        var headers: [(name: String, value: String)]
        var body = SignatureVerifierTests.body
        var times = [SignatureVerifierTests.moment]
        var region: String? = "eu-west-1"
        var known = SignatureVerifierTests.credentials

        init(
            signedBy credentials: SigningCredentials = SignatureVerifierTests.credentials, region: String = "eu-west-1",
            extra: [(name: String, value: String)] = []
        ) {
            let sent: [(name: String, value: String)] =
                [("Host", "lambda.example"), ("Content-Type", "application/json")] + extra
            let request = SigningRequest(
                method: "PUT", url: "https://lambda.example\(SignatureVerifierTests.path)", headers: sent,
                body: SignatureVerifierTests.body)
            headers =
                sent
                + RequestSigner(region: region, service: "lambda")
                .sign(request, credentials: credentials, at: SignatureVerifierTests.moment)
        }

        mutating func set(_ name: String, _ value: String?) {
            headers.removeAll { $0.name == name }
            if let value { headers.append((name, value)) }
        }

        mutating func edit(_ name: String, _ change: (String) -> String) {
            for index in headers.indices where headers[index].name == name { headers[index].value = change(headers[index].value) }
        }

        /// `ok lambda`, or the name of the failure.
        func verdict() -> String {
            let known = known
            let verifier = SignatureVerifier(region: region) { $0 == known.accessKeyID ? known : nil }
            switch verifier.verify(method: method, target: target, headers: headers, body: body, allowedTimes: times) {
            case .success(let who): return "ok \(who.accessKeyID) \(who.service)"
            case .failure(.missing): return "missing"
            case .failure(.malformed): return "malformed"
            case .failure(.unknownKey(let key)): return "unknownKey \(key)"
            case .failure(.expired(let skew)): return "expired \(skew)"
            case .failure(.wrongScope): return "wrongScope"
            case .failure(.mismatch): return "mismatch"
            }
        }
    }

    @Test("a right signature is accepted, with any region too when none is asked for")
    func accepted() {
        var arrival = Arrival()
        #expect(arrival.verdict() == "ok AKIDEXAMPLE lambda")
        arrival.region = nil
        #expect(arrival.verdict() == "ok AKIDEXAMPLE lambda")
    }

    @Test("another spelling of the same query is the same request; another path is not")
    func spelling() {
        var arrival = Arrival()
        arrival.target = Self.path.replacing("b=2&a=%2F", with: "a=%2f&b=2")
        #expect(arrival.verdict() == "ok AKIDEXAMPLE lambda")
        arrival.target = Self.path.replacing("%3A", with: ":")
        #expect(arrival.verdict() == "mismatch")
    }

    @Test("every part that is signed counts")
    func tampered() {
        var arrivals: [Arrival] = []
        for change: (inout Arrival) -> Void in [
            { $0.method = "POST" }, { $0.target += "&c=3" }, { $0.target = $0.target.replacing("prod", with: "Prod") },
            { $0.body += [0x20] }, { $0.body = [] }, { $0.set("Content-Type", "text/plain") },
            { $0.set("Host", "other.example") },
            { $0.edit("Authorization") { $0.dropLast() + ($0.hasSuffix("0") ? "1" : "0") } },
            { $0.known.secretAccessKey = "other" }, { $0.edit("Authorization") { $0.replacing("/lambda/", with: "/sts/") } },
        ] {
            var arrival = Arrival()
            change(&arrival)
            arrivals.append(arrival)
        }
        #expect(arrivals.map { $0.verdict() } == Array(repeating: "mismatch", count: 10))
    }

    @Test("the date may be 300 s from one of the clocks and no more")
    func date() {
        var arrival = Arrival()
        arrival.times = [Self.moment + 300]
        #expect(arrival.verdict() == "ok AKIDEXAMPLE lambda")
        arrival.times = [Self.moment - 300, 0]
        #expect(arrival.verdict() == "ok AKIDEXAMPLE lambda")
        arrival.times = [Self.moment + 301, 0]
        #expect(arrival.verdict() == "expired -301")
        arrival.times = [Self.moment - 301]
        #expect(arrival.verdict() == "expired 301")
    }

    @Test("keys and tokens must be known")
    func keys() {
        var arrival = Arrival()
        arrival.known.accessKeyID = "AKIDOTHER"
        #expect(arrival.verdict() == "unknownKey AKIDEXAMPLE")
        arrival = Arrival()
        arrival.set("X-Amz-Security-Token", nil)
        #expect(arrival.verdict() == "unknownKey AKIDEXAMPLE")
        arrival.set("X-Amz-Security-Token", "stolen")
        #expect(arrival.verdict() == "unknownKey AKIDEXAMPLE")
    }

    @Test("the scope must name the region and the day of the date")
    func scope() {
        var arrival = Arrival(region: "us-east-1")
        #expect(arrival.verdict() == "wrongScope")
        arrival = Arrival()
        arrival.edit("X-Amz-Date") { "20261122" + $0.dropFirst(8) }
        arrival.times = Array(stride(from: Self.moment, to: Self.moment + 4 * 86_400, by: 300))
        #expect(arrival.verdict() == "wrongScope")
    }

    @Test("a header that is not SigV4's, and one that is broken")
    func malformed() {
        var arrival = Arrival()
        arrival.set("Authorization", nil)
        #expect(arrival.verdict() == "missing")
        arrival.set("Authorization", "Bearer abc")
        #expect(arrival.verdict() == "missing")
        for value in [
            "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=a", "AWS4-ECDSA-P256-SHA256 Credential=a",
            "AWS4-HMAC-SHA256 Credential=a/20261121/r/s/aws4_request, SignedHeaders=host, Signature=zz",
            "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=\(String(repeating: "0", count: 64))",
            "AWS4-HMAC-SHA256 Credential=/d/r/s/aws4_request, SignedHeaders=host, Signature=\(String(repeating: "0", count: 64))",
            "AWS4-HMAC-SHA256 nonsense, , =", "AWS4-HMAC-SHA256 \u{0}\u{1F600}=,=",
        ] {
            arrival.set("Authorization", value)
            #expect(arrival.verdict() == "malformed", "\(value)")
        }
        arrival = Arrival()
        for date in [nil, "", "20261121", "2026-11-21T01:01:01Z", "20261321T010101Z", "20260230T010101Z", "20261121T250000Z"] {
            arrival.set("X-Amz-Date", date)
            #expect(arrival.verdict() == "malformed", "\(date ?? "none")")
        }
    }

    @Test("Host and every x-amz-* header must be signed, and what is signed must be there")
    func coverage() {
        var arrival = Arrival()
        arrival.headers.append(("X-Amz-Target", "Evil.Operation"))
        #expect(arrival.verdict() == "malformed")
        arrival = Arrival()
        arrival.edit("Authorization") { $0.replacing(";host;", with: ";") }
        #expect(arrival.verdict() == "malformed")
        arrival = Arrival()
        arrival.set("Content-Type", nil)
        #expect(arrival.verdict() == "malformed")
    }

    @Test("a stated payload hash must be the body's; UNSIGNED-PAYLOAD leaves the body open")
    func payloadHash() {
        var arrival = Arrival(extra: [("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")])
        arrival.body = [1, 2, 3]
        #expect(arrival.verdict() == "ok AKIDEXAMPLE lambda")
        arrival = Arrival(extra: [("X-Amz-Content-Sha256", String(repeating: "a", count: 64))])
        #expect(arrival.verdict() == "mismatch")
    }
}

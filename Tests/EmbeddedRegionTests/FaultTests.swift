import Foundation
import Testing

@testable import EmbeddedRegion

@Suite struct FaultTests {
    private let clock = RegionClock(speed: 1, startMilliseconds: Sample.start)

    private func rule(_ json: String) throws -> FaultRule {
        try FaultRule(try #require(WireValue(json: Array(json.utf8))))
    }

    private func request(
        _ method: String = "GET", _ target: String = "/2015-03-31/functions/checkout/aliases/prod", service: String = "lambda",
        headers: [(name: String, value: String)] = [], body: String = ""
    ) -> WireRequest {
        let scope = "AWS4-HMAC-SHA256 Credential=AKIA/20261120/eu-west-1/\(service)/aws4_request, SignedHeaders=host, Signature=0"
        return WireRequest(
            method: method, target: target, headers: headers + [("authorization", scope)], body: Array(body.utf8))
    }

    private func label(_ request: WireRequest) -> RequestLabel { RequestLabel(request) }

    @Test func everyNameOfTheVocabularyIsKnownOrRefusedWithItsReason() throws {
        let names = [
            "latency:5", "jitter:5", "down", "reset", "reset_before", "reset_after_apply", "close_no_reply", "timeout",
            "slow_body:9",
            "slice", "truncate:3", "limit_data:9", "garbage", "wrong_length:-3", "status:503", "code:ServiceException",
            "throttle:0.95", "retry_after:1500", "skew:-400", "expired_token", "bad_json", "wrong_type", "huge:10", "dup_keys",
            "bom",
            "gzip_bomb:1000",
        ]
        for name in names { #expect(try rule("{\"fault\": \"\(name)\"}").name == name) }
        for name in ["tls_expired", "tls_wrong_host"] {
            let failure = #expect(throws: FaultError.self) { try Fault(name) }
            #expect(failure?.message.contains("plain HTTP") == true)
        }
    }

    @Test(arguments: [
        ("{\"fault\": \"explode\"}", "no fault 'explode'"), ("{\"fault\": \"latency\"}", "latency needs a number"),
        ("{\"fault\": \"latency:-1\"}", "whole number"), ("{\"fault\": \"throttle:2\"}", "share from 0 to 1"),
        ("{\"fault\": \"status:99999999999999999999\"}", "whole number"), ("{\"fault\": \"down:1\"}", "takes no number"),
        ("{\"fault\": \"reset_before\", \"place\": \"during\"}", "strikes before"),
        ("{\"fault\": \"timeout\", \"place\": \"never\"}", "one of before, after, during"),
        ("{\"fault\": \"timeout\", \"colour\": 1}", "unknown key 'colour'"), ("[]", "a rule is a map"),
        ("{\"fault\": \"timeout\", \"count\": 0}", "'count' must be"), ("{\"fault\": \"code:a\\r\\nb\"}", "name of an error"),
        ("{\"fault\": \"timeout\", \"probability\": 1.5}", "from 0 to 1"), ("{\"service\": \"lambda\"}", "needs 'fault'"),
    ])
    func mistakesAreSaid(json: String, message: String) {
        let failure = #expect(throws: FaultError.self) { try rule(json) }
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
    }

    @Test func requestsAreLabelledBeforeAnythingIsApplied() {
        let cases: [(WireRequest, String, String)] = [
            (request(), "lambda", "GetAlias"), (request("PUT"), "lambda", "UpdateAlias"),
            (
                request("GET", "/2019-09-30/functions/checkout/provisioned-concurrency?Qualifier=prod"), "lambda",
                "GetProvisionedConcurrencyConfig"
            ), (request("POST", "/TraceSummaries", service: "xray"), "xray", "GetTraceSummaries"),
            (
                request(
                    "POST", "/", service: "codedeploy", headers: [("x-amz-target", "CodeDeploy_20141006.StopDeployment")]),
                "codedeploy", "StopDeployment"
            ),
            (
                request(
                    "POST", "/service/GraniteServiceVersion20100801/operation/DescribeAlarms", service: "monitoring",
                    headers: [("smithy-protocol", "rpc-v2-cbor")]), "monitoring", "DescribeAlarms"
            ),
            (
                request("POST", "/", service: "monitoring", body: "Action=DescribeAlarms&Version=2010-08-01"), "monitoring",
                "DescribeAlarms"
            ), (request("POST", "/", service: "sts", body: "Action=AssumeRole"), "sts", "AssumeRole"),
        ]
        for (request, service, operation) in cases {
            #expect(label(request).service == service)
            #expect(label(request).operation == operation)
        }
        #expect(label(request()).isRead)
        #expect(!label(request("PUT")).isRead)
        #expect(!label(request("POST", "/2015-03-31/functions/checkout/invocations")).isRead)
    }

    @Test func countSkipAndTheConnectionsRequestChoose() throws {
        let book = FaultBook(
            [
                try rule("{\"fault\": \"reset\", \"operation\": \"GetAlias\", \"skip\": 1, \"count\": 2}"),
                try rule("{\"fault\": \"close_no_reply\", \"connectionRequest\": 2}"),
                try rule("{\"fault\": \"timeout\", \"access\": \"write\", \"fromConnectionRequest\": 3}"),
            ], noise: Noise(seed: 1), clock: clock)
        let read = label(request())
        let fired = (0..<5).map { _ in book.strokes(read, ordinal: 1).map(\.rule.name) }
        #expect(fired == [[], ["reset"], ["reset"], [], []])
        #expect(book.strokes(read, ordinal: 2).map(\.rule.name) == ["close_no_reply"])
        #expect(book.strokes(read, ordinal: 4).isEmpty)
        #expect(book.strokes(label(request("PUT")), ordinal: 4).map(\.rule.name) == ["timeout"])
        #expect(book.all.map(\.fired) == [2, 1, 1])
        book.clear()
        #expect(book.isEmpty)
    }

    @Test func theShareOfThrottledRequestsIsTheSeeds() throws {
        let storm = try rule("{\"fault\": \"throttle:0.95\", \"service\": \"lambda\", \"access\": \"read\"}")
        func run(_ seed: UInt64) -> [Bool] {
            let book = FaultBook([storm], noise: Noise(seed: seed), clock: clock)
            return (0..<2_000).map { _ in !book.strokes(label(request()), ordinal: 1).isEmpty }
        }
        let first = run(7)
        #expect(first == run(7))
        #expect(first != run(8))
        #expect((1_870...1_930).contains(first.count { $0 }))
        let book = FaultBook([storm], noise: Noise(seed: 7), clock: clock)
        #expect((0..<100).allSatisfy { _ in book.strokes(label(request("PUT")), ordinal: 1).isEmpty })
    }

    @Test(arguments: [
        ("lambda", 429, "TooManyRequestsException"), ("codedeploy", 400, "ThrottlingException"),
        ("cloudtrail", 400, "ThrottlingException"), ("xray", 429, "ThrottledException"),
    ])
    func eachServiceThrottlesInItsOwnWords(service: String, status: Int, code: String) {
        let asked = request("POST", "/x", service: service)
        let plain = FaultFailure.throttled(retryAfterMilliseconds: nil).reply(label(asked), asked, requestID: "r")
        #expect(plain.status == status)
        let named = plain.headers.first { $0.name == "x-amzn-errortype" }?.value ?? WireValue(json: plain.body)?["__type"]?.string
        #expect(named == code)
        #expect(!plain.headers.contains { $0.name == "retry-after" })
        let later = FaultFailure.throttled(retryAfterMilliseconds: 1_500).reply(label(asked), asked, requestID: "r")
        #expect(later.headers.filter { $0.name == "retry-after" }.map(\.value) == ["2"])
    }

    @Test func cloudWatchThrottlesInEveryNotation() {
        let query = request("POST", "/", service: "monitoring", body: "Action=DescribeAlarms")
        let reply = FaultFailure.throttled(retryAfterMilliseconds: nil).reply(label(query), query, requestID: "r")
        #expect(reply.status == 400)
        #expect(String(decoding: reply.body, as: UTF8.self).contains("<Code>Throttling</Code>"))
        let cbor = request("POST", "/x", service: "monitoring", headers: [("smithy-protocol", "rpc-v2-cbor")])
        let coded = FaultFailure.throttled(retryAfterMilliseconds: nil).reply(label(cbor), cbor, requestID: "r")
        #expect(WireValue(cbor: coded.body)?["__type"]?.string?.hasSuffix("#Throttling") == true)
    }

    @Test func bodiesAreSpoiled() throws {
        let reply = WireReply.json(.object([("Name", .string("prod")), ("Aliases", .list([]))]))
        func spoiled(_ fault: String) throws -> [UInt8] { ReplyFaults.spoiled(reply, by: [try Fault(fault)]).body }
        #expect(WireValue(json: try spoiled("bad_json")) == nil)
        #expect(WireValue(json: try spoiled("wrong_type"))?["Name"] == .map([]))
        #expect(String(decoding: try spoiled("dup_keys"), as: UTF8.self).ranges(of: "\"Name\"").count == 2)
        #expect(try spoiled("bom").prefix(3) == [0xEF, 0xBB, 0xBF])
        #expect(try spoiled("huge:100000").count > 100_000)
        let bomb = ReplyFaults.spoiled(reply, by: [.gzipBomb(10_000_000)])
        #expect(bomb.body.count < 70_000)
        #expect(bomb.headers.contains { $0.name == "content-encoding" && $0.value == "gzip" })
    }

    @Test func theControlEndpointIsForUnsignedRequestsFromHere() throws {
        let book = FaultBook([], noise: Noise(seed: 1), clock: clock)
        let control = FaultControl(book: book)
        func send(
            _ method: String, body: String = "", headers: [(name: String, value: String)] = [("host", "127.0.0.1:1")],
            isFromLoopback: Bool = true
        ) -> WireReply {
            control.reply(
                to: WireRequest(
                    method: method, target: FaultControl.path, headers: headers, body: Array(body.utf8),
                    isFromLoopback: isFromLoopback))
        }
        let rules = "[{\"fault\": \"reset_after_apply\", \"service\": \"lambda\"}, {\"fault\": \"bom\"}]"
        #expect(send("POST", body: rules, headers: [("host", "localhost"), ("authorization", "AWS4")]).status == 403)
        #expect(send("POST", body: rules, headers: [("host", "rebound.example")]).status == 403)
        #expect(send("POST", body: rules, headers: [("host", "localhost"), ("origin", "http://a")]).status == 403)
        #expect(send("POST", body: rules, isFromLoopback: false).status == 403)
        #expect(send("POST", body: "[{\"fault\": \"bom\"}, {\"fault\": \"explode\"}]").status == 400)
        #expect(send("POST", body: "nothing").status == 400)
        #expect(book.isEmpty)
        #expect(send("POST", body: rules).status == 200)
        _ = book.strokes(label(request()), ordinal: 1)
        let listed = WireValue(json: send("GET").body)?["rules"]?.list ?? []
        #expect(listed.map { $0["fired"]?.int } == [1, 1])
        #expect(send("DELETE").status == 200)
        #expect(book.isEmpty)
    }

    @Test func aScenariosRulesAreReadWithTheirLines() throws {
        let text = "name: x\nextends: calm\nfunctions: []\nfaults:\n  - fault: throttle:0.9\n    access: read\n    for: 600\n"
        let rule = try #require(try ScenarioLibrary.decode(text, file: "own.yaml").faults.first)
        #expect(rule.access == .read)
        #expect(rule.ends == 600_000)
        let failure = #expect(throws: ScenarioError.self) {
            try ScenarioLibrary.decode(text + "  - fault: explode\n", file: "own.yaml")
        }
        #expect(failure?.line == 8)
    }
}

import HTTPTransport
import IncidentEngine
import IncidentModel
import Testing

@testable import AWSGateway

@Suite struct XRayTests {
    private let from = Timestamp(seconds: 1_795_212_000)
    private let to = Timestamp(seconds: 1_795_212_600)

    static func edge(_ to: Int, total: Int, faults: Int, errors: Int = 0, throttles: Int = 0, seconds: Double = 1) -> String {
        #"{"ReferenceId":\#(to),"StartTime":1795212000,"SummaryStatistics":{"OkCount":1,"ErrorStatistics":{"ThrottleCount":\#(throttles),"OtherCount":\#(errors),"TotalCount":\#(errors + throttles)},"FaultStatistics":{"OtherCount":0,"TotalCount":\#(faults)},"TotalCount":\#(total),"TotalResponseTime":\#(seconds)}}"#
    }
    static func node(_ id: Int, _ name: String, _ type: String, _ edges: [String] = []) -> String {
        #"{"ReferenceId":\#(id),"Name":"\#(name)","Names":["\#(name)"],"Type":"\#(type)","State":"active","Edges":[\#(edges.joined(separator: ","))]}"#
    }
    static let graph = [
        node(0, "client", "client", [edge(1, total: 9, faults: 9)]),
        node(1, "checkout", "AWS::Lambda", [edge(2, total: 9, faults: 9)]),
        node(
            2, "checkout", "AWS::Lambda::Function",
            [edge(3, total: 8, faults: 0, throttles: 2, seconds: 4), edge(4, total: 5, faults: 4, errors: 1)]),
        node(3, "orders", "AWS::DynamoDB::Table"), node(4, "pay.example", "remote"),
        node(5, "other", "AWS::Lambda::Function", [edge(4, total: 100, faults: 100)]),
    ]
    static let trace =
        #"{"Id":"1-6b00d0c0-a006649127e371903a2de979","Duration":1.25,"ResponseTime":1.2,"HasFault":true,"FaultRootCauses":[{"Services":[{"Name":"checkout","Type":"AWS::Lambda::Function"},{"Name":"pay.example","Type":"remote"}]}]}"#

    @Test func whatTheFunctionCallsAndWhatFails() async throws {
        let later = Self.trace.replacing("1-6b00d0c0", with: "1-6b00d0c1")
        let http = ScriptedHTTP([
            .reply(.json(#"{"Services":[\#(Self.graph[..<3].joined(separator: ","))],"NextToken":"t"}"#)),
            .reply(.json(#"{"Services":[\#(Self.graph[3...].joined(separator: ","))]}"#)),
            .reply(.json(#"{"TraceSummaries":[\#(Self.trace)],"ApproximateTime":1795212600,"NextToken":"t"}"#)),
            .reply(.json(#"{"TraceSummaries":[\#(later)]}"#)),
        ])
        let found = try await XRayReader(session: .scripted(http)).traces(of: "checkout", from: from, to: to)
        #expect(found.downstream.map(\.name.text) == ["pay.example", "orders"])
        #expect(
            found.downstream[0]
                == .init(name: "pay.example", type: "remote", requests: 5, faults: 4, errors: 1, throttles: 0, responseTime: 0.2))
        #expect(found.downstream[1].throttles == 2 && found.downstream[1].responseTime == 0.5)
        #expect(found.faults.map(\.at) == [Timestamp(seconds: Double(0x6b00_d0c1)), Timestamp(seconds: Double(0x6b00_d0c0))])
        #expect(found.faults[0].rootCause.map(\.text) == ["checkout", "pay.example"] && found.faults[0].duration == 1.25)
        #expect(found.from == from && found.to == to)
        #expect(ScriptedService.name(http.sent[0]) == "POST /ServiceGraph")
        #expect(
            String(decoding: http.sent[2].body, as: UTF8.self)
                == #"{"EndTime":1795212600,"FilterExpression":"service(\"checkout\") { fault }","StartTime":1795212000}"#)
    }

    @Test func longStretchesAreCutAndHostileNamesAreNotSent() async throws {
        let service = ScriptedService(json: [
            "POST /ServiceGraph": #"{"Services":[]}"#, "POST /TraceSummaries": #"{"TraceSummaries":[]}"#,
        ])
        let http = service.http
        let reader = XRayReader(session: try .scripted(http))
        let found = try await reader.traces(of: "checkout", from: .epoch, to: to)
        #expect(found.from == to - .seconds(21_600) && found.downstream.isEmpty && found.faults.isEmpty)
        for name in ["", "a\") { ok } OR service(\"b", "a b", "a\u{0}"] {
            let error = await failure { () async throws(CallFailure) in
                try await reader.traces(of: name, from: self.from, to: self.to)
            }
            #expect(error?.kind == .invalid)
        }
        #expect(http.sent.count == 2)
        #expect(XRayCall.quoted(#"a"b\"#) == #""a\"b\\""#)
    }

    @Test func throttledAndDenied() async throws {
        for (code, status, kind) in [
            ("ThrottledException", 429, CallFailure.Kind.throttled), ("AccessDeniedException", 403, .denied),
        ] {
            let http = ScriptedHTTP(otherwise: { _ in .error(status, code) })
            let reader = XRayReader(session: try .scripted(http, maxAttempts: 1))
            let error = await failure { () async throws(CallFailure) in
                try await reader.traces(of: "f", from: self.from, to: self.to)
            }
            #expect(error?.kind == kind && error?.service == "xray")
        }
    }
}

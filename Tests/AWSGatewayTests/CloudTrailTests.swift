import HTTPTransport
import IncidentEngine
import IncidentModel
import Testing

@testable import AWSGateway

@Suite struct CloudTrailTests {
    static func record(
        _ name: String = "UpdateAlias20150331", parameters: String? = nil, more: String = ""
    ) -> String {
        let given =
            parameters
            ?? #"{"functionName":"arn:aws:lambda:eu-west-1:123456789012:function:checkout","name":"prod","functionVersion":"6","routingConfig":{"additionalVersionWeights":{"7":0.1}}}"#
        return
            #"{"eventVersion":"1.09","userIdentity":{"type":"AssumedRole","principalId":"AROA:jo","arn":"arn:aws:sts::123456789012:assumed-role/deploy/jo","accountId":"123456789012"},"eventTime":"2026-11-20T21:08:20Z","eventSource":"lambda.amazonaws.com","eventName":"\#(name)","awsRegion":"eu-west-1","sourceIPAddress":"AWS Internal","userAgent":"aws-sdk","requestParameters":\#(given),"responseElements":{"aliasArn":"a","name":"prod","functionVersion":"6","revisionId":"0b3c-1","version":"8"},"requestID":"5f2d","eventID":"e-1","readOnly":false\#(more)}"#
    }

    static func event(_ id: String, _ record: String) -> String {
        JSONValue.object([
            "EventId": .string(id), "EventName": "x", "EventTime": 1_795_212_500, "Username": "jo",
            "CloudTrailEvent": .string(record),
        ]).canonical
    }

    private func read(_ records: [String]) async throws -> ([TrailEvent], Int) {
        let events = records.enumerated().map { Self.event("e-\($0)", $1) }.joined(separator: ",")
        let http = ScriptedHTTP(
            [.reply(.json(#"{"Events":[\#(events)]}"#))], otherwise: { _ in .json(#"{"Events":[]}"#) })
        let reader = CloudTrailReader(session: try .scripted(http))
        return (try await reader.changes(since: .epoch, to: Timestamp(seconds: 2_000_000_000)), reader.skipped)
    }

    @Test func aMovedAliasIsReadFromTheJSONInTheJSON() async throws {
        let (events, skipped) = try await read([Self.record()])
        let one = try #require(events.first)
        #expect(
            one
                == TrailEvent(
                    id: "e-0", name: "UpdateAlias", at: Timestamp(rfc3339: "2026-11-20T21:08:20Z") ?? .epoch,
                    who: "arn:aws:sts::123456789012:assumed-role/deploy/jo", requestID: "5f2d", function: "checkout",
                    alias: "prod",
                    version: "6", weights: ["7": 0.1], revision: "0b3c-1", userAgent: "aws-sdk"))
        #expect(skipped == 0)
    }

    @Test func weightsNotMentionedAreNotWeightsCleared() async throws {
        func weights(_ routing: String) async throws -> [VersionID: Double]? {
            let given = #"{"functionName":"123456789012:function:checkout","name":"prod"\#(routing)}"#
            let (events, _) = try await read([Self.record(parameters: given)])
            let one = try #require(events.first)
            #expect(one.function == "checkout" && one.version == "6")
            return one.weights
        }
        #expect(try await weights("") == nil)
        #expect(try await weights(#","routingConfig":null"#) == nil)
        #expect(try await weights(#","routingConfig":{}"#) == [:])
        #expect(try await weights(#","routingConfig":{"additionalVersionWeights":{}}"#) == [:])
    }

    @Test func publishedVersionsAndFailedCalls() async throws {
        let published = Self.record("PublishVersion20150331", parameters: #"{"functionName":"checkout"}"#)
        let failed = Self.record(more: #","errorCode":"PreconditionFailedException","errorMessage":"no""#)
            .replacing(
                #""responseElements":{"aliasArn":"a","name":"prod","functionVersion":"6","revisionId":"0b3c-1","version":"8"}"#,
                with: #""responseElements":null"#)
        let (events, _) = try await read([published, failed])
        #expect(events.map(\.name) == ["PublishVersion", "UpdateAlias"])
        #expect(events[0].version == "8" && events[0].alias == nil && events[0].hasSucceeded)
        #expect(events[1].errorCode == "PreconditionFailedException" && events[1].revision == nil && events[1].version == "6")
    }

    @Test func whoeverItWas() async throws {
        let arn = #""arn":"arn:aws:sts::123456789012:assumed-role/deploy/jo","#
        let service = Self.record().replacing(arn, with: #""invokedBy":"codedeploy.amazonaws.com","#)
        let user = Self.record().replacing(arn, with: #""userName":"j\u001b[31mo","#)
        let nobody = Self.record().replacing(arn, with: "")
        let (events, _) = try await read([service, user, nobody])
        #expect(events.map(\.who.text) == ["codedeploy.amazonaws.com", #"j\x1B[31mo"#, "jo"])
    }

    @Test func whatCannotBeReadIsSkippedAndCounted() async throws {
        let wrong = [
            "", "no", "[]", "{}", String(repeating: "[", count: 50_000),
            Self.record(parameters: "null").replacing("functionVersion", with: "x"),
            Self.record(parameters: #"{"functionName":"../../x","name":"prod"}"#),
            Self.record(parameters: #"{"functionName":"checkout","name":"p\u0007"}"#),
            Self.record(parameters: #"{"functionName":"checkout","name":"prod","functionVersion":"six"}"#),
            Self.record(
                parameters:
                    #"{"functionName":"checkout","name":"prod","routingConfig":{"additionalVersionWeights":{"7":1.5}}}"#),
            Self.record("DeleteFunction"), Self.record(parameters: "7"),
        ]
        let (events, skipped) = try await read(wrong + [Self.record()])
        #expect(events.count == 1)
        #expect(skipped == wrong.count)
    }

    @Test func everyNameIsLookedUpOverItsPages() async throws {
        let record = Self.record()
        let http = ScriptedHTTP(otherwise: { request in
            let body = String(decoding: request.body, as: UTF8.self)
            guard body.contains(#""AttributeValue":"UpdateAlias20150331""#) else { return .json(#"{"Events":[]}"#) }
            return body.contains("NextToken")
                ? .json(#"{"Events":[\#(Self.event("e-2", record)),\#(Self.event("e-1", record))]}"#)
                : .json(#"{"Events":[\#(Self.event("e-1", record))],"NextToken":"t"}"#)
        })
        let reader = CloudTrailReader(session: try .scripted(http))
        let from = Timestamp(milliseconds: 1_795_000_000_600)
        let events = try await reader.changes(since: from, to: from + .seconds(3_000_000))
        #expect(events.map(\.id) == ["e-1", "e-2"])
        #expect(http.sent.count == 4)
        #expect(http.sent[0].timeout == .seconds(60))
        #expect(
            String(decoding: http.sent[0].body, as: UTF8.self)
                == #"{"EndTime":1798000001,"LookupAttributes":[{"AttributeKey":"EventName","AttributeValue":"UpdateAlias20150331"}],"MaxResults":50,"StartTime":1795000000}"#
        )
        // Older than asked for.
        #expect(try await reader.changes(since: from + .seconds(600_000), to: from + .seconds(600_001)).isEmpty)
    }

    @Test func aLookupWithoutEndIsAFailureAndNotHalfAnAnswer() async throws {
        let serial = ManualClock(.epoch)
        let http = ScriptedHTTP(otherwise: { _ in
            serial.advance(.milliseconds(1))
            return .json(#"{"Events":[],"NextToken":"t\#(serial.now.milliseconds)"}"#)
        })
        let reader = CloudTrailReader(session: try .scripted(http))
        let error = await failure { () async throws(CallFailure) in
            try await reader.changes(since: .epoch, to: Timestamp(seconds: 1))
        }
        #expect(error?.kind == .invalid && error?.operation == "LookupEvents")
        #expect(http.sent.count == CloudTrailReader.pageCap)
    }
}

import AWSSigning
import HTTPTransport
import IncidentModel
import TestSupport
import Testing

@testable import AWSGateway

struct SNSTests {
    private static let topic = "arn:aws:sns:eu-west-1:123456789012:releases"

    private static func session(_ http: ScriptedHTTP) throws -> AWSSession {
        AWSSession(
            settings: try AWSSettings(region: "eu-west-1", endpointURL: "http://127.0.0.1:1"),
            keys: SigningCredentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret"), provider: "test",
            ports: SessionPorts(http: http, clock: { Fixtures.evening }, sleep: { _ in }), version: "0")
    }

    private static let reply = HTTPResponse.bytes(
        Array(
            """
            <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>567910cd-659e</MessageId>\
            </PublishResult><ResponseMetadata><RequestId>d74b8436</RequestId></ResponseMetadata></PublishResponse>
            """.utf8))

    @Test func publishIsAFormOfTheQueryProtocol() async throws {
        let http = ScriptedHTTP([.reply(Self.reply)])
        let message = SNSMessage(
            topic: Self.topic, subject: "SEV-1 opened & more", message: #"{"a":"ä+b"}"#, attributes: [("outcome", "failure")],
            deduplication: ("k/1", "INC-1"))
        #expect(try await SNSPublisher(session: Self.session(http)).publish(message) == "567910cd-659e")
        let request = try #require(http.sent.first)
        #expect(request.method == .post && request.url == "http://127.0.0.1:1/")
        #expect(request.policy == .fresh)
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == "Action=Publish&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A123456789012%3Areleases"
                + "&Subject=SEV-1%20opened%20%26%20more&Message=%7B%22a%22%3A%22%C3%A4%2Bb%22%7D"
                + "&MessageAttributes.entry.1.Name=outcome&MessageAttributes.entry.1.Value.DataType=String"
                + "&MessageAttributes.entry.1.Value.StringValue=failure&MessageDeduplicationId=k%2F1&MessageGroupId=INC-1")
        let authorization = try #require(request.headers.first { $0.name == "Authorization" }?.value)
        #expect(authorization.contains("/eu-west-1/sns/aws4_request"))
    }

    /// A repetition would reach the subscribers twice.
    @Test func itIsSentOnceWhateverHappens() async throws {
        let http = ScriptedHTTP([.fail(.lostReply), .reply(Self.reply)])
        await #expect(throws: CallFailure.self) {
            _ = try await SNSPublisher(session: Self.session(http)).publish(
                SNSMessage(topic: Self.topic, subject: "s", message: "m"))
        }
        #expect(http.sent.count == 1)
    }

    @Test func errorsAreSNSsOwn() async throws {
        let error = HTTPResponse.bytes(
            Array(
                """
                <ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>NotFound</Code>\
                <Message>Topic does not exist</Message></Error><RequestId>r</RequestId></ErrorResponse>
                """.utf8), status: 404)
        let publisher = SNSPublisher(session: try Self.session(ScriptedHTTP([.reply(error)])))
        do throws(CallFailure) {
            _ = try await publisher.publish(SNSMessage(topic: Self.topic, subject: "s", message: "m"))
            Issue.record("taken")
        } catch {
            #expect(error.kind == .notFound && error.code == "NotFound")
            #expect(error.message == "Topic does not exist")
        }
    }

    @Test(arguments: ["", "<PublishResponse>", "<PublishResponse><PublishResult/></PublishResponse>", "{}"])
    func aReplyWithoutAnIDIsNoReply(_ body: String) async throws {
        let http = ScriptedHTTP([.reply(.bytes(Array(body.utf8)))])
        let publisher = SNSPublisher(session: try Self.session(http))
        do throws(CallFailure) {
            _ = try await publisher.publish(SNSMessage(topic: Self.topic, subject: "s", message: "m"))
            Issue.record("taken")
        } catch {
            #expect(error.kind == .malformed)
        }
    }
}

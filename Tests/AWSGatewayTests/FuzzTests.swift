import Foundation
import HTTPTransport
import IncidentModel
import Testing

@testable import AWSGateway

/// Random input to everything that reads text from outside; a seeded generator, so that a failure can be repeated.
@Suite struct FuzzTests {
    /// SplitMix64.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private func texts(_ alphabet: [String], count: Int, longest: Int, seed: UInt64) -> [String] {
        var generator = Generator(state: seed)
        return (0..<count).map { _ in
            (0..<Int.random(in: 0...longest, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? "" }
                .joined()
        }
    }

    @Test func iniFilesAreReadOrRefusedWithALine() {
        let alphabet = [
            "[", "]", "=", ":", "\n", "\r\n", " ", "\t", "#", ";", "a", "profile ", "default", "services", "\"", "é", "\u{0}",
        ]
        for text in texts(alphabet, count: 5000, longest: 40, seed: 1) {
            do throws(SettingsError) {
                let file = try IniFile(path: "f", text: text)
                _ = Profiles(config: file, credentials: file)
            } catch {
                let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
                #expect((1...lines).contains(error.line ?? 0))
            }
        }
    }

    @Test func wordsDatesAndURLsAreReadOrRefused() {
        for text in texts(["'", "\"", "\\", " ", "a", "\n", "$"], count: 5000, longest: 20, seed: 2) { _ = shellWords(text) }
        for text in texts(
            ["Fri,", " ", "20", "Nov", "2026", "22:06:07", "GMT", ":", "-1", "99999999999999999999"], count: 5000, longest: 12,
            seed: 3)
        {
            _ = Timestamp(httpDate: text)
        }
        for text in texts(
            ["http://", "https://", "127.0.0.1", "[::1]", ":", "80", "/", "@", "?", "a.example", "é", "%"], count: 5000,
            longest: 6, seed: 4)
        {
            if let endpoint = try? Endpoint(configured: text, source: "x") {
                #expect(
                    endpoint.url.hasPrefix("https://") || endpoint.url.hasPrefix("http://127.")
                        || endpoint.url.hasPrefix("http://[::1]"))
                #expect(endpoint.url.split(separator: "/").dropFirst().first?.contains("@") == false)
            }
        }
    }

    @Test func errorBodiesNeverStopAFailure() {
        let alphabet = [
            "{", "}", "\"", ":", ",", "__type", "message", "code", "a#b", "<", ">", "</", "Error", "Code", "&lt;", "1", "null",
            "\u{1B}",
        ]
        for (index, text) in texts(alphabet, count: 4000, longest: 30, seed: 5).enumerated() {
            let identity = ErrorIdentity(HTTPResponse(status: 400 + index % 200, headers: [], body: Array(text.utf8)))
            #expect(identity.code.unicodeScalars.allSatisfy { $0.value >= 0x20 })
            _ = FailureRules.kind(code: identity.code, status: 400 + index % 200)
        }
    }

    /// Documents that come as text inside a reply, with one byte changed, cut or doubled.
    @Test func documentsInsideRepliesAreReadOrRefused() throws {
        var generator = Generator(state: 6)
        let spec =
            #"{"version":0.0,"Resources":[{"f":{"Type":"AWS::Lambda::Function","Properties":{"Name":"checkout","Alias":"prod","CurrentVersion":"6","TargetVersion":7}}}],"Hooks":[{"BeforeAllowTraffic":"check"}]}"#
        let policy =
            #"{"Statement":[{"Sid":"a","Effect":"Allow","Principal":{"AWS":["x","y"],"Service":"z"}},{"Effect":"Allow","Principal":"*"}]}"#
        let record = CloudTrailTests.record()
        let reply = ServiceReply(service: .lambda, operation: "GetPolicy", status: 200, requestID: nil, body: [])
        #expect(AppSpec(spec) != nil)
        for round in 0..<6000 {
            var bytes = Array([spec, policy, record][round % 3].utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: index)
                default: bytes.insert(bytes[index], at: index)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            switch round % 3 {
            case 0:
                if let read = AppSpec(text) { #expect(Target(read.target.description) == read.target) }
            case 1:
                do throws(CallFailure) { _ = try PolicyWire(Policy: text).permissions(of: "prod", in: reply) } catch {
                    #expect(error.kind == .malformed)
                }
            default:
                let wire = try JSONDecoder().decode(
                    TrailPageWire.EventWire.self, from: Data(CloudTrailTests.event("e-1", text).utf8))
                if let event = wire.event {
                    #expect(event.target.map { Target($0.description) == $0 } ?? (event.name == "PublishVersion"))
                    #expect(event.weights?.values.allSatisfy { (0...1).contains($0) } ?? true)
                }
            }
        }
    }

    @Test func namesOfFunctionsAreReadOrRefused() {
        for text in texts(
            [
                "arn", "aws", "lambda", ":", "function", "checkout", "prod", "7", "$LATEST", "eu-west-1", "123456789012", "/",
                "é", "\u{0}",
            ],
            count: 6000, longest: 12, seed: 7)
        {
            guard let reference = FunctionReference(text) else { continue }
            #expect(Target("\(reference.name):x") != nil)
            if let qualifier = reference.qualifier {
                #expect(VersionID(qualifier) != nil || Target("x:\(qualifier)") != nil)
            }
        }
    }
}

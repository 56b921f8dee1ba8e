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
}

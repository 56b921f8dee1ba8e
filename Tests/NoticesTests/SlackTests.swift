import AWSGateway
import IncidentModel
import TestSupport
import Testing

@testable import Notices

struct SlackTests {
    private let url = "https://hooks.slack.com/services/T0/B0/xyzzy"

    private func play(_ message: NoticeMessage, _ status: Int = 200, _ text: String = "ok") -> Played {
        Played(SlackCourse(message, url: Secret(url), now: Fixtures.evening), [Sample.reply(status, text)])
    }

    @Test func aMessageHasAFallbackASectionAndTheJournalsHead() throws {
        let played = play(Sample.message(Sample.declared()))
        #expect(played.lines == ["POST \(url)"])
        #expect(played.end == .delivered(reference: nil))
        let body = try #require(played.sent.first?.json)
        #expect(body.at("text")?.string == "SEV-1 INC-20261120-01 opened: canary fails")
        #expect(body.at("blocks.0.type")?.string == "section")
        #expect(body.at("blocks.0.text.type")?.string == "mrkdwn")
        #expect(body.at("blocks.0.text.verbatim")?.bool == true)
        let text = try #require(body.at("blocks.0.text.text")?.string)
        #expect(text.hasPrefix("*SEV-1 INC-20261120-01 opened: canary fails*\nIncident: INC-20261120-01 (SEV-1, triage)\n"))
        #expect(body.at("blocks.1.elements.0.text")?.string?.hasSuffix("journal 41:\(Sample.hash(41))") == true)
        #expect(body.at("unfurl_links")?.bool == false)
    }

    @Test func nobodyCanMentionOrLinkAnything() throws {
        let body = try #require(play(Sample.message(Sample.declared(reason: "<!channel> & <https://evil|x>"))).sent.first?.json)
        for path in ["text", "blocks.0.text.text"] {
            let text = try #require(body.at(path)?.string)
            #expect(text.contains("&lt;!channel&gt; &amp; &lt;https://evil|x&gt;"))
            #expect(!text.contains("<") && !text.contains(">"))
        }
    }

    @Test(arguments: ["&", "<", "a", "😀", "ä"])
    func aSectionIsNeverTooLongNorCutInAnEscape(_ piece: String) throws {
        let reason = String(repeating: piece, count: 4000)
        let body = try #require(play(Sample.message(Sample.declared(reason: reason))).sent.first?.json)
        let text = try #require(body.at("blocks.0.text.text")?.string)
        #expect(text.utf16.count <= 3000)
        let rest = text.replacing("&amp;", with: "").replacing("&lt;", with: "").replacing("&gt;", with: "")
        #expect(!rest.contains("&") && !rest.contains("<"))
    }

    @Test func slacksOwnWordsAreTold() {
        let message = Sample.message(Sample.declared())
        #expect(play(message, 404, "no_service").end == .dead("Slack: 404: no_service"))
        #expect(play(message, 400, "invalid_payload").end == .dead("Slack: 400: invalid_payload"))
        #expect(play(message, 500, "<html>oh</html>").end == .retry("Slack: 500", after: nil))
    }
}

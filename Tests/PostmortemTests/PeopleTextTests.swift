import IncidentModel
import Testing

@testable import Postmortem

/// What people wrote outlives every regeneration, to the byte, and where it might not, nothing is written.
struct PeopleTextTests {
    private func document(_ people: PeopleText = PeopleText(), _ name: String = "rca", _ made: Case = .whole) throws -> String {
        let press = PostmortemPress(try #require(made.facts), people: people)
        return try press.printMarkdown(try #require(try ShippedTemplates.template(name, .markdown)), fingerprint: fingerprint)
    }

    /// Puts text between the markers of a section.
    private func written(_ text: String, _ section: String, in document: String) throws -> String {
        let begin = try #require(document.ranges(of: "<!-- people: \(section) -->\n").first?.upperBound)
        let end = try #require(document[begin...].ranges(of: "<!-- end -->").first?.lowerBound)
        return String(document[..<begin]) + text + String(document[end...])
    }

    private static let pieces = [
        "- [ ] pin the SDK (mia, Friday)", "", "   ", "> quote\r", "```", "# heading", "<b>bold</b>", "<!-- a comment -->",
        "| a | b |", "\t- nested",
        "e\u{301}\u{302}", "\u{301}begins with a mark", "👩\u{200D}🚀 日本語", "\u{FEFF}bom", "\u{2028}separator", "trailing  ",
        "{{summary}}", "{{{id}}}",
        "&amp; \\*escaped\\*", "endless: the end --> of it", "a\u{1B}[31mred", "people: not a marker", "\u{0}nul", "-->",
        "<!-- TODO: ask people -->",
        "\u{85}next line", "\u{B}vertical\u{C}",
    ]

    @Test("regenerating keeps every section byte for byte, whatever was written and whichever template", arguments: 0..<20)
    func keeps(seed: Int) throws { try regenerate(seed) }

    func regenerate(_ seed: Int) throws {
        var random = SplitMix(UInt64(seed) + 1)
        var text = try document()
        var expected: [String: [UInt8]] = [:]
        for section in ["contributing-factors", "went-well", "went-badly", "lucky", "action-items"] where random.next() % 4 != 0 {
            let count = Int(random.next() % 6)
            let body = (0..<count).map { _ in Self.pieces[Int(random.next() % UInt64(Self.pieces.count))] + "\n" }.joined()
            text = try written(body, section, in: text)
            expected[section] = Array(body.utf8)
        }
        var changed = Case.whole
        changed.drafts.append(Case.draft(.incidentNote, 1300, details: ["text": "one more"]))
        for round in 0..<3 {
            let old = try PeopleText(text)
            for (section, bytes) in expected { #expect(Array((old[section] ?? "").utf8) == bytes) }
            text = try document(old, ShippedTemplates.names[(seed + round) % 2], round == 0 ? .whole : changed)
        }
        let last = try PeopleText(text)
        for (section, bytes) in expected { #expect(Array((last[section] ?? "missing").utf8) == bytes, "\(section)") }
        #expect(last.origin?.fingerprint == fingerprint(last.surroundings))
    }

    @Test("the page shows what people wrote as text, with its lines")
    func page() throws {
        let text = try written("We <b>paged</b> late.\nAgain.\n", "went-badly", in: try document())
        let press = PostmortemPress(try #require(Case.whole.facts), people: try PeopleText(text))
        let page = try press.print(try #require(try ShippedTemplates.template("rca", .html)))
        #expect(page.contains("<p class=\"written\">We &lt;b&gt;paged&lt;/b&gt; late.<br>\nAgain.</p>"))
        #expect(page.contains("<p class=\"open\">To be written by people: what helped?</p>"))
    }

    @Test("a section that another template does not have is kept at the end")
    func otherTemplate() throws {
        let text = try written("We told the shops.\n", "messaging", in: try document(PeopleText(), "blameless"))
        let rca = try document(try PeopleText(text), "rca")
        #expect(try PeopleText(rca)["messaging"] == "We told the shops.\n")
        #expect(rca.contains("## Kept from an earlier form of this document"))
        let back = try document(try PeopleText(rca), "blameless")
        #expect(try PeopleText(back)["messaging"] == "We told the shops.\n")
        #expect(!back.contains("Kept from"))
        let press = PostmortemPress(try #require(Case.whole.facts), people: try PeopleText(text))
        let page = try press.print(try #require(try ShippedTemplates.template("rca", .html)))
        #expect(page.contains("We told the shops.") && page.hasSuffix("</html>\n"))
    }

    @Test(
        "a damaged marker is named with its line",
        arguments: [
            ("<!-- people: lucky -->\ntext\n", 1, "has no end"), ("a\n<!-- end -->\n", 2, "did not begin"),
            ("<!-- people: lucky -->\n<!-- people: went-well -->\n<!-- end -->\n", 2, "begins inside lucky"),
            ("<!-- people: lucky -->\n<!-- end -->\n<!-- people: lucky -->\n<!-- end -->\n", 3, "twice"),
            ("<!-- people: lucky --> words\n<!-- end -->\n", 1, "damaged"),
            ("<!-- people: lucky -->\nx <!-- end -->\n", 2, "damaged"),
            ("<!-- People: lucky -->\n", 1, "damaged"), ("<!-- people lucky -->\n", 1, "damaged"),
            ("<!-- people: -->\n", 1, "damaged"),
            ("<!-- people: Lucky -->\n", 1, "damaged"), ("<!-- people: lucky --\n", 1, "damaged"),
            ("<!--people: lucky-->\n", 1, "damaged"),
            ("<!-- people: lucky -->\n<!-- end-->\n", 2, "damaged"), ("- <!-- people: lucky -->\n", 1, "damaged"),
            (
                "<!-- people: lucky -->\n<!-- flipback: postmortem, template rca, facts 00 -->\n<!-- end -->\n", 2,
                "inside a section"
            ),
        ])
    func damage(text: String, line: Int, why: String) {
        do {
            _ = try PeopleText(text)
            Issue.record("taken: \(text)")
        } catch {
            #expect(error.line == line && error.text.contains(why), "\(error)")
        }
    }

    @Test("Windows' line ends and comments of one's own are no damage")
    func harmless() throws {
        let text = try PeopleText("<!-- people: lucky -->\r\nyes\r\n<!-- end -->\r\n<!-- end of the draft -->\n<!-- todo -->\n")
        #expect(text["lucky"].map { Array($0.utf8) } == Array("yes\r\n".utf8))
    }

    @Test("what somebody changed outside of the sections shows in the fingerprint")
    func edited() throws {
        let text = try document()
        let inside = try PeopleText(try written("x\n", "lucky", in: text))
        #expect(inside.origin?.fingerprint == fingerprint(inside.surroundings))
        let outside = try PeopleText(text.replacing("## 2. Impact", with: "## 2. Impact, corrected"))
        #expect(outside.origin?.fingerprint != fingerprint(outside.surroundings))
    }

    @Test("action items are the tasks of their section")
    func actionItems() {
        let items = ActionItems.read(
            """
            _Some words._
            - [ ] pin the SDK, mia, Friday
              and say so in the runbook
            * [x] page earlier
            1. [X] alarm on p95
            2) [ ] numbered
            - no box
              - [ ] nested
            - [] no task
            -[ ] no blank
            - [ ]
            text
            """)
        #expect(
            items.map(\.text.raw) == [
                "pin the SDK, mia, Friday and say so in the runbook", "page earlier", "alarm on p95", "numbered", "nested",
            ])
        #expect(items.map(\.isDone) == [false, true, true, false, false])
        #expect(items.map(\.line) == [2, 4, 5, 6, 8])
        #expect(ActionItems.read(PeopleSection.actionItems.invitation).isEmpty)
        #expect(ActionItems.read("- [ ] a\u{1B}[31m\r\n- [ ] b\r\n").map(\.text.text) == ["a\\x1B[31m", "b"])
    }

    @Test("an item is recorded once, told by its words alone; an example is none")
    func unrecorded() {
        var incident = Incident(id: "INC-1", severity: .sev1, declaredAt: .epoch, declaredBy: "jo")
        incident.notes = [
            .init(at: .epoch, actor: "jo", text: "pin  the SDK", mark: .actionItem),
            .init(at: .epoch, actor: "jo", text: "page earlier", mark: .decision),
            .init(at: .epoch, actor: "jo", text: "rotate ***", mark: .actionItem),
        ]
        let items = ActionItems.read(
            """
            - [x] pin the
              SDK
            - [ ] page earlier
            - [X] page   earlier
            - [ ] what, who, until when
            - [ ] rotate hunter2
            - [ ] Page earlier
            """)
        #expect(
            ActionItems.unrecorded(items, in: incident, redacting: { $0.replacing("hunter2", with: "***") }) == [
                "page earlier", "Page earlier",
            ])
        #expect(ActionItems.unrecorded(ActionItems.read(PeopleSection.actionItems.invitation), in: incident).isEmpty)
    }
}

struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

import Foundation
import IncidentEngine
import IncidentModel
import Postmortem
import TestSupport
import Testing

/// Whole documents: golden files of both templates in both formats, and what is told where nothing is known.
struct DocumentTests {
    @Test("the case study's documents, to the byte", arguments: ShippedTemplates.names, PostmortemFormat.allCases)
    func golden(name: String, format: PostmortemFormat) throws {
        let press = PostmortemPress(try #require(Case.whole.facts))
        let template = try #require(try ShippedTemplates.template(name, format))
        let text =
            format == .html
            ? try press.print(template)
            : try press.printMarkdown(template, graphFiles: ["\(Case.id)-1.svg"], fingerprint: fingerprint)
        expectDocument(text, "\(name).\(format.ending)")
    }

    @Test("the graphs of the case study, to the byte")
    func graphs() throws {
        let press = PostmortemPress(try #require(Case.whole.facts))
        #expect(press.graphs.count == 1)
        expectDocument(try #require(press.graphs.first).svg, "graph.svg")
    }

    @Test("facts are the journal's: impact, clocks, moves with proof, changes by others")
    func facts() throws {
        let facts = try #require(Case.whole.facts)
        #expect(facts.clocks.detect == .seconds(120))
        #expect(facts.clocks.contain == .seconds(2))
        #expect(facts.clocks.recover == .seconds(178))
        // From the first bad minute, 21:02, to the recovery at 21:13: eight minutes with 90 of 900, three with one.
        #expect(facts.impact.failed == 723)
        #expect(facts.impact.requests == 9900)
        #expect(facts.impact.minutes == 8)
        #expect(facts.impact.parts.first?.worst?.share == 0.1)
        #expect(facts.impact.parts.first?.worst?.at == Case.at(120))
        let move = try #require(facts.moves.first)
        #expect(move.proof == .proved(event: "4f1cde00-1111-4222-8333-444455556666"))
        #expect(move.passedOver == ["v5: served 4 h only"])
        #expect(move.evidence.count == 3)
        #expect(facts.foreign.map(\.at) == [Case.at(60)])
        #expect(facts.alarms.map(\.to) == ["ALARM", "OK"])
        #expect(facts.timeline.map(\.at) == facts.timeline.map(\.at).sorted())
        #expect(facts.timeline.first?.category == "alias")
    }

    @Test("a change of an alarm that two consoles wrote down is told once, with the former state")
    func alarmsOnce() throws {
        var twice = Case(drafts: [Case.whole.drafts[0]])
        twice.drafts += [
            Case.alarm("", "ALARM", 240), Case.alarm("OK", "ALARM", 242), Case.alarm("", "OK", 300), Case.alarm("", "OK", 301),
        ]
        let facts = try #require(twice.facts)
        #expect(facts.alarms.map(\.from) == ["OK", ""])
        let lines = facts.timeline.filter { $0.category == "alarm" }.map(\.text.text)
        #expect(lines == ["checkout-prod-error-rate OK → ALARM", "checkout-prod-error-rate → OK"])
        #expect(facts.journal.count == 5, "the evidence has every event")
    }

    @Test("what another account, region or drill did is none of this incident's")
    func others() throws {
        var other = Case.whole
        for (key, change) in [
            ("account", { (draft: inout EventDraft) in draft.account = "999999999999" }), ("region", { $0.region = "us-east-1" }),
            ("drill", { $0.details["drill"] = "d1" }),
        ] as [(String, (inout EventDraft) -> Void)] {
            var draft = Case.alarm("OK", "ALARM", 250, name: "of another \(key)")
            draft.incident = nil
            change(&draft)
            other.drafts.append(draft)
        }
        let facts = try #require(other.facts)
        #expect(facts.alarms.count == 2)
    }

    @Test("where nothing was kept, the document says that it is not known")
    func unknown() throws {
        let bare = Case(drafts: [
            IncidentDrafts.declare(Case.id, .sev3, targets: [Case.target], reason: "", by: Case.author(0, "local user jo"))
        ])
        let press = PostmortemPress(try #require(bare.facts))
        #expect(!press.facts.impact.isKnown)
        #expect(press.graphs.isEmpty)
        for format in PostmortemFormat.allCases {
            let text = try press.print(try #require(try ShippedTemplates.template("rca", format)))
            #expect(text.contains("How many requests failed is not known"))
            #expect(text.contains("time to contain") && text.contains("not known"))
            #expect(text.contains("flipback moved no traffic"))
            #expect(!text.contains("Break-glass"))
        }
    }

    @Test("a beginning that nobody said is found in the figures that were kept")
    func beginning() throws {
        let kept = Case.snapshot(900)
        let found = Case(drafts: [
            IncidentDrafts.declare(Case.id, .sev1, targets: [Case.target], reason: "", by: Case.author(210, "local user jo")),
            kept,
        ])
        let facts = try #require(found.facts)
        #expect(facts.incident.impactStart == Case.at(120))
        #expect(facts.clocks.detect == .seconds(90))
        #expect(facts.impact.from == Case.at(120) && facts.impact.minutes == 8)
        for format in PostmortemFormat.allCases {
            let text = try PostmortemPress(facts).print(try #require(try ShippedTemplates.template("rca", format)))
            #expect(text.contains("impact began") && text.contains("1 m 30 s"))
        }
    }

    @Test("break-glass stands before everything else")
    func brokenGlass() throws {
        let press = PostmortemPress(try #require(Case.whole.facts))
        for name in ShippedTemplates.names {
            let text = try press.print(try #require(try ShippedTemplates.template(name, .markdown)))
            let heads = text.split(separator: "\n").filter { $0.hasPrefix("## ") }
            #expect(heads.first == "## Break-glass")
        }
    }

    @Test("a page loads nothing and runs nothing")
    func selfContained() throws {
        let press = PostmortemPress(try #require(Case.whole.facts))
        for name in ShippedTemplates.names {
            let page = try press.print(try #require(try ShippedTemplates.template(name, .html)))
            #expect(page.contains("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"))
            for word in ["<script", "src=", "<link", "@import", "url(", "<iframe", "javascript:"] {
                #expect(!page.contains(word))
            }
        }
    }

    @Test("lines of a graph differ in dashes and dots, not in colour alone; the axes have numbers")
    func graphWithoutColour() throws {
        let facts = try #require(Case.whole.facts)
        let svg = try #require(PostmortemPress(facts).graphs.first).svg
        let drawn = svg.matches(of: #/<path class="line" style="stroke:var\(--c(\d)\)"(?: stroke-dasharray="([^"]*)")? d=/#)
        let dashes = Dictionary(grouping: drawn) { $0.output.1 }.mapValues { Set($0.map { $0.output.2.map(String.init) ?? "" }) }
        #expect(dashes.count == 3 && dashes.values.allSatisfy { $0.count == 1 })
        #expect(Set(dashes.values.flatMap(\.self)).count == 3)
        for word in [
            ">100<", ">0<", ">21:05Z<", ">threshold 5 %<", ">v7<", ">share of requests, %<", "prefers-color-scheme:dark",
        ] {
            #expect(svg.contains(word), "\(word)")
        }
    }
}

/// Compares with `Documents/NAME`. RECORD_SCREENS=1 writes the file anew and still fails, as for screens.
private func expectDocument(_ actual: String, _ name: String, _ location: SourceLocation = #_sourceLocation) {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Documents").appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD_SCREENS"] == "1" {
        do {
            try actual.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("recorded \(name): look at it, then run without RECORD_SCREENS", sourceLocation: location)
        } catch { Issue.record("\(name) cannot be written: \(error)", sourceLocation: location) }
        return
    }
    guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
        Issue.record("\(name) does not exist: run with RECORD_SCREENS=1", sourceLocation: location)
        return
    }
    guard expected != actual else { return }
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
    var rows = "\(name) differs\n"
    for index in 0..<max(old.count, new.count) {
        let (before, after) = (index < old.count ? old[index] : "(no line)", index < new.count ? new[index] : "(no line)")
        if before != after { rows += "line \(index + 1)\n  - \(before)\n  + \(after)\n" }
    }
    Issue.record(Comment(rawValue: rows), sourceLocation: location)
}

import IncidentEngine
import IncidentModel
import TestSupport
import Testing

@testable import Postmortem

/// Text from outside is inert in every document: it is shown, and does nothing.
struct HostileTextTests {
    @Test("there are enough of them")
    func corpus() { #expect(HostileText.all.count >= 200) }

    @Test("Markdown: nothing but escaped marks comes of it, and the words are the same")
    func markdown() {
        for raw in HostileText.all {
            let text = MarkdownText.escape(raw)
            #expect(hasNoControls(text))
            #expect(marks(text).isEmpty, "\(text.prefix(200))")
            #expect(!text.replacing("\\:", with: "").contains("://") && !text.lowercased().contains("www."))
            #expect(text.first != " " && !text.hasPrefix("-") && !text.hasPrefix("+") && !text.hasPrefix("="))
            #expect(unescaped(text) == Array(Sanitiser.sanitise(raw, limit: 8192).unicodeScalars))
        }
    }

    @Test("HTML: no tag, no attribute, no entity of its own comes of it")
    func html() {
        for raw in HostileText.all {
            let text = HTMLText.escape(raw)
            #expect(hasNoControls(text))
            #expect(!text.unicodeScalars.contains { "<>\"'`".unicodeScalars.contains($0) })
            #expect(unescaped(text, backslashes: false) == Array(Sanitiser.sanitise(raw, limit: 8192).unicodeScalars))
        }
    }

    @Test("CSV: one cell stays one cell, and no spreadsheet takes it for a formula")
    func csv() {
        for raw in HostileText.all {
            let row = CSVText.row([raw, "next"])
            #expect(hasNoControls(String(row.dropLast())))
            let cells = parsed(row)
            #expect(cells.count == 2 && cells.last == "next")
            let cell = cells.first ?? ""
            let first = cell.unicodeScalars.first { $0 != " " }
            #expect(first.map { !"=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains($0) } ?? true, "\(cell)")
            let shown = Sanitiser.sanitise(raw, limit: 8192)
            #expect(
                cell.unicodeScalars.elementsEqual(shown.unicodeScalars)
                    || cell.unicodeScalars.elementsEqual(("'" + shown).unicodeScalars))
        }
        #expect(CSVText.cell("\t=1").hasPrefix("\"'") && CSVText.cell("\r=1").hasPrefix("\"'"))
    }

    /// Every place of an incident that people, AWS or a file fill.
    private func incident(_ texts: [String]) throws -> PostmortemFacts {
        var made = Case.whole
        for (index, text) in texts.enumerated() {
            let author = Case.author(700 + index, text)
            let step = Runbook.Step(id: "step-\(index)", stage: .triage, text: DisplayText(text))
            made.drafts += [
                IncidentDrafts.note(Case.id, text: text, mark: Incident.Note.Mark.allCases[index % 3], by: author),
                IncidentDrafts.severity(Case.id, index.isMultiple(of: 2) ? .sev2 : .sev1, reason: text, by: author),
                IncidentDrafts.role(Case.id, .scribe, person: text, note: text, by: author),
                IncidentDrafts.tick(Case.id, runbook: "list \(index) \(text)", step: step, isDone: true, by: author),
                IncidentDrafts.link(Case.id, url: " \(text)", title: text, by: author), Case.alarm("OK", text, 700, name: text),
                Case.draft(.glassBroken, 700, actor: text, reason: text, details: ["plan": .string(text)]),
                Case.draft(
                    .approvalGranted, 700, actor: text, reason: text, details: ["plan": .string(text), "rule": .string(text)]),
                Case.draft(
                    .trailForeign, 700,
                    details: [
                        "eventId": .string("\(text) "), "who": .string(text), "name": .string(text), "requestId": .string(text),
                    ]),
            ]
            for phase in [ActionPhase.intent, .verified] {
                var move = Case.draft(
                    .aliasMove, 700, actor: text, phase: phase, action: "ACT-\(index + 2)", requests: [text], reason: text,
                    details: [
                        "lastGood": .string(text), "passedOver": [.string(text)], "warnings": [.string(text)],
                        "stopping": .string(text),
                    ])
                move.command = "undo"
                made.drafts.append(move)
            }
        }
        return try #require(made.facts)
    }

    @Test("a document keeps its form whatever stands in it", arguments: ShippedTemplates.names)
    func wholeDocuments(name: String) throws {
        let hostile = HostileText.payloads
        let harmless = hostile.indices.map { "word \($0)" }
        let (bad, good) = (PostmortemPress(try incident(hostile)), PostmortemPress(try incident(harmless)))
        let page = try #require(try ShippedTemplates.template(name, .html))
        let badPage = try bad.print(page)
        #expect(tags(badPage) == tags(try good.print(page)))
        let paper = try #require(try ShippedTemplates.template(name, .markdown))
        let (badText, goodText) = (
            try bad.printMarkdown(paper, graphFiles: ["g-1.svg"], fingerprint: { _ in "f" }),
            try good.printMarkdown(paper, graphFiles: ["g-1.svg"], fingerprint: { _ in "f" })
        )
        #expect(marks(badText) == marks(goodText))
        #expect(try PeopleText(badText).names == PeopleText(goodText).names)
        for text in [badText, badPage] {
            #expect(text.split(separator: "\n").allSatisfy { hasNoControls(String($0)) })
        }
        for graph in bad.graphs { #expect(tags(graph.svg).first == "svg") }
        let rows = TimelineCSV.text(bad.facts).split(separator: "\r\n")
        #expect(rows.count == bad.facts.timeline.count + 1 && rows.allSatisfy { parsed(String($0)).count == 6 })
    }

    @Test("only addresses that are nothing else become links")
    func addresses() {
        #expect(WebAddress.safe("https://example.com/a?b=c&d=%20#e") != nil)
        for raw in HostileText.all + [
            "javascript:alert(1)", "https://a b", "https://a)b", "https://a\"b", "https://a<b", "data:text/html,x",
        ] {
            if let safe = WebAddress.safe(raw) { #expect(safe == "https://evil.example/a" || safe == "https://evil.example") }
            #expect(
                WebAddress.cloudTrail(event: raw, region: "eu-west-1") == nil || raw.utf8.allSatisfy { $0 > 0x2C && $0 < 0x7B })
        }
        #expect(WebAddress.cloudTrail(event: "4f1cde00-1111", region: "eu-west-1/x") == nil)
        #expect(
            WebAddress.cloudTrail(event: "4f1cde00-1111", region: "us-gov-west-1")
                == "https://us-gov-west-1.console.amazonaws-us-gov.com/cloudtrailv2/home?region=us-gov-west-1#/events/4f1cde00-1111"
        )
    }
}

private func hasNoControls(_ text: String) -> Bool {
    !text.unicodeScalars.contains { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: true
        default: false
        }
    }
}

/// The characters that mean something to Markdown and are not escaped, in their order; ours in a document, none in an escaped text.
private func marks(_ text: String) -> [Unicode.Scalar] {
    let scalars = Array(text.unicodeScalars)
    var found: [Unicode.Scalar] = []
    var index = 0
    while index < scalars.count {
        if scalars[index] == "\\" {
            index += 2
            continue
        }
        if scalars[index] == "&", let end = scalars[index...].prefix(8).firstIndex(of: ";") {
            index = end + 1
            continue
        }
        if "[]()<>*_`|#!~{}$^&".unicodeScalars.contains(scalars[index]) { found.append(scalars[index]) }
        index += 1
    }
    return found
}

/// What a reader of Markdown or HTML makes of escapes.
private func unescaped(_ text: String, backslashes: Bool = true) -> [Unicode.Scalar] {
    let entities: [String: Unicode.Scalar] = [
        "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": "\"", "&#39;": "'", "&#96;": "`", "&#32;": " ",
    ]
    let scalars = Array(text.unicodeScalars)
    var result: [Unicode.Scalar] = []
    var index = 0
    while index < scalars.count {
        if backslashes, scalars[index] == "\\", index + 1 < scalars.count {
            result.append(scalars[index + 1])
            index += 2
        } else if scalars[index] == "&", let end = scalars[index...].prefix(8).firstIndex(of: ";"),
            let scalar = entities[String(String.UnicodeScalarView(scalars[index...end]))]
        {
            result.append(scalar)
            index = end + 1
        } else {
            result.append(scalars[index])
            index += 1
        }
    }
    return result
}

/// The tags of a page with their attributes' names, in order, as a browser's tokenizer finds them: `<` and a letter or `/`, to the `>` outside quotes.
private func tags(_ page: String) -> [String] {
    let scalars = Array(page.unicodeScalars)
    var tags: [String] = []
    var index = 0
    while index < scalars.count {
        guard scalars[index] == "<", index + 1 < scalars.count,
            scalars[index + 1].properties.isAlphabetic || "/!".unicodeScalars.contains(scalars[index + 1])
        else {
            index += 1
            continue
        }
        var tag = String.UnicodeScalarView()
        var quote: Unicode.Scalar?
        index += 1
        while index < scalars.count, quote != nil || scalars[index] != ">" {
            if let open = quote {
                if scalars[index] == open { quote = nil }
            } else if scalars[index] == "\"" || scalars[index] == "'" {
                quote = scalars[index]
            } else {
                tag.append(scalars[index])
            }
            index += 1
        }
        let name = String(tag)
        tags.append(name.hasPrefix("svg") ? "svg" : name)
    }
    return tags
}

private func parsed(_ row: String) -> [String] {
    var cells: [String] = []
    var cell = String.UnicodeScalarView()
    var isQuoted = false
    let scalars = Array(row.unicodeScalars)
    var index = 0
    while index < scalars.count {
        let scalar = scalars[index]
        if isQuoted, scalar == "\"" {
            if index + 1 < scalars.count, scalars[index + 1] == "\"" {
                cell.append(scalar)
                index += 1
            } else {
                isQuoted = false
            }
        } else if !isQuoted, scalar == "\"" {
            isQuoted = true
        } else if !isQuoted, scalar == "," {
            cells.append(String(cell))
            cell = String.UnicodeScalarView()
        } else if isQuoted || (scalar != "\r" && scalar != "\n") {
            cell.append(scalar)
        }
        index += 1
    }
    return cells + [String(cell)]
}

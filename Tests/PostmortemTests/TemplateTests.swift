import IncidentModel
import Testing

@testable import Postmortem

/// A team's own templates: what is wrong with one is told with file and line, and none of them gets raw text out.
struct TemplateTests {
    private func print(_ source: String, _ format: PostmortemFormat = .markdown, people: PeopleText = PeopleText()) throws
        -> String
    {
        let template = try PostmortemTemplate(name: "own", format: format, source: source, file: "own.mustache")
        let press = PostmortemPress(try #require(Case.whole.facts), people: people)
        return format == .html ? try press.print(template) : try press.printMarkdown(template, fingerprint: fingerprint)
    }

    @Test(
        "errors have a line",
        arguments: [
            ("a\n{{#moves}}\nb\n", 3, "not closed"), ("{{#moves}}\n{{/timeline}}\n", 2, "closed that is not open"),
            ("a\n\n{{id\n", 3, "ends in the middle of a tag"), ("a\n{{id}\nb\n", 2, "not finished"),
            ("a\n{{sumary}}\n", 2, "nothing called 'sumary'"),
            ("{{#moves}}\n{{who}} {{whom}}\n{{/moves}}\n", 2, "nothing called 'whom'"),
            ("x\n{{% CONTENT_TYPE:XML}}\n", 2, "not for templates"),
        ])
    func problems(source: String, line: Int, why: String) {
        do {
            _ = try print(source)
            Issue.record("taken: \(source)")
        } catch let problem as TemplateProblem {
            #expect(problem.file == "own.mustache" && problem.text.contains(why), "\(problem)")
            #expect(abs((problem.line ?? 0) - line) <= 1, "\(problem)")
        } catch { Issue.record("\(error)") }
    }

    @Test("a section for people that does not stand alone is refused")
    func crookedSection() {
        for source in ["see {{people.lucky}}\n", "{{people.lucky}} there\n", "{{people.lucky}}\n{{people.lucky}}\n"] {
            #expect(throws: TemplateProblem.self) { try print(source) }
        }
    }

    @Test("blocks, own sections, and lists can be used")
    func own() throws {
        let text = try print(
            "# {{id}}\n{{> clocks}}\n{{#hasMoves}}{{#moves}}{{command}} by {{who}}{{/moves}}{{/hasMoves}}\n{{people.legal-view}}\n"
        )
        #expect(text.contains("| time to contain | 2.0 s |") && text.contains("rollback by oncall/jo"))
        #expect(try PeopleText(text).names == ["legal-view"])
    }

    @Test("no kind of braces and no transform shows a value unescaped")
    func raw() throws {
        var made = Case.whole
        made.drafts[0].reason = "<b>[x](y)</b>"
        for (format, sign) in [(PostmortemFormat.html, "<b>"), (.markdown, "[x](")] {
            for tag in [
                "{{reason}}", "{{{reason}}}", "{{&reason}}", "{{reversed(reason)}}", "{{{uppercased(reason)}}}",
                "{{#reason}}{{.}}{{/reason}}",
                "{{#reason}}{{renderText}}{{/reason}}", "{{=<% %>=}}<%&reason%>",
            ] {
                let template = try PostmortemTemplate(name: "own", format: format, source: tag + "\n", file: "own.mustache")
                let press = PostmortemPress(try #require(made.facts))
                let text = (try? press.print(template)) ?? ""
                #expect(!text.contains(sign), "\(tag) → \(text)")
            }
        }
    }

    @Test("a template cut off anywhere is an error or a document, never a crash", arguments: ShippedTemplates.names)
    func cutOff(name: String) throws {
        let source = try #require(try ShippedTemplates.template(name, .markdown)).source
        for length in stride(from: 0, to: source.count, by: 7) {
            _ = try? PostmortemTemplate(
                name: "own", format: .markdown, source: String(source.prefix(length)), file: "own.mustache")
        }
        for tail in [
            "{{", "{{#", "{{>", "{{<", "{{$", "{{=", "{{%", "{{{", "{{&", "{{/", "{{!", "{{> ", "{{<a}}{{$b}}x{{/b}}{{/a}}",
            "{{>*x}}",
        ] {
            _ = try? print("text\n" + tail)
        }
    }
}

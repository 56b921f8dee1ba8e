import IncidentModel
import Mustache

/// Makes documents of facts, a template and what people wrote. Pure: the same go in, the same comes out, to the byte.
package struct PostmortemPress {
    /// A target beyond these has no graph.
    static let mostGraphs = 8

    package let facts: PostmortemFacts
    package let graphs: [PostmortemGraph]
    private let people: PeopleText

    package init(_ facts: PostmortemFacts, people: PeopleText = PeopleText()) {
        self.facts = facts
        self.people = people
        graphs = facts.courses.prefix(Self.mostGraphs).enumerated().map {
            PostmortemGraph($1, threshold: facts.impact.threshold, number: $0 + 1)
        }
    }

    /// - Parameter graphFiles: addresses of the graphs' files relative to the document, one a graph, of letters, digits, `.`, `_` and `-`;
    ///   nil leaves the pictures out. Of HTML the pictures are a part.
    package func print(_ template: PostmortemTemplate, graphFiles: [String]? = nil) throws(TemplateProblem) -> String {
        let view = FactsView(facts: facts, format: template.format, graphs: graphs, files: graphFiles)
        let pages = PeoplePages(people, format: template.format)
        let root = TemplateRoot(view.members.merging(["people": pages]) { $1 })
        var text = template.parsed.render(root, library: try ShippedTemplates.blocks(template.format))
        if let name = root.unknown.first { throw Self.unknown(name, root, template) }
        // A template of a team's own may leave sections out; what was written in them is not for it to drop.
        let left = people.names.filter { !pages.used.contains($0) && people.isWritten($0) }
        if !left.isEmpty {
            let kept = TemplateRoot(["kept": left.map { TemplateBranch(["name": view.text($0), "text": pages.page($0)]) }])
            let block = try ShippedTemplates.blocks(template.format).render(kept, withTemplate: "kept") ?? ""
            let end = template.format == .html ? text.ranges(of: "</body>").last?.lowerBound : nil
            text.insert(contentsOf: block, at: end ?? text.endIndex)
        }
        return text
    }

    /// The Markdown document with its last line, by which a later one sees what people changed.
    /// - Parameter fingerprint: of a text, a word of letters and digits.
    package func printMarkdown(
        _ template: PostmortemTemplate, graphFiles: [String]? = nil, fingerprint: (String) -> String
    ) throws(TemplateProblem) -> String {
        let text = try print(template, graphFiles: graphFiles)
        let read: PeopleText
        do throws(PeopleText.Damage) { read = try PeopleText(text) } catch {
            throw TemplateProblem(
                file: template.file, line: nil,
                text:
                    "the document made of it has a broken section for people (\(error)): write {{people.name}} once for each name, alone on its line"
            )
        }
        return text + DocumentOrigin(template: template.name, fingerprint: fingerprint(read.surroundings)).line
    }

    private static func unknown(_ name: String, _ root: TemplateRoot, _ template: PostmortemTemplate) -> TemplateProblem {
        let lines = template.source.split(separator: "\n", omittingEmptySubsequences: false)
        let line = lines.firstIndex { line in
            line.split(separator: "{{", omittingEmptySubsequences: false).dropFirst().contains { tag in
                let word = tag.drop { "{&#^ ".contains($0) }.prefix { !"}. ".contains($0) }
                return word == name
            }
        }
        return TemplateProblem(
            file: template.file, line: line.map { $0 + 1 },
            text:
                "there is nothing called '\(Sanitiser.sanitise(name, limit: 64))'; there are \(root.names.joined(separator: ", "))"
        )
    }
}

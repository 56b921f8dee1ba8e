import Cryptography
import Glibc
import IncidentModel
import Postmortem

/// Writes an incident's postmortem and keeps what people wrote into the one before.
struct PostmortemFiles {
    /// What was written, and what a person should know of it.
    struct Written: Hashable {
        var paths: [String] = []
        var notes: [String] = []
        /// What people wrote into its section for action items.
        var items: [ActionItem] = []
    }

    private let directory: String
    private let templates: TemplateChoice
    /// The settings' template; nil where they are silent.
    private let usual: String?

    init(_ choices: Choices) {
        directory = choices.stateDirectory + "/postmortems"
        templates = TemplateChoice(choices)
        usual = choices.settings.postmortemTemplate
    }

    /// The usual place: `STATE/postmortems/ID.md`, `ID.html`, and a graph a target, `ID-1.svg`.
    /// - Parameters:
    ///   - formats: what is written of it; both by default.
    ///   - template: a name or a file; nil is the one that the document was made from, else the settings', else the first shipped one.
    func write(
        _ facts: PostmortemFacts, formats: [PostmortemFormat] = PostmortemFormat.allCases, template: String? = nil
    ) throws(Failure) -> Written {
        try PrivateFiles.prepareDirectory(directory)
        let base = "\(directory)/\(try Self.fileName(facts.incident.id))"
        let markdown = "\(base).md"
        let old = try people(markdown)
        let choice = choice(template, old.text)
        let press = PostmortemPress(facts, people: old.text)
        // Everything is made before anything is written.
        var pages: [(path: String, text: String)] = []
        for format in formats {
            let names = press.graphs.indices.map { "\(facts.incident.id)-\($0 + 1).svg" }
            pages.append(("\(base).\(format.ending)", try page(press, try templates.template(choice, format), names)))
        }
        var written = Written(items: ActionItems.read(old.text[PeopleSection.actionItems.name] ?? ""))
        if formats.contains(.markdown) {
            if let note = try keepAside(markdown, old) { written.notes.append(note) }
            for (index, graph) in press.graphs.enumerated() {
                try FileWriting.replace("\(base)-\(index + 1).svg", with: graph.svg)
            }
        }
        for page in pages {
            try FileWriting.replace(page.path, with: page.text)
            written.paths.append(page.path)
        }
        return written
    }

    /// One document somewhere else. Of Markdown the people's text comes from the file that is replaced, if there is one; else from the
    /// usual place.
    func write(_ facts: PostmortemFacts, to path: String, format: PostmortemFormat, template: String? = nil) throws(Failure)
        -> Written
    {
        let usualPlace = "\(directory)/\(try Self.fileName(facts.incident.id)).md"
        let isThere = format == .markdown && PrivateFiles.status(path) != nil
        let old = try people(isThere ? path : usualPlace)
        let press = PostmortemPress(facts, people: old.text)
        let stem = path.hasSuffix(".md") ? String(path.dropLast(3)) : path
        let graphs = press.graphs.indices.map { "\(stem)-\($0 + 1).svg" }
        let links = graphs.map { Self.address(String($0.split(separator: "/").last ?? "")) }
        let text = try page(press, try templates.template(choice(template, old.text), format), links)
        var written = Written(paths: [path], items: ActionItems.read(old.text[PeopleSection.actionItems.name] ?? ""))
        if format == .markdown {
            if isThere, let note = try keepAside(path, old) { written.notes.append(note) }
            for (graph, file) in zip(press.graphs, graphs) { try FileWriting.replace(file, with: graph.svg) }
        }
        try FileWriting.replace(path, with: text)
        return written
    }

    /// One document without files: Markdown has no pictures then.
    func text(_ facts: PostmortemFacts, format: PostmortemFormat, template: String? = nil) throws(Failure) -> String {
        let old = try people("\(directory)/\(try Self.fileName(facts.incident.id)).md")
        return try page(PostmortemPress(facts, people: old.text), try templates.template(choice(template, old.text), format), nil)
    }

    /// An incident's id as a file's name.
    static func fileName(_ id: String) throws(Failure) -> String {
        let isName =
            (1...80).contains(id.utf8.count) && !id.hasPrefix(".")
            && id.utf8.allSatisfy {
                $0 == 0x2D || $0 == 0x2E || $0 == 0x5F || Character(Unicode.Scalar($0)).isLetter
                    || Character(Unicode.Scalar($0)).isNumber
            }
        guard isName else {
            throw Failure(
                .refusedByState, code: "incident",
                "the id '\(Sanitiser.sanitise(id, limit: 80))' cannot be a file's name; write it elsewhere with --output FILE")
        }
        return id
    }

    private func choice(_ template: String?, _ old: PeopleText) -> String {
        template ?? old.origin.map(\.template).flatMap { templates.isKnown($0) ? $0 : nil } ?? usual ?? ShippedTemplates.names[0]
    }

    private func page(_ press: PostmortemPress, _ template: PostmortemTemplate, _ graphs: [String]?) throws(Failure) -> String {
        do throws(TemplateProblem) {
            switch template.format {
            case .html: return try press.print(template)
            case .markdown: return try press.printMarkdown(template, graphFiles: graphs, fingerprint: Self.fingerprint)
            }
        } catch { throw Failure(error) }
    }

    private static func fingerprint(_ text: String) -> String { SHA256.hex(Array(text.utf8)) }

    private func people(_ path: String) throws(Failure) -> (text: PeopleText, raw: String?) {
        guard let bytes = try PrivateFiles.read(path, limit: 16 << 20) else { return (PeopleText(), nil) }
        guard let raw = String(validating: bytes, as: UTF8.self) else {
            throw Failure(
                .refusedByState, code: "postmortem",
                "\(path): is not UTF-8 text, so what people wrote could not be kept; nothing was overwritten. Save it as UTF-8, or move it away"
            )
        }
        do throws(PeopleText.Damage) { return (try PeopleText(raw), raw) } catch {
            throw Failure(
                .refusedByState, code: "postmortem",
                "\(path):\(error.line): \(error.text); nothing was overwritten. Mend the line, or move the file away to begin anew"
            )
        }
    }

    /// A document whose facts somebody changed by hand is kept beside the new one: only people's sections are taken over.
    private func keepAside(_ path: String, _ old: (text: PeopleText, raw: String?)) throws(Failure) -> String? {
        guard let raw = old.raw, old.text.origin?.fingerprint != Self.fingerprint(old.text.surroundings) else { return nil }
        var number = 1
        while PrivateFiles.status("\(path).\(number)") != nil { number += 1 }
        try FileWriting.replace("\(path).\(number)", with: raw)
        return "\(path) had changes outside the people's sections; it is kept as \(path).\(number)"
    }

    /// A file's name as a relative address.
    private static func address(_ name: String) -> String {
        name.utf8.map { byte in
            switch byte {
            case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x2E, 0x5F: String(Unicode.Scalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}

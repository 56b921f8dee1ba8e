import Glibc
import IncidentModel
import Postmortem

/// Finds a postmortem's template: a shipped one, one of the team's in `postmortems/` beside the settings, or a file.
struct TemplateChoice {
    /// What a template may weigh.
    private static let limit = 256 << 10

    /// `…/flipback/postmortems`; templates there are called `NAME.md.mustache` and `NAME.html.mustache`.
    let directory: String

    init(_ choices: Choices) { directory = choices.environment.configDirectory + "/postmortems" }

    /// - Parameters:
    ///   - choice: a name, or a path with a `/` or that ends in `.mustache`. A team's own that is there for one format only leaves the
    ///     other to the first of the shipped ones.
    func template(_ choice: String, _ format: PostmortemFormat) throws(Failure) -> PostmortemTemplate {
        if choice.contains("/") || choice.hasSuffix(".mustache") {
            guard try PrivateFiles.read(choice, limit: Self.limit) != nil else {
                throw Failure(.usage, code: "template", "\(choice): there is no such file")
            }
            let stem = Self.stem(choice)
            for path in [choice.hasSuffix(".\(format.ending).mustache") ? choice : nil, "\(stem).\(format.ending).mustache"]
                .compactMap(\.self)
            {
                if let own = try load(path, name: "own", format) { return own }
            }
            // `form.mustache` says nothing of its format: it is Markdown.
            if format == .markdown, stem + ".mustache" == choice, let own = try load(choice, name: "own", format) { return own }
            return try shipped(ShippedTemplates.names[0], format)
        }
        if let own = try load("\(directory)/\(choice).\(format.ending).mustache", name: choice, format) { return own }
        if ShippedTemplates.names.contains(choice) { return try shipped(choice, format) }
        let other: PostmortemFormat = format == .markdown ? .html : .markdown
        if PrivateFiles.status("\(directory)/\(choice).\(other.ending).mustache") != nil {
            return try shipped(ShippedTemplates.names[0], format)
        }
        let known = names
        let hint =
            Nearest.match(choice, among: known).map { "; did you mean \($0)?" } ?? "; there are \(known.joined(separator: ", "))"
        throw Failure(
            .usage, code: "template",
            "there is no template '\(Sanitiser.sanitise(choice, limit: 64))' in \(directory) and none is shipped by that name\(hint)"
        )
    }

    /// Whether a document may be made again from the template that it names.
    func isKnown(_ name: String) -> Bool { names.contains(name) }

    private var names: [String] { ShippedTemplates.names + ownNames.filter { !ShippedTemplates.names.contains($0) } }

    private var ownNames: [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: Set<String> = []
        while let entry = readdir(stream) {
            let file = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            let stem = Self.stem(file)
            if file.hasSuffix(".mustache"), stem != file, !stem.isEmpty, !stem.hasPrefix(".") { names.insert(stem) }
        }
        return names.sorted()
    }

    private static func stem(_ file: String) -> String {
        for ending in [".md.mustache", ".html.mustache", ".mustache"] where file.hasSuffix(ending) {
            return String(file.dropLast(ending.count))
        }
        return file
    }

    private func shipped(_ name: String, _ format: PostmortemFormat) throws(Failure) -> PostmortemTemplate {
        do throws(TemplateProblem) {
            if let template = try ShippedTemplates.template(name, format) { return template }
        } catch { throw Failure(error) }
        throw Failure(.unexpected, code: "template", "the template \(name) is not shipped")
    }

    private func load(_ path: String, name: String, _ format: PostmortemFormat) throws(Failure) -> PostmortemTemplate? {
        guard let bytes = try PrivateFiles.read(path, limit: Self.limit) else { return nil }
        try PrivateFiles.checkSettings(path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.usage, code: "template", "\(path): is not UTF-8 text")
        }
        do throws(TemplateProblem) { return try PostmortemTemplate(name: name, format: format, source: text, file: path) } catch {
            throw Failure(error)
        }
    }
}

extension Failure {
    init(_ problem: TemplateProblem) { self.init(.usage, code: "template", problem.description) }
}

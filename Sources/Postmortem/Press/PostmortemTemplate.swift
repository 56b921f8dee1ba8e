import IncidentModel
import Mustache

/// What is wrong with a template, where.
package struct TemplateProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package var file: String
    /// From 1; nil where the whole file is meant.
    package var line: Int?
    package var text: String

    package init(file: String, line: Int?, text: String) {
        self.file = file
        self.line = line
        self.text = text
    }

    package var description: String { "\(file):\(line.map { "\($0):" } ?? "") \(text)" }
}

/// A template for one format, read and checked.
package struct PostmortemTemplate: Sendable {
    package let name: String
    package let format: PostmortemFormat
    let file: String
    let source: String
    let parsed: MustacheTemplate

    /// - Parameters:
    ///   - name: what the document says that it was made from.
    ///   - file: for messages.
    package init(name: String, format: PostmortemFormat, source: String, file: String) throws(TemplateProblem) {
        self.name = name
        self.format = format
        self.file = file
        self.source = source
        parsed = try Self.parse(source, file: file)
    }

    /// Values are escaped before Mustache sees them (`TemplateText`), so its own escaping is switched off, on a line before the first.
    static func parse(_ source: String, file: String) throws(TemplateProblem) -> MustacheTemplate {
        do {
            return try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + source)
        } catch let error as MustacheTemplate.ParserError {
            throw TemplateProblem(
                file: file, line: max(1, error.context.lineNumber - 1), text: words(error.error))
        } catch {
            throw TemplateProblem(
                file: file, line: nil, text: "cannot be read as Mustache: \(Sanitiser.sanitise("\(error)", limit: 200))")
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error as? MustacheTemplate.Error {
        case .sectionCloseNameIncorrect: "a section is closed that is not open here: {{/name}} must name the last {{#name}}"
        case .unfinishedName: "a tag is not finished: {{name}}"
        case .expectedSectionEnd: "a section is not closed: every {{#name}} needs its {{/name}}"
        case .invalidSetDelimiter: "the delimiters cannot be read: {{=<% %>=}}"
        case .transformAppliedToInheritanceSection, .illegalTokenInsideInheritSection, .textInsideInheritSection:
            "this cannot stand inside {{<name}}"
        case .invalidConfigVariableSyntax, .unrecognisedConfigVariable: "{{% …}} is not for templates of postmortems; take it out"
        case nil: "the file ends in the middle of a tag"
        }
    }
}

import IncidentModel

/// What a postmortem is written in. Both come from the same facts.
package enum PostmortemFormat: String, Sendable, CaseIterable {
    case markdown, html

    /// `md`, `html`: the ending of the file, and of the template's name before `.mustache`.
    package var ending: String { self == .markdown ? "md" : "html" }

    /// Text from outside as it stands in a document of this format: it is read as these words and as nothing else.
    func escape(_ text: String) -> String {
        switch self {
        case .markdown: MarkdownText.escape(text)
        case .html: HTMLText.escape(text)
        }
    }

    /// A link inside or out of the document. The address is the caller's: see `WebAddress`.
    func link(_ text: String, to address: String) -> String {
        switch self {
        case .markdown: "[\(escape(text))](\(address))"
        case .html: "<a href=\"\(HTMLText.escape(address))\" rel=\"noopener noreferrer\">\(escape(text))</a>"
        }
    }

    /// A place in the document that links lead to. Names are ours: letters, digits and `-`.
    func anchor(_ name: String) -> String { "<a id=\"\(name)\"></a>" }
}

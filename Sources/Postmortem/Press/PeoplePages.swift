import Mustache

/// The sections that people write: `{{people.action-items}}`. In Markdown with their markers and as they were written, in HTML as text.
final class PeoplePages: MustacheParent {
    private let people: PeopleText
    private let format: PostmortemFormat
    private(set) var used: Set<String> = []

    init(_ people: PeopleText, format: PostmortemFormat) {
        self.people = people
        self.format = format
    }

    func child(named name: String) -> Any? {
        guard PeopleSection.isName(name) else { return nil }
        used.insert(name)
        return page(name)
    }

    func page(_ name: String) -> TemplateText {
        let section = PeopleSection(name: name)
        switch format {
        case .markdown:
            return TemplateText(
                renderText: "\(PeopleMarker.opening(name))\n\(people[name] ?? section.invitation)\(PeopleMarker.closing)")
        case .html:
            guard people.isWritten(name), var text = people[name] else {
                return TemplateText(
                    renderText:
                        "<p class=\"open\">\(HTMLText.escape(section.invitation.filter { $0 != "_" && $0 != "`" && !$0.isNewline }))</p>"
                )
            }
            while text.last?.isNewline == true { text.removeLast() }
            return TemplateText(renderText: "<p class=\"written\">\(HTMLText.lines(text))</p>")
        }
    }
}

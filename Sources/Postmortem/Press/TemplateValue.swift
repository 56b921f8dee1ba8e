import Mustache

/// A value that a template may show. It is written for its document's format already, so that no kind of braces shows it raw, and none of
/// Mustache's transforms, which could take an escape apart, applies to it.
struct TemplateText: MustacheCustomRenderable, MustacheParent {
    let renderText: String

    /// Empty text counts as false: `{{#reason}}…{{/reason}}`.
    var isNull: Bool { renderText.isEmpty }

    func child(named: String) -> Any? { nil }
}

/// Named values.
struct TemplateBranch: MustacheParent {
    private let members: [String: Any]

    init(_ members: [String: Any]) { self.members = members }

    /// Of a list `moves` there is `hasMoves` too, for what stands once around it.
    func child(named name: String) -> Any? {
        if let member = members[name] { return member }
        guard name.hasPrefix("has"), let first = name.dropFirst(3).first,
            let list = members[first.lowercased() + name.dropFirst(4)] as? [Any]
        else { return nil }
        return !list.isEmpty
    }

    var names: [String] { members.keys.sorted() }
}

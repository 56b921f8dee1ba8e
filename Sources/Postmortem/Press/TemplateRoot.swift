import Mustache

/// The outermost values of a template, which notes what was asked for and is not there. Lives as long as one rendering.
final class TemplateRoot: MustacheParent {
    private let members: TemplateBranch
    private(set) var unknown: [String] = []

    init(_ members: [String: Any]) { self.members = TemplateBranch(members) }

    var names: [String] { members.names }

    func child(named name: String) -> Any? {
        if let child = members.child(named: name) { return child }
        unknown.append(name)
        return nil
    }
}

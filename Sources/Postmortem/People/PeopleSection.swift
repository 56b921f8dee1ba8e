/// A part of a postmortem that only people can write.
package struct PeopleSection: Hashable, Sendable {
    package var name: String

    package init(name: String) { self.name = name }

    package static let contributingFactors = PeopleSection(name: "contributing-factors")
    package static let wentWell = PeopleSection(name: "went-well")
    package static let wentBadly = PeopleSection(name: "went-badly")
    package static let lucky = PeopleSection(name: "lucky")
    package static let actionItems = PeopleSection(name: "action-items")

    /// What stands there until somebody writes: lines with their ends.
    package var invitation: String { (Self.invitations[name] ?? "_To be written by people._") + "\n" }

    /// Whether a template may call a section so: lower-case letters, digits and `-`.
    static func isName(_ text: some StringProtocol) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D }
    }

    private static let invitations = [
        "what-happened": "_To be written by people: what happened, in a paragraph that somebody who was not there understands._",
        "contributing-factors":
            "_To be written by people: what made it possible, and what made it worse. Systems and circumstances, not persons._",
        "went-well": "_To be written by people: what helped?_",
        "went-badly": "_To be written by people: what cost time, what was missing, what misled us?_",
        "lucky": "_To be written by people: what could have been worse and was not, by chance?_",
        "action-items": "_To be written by people, one a line: `- [ ] \(ActionItems.example)`._",
        "messaging": "_To be written by people: what was told to whom, inside and outside._",
    ]
}

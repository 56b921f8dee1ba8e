/// The last line of a postmortem in Markdown: what it was made from, and a fingerprint by which is seen later whether somebody changed what
/// is not theirs to keep.
package struct DocumentOrigin: Hashable, Sendable {
    /// The template's name; `own` where it was a file.
    package var template: String
    /// Of the document without people's sections and without this line.
    package var fingerprint: String

    package init(template: String, fingerprint: String) {
        self.template = template
        self.fingerprint = fingerprint
    }

    var line: String { "<!-- flipback: postmortem, template \(template), facts \(fingerprint) -->\n" }

    init?(_ line: Substring) {
        let words = line.split(separator: " ")
        guard words.count == 8, words[1] == "flipback:", words[2] == "postmortem,", words[3] == "template", words[5] == "facts",
            words[7] == "-->", words[4].hasSuffix(",")
        else { return nil }
        self.init(template: String(words[4].dropLast()), fingerprint: String(words[6]))
    }
}

import Mustache

/// The two templates that come with flipback, and the blocks that they and a team's own are made of: `{{> timeline}}`.
package enum ShippedTemplates {
    /// The first is the default: the first source's form (section 4.1: "RCA, timeline documentation, preventive actions").
    package static let names = ["rca", "blameless"]

    /// Nil for a name that is none of `names`.
    package static func template(_ name: String, _ format: PostmortemFormat) throws(TemplateProblem) -> PostmortemTemplate? {
        let bytes: [UInt8]
        switch (name, format) {
        case ("rca", .markdown): bytes = PackageResources.rca_md_mustache
        case ("rca", .html): bytes = PackageResources.rca_html_mustache
        case ("blameless", .markdown): bytes = PackageResources.blameless_md_mustache
        case ("blameless", .html): bytes = PackageResources.blameless_html_mustache
        default: return nil
        }
        return try PostmortemTemplate(
            name: name, format: format, source: String(decoding: bytes, as: UTF8.self), file: "\(name).\(format.ending).mustache")
    }

    /// The blocks of a format by name. A block begins with a line `=== name`.
    static func blocks(_ format: PostmortemFormat) throws(TemplateProblem) -> MustacheLibrary {
        let bytes = format == .markdown ? PackageResources.blocks_md_mustache : PackageResources.blocks_html_mustache
        let file = "blocks.\(format.ending).mustache"
        var library = MustacheLibrary()
        for (name, source) in parts(String(decoding: bytes, as: UTF8.self)) {
            library.register(try PostmortemTemplate.parse(source, file: file), named: name)
        }
        return library
    }

    private static func parts(_ text: String) -> [(name: String, source: String)] {
        var parts: [(name: String, source: String)] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("=== ") {
                parts.append((String(line.dropFirst(4)), ""))
            } else if !parts.isEmpty {
                parts[parts.count - 1].source += line + "\n"
            }
        }
        return parts
    }
}

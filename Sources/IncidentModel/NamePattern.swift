/// Patterns of names as people write them in the settings: `*` stands for any characters, `?` for one, everything else for itself.
package enum NamePattern {
    package static func matches(_ name: String, _ pattern: String) -> Bool { matches(Array(name), Array(pattern)) }

    /// A target's name; a pattern without a colon means any alias.
    package static func matches(_ target: Target, _ pattern: String) -> Bool {
        matches(target.description, pattern.contains(":") ? pattern : pattern + ":*")
    }

    private static func matches(_ name: [Character], _ pattern: [Character]) -> Bool {
        var at = 0
        var place = 0
        var star: (pattern: Int, name: Int)?
        while at < name.count {
            if place < pattern.count, pattern[place] == "*" {
                star = (place, at)
                place += 1
            } else if place < pattern.count, pattern[place] == "?" || pattern[place] == name[at] {
                at += 1
                place += 1
            } else if let back = star {
                star = (back.pattern, back.name + 1)
                place = back.pattern + 1
                at = back.name + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }
}

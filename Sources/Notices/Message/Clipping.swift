extension String {
    /// At most so many UTF-16 units, in which the receivers count; what is cut ends in `…`.
    func clipped(to limit: Int) -> String {
        guard utf16.count > limit, limit > 0 else { return limit > 0 ? self : "" }
        var kept = ""
        var count = 1
        for character in self {
            count += character.utf16.count
            if count > limit { break }
            kept.append(character)
        }
        return kept + "…"
    }
}

/// The suggestion of an error message.
enum NearestWord {
    /// The candidate with the fewest edits, at most a third of its length (two for short words); nil when none is near.
    static func to(_ word: String, in candidates: some Sequence<String>) -> String? {
        var best: (word: String, edits: Int)?
        for candidate in candidates.sorted() {
            let edits = distance(Array(word.lowercased()), Array(candidate.lowercased()))
            guard edits <= max(2, candidate.count / 3), edits < candidate.count else { continue }
            if edits < best?.edits ?? Int.max { best = (candidate, edits) }
        }
        return best?.word
    }

    /// Insertions, deletions, replacements and swaps of neighbours.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        guard !left.isEmpty, !right.isEmpty, left.count <= 64 else { return max(left.count, right.count) }
        var before: [Int] = []
        var row = Array(0...right.count)
        for (i, character) in left.enumerated() {
            var next = [i + 1]
            for (j, other) in right.enumerated() {
                var edits = min(row[j + 1] + 1, next[j] + 1, row[j] + (character == other ? 0 : 1))
                if i > 0, j > 0, character == right[j - 1], left[i - 1] == other { edits = min(edits, before[j - 1] + 1) }
                next.append(edits)
            }
            before = row
            row = next
        }
        return row[right.count]
    }
}

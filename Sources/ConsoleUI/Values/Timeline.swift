package import IncidentModel

/// The lines of the timeline, oldest first, each put into words only when somebody looks at it: a journal has a hundred thousand of them and
/// a screen forty.
package struct Timeline: Sendable {
    package let count: Int
    private let make: @Sendable (Int) -> TimelineEntry

    /// - Parameter make: the line at a place, `0..<count`; the same place gives the same line, and later places are never older.
    package init(count: Int, make: @escaping @Sendable (Int) -> TimelineEntry) {
        self.count = count
        self.make = make
    }

    package init(_ entries: [TimelineEntry] = []) { self.init(count: entries.count) { entries[$0] } }

    package subscript(index: Int) -> TimelineEntry { make(index) }
    package var isEmpty: Bool { count == 0 }

    /// The newest, oldest first.
    func newest(_ count: Int) -> [TimelineEntry] { (max(0, self.count - count)..<self.count).map { make($0) } }

    /// The newest so many that are not older than a moment, newest first.
    func since(_ moment: Timestamp, limit: Int) -> [TimelineEntry] {
        var found: [TimelineEntry] = []
        var index = count - 1
        while index >= 0, found.count < limit {
            let entry = make(index)
            guard entry.at >= moment else { break }
            found.append(entry)
            index -= 1
        }
        return found
    }

    /// Where a line of another listing is in this one; where it would be, when it is not.
    func place(of entry: TimelineEntry) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if make(middle).at < entry.at { low = middle + 1 } else { high = middle }
        }
        var index = low
        while index < count, index < low + 200 {
            let other = make(index)
            guard other.at == entry.at else { break }
            if other.text == entry.text { return index }
            index += 1
        }
        return min(low, max(0, count - 1))
    }
}

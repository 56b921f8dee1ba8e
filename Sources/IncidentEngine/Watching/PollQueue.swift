/// Polls by the time at which they are due, the earliest first; of equal ones, the one put in first. A binary heap whose outdated
/// entries are dropped when they come up: an entry counts only while its ticket is the poll's present one.
struct PollQueue: Sendable {
    struct Entry: Sendable {
        var due: Duration
        var ticket: UInt64
        var poll: Poll

        static func < (a: Entry, b: Entry) -> Bool { a.due == b.due ? a.ticket < b.ticket : a.due < b.due }
    }

    private var heap: [Entry] = []

    var count: Int { heap.count }

    mutating func push(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child] < heap[parent] else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// The first entry that counts; those before it are dropped.
    mutating func first(where counts: (Entry) -> Bool) -> Entry? {
        while let entry = heap.first {
            if counts(entry) { return entry }
            dropFirst()
        }
        return nil
    }

    /// Drops all that do not count.
    mutating func compact(_ counts: (Entry) -> Bool) {
        heap = heap.filter(counts).sorted { $0 < $1 }
    }

    private mutating func dropFirst() {
        guard let last = heap.popLast(), !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] { least = child }
            guard least != parent else { return }
            heap.swapAt(least, parent)
            parent = least
        }
    }
}

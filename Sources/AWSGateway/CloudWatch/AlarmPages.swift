import IncidentModel

/// The pages of DescribeAlarms as they were read: a page whose bytes are the same is not decoded again.
struct AlarmPages: Sendable {
    typealias Page = (items: [Alarm], next: String?)

    /// Pages that are remembered, about 100 KB each; those of larger accounts are decoded each time.
    private static let cap = 50

    private var bodies: [[UInt8]] = []
    private var pages: [Page] = []
    /// All pages there were, remembered or not.
    private(set) var count = 0
    /// Those that were not known from the reading before.
    private var news = 0

    /// The page with this place, if it was the same; its token for the next page is part of the bytes.
    func known(_ body: [UInt8], at place: Int) -> Page? {
        bodies.indices.contains(place) && bodies[place] == body ? pages[place] : nil
    }

    mutating func append(_ body: [UInt8], _ page: Page, isKnown: Bool) {
        count += 1
        if !isKnown { news += 1 }
        guard bodies.count < Self.cap else { return }
        bodies.append(body)
        pages.append(page)
    }

    /// Whether these, read by the memory of the others, are what the others were.
    func isSame(as others: AlarmPages) -> Bool { count == others.count && news == 0 }
}

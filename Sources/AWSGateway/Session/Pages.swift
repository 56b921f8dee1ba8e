import IncidentModel

/// Reads a paginated list to its end: until the token is absent, empty or one that was seen, or until the cap.
enum Pages {
    /// More pages than any account has; a service that goes on for ever is stopped here.
    static let cap = 2000

    /// - Parameter page: reads the page of a token (nil: the first) and returns its items and the next token.
    static func all<Item>(
        page: (String?) async throws(CallFailure) -> (items: [Item], next: String?)
    ) async throws(CallFailure) -> [Item] {
        var items: [Item] = []
        var token: String?
        var seen: Set<String> = []
        for _ in 0..<cap {
            let (found, next) = try await page(token)
            items += found
            guard let next, !next.isEmpty, seen.insert(next).inserted else { return items }
            token = next
        }
        return items
    }
}

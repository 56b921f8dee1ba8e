/// One page of a list, with the marker of the next.
struct Page<Element> {
    var items: [Element]
    var marker: String?

    /// - Parameters:
    ///   - limit: what the service returns at most; a greater MaxItems changes nothing.
    ///   - query: Marker and MaxItems of the request.
    init(_ all: [Element], limit: Int, query: [String: String]) throws(ServiceFailure) {
        var size = limit
        if let text = query["MaxItems"] {
            guard let wanted = Int(text), (1...10_000).contains(wanted) else {
                throw LambdaFailure.validation(text, at: "maxItems", "Member must have value between 1 and 10000")
            }
            size = min(limit, wanted)
        }
        var from = 0
        if let text = query["Marker"], !text.isEmpty {
            guard text.hasPrefix("m"), let offset = Int(text.dropFirst()), (0...all.count).contains(offset) else {
                throw LambdaFailure.invalid("Invalid value for Marker: \(text)")
            }
            from = offset
        }
        let end = min(all.count, from + size)
        items = Array(all[from..<end])
        marker = end < all.count ? "m\(end)" : nil
    }
}

/// One page of a list, with the marker of the next.
struct Page<Element> {
    var items: [Element]
    var marker: String?

    /// - Parameters:
    ///   - limit: what the service returns at most; a greater MaxItems changes nothing.
    ///   - query: Marker and MaxItems of the request.
    ///   - standard: the size without MaxItems, when it is not the limit.
    ///   - most: the greatest MaxItems that is not refused.
    init(
        _ all: [Element], limit: Int, query: [String: String], standard: Int? = nil, most: Int = 10_000
    ) throws(ServiceFailure) {
        var size = standard ?? limit
        if let text = query["MaxItems"] {
            guard let wanted = Int(text), (1...most).contains(wanted) else {
                throw LambdaFailure.validation(text, at: "maxItems", "Member must have value between 1 and \(most)")
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

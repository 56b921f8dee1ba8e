package import HTTPTransport

/// The next step of a delivery.
package enum CourseStep: Hashable, Sendable {
    case send(HTTPRequest)
    case end(Delivery)
}

/// How one notice is delivered over HTTP: the requests one after the other, each decided by the reply to the one before. Pure.
package protocol DeliveryCourse: Sendable {
    /// - Parameter reply: nil at the start.
    mutating func next(_ reply: HTTPResponse?) -> CourseStep
}

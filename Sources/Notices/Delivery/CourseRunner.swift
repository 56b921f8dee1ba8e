package import HTTPTransport
import IncidentModel

/// Carries a course out. Each request is sent once, on a connection of its own (libcurl may repeat a request on a kept one, and creating a
/// ticket is not to be repeated), redirects are not followed, replies are bounded.
package enum CourseRunner {
    /// No delivery needs more; a receiver that leads on for ever is given up.
    private static let mostRequests = 16

    package static func run(_ course: some DeliveryCourse, over http: any HTTPClient) async -> Delivery {
        var course = course
        var step = course.next(nil)
        for _ in 0..<mostRequests {
            guard case .send(let request) = step else { break }
            let reply: HTTPResponse
            do throws(TransportError) { reply = try await http.send(request) } catch { return ReplyRules.verdict(error) }
            step = course.next(reply)
        }
        if case .end(let delivery) = step { return delivery }
        return .dead(DisplayText("the receiver asked for more than \(mostRequests) requests for one notice"))
    }
}

extension HTTPRequest {
    /// A request of a delivery: JSON in, 10 s, nothing kept open.
    static func notice(
        _ method: Method, _ url: String, _ headers: [(name: String, value: String)] = [], json: JSONValue? = nil
    ) -> HTTPRequest {
        var all = headers + [("Accept", "application/json"), ("User-Agent", "flipback")]
        if json != nil { all.insert(("Content-Type", "application/json"), at: 0) }
        return HTTPRequest(
            method: method, url: url, headers: all, body: json.map { Array($0.canonical.utf8) } ?? [], timeout: .seconds(10),
            connectTimeout: .seconds(5), policy: .fresh, replyCap: 1 << 20)
    }
}

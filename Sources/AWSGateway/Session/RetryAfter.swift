import HTTPTransport
import IncidentModel

extension HTTPResponse {
    /// `x-amz-retry-after` in milliseconds, else `Retry-After` in seconds or as a date; nil when absent, negative or over a day.
    func retryAfter(now: Timestamp) -> Duration? {
        let day = Duration.seconds(86_400)
        var pause: Duration?
        if let text = header("x-amz-retry-after"), let milliseconds = Int64(text), milliseconds <= 86_400_000 {
            pause = .milliseconds(milliseconds)
        } else if let text = header("retry-after") {
            if let seconds = Int64(text) {
                pause = seconds <= 86_400 ? .seconds(seconds) : nil
            } else if let date = Timestamp(httpDate: text) {
                pause = date - now
            }
        }
        return pause.flatMap { $0 >= .zero && $0 <= day ? $0 : nil }
    }

    /// AWS's request id, in whichever of its headers; printable and cut.
    var requestID: String? {
        let names = ["x-amzn-requestid", "x-amzn-request-id", "x-amz-request-id"]
        return names.lazy.compactMap { header($0) }.first { !$0.isEmpty }.map { printable($0, limit: 80) }
    }
}

/// Why a region did not start; the description says what to do.
package enum RegionError: Error, Sendable, CustomStringConvertible {
    case logFile(String)
    case port(Int, String)
    case speed(Double)
    case functions(Int)

    package var description: String {
        switch self {
        case .logFile(let path): "can't append to the log \(path): check that its directory exists and is writable"
        case .port(let port, let why): "can't listen on 127.0.0.1:\(port) (\(why)): choose another port, or 0 for a free one"
        case .speed(let speed): "speed \(speed) is out of range: 0.001 to 10000"
        case .functions(let count): "\(count) functions is out of range: 1 to \(FleetGenerator.limit)"
        }
    }
}

/// What goes wrong with a request, by the names that the tests and the documentation use too.
enum Fault: Sendable, Equatable {
    /// Milliseconds that the request waits.
    case latency(Int)
    /// As latency, by chance between 0 and as many milliseconds.
    case jitter(Int)
    /// RST as soon as somebody connects or asks.
    case down
    /// RST: before the request is applied, after it and without a byte of the reply, or in the middle of the reply's body.
    case reset
    /// FIN without a byte of the reply, or in the middle of its body.
    case close
    /// No byte of the reply, ever, on a connection that stays open.
    case timeout
    /// The body at as many bytes a second.
    case slowBody(Int)
    /// The body in pieces of as many bytes, ten milliseconds apart.
    case slice(Int)
    /// FIN after as many bytes of the body, whose announced length is right.
    case truncate(Int)
    /// FIN after as many bytes of the reply, its head included.
    case limitData(Int)
    /// Bytes that are no HTTP, then FIN.
    case garbage
    /// content-length is wrong by as many bytes; the connection stays open.
    case wrongLength(Int)
    /// An error reply with this status.
    case status(Int)
    /// An error reply with this name.
    case code(String)
    /// This share, 0…1, of the requests is throttled, each service in its own words.
    case throttle(Double)
    /// Throttled, with a Retry-After of as many milliseconds (in whole seconds, rounded up).
    case retryAfter(Int)
    /// The service's clock is ahead by as many seconds: signatures are judged by it, and the Date header says it.
    case skew(Int)
    case expiredToken
    /// A body that is broken in the middle, whatever its notation.
    case badJSON
    /// Every member of the body has another type than it should have.
    case wrongType
    /// As many bytes more in the body.
    case huge(Int)
    /// Every member twice, the second time with nothing in it.
    case duplicateKeys
    /// A byte order mark before the body.
    case byteOrderMark
    /// A gzip body that unpacks to as many bytes of zero.
    case gzipBomb(Int)

    /// - Throws: what is wrong with the text.
    init(_ text: String) throws(FaultError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts.first ?? ""
        let argument = parts.count > 1 ? parts[1] : nil
        func number(_ range: ClosedRange<Int>, otherwise: Int? = nil) throws(FaultError) -> Int {
            guard let argument else {
                guard let otherwise else { throw FaultError("\(name) needs a number: \(name):\(range.lowerBound)") }
                return otherwise
            }
            guard let value = Int(argument), range.contains(value) else {
                throw FaultError("\(name):\(argument): expected a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }
        func share() throws(FaultError) -> Double {
            guard let argument, let value = Double(argument), (0...1).contains(value) else {
                throw FaultError("\(name) needs a share from 0 to 1, as in \(name):0.95")
            }
            return value
        }
        let day = 86_400_000
        switch name {
        case "latency": self = .latency(try number(0...day))
        case "jitter": self = .jitter(try number(0...day))
        case "slow_body": self = .slowBody(try number(1...1_000_000_000))
        case "slice": self = .slice(try number(1...1_000_000, otherwise: 1))
        case "truncate": self = .truncate(try number(0...1_000_000_000))
        case "limit_data": self = .limitData(try number(0...1_000_000_000))
        case "wrong_length": self = .wrongLength(try number(-1_000_000...1_000_000, otherwise: 7))
        case "status": self = .status(try number(300...599))
        case "throttle": self = .throttle(try share())
        case "retry_after": self = .retryAfter(try number(0...day))
        case "skew": self = .skew(try number(-100_000_000...100_000_000))
        case "huge": self = .huge(try number(1...268_435_456, otherwise: 33_554_432))
        case "gzip_bomb": self = .gzipBomb(try number(1...2_000_000_000, otherwise: 268_435_456))
        case "code":
            let allowed = argument.map {
                $0.count <= 100 && $0.utf8.allSatisfy { (48...57) ~= $0 || (65...90) ~= $0 || (97...122) ~= $0 }
            }
            guard let argument, allowed == true, !argument.isEmpty else {
                throw FaultError("code needs the name of an error, as in code:ServiceException")
            }
            self = .code(argument)
        case "tls_expired", "tls_wrong_host":
            throw FaultError("\(name): the embedded region speaks plain HTTP on loopback and has no certificate to spoil")
        default:
            guard let plain = Self.plain[name] else {
                throw FaultError("no fault '\(name.prefix(60))'; there are \(Self.names.joined(separator: ", "))")
            }
            guard argument == nil else { throw FaultError("\(name) takes no number") }
            self = plain
        }
    }

    private static let plain: [String: Fault] = [
        "down": .down, "reset": .reset, "reset_before": .reset, "reset_after_apply": .reset, "close_no_reply": .close,
        "timeout": .timeout, "garbage": .garbage, "expired_token": .expiredToken, "bad_json": .badJSON, "wrong_type": .wrongType,
        "dup_keys": .duplicateKeys, "bom": .byteOrderMark,
    ]

    static let names =
        plain.keys.sorted() + [
            "latency:MS", "jitter:MS", "slow_body:BYTES_A_SECOND", "slice:BYTES", "truncate:BYTES", "limit_data:BYTES",
            "wrong_length:BYTES", "status:N", "code:NAME", "throttle:SHARE", "retry_after:MS", "skew:SECONDS", "huge:BYTES",
            "gzip_bomb:BYTES",
        ]
}

/// Why a fault rule can't be read.
struct FaultError: Error, Sendable {
    var message: String
    init(_ message: String) { self.message = message }
}

import CCurl
import Synchronization

/// One request on its way: the easy handle, what was received, and who waits for it.
///
/// `@unchecked Sendable`: made by the caller, handed over through the loop's inbox and from then on used by the loop's thread alone;
/// libcurl's callbacks run on that thread too. `isCancelled` is the one part that other threads touch.
final class CurlTransfer: @unchecked Sendable {
    typealias Outcome = Result<HTTPResponse, TransportError>

    /// Bytes of reply headers after which the call fails as `tooLarge`; AWS sends a few hundred.
    static let headerCap = 256 << 10

    let request: HTTPRequest
    let url: AllowedURL
    let headOnly: Bool
    let configuration: CurlConfiguration
    let isCancelled = Atomic(false)
    var continuation: CheckedContinuation<Outcome, Never>?

    /// Nil before `open` and after `finish`.
    private(set) var easy: UnsafeMutableRawPointer?
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private let body: UnsafeMutableBufferPointer<UInt8>

    /// A connection stood and libcurl began to write the request: from here on bytes may have left.
    private var hasBegun = false
    private var isOverCap = false
    private var headerBytes = 0
    private var headers: [(name: String, value: String)] = []
    private var reply: [UInt8] = []

    init(_ request: HTTPRequest, url: AllowedURL, headOnly: Bool, configuration: CurlConfiguration) {
        self.request = request
        self.url = url
        self.headOnly = headOnly
        self.configuration = configuration
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        // At least one byte, so that libcurl gets an address for an empty body as well.
        body = .allocate(capacity: max(1, request.body.count))
        _ = body.initialize(fromContentsOf: request.body)
    }

    deinit {
        errorText.deallocate()
        body.deallocate()
    }

    /// Makes the easy handle with all its options.
    func open(share: UnsafeMutableRawPointer?) throws(TransportError) -> UnsafeMutableRawPointer {
        guard let handle = curl_easy_init() else {
            throw TransportError(kind: .unreachable, text: "libcurl could not make a handle: out of memory")
        }
        easy = handle
        let me = Unmanaged.passUnretained(self).toOpaque()
        var options = CurlOptions(handle)
        options.set(CURLOPT_SHARE, pointer: share)
        options.set(CURLOPT_ERRORBUFFER, pointer: errorText)
        options.set(CURLOPT_WRITEDATA, pointer: me)
        options.set(CURLOPT_HEADERDATA, pointer: me)
        options.set(CURLOPT_PREREQDATA, pointer: me)
        options.check(
            CCurl_setopt_receiver(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, me in
                CurlTransfer.from(me)?.receive(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
            })
        options.check(
            CCurl_setopt_receiver(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, me in
                CurlTransfer.from(me)?.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
            })
        options.check(
            CCurl_setopt_prereq(handle) { me, _, _, _, _ in
                CurlTransfer.from(me)?.hasBegun = true
                return CURL_PREREQFUNC_OK
            })
        options.setConnection(url, configuration: configuration, policy: request.policy)
        options.setLimits(request)
        options.setMethod(request, body: body.baseAddress, headOnly: headOnly)
        headerList = options.setHeaders(request, userAgent: configuration.userAgent)
        if let failed = options.failure {
            throw TransportError(
                kind: .unreachable, text: "libcurl refuses an option: \(String(cString: curl_easy_strerror(failed)))")
        }
        return handle
    }

    /// What the finished transfer amounts to.
    func outcome(_ code: CURLcode) -> Outcome {
        guard code == CURLE_OK else {
            let words = String(cString: errorText)
            return .failure(
                TransportError(code, words: words, hasBegun: hasBegun, isOverCap: isOverCap, replyCap: request.replyCap))
        }
        var status = 0
        _ = CCurl_getinfo_long(easy, CURLINFO_RESPONSE_CODE, &status)
        return .success(HTTPResponse(status: status, headers: headers, body: reply))
    }

    /// Frees the handle, which must be out of the multi handle, and answers the caller; a second call does nothing.
    func finish(_ outcome: Outcome) {
        if let easy { curl_easy_cleanup(easy) }
        easy = nil
        curl_slist_free_all(headerList)
        headerList = nil
        continuation?.resume(returning: outcome)
        continuation = nil
    }

    // MARK: libcurl's callbacks

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> CurlTransfer? {
        pointer.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Any other number than the bytes given ends the transfer with an error.
    private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard reply.count + bytes.count <= request.replyCap else {
            isOverCap = true
            return 0
        }
        reply.append(contentsOf: bytes)
        return bytes.count
    }

    /// One header line with its line end; a status line starts over, since an interim reply (1xx) has headers of its own.
    private func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        headerBytes += bytes.count
        guard headerBytes <= Self.headerCap else {
            isOverCap = true
            return 0
        }
        if bytes.starts(with: "HTTP/".utf8) {
            headers = []
        } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
            let value = bytes[(colon + 1)...].drop(while: isSpace)
            let end = value.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? value.startIndex
            headers.append((String(decoding: bytes[..<colon], as: UTF8.self), String(decoding: value[..<end], as: UTF8.self)))
        }
        return bytes.count
    }
}

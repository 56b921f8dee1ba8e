import NIOCore
import NIOHTTP1

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Brings one reply onto the wire, whole or as a disturbance wants it. Lives on its connection's event loop.
struct ReplyWriter {
    let context: ChannelHandlerContext
    let keepsAlive: Bool
    let isHead: Bool

    /// Between the pieces of a body, milliseconds.
    private static let gap = 10
    /// So long the first half of a body has to arrive before the connection is reset.
    private static let settling = 20

    /// Does something later, at once for 0 milliseconds, and not at all when the connection is gone by then.
    func after(_ milliseconds: Int, _ body: @escaping (ReplyWriter) -> Void) {
        guard milliseconds > 0 else {
            body(self)
            return
        }
        let bound = NIOLoopBound((self, body), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .milliseconds(Int64(milliseconds))) {
            let (writer, body) = bound.value
            if writer.context.channel.isActive { body(writer) }
        }
    }

    /// Ends the connection without a reply, or holds it open for ever.
    func end(_ cut: Disturbance.Cut) {
        switch cut {
        case .reset: reset()
        case .close: context.close(promise: nil)
        case .timeout: break
        case .garbage:
            writeRaw(Array("\u{16}\u{3}\u{1} not HTTP at all\r\n\u{0}\u{7F}\r\n".utf8)) { $0.context.close(promise: nil) }
        }
    }

    func write(_ reply: WireReply, _ disturbance: Disturbance) {
        let body = isHead ? [] : reply.body
        var headers = HTTPHeaders(reply.headers)
        headers.replaceOrAdd(name: "content-length", value: String(max(0, reply.body.count + disturbance.lengthError)))
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: closing(headers))
        if let limit = disturbance.limit {
            let text = Self.bytes(of: head)
            let sent: [UInt8] =
                switch limit {
                case .body(let count): text + body.prefix(count)
                case .reply(let count): Array((text + body).prefix(count))
                }
            writeRaw(sent) { $0.context.close(promise: nil) }
        } else if let cut = disturbance.cut(.during) {
            writeRaw(Self.bytes(of: head) + body.prefix(body.count / 2)) { writer in
                writer.after(Self.settling + disturbance.delay(.during)) { $0.end(cut) }
            }
        } else {
            context.write(NIOAny(HTTPServerResponsePart.head(head)), promise: nil)
            let pause = disturbance.delay(.during)
            switch disturbance.pace {
            case .pieces(let size): writePieces(body[...], size: size, gap: Self.gap)
            case .bytesPerSecond(let rate):
                // Twenty pieces a second at most, a byte at least.
                let size = max(1, rate / 20)
                writePieces(body[...], size: size, gap: max(1, size * 1000 / rate))
            case nil where pause > 0: writePieces(body[...], size: max(1, (body.count + 1) / 2), gap: pause)
            case nil: writePieces(body[...], size: max(1, body.count), gap: 0)
            }
        }
    }

    private func closing(_ headers: HTTPHeaders) -> HTTPHeaders {
        guard !keepsAlive else { return headers }
        var headers = headers
        headers.replaceOrAdd(name: "connection", value: "close")
        return headers
    }

    private func writePieces(_ rest: ArraySlice<UInt8>, size: Int, gap: Int) {
        if !rest.isEmpty {
            let piece = context.channel.allocator.buffer(bytes: rest.prefix(size))
            let part = NIOAny(HTTPServerResponsePart.body(.byteBuffer(piece)))
            let remaining = rest.dropFirst(size)
            guard remaining.isEmpty else {
                context.writeAndFlush(part, promise: nil)
                after(gap) { $0.writePieces(remaining, size: size, gap: gap) }
                return
            }
            context.write(part, promise: nil)
        }
        let done = context.eventLoop.makePromise(of: Void.self)
        if !keepsAlive {
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            done.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
        }
        context.writeAndFlush(NIOAny(HTTPServerResponsePart.end(nil)), promise: done)
    }

    /// Past the HTTP encoder. The connection takes no further request after it.
    private func writeRaw(_ bytes: [UInt8], then body: @escaping (ReplyWriter) -> Void) {
        guard let encoder = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self) else {
            context.close(promise: nil)
            return
        }
        let done = context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound((self, body), eventLoop: context.eventLoop)
        done.futureResult.whenComplete { _ in
            let (writer, body) = bound.value
            if writer.context.channel.isActive { body(writer) }
        }
        encoder.writeAndFlush(NIOAny(context.channel.allocator.buffer(bytes: bytes)), promise: done)
    }

    private static func bytes(of head: HTTPResponseHead) -> [UInt8] {
        var text = "HTTP/1.1 \(head.status.code) \(head.status.reasonPhrase)\r\n"
        for (name, value) in head.headers { text += "\(name): \(value)\r\n" }
        return Array((text + "\r\n").utf8)
    }

    /// RST instead of FIN: whoever closes with a linger time of zero throws away the connection.
    func reset() {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        guard let options = context.channel as? any SocketOptionProvider else {
            context.close(promise: nil)
            return
        }
        options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in bound.value.close(promise: nil) }
    }
}

import NIOCore
import NIOHTTP1
import NIOPosix

/// Collects one request, has it answered, and gives the reply to the writer; faults strike on the way.
final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Larger bodies get 413, as Lambda's synchronous payload limit does.
    private static let bodyLimit = 6 * 1024 * 1024 + 65_536

    private let latencyMilliseconds: Int
    private let dispatcher: Dispatcher
    private let faults: FaultBook
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var isTooLarge = false
    /// Requests of this connection so far.
    private var ordinal = 0

    init(latencyMilliseconds: Int, dispatcher: Dispatcher, faults: FaultBook) {
        self.latencyMilliseconds = latencyMilliseconds
        self.dispatcher = dispatcher
        self.faults = faults
    }

    func channelActive(context: ChannelHandlerContext) {
        if faults.turnsAway() { ReplyWriter(context: context, keepsAlive: false, isHead: false).reset() }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
            isTooLarge = false
            if head.headers[canonicalForm: "expect"].contains("100-continue") {
                let interim = HTTPResponseHead(version: head.version, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(interim)), promise: nil)
            }
        case .body(let part):
            if body.count + part.readableBytes > Self.bodyLimit {
                isTooLarge = true
            } else {
                body.append(contentsOf: part.readableBytesView)
            }
        case .end:
            guard let head else { return }
            self.head = nil
            respond(to: head, context: context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func respond(to head: HTTPRequestHead, context: ChannelHandlerContext) {
        ordinal += 1
        let writer = ReplyWriter(
            context: context, keepsAlive: head.isKeepAlive, isHead: head.method == .HEAD)
        let request = WireRequest(
            method: head.method.rawValue, target: head.uri, headers: head.headers.map { ($0.name, $0.value) }, body: body,
            isFromLoopback: Self.isLoopback(context.remoteAddress))
        body = []
        if isTooLarge {
            writer.write(WireReply(status: 413), Disturbance())
            return
        }
        let isControl = request.path.hasPrefix("/_region/")
        let disturbance =
            isControl || faults.isEmpty
            ? Disturbance() : Disturbance(faults.strokes(RequestLabel(request), ordinal: ordinal))
        writer.after(disturbance.delay(.before)) { [dispatcher, latencyMilliseconds] writer in
            if let cut = disturbance.cut(.before) {
                dispatcher.drop(request, disturbance: disturbance)
                writer.end(cut)
                return
            }
            Self.answer(request, disturbance, dispatcher, writer) { writer, reply in
                let wait = isControl ? 0 : latencyMilliseconds + reply.takes + disturbance.delay(.after)
                writer.after(wait) { writer in
                    if let cut = disturbance.cut(.after) {
                        writer.end(cut)
                    } else {
                        writer.write(ReplyFaults.spoiled(reply, by: disturbance.bodyFaults), disturbance)
                    }
                }
            }
        }
    }

    /// CloudWatch counts days of traffic for one reply: that is done beside the event loop, or all its connections would wait.
    private static func answer(
        _ request: WireRequest, _ disturbance: Disturbance, _ dispatcher: Dispatcher, _ writer: ReplyWriter,
        _ then: @escaping (ReplyWriter, WireReply) -> Void
    ) {
        guard request.header("authorization")?.contains("/monitoring/") == true else {
            then(writer, dispatcher.reply(to: request, disturbance: disturbance))
            return
        }
        let loop = writer.context.eventLoop
        let bound = NIOLoopBound((writer, then), eventLoop: loop)
        NIOThreadPool.singleton.runIfActive(eventLoop: loop) {
            dispatcher.reply(to: request, disturbance: disturbance)
        }.whenSuccess { reply in
            let (writer, then) = bound.value
            if writer.context.channel.isActive { then(writer, reply) }
        }
    }

    private static func isLoopback(_ address: SocketAddress?) -> Bool {
        let host = address?.ipAddress ?? ""
        return host.hasPrefix("127.") || host == "::1"
    }
}

import NIOCore
import NIOHTTP1
import NIOPosix

/// The HTTP server on loopback.
final class RegionServer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel
    let port: Int

    private init(group: MultiThreadedEventLoopGroup, channel: any Channel, port: Int) {
        self.group = group
        self.channel = channel
        self.port = port
    }

    static func start(port: Int, latencyMilliseconds: Int, dispatcher: Dispatcher, faults: FaultBook) async throws -> RegionServer
    {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        do {
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 256)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let operations = channel.pipeline.syncOperations
                        try operations.configureHTTPServerPipeline(withErrorHandling: true)
                        try operations.addHandler(
                            RequestHandler(latencyMilliseconds: latencyMilliseconds, dispatcher: dispatcher, faults: faults))
                    }
                }
                .bind(host: "127.0.0.1", port: port).get()
            return RegionServer(group: group, channel: channel, port: channel.localAddress?.port ?? port)
        } catch {
            try? await group.shutdownGracefully()
            throw RegionError.port(port, "\(error)")
        }
    }

    func stop() async {
        try? await channel.close().get()
        try? await group.shutdownGracefully()
    }
}

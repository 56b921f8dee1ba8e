package import IncidentEngine
package import IncidentModel

/// Moves aliases: one UpdateAlias, fenced, sent once.
package struct LambdaAliasWriter: AliasWriting {
    private let session: AWSSession
    private let warmUp: @Sendable () async -> Void

    /// - Parameter warmUp: keeps a connection to the Lambda endpoint open; without one an unsigned request without effect is
    /// sent.
    package init(session: AWSSession, warmUp: (@Sendable () async -> Void)? = nil) {
        self.session = session
        self.warmUp = warmUp ?? { await session.touch(.lambda) }
    }

    package func update(
        _ target: Target, to routing: Routing, expecting revision: RevisionID
    ) async throws(CallFailure) -> AliasWriteReply {
        let call = LambdaCalls.updateAlias(target, to: routing, expecting: revision)
        guard !revision.value.isEmpty, routing.weights.values.allSatisfy({ $0.isFinite && (0...1).contains($0) }) else {
            throw CallFailure(
                kind: .invalid, service: "lambda", operation: call.operation,
                message: "not sent: a write needs a RevisionId and weights from 0 to 1")
        }
        let reply = try await OperatorWrite.send(call, through: session)
        return AliasWriteReply(alias: try LambdaReader.alias(target, reply), requestID: reply.requestID ?? "")
    }

    package func keepWarm() async { await warmUp() }
}

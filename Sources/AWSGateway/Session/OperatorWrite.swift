import IncidentEngine
import IncidentModel

/// A write on the operator's lane, whoever calls: it never waits for the pollers, and is sent once.
enum OperatorWrite {
    static func send(_ call: ServiceCall, through session: AWSSession) async throws(CallFailure) -> ServiceReply {
        let outcome = await RequestLane.$current.withValue(.operator) { () async -> Result<ServiceReply, CallFailure> in
            do throws(CallFailure) { return .success(try await session.write(call)) } catch { return .failure(error) }
        }
        return try outcome.get()
    }
}

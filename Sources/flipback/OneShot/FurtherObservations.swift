import IncidentEngine
import IncidentModel

/// The reads that a plan can do without, as observations: what fails is told and not fatal; what has no port is not known.
struct FurtherObservations: Sendable {
    let observers: Observers

    /// A deployment that ended this long ago may still be what a plan is about: an alarm that stopped it, a version that it left.
    private static let ended = Duration.seconds(24 * 3600)

    private var further: FurtherReading { observers.further }

    func deployments() async -> [Observation] {
        guard let port = further.deployments else { return [] }
        let since = observers.clock.now.time - Self.ended
        do throws(CallFailure) {
            let found = try await port.search(since: since)
            return [.deployments(found.deployments)] + found.unread.prefix(1).map { .failed(.deployments, $0) }
        } catch {
            return [.failed(.deployments, error)]
        }
    }

    func provisioned(_ function: String) async -> [Observation] {
        guard let port = further.provisioned else { return [] }
        return await told(.provisioned(function: function)) { () async throws(CallFailure) in
            .provisioned(function: function, try await port.provisioned(of: function))
        }
    }

    func state(_ version: VersionID, of function: String) async -> [Observation] {
        guard let port = further.probing else { return [] }
        do throws(CallFailure) {
            return [.version(function: function, try await port.version(version, of: function))]
        } catch {
            // A version that does not exist is the planner's to refuse, by the version list.
            return error.kind == .notFound ? [] : [.failed(.version(function: function, version), error)]
        }
    }

    func wiring(_ function: String, qualifiers: [String]) async -> [Observation] {
        guard let port = further.wiring else { return [] }
        return await told(.wiring(function: function)) { () async throws(CallFailure) in
            .wiring(function: function, try await port.wiring(of: function, qualifiers: qualifiers))
        }
    }

    func limits() async -> [Observation] {
        guard let port = further.wiring else { return [] }
        return await told(.limits) { () async throws(CallFailure) in .limits(try await port.limits()) }
    }

    private func told(
        _ source: Observation.Source, _ read: () async throws(CallFailure) -> Observation
    ) async -> [Observation] {
        do throws(CallFailure) { return [try await read()] } catch { return [.failed(source, error)] }
    }
}

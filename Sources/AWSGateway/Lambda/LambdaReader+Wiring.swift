import IncidentEngine
package import IncidentModel

extension LambdaReader: WiringReading {
    /// One part of a function's wiring.
    private enum Part: Sendable {
        case sources(String?), policy(String?), urls, concurrency
    }

    package func wiring(of function: String, qualifiers: [String]) async throws(CallFailure) -> FunctionWiring {
        let places = [nil] + Set(qualifiers).sorted().map { Optional($0) }
        let parts = places.map { Part.sources($0) } + places.map { Part.policy($0) } + [.urls, .concurrency]
        let outcomes = await Concurrently.map(parts) { part async throws(CallFailure) -> FunctionWiring? in
            try await self.read(part, of: function)
        }
        var wiring = FunctionWiring()
        var sources: [String: FunctionWiring.EventSource] = [:]
        var readParts = 0
        for outcome in outcomes {
            switch outcome {
            case .failure(let failure):
                guard failure.kind != .cancelled else { throw failure }
                wiring.unread.append(failure)
            case .success(nil): continue
            case .success(let part?):
                readParts += 1
                for source in part.eventSources { sources[source.id] = source }
                wiring.permissions += part.permissions
                wiring.urls += part.urls
                wiring.reservedConcurrency = part.reservedConcurrency ?? wiring.reservedConcurrency
            }
        }
        if readParts == 0, let failure = wiring.unread.first { throw failure }
        wiring.eventSources = sources.values.sorted {
            ($0.qualifier ?? "", $0.source, $0.id) < ($1.qualifier ?? "", $1.source, $1.id)
        }
        return wiring
    }

    package func limits() async throws(CallFailure) -> AccountLimits {
        let reply = try await session.read(LambdaCalls.getAccountSettings())
        return try reply.json(AccountWire.self).limits(in: reply)
    }

    package func durableExecutions(
        of function: String, version: VersionID
    ) async throws(CallFailure) -> [StrandedWork.DurableExecution] {
        try await Pages.all { token async throws(CallFailure) in
            let reply = try await session.read(
                LambdaCalls.listDurableExecutions(function, qualifier: version.name, marker: token))
            let page = try reply.json(DurableExecutionsWire.self)
            return (try page.running(in: reply), page.NextMarker)
        }
    }

    /// Nil for a policy that is not there, which says nothing about whether the function is.
    private func read(_ part: Part, of function: String) async throws(CallFailure) -> FunctionWiring? {
        switch part {
        case .sources(let qualifier):
            let name = qualifier.map { "\(function):\($0)" } ?? function
            return FunctionWiring(
                eventSources: try await Pages.all { token async throws(CallFailure) in
                    let reply = try await session.read(LambdaCalls.listEventSourceMappings(name, marker: token))
                    let page = try reply.json(EventSourcesWire.self)
                    return (try page.sources(of: function, in: reply), page.NextMarker)
                })
        case .policy(let qualifier):
            let reply: ServiceReply
            do { reply = try await session.read(LambdaCalls.getPolicy(function, qualifier: qualifier)) } catch {
                guard error.kind == .notFound else { throw error }
                return nil
            }
            return FunctionWiring(permissions: try reply.json(PolicyWire.self).permissions(of: qualifier, in: reply))
        case .urls:
            return FunctionWiring(
                urls: try await Pages.all { token async throws(CallFailure) in
                    let reply = try await session.read(LambdaCalls.listURLs(function, marker: token))
                    let page = try reply.json(URLsWire.self)
                    return (try page.endpoints(of: function, in: reply), page.NextMarker)
                })
        case .concurrency:
            let reply = try await session.read(LambdaCalls.getConcurrency(function))
            return FunctionWiring(reservedConcurrency: try reply.json(ConcurrencyWire.self).reserved(in: reply))
        }
    }
}

import IncidentEngine
package import IncidentModel

/// Reads of Lambda; can write nothing.
package struct LambdaReader: FunctionReading {
    let session: AWSSession
    package init(session: AWSSession) { self.session = session }

    package func functions() async throws(CallFailure) -> [String] {
        try await Pages.all { token async throws(CallFailure) in
            let reply = try await session.read(LambdaCalls.listFunctions(marker: token))
            let page = try reply.json(FunctionsWire.self)
            return (try page.names(in: reply), page.NextMarker)
        }
    }

    package func aliases(of function: String) async throws(CallFailure) -> [AliasState] {
        try await Pages.all { token async throws(CallFailure) in
            let reply = try await session.read(LambdaCalls.listAliases(of: function, marker: token))
            let page = try reply.json(AliasesWire.self)
            return (try page.states(function: function, in: reply), page.NextMarker)
        }
    }

    package func alias(_ target: Target) async throws(CallFailure) -> AliasState {
        let reply = try await session.read(LambdaCalls.getAlias(target))
        return try Self.alias(target, reply)
    }

    package func versions(of function: String) async throws(CallFailure) -> [FunctionVersion] {
        try await Pages.all { token async throws(CallFailure) in
            let reply = try await session.read(LambdaCalls.listVersions(of: function, marker: token))
            let page = try reply.json(VersionsWire.self)
            return (try page.published(in: reply), page.NextMarker)
        }
    }

    /// What an alias or a version of a function is now (GetFunction: a request quota of its own, 100 a second).
    /// - Parameter qualifier: an alias name or a version; nil is `$LATEST`.
    package func configuration(of function: String, qualifier: String?) async throws(CallFailure) -> FunctionVersion {
        let reply = try await session.read(LambdaCalls.getFunction(function, qualifier: qualifier))
        return try reply.json(FunctionWire.self).configuration(in: reply)
    }

    /// An answer about another alias than the one asked for is no answer.
    static func alias(_ target: Target, _ reply: ServiceReply) throws(CallFailure) -> AliasState {
        let state = try reply.json(AliasWire.self).state(function: target.function, in: reply)
        guard state.target == target else { throw reply.malformed("it is about \(state.target), not \(target)") }
        return state
    }
}

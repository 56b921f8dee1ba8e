package import IncidentEngine
package import IncidentModel

extension LambdaReader: FunctionProbing {
    package func fingerprint(_ target: Target) async throws(CallFailure) -> AliasFingerprint {
        let reply = try await session.read(LambdaCalls.getFunction(target.function, qualifier: target.alias))
        guard let wire = try reply.json(FingerprintWire.self).Configuration else { throw reply.malformed("no Configuration") }
        guard let version = wire.Version.flatMap({ VersionID($0) }) else {
            throw reply.malformed("a version without a valid number")
        }
        guard let revision = wire.RevisionId.flatMap({ RevisionID(wire: $0) }) else { throw reply.malformed("no RevisionId") }
        return AliasFingerprint(version: version, revision: revision)
    }

    package func version(_ version: VersionID, of function: String) async throws(CallFailure) -> FunctionVersion {
        let reply = try await session.read(LambdaCalls.getFunction(function, qualifier: version.name))
        let found = try reply.json(FunctionWire.self).configuration(in: reply)
        guard found.version == version else { throw reply.malformed("it is about v\(found.version), not v\(version)") }
        return found
    }
}

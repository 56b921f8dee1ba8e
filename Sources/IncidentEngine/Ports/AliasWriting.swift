package import IncidentModel

/// The write that moves an alias. Watch mode is built without any value of `ActionPorts`, so it has no way to make it.
package protocol AliasWriting: Sendable {
    /// UpdateAlias with an explicit RoutingConfig and the revision as its fence. Sent at most once by us: a lost reply is reported, never
    /// repeated. Reply: the alias as AWS returned it, with the request id.
    func update(_ target: Target, to routing: Routing, expecting revision: RevisionID) async throws(CallFailure)
        -> AliasWriteReply
    /// Keeps the connection to the write endpoint open (an incident is open, one round trip from key to applied matters).
    func keepWarm() async
}

package struct AliasWriteReply: Hashable, Sendable {
    package var alias: AliasState
    package var requestID: String
    package init(alias: AliasState, requestID: String) {
        self.alias = alias
        self.requestID = requestID
    }
}

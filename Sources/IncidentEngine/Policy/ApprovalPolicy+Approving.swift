package import IncidentModel

/// Whether somebody may approve what was asked for.
extension ApprovalPolicy {
    /// The request that a person means by the first digits of its hash.
    package static func request(
        _ digits: String, in book: ApprovalBook, now: Timestamp
    ) throws(Refusal) -> ApprovalBook.Request {
        let found = book.requests(beginning: digits.lowercased())
        guard let request = found.last else {
            throw Refusal(
                .policy,
                "the journal of this host has no request for a plan \(Wording.typed(digits))…: whoever approves needs the journal of whoever "
                    + "asked, in the same account and region; see `flipback approve` for what waits")
        }
        guard found.count == 1 else {
            throw Refusal(
                .policy, "\(found.count) plans begin with \(Wording.typed(digits)): write more digits of the one you mean")
        }
        return request
    }

    /// Refuses whoever must not approve the request, or one that nobody can approve any more.
    package func check(_ request: ApprovalBook.Request, approver arn: String, now: Timestamp) throws(Refusal) {
        let name = Principal.label(arn)
        guard let approver = Principal(arn) else {
            throw Refusal(.policy, "\(name) is no STS caller: an approval is given by AWS credentials, not by a name")
        }
        if now >= request.expires {
            throw Refusal(
                .policy,
                "the request ran out at \(request.expires.clock): have \(Principal.label(request.requester)) plan and ask anew")
        }
        if let requester = Principal(request.requester), requester.isSamePerson(as: approver) {
            throw Refusal(
                .policy,
                "\(name) asked for it and cannot approve it too: another session of the same person is the same person; somebody else has to"
            )
        }
        // What the settings ask for now counts where it is more than what was asked for then.
        let rule = max(request.rule, demand(request.command, on: request.target).approval)
        if rule == .management, !isManagement(approver) {
            throw Refusal(.policy, "it needs management, and \(name) is not named by policy.management of the settings")
        }
    }

    /// Refuses a request whose plan nobody could carry out any more. A plan that stops a deployment first reads its fence after that.
    package func check(_ request: ApprovalBook.Request, against alias: AliasState) throws(Refusal) {
        guard request.stops == nil, let revision = request.revision, alias.revision != revision else { return }
        throw Refusal(
            .movedSince,
            "\(request.target) has been moved since it was planned (it is \(alias.routing.trafficText) at revision "
                + "\(Wording.typed(alias.revision.short))… now): an approval would be of nothing; have it planned anew")
    }
}

import IncidentModel

extension PollSources {
    /// Single deployments that cannot be read are told beside the others: the search itself worked.
    func deployments(since: Timestamp) async -> PollOutcome {
        guard let port = further.deployments else { return PollOutcome() }
        do throws(CallFailure) {
            let found = try await port.search(since: since)
            return PollOutcome(
                answers: [.plain(.deployments(found.deployments))]
                    + found.unread.prefix(1).map { .plain(.failed(.deployments, $0)) })
        } catch {
            return PollOutcome(failure: error, failedSources: [.deployments])
        }
    }

    func provisioned(_ function: String) async -> PollOutcome {
        await one(.provisioned(function: function)) { () throws(CallFailure) in
            guard let port = further.provisioned else { return nil }
            return .provisioned(function: function, try await port.provisioned(of: function))
        }
    }

    func limits() async -> PollOutcome {
        await one(.limits) { () throws(CallFailure) in
            guard let port = further.wiring else { return nil }
            return .limits(try await port.limits())
        }
    }

    func wiring(_ function: String, qualifiers: [String]) async -> PollOutcome {
        await one(.wiring(function: function)) { () throws(CallFailure) in
            guard let port = further.wiring else { return nil }
            return .wiring(function: function, try await port.wiring(of: function, qualifiers: qualifiers))
        }
    }

    func traces(_ function: String, from: Timestamp, to: Timestamp) async -> PollOutcome {
        await one(.traces(function: function)) { () throws(CallFailure) in
            guard let port = further.traces else { return nil }
            return .traces(function: function, try await port.traces(of: function, from: from, to: to))
        }
    }

    /// One after the other; a version that cannot be read leaves the others readable.
    func states(_ function: String, _ versions: [VersionID]) async -> PollOutcome {
        guard let port = further.probing else { return PollOutcome() }
        var outcome = PollOutcome()
        for version in versions {
            do throws(CallFailure) {
                outcome.answers.append(.plain(.version(function: function, try await port.version(version, of: function))))
            } catch {
                outcome.failure = error
                outcome.failedSources.append(.version(function: function, version))
                // What is missing here is missing for the next one too.
                if error.kind == .denied || error.kind == .credentials || error.kind == .cancelled { break }
            }
        }
        return outcome
    }

    /// A failure has no place in the picture: the aliases themselves are read all the same.
    func fingerprint(_ target: Target) async -> PollOutcome {
        guard let port = further.probing else { return PollOutcome() }
        do throws(CallFailure) {
            return PollOutcome(answers: [.fingerprint(target, try await port.fingerprint(target))])
        } catch {
            return PollOutcome(failure: error)
        }
    }

    func trail(_ slice: TrailReach.Slice) async -> PollOutcome {
        guard let port = further.trail else { return PollOutcome() }
        do throws(CallFailure) {
            return PollOutcome(answers: [.trail(try await port.changes(since: slice.from, to: slice.to), slice)])
        } catch {
            return PollOutcome(failure: error, failedSources: [.trail])
        }
    }

    func totals(_ inquiry: TotalsInquiry) async -> PollOutcome {
        guard let port = further.totals, !inquiry.open.isEmpty else { return PollOutcome() }
        do throws(CallFailure) {
            return PollOutcome(answers: [.totals(inquiry, try await port.totals(inquiry.open))])
        } catch {
            return PollOutcome(failure: error, failedSources: [.totals(inquiry.target)])
        }
    }
}

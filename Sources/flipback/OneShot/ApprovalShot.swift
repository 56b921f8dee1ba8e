import IncidentEngine
import IncidentModel

/// Approving, and asking for an approval, outside the full-screen console.
struct ApprovalShot: Sendable {
    let observers: Observers
    let journal: any JournalWriting
    let policy: ApprovalPolicy
    let output: Output

    /// What waits for an approval on this journal.
    func list() async throws(Failure) -> ExitStatus {
        let now = observers.clock.now.time
        let waiting = try await book().waiting(now)
        output.document(["waiting": .array(waiting.map { JSONDocuments.request($0) })])
        output.say(waiting.isEmpty ? ["no plan waits for an approval"] : waiting.flatMap { Words.request($0, now: now) })
        return .done
    }

    func approve(_ digits: String, question: Question) async throws(Failure) -> ExitStatus {
        let caller: CallerIdentity
        do throws(CallFailure) { caller = try await observers.caller.caller() } catch {
            throw Failure(error, endpoint: observers.endpoint)
        }
        let now = observers.clock.now.time
        let book = try await book()
        let request: ApprovalBook.Request
        do throws(Refusal) {
            request = try ApprovalPolicy.request(digits, in: book, now: now)
            output.say(Words.request(request, now: now))
            try policy.check(request, approver: caller.arn, now: now)
        } catch {
            throw Failure(error)
        }
        try await checkAlias(request)
        try question.ask("approve it as \(Principal.label(caller.arn)), for \(Words.duration(ApprovalBook.lifetime))?")
        let author = IncidentDrafts.Author(
            actor: caller.arn, time: observers.clock.now.time, account: caller.account, region: observers.region)
        let event: Event
        do throws(JournalFailure) { event = try await journal.append(ApprovalDrafts.grant(request, by: author)) } catch {
            throw Failure(error)
        }
        let expires = author.time + ApprovalBook.lifetime
        output.document([
            "planHash": .string(request.planHash), "target": .string(request.target.description),
            "command": .string(request.command), "approver": .string(caller.arn), "expires": JSONValue(expires),
            "journalSeq": JSONValue(event.seq),
        ])
        output.say("approved until \(expires.clock): \(Principal.label(request.requester)) may carry it out now")
        return .done
    }

    /// Asks for an approval of each plan that waits for one; a request that is there already is not written again.
    /// - Returns: the plans that wait.
    static func ask(
        for plans: [Plan], reason: String, incident: String?, known: ApprovalBook, journal: any JournalWriting,
        author: IncidentDrafts.Author, output: Output
    ) async throws(Failure) -> [Plan] {
        var waiting: [Plan] = []
        for plan in plans {
            guard let need = plan.approval, !need.isMet else { continue }
            waiting.append(plan)
            let last = known.request(for: need.planHash)
            if let last, author.time < last.expires - ApprovalBook.lifetime, last.requester == author.actor { continue }
            guard let draft = ApprovalDrafts.request(plan, reason: reason, incident: incident, by: author) else { continue }
            do throws(JournalFailure) { _ = try await journal.append(draft) } catch { throw Failure(error) }
        }
        for plan in waiting {
            guard let need = plan.approval else { continue }
            output.note("\(plan.target): approval asked for; \(need.how)")
        }
        return waiting
    }

    /// What nobody could carry out any more is not approved; an alias that cannot be read stands in nobody's way here.
    private func checkAlias(_ request: ApprovalBook.Request) async throws(Failure) {
        let alias: AliasState
        do throws(CallFailure) { alias = try await observers.functions.alias(request.target) } catch {
            output.note("not known here: whether it still stands as planned (\(error))")
            return
        }
        do throws(Refusal) { try policy.check(request, against: alias) } catch { throw Failure(error) }
    }

    private func book() async throws(Failure) -> ApprovalBook {
        do throws(JournalFailure) { return ApprovalBook(try await observers.events()) } catch { throw Failure(error) }
    }
}

extension Words {
    /// What is asked for, as whoever approves it should read it.
    static func request(_ request: ApprovalBook.Request, now: Timestamp) -> [String] {
        func safe(_ text: String) -> String { Sanitiser.sanitise(text, limit: 400) }
        var lines = [
            "\(safe(request.command)) \(request.target)   \(request.account) · \(request.region)",
            "  now     \(traffic(request.before))", "  after   \(traffic(request.after))",
        ]
        lines += request.steps.enumerated().map { "  \($0.offset + 1)  \(safe($0.element))" }
        lines += request.warnings.map { "  ! \(safe($0))" }
        let age = duration(now - request.at)
        lines.append("  asked for by \(safe(request.requester)) \(age) ago\(request.incident.map { ", \($0)" } ?? "")")
        if !request.reason.isEmpty { lines.append("  reason  \(safe(request.reason))") }
        lines.append("  needs \(request.rule.words)   plan \(request.planHash.prefix(ApprovalBook.shownDigits))")
        return lines
    }
}

extension JSONDocuments {
    static func request(_ request: ApprovalBook.Request) -> JSONValue {
        [
            "planHash": .string(request.planHash), "rule": .string(request.rule.rawValue), "command": .string(request.command),
            "target": .string(request.target.description), "before": routing(request.before), "after": routing(request.after),
            "requester": .string(request.requester), "at": JSONValue(request.at), "expires": JSONValue(request.expires),
            "reason": .string(request.reason), "incident": JSONValue(request.incident),
        ]
    }
}

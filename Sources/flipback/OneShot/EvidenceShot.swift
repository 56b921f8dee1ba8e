import IncidentEngine
import IncidentModel

/// Asks CloudTrail once what it has of our actions and of everybody else's, and CloudWatch for the figures that are due, and writes both
/// into the journal.
struct EvidenceShot: Sendable {
    let observers: Observers
    let journal: any JournalWriting
    let output: Output

    /// CloudTrail's event history goes back so far.
    private static let history = Duration.seconds(90 * 86_400)
    /// The clock of this host may be behind AWS's: events of the last moments are asked for too.
    private static let ahead = Duration.seconds(86_400)

    func reconcile() async throws(Failure) -> ExitStatus {
        let caller: CallerIdentity
        do throws(CallFailure) { caller = try await observers.caller.caller() } catch {
            throw Failure(error, endpoint: observers.endpoint)
        }
        let events: [Event]
        do throws(JournalFailure) { events = try await observers.events() } catch { throw Failure(error) }
        let incidents = IncidentReducer.reduce(events)
        let ledger = ActionLedger(events)
        let now = observers.clock.now
        guard let since = TrailReconciler.searchSince(incidents: incidents, ledger: ledger, now: now.time) else {
            output.document(Self.document(nil, [], [], figures: 0))
            output.say("no action of the journal waits for a proof, and no incident is open")
            return .done
        }
        let span = TrailSpan(from: max(since, now.time - Self.history), to: now.time, at: now.time)
        let picture = try await search(span, now, figuresOf: SnapshotKeeper.targets(of: incidents, now: now.time))
        let author = IncidentDrafts.Author(
            actor: caller.arn, time: now.time, account: caller.account, region: observers.region)
        var after = ledger
        var foreign: [Event] = []
        var figures = 0
        let drafts =
            TrailReconciler.drafts(incidents: incidents, ledger: ledger, picture: picture, now: now.time, author: author)
            + SnapshotKeeper.drafts(incidents: incidents, picture: picture, now: now.time, author: author)
        for draft in drafts {
            let event: Event
            do throws(JournalFailure) { event = try await journal.append(draft) } catch { throw Failure(error) }
            after.apply(event)
            if draft.kind == .trailForeign { foreign.append(event) }
            if draft.kind == .metricSnapshot { figures += 1 }
        }
        let moves = ledger.unproved.compactMap { after.move($0.id) }
        output.document(Self.document(span, moves, foreign, figures: figures))
        output.say(moves.map(Self.words) + foreign.compactMap { EventWords.line($0.draft)?.words }.map { "foreign  " + $0 })
        if figures > 0 { output.say("figures of \(figures) targets kept") }
        if moves.isEmpty, foreign.isEmpty, figures == 0 { output.say("nothing new") }
        return .done
    }

    private func search(_ span: TrailSpan, _ now: Now, figuresOf targets: [Target]) async throws(Failure) -> FleetPicture {
        var picture = await PictureReader(observers: observers).read(targets, targets.isEmpty ? [] : [.versions, .metrics])
        guard let trail = observers.further.trail else { return picture }
        let found: [TrailEvent]
        do throws(CallFailure) { found = try await trail.changes(since: span.from, to: span.to + Self.ahead) } catch {
            throw Failure(error, endpoint: observers.endpoint)
        }
        picture.apply(.trail(found, span: span), at: now, interval: .seconds(300))
        return picture
    }

    private static func words(_ move: ActionLedger.Move) -> String {
        let proof: String =
            switch move.proof {
            case .proved(let id): "proved by CloudTrail \(Sanitiser.sanitise(id, limit: 64))"
            case .missing: "MISSING: CloudTrail has no such call an hour after it"
            case .pending, nil: "pending: CloudTrail delivers 5 to 15 minutes late"
            }
        return "\(move.id)  \(Sanitiser.sanitise(move.command, limit: 32)) \(move.target)  \(proof)"
    }

    private static func document(
        _ span: TrailSpan?, _ moves: [ActionLedger.Move], _ foreign: [Event], figures: Int
    ) -> JSONValue {
        [
            "figures": JSONValue(figures),
            "searched": span.map { ["from": JSONValue($0.from), "to": JSONValue($0.to)] } ?? .null,
            "actions": .array(
                moves.map { move in
                    var id: String?
                    if case .proved(let event) = move.proof { id = event }
                    return [
                        "id": .string(move.id), "target": .string(move.target.description), "command": .string(move.command),
                        "state": JSONValue(move.proof?.word), "eventId": JSONValue(id),
                    ]
                }),
            "foreign": .array(
                foreign.map { event in
                    let details = event.draft.details
                    return [
                        "eventId": details["eventId"] ?? .null, "name": details["name"] ?? .null, "who": details["who"] ?? .null,
                        "at": details["at"] ?? .null, "target": JSONValue(event.draft.target?.description),
                        "incident": JSONValue(event.draft.incident), "journalSeq": JSONValue(event.seq),
                    ]
                }),
        ]
    }
}

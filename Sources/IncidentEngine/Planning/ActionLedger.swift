package import IncidentModel

/// What the journal knows of each target: its actions, how each ended, which versions were rolled away from and when our own moves put
/// a version in front. Built from events in the journal's order; an action's phases are joined by its id.
package struct ActionLedger: Sendable {
    /// One action as far as the journal tells it.
    package struct Move: Hashable, Sendable {
        package var id: String
        package var target: Target
        package var command: String
        package var before: Routing
        package var after: Routing
        package var revisionBefore: RevisionID?
        package var revisionAfter: RevisionID?
        package var phase: ActionPhase
        package var startedAt: Timestamp
        /// When the latest phase was written.
        package var at: Timestamp
        package var actor: String
        package var incident: String?
        package var requestIDs: [String]
        /// The process that runs it, as `OperatorSession.id` named it; empty where it was not recorded.
        package var session: String
        package var seq: Int
        /// The deployment that it was to stop first.
        package var stopped: String?
        /// The alias has moved and AWS keeps the traffic on the old version until the new one is warm.
        var isWarming = false
        /// The alias was taken before its deployment was over, and is watched for a step.
        var isWatching = false
        /// Moved, and only waiting.
        package var isLingering: Bool { phase.isOpen && (isWarming || isWatching) }
        /// Provisioned concurrency of the alias that was, or may have been, taken away and has not been put back.
        package var owed: Owed?

        /// A write of the alias is known to have been applied.
        var isWritten = false
        /// What the journal has of CloudTrail's word on it.
        var recordedProof: TrailProofState?
        /// What CloudTrail says of it; nil where it has nothing to say: the action is under way, or wrote nothing.
        package var proof: TrailProofState? {
            recordedProof ?? (!phase.isOpen && (isWritten || phase == .unknown) ? .pending : nil)
        }

        /// Open or unknown: what it became must be read back before anything else is done to the target.
        package var isUnfinished: Bool { phase.isOpen || phase == .unknown }
    }

    package struct Owed: Hashable, Sendable {
        package var qualifier: String
        package var requested: Int
        /// It is not owed once the alias has moved: the version has capacity of its own.
        package var unlessMoved = false
    }

    /// A stretch of time for which our own moves say that a version got traffic. `until` is nil while it still does.
    package struct Served: Hashable, Sendable {
        package var version: VersionID
        package var from: Timestamp
        package var until: Timestamp?
    }

    /// A judgement works on a copy of the ledger while events come in: then one reference an action is copied, not all that is known of it.
    private final class Box: Sendable {
        let move: Move
        init(_ move: Move) { self.move = move }
    }

    /// A version that was last served so many actions of its target ago is not looked for.
    private static let remembered = 500

    /// Approvals that were asked for and given.
    package private(set) var approvals = ApprovalBook()
    private var boxes: [String: Box] = [:]
    /// Ids in the order of their first event.
    private var order: [Target: [String]] = [:]
    private var verified: [Target: [String]] = [:]
    /// Of `rolledAway(on:)`: kept, since a target with thousands of actions is asked at each poll.
    private var rolled: [Target: [VersionID: String]] = [:]
    /// That verified actions made.
    private var revisions: [Target: Set<RevisionID>] = [:]
    /// That verified actions moved to or away from, however long ago.
    private var routed: [Target: Set<VersionID>] = [:]
    /// Ids of the few actions that something is still to be done for.
    private var unfinished: Set<String> = []
    private var owing: Set<String> = []
    private var missing: Set<String> = []
    /// Actions that CloudTrail has not proved yet, with their beginnings.
    private var pending: [String: Timestamp] = [:]
    private var requests: Set<String> = []
    /// CloudTrail events of others that the journal has.
    private var foreign: Set<String> = []

    /// The last event that was applied.
    package var seq: Int { approvals.seq }

    package init(_ events: [Event] = []) {
        for event in events { apply(event) }
    }

    package mutating func apply(_ event: Event) {
        approvals.apply(event)
        let draft = event.draft
        switch draft.kind {
        case .deploymentStop, .provisionedChange: return step(draft)
        case .trailProof: return prove(draft)
        case .trailForeign:
            if let id = draft.details["eventId"]?.string { foreign.insert(id) }
            return
        default: break
        }
        guard draft.kind == .aliasMove || draft.kind == .reconciled, let id = draft.action, let phase = draft.phase else {
            return
        }
        let known = boxes[id]?.move
        var move: Move
        if let known {
            move = known
        } else {
            guard let target = draft.target, let before = draft.before, let after = draft.after else { return }
            move = Move(
                id: id, target: target, command: draft.command ?? "", before: before, after: after, phase: phase,
                startedAt: draft.time, at: draft.time, actor: draft.actor, incident: draft.incident, requestIDs: [],
                session: "", seq: event.seq)
            order[target, default: []].append(id)
        }
        move.before = draft.before ?? move.before
        move.after = draft.after ?? move.after
        move.revisionBefore = draft.revisionBefore ?? move.revisionBefore
        move.revisionAfter = draft.revisionAfter ?? move.revisionAfter
        move.session = draft.details["session"]?.string ?? move.session
        for request in draft.requestIDs where !move.requestIDs.contains(request) { move.requestIDs.append(request) }
        requests.formUnion(draft.requestIDs)
        if phase == .acknowledged && draft.revisionAfter != nil || draft.details["written"]?.bool == true
            || draft.kind == .reconciled && phase == .verified && move.revisionAfter != move.revisionBefore
        {
            move.isWritten = true
        }
        move.at = draft.time
        move.phase = phase
        move.stopped = draft.details["stopping"]?.string ?? move.stopped
        move.isWarming = phase == .acknowledged && draft.details["warming"]?.bool == true
        if phase == .verified, move.owed?.unlessMoved == true { move.owed = nil }
        move.seq = event.seq
        keep(move)
        if known?.phase == .verified, let place = verified[move.target]?.lastIndex(of: id) {
            verified[move.target]?.remove(at: place)
            (rolled[move.target], revisions[move.target], routed[move.target]) = (nil, nil, nil)
            for action in actions(on: move.target) { count(action) }
        }
        guard phase == .verified else { return }
        verified[move.target, default: []].append(id)
        count(move)
    }

    /// Every change of an action comes through here.
    private mutating func keep(_ move: Move) {
        boxes[move.id] = Box(move)
        func mark(_ ids: inout Set<String>, _ isSo: Bool) {
            if isSo { ids.insert(move.id) } else { ids.remove(move.id) }
        }
        mark(&unfinished, move.isUnfinished)
        mark(&owing, move.owed != nil)
        let proof = move.proof
        mark(&missing, proof == .missing)
        pending[move.id] = proof == .pending ? move.startedAt : nil
    }

    /// What a verified action that came after all the others leaves behind.
    private mutating func count(_ move: Move) {
        if let revision = move.revisionAfter { revisions[move.target, default: []].insert(revision) }
        routed[move.target, default: []].formUnion(move.before.versions.union(move.after.versions))
        var bad = rolled[move.target] ?? [:]
        let after = move.after.versions
        for version in after { bad[version] = nil }
        if move.command == "rollback" || move.command == "abort" {
            for version in move.before.versions.subtracting(after) { bad[version] = move.id }
        }
        rolled[move.target] = bad
    }

    /// A step beside the alias move. It neither opens nor ends the action.
    private mutating func step(_ draft: EventDraft) {
        guard let id = draft.action, let phase = draft.phase, var move = boxes[id]?.move else { return }
        defer { keep(move) }
        requests.formUnion(draft.requestIDs)
        for request in draft.requestIDs where !move.requestIDs.contains(request) { move.requestIDs.append(request) }
        if draft.kind == .deploymentStop {
            if draft.details["watching"]?.bool == true { move.isWatching = true }
            return
        }
        guard draft.details["restores"]?.bool == true, let qualifier = draft.details["qualifier"]?.string else { return }
        switch draft.details["change"]?.string {
        case "delete" where phase != .notApplied:
            let requested = draft.details["requested"]?.number.flatMap { Int(exactly: $0) } ?? 0
            let unlessMoved = draft.details["unlessMoved"]?.bool == true
            move.owed = requested > 0 ? Owed(qualifier: qualifier, requested: requested, unlessMoved: unlessMoved) : nil
        case "delete": move.owed = nil
        case "put" where phase == .verified: move.owed = nil
        default: break
        }
    }

    /// What was proved stays so.
    private mutating func prove(_ draft: EventDraft) {
        guard let id = draft.action, var move = boxes[id]?.move else { return }
        if case .proved = move.recordedProof { return }
        switch draft.details["state"]?.string {
        case "proved": move.recordedProof = .proved(eventID: draft.details["eventId"]?.string ?? "")
        case "missing": move.recordedProof = .missing
        default: return
        }
        keep(move)
    }

    private func listed(_ ids: some Sequence<String>) -> [Move] { ids.compactMap { boxes[$0]?.move }.sorted { $0.seq < $1.seq } }

    /// Actions that wrote and that CloudTrail has not proved, oldest first; those that were found missing are among them.
    package var unproved: [Move] { listed(missing.union(pending.keys)) }

    /// Since when CloudTrail has to be searched for proofs that are still to come; nil when none is.
    package var unprovedSince: Timestamp? { pending.values.min() }

    package func isOurRequest(_ id: String) -> Bool { !id.isEmpty && requests.contains(id) }

    package func isKnownForeign(_ eventID: String) -> Bool { foreign.contains(eventID) }

    /// Actions on the target that are over, whatever became of them, in the order of their beginning.
    package func closedActions(on target: Target) -> [Move] {
        (order[target] ?? []).compactMap { boxes[$0]?.move }.filter { !$0.phase.isOpen }
    }

    /// Actions that took provisioned concurrency away and have not put it back, oldest first.
    package var indebted: [Move] { listed(owing) }

    /// The last action on the target that is known to have been applied.
    package func lastAction(on target: Target) -> Move? { verified[target]?.last.flatMap { boxes[$0]?.move } }

    /// The action whose outcome nobody has read yet, the latest when there are several.
    package func openAction(on target: Target) -> Move? {
        unfinished.isEmpty ? nil : order[target]?.last { unfinished.contains($0) }.flatMap { boxes[$0]?.move }
    }

    /// Every action whose outcome nobody has read yet, oldest first.
    package var openActions: [Move] { listed(unfinished) }

    package func move(_ id: String) -> Move? { boxes[id]?.move }

    /// Every action on the target, in the order of their first event.
    package func moves(on target: Target) -> [Move] { (order[target] ?? []).compactMap { boxes[$0]?.move } }

    /// Verified actions, oldest first.
    package func actions(on target: Target) -> [Move] { (verified[target] ?? []).compactMap { boxes[$0]?.move } }

    /// The last of them, as many as anything that is served now can depend on.
    package func recentActions(on target: Target) -> [Move] {
        (verified[target] ?? []).suffix(Self.remembered).compactMap { boxes[$0]?.move }
    }

    /// Every version that a verified action of ours moved to or away from.
    package func everRouted(on target: Target) -> Set<VersionID> { routed[target] ?? [] }

    /// Whether a verified action of ours made the alias' revision.
    package func made(_ revision: RevisionID, on target: Target) -> Bool { revisions[target]?.contains(revision) ?? false }

    /// Versions that a rollback or an abort took out of the traffic, with that action. Whoever puts such a version back by an action of
    /// their own (undo, promote, shift) takes the mark off.
    package func rolledAway(on target: Target) -> [VersionID: Move] {
        (rolled[target] ?? [:]).compactMapValues { boxes[$0]?.move }
    }

    /// What our own moves say was served, oldest first. A stretch ends at our next move; it is left out when the alias had been moved by
    /// somebody else by then, since nobody knows when.
    /// - Parameter current: where the alias is now, to know whether the last stretch still lasts.
    package func served(on target: Target, current: Routing?) -> [Served] {
        let moves = recentActions(on: target)
        var stretches: [Served] = []
        for (index, move) in moves.enumerated() {
            let next = index + 1 < moves.count ? moves[index + 1] : nil
            let following = next?.before ?? current
            for version in move.after.versions.sorted() where following?.versions.contains(version) == true {
                stretches.append(Served(version: version, from: move.at, until: next?.at))
            }
        }
        return stretches
    }
}

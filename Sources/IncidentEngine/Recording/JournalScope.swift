package import IncidentModel
import Synchronization

/// Which events of a journal concern this session. One journal serves every account, region and drill on a host; an incident or an open
/// action of another account must neither be shown here nor be read back there.
package final class JournalScope: Sendable {
    /// Member of `details` by which events of a drill are told from real ones, and drills from each other.
    package static let drillKey = "drill"
    /// Member of `details` that names who sat at the keyboard (`SessionPerson`).
    package static let personKey = "sessionPerson"

    private let region: String
    /// Names one run of an embedded region; nil on a real account.
    private let drill: String?
    /// Whose session it is, where the credentials do not say; nil writes nothing of it.
    private let localUser: String?
    private let knownAccount: Mutex<String?>
    private let elsewhere = Mutex(RegionBook())

    package init(region: String, drill: String? = nil, account: String? = nil, localUser: String? = nil) {
        self.region = region
        self.drill = drill
        self.localUser = localUser
        knownAccount = Mutex(account)
    }

    /// While the account is not known, events of any account in the region are let through.
    package var account: String? {
        get { knownAccount.withLock { $0 } }
        set { knownAccount.withLock { $0 = newValue } }
    }

    /// Other regions of the account in which an incident is open, as far as the journal has been read through this scope. A drill knows of
    /// its own alone.
    package var openRegions: Set<String> {
        let account = account
        return elsewhere.withLock { $0.open(account: account) }.subtracting([region])
    }

    /// Those of a page that concern this session; where incidents are open is kept of all of them.
    private func select(_ page: [Event]) -> [Event] {
        let told = page.filter { RegionBook.kinds.contains($0.draft.kind) && $0.draft.details[Self.drillKey]?.string == drill }
        if !told.isEmpty { elsewhere.withLock { book in told.forEach { book.note($0) } } }
        return page.filter(contains)
    }

    package func contains(_ event: Event) -> Bool {
        let draft = event.draft
        guard draft.details[Self.drillKey]?.string == drill else { return false }
        if let place = draft.region, place != region { return false }
        guard let mine = account, let theirs = draft.account, !theirs.isEmpty else { return true }
        return mine == theirs
    }

    /// The draft with what a later `contains` needs.
    func stamped(_ draft: EventDraft) -> EventDraft {
        var stamped = draft
        if stamped.region == nil { stamped.region = region }
        if stamped.account?.isEmpty != false { stamped.account = account }
        if let drill { stamped.details[Self.drillKey] = .string(drill) }
        return localUser.map { stamped.naming(localUser: $0) } ?? stamped
    }

    // MARK: - Reading through a scope

    func events(of journal: any JournalReading, after seq: Int, limit: Int) async throws(JournalFailure) -> [Event] {
        var position = seq
        while true {
            let page = try await journal.events(after: position, limit: limit)
            guard let last = page.last else { return [] }
            let mine = select(page)
            // An empty answer means the end, so pages that hold nothing of ours are read past.
            if !mine.isEmpty { return mine }
            position = last.seq
        }
    }

    func updates(of journal: any JournalReading, after seq: Int) -> AsyncStream<[Event]> {
        AsyncStream { continuation in
            let task = Task {
                for await batch in journal.updates(after: seq) {
                    let mine = select(batch)
                    if !mine.isEmpty { continuation.yield(mine) }
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}

extension EventDraft {
    /// With who sat at the keyboard, where somebody did what it tells of.
    package func naming(localUser: String) -> EventDraft {
        guard kind.isOfAPerson else { return self }
        var named = self
        named.details[JournalScope.personKey] = .string(SessionPerson.name(actor: actor, localUser: localUser))
        return named
    }

    /// In the account, region and drill in which the incident was declared: who sees the one must see the other, whichever account the
    /// writer's credentials are of.
    package func placed(with incident: Incident) -> EventDraft {
        guard let declared = incident.events.first?.draft else { return self }
        var placed = self
        placed.account = declared.account
        placed.region = declared.region
        placed.details[JournalScope.drillKey] = declared.details[JournalScope.drillKey]
        return placed
    }
}

extension EventDraft.Kind {
    /// Whether somebody did it: not what the program finds out by itself, for whomever.
    var isOfAPerson: Bool {
        switch self {
        case .reconciled, .checkpoint, .trailProof, .trailForeign, .metricSnapshot, .alarmChanged, .deploymentEnded: false
        case .aliasMove, .deploymentStop, .provisionedChange, .groupBegun, .groupEnded, .incidentDeclared, .incidentSeverity,
            .incidentTargets, .incidentAcknowledged, .incidentNote, .incidentResolved, .incidentClosed, .incidentStage,
            .incidentRole, .incidentStep, .incidentLink, .incidentDismissed, .approvalRequested, .approvalGranted, .glassBroken:
            true
        }
    }
}

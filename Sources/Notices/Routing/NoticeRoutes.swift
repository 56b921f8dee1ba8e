package import IncidentEngine
package import IncidentModel

/// Which receivers an event is told to. A value and a pure function, so that it can run inside the journal's transaction.
package struct NoticeRoutes: Hashable, Sendable {
    package struct Receiver: Hashable, Sendable {
        package var name: String
        package var kind: ReceiverKind
        package init(name: String, kind: ReceiverKind) {
            self.name = name
            self.kind = kind
        }
    }

    package var receivers: [Receiver]
    /// Whether events of drills are told too; their notices are marked.
    package var drills: Bool

    package init(receivers: [Receiver] = [], drills: Bool = false) {
        self.receivers = receivers
        self.drills = drills
    }

    package func drafts(for event: Event) -> [NoticeDraft] {
        guard let kind = NoticeKind(event.draft), drills || event.draft.details[JournalScope.drillKey] == nil else { return [] }
        return receivers.filter { $0.kind.wants(kind, of: event.draft) }.map {
            NoticeDraft(receiver: $0.name, key: Self.key(event, receiver: $0.name))
        }
    }

    package var routing: NoticeRouting { { drafts(for: $0) } }

    /// `INC-20261120-01/41/oncall`
    static func key(_ event: Event, receiver: String) -> String {
        "\(event.draft.incident ?? "journal")/\(event.seq)/\(receiver)"
    }
}

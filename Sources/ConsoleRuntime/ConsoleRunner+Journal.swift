import ConsoleUI
import IncidentEngine
import IncidentModel

extension ConsoleRunner {
    /// Events of a page: what is made of one takes less than a frame.
    private static let page = 1000
    /// The newest events are shown before the journal is read from its beginning.
    private static let previewed = 500

    /// Loads the journal, reconciles what an earlier process left open, then follows what any process on this host appends.
    func follow(_ journal: any JournalReading) async {
        var last = 0
        inbox.post(.readingJournal(true))
        do {
            mirror.begin(newest: try await journal.newest(Self.previewed))
            inbox.post(.tick(environment.clock.now))
            // A page is read while the one before it is taken in.
            var batch = try await journal.events(after: last, limit: Self.page)
            while let newest = batch.last {
                last = newest.seq
                async let following = journal.events(after: newest.seq, limit: Self.page)
                mirror.record(batch)
                batch = try await following
                if Task.isCancelled { return }
            }
            mirror.endReading()
            await environment.watcher.know(mirror.ledger)
        } catch {
            let text = "the journal cannot be read: \(error). Nothing will be moved without it; see flipback doctor"
            notice(.error, text)
            inbox.post(.writeBlocked(text))
            return
        }
        focus()
        inbox.post(.readingJournal(false))
        // Without the account, an open action could be another account's: reading it back here would judge it wrongly.
        if environment.scope.account != nil { Task { await reconcile() } }
        for await batch in journal.updates(after: last) {
            if Task.isCancelled { return }
            mirror.record(batch)
            await environment.watcher.know(mirror.ledger)
            focus()
            inbox.post(.tick(environment.clock.now))
        }
    }

    /// Reads back the actions that a dead process left without an outcome, and says what became of them.
    private func reconcile() async {
        guard let actor = environment.operator else { return }
        acting += 1
        defer { actionsEnded() }
        let results = await actor.reconcile(knowing: mirror.ledger) { [inbox] progress in
            Task { @MainActor in inbox.post(.progress(progress)) }
        }
        for result in results {
            notice(
                result.outcome == .unknown ? .error : .warning,
                "an earlier \(result.command) of \(result.target) had no outcome in the journal; read back from AWS: \(result.outcome.rawValue)"
            )
            await environment.watcher.refresh(result.target)
        }
        do {
            for group in try await actor.unfinishedGroups(knowing: mirror.record.groups) {
                let left = group.remaining.count
                notice(
                    .error,
                    "\(group.id), a group of \(group.members.count) targets, was cut off with \(left) not begun: go on with `flipback resume \(group.id)`"
                )
            }
        } catch {
            notice(.error, "groups that were cut off cannot be looked for: \(error)")
        }
    }

    /// Writes into the records of incidents what AWS did to their targets, once: by whichever console of this host sees it first.
    func recordWhatAWSDid() {
        guard let journal = environment.writing, !isRecording, mirror.record.seq >= recordedSeq else { return }
        let author = author
        let drafts = mirror.unrecorded(by: author)
        guard !drafts.isEmpty else { return }
        isRecording = true
        Task {
            defer { isRecording = false }
            do {
                for draft in drafts { recordedSeq = try await journal.append(draft).seq }
            } catch {
                notice(.error, "NOT JOURNALLED: \(error)")
                inbox.post(.writeBlocked("the journal cannot be written: \(error)"))
            }
        }
    }

    func append(_ draft: EventDraft) {
        guard let journal = environment.writing else { return }
        Task {
            do {
                _ = try await journal.append(draft)
            } catch {
                notice(.error, "NOT JOURNALLED: \(error)")
                inbox.post(.writeBlocked("the journal cannot be written: \(error)"))
            }
        }
    }

    func notice(_ level: Notice.Level, _ text: String) {
        inbox.post(.notice(Notice(at: environment.clock.now.time, level: level, text: DisplayText(text))))
    }

    var author: IncidentDrafts.Author {
        IncidentDrafts.Author(
            mirror.picture.caller?.value, localActor: environment.localActor, time: environment.clock.now.time,
            region: environment.region)
    }

    var actor: String { author.actor }
}

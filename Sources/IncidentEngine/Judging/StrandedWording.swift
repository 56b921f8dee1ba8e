package import IncidentModel

/// Stranded work in words.
package enum StrandedWording {
    /// One line for each kind of work that is left or not known: `12 executions in flight on v7 (21:08Z)`.
    package static func lines(_ work: StrandedWork) -> [String] {
        if work.isNone, work.inFlight != nil { return ["nothing is left on \(work.version.label)"] }
        let lines = [inFlight(work), durable(work), queued(work)].compactMap { $0 } + eventSources(work)
        return lines + work.unread.map { "not known: \($0)" }
    }

    private static func inFlight(_ work: StrandedWork) -> String? {
        guard let count = work.inFlight else { return "executions in flight on \(work.version.label): not known" }
        let at = work.inFlightAt.map { " (\(Wording.minute($0)))" } ?? ""
        guard count > 0 else { return "no execution in flight on \(work.version.label)\(at)" }
        return "\(count) execution\(count == 1 ? "" : "s") in flight on \(work.version.label)\(at)"
    }

    private static func durable(_ work: StrandedWork) -> String? {
        guard !work.durable.isEmpty else { return nil }
        let count = work.durable.count
        let names = work.durable.prefix(3).map { execution in
            execution.name.text + (execution.startedAt.map { " since \(Wording.moment($0))" } ?? "")
        }
        let more = count > names.count ? " and \(count - names.count) more" : ""
        return "\(count) durable execution\(count == 1 ? " stays" : "s stay") on \(work.version.label): "
            + "\(names.joined(separator: ", "))\(more); stop or let them end"
    }

    private static func queued(_ work: StrandedWork) -> String? {
        guard let age = work.oldestAsyncEvent else { return nil }
        return
            "the oldest queued asynchronous event of \(work.target.function) is \(Wording.duration(age)) old: it runs on the version "
            + "that is served when it is delivered"
    }

    private static func eventSources(_ work: StrandedWork) -> [String] {
        work.eventSources.map {
            "event source \($0.source) (\(Wording.typed($0.state))) still calls \(work.version.label) directly: point it to \(work.target)"
        }
    }
}

import IncidentEngine
import IncidentModel

extension OneShot {
    /// Keeps the figures that an action of an incident was decided on, where the command read any. What it did to them is not known yet: a
    /// console, or `flipback journal reconcile`, keeps that.
    func keepFigures(_ results: [ActionResult], _ picture: FleetPicture, incident: String, journal: any JournalWriting) async {
        let author = author(picture)
        for result in results where result.outcome == .verified {
            guard let metrics = picture.metrics[result.target]?.value,
                let snapshot = MetricSnapshot(
                    result.target, metrics, occasion: .action, from: author.time - SnapshotKeeper.lead, to: author.time)
            else { continue }
            let draft = snapshot.draft(
                incident: incident, action: result.id, actor: author.actor, time: author.time, account: author.account,
                region: author.region)
            do throws(JournalFailure) { _ = try await journal.append(draft) } catch {
                output.note("the figures of \(result.target) were NOT JOURNALLED (\(error))")
            }
        }
    }
}

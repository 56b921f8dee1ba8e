import Foundation
import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Four operators, CodeDeploy and a pipeline on one alias, with random interleavings, latencies and faults, against a model: whatever happens,
/// nobody overwrites what they have not seen, no action moves twice, nothing is called verified that was not so, and an abort ends at 0 %.
///
/// `FLIPBACK_SCHEDULES` sets how many schedules are run.
struct ScheduleModelTests {
    private static let count: Int = {
        let wanted = ProcessInfo.processInfo.environment["FLIPBACK_SCHEDULES"].flatMap { Int($0) } ?? 10_000
        return max(400, min(wanted, 1_000_000))
    }()

    @Test(arguments: [0, 1, 2, 3])
    func nothingIsLostDoubledOrClaimed(part: Int) throws {
        var outcomes: [ActionOutcome: Int] = [:]
        var aborts = 0
        var stops = 0
        var made = 0
        for number in 0..<(Self.count / 4) {
            let seed = UInt64(part * 10_000_000 + number)
            let history = try ModelWorld.history(seed)
            let violations = HistoryChecker.violations(history)
            #expect(violations.isEmpty, "seed \(seed): \(violations)")
            for deed in history.deeds {
                outcomes[deed.result.outcome, default: 0] += 1
                if deed.result.command == "abort", deed.result.outcome == .verified { aborts += 1 }
                if deed.result.refusal?.text.contains("made way") == true { made += 1 }
            }
            stops += history.events.count { $0.draft.kind == .deploymentStop && $0.draft.phase == .acknowledged }
        }
        // The schedules must really reach the ends that they are about.
        #expect(Set(outcomes.keys).isSuperset(of: [.verified, .superseded, .notApplied, .unknown]))
        #expect(outcomes.values.reduce(0, +) > Self.count / 4)
        #expect(aborts > Self.count / 40 && stops > Self.count / 40 && made > 0, "\(aborts) \(stops) \(made)")
    }

    @Test(arguments: ModelWorld.Bug.allCases)
    func thePlantedBugsAreFound(_ bug: ModelWorld.Bug) throws {
        let sign =
            switch bug {
            case .unfenced: "lost update"
            case .blindResend: "lost update"
            case .credulousReadBack: "says verified"
            case .stopIgnored: "afterwards"
            }
        var found: [String] = []
        for seed in 0..<150 where !found.contains(where: { $0.contains(sign) }) {
            found += HistoryChecker.violations(try ModelWorld.history(UInt64(seed), bug: bug))
        }
        #expect(found.contains { $0.contains(sign) }, "\(bug): \(found.prefix(3))")
    }
}

import IncidentEngine
import IncidentModel
import TestSupport
import Testing

struct RequestBudgetTests {
    @Test func theOperatorNeverWaitsAndIsAccountedFor() throws {
        let virtual = VirtualTime()
        let (operatorWait, pollWait) = try virtual.run { virtual in
            let budget = RequestBudget(clock: virtual.clock)
            let began = virtual.clock.now.uptime
            for _ in 0..<9 { try await budget.admit(service: "lambda", operation: "UpdateAlias", lane: .operator) }
            let operatorWait = virtual.clock.now.uptime - began
            try await budget.admit(service: "lambda", operation: "ListAliases", lane: .poll)
            return (operatorWait, virtual.clock.now.uptime - began)
        }
        #expect(operatorWait == .zero)
        // Six overdrawn, one to be had, at three a second.
        #expect(pollWait >= .milliseconds(2300) && pollWait <= .milliseconds(2400), "\(pollWait)")
    }

    @Test func everyQuotaHasItsOwnBucket() throws {
        let virtual = VirtualTime()
        let waited = try virtual.run { virtual in
            let budget = RequestBudget(clock: virtual.clock)
            for _ in 0..<3 { try await budget.admit(service: "lambda", operation: "ListAliases", lane: .poll) }
            let began = virtual.clock.now.uptime
            for operation in ["DescribeAlarms", "DescribeAlarmHistory", "GetMetricData"] {
                try await budget.admit(service: "monitoring", operation: operation, lane: .poll)
            }
            try await budget.admit(service: "lambda", operation: "GetFunction", lane: .poll)
            return virtual.clock.now.uptime - began
        }
        #expect(waited == .zero)
    }

    @Test func aCancelledPollerDoesNotTakeAToken() throws {
        let virtual = VirtualTime()
        let cancelled = try virtual.run { virtual in
            let budget = RequestBudget(clock: virtual.clock, steady: 1)
            try await budget.admit(service: "lambda", operation: "ListAliases", lane: .poll)
            return await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    do {
                        try await budget.admit(service: "lambda", operation: "ListAliases", lane: .poll)
                        return false
                    } catch {
                        return error is CancellationError
                    }
                }
                try? await virtual.clock.sleep(for: .milliseconds(100))
                group.cancelAll()
                return await group.next() ?? false
            }
        }
        #expect(cancelled)
    }
}

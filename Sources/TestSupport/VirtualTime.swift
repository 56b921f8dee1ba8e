import Synchronization

/// Runs async code on one thread in virtual time: every task of the body runs on one queue, and when nothing is left to run the clock jumps to
/// the next sleeper. With a seed the next job is drawn at random, so that each seed is another interleaving, and always the same one.
package final class VirtualTime: TaskExecutor {
    package enum Failure: Error, CustomStringConvertible {
        case deadlock(jobs: Int)
        case tooManyJobs(Int)
        package var description: String {
            switch self {
            case .deadlock(let jobs): "nothing is left to run and nobody sleeps, but the body has not ended (after \(jobs) jobs)"
            case .tooManyJobs(let limit): "the body has not ended after \(limit) jobs"
            }
        }
    }

    package let clock: ManualClock
    private let queue = Mutex<[UnownedJob]>([])
    private let generator: Mutex<SeededGenerator>?

    package init(clock: ManualClock = ManualClock(), seed: UInt64? = nil) {
        self.clock = clock
        generator = seed.map { Mutex(SeededGenerator($0)) }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.withLock { $0.append(job) }
    }

    /// Runs the body to its end. Everything it starts must be its child, or be given this executor.
    package func run<Value: Sendable>(limit: Int = 2_000_000, _ body: @escaping @Sendable (VirtualTime) async throws -> Value)
        throws
        -> Value
    {
        let box = OutcomeBox<Value>()
        Task(executorPreference: self) { [self] in
            do {
                let value = try await body(self)
                box.outcome.withLock { $0 = .success(value) }
            } catch {
                box.outcome.withLock { $0 = .failure(error) }
            }
        }
        for count in 0..<limit {
            if let job = next() {
                job.runSynchronously(on: asUnownedTaskExecutor())
            } else if let result = box.outcome.withLock({ $0 }) {
                return try result.get()
            } else if !clock.skipToNext() {
                throw Failure.deadlock(jobs: count)
            }
        }
        throw Failure.tooManyJobs(limit)
    }

    private func next() -> UnownedJob? {
        queue.withLock { jobs in
            guard !jobs.isEmpty else { return nil }
            let index = generator?.withLock { Int.random(in: 0..<jobs.count, using: &$0) } ?? 0
            return jobs.remove(at: index)
        }
    }
}

private final class OutcomeBox<Value: Sendable>: Sendable {
    let outcome = Mutex<Result<Value, any Error>?>(nil)
}

/// SplitMix64: small, seeded, the same on every machine.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64
    package init(_ seed: UInt64) { state = seed }
    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

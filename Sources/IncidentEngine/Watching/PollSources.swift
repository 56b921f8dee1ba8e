import IncidentModel

/// What came of one poll.
struct PollOutcome: Sendable {
    enum Answer: Sendable {
        case plain(Observation)
        case metrics(Target, TargetMetrics, MetricKeeper.Question)
        case history([AlarmTransition], until: Timestamp)
    }

    var answers: [Answer] = []
    var failure: CallFailure?
    /// What stays old because of the failure.
    var failedSources: [Observation.Source] = []
}

/// The ports that the watcher reads from. Nothing here can write.
struct PollSources: Sendable {
    let functions: any FunctionReading
    let alarms: any AlarmReading
    let metrics: any MetricReading
    let caller: any CallerReading

    func read(_ poll: PollSchedule.Poll) async -> PollOutcome {
        do throws(CallFailure) {
            return PollOutcome(answers: try await observe(poll).map { [.plain($0)] } ?? [])
        } catch {
            return PollOutcome(failure: error, failedSources: source(of: poll).map { [$0] } ?? [])
        }
    }

    func history(since: Timestamp, until: Timestamp) async -> PollOutcome {
        do throws(CallFailure) {
            return PollOutcome(answers: [.history(try await alarms.alarmHistory(since: since), until: until)])
        } catch {
            return PollOutcome(failure: error, failedSources: [.alarmHistory])
        }
    }

    func metrics(_ questions: [MetricKeeper.Question]) async -> PollOutcome {
        var outcome = PollOutcome()
        for question in questions {
            do throws(CallFailure) {
                let answer = try await metrics.metrics(question.requests, from: question.from, to: question.to)
                for request in question.requests {
                    outcome.answers.append(.metrics(request.target, answer[request.target] ?? TargetMetrics(), question))
                }
            } catch {
                outcome.failure = error
                outcome.failedSources += question.requests.map { .metrics($0.target) }
            }
        }
        return outcome
    }

    /// Nil for the two that carry more than a name and have functions of their own.
    private func observe(_ poll: PollSchedule.Poll) async throws(CallFailure) -> Observation? {
        switch poll {
        case .caller: .caller(try await caller.caller())
        case .functions: .functions(try await functions.functions())
        case .aliases(let function): .aliases(function: function, try await functions.aliases(of: function))
        case .versions(let function): .versions(function: function, try await functions.versions(of: function))
        case .alarms: .alarms(try await alarms.alarms())
        case .alarmHistory, .metrics: nil
        }
    }

    private func source(of poll: PollSchedule.Poll) -> Observation.Source? {
        switch poll {
        case .caller: .caller
        case .functions: .functions
        case .alarms: .alarms
        case .alarmHistory: .alarmHistory
        case .aliases(let function): .aliases(function: function)
        case .versions(let function): .versions(function: function)
        case .metrics: nil
        }
    }
}

import IncidentModel

/// The ports that the watcher reads from. Nothing here can write.
struct PollSources: Sendable {
    let functions: any FunctionReading
    let alarms: any AlarmReading
    let metrics: any MetricReading
    let caller: any CallerReading
    let further: FurtherReading

    var parts: PollSchedule.Parts {
        .init(
            deployments: further.deployments != nil, provisioned: further.provisioned != nil, probing: further.probing != nil,
            wiring: further.wiring != nil, trail: further.trail != nil)
    }

    /// Polls that need no more than their name.
    func read(_ poll: Poll) async -> PollOutcome {
        switch poll {
        case .caller: await one(.caller) { () throws(CallFailure) in .caller(try await caller.caller()) }
        case .functions: await one(.functions) { () throws(CallFailure) in .functions(try await functions.functions()) }
        case .alarms: await one(.alarms) { () throws(CallFailure) in .alarms(try await alarms.alarms()) }
        case .aliases(let name):
            await one(.aliases(function: name)) { () throws(CallFailure) in
                .aliases(function: name, try await functions.aliases(of: name))
            }
        case .versions(let name):
            await one(.versions(function: name)) { () throws(CallFailure) in
                .versions(function: name, try await functions.versions(of: name))
            }
        case .provisioned(let name): await provisioned(name)
        case .limits: await limits()
        case .fingerprint(let target): await fingerprint(target)
        // These carry more than a name and have functions of their own.
        case .alarmHistory, .metrics, .deployments, .trail, .trailPast, .wiring, .states, .traces, .totals: PollOutcome()
        }
    }

    func one(_ source: Observation.Source, _ read: () async throws(CallFailure) -> Observation?) async -> PollOutcome {
        do throws(CallFailure) {
            return PollOutcome(answers: try await read().map { [.plain($0)] } ?? [])
        } catch {
            return PollOutcome(failure: error, failedSources: [source])
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
                    outcome.answers.append(.metrics(request, answer[request.target] ?? TargetMetrics(), question))
                }
            } catch {
                outcome.failure = error
                outcome.failedSources += question.requests.map { .metrics($0.target) }
            }
        }
        return outcome
    }
}

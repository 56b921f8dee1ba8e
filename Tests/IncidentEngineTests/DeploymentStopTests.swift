import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Stopping a running deployment first: the machine of section 7, step by step and fault by fault.
struct DeploymentStopTests {
    @Test func codeDeploysOwnRollbackIsFollowedAndNothingIsWrittenOnTop() throws {
        let end = try DeploymentBench().run()
        #expect(end.result.outcome == .verified)
        #expect(end.current == Routing(pointer: "6"))
        #expect(end.world.region.count(.update) == 0)
        #expect(end.world.deployments.count(.stop) == 1)
        #expect(end.moves == [.intent, .verified])
        #expect(end.stops == [.intent, .sent, .acknowledged, .verified])
        #expect(end.result.revision == end.world.region.current(Fixtures.checkout)?.revision)
        #expect(end.world.seen.all.last?.note?.contains("nothing was written") == true)
        // Both deployments were followed to their end.
        #expect(end.world.deployments.current("d-1")?.status == .stopped)
        #expect(end.world.deployments.current("d-1-back")?.status == .succeeded)
        #expect(end.world.seen.all.contains { $0.deployment?.id == "d-1-back" })
        #expect(end.took < .seconds(30))
        #expect(end.world.deployments.log.allSatisfy { $0.lane == .operator })
    }

    @Test func everythingOfTheActionIsJoinedByItsId() throws {
        let end = try DeploymentBench().run()
        #expect(Set(end.world.journal.events.map(\.draft.action)) == [end.result.id])
        let intent = try #require(end.world.journal.events.first?.draft)
        #expect(intent.details["stopping"] == "d-1")
        #expect(end.phases.first == "alias.move intent")
        #expect(end.phases.dropFirst().first == "deployment.stop intent")
    }

    @Test func whatIsStillWrongAfterTheRollbackIsWritten() throws {
        // CodeDeploy goes back to v6, but v6 was bad too: the person wants v5.
        let end = try DeploymentBench(command: .rollback(Fixtures.checkout, to: "5"), after: Routing(pointer: "5")).run()
        #expect(end.result.outcome == .verified)
        #expect(end.current == Routing(pointer: "5"))
        #expect(end.writers.last == "operator")
        #expect(end.world.region.count(.update) == 1)
        // The fence of the write is what was read after the stop, and an intent says so.
        let intents = end.world.journal.events.filter { $0.draft.kind == .aliasMove && $0.draft.phase == .intent }
        #expect(intents.count == 2)
        #expect(intents.last?.draft.before == Routing(pointer: "6"))
    }

    @Test func aPromotionStopsTheDeploymentAndMovesOn() throws {
        let end = try DeploymentBench(command: .promote(Fixtures.checkout), after: Routing(pointer: "7")).run()
        #expect(end.result.outcome == .verified)
        #expect(end.current == Routing(pointer: "7"))
        #expect(end.world.deployments.current("d-1")?.status == .stopped)
    }

    @Test func aDeploymentThatHasNotShiftedYetIsStoppedAllTheSame() throws {
        // No weights yet: where the alias is and where it should be are the same, and the stop is what is asked for.
        let world = DeploymentBench().makeWorld()
        world.region.set(Fixtures.checkout, Routing(pointer: "6"))
        var plan = Bench.plan(.abort(Fixtures.checkout), Routing(pointer: "6"), world.region)
        plan.stopping = world.deployments.current("d-1")
        let finished = plan
        let results = try world.virtual.run { _ in
            await world.hand.execute([finished], Bench.context()) { world.seen.add($0) }
        }
        #expect(results.map(\.outcome) == [.verified])
        #expect(world.deployments.count(.stop) == 1)
        #expect(world.region.current(Fixtures.checkout)?.routing == Routing(pointer: "6"))
    }

    @Test func aDeploymentThatWasOverAlreadyIsNoObstacle() throws {
        // It ended between the plan and the key: everything is on v7 now, and the abort takes it back.
        let end = try DeploymentBench(shape: .canary(share: 0.1, interval: .seconds(60))).run { world in
            world.virtual.clock.advance(by: .seconds(60))
        }
        #expect(end.result.outcome == .verified)
        #expect(end.current == Routing(pointer: "6"))
        #expect(end.writers.last == "operator")
        #expect(end.notes.contains { $0.contains("over already") })
        #expect(end.took < .seconds(1))
    }

    @Test func aLostStopIsReadBeforeItIsSentAgain() throws {
        for fault in [FakeDeployments.Fault.resetAfterApply, .resetBefore, .applyLate, .fail(.server)] {
            let end = try DeploymentBench().run { $0.deployments.script(.stop, [fault]) }
            #expect(end.result.outcome == .verified, "\(fault)")
            #expect(end.current == Routing(pointer: "6"), "\(fault)")
            #expect(end.world.deployments.log.map(\.call).prefix(2) == [.stop, .read], "\(fault)")
            #expect(end.world.deployments.count(.stop) <= 2)
        }
    }

    @Test func aThrottledStopIsTriedAgain() throws {
        let end = try DeploymentBench().run { $0.deployments.script(.stop, [.fail(.throttled), .fail(.throttled)]) }
        #expect(end.result.outcome == .verified)
        #expect(end.world.deployments.count(.stop) == 3)
    }

    @Test func readsThatFailOrLagDoNotMisleadTheFollowing() throws {
        let end = try DeploymentBench().run {
            $0.deployments.script(.read, [.fail(.throttled), .staleRead, .fail(.server), .staleRead])
        }
        #expect(end.result.outcome == .verified)
        #expect(end.world.deployments.current("d-1-back")?.status == .succeeded)
    }

    @Test func withoutAJournalNothingIsStopped() throws {
        let end = try DeploymentBench().run { $0.journal.setBroken(true) }
        #expect(end.result.outcome == .refused)
        #expect(end.world.deployments.count(.stop) == 0)
        let later = try DeploymentBench().run { $0.journal.fail(appends: [2]) }
        #expect(later.result.outcome == .notApplied)
        #expect(later.world.deployments.count(.stop) == 0)
    }

    @Test func codeDeploysOwnWayBackIsFollowedAndNotStopped() throws {
        let world = DeploymentBench().makeWorld()
        let results = try world.virtual.run { virtual in
            _ = try await world.deployments.stop("d-1")
            try await virtual.clock.sleep(for: .milliseconds(1600))
            world.region.settle()
            var plan = Bench.plan(.abort(Fixtures.checkout), Routing(pointer: "6"), world.region)
            plan.stopping = world.deployments.current("d-1-back")
            return await world.hand.execute([plan], Bench.context()) { world.seen.add($0) }
        }
        #expect(results.map(\.outcome) == [.verified])
        #expect(world.deployments.count(.stop) == 1)
        #expect(world.region.count(.update) == 0)
    }

    // MARK: - The deadline

    private static var slow: FakeDeployments.Pace {
        var pace = FakeDeployments.Pace()
        pace.stop = .seconds(45)
        return pace
    }

    @Test func atTheDeadlineThePersonIsAskedAndMayWait() throws {
        let end = try DeploymentBench(pace: Self.slow, atDeadline: .ask).run { _ in
        } meanwhile: { world in
            try? await world.virtual.clock.sleep(for: .seconds(33))
            guard let asked = world.seen.all.last, asked.question != nil else { return }
            #expect(await world.hand.answer(asked.id, .keepWaiting))
            // The question is taken back at once.
            try? await world.virtual.clock.sleep(for: .seconds(1))
            #expect(world.seen.all.last?.question == nil)
            #expect(await !world.hand.answer(asked.id, .takeAlias))
        }
        #expect(end.result.outcome == .verified)
        #expect(end.world.seen.all.count { $0.question != nil } >= 1)
        #expect(end.world.region.count(.update) == 0)
        #expect(end.took > .seconds(40))
    }

    @Test func aQuestionThatTheDeploymentAnswersItselfNeedsNobody() throws {
        let end = try DeploymentBench(pace: Self.slow, atDeadline: .ask).run()
        #expect(end.result.outcome == .verified)
        #expect(end.world.seen.all.contains { $0.question?.waited == .seconds(30) })
        #expect(end.world.seen.all.last?.question == nil)
    }

    @Test func theAliasIsTakenOnDemandAndWatchedUntilTheDeploymentIsOver() throws {
        let end = try DeploymentBench(pace: Self.slow, atDeadline: .ask).run { _ in
        } meanwhile: { world in
            try? await world.virtual.clock.sleep(for: .seconds(31))
            guard let asked = world.seen.all.last else { return }
            #expect(await world.hand.answer(asked.id, .takeAlias))
        }
        #expect(end.result.outcome == .verified)
        #expect(end.writers.contains("operator"))
        #expect(end.current == Routing(pointer: "6"))
        // Not called verified before the deployment was over.
        #expect(end.took > .seconds(45))
        #expect(end.world.deployments.current("d-1")?.status == .stopped)
        #expect(end.stops == [.intent, .sent, .acknowledged, .unknown])
    }

    @Test func aStepThatOverwritesUsIsTakenBackBeforeAnythingIsCalledVerified() throws {
        // The stop is denied, and CodeDeploy makes its next step 30 s after the alias was taken.
        let end = try DeploymentBench().run { $0.deployments.always(.stop, .fail(.denied)) }
        #expect(end.writers.filter { $0 == "operator" }.count >= 2)
        #expect(end.world.journal.events.count { $0.draft.kind == .aliasMove && $0.draft.phase == .verified } <= 1)
        #expect(end.notes.contains { $0.contains("moved the alias to") })
        // Three rounds against ten steps: it says that it lost.
        #expect(end.result.outcome == .superseded)
    }

    @Test func aDeploymentThatFailsAtTheManualChangeLosesToUs() throws {
        let end = try DeploymentBench(manualChange: .fail).run { $0.deployments.always(.stop, .fail(.denied)) }
        #expect(end.result.outcome == .verified)
        #expect(end.writers.filter { $0 == "operator" }.count == 1)
        #expect(end.world.deployments.current("d-1")?.errorCode == "INVALID_LAMBDA_CONFIGURATION")
    }

    @Test func aStopThatIsDeniedIsLeftWithTheWayOutUnlessTheAliasMayBeTaken() throws {
        let end = try DeploymentBench(atDeadline: .wait).run { $0.deployments.always(.stop, .fail(.denied)) }
        #expect(end.result.outcome == .notApplied)
        #expect(end.result.failure?.kind == .denied)
        #expect(end.result.refusal?.text.contains("take the alias") == true)
        #expect(end.world.region.count(.update) == 0)
        let asked = try DeploymentBench(atDeadline: .ask).run {
            $0.deployments.always(.stop, .fail(.denied))
        } meanwhile: { world in
            try? await world.virtual.clock.sleep(for: .seconds(1))
            guard let asked = world.seen.all.last(where: { $0.question != nil }) else { return }
            #expect(asked.question?.text.contains("could not be stopped") == true)
            _ = await world.hand.answer(asked.id, .takeAlias)
        }
        #expect(asked.writers.contains("operator"))
    }

    @Test func waitingEndsAtItsLimitAndSaysWhatToDo() throws {
        var pace = FakeDeployments.Pace()
        pace.stop = .seconds(86_400)
        let end = try DeploymentBench(shape: .canary(share: 0.1, interval: .seconds(86_400)), pace: pace, atDeadline: .wait).run()
        #expect(end.result.outcome == .notApplied)
        #expect(end.took >= .seconds(1800) && end.took < .seconds(1900))
        #expect(end.result.refusal?.text.contains("take the alias") == true)
    }

    @Test func aThirdVersionOfSomebodyElseAfterTheStopIsLeftAlone() throws {
        let end = try DeploymentBench().run { _ in
        } meanwhile: { world in
            try? await world.virtual.clock.sleep(for: .milliseconds(3700))
            world.region.move(Fixtures.checkout, to: Routing(pointer: "9"))
        }
        #expect(end.result.outcome == .superseded)
        #expect(end.current == Routing(pointer: "9"))
    }

    // MARK: - Abort beats promote

    @Test func anAbortMakesARunningPromoteMakeWay() throws {
        let world = DeploymentBench(pace: Self.slow).makeWorld()
        var promote = Bench.plan(.promote(Fixtures.checkout), Routing(pointer: "7"), world.region)
        promote.stopping = world.deployments.current("d-1")
        var abort = Bench.plan(.abort(Fixtures.checkout), Routing(pointer: "6"), world.region)
        abort.stopping = promote.stopping
        let (first, second) = (promote, abort)
        let (promoted, aborted, late) = try world.virtual.run { virtual in
            async let promoted = world.hand.execute([first], Bench.context()) { _ in }
            try await virtual.clock.sleep(for: .seconds(10))
            async let aborted = world.hand.execute([second], Bench.context()) { _ in }
            try await virtual.clock.sleep(for: .seconds(1))
            // A promote does not make an abort make way, and a second abort waits for nobody.
            let late = await world.hand.execute([first, second], Bench.context()) { _ in }
            return (await promoted, await aborted, late)
        }
        #expect(promoted.map(\.outcome) == [.superseded])
        #expect(promoted.first?.refusal?.text.contains("made way for the abort") == true)
        #expect(promoted.first.map { $0.duration < .seconds(11) } == true)
        #expect(aborted.map(\.outcome) == [.verified])
        #expect(late.map(\.outcome) == [.refused, .refused])
        #expect(world.region.current(Fixtures.checkout)?.routing == Routing(pointer: "6"))
    }

    @Test func aPromoteMakesWayForAnAbortOfAnotherProcess() throws {
        let end = try DeploymentBench(command: .promote(Fixtures.checkout), after: Routing(pointer: "7")).run { _ in
        } meanwhile: { world in
            try? await world.virtual.clock.sleep(for: .seconds(1))
            _ = try? await world.journal.append(
                EventDraft(
                    time: Fixtures.evening, actor: "another", kind: .aliasMove, phase: .intent, action: "ACT-other",
                    command: "abort", target: Fixtures.checkout, before: Routing(pointer: "6"), after: Routing(pointer: "6")))
        }
        #expect(end.result.outcome == .superseded)
        #expect(end.world.region.count(.update) == 0)
    }
}

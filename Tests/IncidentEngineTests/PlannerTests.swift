import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Each command: its plan, and every refusal it can give.
struct PlannerTests {
    static let target = Fixtures.checkout

    struct Refused: Sendable {
        var command: Command
        var routing = Routing(pointer: "6", weights: ["7": 0.2])
        var code: Refusal.Code
        /// What the sentence must name.
        var names: String
    }

    static func builder(_ routing: Routing) -> PictureBuilder {
        var builder = PictureBuilder()
        builder.alias(target, routing)
        builder.apply(
            .versions(
                function: "checkout",
                [
                    Fixtures.version("9", published: .seconds(60), role: "role/other"),
                    Fixtures.version("8", published: .seconds(120), deadLetter: "arn:dlq"),
                    Fixtures.version("7", published: .seconds(1200), description: "schema=12"),
                    Fixtures.version("6", published: .seconds(86_400), description: "schema=12"),
                    Fixtures.version("5", published: .seconds(2 * 86_400), description: "schema=11"),
                    Fixtures.version("4", published: .seconds(3 * 86_400), state: "Failed"),
                    Fixtures.version("3", published: .seconds(4 * 86_400), lastUpdateStatus: "Failed"),
                    Fixtures.version("2", published: .seconds(5 * 86_400), state: "Inactive"),
                ]))
        builder.apply(.alarms([]))
        builder.apply(.alarmHistory([]))
        return builder
    }

    static func plan(
        _ command: Command, _ routing: Routing = Routing(pointer: "6", weights: ["7": 0.2]), ledger: ActionLedger = ActionLedger()
    ) throws(Refusal) -> Plan {
        let builder = builder(routing)
        return try Planner.plan(command, PlanningContext(picture: builder.picture, ledger: ledger, now: builder.now))
    }

    @Test(arguments: [
        Refused(command: .rollback(Target(function: "nope", alias: "prod"), to: nil), code: .unknownTarget, names: "nope:prod"),
        Refused(
            command: .rollback(Target(function: "checkout", alias: "prd"), to: nil), code: .unknownTarget,
            names: "checkout has prod"),
        Refused(command: .rollback(target, to: "99"), code: .unknownVersion, names: "v9, v8, v7, v6 and v5"),
        Refused(command: .rollback(target, to: .latest), code: .latestRefused, names: "publish"),
        Refused(command: .rollback(target, to: "4"), code: .targetDead, names: "Failed"),
        Refused(command: .rollback(target, to: "3"), code: .targetDead, names: "last update failed"),
        Refused(command: .rollback(target, to: "6"), routing: Routing(pointer: "6"), code: .alreadyThere, names: "v6"),
        Refused(command: .abort(target), routing: Routing(pointer: "6"), code: .nothingToAbort, names: "nothing was changed"),
        Refused(
            command: .abort(target), routing: Routing(pointer: "6", weights: ["7": 0]), code: .nothingToAbort, names: "rollback"),
        Refused(command: .abort(target), routing: Routing(pointer: "4", weights: ["7": 0.2]), code: .targetDead, names: "v4"),
        Refused(command: .promote(target), routing: Routing(pointer: "6"), code: .nothingToPromote, names: "shift"),
        Refused(command: .promote(target), routing: Routing(pointer: "6", weights: ["4": 0.2]), code: .targetDead, names: "v4"),
        Refused(command: .shift(target, to: .latest, share: 0.2), code: .latestRefused, names: "$LATEST"),
        Refused(command: .shift(target, to: "99", share: 0.2), code: .unknownVersion, names: "99"),
        Refused(command: .shift(target, to: "7", share: 1.2), code: .weightInvalid, names: "--weight"),
        Refused(command: .shift(target, to: "7", share: -0.1), code: .weightInvalid, names: "0 and 100"),
        Refused(command: .shift(target, to: "7", share: .nan), code: .weightInvalid, names: "--weight"),
        Refused(command: .shift(target, to: "6", share: 0.2), code: .weightInvalid, names: "pointer"),
        Refused(command: .shift(target, to: "7", share: 0.2), code: .alreadyThere, names: "20 %"),
        Refused(command: .shift(target, to: "9", share: 0.2), code: .roleDiffers, names: "roles"),
        Refused(command: .shift(target, to: "8", share: 0.2), code: .differentDeadLetter, names: "dead-letter"),
        Refused(command: .shift(target, to: "4", share: 0.2), code: .targetDead, names: "v4"),
        Refused(command: .shift(target, to: "5", share: 0), code: .weightInvalid, names: "v7"),
        Refused(
            command: .shift(target, to: "7", share: 0), routing: Routing(pointer: "6"), code: .alreadyThere, names: "no weights"),
        Refused(command: .shift(target, to: "6", share: 1), routing: Routing(pointer: "6"), code: .alreadyThere, names: "v6"),
        Refused(
            command: .shift(target, to: "7", share: 0.2), routing: Routing(pointer: .latest), code: .latestRefused,
            names: "$LATEST"),
        Refused(command: .undo(target), code: .nothingToUndo, names: "rollback --to"),
    ])
    func refuses(_ one: Refused) {
        let refusal = Self.refusal { () throws(Refusal) in try Self.plan(one.command, one.routing) }
        #expect(refusal?.code == one.code)
        #expect(refusal?.text.contains(one.names) == true, "\(refusal?.text ?? "no refusal")")
    }

    struct Planned: Sendable {
        var command: Command
        var routing = Routing(pointer: "6", weights: ["7": 0.2])
        var after: Routing
    }

    @Test(arguments: [
        Planned(command: .rollback(target, to: "5"), after: Routing(pointer: "5")),
        Planned(command: .rollback(target, to: nil), after: Routing(pointer: "6")),
        Planned(command: .rollback(target, to: "6"), after: Routing(pointer: "6")),
        Planned(
            command: .rollback(target, to: "7"), routing: Routing(pointer: "6", weights: ["7": 1]), after: Routing(pointer: "7")),
        Planned(command: .rollback(target, to: "8"), after: Routing(pointer: "8")),
        Planned(command: .abort(target), after: Routing(pointer: "6")),
        Planned(command: .abort(target), routing: Routing(pointer: "6", weights: ["7": 1]), after: Routing(pointer: "6")),
        Planned(command: .promote(target), after: Routing(pointer: "7")),
        Planned(command: .shift(target, to: "7", share: 0.5), after: Routing(pointer: "6", weights: ["7": 0.5])),
        Planned(command: .shift(target, to: "5", share: 0.1), after: Routing(pointer: "6", weights: ["5": 0.1])),
        Planned(command: .shift(target, to: "7", share: 1), after: Routing(pointer: "7")),
        Planned(command: .shift(target, to: "7", share: 0), after: Routing(pointer: "6")),
        Planned(command: .shift(target, to: "9", share: 1), after: Routing(pointer: "9")),
    ])
    func plans(_ one: Planned) throws {
        let plan = try Self.plan(one.command, one.routing)
        #expect(plan.after == one.after)
        #expect(plan.before == one.routing)
        #expect(plan.revision == "275af281-0000")
        #expect(plan.steps.map(\.call) == ["lambda UpdateAlias", "lambda GetAlias"])
        #expect(plan.steps[0].expects == "only if still at revision 275af281…")
        #expect(plan.predicted == .seconds(1))
        #expect(plan.account == Fixtures.account)
    }

    @Test func theStepsReadAsTheSheetShowsThem() throws {
        let plan = try Self.plan(.abort(Self.target))
        #expect(plan.steps[0].before == "v6, v7 at 20 %")
        #expect(plan.steps[0].after == "v6, no weights")
        #expect(plan.steps[1].after == "v6 100 %, read back")
        #expect(plan.cannotUndo.count == 3)
        #expect(plan.cannotUndo.first == "schema and data changes (both versions say schema=12)")
    }

    @Test(arguments: [
        (Command.rollback(target, to: "5"), "v5 says schema=11, v6 says schema=12"),
        (.rollback(target, to: "2"), "v2 is Inactive"),
        (.rollback(target, to: "9"), "v9 runs under another role than v6"),
        (.rollback(target, to: "8"), "v8 has another dead-letter queue than v6"),
        (.rollback(target, to: "8"), "rolls forward"),
        (.shift(target, to: "5", share: 0.1), "the 20 % of v7 end"),
    ])
    func warns(_ command: Command, _ words: String) throws {
        let warnings = try Self.plan(command).warnings
        #expect(warnings.contains { $0.contains(words) }, "\(warnings)")
    }

    @Test func promotingAFailingCanaryIsWarnedOfLoudly() throws {
        let builder = PictureBuilder.badCanary()
        let plan = try Planner.plan(
            .promote(Self.target), PlanningContext(picture: builder.picture, ledger: ActionLedger(), now: builder.now))
        #expect(plan.warnings.contains { $0.contains("v7 IS FAILING 8.1 % of its requests") })
        #expect(plan.warnings.contains { $0.contains("checkout-prod-error-rate IS IN ALARM") })
    }

    @Test func aWeightOfOneIsWarnedOfWhenAborted() throws {
        let plan = try Self.plan(.abort(Self.target), Routing(pointer: "6", weights: ["7": 1]))
        #expect(plan.warnings.contains { $0.contains("provisioned concurrency") })
    }

    // MARK: - Session and freshness

    @Test func aReadOnlySessionRefusesEverything() {
        let builder = Self.builder(Routing(pointer: "6", weights: ["7": 0.2]))
        let context = PlanningContext(picture: builder.picture, ledger: ActionLedger(), now: builder.now, readOnly: true)
        for command in [Command.abort(Self.target), .promote(Self.target), .undo(Self.target), .rollback(Self.target, to: "5")] {
            #expect(Self.refusal { () throws(Refusal) in try Planner.plan(command, context) }?.code == .readOnly)
        }
    }

    @Test func oldDataRefusesAKeyButNotTheCommandLine() throws {
        let builder = Self.builder(Routing(pointer: "6", weights: ["7": 0.2]))
        let later = Now(time: builder.now.time + .seconds(6), uptime: builder.now.uptime + .seconds(6))
        var context = PlanningContext(picture: builder.picture, ledger: ActionLedger(), now: later, requiresFresh: true)
        let refusal = Self.refusal { () throws(Refusal) in try Planner.plan(.abort(Self.target), context) }
        #expect(refusal?.code == .stale)
        #expect(refusal?.text.contains("6 s ago") == true)
        context.requiresFresh = false
        #expect(try Planner.plan(.abort(Self.target), context).after == Routing(pointer: "6"))
    }

    @Test func anActionWithoutAnOutcomeStandsInTheWay() {
        for phase in [ActionPhase.intent, .sent, .acknowledged, .unknown] {
            let ledger = Self.ledger("abort", Routing(pointer: "6", weights: ["7": 0.2]), Routing(pointer: "6"), phase: phase)
            let refusal = Self.refusal { () throws(Refusal) in try Self.plan(.abort(Self.target), ledger: ledger) }
            #expect(refusal?.code == .unfinishedAction)
            #expect(refusal?.text.contains(phase.rawValue) == true)
        }
    }

    @Test func everyRefusalEndsWithTheNextThingToDo() {
        // Each sentence has a second half: after a colon or a semicolon stands what to do.
        let texts = [
            Self.refusal { () throws(Refusal) in try Self.plan(.undo(Self.target)) }?.text,
            Self.refusal { () throws(Refusal) in try Self.plan(.shift(Self.target, to: "9", share: 0.2)) }?.text,
            Self.refusal { () throws(Refusal) in try Self.plan(.rollback(Self.target, to: "4")) }?.text,
        ]
        for text in texts { #expect(text?.contains { $0 == ":" || $0 == ";" } == true, "\(text ?? "none")") }
    }

    // MARK: - Armed

    @Test func armedIsOnlyASEV1AndOnlyItsTargets() {
        let builder = PictureBuilder.badCanary()
        let context = PlanningContext(picture: builder.picture, ledger: ActionLedger(), now: builder.now)
        var incident = Incident(
            id: "INC-1", severity: .sev1, declaredAt: builder.now.time, declaredBy: "jo",
            targets: [Self.target, Fixtures.payments])
        let armed = ArmedPlanner.plans(for: incident, context)
        #expect(armed.plans.map(\.target) == [Self.target])
        #expect(armed.plans.first?.after == Routing(pointer: "6"))
        #expect(armed.refusals[Fixtures.payments]?.code == .unknownTarget)
        incident.severity = .sev2
        #expect(ArmedPlanner.plans(for: incident, context).plans.isEmpty)
        #expect(ArmedPlanner.plans(for: incident, context).refusals[Self.target]?.code == .policy)
        incident.severity = .sev1
        incident.resolvedAt = builder.now.time
        #expect(ArmedPlanner.plans(for: incident, context).plans.isEmpty)
    }

    @Test func aSecondPressDoesNotWalkFurtherBack() {
        var builder = PictureBuilder.badRelease()
        builder.alias(Self.target, Routing(pointer: "5"), revision: "rev-ours")
        let ledger = Self.ledger("rollback", Routing(pointer: "7"), Routing(pointer: "5"), made: "rev-ours")
        let incident = Incident(
            id: "INC-1", severity: .sev1, declaredAt: builder.now.time, declaredBy: "jo", targets: [Self.target])
        let armed = ArmedPlanner.plans(for: incident, PlanningContext(picture: builder.picture, ledger: ledger, now: builder.now))
        #expect(armed.plans.isEmpty)
        #expect(armed.refusals[Self.target]?.code == .alreadyThere)
    }

    @Test func staleDataDisarms() {
        let builder = PictureBuilder.badCanary()
        let later = Now(time: builder.now.time + .seconds(5), uptime: builder.now.uptime + .seconds(5))
        let incident = Incident(
            id: "INC-1", severity: .sev1, declaredAt: builder.now.time, declaredBy: "jo", targets: [Self.target])
        let armed = ArmedPlanner.plans(
            for: incident, PlanningContext(picture: builder.picture, ledger: ActionLedger(), now: later))
        #expect(armed.plans.isEmpty)
        #expect(armed.refusals[Self.target]?.code == .stale)
    }

    // MARK: - Making ledgers

    static func refusal<Value>(_ body: () throws(Refusal) -> Value) -> Refusal? {
        do throws(Refusal) {
            _ = try body()
            return nil
        } catch {
            return error
        }
    }

    static func event(
        _ seq: Int, _ command: String, _ before: Routing, _ after: Routing, _ phase: ActionPhase, _ made: RevisionID? = nil,
        ago: Duration = .seconds(60)
    ) -> Event {
        Event(
            seq: seq,
            draft: EventDraft(
                time: Fixtures.evening - ago, actor: "jo", kind: .aliasMove, phase: phase, action: "ACT-\(seq)", command: command,
                target: target, before: before, after: after, revisionBefore: "rev-before", revisionAfter: made),
            previous: "", hash: "")
    }

    static func ledger(
        _ command: String, _ before: Routing, _ after: Routing, phase: ActionPhase = .verified, made: RevisionID? = nil
    ) -> ActionLedger {
        ActionLedger([event(1, command, before, after, phase, made)])
    }
}

import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// After a rollback: somebody puts the bad version back, and a pipeline asks whether it may.
struct GuardTests {
    private static let target = Fixtures.checkout
    private static let arn = "arn:aws:sts::123456789012:assumed-role/ci/1182"

    /// v7 was rolled back to v6 ten minutes ago; the rollback made revision `ours`.
    private static func ledger(_ command: String = "rollback", ago: Duration = .seconds(600)) -> ActionLedger {
        ActionLedger([
            PlannerTests.event(1, command, Routing(pointer: "7"), Routing(pointer: "6"), .verified, "ours", ago: ago)
        ])
    }

    private static func builder(_ routing: Routing, revision: RevisionID = "275af281-0000") -> PictureBuilder {
        var builder = LedgerTests.builder()
        builder.alias(target, routing, revision: revision)
        return builder
    }

    private static func trip(
        _ builder: PictureBuilder, _ ledger: ActionLedger = ledger(), _ options: PlanOptions = PlanOptions()
    ) -> GuardTrip? {
        RedeployGuard.trip(target, picture: builder.picture, ledger: ledger, options: options, now: builder.now)
    }

    @Test func aVersionThatIsPutBackTripsTheGuard() throws {
        var builder = Self.builder(Routing(pointer: "6", weights: ["7": 0.1]))
        let trip = try #require(Self.trip(builder))
        #expect(trip.version == "7")
        #expect(trip.share == 0.1)
        #expect(trip.revision == "275af281-0000")
        #expect(trip.who == nil)
        #expect(trip.rolledBackAt == Fixtures.evening - .seconds(600))
        #expect(trip.guardedUntil == Fixtures.evening + .seconds(3000))
        let judged = Assessor.assess(Self.target, builder.picture, ledger: Self.ledger(), now: builder.now)
        #expect(judged.guardTrip == trip)
        #expect(judged.trouble == .bad)
        #expect(judged.badVersion == "7")
        #expect(judged.troubleText == "v7 was rolled back at 20:59Z and somebody put it back (revision 275af281…)")
        #expect(judged.lastGood?.version == "6")
        // CloudTrail tells who, minutes later.
        builder.apply(
            .trail([
                TrailEvent(
                    id: "4f1c", name: "UpdateAlias", at: Fixtures.evening - .seconds(120), who: DisplayText(Self.arn),
                    requestID: "theirs", function: "checkout", alias: "prod", version: "6", weights: ["7": 0.1],
                    revision: "275af281-0000")
            ]))
        let told = Assessor.assess(Self.target, builder.picture, ledger: Self.ledger("abort"), now: builder.now)
        #expect(told.troubleText == "v7 was aborted at 20:59Z and ci/1182 put it back (revision 275af281…)")
    }

    @Test func theVersionThatWasPutBackIsTheOneToLeave() throws {
        // v7 is the pointer again and v6 has a tenth: the newcomer is not the suspect here.
        let builder = Self.builder(Routing(pointer: "7", weights: ["6": 0.1]))
        let judged = Assessor.assess(Self.target, builder.picture, ledger: Self.ledger(), now: builder.now)
        #expect(judged.lastGood?.version == "6")
        #expect(judged.badVersion == "7")
        #expect(judged.records.first { $0.version == "7" }?.verdict == .leaving)
    }

    @Test func whatIsNoRedeploymentTripsNothing() {
        #expect(Self.trip(Self.builder(Routing(pointer: "6"))) == nil)
        #expect(Self.trip(Self.builder(Routing(pointer: "5"))) == nil)
        // Our own revision, and the state before our own write that Lambda may still answer with.
        #expect(Self.trip(Self.builder(Routing(pointer: "7"), revision: "ours")) == nil)
        #expect(Self.trip(Self.builder(Routing(pointer: "7"), revision: "rev-before")) == nil)
        // AWS's own weight while the new version is being warmed.
        #expect(Self.trip(Self.builder(Routing(pointer: "6", weights: ["7": 1]))) == nil)
        #expect(Self.trip(Self.builder(Routing(pointer: "7")), ActionLedger()) == nil)
        // Read before the rollback was verified.
        var old = Self.builder(Routing(pointer: "7"))
        old.now.time = Fixtures.evening - .seconds(700)
        old.alias(Self.target, Routing(pointer: "7"))
        old.now.time = Fixtures.evening
        #expect(Self.trip(old) == nil)
        // Our own undo, verified and still under way.
        var undone = Self.ledger()
        undone.apply(PlannerTests.event(2, "undo", Routing(pointer: "6"), Routing(pointer: "7"), .sent))
        #expect(Self.trip(Self.builder(Routing(pointer: "7")), undone) == nil)
        undone.apply(PlannerTests.event(3, "undo", Routing(pointer: "6"), Routing(pointer: "7"), .verified, "undone"))
        #expect(Self.trip(Self.builder(Routing(pointer: "7")), undone) == nil)
    }

    @Test func theGuardEnds() {
        let long = Self.ledger(ago: .seconds(4000))
        var builder = Self.builder(Routing(pointer: "7"))
        #expect(Self.trip(builder, long) == nil)
        #expect(Self.trip(builder, long, PlanOptions(guardWindow: .seconds(5000))) != nil)
        // What CloudTrail dates into the window still counts.
        builder.apply(.trail([LedgerTests.moved("1", .seconds(1000), to: "7", weights: [:])]))
        #expect(Self.trip(builder, long) != nil)
        builder.apply(.trail([LedgerTests.moved("2", .seconds(100), to: "7", weights: [:])]))
        #expect(Self.trip(builder, long) == nil)
    }

    // MARK: - The gate

    private static func ask(
        _ version: VersionID, _ builder: PictureBuilder = builder(Routing(pointer: "6")), _ ledger: ActionLedger = ledger(),
        incidents: [Incident] = [], of target: Target = target
    ) -> GateAnswer {
        Gate.answer(
            target, version: version, picture: builder.picture, ledger: ledger, incidents: incidents, options: PlanOptions(),
            now: builder.now)
    }

    @Test func aVersionThatWasRolledAwayFromIsRefused() {
        let answer = Self.ask("7")
        #expect(!answer.isAllowed)
        #expect(
            answer.reasons == [
                "v7 was rolled back from checkout:prod at 2026-11-20 20:59 UTC by jo: publish a fixed version, or put it back yourself "
                    + "with flipback undo or shift"
            ])
        var undone = Self.ledger()
        undone.apply(PlannerTests.event(2, "undo", Routing(pointer: "6"), Routing(pointer: "7"), .verified))
        #expect(Self.ask("7", Self.builder(Routing(pointer: "7")), undone).isAllowed)
        #expect(Self.ask("5").isAllowed)
        #expect(Self.ask("5").reasons == ["v5 may be deployed to checkout:prod"])
    }

    @Test func theSameCodeUnderAnotherNumberIsRefused() {
        var builder = Self.builder(Routing(pointer: "6"))
        builder.apply(
            .versions(
                function: "checkout",
                [
                    Fixtures.version("8", published: .zero, code: "sha-7"), Fixtures.version("7", published: .seconds(900)),
                    Fixtures.version("6", published: .seconds(9000)),
                ]))
        let answer = Self.ask("8", builder)
        #expect(!answer.isAllowed)
        #expect(
            answer.reasons.first?.hasPrefix("v8 has the same code as v7, and v7 was rolled back from checkout:prod at") == true)
    }

    @Test func whatDoesNotExistOrIsDeadIsRefused() {
        #expect(Self.ask("99").reasons.first == "checkout has no version 99; it has v7, v6, v5 and v4: name one of those")
        #expect(!Self.ask("99").isAllowed)
        #expect(!Self.ask("$LATEST").isAllowed)
        #expect(!Self.ask("5", of: Fixtures.payments).isAllowed)
        var builder = Self.builder(Routing(pointer: "6"))
        builder.apply(
            .versions(function: "checkout", [Fixtures.version("8", published: .zero, state: "Failed")]))
        #expect(Self.ask("8", builder).reasons.first == "v8 cannot take traffic: its state is Failed")
        builder.picture.versions = [:]
        #expect(!Self.ask("8", builder).isAllowed)
    }

    @Test func whatIsUnderWayRefuses() {
        var open = Self.ledger()
        open.apply(PlannerTests.event(2, "shift", Routing(pointer: "6"), Routing(pointer: "5"), .sent))
        #expect(
            Self.ask("5", Self.builder(Routing(pointer: "6")), open).reasons.first?.contains("has no known outcome yet") == true)
        var builder = Self.builder(Routing(pointer: "6"))
        builder.apply(
            .deployments([
                Deployment(
                    id: "d-1", application: "a", group: "g", status: .inProgress, target: Self.target, targetVersion: "7",
                    createdAt: Fixtures.evening, creator: "CloudFormation")
            ]))
        #expect(
            Self.ask("5", builder).reasons == [
                "deployment d-1 of v7 by CloudFormation is under way on checkout:prod since 2026-11-20 21:09 UTC: wait until it has ended, "
                    + "or stop it"
            ])
        // A hook of the deployment itself may ask.
        #expect(Self.ask("7", builder, ActionLedger()).isAllowed)
    }

    @Test func theSchemaRefusesToo() {
        var builder = Self.builder(Routing(pointer: "7"))
        builder.apply(
            .versions(
                function: "checkout",
                [
                    Fixtures.version("9", published: .zero, description: "schema=13"),
                    Fixtures.version("7", published: .seconds(900), description: "schema=12"),
                    Fixtures.version("6", published: .seconds(9000), description: "schema=11"),
                ]))
        #expect(
            Self.ask("6", builder, ActionLedger()).reasons == [
                "v6 can run on schema 11, the data has 12 since v7 was served: migrate the data first, or deploy a version that runs on it"
            ])
        let migrating = Self.ask("9", builder, ActionLedger())
        #expect(migrating.isAllowed)
        #expect(migrating.reasons.last?.contains("it must be migrated before v9 is served") == true)
    }

    @Test func anOpenIncidentIsToldAndRefusesNothing() {
        let incident = Incident(
            id: "INC-20261120-01", severity: .sev1, declaredAt: Fixtures.evening, declaredBy: Self.arn, targets: [Self.target])
        var builder = Self.builder(Routing(pointer: "6"))
        builder.apply(.alarms([Fixtures.alarm("errors", .alarm, of: Self.target)]))
        builder.apply(.failed(.deployments, Fixtures.failure(.denied, "ListDeployments", service: "codedeploy")))
        let answer = Self.ask("5", builder, incidents: [incident])
        #expect(answer.isAllowed)
        #expect(
            answer.reasons == [
                "v5 may be deployed to checkout:prod",
                "INC-20261120-01, a SEV-1, is open on checkout:prod since 2026-11-20 21:09 UTC, declared by ci/1182: tell the incident commander",
                "errors is in ALARM: CodeDeploy stops a deployment whose group watches it",
                "CodeDeploy could not be searched (codedeploy ListDeployments: AccessDeniedException (403): scripted denied): a deployment "
                    + "that runs would not be seen",
            ])
        var over = incident
        over.resolvedAt = Fixtures.evening
        #expect(Self.ask("5", incidents: [over]).reasons.count == 1)
    }
}

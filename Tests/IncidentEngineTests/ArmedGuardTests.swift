import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// After a rollback the target is guarded: `R` is armed again when somebody puts the bad version back.
struct ArmedGuardTests {
    private static let target = Fixtures.checkout

    private static func armed(
        _ routing: Routing, ago: Duration = .seconds(600), options: PlanOptions = PlanOptions(),
        _ arrange: (inout PictureBuilder) -> Void = { _ in }
    ) -> ArmedPlans {
        var builder = PictureBuilder.badRelease()
        builder.apply(.deployments([]))
        builder.alias(target, routing, revision: "rev-theirs")
        arrange(&builder)
        let move = PlannerTests.event(
            1, "rollback", Routing(pointer: "7"), Routing(pointer: "5"), .verified, "rev-ours", ago: ago)
        let incident = Incident(
            id: "INC-1", severity: .sev1, declaredAt: builder.now.time, declaredBy: "jo", targets: [target])
        return ArmedPlanner.plans(
            for: incident,
            PlanningContext(picture: builder.picture, ledger: ActionLedger([move]), now: builder.now, options: options))
    }

    @Test(arguments: [Routing(pointer: "7"), Routing(pointer: "5", weights: ["7": 0.1])])
    func whatCameBackIsArmedAgain(_ routing: Routing) {
        let armed = Self.armed(routing)
        #expect(armed.plans.map(\.after) == [Routing(pointer: "5")])
        #expect(armed.plans.first?.revision == "rev-theirs")
    }

    @Test func whereWeLeftItNothingIsArmed() {
        #expect(Self.armed(Routing(pointer: "5")).refusals[Self.target]?.code == .alreadyThere)
    }

    @Test func withoutALastGoodItGoesWhereOurRollbackWentWhileItIsGuarded() {
        // Nothing speaks for v5 any more but that we went there: its alarm fired yesterday, and the journal's word is all there is.
        let onlyBad: (inout PictureBuilder) -> Void = { builder in
            builder.apply(
                .versions(
                    function: "checkout",
                    [
                        Fixtures.version("7", published: .seconds(1800)),
                        Fixtures.version("5", published: .seconds(3600), code: "sha-7"),
                    ]))
        }
        let armed = Self.armed(Routing(pointer: "7"), onlyBad)
        // The same code as the bad one must be typed, so one key is not enough, and the reason says so.
        #expect(armed.plans.isEmpty)
        #expect(armed.refusals[Self.target]?.code == .notTyped)
        #expect(armed.refusals[Self.target]?.text.contains("v5 has to be typed") == true)
        let late = Self.armed(Routing(pointer: "7"), ago: .seconds(4000), onlyBad)
        #expect(late.refusals[Self.target]?.code == .noLastGood)
        let longer = Self.armed(
            Routing(pointer: "7"), ago: .seconds(4000), options: PlanOptions(guardWindow: .seconds(7200)), onlyBad)
        #expect(longer.refusals[Self.target]?.code == .notTyped)
    }
}

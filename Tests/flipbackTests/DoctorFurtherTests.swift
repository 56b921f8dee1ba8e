import IncidentModel
import TestSupport
import Testing

@testable import flipback

/// What `doctor` says about permissions that the console can do without.
struct DoctorFurtherTests {
    private static func question(
        _ action: String, _ ask: @escaping @Sendable () async throws(CallFailure) -> Void = {}
    ) -> DoctorFurther.Question {
        DoctorFurther.Question(action: action, lost: "who moved an alias stays unknown", ask: ask)
    }

    @Test(arguments: CallFailure.Kind.allCases)
    func nothingOfItIsAFailure(_ kind: CallFailure.Kind) {
        let asked = Self.question("cloudtrail:LookupEvents")
        let check = DoctorFurther.check(asked, .failure(Fixtures.failure(kind, "LookupEvents", service: "cloudtrail")))
        #expect(check.level == .warn && check.code == "permission")
        #expect(check.text.contains("cloudtrail:LookupEvents") && check.text.contains("who moved an alias stays unknown"))
        #expect(check.fix?.contains("allow cloudtrail:LookupEvents") == true)
        #expect(check.text.contains("is denied") == (kind == .denied))
    }

    @Test func whatIsAllowedIsOk() {
        let check = DoctorFurther.check(Self.question("xray:GetServiceGraph"), .success(()))
        #expect(check == .ok("permission", "xray:GetServiceGraph is allowed"))
    }

    @Test func allAreAskedAtTheSameTimeAndTheirOrderStays() async {
        // Each waits for the other: one after the other would never end.
        let (first, tellFirst) = AsyncStream<Void>.makeStream()
        let (second, tellSecond) = AsyncStream<Void>.makeStream()
        let questions = [
            Self.question("a:One") { () async throws(CallFailure) in
                tellSecond.finish()
                for await _ in first {}
            },
            Self.question("b:Two") { () async throws(CallFailure) in
                for await _ in second {}
                tellFirst.finish()
                throw Fixtures.failure(.denied)
            },
        ]
        let never: @Sendable () async -> Void = { for await _ in AsyncStream<Void>.makeStream().stream {} }
        let checks = await DoctorFurther(questions: questions, limit: never).checks()
        #expect(checks.map(\.level) == [.ok, .warn])
        #expect(checks.map { String($0.text.prefix(5)) } == ["a:One", "b:Two"])
    }

    @Test func aCallThatDoesNotAnswerIsNotWaitedFor() async {
        let hanging = Self.question("cloudtrail:LookupEvents") { () async throws(CallFailure) in
            for await _ in AsyncStream<Void>.makeStream().stream {}
        }
        let checks = await DoctorFurther(questions: [hanging], limit: {}).checks()
        #expect(checks.map(\.level) == [.warn])
        #expect(checks.first?.text.contains("no answer in 5.0 s") == true, "\(checks)")
    }

    @Test func writingIsNotTriedAndNotNeeded() {
        let check = DoctorFurther.writing
        #expect(check.level == .ok)
        #expect(check.text.contains("not tried"))
        for action in ["lambda:UpdateAlias", "codedeploy:StopDeployment", "lambda:PutProvisionedConcurrencyConfig"] {
            #expect(check.text.contains(action))
        }
    }
}

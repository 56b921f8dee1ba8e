import IncidentModel
import Testing

@testable import ConsoleRuntime

struct ReadTroublesTests {
    private static func failed(_ function: String, _ kind: CallFailure.Kind = .throttled) -> Observation {
        .failed(
            .aliases(function: function),
            CallFailure(kind: kind, service: "lambda", operation: "ListAliases", code: "X", message: "Rate exceeded"))
    }

    @Test func manyFailuresOfOneKindAreToldOnceAndTheirEndOnce() {
        var troubles = ReadTroubles()
        #expect(troubles.take(Self.failed("a"))?.text.contains("lambda ListAliases: X: Rate exceeded") == true)
        #expect(troubles.take(Self.failed("b")) == nil)
        #expect(troubles.take(Self.failed("a")) == nil)
        // One function is read again, the other still fails: nothing to tell yet.
        #expect(troubles.take(.aliases(function: "a", [])) == nil)
        #expect(troubles.take(.aliases(function: "b", []))?.text == "reading works again: lambda ListAliases")
        #expect(troubles.take(.aliases(function: "b", [])) == nil)
        #expect(troubles.take(Self.failed("a")) != nil)
    }

    @Test func anotherKindOfFailureIsToldToo() {
        var troubles = ReadTroubles()
        #expect(troubles.take(Self.failed("a")) != nil)
        #expect(troubles.take(Self.failed("a", .denied)) != nil)
        #expect(troubles.take(Self.failed("a", .cancelled)) == nil)
    }

    /// A search with holes answers and names them each time: that is one trouble, and not one that comes and goes.
    @Test func aSearchWithHolesIsToldOnceAndItsEndOnce() {
        let hole = Observation.failed(
            .deployments,
            CallFailure(kind: .malformed, service: "codedeploy", operation: "GetDeployment", message: "d-1 makes no sense"))
        var troubles = ReadTroubles()
        var told: [String] = []
        func take(_ observation: Observation) { if let trouble = troubles.take(observation) { told.append(trouble.text) } }
        for _ in 0..<3 {
            take(.deployments([]))
            take(hole)
            take(.functions([]))
        }
        #expect(told.count == 1)
        take(.deployments([]))
        #expect(told.count == 1)
        take(.functions([]))
        #expect(told.last == "reading works again: codedeploy GetDeployment")
        take(.deployments([]))
        take(.deployments([]))
        #expect(told.count == 2)
    }
}

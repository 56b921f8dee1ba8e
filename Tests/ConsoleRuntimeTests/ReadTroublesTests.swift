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
}

import IncidentEngine
import IncidentModel
import Testing

@testable import flipback

/// CONTRACT.md, Exit codes: changing a line here breaks somebody's script.
struct ExitStatusTests {
    @Test func numbersAreTheContract() {
        let numbers = ExitStatus.allCases.map(\.rawValue)
        #expect(numbers == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 69, 75, 129, 130, 143])
    }

    @Test(
        arguments: [
            (CallFailure.Kind.credentials, 3), (.denied, 4), (.preconditionFailed, 5), (.notFound, 6), (.invalid, 6),
            (.conflict, 75),
            (.throttled, 75), (.unreachable, 69), (.lostReply, 69), (.server, 1), (.malformed, 1), (.cancelled, 130),
        ] as [(CallFailure.Kind, Int32)])
    func callFailures(kind: CallFailure.Kind, code: Int32) {
        let failure = CallFailure(kind: kind, service: "lambda", operation: "GetAlias", message: "x")
        #expect(ExitStatus(failure).rawValue == code)
        #expect(Failure(failure).status.rawValue == code)
        #expect(Failure(failure).text.contains("GetAlias"))
    }

    @Test func everyKindOfCallFailureIsInTheTable() {
        #expect(CallFailure.Kind.allCases.count == 12)
    }

    @Test(arguments: Refusal.Code.allCases)
    func refusals(code: Refusal.Code) {
        let expected: Int32 =
            switch code {
            case .readOnly, .policy, .notTyped: 7
            case .movedSince: 5
            case .weightInvalid: 2
            default: 6
            }
        #expect(ExitStatus(Refusal(code, "x")).rawValue == expected)
    }

    @Test(
        arguments: [
            (ActionOutcome.verified, nil, 0), (.superseded, nil, 5), (.unknown, nil, 8), (.notApplied, nil, 1),
            (.notApplied, CallFailure.Kind.denied, 4), (.notApplied, .throttled, 75), (.notApplied, .unreachable, 69),
            (.refused, nil, 6),
        ] as [(ActionOutcome, CallFailure.Kind?, Int32)])
    func outcomes(outcome: ActionOutcome, kind: CallFailure.Kind?, code: Int32) {
        #expect(ExitStatus(Sample.result(outcome, failure: kind)).rawValue == code)
    }

    @Test func aRefusedActionHasItsRefusalsCode() {
        var result = Sample.result(.refused)
        result.refusal = Refusal(.readOnly, "x")
        #expect(ExitStatus(result) == .refusedByPolicy)
    }

    @Test func groups() {
        #expect(ExitStatus(group: [.done, .done]) == .done)
        #expect(ExitStatus(group: [.done, .refusedByState]) == .partial)
        #expect(ExitStatus(group: [.done, .outcomeUnknown]) == .partial)
        #expect(ExitStatus(group: [.refusedByState, .denied]) == .refusedByState)
        #expect(ExitStatus(group: [.refusedByState, .outcomeUnknown]) == .outcomeUnknown)
    }

    @Test func theJournalIsUnexpectedWithItsOwnWords() {
        let failure = Failure(JournalFailure(path: "/x/journal.db", text: "the disk is full"))
        #expect(failure.status == .unexpected)
        #expect(failure.text == "/x/journal.db: the disk is full")
    }
}

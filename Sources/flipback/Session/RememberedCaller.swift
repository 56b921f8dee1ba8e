import IncidentEngine
import IncidentModel

/// Asks who we are once and tells the journal's scope, so that nothing of another account is taken for ours. A failure is not remembered.
actor RememberedCaller: CallerReading {
    private let source: any CallerReading
    private let scope: JournalScope
    private var pending: Task<Result<CallerIdentity, CallFailure>, Never>?

    init(_ source: any CallerReading, scope: JournalScope) {
        self.source = source
        self.scope = scope
    }

    func caller() async throws(CallFailure) -> CallerIdentity {
        let source = source
        let task =
            pending
            ?? Task {
                do throws(CallFailure) { return .success(try await source.caller()) } catch { return .failure(error) }
            }
        pending = task
        let answer = await task.value
        switch answer {
        case .success(let identity): scope.account = identity.account
        case .failure: pending = nil
        }
        return try answer.get()
    }
}

import IncidentModel

/// Makes several independent calls, at most `limit` of them at a time.
enum Concurrently {
    /// - Returns: one outcome per input, in the order of the inputs.
    static func map<Input: Sendable, Value: Sendable>(
        _ inputs: [Input], limit: Int = 4, _ body: @escaping @Sendable (Input) async throws(CallFailure) -> Value
    ) async -> [Result<Value, CallFailure>] {
        @Sendable func outcome(_ input: Input) async -> Result<Value, CallFailure> {
            do throws(CallFailure) { return .success(try await body(input)) } catch { return .failure(error) }
        }
        return await withTaskGroup(of: (Int, Result<Value, CallFailure>).self) { group in
            var results: [Result<Value, CallFailure>?] = Array(repeating: nil, count: inputs.count)
            var next = 0
            while next < min(max(1, limit), inputs.count) {
                let index = next
                group.addTask { (index, await outcome(inputs[index])) }
                next += 1
            }
            for await (index, result) in group {
                results[index] = result
                if next < inputs.count {
                    let index = next
                    group.addTask { (index, await outcome(inputs[index])) }
                    next += 1
                }
            }
            return results.compactMap { $0 }
        }
    }
}

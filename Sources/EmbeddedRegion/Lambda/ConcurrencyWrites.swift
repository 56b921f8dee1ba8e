/// Reserved concurrency: a limit for all versions of a function together; 0 stops it.
struct ConcurrencyWrites {
    let store: WorldStore
    let clock: RegionClock

    func put(_ reference: FunctionReference, _ body: WireValue) throws(ServiceFailure) -> WireValue {
        guard let value = body["ReservedConcurrentExecutions"] else {
            throw LambdaFailure.validation("null", at: "reservedConcurrentExecutions", "Member must not be null")
        }
        guard case .int(let wanted) = value else { throw LambdaFailure.wrongType("ReservedConcurrentExecutions") }
        guard wanted >= 0 else {
            throw LambdaFailure.validation(
                String(wanted), at: "reservedConcurrentExecutions", "Member must have value greater than or equal to 0")
        }
        let limit = Int(clamping: min(wanted, 1_000_000_000))
        try store.change { world throws(ServiceFailure) in
            let function = try world.function(reference)
            guard reference.qualifier == nil else {
                throw LambdaFailure.invalid(
                    "This operation is permitted on Lambda functions only. Aliases and versions do not support it.")
            }
            let provisioned = function.wiring.provisioned.values.reduce(0) { $0 + $1.requested }
            guard limit == 0 || limit >= provisioned else {
                throw LambdaFailure.invalid(
                    "ReservedConcurrentExecutions \(limit) should not be lower than function's total provisioned concurrency "
                        + "[\(provisioned)].")
            }
            var changed = world
            changed.functions[function.name]?.wiring.reservations.append(.init(at: clock.now(), limit: limit))
            guard limit == 0 || changed.unreservedConcurrency >= LambdaAccount.unreservedMinimum else {
                throw LambdaFailure.tooLittleUnreserved("ReservedConcurrentExecutions")
            }
            world = changed
        }
        return .object([("ReservedConcurrentExecutions", .int(Int64(limit)))])
    }

    func delete(_ reference: FunctionReference) throws(ServiceFailure) {
        try store.change { world throws(ServiceFailure) in
            let function = try world.function(reference)
            guard function.wiring.reserved != nil else { return }
            world.functions[function.name]?.wiring.reservations.append(.init(at: clock.now(), limit: nil))
        }
    }
}

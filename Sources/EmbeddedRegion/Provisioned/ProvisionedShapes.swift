enum ProvisionedShapes {
    /// - Parameter arn: of the alias or version, in a list.
    static func configuration(_ record: ProvisionedRecord, now: Int64, arn: String? = nil) -> WireValue {
        let status = record.status(at: now)
        return .object([
            ("FunctionArn", arn.map { .string($0) }),
            ("RequestedProvisionedConcurrentExecutions", .int(Int64(record.requested))),
            ("AvailableProvisionedConcurrentExecutions", .int(Int64(record.available(at: now)))),
            ("AllocatedProvisionedConcurrentExecutions", .int(Int64(record.allocated(at: now)))),
            ("Status", .string(status.rawValue)),
            ("StatusReason", status == .failed ? .string("FUNCTION_ERROR_INIT_FAILURE") : nil),
            ("LastModified", .string(CivilTime(milliseconds: record.modified).isoOffset)),
        ])
    }
}

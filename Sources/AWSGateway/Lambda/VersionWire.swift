import IncidentModel

/// FunctionConfiguration as it is on the wire, the part that is shown. Values of environment variables are skipped, never kept.
struct VersionWire: Decodable {
    var FunctionName: String?
    var Version: String?
    var LastModified: String?
    var Description: String?
    var CodeSha256: String?
    var Runtime: String?
    var MemorySize: Int?
    var Timeout: Int?
    var Role: String?
    var Environment: EnvironmentWire?
    var DeadLetterConfig: DeadLetterWire?
    var State: String?
    var StateReason: String?
    var StateReasonCode: String?
    var LastUpdateStatus: String?
    var LastUpdateStatusReason: String?
    var LastUpdateStatusReasonCode: String?
    var PackageType: String?
    var RevisionId: String?

    struct DeadLetterWire: Decodable { var TargetArn: String? }

    struct EnvironmentWire: Decodable {
        var names: [String] = []

        private struct Name: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
        init(from decoder: any Decoder) throws {
            let box = try decoder.container(keyedBy: Name.self)
            let variables = Name(stringValue: "Variables")
            guard box.contains(variables), try !box.decodeNil(forKey: variables) else { return }
            names = try box.nestedContainer(keyedBy: Name.self, forKey: variables).allKeys.map(\.stringValue)
        }
    }

    /// nil for `$LATEST`.
    func published(in reply: ServiceReply) throws(CallFailure) -> FunctionVersion? {
        let version = try value(in: reply)
        return version.version.isLatest ? nil : version
    }

    func value(in reply: ServiceReply) throws(CallFailure) -> FunctionVersion {
        guard let version = Version.flatMap({ VersionID($0) }) else { throw reply.malformed("a version without a valid number") }
        let memory = MemorySize ?? 128
        let timeout = Timeout ?? 3
        guard (1...1_000_000).contains(memory), (0...1_000_000).contains(timeout) else {
            throw reply.malformed("v\(version) with a memory size or timeout out of range")
        }
        return FunctionVersion(
            version: version, publishedAt: LastModified.flatMap { Timestamp(rfc3339: $0) },
            description: DisplayText(Description ?? "", limit: 256), codeSha256: printable(CodeSha256 ?? "", limit: 64),
            runtime: DisplayText(Runtime ?? "", limit: 40), memoryMB: memory, timeoutSeconds: timeout,
            environmentNames: (Environment?.names ?? []).map { printable($0, limit: 128) }.sorted(),
            role: printable(Role ?? "", limit: 256),
            deadLetterTarget: DeadLetterConfig?.TargetArn.flatMap { $0.isEmpty ? nil : printable($0, limit: 256) },
            state: printable(State ?? "", limit: 40),
            stateReason: (StateReason ?? LastUpdateStatusReason).map { DisplayText($0, limit: 256) },
            lastUpdateStatus: printable(LastUpdateStatus ?? "", limit: 40),
            reasonCode: [StateReasonCode, LastUpdateStatusReasonCode].lazy.compactMap { $0 }.first { !$0.isEmpty }
                .map { printable($0, limit: 80) }, packageType: printable(PackageType ?? "", limit: 20))
    }
}

/// A published version of a function (Lambda: FunctionConfiguration), with what a person needs to tell two of them apart. Of the
/// environment only the names are kept: values are secrets and never leave the decoder.
package struct FunctionVersion: Hashable, Sendable {
    package var version: VersionID
    package var publishedAt: Timestamp?
    package var description: DisplayText
    /// Base64 SHA-256 of the deployment package, as AWS writes it.
    package var codeSha256: String
    package var runtime: DisplayText
    package var memoryMB: Int
    package var timeoutSeconds: Int
    package var environmentNames: [String]
    package var role: String
    package var deadLetterTarget: String?
    /// `Pending`, `Active`, `Inactive`, `Failed`; empty when the service did not say.
    package var state: String
    package var stateReason: DisplayText?
    package var lastUpdateStatus: String
    /// StateReasonCode or LastUpdateStatusReasonCode, `ImageDeleted`, `InvalidRuntime`, `KMSKeyAccessDenied`; nil when there is none.
    package var reasonCode: String?
    /// `Zip` or `Image`; empty when the service did not say.
    package var packageType: String

    package init(
        version: VersionID, publishedAt: Timestamp?, description: DisplayText = "", codeSha256: String = "",
        runtime: DisplayText = "", memoryMB: Int = 128, timeoutSeconds: Int = 3, environmentNames: [String] = [],
        role: String = "", deadLetterTarget: String? = nil, state: String = "Active", stateReason: DisplayText? = nil,
        lastUpdateStatus: String = "Successful", reasonCode: String? = nil, packageType: String = "Zip"
    ) {
        self.version = version
        self.publishedAt = publishedAt
        self.description = description
        self.codeSha256 = codeSha256
        self.runtime = runtime
        self.memoryMB = memoryMB
        self.timeoutSeconds = timeoutSeconds
        self.environmentNames = environmentNames
        self.role = role
        self.deadLetterTarget = deadLetterTarget
        self.state = state
        self.stateReason = stateReason
        self.lastUpdateStatus = lastUpdateStatus
        self.reasonCode = reasonCode
        self.packageType = packageType
    }
}

extension FunctionVersion {
    /// What differs from another version, in words for the VERSIONS pane: `code`, `runtime a → b`, `memory 512 → 1024 MB`,
    /// `timeout 3 → 10 s`, `env +NEW −OLD` (names only), `role`. Empty when nothing that AWS shows differs.
    package func differences(from other: FunctionVersion) -> [String] {
        var words: [String] = []
        if codeSha256 != other.codeSha256 { words.append("code") }
        if runtime != other.runtime { words.append("runtime \(other.runtime) → \(runtime)") }
        if memoryMB != other.memoryMB { words.append("memory \(other.memoryMB) → \(memoryMB) MB") }
        if timeoutSeconds != other.timeoutSeconds { words.append("timeout \(other.timeoutSeconds) → \(timeoutSeconds) s") }
        let mine = Set(environmentNames)
        let theirs = Set(other.environmentNames)
        let names =
            mine.subtracting(theirs).sorted().map { "+" + Sanitiser.sanitise($0, limit: 64) }
            + theirs.subtracting(mine).sorted().map { "−" + Sanitiser.sanitise($0, limit: 64) }
        if !names.isEmpty { words.append("env " + names.joined(separator: " ")) }
        if role != other.role { words.append("role") }
        return words
    }
}

extension FunctionVersion {
    /// Listed without a state (ListVersionsByFunction tells a part only), completed by what GetFunction said of the same version.
    package func withState(of other: FunctionVersion?) -> FunctionVersion {
        guard let other, other.version == version else { return self }
        var completed = self
        completed.state = other.state
        completed.stateReason = other.stateReason
        completed.lastUpdateStatus = other.lastUpdateStatus
        completed.reasonCode = other.reasonCode
        return completed
    }
}

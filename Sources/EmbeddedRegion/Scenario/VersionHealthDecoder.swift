enum VersionHealthDecoder {
    static let keys = ["reason", "lastUpdate", "initFails", "packageType"]

    /// StateReasonCode of Lambda's model; LastUpdateStatusReasonCode is a subset.
    private static let codes: Set<String> = [
        "Idle", "Creating", "Restoring", "EniLimitExceeded", "InsufficientRolePermissions", "InvalidConfiguration",
        "InternalError",
        "SubnetOutOfIPAddresses", "InvalidSubnet", "InvalidSecurityGroup", "ImageDeleted", "ImageAccessDenied", "InvalidImage",
        "KMSKeyAccessDenied", "KMSKeyNotFound", "InvalidStateKMSKey", "DisabledKMSKey", "EFSIOError", "EFSMountConnectivityError",
        "EFSMountFailure", "EFSMountTimeout", "InvalidRuntime", "InvalidZipFileException", "FunctionError",
        "ServiceQuotaExceededException", "FunctionError.InitTimeout", "FunctionError.RuntimeInitError",
        "FunctionError.ExtensionInitError", "FunctionError.InvalidEntryPoint", "FunctionError.InvalidWorkingDirectory",
        "FunctionError.PermissionDenied", "FunctionError.TooManyExtensions", "FunctionError.InitResourceExhausted",
        "DisallowedByVpcEncryptionControl", "DrainingDurableExecutions", "DependencyError",
    ]

    static func health(_ fields: [String: ScenarioNode], state: String) throws(ScenarioError) -> VersionHealth {
        var made = VersionHealth()
        if let field = fields["lastUpdate"] { made.lastUpdate = try field.choice(["Successful", "Failed", "InProgress"]) }
        if let field = fields["initFails"] { made.initFails = try field.flag() }
        if let field = fields["reason"] {
            let code = try field.text()
            guard codes.contains(code) else {
                throw field.failure("'\(code)' is no reason code of Lambda, such as ImageDeleted or Idle")
            }
            guard state != "Active" || made.lastUpdate == "Failed" else {
                throw field.failure("an active version has no reason: add 'state' or 'lastUpdate: Failed'")
            }
            made.reasonCode = code
        }
        return made
    }
}

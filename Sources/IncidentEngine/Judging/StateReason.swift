import IncidentModel

/// What Lambda's reason codes mean that keep a version from running, and what can be done (Lambda API reference, StateReasonCode).
struct StateReason: Sendable {
    let meaning: String
    let fix: String

    /// Nil for codes that are no fault, `Idle`, `Creating`, `Restoring`, and for those that are not known.
    init?(_ code: String) {
        guard let (meaning, fix) = Self.table[code] ?? Self.family(code) else { return nil }
        self.meaning = meaning
        self.fix = fix
    }

    private static func family(_ code: String) -> (String, String)? {
        guard code.hasPrefix("FunctionError") else { return nil }
        return ("its code fails while it starts", "look at its log, fix the code and publish again")
    }

    private static let key = "the key that encrypts its environment or code"
    private static let files = "its file system"
    private static let publish = "publish a version with a valid configuration"

    private static let table: [String: (String, String)] = [
        "ImageDeleted": (
            "its container image is gone from the registry", "push the same image digest to ECR again, or publish the code anew"
        ),
        "ImageAccessDenied": (
            "Lambda may not read its container image", "give Lambda access in the ECR repository's policy again"
        ),
        "InvalidImage": ("its container image is not valid", "publish a version with a valid image"),
        "KMSKeyAccessDenied": (
            "Lambda may not use \(key)", "allow the execution role kms:Decrypt on the key again"
        ),
        "KMSKeyNotFound": ("\(key) does not exist", "cancel the key's deletion, or publish with another key"),
        "InvalidStateKMSKey": ("\(key) is in a state that cannot be used", "enable the key in KMS"),
        "DisabledKMSKey": ("\(key) is disabled", "enable the key in KMS"),
        "InvalidRuntime": ("its runtime is blocked", "publish the code on a supported runtime"),
        "InvalidZipFileException": ("its package cannot be read", "publish the code anew"),
        "InsufficientRolePermissions": ("its execution role lacks permissions", "give the role back what it needs"),
        "InvalidConfiguration": ("its configuration is not valid", publish),
        "InvalidSubnet": ("its subnet is gone or not valid", publish),
        "InvalidSecurityGroup": ("its security group is gone or not valid", publish),
        "SubnetOutOfIPAddresses": ("its subnet has no free addresses", "free addresses in the subnet"),
        "EniLimitExceeded": ("the VPC's limit of network interfaces is reached", "raise the limit or remove interfaces"),
        "DisallowedByVpcEncryptionControl": ("the VPC's encryption control forbids it", "look at the VPC's encryption control"),
        "EFSIOError": ("\(files) cannot be read", "look at the EFS file system"),
        "EFSMountConnectivityError": ("\(files) cannot be reached", "look at the EFS mount targets and security groups"),
        "EFSMountFailure": ("\(files) cannot be mounted", "look at the EFS access point"),
        "EFSMountTimeout": ("mounting \(files) takes too long", "look at the EFS mount targets"),
        "DependencyError": ("something that it depends on fails", "look at what the service says"),
    ]
}

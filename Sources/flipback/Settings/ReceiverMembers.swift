import Notices

/// What each type of receiver must and may be told in the settings.
struct ReceiverMembers {
    var required: [String] = []
    var optional: [String] = []
    var secrets: [String] = []
    /// Of these one, or those that stand together in one text (`user` with `password`).
    var optionalSecrets: [String] = []

    var all: [String] { ["type", "arns"] + required + optional + secrets + optionalSecrets }

    static func of(_ kind: ReceiverKind) -> ReceiverMembers {
        switch kind {
        case .pagerDuty: ReceiverMembers(optional: ["url"], secrets: ["routing-key"])
        case .sns: ReceiverMembers(required: ["topic"])
        case .slack: ReceiverMembers(secrets: ["url"])
        case .jira:
            ReceiverMembers(
                required: ["url", "user", "project"],
                optional: ["issue-type", "action-item-type", "done", "resolution", "priorities"], secrets: ["token"])
        case .serviceNow:
            ReceiverMembers(
                required: ["url"], optional: ["user", "close-code", "assignment-group", "caller"],
                optionalSecrets: ["password", "api-key"])
        case .webhook: ReceiverMembers(secrets: ["url", "secret"])
        }
    }
}

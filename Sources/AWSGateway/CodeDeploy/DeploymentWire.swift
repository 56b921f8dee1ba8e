import IncidentModel

/// A page of ListDeployments.
struct DeploymentIDsWire: Decodable {
    var deployments: [String]
    var nextToken: String?

    func ids(in reply: ServiceReply) throws(CallFailure) -> [String] {
        guard deployments.allSatisfy(GroupKey.isDeploymentID) else { throw reply.malformed("a deployment id that is none") }
        return deployments
    }
}

/// BatchGetDeployments' reply. Each is read by itself: one of another platform that is not understood must not hide the others.
struct DeploymentsWire: Decodable {
    var deploymentsInfo: [DeploymentEntryWire]
}

/// GetDeployment's reply.
struct DeploymentReplyWire: Decodable {
    var deploymentInfo: DeploymentEntryWire
}

/// One deployment of a reply, or as much of it as can be read.
struct DeploymentEntryWire: Decodable {
    var id: String?
    var platform: String?
    var info: DeploymentWire?

    private enum Keys: String, CodingKey { case deploymentId, computePlatform }
    init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: Keys.self)
        id = try? box.decode(String.self, forKey: .deploymentId)
        platform = try? box.decode(String.self, forKey: .computePlatform)
        info = try? DeploymentWire(from: decoder)
    }

    /// A platform that is said and is not Lambda. Where it is not said, the deployment's targets tell.
    var isOfAnotherPlatform: Bool { platform.map { $0 != "Lambda" } ?? false }
}

/// DeploymentInfo, the part that is used.
struct DeploymentWire: Decodable {
    var deploymentId: String?
    var applicationName: String?
    var deploymentGroupName: String?
    var deploymentConfigName: String?
    var status: String?
    var createTime: WireTime?
    var startTime: WireTime?
    var completeTime: WireTime?
    var creator: String?
    var description: String?
    var errorInformation: ErrorWire?
    var rollbackInfo: RollbackWire?
    var autoRollbackConfiguration: AutoRollbackWire?
    var overrideAlarmConfiguration: AlarmConfigurationWire?
    var revision: RevisionWire?

    struct ErrorWire: Decodable {
        var code: String?
        var message: String?
    }
    struct RollbackWire: Decodable {
        var rollbackDeploymentId: String?
        var rollbackTriggeringDeploymentId: String?
    }

    /// What every deployment must say before anything can rest on it.
    func head(in reply: ServiceReply) throws(CallFailure) -> DeploymentHead {
        guard let id = deploymentId, GroupKey.isDeploymentID(id) else { throw reply.malformed("a deployment without a valid id") }
        guard let word = status, let status = Deployment.Status(rawValue: word) else {
            throw reply.malformed(
                "deployment \(id) has the status '\(printable(self.status ?? "", limit: 40))', which is not known")
        }
        guard let application = applicationName, GroupKey.isName(application), let group = deploymentGroupName,
            GroupKey.isName(group)
        else { throw reply.malformed("deployment \(id) without the names of its application and group") }
        guard let created = createTime?.timestamp else { throw reply.malformed("deployment \(id) without a createTime") }
        return DeploymentHead(
            id: id, key: GroupKey(application: application, group: group), status: status, createdAt: created, wire: self)
    }

    /// Only what names a deployment.
    var rollbackID: String? { rollbackInfo?.rollbackDeploymentId.flatMap { GroupKey.isDeploymentID($0) ? $0 : nil } }
    var rollbackOf: String? { rollbackInfo?.rollbackTriggeringDeploymentId.flatMap { GroupKey.isDeploymentID($0) ? $0 : nil } }
}

/// RevisionLocation: where the AppSpec of a deployment is. Replies leave its content out.
struct RevisionWire: Decodable, Sendable {
    var revisionType: String?
    var string: RawWire?
    var appSpecContent: RawWire?

    struct RawWire: Decodable, Sendable {
        var content: String?
        var sha256: String?
    }

    var content: String? { appSpecContent?.content ?? string?.content }

    /// To ask for the content with; nil for revisions that are kept elsewhere (S3, GitHub).
    var location: JSONValue? {
        switch revisionType {
        case "AppSpecContent":
            appSpecContent?.sha256.map { ["revisionType": "AppSpecContent", "appSpecContent": ["sha256": .string($0)]] }
        case "String": string?.sha256.map { ["revisionType": "String", "string": ["sha256": .string($0)]] }
        default: nil
        }
    }
}

/// GetApplicationRevision's reply.
struct RevisionReplyWire: Decodable {
    var revision: RevisionWire
}

/// A deployment before its target is known.
struct DeploymentHead: Sendable {
    var id: String
    var key: GroupKey
    var status: Deployment.Status
    var createdAt: Timestamp
    var wire: DeploymentWire

    /// When it ended, or the latest that is known of it.
    var endedAt: Timestamp { wire.completeTime?.timestamp ?? createdAt }

    /// Runs, or ended after a moment.
    func matters(since: Timestamp) -> Bool { status.isRunning || endedAt >= since }
}

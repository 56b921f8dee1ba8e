import IncidentModel

/// A page of ListApplications.
struct ApplicationsWire: Decodable {
    var applications: [String]
    var nextToken: String?

    func names(in reply: ServiceReply) throws(CallFailure) -> [String] {
        guard applications.allSatisfy(GroupKey.isName) else { throw reply.malformed("an application without a valid name") }
        return applications
    }
}

/// A page of ListDeploymentGroups.
struct DeploymentGroupsWire: Decodable {
    var deploymentGroups: [String]
    var nextToken: String?

    func names(in reply: ServiceReply) throws(CallFailure) -> [String] {
        guard deploymentGroups.allSatisfy(GroupKey.isName) else { throw reply.malformed("a group without a valid name") }
        return deploymentGroups
    }
}

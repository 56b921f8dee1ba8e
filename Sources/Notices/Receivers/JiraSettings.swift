package import AWSGateway
package import IncidentModel

/// A project of Jira Cloud.
package struct JiraSettings: Sendable {
    /// `https://acme.atlassian.net`
    package var url: String
    /// The value of the Authorization header.
    package var authorization: Secret<String>
    /// The project's key, `OPS`.
    package var project: String
    package var issueType: String
    package var actionItemType: String
    /// The name of the transition that ends a ticket; nil takes one that leads to a status of the category "done".
    package var done: String?
    /// The resolution that the transition sets, where the workflow wants one.
    package var resolution: String?
    /// Names of priorities; without one the field is not sent, since a project may not have it.
    package var priorities: [Severity: String]

    package init(
        url: String, authorization: Secret<String>, project: String, issueType: String = "Task", actionItemType: String = "Task",
        done: String? = nil, resolution: String? = nil, priorities: [Severity: String] = [:]
    ) {
        self.url = url
        self.authorization = authorization
        self.project = project
        self.issueType = issueType
        self.actionItemType = actionItemType
        self.done = done
        self.resolution = resolution
        self.priorities = priorities
    }
}

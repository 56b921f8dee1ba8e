/// What an operator acts through. Watch mode is built without a value of this type.
package struct ActionPorts: Sendable {
    package var aliases: any AliasWriting
    package var deployments: any DeploymentWriting
    package var provisioned: any ProvisionedWriting

    package init(aliases: any AliasWriting, deployments: any DeploymentWriting, provisioned: any ProvisionedWriting) {
        self.aliases = aliases
        self.deployments = deployments
        self.provisioned = provisioned
    }
}

/// A request's members, each read as what it must be.
struct CodeDeployInput {
    let value: WireValue

    init(_ value: WireValue) { self.value = value }

    func text(_ name: String) throws(ServiceFailure) -> String? {
        guard let member = value[name] else { return nil }
        guard let text = member.string else { throw Self.wrongType(name) }
        return text
    }

    func flag(_ name: String) throws(ServiceFailure) -> Bool? {
        guard let member = value[name] else { return nil }
        guard case .bool(let flag) = member else { throw Self.wrongType(name) }
        return flag
    }

    func integer(_ name: String) throws(ServiceFailure) -> Int? {
        guard let member = value[name] else { return nil }
        guard case .int(let number) = member else { throw Self.wrongType(name) }
        return Int(number)
    }

    func texts(_ name: String) throws(ServiceFailure) -> [String]? {
        guard let member = value[name] else { return nil }
        guard let items = member.list else { throw Self.wrongType(name) }
        let texts = items.compactMap(\.string)
        guard texts.count == items.count else { throw Self.wrongType(name) }
        return texts
    }

    func moment(_ name: String) throws(ServiceFailure) -> Int64? {
        guard let member = value[name] else { return nil }
        guard member.string == nil, let moment = member.milliseconds else { throw Self.wrongType(name) }
        return moment
    }

    func part(_ name: String) throws(ServiceFailure) -> CodeDeployInput? {
        guard let member = value[name] else { return nil }
        guard member.members != nil else { throw Self.wrongType(name) }
        return CodeDeployInput(member)
    }

    /// Refuses what the embedded region does not model, so that nothing a caller asks for is dropped silently.
    func refuse(_ names: [String]) throws(ServiceFailure) {
        for name in names {
            guard let member = value[name], member.list?.isEmpty != true, member.members?.isEmpty != true, member != .bool(false)
            else { continue }
            throw CodeDeployFailure.input("The embedded region does not model '\(name)' for the Lambda platform: leave it out.")
        }
    }

    func applicationName() throws(ServiceFailure) -> String {
        try name("applicationName", required: "ApplicationNameRequired", invalid: "InvalidApplicationName")
    }

    func groupName(_ member: String = "deploymentGroupName") throws(ServiceFailure) -> String {
        try name(member, required: "DeploymentGroupNameRequired", invalid: "InvalidDeploymentGroupName")
    }

    func configName() throws(ServiceFailure) -> String {
        try name(
            "deploymentConfigName", required: "DeploymentConfigNameRequired", invalid: "InvalidDeploymentConfigName")
    }

    func deploymentID() throws(ServiceFailure) -> String {
        guard let id = try text("deploymentId"), !id.isEmpty else {
            throw CodeDeployFailure.make("DeploymentIdRequired", "A deployment ID must be specified.")
        }
        try Self.check(deploymentID: id)
        return id
    }

    static func check(deploymentID id: String) throws(ServiceFailure) {
        let isValid =
            id.hasPrefix("d-") && id.utf8.count == 11
            && id.utf8.dropFirst(2).allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
        guard isValid else {
            throw CodeDeployFailure.make("InvalidDeploymentId", "The specified deployment ID \(id) has an invalid format.")
        }
    }

    func description() throws(ServiceFailure) -> String? {
        guard let text = try text("description") else { return nil }
        guard text.utf8.count <= 1_000 else {
            throw CodeDeployFailure.make("DescriptionTooLong", "The description is longer than 1000 characters.")
        }
        return text
    }

    /// One page, and the token of the next.
    func page<Element>(_ all: [Element], limit: Int = 100) throws(ServiceFailure) -> (items: [Element], token: WireValue?) {
        var from = 0
        if let token = try text("nextToken") {
            guard token.hasPrefix("n"), let offset = Int(token.dropFirst()), offset > 0, offset <= all.count else {
                throw CodeDeployFailure.make("InvalidNextToken", "The next token was specified in an invalid format.")
            }
            from = offset
        }
        let end = min(all.count, from + limit)
        return (Array(all[from..<end]), end < all.count ? .string("n\(end)") : nil)
    }

    private func name(_ member: String, required: String, invalid: String) throws(ServiceFailure) -> String {
        guard let text = try text(member), !text.isEmpty else {
            throw CodeDeployFailure.make(required, "\(member) must be specified.")
        }
        guard Self.isName(text) else {
            throw CodeDeployFailure.make(invalid, "\(member) must be 1 to 100 of the characters A-Z a-z 0-9 + = , . @ _ -")
        }
        return text
    }

    static func isName(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 48...57, 65...90, 97...122: true
                default: "+=,.@_-".utf8.contains(byte)
                }
            }
    }

    static func wrongType(_ name: String) -> ServiceFailure {
        CodeDeployFailure.serialization("Could not read the request: '\(name)' has the wrong type.")
    }
}

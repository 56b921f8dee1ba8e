import Yams

/// The AppSpec of a Lambda deployment, in YAML or JSON (CodeDeploy user guide, "AppSpec file structure for AWS Lambda deployments").
struct AppSpec: Sendable, Equatable {
    struct Invalid: Error { var message: String }

    var function: String
    var alias: String
    var currentVersion: String
    var targetVersion: String
    /// The functions that the hooks call.
    var before: String?
    var after: String?

    init(
        function: String, alias: String, currentVersion: String, targetVersion: String, before: String? = nil,
        after: String? = nil
    ) {
        self.function = function
        self.alias = alias
        self.currentVersion = currentVersion
        self.targetVersion = targetVersion
        self.before = before
        self.after = after
    }

    init(_ content: String) throws(Invalid) {
        guard Self.isShallow(content) else { throw Invalid(message: "it is too long or nested too deeply") }
        let root: Node?
        do {
            root = try Yams.compose(yaml: content, .basic)
        } catch {
            throw Invalid(message: "it is neither YAML nor JSON: \(error)")
        }
        let top = try Self.fields(root, of: "the AppSpec", known: ["version", "Resources", "Hooks"])
        guard let version = top["version"]?.scalar?.string, ["0.0", "0"].contains(version) else {
            throw Invalid(message: "'version' must be 0.0")
        }
        guard let resources = top["Resources"]?.sequence, let resource = resources.first?.mapping, resources.count == 1,
            let entry = resource.first, resource.count == 1
        else { throw Invalid(message: "'Resources' must be a list of exactly one function") }
        let parts = try Self.fields(entry.value, of: "the resource", known: ["Type", "Properties"])
        guard parts["Type"]?.scalar?.string == "AWS::Lambda::Function" else {
            throw Invalid(message: "the resource's 'Type' must be AWS::Lambda::Function")
        }
        let properties = try Self.fields(
            parts["Properties"], of: "Properties", known: ["Name", "Alias", "CurrentVersion", "TargetVersion"])
        func property(_ name: String) throws(Invalid) -> String {
            guard let text = properties[name]?.scalar?.string, (1...256).contains(text.utf8.count) else {
                throw Invalid(message: "'\(name)' is missing among the function's Properties")
            }
            return text
        }
        function = try property("Name")
        alias = try property("Alias")
        currentVersion = try property("CurrentVersion")
        targetVersion = try property("TargetVersion")
        guard let hooks = top["Hooks"] else { return }
        guard let list = hooks.sequence else { throw Invalid(message: "'Hooks' must be a list") }
        for item in list {
            for (name, called) in try Self.fields(item, of: "a hook", known: ["BeforeAllowTraffic", "AfterAllowTraffic"]) {
                guard let text = called.scalar?.string, (1...256).contains(text.utf8.count) else {
                    throw Invalid(message: "hook '\(name)' must name a function")
                }
                if name == "BeforeAllowTraffic" { before = text } else { after = text }
            }
        }
    }

    private static func fields(_ node: Node?, of what: String, known: [String]) throws(Invalid) -> [String: Node] {
        guard let mapping = node?.mapping else { throw Invalid(message: "\(what) must be a mapping") }
        var fields: [String: Node] = [:]
        for (key, value) in mapping {
            guard let name = key.string, known.contains(name) else {
                throw Invalid(message: "'\(key.string ?? "")' is not known in \(what)")
            }
            fields[name] = value
        }
        return fields
    }

    /// The parser descends a call for every level, so levels are counted before it sees them.
    private static func isShallow(_ content: String) -> Bool {
        guard content.utf8.count <= 32_768 else { return false }
        var flow = 0
        var block = 0
        var previous: UInt8 = 0
        for byte in content.utf8 {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"): flow += 1
            case UInt8(ascii: "\n"): block = 0
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                if previous == UInt8(ascii: "-") || previous == UInt8(ascii: "?") || previous == UInt8(ascii: ":") { block += 1 }
            default: break
            }
            guard flow <= 256, block <= 256 else { return false }
            previous = byte
        }
        return true
    }

    /// As JSON, in the form that CloudFormation sends.
    var content: String {
        let properties = WireValue.object([
            ("Name", .string(function)), ("Alias", .string(alias)), ("CurrentVersion", .string(currentVersion)),
            ("TargetVersion", .string(targetVersion)),
        ])
        let resource = WireValue.object([("Type", .string("AWS::Lambda::Function")), ("Properties", properties)])
        let hooks =
            [("BeforeAllowTraffic", before), ("AfterAllowTraffic", after)].compactMap { name, function in
                function.map { WireValue.object([(name, .string($0))]) }
            }
        return WireValue.object([
            ("version", .double(0)), ("Resources", .list([.object([(function, resource)])])),
            ("Hooks", hooks.isEmpty ? nil : .list(hooks)),
        ]).json
    }
}

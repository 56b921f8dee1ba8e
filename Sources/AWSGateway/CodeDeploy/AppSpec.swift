import FoundationEssentials
import IncidentEngine
import IncidentModel

/// The AppSpec of a Lambda deployment: which alias moves from which version to which.
struct AppSpec: Hashable, Sendable {
    var target: Target
    var currentVersion: VersionID?
    var targetVersion: VersionID?
    /// `BeforeAllowTraffic` and the like, as far as the team's functions are called.
    var hooks: [DisplayText]

    /// What CreateDeployment is given. Written by hand, because CodeDeploy's version is the number `0.0`.
    static func content(of request: DeploymentRequest) -> String {
        let properties: JSONValue = [
            "Name": .string(request.target.function), "Alias": .string(request.target.alias),
            "CurrentVersion": .string(request.from.name), "TargetVersion": .string(request.to.name),
        ]
        let resource: JSONValue = [
            .object([request.target.function: ["Type": "AWS::Lambda::Function", "Properties": properties]])
        ]
        return #"{"version":0.0,"Resources":\#(resource.canonical)}"#
    }

    /// Reads the JSON form, which CloudFormation, SAM and the AWS CLI send; nil for YAML, for another platform, and for more
    /// than one function.
    init?(_ content: String) {
        guard content.utf8.count <= 1 << 20, let wire = try? JSONDecoder().decode(Wire.self, from: Data(content.utf8)) else {
            return nil
        }
        let functions = (wire.Resources ?? []).flatMap(\.values).filter { $0.kind == "AWS::Lambda::Function" }
        guard functions.count == 1, let function = functions[0].Properties,
            let name = function.Name.flatMap({ FunctionReference($0) })?.name, let alias = function.Alias,
            let target = Target("\(name):\(alias)")
        else { return nil }
        self.target = target
        currentVersion = function.CurrentVersion?.version
        targetVersion = function.TargetVersion?.version
        hooks = (wire.Hooks ?? []).prefix(10).flatMap { $0.keys.sorted() }.map { DisplayText($0, limit: 80) }
    }

    private struct Wire: Decodable {
        var Resources: [[String: Resource]]?
        var Hooks: [[String: String]]?
    }

    private struct Resource: Decodable {
        var kind: String?
        var Properties: Function?
        private enum CodingKeys: String, CodingKey {
            case kind = "Type"
            case Properties
        }
    }

    private struct Function: Decodable {
        var Name: String?
        var Alias: String?
        var CurrentVersion: Number?
        var TargetVersion: Number?
    }

    /// People write versions with and without quotes.
    private struct Number: Decodable {
        var version: VersionID?
        init(from decoder: any Decoder) throws {
            let box = try decoder.singleValueContainer()
            if let text = try? box.decode(String.self) {
                version = VersionID(text)
            } else {
                version = VersionID(String(try box.decode(Int.self)))
            }
        }
    }
}

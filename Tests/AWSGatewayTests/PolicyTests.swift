import Foundation
import TestSupport
import Testing

@testable import AWSGateway

/// The table of operations names what the gateway calls, and README's policies name what the table says.
struct PolicyTests {
    private struct Document: Decodable {
        var Statement: [Statement]
        struct Statement: Decodable {
            var Effect: String
            var Action: [String]
        }
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: PythonTool.root.appending(path: path), encoding: .utf8)
    }

    /// The JSON block after a heading.
    private static func actions(after heading: String) throws -> [String] {
        let readme = try text("README.md")
        let start = try #require(readme.range(of: heading)).upperBound
        let open = try #require(readme.range(of: "```json\n", range: start..<readme.endIndex)).upperBound
        let close = try #require(readme.range(of: "```", range: open..<readme.endIndex)).lowerBound
        let document = try JSONDecoder().decode(Document.self, from: Data(readme[open..<close].utf8))
        #expect(document.Statement.allSatisfy { $0.Effect == "Allow" })
        return document.Statement.flatMap(\.Action)
    }

    private static func actions(_ need: AWSOperation.Need) -> [String] {
        AWSOperation.all.filter { $0.need == need }.map(\.action)
    }

    @Test func theReadmesPoliciesAllowWhatIsCalledAndNothingElse() throws {
        let observer = try Self.actions(after: "**Observer**")
        let `operator` = try Self.actions(after: "**Operator**")
        #expect(Set(observer) == Set(Self.actions(.observer)))
        #expect(Set(`operator`) == Set(Self.actions(.operator)))
        #expect(Set(observer).count == observer.count && Set(`operator`).count == `operator`.count)
    }

    @Test func theTableNamesEveryCallOfTheGateway() throws {
        let root = PythonTool.root.appending(path: "Sources/AWSGateway")
        let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        var called: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            for match in source.matches(of: #/(?:get|make)\(\s*"([A-Z][A-Za-z]+)"|operation: "([A-Z][A-Za-z]+)"/#) {
                if let name = match.output.1 ?? match.output.2 { called.insert(String(name)) }
            }
        }
        // Identity Center's, which no policy of the account allows, and a word for no call at all.
        called.subtract(["GetRoleCredentials", "Credentials"])
        #expect(called == Set(AWSOperation.all.map(\.name)))
        #expect(called.count == AWSOperation.all.count)
    }

    /// What needs no permission is not called by anything that a person can start.
    @Test func whatThePoliciesLeaveOutIsNotCalled() throws {
        let root = PythonTool.root.appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        for case let file as URL in files where file.pathExtension == "swift" && !file.path.contains("EmbeddedRegion") {
            let source = try String(contentsOf: file, encoding: .utf8)
            guard !file.path.contains("AWSGateway"), !file.path.contains("TestSupport") else { continue }
            #expect(source.firstMatch(of: #/\.applications\(\)|\.groups\(of:|deployments\.create\(/#) == nil, "\(file.path)")
        }
    }

    @Test func writesAreTheOperatorsAlone() {
        let verbs = ["Update", "Put", "Delete", "Stop", "Create"]
        for operation in AWSOperation.all {
            let writes = verbs.contains { operation.name.hasPrefix($0) }
            #expect(!writes || operation.need != .observer, "\(operation.action)")
            #expect(writes || operation.need != .operator, "\(operation.action)")
        }
    }
}

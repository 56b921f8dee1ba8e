@testable import EmbeddedRegion

/// A small world: checkout with versions 5 to 9, `prod` on 6 with 7 at 20 % since a minute before the start.
enum Sample {
    /// 2026-11-20T21:00:00Z.
    static let start: Int64 = 1_795_208_400_000

    static func version(_ number: Int, role: String = "one", deadLetter: String? = nil, behaviours: [Behaviour]) -> VersionRecord
    {
        VersionRecord(
            number: number, published: start - 86_400_000 * Int64(20 - number),
            configuration: VersionConfiguration(
                codeSha256: "hash\(number)", codeSize: 1, runtime: "nodejs22.x", handler: "index.handler", memory: 128,
                timeout: 3,
                environment: [], role: role, deadLetterTarget: deadLetter, description: ""), behaviours: behaviours,
            revision: "r\(number)", state: "Active")
    }

    static func function() -> FunctionRecord {
        let calm = [Behaviour(from: .min, failing: 0.0003, median: 60, spread: 0.4)]
        let bad = calm + [Behaviour(from: start + 60_000, failing: 0.08, median: 90, spread: 0.6)]
        let versions = [
            version(5, behaviours: calm), version(6, behaviours: calm), version(7, behaviours: bad),
            version(8, role: "two", behaviours: calm), version(9, deadLetter: "queue", behaviours: calm),
        ]
        let prod = AliasRecord(
            name: "prod", description: "", revision: "first", writes: 2,
            history: [
                .init(at: start - 86_400_000 * 9, routing: Routing(pointer: 6)),
                .init(at: start - 60_000, routing: Routing(pointer: 6, extra: .init(version: 7, weight: 0.2))),
            ], requestsPerMinute: 2400)
        return FunctionRecord(
            name: "checkout", latest: version(0, behaviours: calm), versions: versions, aliases: ["prod": prod])
    }

    static func world(seed: UInt64 = 1, start: Int64 = start, alarms: [AlarmDefinition] = []) -> World {
        World(
            account: "123456789012", region: "eu-west-1", noise: Noise(seed: seed), start: start,
            functions: ["checkout": function()], alarms: alarms)
    }
}

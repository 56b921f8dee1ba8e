import AWSGateway
import AWSSigning
import EmbeddedRegion
import Foundation
import HTTPTransport
import IncidentEngine
import IncidentModel
import Journal

/// An embedded region, the real client on it, and a journal on the disk.
final class Place: Sendable {
    static let target = Target(function: "checkout", alias: "prod")
    /// Two full switches to go back and forth between.
    static let routings = [Routing(pointer: "6"), Routing(pointer: "5")]

    private static let scenario = """
        name: place
        account: "123456789012"
        region: eu-west-1
        quotas: 100000
        functions:
          - name: checkout
            versions:
              - {version: 5, published: -12d, behaviour: [{failing: 0.0003, median: 60, spread: 0.4}]}
              - {version: 6, published: -9d}
            aliases:
              - name: prod
                requestsPerMinute: 60
                moves: [{at: -11d, to: 5}, {at: -8d, to: 5}]
        """

    let directory: String
    let region: EmbeddedRegion
    let http = CurlClient()
    let reader: LambdaReader
    let writer: LambdaAliasWriter
    let journal: SQLiteJournal
    let mover: Operator

    init() async throws {
        directory = FileManager.default.temporaryDirectory.path + "/proof-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let scenario = directory + "/place.yaml"
        try Self.scenario.write(toFile: scenario, atomically: true, encoding: .utf8)
        region = try await EmbeddedRegion.start(
            RegionConfiguration(scenario: scenario, logPath: directory + "/requests.jsonl"))
        let settings = try AWSSettings(region: region.regionName, endpointURL: region.url)
        let session = AWSSession(
            settings: settings,
            keys: SigningCredentials(accessKeyID: region.accessKeyID, secretAccessKey: region.secretAccessKey),
            provider: "embedded region", ports: SessionPorts(http: http, clock: { RealClock().now.time }), version: "0")
        reader = LambdaReader(session: session)
        writer = LambdaAliasWriter(session: session)
        journal = SQLiteJournal(path: directory + "/journal.db")
        // A lagging read is not what is played here: the second answer may be asked for at once.
        var pace = ActionPace()
        pace.readBack = [.milliseconds(1), .milliseconds(1), .milliseconds(50), .milliseconds(500)]
        mover = Operator(reading: reader, writing: writer, journal: journal, clock: RealClock(), pace: pace)
    }

    func close() async {
        http.shutdown()
        await region.stop()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// A full switch, fenced by the state that was read.
    func plan(_ state: AliasState, to routing: Routing) -> Plan {
        Plan(
            command: .rollback(Self.target, to: routing.pointer), target: Self.target, account: region.account,
            region: region.regionName, before: state.routing, revision: state.revision, after: routing, steps: [],
            basedOn: RealClock().now.time)
    }

    var context: ActionContext {
        ActionContext(actor: "jo", reason: "proof", account: region.account, region: region.regionName)
    }

    // MARK: - What the region says

    struct Request: Decodable {
        var operation: String
        var status: Int
        var fault: [String]?
        var applied: Bool?
        /// It changed the alias, whatever became of the reply.
        var tookEffect: Bool { operation == "UpdateAlias" && status == 200 && applied != false }
    }

    /// Every request so far, by the region's log.
    func requests() throws -> [Request] {
        let decoder = JSONDecoder()
        return try Data(contentsOf: URL(fileURLWithPath: directory + "/requests.jsonl")).split(separator: UInt8(ascii: "\n"))
            .map { try decoder.decode(Request.self, from: $0) }
    }

    /// Sets the region's faults, those that were set before forgotten.
    func set(_ rules: String) async throws {
        _ = try await control(.delete, "")
        _ = try await control(.post, rules)
    }

    struct Refused: Error { var text: String }

    private func control(_ method: HTTPRequest.Method, _ body: String) async throws -> [UInt8] {
        let reply = try await http.send(
            HTTPRequest(method: method, url: region.url + "/_region/faults", body: Array(body.utf8)))
        guard reply.status == 200 else { throw Refused(text: String(decoding: reply.body, as: UTF8.self)) }
        return reply.body
    }
}

/// The machine's clocks.
struct RealClock: EngineClock {
    private static let start = ContinuousClock.now

    var now: Now {
        Now(
            time: Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)),
            uptime: Self.start.duration(to: ContinuousClock.now))
    }

    func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}

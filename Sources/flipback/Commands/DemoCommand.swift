import AWSSigning
import ArgumentParser
import EmbeddedRegion
import IncidentModel

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "The console on an embedded region (DRILL): no account, no network.")

    @OptionGroup var region: RegionOptions
    @Option(help: ArgumentHelp("Loopback port of the region; 0 takes a free one.", valueName: "n")) var port = 0
    @Flag(help: "Read-only, as `flipback watch`.") var watch = false
    @Flag(help: "Big type for a display that nobody touches; implies --watch.") var wall = false
    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535") }
    }

    func run() async throws {
        try await CommandContext.run(common) { context in
            let region = try await self.region.serve(port: port)
            let place = DrillPlace(
                id: "\(region.nowMilliseconds())-\(region.url.split(separator: ":").last ?? "")", url: region.url,
                region: region.regionName, speed: self.region.speed,
                keys: SigningCredentials(accessKeyID: region.accessKeyID, secretAccessKey: region.secretAccessKey),
                now: { Timestamp(milliseconds: region.nowMilliseconds()) })
            let status = try await FullScreen.run(try .drill(context, place, watching: watch || wall, wall: wall))
            await region.stop()
            return status
        }
    }
}

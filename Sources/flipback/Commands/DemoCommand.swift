import AWSSigning
import ArgumentParser
import EmbeddedRegion
import IncidentModel

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "The console on an embedded region (DRILL): no account, no network.")

    @OptionGroup var region: RegionOptions
    @Flag(help: "Read-only, as `flipback watch`.") var watch = false
    @Flag(help: "Big type for a display that nobody touches; implies --watch.") var wall = false
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let region = try await self.region.start(port: 0)
            let place = DrillPlace(
                url: region.url, region: region.regionName,
                keys: SigningCredentials(accessKeyID: region.accessKeyID, secretAccessKey: region.secretAccessKey),
                now: { Timestamp(milliseconds: region.nowMilliseconds()) })
            let status = try await FullScreen.run(try .drill(context, place, watching: watch || wall, wall: wall))
            await region.stop()
            return status
        }
    }
}

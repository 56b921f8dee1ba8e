import ArgumentParser
import EmbeddedRegion
import IncidentModel

struct RegionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "region", abstract: "The embedded AWS-compatible region alone, for the AWS CLI, SDKs and tests.",
        discussion: "Prints one line of JSON when it is ready. SIGTERM or SIGINT ends it.")

    @Option(help: ArgumentHelp("Loopback port; 0 takes a free one.", valueName: "n")) var port: Int
    @OptionGroup var region: RegionOptions
    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535") }
    }

    func run() async throws {
        try await CommandContext.run(common) { context in
            let region = try await self.region.serve(port: port)
            let line: JSONValue = [
                "url": .string(region.url), "region": .string(region.regionName), "account": .string(region.account),
                "accessKeyId": .string(region.accessKeyID), "secretAccessKey": .string(region.secretAccessKey),
            ]
            context.output.raw(line.terminalSafe + "\n")
            // SIGTERM is how a region ends; nothing of it is on the disk, so it ends at once.
            while !Task.isCancelled { try await Task.sleep(for: .seconds(3600)) }
            await region.stop()
            return .done
        }
    }
}

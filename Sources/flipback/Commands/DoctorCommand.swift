import ArgumentParser

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Credentials, clock, endpoint, permissions, terminal, files, versions: ok, warn or fail with a fix.",
        discussion: "Reads only. Exit code 0 when nothing fails.")

    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        Signals.install()
        let environment = ProcessEnvironment.current()
        let choices = Choices(flags: common.flags, settings: Settings(), environment: environment)
        let output = Output(json: common.json, color: choices.colorsOutput)
        let checks = await Doctor(flags: common.flags, environment: environment).run()
        output.json ? output.document(JSONDocuments.doctor(checks)) : output.say(checks.flatMap { Words.check($0, output) })
        if checks.contains(where: { $0.level == .fail }) { throw ExitCode(ExitStatus.unexpected.rawValue) }
    }
}

extension Words {
    /// The level in words, then what was seen; the fix below it.
    static func check(_ check: DoctorCheck, _ output: Output) -> [String] {
        let level: String =
            switch check.level {
            case .ok: output.paint("ok  ", .good)
            case .warn: output.paint("warn", .warn)
            case .fail: output.paint("fail", .bad)
            }
        let code = check.code + String(repeating: " ", count: max(0, 12 - check.code.count))
        return ["\(level)  \(code) \(check.text)"] + (check.fix.map { ["                    → \($0)"] } ?? [])
    }
}

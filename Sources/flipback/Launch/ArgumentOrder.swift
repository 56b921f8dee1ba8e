/// Common options may stand before the subcommand too (`flipback --region eu-west-1 status`): they are moved behind it, which is where
/// the parser looks for them.
enum ArgumentOrder {
    private static let valued: Set<String> = [
        "--profile", "--region", "--endpoint-url", "--config", "--state-dir", "--theme", "--color",
    ]
    private static let flags: Set<String> = ["--ascii", "--json"]

    static func normalized(_ arguments: [String], subcommands: Set<String>) -> [String] {
        var leading: [String] = []
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            let name = argument.prefix { $0 != "=" }
            if flags.contains(argument) || (valued.contains(String(name)) && argument.contains("=")) {
                leading.append(argument)
                index += 1
            } else if valued.contains(argument), index + 1 < arguments.count {
                leading += arguments[index...index + 1]
                index += 2
            } else {
                break
            }
        }
        guard !leading.isEmpty, index < arguments.count, subcommands.contains(arguments[index]) else { return arguments }
        let rest = Array(arguments[index...])
        let end = rest.firstIndex(of: "--") ?? rest.count
        return Array(rest[..<end]) + leading + Array(rest[end...])
    }
}

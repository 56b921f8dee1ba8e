import ArgumentParser
import IncidentEngine
import IncidentModel

struct IncidentRoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "Say who has a role in an incident.",
        discussion: """
            Roles: commander, operations, developer, security, management, scribe, or one of your own (letters, digits, '-').
            There is one commander at a time. While somebody has the role, only they hand it over (--hand-over); anybody else \
            takes it over (--take-over), which is recorded and needs a --note.
            """)

    @Argument(help: ArgumentHelp("The role.", valueName: "role"), transform: Arguments.role) var role: IncidentRole
    @Argument(help: ArgumentHelp("Who has it; you when left out.", valueName: "person")) var person: String?
    @Flag(name: .customLong("hand-over"), help: "You have the role and pass it on.") var handOver = false
    @Flag(name: .customLong("take-over"), help: "Take the role from whoever has it.") var takeOver = false
    @Flag(name: .customLong("give-up"), help: "Nobody has the role any more.") var giveUp = false
    @Option(help: ArgumentHelp("What the next one must know, or why it is taken over.", valueName: "text")) var note: String = ""
    @Option(help: ArgumentHelp("The incident; the open one when left out.", valueName: "id")) var incident: String?
    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        if [handOver, takeOver, giveUp].count(where: { $0 }) > 1 {
            throw ValidationError("--hand-over, --take-over and --give-up exclude each other")
        }
        if giveUp, person != nil { throw ValidationError("--give-up is for nobody; leave the person out") }
        if handOver, person == nil { throw ValidationError("--hand-over needs the person who comes next") }
        if let person, person.allSatisfy(\.isWhitespace) || person.utf8.count > 200 {
            throw ValidationError("a person is a name of at most 200 bytes")
        }
        if takeOver, note.allSatisfy(\.isWhitespace) { throw ValidationError("a take-over needs --note: why it is taken over") }
    }

    func run() async throws {
        try await IncidentWriting.run(
            common,
            drafts: { desk in
                let found = try desk.find(incident)
                let next = giveUp ? "" : person ?? desk.person
                let holder = found.holder(of: role)
                try allow(next, holder, by: desk)
                let manner: RoleAssignment.Manner =
                    holder == nil || giveUp ? .assigned : takeOver ? .takenOver : handOver ? .handedOver : .assigned
                return [
                    IncidentDrafts.role(
                        found.id, role, person: next, manner: manner, from: manner == .assigned ? nil : holder?.person.raw,
                        note: note, by: desk.author)
                ]
            },
            check: { incident, event in
                guard incident.lapsed.contains(event.seq) else { return }
                let holder = incident.holder(of: role).map { held($0) } ?? "nobody has it now"
                throw refused("\(role.title): somebody was faster, \(holder)")
            })
    }

    private func allow(_ next: String, _ holder: RoleAssignment?, by desk: IncidentWriting.Desk) throws(Failure) {
        guard let holder else {
            if giveUp { throw Failure(.refusedByState, code: "role", "nobody is \(role.title); nothing was written") }
            return
        }
        guard holder.person.raw != next else {
            throw Failure(.refusedByState, code: "role", "\(held(holder)) already; nothing was written")
        }
        guard role == .commander else { return }
        if takeOver { return }
        let isHolder = holder.isHeld(by: desk.author.actor) || holder.isHeld(by: desk.person)
        if handOver || giveUp {
            guard isHolder else { throw refused("\(held(holder)), and only they hand it over or give it up") }
            return
        }
        throw refused(isHolder ? "\(held(holder)): pass it on with --hand-over" : "\(held(holder))")
    }

    /// `jo is incident commander since 21:05:10Z`
    private func held(_ holder: RoleAssignment) -> String { "\(holder.person) is \(role.title) since \(holder.from.clock)" }

    private func refused(_ text: String) -> Failure {
        let way = "flipback incident role \(role) PERSON --take-over --note WHY"
        return Failure(.refusedByPolicy, code: "role", "\(text); nothing has changed. To take it over: \(way)")
    }
}

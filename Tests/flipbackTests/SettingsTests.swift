import IncidentEngine
import IncidentModel
import Testing

@testable import flipback

struct SettingsTests {
    @Test func everyKeyIsRead() throws {
        let settings = try SettingsText.parse(
            """
            # ours
            profile: oncall
            region: eu-west-1
            endpoint-url: http://127.0.0.1:4566
            theme: night
            ascii: true
            color: never
            journal: /var/lib/flipback/journal.db
            targets:
              include: ["checkout", "pay*:prod"]
              exclude: ["*:dev"]
            budget:
              steady: 2.5
              incident: 8
            rollback:
              deadline: 45
              provisioned: wait-warm
              guard: 90
            schema:
              checkout:
                "7": 12
                "6": 11..12
            policy:
              management: ["arn:aws:iam::123456789012:role/managers"]
              rules:
                - {targets: ["pay*"], actions: [promote, shift], approval: management}
                - {reason: required}
            postmortem: {template: blameless}
            keys:
              rollback: X
            notices:
              drills: true
            """)
        #expect(settings.profile == "oncall")
        #expect(settings.deadline == .seconds(45))
        #expect(settings.planning.provisioned == .waitWarm)
        #expect(settings.planning.guardWindow == .seconds(5400))
        #expect(settings.planning.schemaWindows == ["checkout": ["7": SchemaWindow(12, 12), "6": SchemaWindow(11, 12)]])
        #expect(
            settings.planning.policy
                == ApprovalPolicy(
                    rules: [
                        .init(targets: ["pay*"], actions: ["promote", "shift"], approval: .management),
                        .init(requiresReason: true),
                    ], management: ["arn:aws:iam::123456789012:role/managers"], hasher: .sha256))
        #expect(settings.region == "eu-west-1")
        #expect(settings.endpointURL == "http://127.0.0.1:4566")
        #expect(settings.theme == "night")
        #expect(settings.ascii == true)
        #expect(settings.color == .never)
        #expect(settings.journalPath == "/var/lib/flipback/journal.db")
        #expect(settings.targets == TargetFilter(include: ["checkout", "pay*:prod"], exclude: ["*:dev"]))
        #expect(settings.steadyBudget == 2.5)
        #expect(settings.incidentBudget == 8)
        #expect(settings.postmortemTemplate == "blameless")
        #expect(settings.keys == [.init(action: "rollback", key: "X", line: 30)])
        #expect(settings.notices.drills)
        #expect(Set(SettingsParser.keys).count == 17)
    }

    @Test(arguments: ["", "\n", "# only a comment\n", "---\n"])
    func nothingIsFine(text: String) throws {
        #expect(try SettingsText.parse(text) == Settings(path: "/c.yaml"))
    }

    @Test(arguments: [
        ("theme: night\nthme: paper\n", "/c.yaml:2: unknown key 'thme'; did you mean 'theme'?"),
        ("zzz: 1\n", "/c.yaml:1: unknown key 'zzz'; known are profile, region"),
        ("budget:\n  steady: fast\n", "/c.yaml:2: budget.steady must be a number of requests a second above 0 and up to 15"),
        ("budget:\n  steady: 40\n", "/c.yaml:2: budget.steady must be a number"),
        ("budget:\n  stedy: 4\n", "/c.yaml:2: unknown key 'stedy' in budget; did you mean 'steady'?"),
        ("rollback:\n  deadline: 2\n", "/c.yaml:2: rollback.deadline must be whole seconds from 5 to 600"),
        ("rollback:\n  guard: soon\n", "/c.yaml:2: rollback.guard must be whole minutes from 1 to 10080"),
        ("rollback:\n  provisioned: cold\n", "/c.yaml:2: rollback.provisioned must be one of wait-warm, drop-and-restore"),
        ("schema:\n  a b:\n    1: 2\n", "/c.yaml:2: 'a b' is no function name"),
        ("schema:\n  checkout:\n    six: 2\n", "/c.yaml:3: 'six' is no version"),
        ("schema:\n  checkout:\n    6: 12..11\n", "/c.yaml:3: the schema of v6 must be a number or a range"),
        ("region:\n  - a\n", "/c.yaml:2: region must be text, not a list"),
        ("\nascii: perhaps\n", "/c.yaml:2: ascii must be true or false, not 'perhaps'"),
        ("color: red\n", "/c.yaml:1: color must be one of auto, always, never, not 'red'"),
        ("targets:\n  include: checkout\n", "/c.yaml:2: targets.include must be a list"),
        ("targets: all\n", "/c.yaml:1: targets must be a list of `name: value` lines, not 'all'"),
        ("endpoint-url: ftp://x\n", "/c.yaml:1: endpoint-url must start with https://"),
        ("journal: here.db\n", "/c.yaml:1: journal must be an absolute path, not 'here.db'"),
        ("profile:\n", "/c.yaml:1: profile must be text, not nothing"),
        ("keys:\n  rollback: R\n  abort: R\n", "/c.yaml:3: 'R' is bound to 'rollback' on line 2 already"),
        ("- a\n- b\n", "/c.yaml:1: the settings must be a list of `name: value` lines, not a list"),
        ("theme: [night\n", "/c.yaml:2: not YAML: "),
        ("theme: night\ntheme: paper\n", "/c.yaml:1: 'theme' is given twice"),
    ])
    func problemsNameTheLine(text: String, start: String) throws {
        let found = SettingsText.problems(text)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(start) == true, "\(found)")
    }

    @Test func allProblemsAreToldAtOnceInOrder() {
        let found = SettingsText.problems("color: red\nthme: x\nbudget:\n  steady: no\n")
        #expect(found.map { $0.prefix(9) } == ["/c.yaml:1", "/c.yaml:2", "/c.yaml:4"])
    }

    @Test func namesFromElsewhereAreChecked() {
        #expect(
            SettingsText.problems("keys:\n  rolback: X\n", actions: ["rollback"]).first
                == "/c.yaml:2: unknown key 'rolback' in keys; did you mean 'rollback'?")
        #expect(
            SettingsText.problems("theme: nigth\n", themes: ["night"]).first
                == "/c.yaml:1: there is no theme 'nigth'; did you mean 'night'?")
    }

    @Test(arguments: [
        ("policy:\n  rules: {}\n", "/c.yaml:2: policy.rules must be a list, each entry beginning with `- `"),
        (
            "policy:\n  rules:\n    - {approval: management}\n",
            "/c.yaml:3: this rule asks management, and policy.management names nobody who could approve"
        ),
        ("policy:\n  rules:\n    - {targets: [\"a\"]}\n", "/c.yaml:3: a rule of policy says `approval`, `reason` or both"),
        (
            "policy:\n  rules:\n    - approval: two\n",
            "/c.yaml:3: policy.approval must be one of self, two-person, management, not 'two'"
        ),
        (
            "policy:\n  rules:\n    - {actions: [deploy], approval: self}\n",
            "/c.yaml:3: 'deploy' is no action of a policy; known are rollback, abort, promote, shift, undo"
        ),
        ("policy:\n  rules:\n    - {reason: yes}\n", "/c.yaml:3: policy.reason must be one of required, optional, not 'yes'"),
        (
            "policy:\n  rules:\n    - {aproval: self}\n",
            "/c.yaml:3: unknown key 'aproval' in a rule of policy; did you mean 'approval'?"
        ),
        (
            "policy:\n  rules:\n    - {targets: [], approval: self}\n",
            "/c.yaml:3: policy.targets names no target; leave it out for all"
        ),
        (
            "policy:\n  management: [vera]\n",
            "/c.yaml:2: 'vera' is no ARN of STS callers; write for example arn:aws:iam::123456789012:role/managers"
        ),
    ])
    func aPolicyIsReadStrictly(text: String, problem: String) {
        #expect(SettingsText.problems(text).contains(problem), "\(SettingsText.problems(text))")
    }

    @Test func hostileTextIsShownHarmless() {
        #expect(SettingsText.problems("\"\\e[2J\": 1\n").first?.contains("\u{1B}") == false)
    }

    @Test(arguments: [
        ("checkout:prod", "checkout", true), ("checkout:prod", "check*", true), ("checkout:prod", "*:prod", true),
        ("checkout:prod", "*:dev", false), ("checkout:prod", "c?eckout:p*d", true), ("checkout:prod", "heckout", false),
        ("checkout:prod", "*", true), ("a:b", "*a*:*b*", true), ("checkout:prod", "", false),
    ])
    func patterns(name: String, pattern: String, matches: Bool) {
        #expect(Target(name).map { NamePattern.matches($0, pattern) } == matches)
    }

    @Test func excludeBeatsInclude() {
        let filter = TargetFilter(include: ["checkout"], exclude: ["*:dev"])
        #expect(filter.allows(Target(function: "checkout", alias: "prod")))
        #expect(!filter.allows(Target(function: "checkout", alias: "dev")))
        #expect(!filter.allows(Target(function: "pay", alias: "prod")))
        #expect(TargetFilter().allows(Target(function: "pay", alias: "prod")))
    }

    @Test(arguments: [("thme", "theme"), ("stauts", "status"), ("rolback", "rollback")])
    func nearest(word: String, meant: String) {
        #expect(Nearest.match(word, among: ["rollback", "status", "theme"]) == meant)
    }

    @Test func nothingNear() {
        #expect(Nearest.match("dance", among: ["rollback", "status", "theme"]) == nil)
    }
}

import IncidentModel
import Testing

@testable import flipback

struct DoctorTests {
    @Test(arguments: [
        (0, DoctorCheck.Level.ok), (2000, .ok), (-30_000, .ok), (61_000, .warn), (-120_000, .warn), (301_000, .fail),
        (-600_000, .fail),
    ])
    func clock(milliseconds: Int, level: DoctorCheck.Level) {
        let check = DoctorAWS.clock(.milliseconds(milliseconds))
        #expect(check.level == level)
        #expect((check.fix == nil) == (level == .ok))
    }

    @Test func clockNamesTheSide() {
        #expect(DoctorAWS.clock(.seconds(600)).text == "AWS's clock is 10m 00s ahead of this one")
        #expect(DoctorAWS.clock(.seconds(-600)).text == "AWS's clock is 10m 00s behind this one")
        #expect(DoctorAWS.clock(nil).level == .warn)
    }

    @Test func credentials() {
        let arn = "arn:aws:sts::123456789012:assumed-role/oncall/jo"
        func level(_ left: Duration?) -> DoctorCheck.Level {
            DoctorAWS.credentials(arn: arn, provider: "environment", expiresAt: left.map { Sample.time + $0 }, now: Sample.time)
                .level
        }
        #expect(level(nil) == .ok)
        #expect(level(.seconds(3600)) == .ok)
        #expect(level(.seconds(600)) == .warn)
        #expect(level(.seconds(-1)) == .fail)
    }

    @Test(
        arguments: [(nil, DoctorCheck.Level.warn), ("dumb", .warn), ("xterm-256color", .ok), ("vt100", .ok)]
            as [(String?, DoctorCheck.Level)])
    func terminal(name: String?, level: DoctorCheck.Level) {
        #expect(DoctorTerminal.term(name, noColor: false).level == level)
    }

    @Test func encodingAndSize() {
        #expect(DoctorTerminal.encoding("C.UTF-8").level == .ok)
        #expect(DoctorTerminal.encoding("POSIX").level == .warn)
        #expect(DoctorTerminal.encoding("").level == .warn)
        #expect(DoctorTerminal.size((80, 24), isTerminal: true).level == .ok)
        #expect(DoctorTerminal.size((79, 24), isTerminal: true).level == .warn)
        #expect(DoctorTerminal.size(nil, isTerminal: false).level == .ok)
    }

    @Test func slowDisksAndEndpointsWarn() {
        #expect(DoctorFiles.fsync(took: .milliseconds(3)).level == .ok)
        #expect(DoctorFiles.fsync(took: .milliseconds(300)).level == .warn)
        #expect(DoctorAWS.endpoint("https://x", source: "y", took: .milliseconds(1500)).level == .warn)
        #expect(DoctorAWS.proxy(false, caBundle: "/nonexistent/ca.pem").level == .fail)
    }
}

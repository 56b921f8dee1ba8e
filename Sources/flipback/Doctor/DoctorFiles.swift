import Glibc
import IncidentEngine
import IncidentModel
import Journal

/// Files, their permissions, the journal's chain and signatures, and how fast the disk makes a record durable.
struct DoctorFiles: Sendable {
    let choices: Choices

    var checks: [DoctorCheck] {
        var checks: [DoctorCheck] = []
        let directory = choices.stateDirectory
        if PrivateFiles.status(directory) == nil {
            checks.append(.ok("state", "\(directory) does not exist yet; the first action makes it"))
        } else {
            checks.append(permission("state", directory) { () throws(Failure) in try PrivateFiles.prepareDirectory(directory) })
            checks.append(fsync(directory))
        }
        checks.append(journal)
        for name in ["signing.key", "log/flipback.log"] where PrivateFiles.status("\(directory)/\(name)") != nil {
            checks.append(
                permission("files", "\(directory)/\(name)") { () throws(Failure) in
                    try PrivateFiles.checkFile("\(directory)/\(name)")
                })
        }
        return checks
    }

    private var journal: DoctorCheck {
        let path = choices.journalPath
        guard PrivateFiles.status(path) != nil else { return .ok("journal", "no journal yet (\(path))") }
        do throws(JournalFailure) {
            let key = try SigningKeyFile(path: choices.signingKeyPath).publicKey()
            let report = try JournalVerifier.verify(path: path, keys: key.map { [$0] } ?? [])
            if let bad = report.firstBad {
                return .fail(
                    "journal", "\(path) is not sound: \(bad)", fix: "keep a copy as evidence and run flipback journal verify")
            }
            return .ok("journal", "\(path): sound, \(report.events) events, \(Words.signatures(report.signatures))")
        } catch {
            return .fail("journal", "\(error)", fix: "see the path named")
        }
    }

    private func permission(_ code: String, _ path: String, _ check: () throws(Failure) -> Void) -> DoctorCheck {
        do throws(Failure) {
            try check()
            return .ok(code, "\(path) is private")
        } catch {
            return .fail(code, error.text, fix: "see the command named")
        }
    }

    /// The intent of an action is on the disk before its bytes leave, so this time is part of every rollback.
    private func fsync(_ directory: String) -> DoctorCheck {
        let path = "\(directory)/.doctor-\(getpid())"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            return .fail(
                "disk", "\(directory) cannot be written: \(PrivateFiles.reason())",
                fix: "make it writable or name another place with --state-dir; without a journal nothing is moved")
        }
        defer {
            close(descriptor)
            unlink(path)
        }
        let start = WallClock.uptime
        let block = [UInt8](repeating: 0, count: 4096)
        let written = block.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written == block.count, Glibc.fsync(descriptor) == 0 else {
            return .fail(
                "disk", "\(directory): a record cannot be made durable: \(PrivateFiles.reason())", fix: "df -h \(directory)")
        }
        return Self.fsync(took: WallClock.uptime - start)
    }

    static func fsync(took: Duration) -> DoctorCheck {
        let text = "a record is durable after \(took.milliseconds) ms"
        return took < .milliseconds(100)
            ? .ok("disk", text) : .warn("disk", text, fix: "a slow disk slows every rollback; use --state-dir on a local disk")
    }
}

import Glibc
import IncidentModel

/// The rules for files that hold secrets or decide what is done (CONTRACT.md, Files): directories 0700, files 0600, ours.
enum PrivateFiles {
    /// Makes a directory and its missing parents with 0700, or checks the one that is there.
    static func prepareDirectory(_ path: String) throws(Failure) {
        guard let info = status(path) else {
            try makeParents(of: path)
            if mkdir(path, 0o700) != 0, errno != EEXIST {
                throw Failure(
                    .unexpected, code: "state", "\(path): cannot be made: \(reason()); name another one with --state-dir")
            }
            return
        }
        try check(path, info, kind: S_IFDIR, allowed: 0o700, advice: "chmod 700")
    }

    /// A file of ours that may be absent: refused when others may read or write it, or when it is not ours.
    static func checkFile(_ path: String) throws(Failure) {
        guard let info = status(path) else { return }
        try check(path, info, kind: S_IFREG, allowed: 0o600, advice: "chmod 600")
    }

    /// A file that decides what is done but holds no secret: others may read it, nobody else may write it.
    static func checkSettings(_ path: String) throws(Failure) {
        guard let info = status(path) else { return }
        guard info.st_uid == getuid() || info.st_uid == 0 else { throw foreign(path, info, code: "settings") }
        guard info.st_mode & 0o022 == 0 else {
            throw Failure(
                .usage, code: "settings",
                "\(path): others may write this file (mode \(octal(info.st_mode))) and so decide what flipback does; chmod 600 \(path)"
            )
        }
    }

    static func status(_ path: String) -> stat? {
        var info = stat()
        return stat(path, &info) == 0 ? info : nil
    }

    static func octal(_ mode: mode_t) -> String {
        let text = String(mode & 0o7777, radix: 8)
        return String(repeating: "0", count: max(0, 4 - text.count)) + text
    }

    /// The text of a file of at most `limit` bytes; nil when there is none.
    static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw Failure(.usage, code: "file", "\(path): cannot be read: \(reason())")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw Failure(.usage, code: "file", "\(path): cannot be read: \(reason())")
            }
            bytes += chunk[..<count]
            if bytes.count > limit {
                throw Failure(.usage, code: "file", "\(path): is larger than \(limit >> 10) KiB; that is not a file for flipback")
            }
        }
    }

    static func reason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }

    private static func makeParents(of path: String) throws(Failure) {
        let parts = path.split(separator: "/").dropLast()
        var current = path.hasPrefix("/") ? "" : "."
        for part in parts {
            current += "/" + part
            if status(current) == nil, mkdir(current, 0o700) != 0, errno != EEXIST {
                throw Failure(
                    .unexpected, code: "state", "\(current): cannot be made: \(reason()); name another place with --state-dir")
            }
        }
    }

    private static func check(_ path: String, _ info: stat, kind: mode_t, allowed: mode_t, advice: String) throws(Failure) {
        guard info.st_mode & S_IFMT == kind else {
            throw Failure(
                .usage, code: "state", "\(path): is not a \(kind == S_IFDIR ? "directory" : "plain file"); move it away")
        }
        guard info.st_uid == getuid() else { throw foreign(path, info, code: "state") }
        guard info.st_mode & 0o777 & ~allowed == 0 else {
            throw Failure(
                .usage, code: "state",
                "\(path): others may look in or write here (mode \(octal(info.st_mode)), at most \(octal(allowed)) is allowed); "
                    + "\(advice) \(path)")
        }
    }

    private static func foreign(_ path: String, _ info: stat, code: String) -> Failure {
        Failure(.usage, code: code, "\(path): belongs to user id \(info.st_uid), not to you (\(getuid())); use one of your own")
    }
}

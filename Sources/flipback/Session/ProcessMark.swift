import Glibc
import IncidentEngine

/// Which process runs an action, `4711@8123456`: process id and its start time in clock ticks since boot (proc(5), field 22), so that a
/// reused process id is not mistaken for the process that died.
enum ProcessMark {
    static var operatorSession: OperatorSession {
        OperatorSession(id: mark(of: getpid()) ?? "\(getpid())@0", isAlive: { isAlive($0) })
    }

    static func isAlive(_ mark: String) -> Bool {
        guard let id = mark.split(separator: "@").first.flatMap({ Int32($0) }) else { return false }
        return self.mark(of: id) == mark
    }

    private static func mark(of id: pid_t) -> String? {
        guard let bytes = try? PrivateFiles.read("/proc/\(id)/stat", limit: 8192) else { return nil }
        // The name of the program is in parentheses and may hold anything, so fields are counted after the last one.
        guard let end = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = bytes[bytes.index(after: end)...].split(separator: UInt8(ascii: " "))
        // A process that is dead and not yet waited for (a container whose process 1 waits for nobody) runs nothing any more.
        guard let state = fields.first?.first, state != UInt8(ascii: "Z"), state != UInt8(ascii: "X") else { return nil }
        guard fields.count > 19, let start = UInt64(String(decoding: fields[19], as: UTF8.self)) else { return nil }
        return "\(id)@\(start)"
    }
}

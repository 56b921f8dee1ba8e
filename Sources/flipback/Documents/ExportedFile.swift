import Cryptography
import Glibc
import Journal

/// A file of `journal export`, read in pieces and checked line by line.
enum ExportedFile {
    /// No event is nearly as long; a file without line ends is not an export.
    private static let lineLimit = 16 << 20

    static func verify(_ path: String, keys: [Ed25519PublicKey], anchor: JournalAnchor?) throws(Failure) -> VerificationReport {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(.usage, code: "file", "\(path): cannot be read: \(PrivateFiles.reason()) (named with --export)")
        }
        defer { close(descriptor) }
        var check = ExportCheck(keys: keys, anchor: anchor)
        var rest: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while check.isSound {
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(.usage, code: "file", "\(path): cannot be read: \(PrivateFiles.reason())") }
            if count == 0 { break }
            var start = 0
            while let end = chunk[start..<count].firstIndex(of: 0x0A) {
                rest += chunk[start..<end]
                rest.withUnsafeBytes { check.take($0) }
                rest.removeAll(keepingCapacity: true)
                start = end + 1
            }
            rest += chunk[start..<count]
            if rest.count > lineLimit { throw Failure(.usage, code: "file", "\(path): is not an export of a journal") }
        }
        if !rest.isEmpty { rest.withUnsafeBytes { check.take($0) } }
        return check.finish()
    }
}

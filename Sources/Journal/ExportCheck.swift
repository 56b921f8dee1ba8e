package import Cryptography

/// Proves an exported journal (`journal export`, whole and not of one incident) as `JournalVerifier` proves the file: for who was given the
/// lines and the public key and nothing else. Fed with lines without their newline, in order; after a defect the rest is not looked at.
package struct ExportCheck {
    private static let member: StaticString = "\"hash\":\""
    private static let hashLength = 64

    private var chain: ChainCheck

    package init(keys: [Ed25519PublicKey], anchor: JournalAnchor? = nil) { chain = ChainCheck(anchor: anchor, keys: keys) }

    package var isSound: Bool { chain.defect == nil }

    package mutating func take(_ line: UnsafeRawBufferPointer) {
        guard isSound else { return }
        for place in line.indices where line[place] == UInt8(ascii: "\"") {
            guard let digits = digits(of: line, at: place) else { continue }
            let body = [UInt8](line[..<place]) + line[(digits.upperBound + 2)...]
            let hash = UnsafeRawBufferPointer(rebasing: line[digits])
            // Another text like it may stand before the event's own: no text can hold its own hash.
            guard Hex.isEncoding(hash, of: SHA256.digest(body)) else { continue }
            guard JournalExporter.line(body, hash: Array(hash))?.elementsEqual(line) == true else {
                return chain.fail("its line is not the text that was hashed, in canonical JSON, with its hash put in")
            }
            return body.withUnsafeBytes { chain.take(number: nil, body: $0, hash: hash) { _, _ in true } }
        }
        chain.fail("its text does not have the hash that was recorded: text or hash was changed")
    }

    /// What was found; asked for after the last line.
    package mutating func finish() -> VerificationReport {
        if isSound { chain.checkEnd() }
        return chain.report
    }

    /// The digits of a member `"hash":"…",` that begins here.
    private func digits(of line: UnsafeRawBufferPointer, at place: Int) -> Range<Int>? {
        let start = place + Self.member.utf8CodeUnitCount
        let end = start + Self.hashLength
        guard end + 2 <= line.count, line[end] == UInt8(ascii: "\""), line[end + 1] == UInt8(ascii: ","),
            Self.member.withUTF8Buffer({ $0.elementsEqual(line[place..<start]) })
        else { return nil }
        return start..<end
    }
}

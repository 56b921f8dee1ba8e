/// A file with one token, read anew each time: whoever writes it renews it.
struct TokenFile: Sendable {
    var path: String
    /// `the web identity token`, for messages.
    var what: String
    var readFile: FileReading

    private static let cap = 64 << 10

    func read() throws(CredentialFailure) -> String {
        let bytes: [UInt8]?
        do { bytes = try readFile(path) } catch {
            throw CredentialFailure("\(printable(path)): \(what) cannot be read: \(printable("\(error)", limit: 200))")
        }
        guard let bytes else { throw CredentialFailure("\(printable(path)): there is no such file; \(what) should be in it") }
        guard bytes.count <= Self.cap, let text = String(validating: bytes, as: UTF8.self) else {
            throw CredentialFailure("\(printable(path)): \(what) is not text, or larger than 64 KiB")
        }
        let token = String(text[...].trimmingBlanks)
        // It becomes a header or a form value: nothing that could start another one.
        guard !token.isEmpty, token.unicodeScalars.allSatisfy({ $0.value > 0x1F && $0.value < 0x7F }) else {
            throw CredentialFailure("\(printable(path)): \(what) is empty or has a line break in it")
        }
        return token
    }
}

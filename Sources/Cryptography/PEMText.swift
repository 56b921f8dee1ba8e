/// Keys as PEM, made by a C function that fills a buffer.
enum PEMText {
    /// An Ed25519 key in PEM has about 120 bytes; the room is fixed because the C side never writes more than it is given.
    static func make(_ write: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<Int>) -> Int32) -> String {
        let bytes = [UInt8](unsafeUninitializedCapacity: 512) { out, count in
            var length = out.count
            let written = out.baseAddress.map { write($0, &length) == 1 } ?? false
            precondition(written, "OpenSSL cannot write an Ed25519 key as PEM")
            count = length
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

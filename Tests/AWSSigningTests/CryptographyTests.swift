import Cryptography
import Testing

@Suite("Cryptography: published vectors")
struct CryptographyTests {
    @Test(
        "SHA-256: FIPS 180-4 examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func sha256(text: String, digest: String) { #expect(SHA256.hex(Array(text.utf8)) == digest) }

    @Test("HMAC-SHA-256: RFC 4231 cases 1, 2 and 6")
    func hmac() {
        let one = HMAC.sha256(key: [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8))
        #expect(Hex.encode(one) == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        let two = HMAC.sha256(key: Array("Jefe".utf8), Array("what do ya want for nothing?".utf8))
        #expect(Hex.encode(two) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let six = HMAC.sha256(
            key: [UInt8](repeating: 0xAA, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8))
        #expect(Hex.encode(six) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test("HMAC of nothing with an empty key")
    func emptyHMAC() {
        #expect(
            Hex.encode(HMAC.sha256(key: [], [])) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test(
        "Ed25519: RFC 8032 tests 1 and 2",
        arguments: [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
            (
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ])
    func ed25519(seed: String, publicKey: String, message: String, signature: String) throws {
        let seed = try #require(Hex.decode(seed))
        let key = try #require(Ed25519PrivateKey(rawRepresentation: seed))
        let message = try #require(Hex.decode(message))
        #expect(Hex.encode(key.publicKey.rawRepresentation) == publicKey)
        #expect(Hex.encode(key.sign(message)) == signature)
        var wrong = key.sign(message)
        #expect(key.publicKey.isValid(wrong, for: message))
        #expect(!key.publicKey.isValid(wrong, for: message + [0]))
        wrong[5] ^= 1
        #expect(!key.publicKey.isValid(wrong, for: message))
        #expect(!key.publicKey.isValid(Array(wrong.dropLast()), for: message))
        #expect(!key.publicKey.isValid([], for: message))
    }

    @Test("keys survive PEM, and only the right kind of PEM is a key")
    func pem() throws {
        let key = Ed25519PrivateKey()
        #expect(key.pem.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(key.publicKey.pem.hasPrefix("-----BEGIN PUBLIC KEY-----\n"))
        #expect(Ed25519PrivateKey(pem: key.pem)?.rawRepresentation == key.rawRepresentation)
        #expect(Ed25519PublicKey(pem: key.publicKey.pem) == key.publicKey)
        #expect(Ed25519PrivateKey(pem: key.publicKey.pem) == nil)
        #expect(Ed25519PublicKey(pem: key.pem) == nil)
        #expect(Ed25519PrivateKey(pem: "") == nil)
        #expect(Ed25519PublicKey(pem: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n") == nil)
        #expect(Ed25519PrivateKey(rawRepresentation: [1, 2, 3]) == nil)
        #expect(Ed25519PrivateKey().rawRepresentation != key.rawRepresentation)
    }

    @Test("hex is read in both cases and refused when it is not hex")
    func hex() {
        #expect(Hex.encode([0x00, 0x0F, 0xA0, 0xFF]) == "000fa0ff")
        #expect(Hex.decode("000FA0ff") == [0x00, 0x0F, 0xA0, 0xFF])
        for text in ["0", "0g", "é", " 00", "+1"] { #expect(Hex.decode(text) == nil, "\(text)") }
    }

    @Test("random bytes come in the number asked for and differ")
    func random() {
        #expect(SecureRandom.bytes(0).isEmpty)
        #expect(SecureRandom.bytes(32).count == 32)
        #expect(SecureRandom.bytes(32) != SecureRandom.bytes(32))
    }

    @Test("the version string names OpenSSL")
    func version() { #expect(OpenSSLLibrary.version.hasPrefix("OpenSSL 3")) }
}

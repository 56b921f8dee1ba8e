import Cryptography

/// Where the AWS CLI keeps what a sign-in gave.
package enum SignInCache {
    /// The file's name in `~/.aws/sso/cache`: SHA-1 of the session's name, or of the start URL of a profile without a session (botocore,
    /// SSOTokenLoader). Nil where OpenSSL refuses SHA-1.
    package static func ssoFileName(_ key: String) -> String? { SHA1.hex(Array(key.utf8)).map { $0 + ".json" } }
}

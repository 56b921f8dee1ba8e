import Cryptography
import HTTPTransport
import Journal
import TerminalNcurses

/// What `--version` and `doctor` say: ours, and those of the libraries that are loaded at run time.
enum Versions {
    static let flipback = "0.2.0"

    static var libraries: [(name: String, version: String)] {
        [
            ("curl", HTTPTransport.LibraryVersions.curl), ("openssl", OpenSSLLibrary.version),
            ("ncurses", NcursesLibrary.version), ("sqlite", SQLiteLibrary.version ?? "not usable"),
        ]
    }

    static var all: String {
        (["flipback \(flipback)"] + libraries.map { "  \($0.name)  \($0.version)" }).joined(separator: "\n")
    }
}

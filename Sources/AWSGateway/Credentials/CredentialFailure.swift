package import IncidentModel

/// Why there are no usable credentials, with the next thing to do. Never holds a key.
package struct CredentialFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package var text: String
    /// The STS call that failed, when one did.
    package var call: CallFailure?
    package init(_ text: String, call: CallFailure? = nil) {
        self.text = text
        self.call = call
    }
    package var description: String { text }
}

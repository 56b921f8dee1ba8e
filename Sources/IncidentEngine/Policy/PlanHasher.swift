package import IncidentModel

/// SHA-256 from outside: the engine has no cryptography of its own. Two of one name are the same function.
package struct PlanHasher: Hashable, Sendable {
    package let name: String
    private let digest: @Sendable (String) -> String

    /// - Parameter digest: SHA-256 of the text's UTF-8, 64 lower-case hexadecimal digits.
    package init(name: String = "SHA-256", digest: @escaping @Sendable (String) -> String) {
        self.name = name
        self.digest = digest
    }

    /// What an approval of a plan names.
    package func hash(_ plan: Plan) -> String { digest(plan.canonicalForm.canonical) }

    package static func == (a: PlanHasher, b: PlanHasher) -> Bool { a.name == b.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

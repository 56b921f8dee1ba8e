/// A deployment group, of its application.
struct GroupKey: Hashable, Sendable {
    var application: String
    var group: String

    /// CodeDeploy's rule for both names.
    static func isName(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                    || "+=,.@_-".unicodeScalars.contains($0)
            }
    }

    /// `d-4XKZ1Q2W3`: what may be put into a call and drawn.
    static func isDeploymentID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "-"
            }
    }
}

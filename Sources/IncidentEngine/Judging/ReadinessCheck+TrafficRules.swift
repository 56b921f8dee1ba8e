import IncidentModel

/// The first source's rule: traffic goes through aliases, never to a version. What calls a version or `$LATEST` by itself is not moved by
/// an alias.
extension ReadinessCheck {
    var trafficRules: [Finding] {
        guard let read = picture.wiring[target.function] else {
            let failure = picture.failures[.wiring(function: target.function)].map { " (\($0))" } ?? ""
            return [unknown("what calls \(target.function) directly is not known: it has not been read\(failure)")]
        }
        let wiring = read.value
        let sources = wiring.eventSources.compactMap { source in
            bypassed(source.qualifier).map { place in
                finding(
                    "directEventSource", "event source \(source.source) (\(Wording.typed(source.state))) calls \(place) directly",
                    place,
                    level: source.state == "Disabled" ? .info : .warning)
            }
        }
        let urls = wiring.urls.compactMap { url in
            bypassed(url.qualifier).map { finding("directURL", "function URL \(url.url) calls \($0) directly", $0) }
        }
        let permissions = wiring.permissions.compactMap { permission in
            bypassed(permission.qualifier).map {
                finding(
                    "directPermission", "statement \(permission.statement) lets \(permission.principal) call \($0) directly", $0)
            }
        }
        let unread = wiring.unread.map { unknown("not all of what calls \(target.function) could be read (\($0))") }
        return sources + urls + permissions + unread
    }

    /// The version that is called past every alias, in words; nil for an alias.
    private func bypassed(_ qualifier: String?) -> String? {
        guard let qualifier, !qualifier.isEmpty else { return "\(target.function) without an alias ($LATEST)" }
        // An alias may begin with v: only the bare number is a version.
        guard qualifier == "$LATEST" || qualifier.isVersionNumber else { return nil }
        return VersionID(qualifier)?.label ?? "version \(Wording.typed(qualifier))"
    }

    private func finding(_ code: String, _ text: String, _ place: String, level: Finding.Level = .warning) -> Finding {
        Finding(
            code: code, level: level, text: text, why: "no alias move reaches what calls \(place)",
            fix: "let it call \(target.function):<alias> instead")
    }

    private func unknown(_ text: String) -> Finding {
        Finding(
            code: "wiringUnread", level: .info, text: text, why: "what calls a version directly is not moved by an alias",
            fix: "allow lambda:ListEventSourceMappings, GetPolicy, ListFunctionUrlConfigs, GetFunctionConcurrency")
    }
}

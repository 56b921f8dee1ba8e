import IncidentModel

/// Figures as checks; pure.
extension DoctorAWS {
    static func credentials(arn: String, provider: String, expiresAt: Timestamp?, now: Timestamp) -> DoctorCheck {
        let who = "\(DisplayText(arn, limit: 200)) (\(DisplayText(provider, limit: 200)))"
        guard let expiresAt else { return .ok("credentials", "\(who), without an end") }
        let left = expiresAt - now
        if left <= .zero {
            return .fail("credentials", "\(who) expired at \(expiresAt.rfc3339)", fix: "renew the session (aws sso login)")
        }
        let text = "\(who), good for \(Words.duration(left))"
        return left < .seconds(15 * 60)
            ? .warn("credentials", text, fix: "renew the session before it ends in the middle of an incident")
            : .ok("credentials", text)
    }

    /// Services refuse signatures that are five minutes off; from a minute on a person should know.
    static func clock(_ skew: Duration?) -> DoctorCheck {
        guard let skew else { return .warn("clock", "no reply carried a date", fix: "check proxies and --endpoint-url") }
        let off = skew < .zero ? .zero - skew : skew
        let side = skew < .zero ? "behind" : "ahead of"
        if off <= .seconds(2) { return .ok("clock", "this clock agrees with AWS's") }
        let text = "AWS's clock is \(Words.duration(off)) \(side) this one"
        if off > .seconds(300) {
            return .fail("clock", text, fix: "set the clock (timedatectl set-ntp true); AWS refuses signatures 5 minutes off")
        }
        return off > .seconds(60) ? .warn("clock", text, fix: "set the clock (timedatectl set-ntp true)") : .ok("clock", text)
    }

    static func endpoint(_ url: String, source: String, took: Duration) -> DoctorCheck {
        let text = "\(url) (from \(source)), \(took.milliseconds) ms to connect and answer"
        return took < .seconds(1)
            ? .ok("endpoint", text)
            : .warn("endpoint", text, fix: "a slow way to AWS slows every rollback; look at proxies and VPN")
    }

    static func proxy(_ isProxied: Bool, caBundle: String?) -> DoctorCheck {
        let authority = caBundle.map { "certificates from \($0)" } ?? "the system's certificates"
        guard let caBundle, PrivateFiles.status(caBundle) == nil else {
            return .ok("tls", "\(isProxied ? "through HTTPS_PROXY" : "no proxy"), \(authority)")
        }
        return .fail(
            "tls", "\(caBundle) does not exist (AWS_CA_BUNDLE or ca_bundle)", fix: "name a file that exists, or leave it out")
    }
}

import IncidentModel

/// What there is to be said of the version to go back to.
extension ReadinessCheck {
    var versionFindings: [Finding] {
        let passedOver = deadVersions + barred
        guard let good else { return passedOver }
        return state(good) + identity(good) + runtime(good) + schema(good) + passedOver
    }

    private func state(_ good: FunctionVersion) -> [Finding] {
        let label = good.version.label
        var findings: [Finding] = []
        if VersionHealth.isInactive(good) {
            let image = good.packageType == "Image" ? " and needs its container image, which Lambda may have to fetch again" : ""
            findings.append(
                Finding(
                    code: "inactive", level: .warning, text: "\(label) is Inactive: its first calls will fail",
                    why: "Lambda took its resources back and prepares it anew at the first call\(image)",
                    fix: "call it once by its version number and wait until it is Active"))
        }
        if good.state.isEmpty {
            let failure = picture.failures[.version(function: target.function, good.version)].map { " (\($0))" } ?? ""
            let image = good.packageType == "Image" ? " and whether its container image is still there" : ""
            findings.append(
                Finding(
                    code: "stateUnknown", level: .info,
                    text: "the state of \(label)\(image) is not known: the version list does not tell it\(failure)",
                    why: "a version that is Inactive or dead looks like any other in the list",
                    fix: "let it be read by itself (lambda:GetFunction)"))
        }
        if good.lastUpdateStatus == "InProgress" {
            findings.append(
                Finding(
                    code: "updateInProgress", level: .warning, text: "\(label) is being updated",
                    why: "until the update has ended it may fail", fix: "wait until LastUpdateStatus is Successful"))
        }
        return findings
    }

    private func identity(_ good: FunctionVersion) -> [Finding] {
        guard let left, left.version != good.version else { return [] }
        let (new, old) = (good.version.label, left.version.label)
        var findings: [Finding] = []
        if good.role != left.role {
            findings.append(
                Finding(
                    code: "roleDiffers", level: .warning, text: "\(new) runs under another execution role than \(old)",
                    why:
                        "AWS refuses to split traffic between them, so only a full switch is possible, and the role may have changed since",
                    fix: "check that \(Wording.typed(good.role)) still exists and may do what \(new) does"))
        }
        if good.deadLetterTarget != left.deadLetterTarget {
            findings.append(
                Finding(
                    code: "deadLetterDiffers", level: .warning, text: "\(new) has another dead-letter queue than \(old)",
                    why: "AWS refuses to split traffic between them, and failed events go elsewhere after a full switch",
                    fix: "look into both queues afterwards"))
        }
        if good.codeSha256.isEmpty || left.codeSha256.isEmpty {
            findings.append(
                Finding(
                    code: "codeUnknown", level: .info, text: "whether the code of \(new) differs from \(old)'s is not known",
                    why: "the same code fails in the same way", fix: "compare the two versions' CodeSha256"))
        } else if good.codeSha256 == left.codeSha256 {
            findings.append(
                Finding(
                    code: "sameCode", level: .warning, text: "\(new) has the same code as \(old)",
                    why: "the same code fails in the same way", fix: "name an older version with --to"))
        }
        return findings
    }

    private func runtime(_ good: FunctionVersion) -> [Finding] {
        let name = good.runtime.raw
        guard good.packageType != "Image", let life = LambdaRuntimes.lifecycle(name),
            LambdaRuntimes.hasCome(life.deprecated, now.time)
        else { return [] }
        let isBlocked = life.blocked.map { LambdaRuntimes.hasCome($0, now.time) } ?? false
        let confirmed = life.isConfirmed ? "" : " (date from one source, not confirmed)"
        let update = life.blocked.map {
            isBlocked ? "; its functions cannot be updated since \($0)" : "; updates are to be blocked from \($0)"
        }
        return [
            Finding(
                code: isBlocked ? "runtimeBlocked" : "runtimeDeprecated", level: .warning,
                text:
                    "\(good.version.label) runs on \(good.runtime), deprecated since \(life.deprecated)\(confirmed)\(update ?? "")",
                why: "the alias move still works, but AWS patches the runtime no more and a fix may not be publishable on it",
                fix: "move to a supported runtime; dates: \(LambdaRuntimes.page)")
        ]
    }

    private func schema(_ good: FunctionVersion) -> [Finding] {
        guard let doubt = search.schema?.doubt(about: good) else { return [] }
        return [
            Finding(
                code: "schemaDoubt", level: .warning, text: doubt, why: "no alias move takes a migration back",
                fix: "say in the version's description which schemas it runs on (schema=11..12), or in the settings")
        ]
    }

    /// Versions that would have come first and cannot run.
    private var deadVersions: [Finding] {
        unfit { VersionHealth.deadReason($0) }.prefix(3).map { version, reason in
            Finding(
                code: "versionDead", level: .warning, text: "\(version.version.label) cannot take traffic: \(reason)",
                why: "it would have been the one to go back to",
                fix: version.reasonCode.flatMap { StateReason($0)?.fix } ?? "look at its state in Lambda")
        }
    }

    /// Versions that would have come first and cannot run on the data.
    private var barred: [Finding] {
        unfit { search.schema?.barrier(to: $0) }.prefix(1).map { version, reason in
            Finding(
                code: "schemaBarrier", level: .warning, text: "\(version.version.label) \(reason)",
                why: "no alias move takes a migration back",
                fix: "migrate the data back first, or roll forward to a version that runs on it")
        }
    }

    /// Passed-over versions below what is left and above the choice, the newest first, with a reason of this kind.
    private func unfit(_ reason: (FunctionVersion) -> String?) -> [(FunctionVersion, String)] {
        guard let newest = search.leaving.max() else { return [] }
        let chosen = try? search.result.get().version
        return (picture.versions[target.function]?.value ?? []).filter { version in
            !search.leaving.contains(version.version) && version.version < newest && chosen != version.version
                && (chosen.map { $0 > newest || version.version > $0 } ?? true)
        }.sorted { $0.version > $1.version }.compactMap { version in reason(version).map { (version, $0) } }
    }
}

import IncidentModel

extension Words {
    static func status(_ head: ReportHead, _ reports: [TargetReport]) -> [String] {
        var table = Table([
            ("TARGET", .left), ("EFFECTIVE TRAFFIC", .left), ("ERRORS", .right), ("LAST GOOD", .left), ("READY", .right),
            ("ALARMS", .left),
        ])
        for report in reports {
            let assessment = report.assessment
            table.add([
                report.alias.value.target.description, traffic(report.alias.value.routing),
                assessment.errorRate.map(percent) ?? "?", assessment.lastGood?.version.label ?? "none",
                assessment.readiness.grade == .blocked ? "blocked" : duration(assessment.readiness.predicted),
                alarms(report.alarms),
            ])
        }
        return [heading(head)] + table.lines + reports.compactMap(moving)
    }

    /// What moves the target by itself; nil when nothing does.
    private static func moving(_ report: TargetReport) -> String? {
        guard let deployment = report.deployment else { return nil }
        let share = deployment.targetVersion.map { version in
            ", \(version.label) at \(percent(report.alias.value.effective.share(of: version)))"
        }
        let name = Sanitiser.sanitise(deployment.id, limit: 40)
        return "  » \(deployment.target) is moved by \(name), \(deployment.status.rawValue)\(share ?? ""): "
            + deployment.strategy.name.text
    }

    static func ready(_ head: ReportHead, _ reports: [TargetReport]) -> [String] {
        var lines = [heading(head)]
        for report in reports {
            let readiness = report.assessment.readiness
            let back = report.assessment.lastGood.map { "to \($0.version.label) in \(duration(readiness.predicted))" } ?? ""
            lines.append("\(report.alias.value.target)  \(readiness.grade.rawValue)  \(back)")
            if let good = report.assessment.lastGood { lines.append("  \(good.version.label): \(good.evidence)") }
            if let none = report.assessment.noLastGood { lines.append("  ✗ \(none.text)") }
            for finding in readiness.findings {
                lines.append("  \(finding.level.rawValue): \(finding.text)")
                let more = [finding.why, finding.fix].filter { !$0.isEmpty }.joined(separator: "; ")
                if !more.isEmpty { lines.append("      \(more)") }
            }
        }
        return lines
    }

    private static func heading(_ head: ReportHead) -> String {
        "\(head.mode == .drill ? "DRILL  " : "")\(head.account) · \(head.region) · \(head.now.time.clock)"
    }
}

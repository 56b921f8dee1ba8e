import IncidentModel

/// Which sums were asked for: each stretch that is over is asked for once, one that goes on once an hour. GetMetricData costs money.
struct TotalsBook: Sendable {
    private struct Stretch: Hashable {
        var version: VersionID
        var from: Timestamp

        init(_ question: TotalsQuestion) {
            version = question.version
            from = question.from
        }
    }

    private struct Answer {
        var until: Timestamp
        var totals: VersionTotals?
    }

    private var answers: [Target: [Stretch: Answer]] = [:]

    /// Those of the questions whose answer is not known, or old.
    func open(_ questions: [TotalsQuestion], every pace: Duration, now: Timestamp) -> [TotalsQuestion] {
        questions.filter { question in
            guard question.from < question.to else { return false }
            guard let until = answers[question.target]?[Stretch(question)]?.until else { return true }
            let isOver = now - question.to > .seconds(600)
            return question.to > until && (isOver || question.to - until >= pace)
        }
    }

    /// Takes the answers in and gives the sums of each version over all stretches that matter now.
    mutating func take(
        _ found: [TotalsQuestion: VersionTotals], to asked: [TotalsQuestion], of target: Target, wanted: [TotalsQuestion]
    ) -> [VersionID: VersionTotals] {
        var known = answers[target] ?? [:]
        for question in asked { known[Stretch(question)] = Answer(until: question.to, totals: found[question]) }
        let stretches = Set(wanted.map(Stretch.init))
        known = known.filter { stretches.contains($0.key) }
        answers[target] = known
        var sums: [VersionID: VersionTotals] = [:]
        for (stretch, answer) in known {
            guard let totals = answer.totals else { continue }
            sums[stretch.version] = sums[stretch.version].map { $0 + totals } ?? totals
        }
        return sums
    }

    mutating func forget(_ target: Target) { answers[target] = nil }
}

extension VersionTotals {
    fileprivate static func + (a: VersionTotals, b: VersionTotals) -> VersionTotals {
        VersionTotals(
            requests: a.requests + b.requests, errors: a.errors + b.errors, from: min(a.from, b.from), to: max(a.to, b.to))
    }
}

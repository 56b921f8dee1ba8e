/// How an alias that has provisioned concurrency is moved (`reference`: AWS keeps the traffic on the old version by a weight of 1.0 until the
/// new one is allocated).
package enum ProvisionedStrategy: String, Sendable, CaseIterable {
    /// Move the pointer and wait until AWS has warmed the new version; the old one has the traffic until then.
    case waitWarm = "wait-warm"
    /// Take the alias' provisioned concurrency away, move at once (cold), put it back.
    case dropAndRestore = "drop-and-restore"
    /// Warm the version itself first, then move at once; the alias keeps none of its own.
    case versionLevel = "version-level"
}

/// The provisioned concurrency of a plan: what was chosen, and what else there is.
package struct ProvisionedPlan: Hashable, Sendable {
    package struct Option: Hashable, Sendable {
        package var strategy: ProvisionedStrategy
        /// Until the bad version has no traffic any more.
        package var predicted: Duration
        /// What it costs, in one clause: `the old version serves until then`, `first calls are cold`.
        package var consequence: String

        package init(strategy: ProvisionedStrategy, predicted: Duration, consequence: String) {
            self.strategy = strategy
            self.predicted = predicted
            self.consequence = consequence
        }
    }

    package var chosen: ProvisionedStrategy
    /// All three, the quickest first.
    package var options: [Option]
    /// Executions asked for on the alias: what is put back.
    package var requested: Int

    package init(chosen: ProvisionedStrategy, options: [Option], requested: Int) {
        self.chosen = chosen
        self.options = options
        self.requested = requested
    }
}

/// A word that must be typed before a dangerous plan is carried out.
package struct TypedConfirmation: Hashable, Sendable {
    /// `v6`
    package var word: String
    /// Why one key is not enough, as a sentence.
    package var why: String

    package init(word: String, why: String) {
        self.word = word
        self.why = why
    }
}

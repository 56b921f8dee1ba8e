/// A queue of polls that are alike in importance. Lanes that spend the same quota share it by their weights: none is ever shut out.
enum PollLane: Int, CaseIterable, Sendable {
    /// Which quota a lane spends.
    enum Quota: Hashable, Sendable, CaseIterable {
        /// Lambda's 15 requests per second for the whole account.
        case controlPlane
        /// GetFunction's own 100.
        case getFunction
        /// GetMetricData's 50, a few at a time.
        case totals
        /// Others, few calls each; the gate alone holds them back.
        case other
    }

    case other
    /// Asked for by a person: before everything else.
    case atOnce
    case focusedAliases, emptyRows, account, visibleAliases, focusedFurther, changed, alarmedAliases, visibleFurther
    /// Wiring of what is on the screen, five calls a function: behind every first read, since the rows on the screen change while a large
    /// account is read for the first time.
    case visibleWiring
    /// What was never read, of functions that nobody looks at: before anything of them is read twice.
    case firstAliases, firstVersions
    case restAliases, restVersions, restWiring
    case closeStates, fingerprints, restStates
    case totals

    var quota: Quota {
        switch self {
        case .other: .other
        case .totals: .totals
        case .closeStates, .fingerprints, .restStates: .getFunction
        default: .controlPlane
        }
    }

    /// The share of the quota while all lanes have something to read. When some have not, the others take it in the same proportion.
    var weight: Double {
        switch self {
        case .other, .atOnce, .totals: 1
        case .focusedAliases, .emptyRows: 16
        case .visibleAliases, .firstAliases: 8
        case .account, .focusedFurther, .changed, .alarmedAliases: 4
        case .visibleFurther, .firstVersions: 3
        case .visibleWiring: 2
        case .restAliases: 3.2
        case .restVersions, .restWiring: 0.4
        case .closeStates: 4
        case .fingerprints: 8
        case .restStates: 1
        }
    }

    /// Waits until no row and no list of versions is left that was never read.
    var isRepeat: Bool {
        switch self {
        case .visibleWiring, .restAliases, .restVersions, .restWiring: true
        default: false
        }
    }

    /// By quota, in the order of their importance.
    static let byQuota = Dictionary(grouping: allCases, by: \.quota)
}

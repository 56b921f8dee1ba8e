package import IncidentModel

/// Which versions can run on the schema that the data has now. A release says which schemas it runs on in its description (`schema=12`,
/// `schema=11..12`) or in the settings; no alias move takes a migration back.
package enum SchemaCheck {
    /// What a version says that it can run on; the settings win over its description.
    package static func window(_ version: FunctionVersion, of function: String, options: PlanOptions) -> SchemaWindow? {
        options.schemaWindows[function]?[version.version] ?? described(version)
    }

    /// Why the version cannot run on the schema that the data has now, as a sentence without its end; nil when it can, and when nothing
    /// is known that speaks against it.
    package static func barrier(
        to version: FunctionVersion, target: Target, picture: FleetPicture, ledger: ActionLedger, options: PlanOptions, now: Now
    ) -> String? {
        SchemaState(of: target.function, picture: picture, ledger: ledger, options: options, now: now)?.barrier(to: version)
    }

    /// What is not known of the version and the schema, as a sentence without its end; nil when nothing is in doubt.
    package static func doubt(
        about version: FunctionVersion, target: Target, picture: FleetPicture, ledger: ActionLedger, options: PlanOptions,
        now: Now
    ) -> String? {
        SchemaState(of: target.function, picture: picture, ledger: ledger, options: options, now: now)?.doubt(about: version)
    }

    private static func described(_ version: FunctionVersion) -> SchemaWindow? { word(version).flatMap { SchemaWindow($0) } }

    /// The value of the first `schema=` in the description. By bytes: every version of a fleet is asked, most say nothing.
    private static func word(_ version: FunctionVersion) -> Substring? {
        let text = version.description.text
        let bytes = text.utf8
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(where: isSeparator) ?? bytes.endIndex
            if bytes[start..<end].starts(with: "schema=".utf8) { return text[start..<end].dropFirst("schema=".utf8.count) }
            start = end < bytes.endIndex ? bytes.index(after: end) : end
        }
        return nil
    }

    /// A space, `,`, `;`, a parenthesis or a bracket.
    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x2C, 0x3B, 0x28, 0x29, 0x5B, 0x5D: true
        default: false
        }
    }

    /// The words after `schema=` when they are no window.
    static func unreadable(_ version: FunctionVersion) -> String? {
        guard let word = word(version), SchemaWindow(word) == nil else { return nil }
        return String(word)
    }
}

/// The schema of a function's data, as far as the versions that were served tell.
struct SchemaState: Sendable {
    /// The highest schema that a version served on any alias needs: the data has been migrated at least so far.
    let level: Int
    /// The first version that needs it.
    let since: VersionID
    /// How far the data may have been migrated, by the windows of what is served now; not under `level`.
    let highest: Int
    private let windows: [VersionID: SchemaWindow]
    /// Versions up to this one, where they say nothing themselves, are older than one that cannot run on the data.
    private let newestBelow: VersionID?

    /// Nil when no version that was served says what it runs on.
    /// - Parameter aliases: the function's targets, where the caller knows them.
    init?(
        of function: String, aliases: [Target]? = nil, picture: FleetPicture, ledger: ActionLedger, options: PlanOptions, now: Now
    ) {
        let versions = picture.versions[function]?.value ?? []
        var windows: [VersionID: SchemaWindow] = [:]
        for version in versions where !version.version.isLatest {
            windows[version.version] = SchemaCheck.window(version, of: function, options: options)
        }
        guard !windows.isEmpty else { return nil }
        let aliases = aliases ?? picture.aliases.keys.filter { $0.function == function }
        var served: Set<VersionID> = []
        var current: Set<VersionID> = []
        for target in aliases {
            current.formUnion(picture.aliases[target]?.value.routing.versions ?? [])
            served.formUnion(Self.served(target, picture: picture, ledger: ledger, now: now))
        }
        served.formUnion(current)
        let needs = served.sorted().compactMap { version in windows[version].map { (version: version, window: $0) } }
        guard let level = needs.map(\.window.lowest).max(),
            let first = needs.first(where: { $0.window.lowest == level })
        else { return nil }
        self.level = level
        since = first.version
        highest = max(level, current.compactMap { windows[$0]?.highest }.min() ?? needs.map(\.window.highest).max() ?? level)
        newestBelow = windows.filter { $0.value.highest < level }.keys.max()
        self.windows = windows
    }

    private static func served(_ target: Target, picture: FleetPicture, ledger: ActionLedger, now: Now) -> Set<VersionID> {
        var served: Set<VersionID> = []
        for (version, series) in picture.metrics[target]?.value.byVersion ?? [:]
        where series.invocations.points.contains(where: { $0.value > 0 }) {
            served.insert(version)
        }
        for (version, totals) in picture.totals[target]?.value ?? [:] where totals.requests > 0 { served.insert(version) }
        served.formUnion(ledger.everRouted(on: target))
        served.formUnion(ServingSources(target: target, picture: picture, ledger: ledger, now: now).stretches.byVersion.keys)
        return served
    }

    func barrier(to version: FunctionVersion) -> String? {
        let has = "the data has \(level) since \(since.label) was served"
        if let window = windows[version.version] {
            return window.highest < level ? "can run on schema \(window), \(has)" : nil
        }
        guard let newer = newestBelow, version.version < newer, let window = windows[newer] else { return nil }
        return "says nothing of its schema and is older than \(newer.label), which can run on schema \(window); \(has)"
    }

    func doubt(about version: FunctionVersion) -> String? {
        let label = version.version.label
        guard let window = windows[version.version] else {
            if let word = SchemaCheck.unreadable(version) {
                return "\(label) says schema=\(Wording.typed(word)), which is neither a number nor a range such as 11..12"
            }
            return "\(label) says nothing of its schema, the data has \(level) since \(since.label) was served"
        }
        if window.lowest > level {
            return
                "\(label) needs schema \(window.lowest), the data is known to have \(level): it must be migrated before \(label) is served"
        }
        guard window.highest < highest else { return nil }
        return "\(label) can run on schema \(window) and what is served now on up to \(highest): whether the data is still on "
            + (window.highest == level ? "\(level)" : "\(level) to \(window.highest)") + " is not known"
    }
}

import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Versions and the schema of their data.
struct SchemaTests {
    private static let target = Fixtures.checkout

    /// v7 failing with `schema=12`, v6 before it, v8 published and not routed.
    private static func builder(
        _ descriptions: [VersionID: DisplayText] = ["8": "schema=12", "7": "schema=12", "6": "schema=11", "5": "schema=11"]
    ) -> PictureBuilder {
        var builder = PictureBuilder.badRelease()
        let ages: [(VersionID, Int)] = [("8", 600), ("7", 1800), ("6", 9 * 86_400), ("5", 20 * 86_400)]
        builder.apply(
            .versions(
                function: "checkout",
                ages.map { Fixtures.version($0, published: .seconds($1), description: descriptions[$0] ?? "") }))
        builder.picture.transitions = nil
        builder.apply(.alarmHistory([]))
        return builder
    }

    private static func find(_ builder: PictureBuilder, _ options: PlanOptions = PlanOptions()) -> Result<LastGood, Refusal> {
        LastGoodFinder.find(target, picture: builder.picture, ledger: ActionLedger(), options: options, now: builder.now)
    }

    private static func version(_ id: VersionID, _ builder: PictureBuilder) throws -> FunctionVersion {
        try #require(builder.picture.versions["checkout"]?.value.first { $0.version == id })
    }

    private static func barrier(_ id: VersionID, _ builder: PictureBuilder, _ options: PlanOptions = PlanOptions()) throws
        -> String?
    {
        SchemaCheck.barrier(
            to: try version(id, builder), target: target, picture: builder.picture, ledger: ActionLedger(), options: options,
            now: builder.now)
    }

    private static func doubt(_ id: VersionID, _ builder: PictureBuilder) throws -> String? {
        SchemaCheck.doubt(
            about: try version(id, builder), target: target, picture: builder.picture, ledger: ActionLedger(),
            options: PlanOptions(), now: builder.now)
    }

    @Test func aVersionThatCannotRunOnTheDataIsPassedOver() throws {
        let builder = Self.builder()
        #expect(try Self.barrier("6", builder) == "can run on schema 11, the data has 12 since v7 was served")
        #expect(try Self.barrier("8", builder) == nil)
        let good = try Self.find(builder).get()
        #expect(good.version == "8")
        #expect(
            good.evidence
                == "weak: never served as far as is known, published 2026-11-20 20:59 UTC, state Active, newer than v7: rolls forward"
        )
        let judged = Assessor.assess(Self.target, builder.picture, ledger: ActionLedger(), now: builder.now)
        // A choice that rolls forward tells why what served before was not taken.
        #expect(judged.lastGood?.passedOver.map(\.version) == ["6", "5"])
        #expect(judged.records.map(\.verdict) == [.chosen, .leaving, .passedOver, .passedOver])
        #expect(
            judged.records.map(\.reason).suffix(2) == [
                "can run on schema 11, the data has 12 since v7 was served",
                "can run on schema 11, the data has 12 since v7 was served",
            ])
    }

    @Test func aVersionThatSaysNothingIsNoBetterThanANewerOneThatCannot() throws {
        let builder = Self.builder(["8": "schema=12", "7": "schema=12", "6": "schema=11"])
        #expect(
            try Self.barrier("5", builder)
                == "says nothing of its schema and is older than v6, which can run on schema 11; the data has 12 since v7 was served"
        )
        #expect(try Self.find(builder).get().version == "8")
    }

    @Test func aVersionThatRunsOnBothIsTaken() throws {
        #expect(try Self.find(Self.builder(["7": "schema=12", "6": "SDK bump, schema=11..12"])).get().version == "6")
    }

    @Test func theSettingsWin() throws {
        var options = PlanOptions()
        options.schemaWindows = ["checkout": ["6": SchemaWindow(11, 12)]]
        #expect(try Self.find(Self.builder(), options).get().version == "6")
        options.schemaWindows = ["checkout": ["7": SchemaWindow(11, 11)]]
        #expect(try Self.barrier("6", Self.builder(), options) == nil)
    }

    @Test func whatIsNotKnownIsSaid() throws {
        let wide = Self.builder(["8": "schema=13", "7": "schema=11..12", "6": "schema=11", "5": "schema=eleven"])
        #expect(try Self.barrier("6", wide) == nil)
        #expect(
            try Self.doubt("6", wide)
                == "v6 can run on schema 11 and what is served now on up to 12: whether the data is still on 11 is not known")
        #expect(try Self.barrier("8", wide) == nil)
        #expect(
            try Self.doubt("8", wide)
                == "v8 needs schema 13, the data is known to have 11: it must be migrated before v8 is served")
        #expect(try Self.doubt("5", wide)?.hasPrefix("v5 says schema=eleven, which is neither a number nor a range") == true)
        #expect(try Self.doubt("7", wide) == nil)
        #expect(try Self.doubt("6", Self.builder([:])) == nil)
    }

    @Test func aVersionServedOnAnotherAliasHasMigratedTheSameData() throws {
        var builder = Self.builder(["8": "schema=12", "6": "schema=11", "5": "schema=11"])
        #expect(try Self.barrier("6", builder) == nil)
        builder.alias(Target(function: "checkout", alias: "beta"), Routing(pointer: "8"))
        #expect(try Self.barrier("6", builder) == "can run on schema 11, the data has 12 since v8 was served")
        #expect(
            SchemaCheck.barrier(
                to: try Self.version("6", builder), target: Fixtures.payments, picture: builder.picture, ledger: ActionLedger(),
                options: PlanOptions(), now: builder.now) == nil)
    }

    @Test func aVersionThatWasServedEarlierCountsToo() throws {
        var builder = Self.builder(["7": "", "6": "schema=11", "8": "schema=12"])
        builder.apply(
            .trail([
                LedgerTests.moved("1", .seconds(500), to: "8", weights: [:]),
                LedgerTests.moved("2", .seconds(400), to: "7", weights: [:]),
            ]))
        #expect(try Self.barrier("6", builder) == "can run on schema 11, the data has 12 since v8 was served")
    }

    @Test func windowsThatRunBackwardsDoNoHarm() throws {
        var options = PlanOptions()
        options.schemaWindows = ["checkout": ["7": SchemaWindow(12, 3), "6": SchemaWindow(.max, .min)]]
        _ = Self.find(Self.builder(), options)
        #expect(SchemaWindow("12..11") == nil)
    }
}

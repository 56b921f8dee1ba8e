// swift-tools-version: 6.2
import PackageDescription

// Every edge of the house is drawn here; what is not drawn is forbidden. `make check` enforces it with
// `--explicit-target-dependency-import-check error`. Sources/README.md explains the directions.

let swift: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// A process that starts in the middle of an incident must not wait for its own linking: packed relocations and no exported symbols
// (measured: 38 MB → 34 MB resident and 6 ms less from exec to exit), and the functions that run are linked side by side
// (.ci/link-order, made by `make link-order`, and the Makefile's `-function-sections`: 34 MB → 30 MB). The symbol table stays, crash reports name functions with it.
let released: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker", "--icf=safe", "-Xlinker",
            "--no-export-dynamic", "-Xlinker", "--strip-debug", "-Xlinker",
            "--symbol-ordering-file=\(Context.packageDirectory)/.ci/link-order", "-Xlinker", "--no-warn-symbol-ordering",
        ], .when(platforms: [.linux], configuration: .release))
]

func house(
    _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = [], exclude: [String] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: swift)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies + ["TestSupport"], exclude: exclude, swiftSettings: swift)
}

let package = Package(
    name: "flipback",
    products: [.executable(name: "flipback", targets: ["flipback"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(name: "COpenSSL", linkerSettings: [.linkedLibrary("crypto")]),

        house("IncidentModel"),
        house("TerminalCanvas"),
        house("IncidentEngine", ["IncidentModel"]),
        house("Cryptography", ["COpenSSL"]),
        house("AWSSigning", ["Cryptography"]),
        house("HTTPTransport", ["CCurl"]),
        house("AWSGateway", ["IncidentEngine", "IncidentModel", "AWSSigning", "HTTPTransport"]),
        house("Notices", ["IncidentEngine", "IncidentModel", "AWSGateway", "HTTPTransport"]),
        house("Journal", ["IncidentEngine", "IncidentModel", "Cryptography", .product(name: "GRDB", package: "GRDB.swift")]),
        house(
            "EmbeddedRegion",
            [
                "AWSSigning", .product(name: "Yams", package: "Yams"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ], resources: [.embedInCode("Scenarios")]),
        house(
            "Postmortem", ["IncidentEngine", "IncidentModel", .product(name: "Mustache", package: "swift-mustache")],
            resources: [.embedInCode("Templates")]),
        house("TerminalNcurses", ["TerminalCanvas", "CNcurses"]),
        house("ConsoleUI", ["IncidentModel", "TerminalCanvas"]),
        house("ConsoleRuntime", ["ConsoleUI", "IncidentEngine", "IncidentModel", "TerminalCanvas"]),
        .executableTarget(
            name: "flipback",
            dependencies: [
                "AWSGateway", "AWSSigning", "ConsoleRuntime", "ConsoleUI", "Cryptography", "EmbeddedRegion", "HTTPTransport",
                "IncidentEngine", "IncidentModel", "Journal", "Notices", "Postmortem", "TerminalCanvas", "TerminalNcurses",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
            ],
            resources: [.embedInCode("Themes/shipped"), .embedInCode("Runbooks/shipped")], swiftSettings: swift,
            linkerSettings: released),
        house("TestSupport", ["IncidentEngine", "IncidentModel", "HTTPTransport", "TerminalCanvas"]),

        // Not part of the program: what `make bench` measures the journal's appends with.
        .executableTarget(
            name: "journal-append", dependencies: ["IncidentEngine", "IncidentModel", "Journal"],
            path: "Tests/Benchmarks/JournalAppend", swiftSettings: swift),

        tests("IncidentModel", ["IncidentModel"]),
        tests("TerminalCanvas", ["TerminalCanvas"]),
        tests("IncidentEngine", ["IncidentEngine", "IncidentModel"]),
        tests("AWSSigning", ["AWSSigning", "Cryptography"]),
        tests("HTTPTransport", ["HTTPTransport"]),
        tests("AWSGateway", ["AWSGateway", "AWSSigning", "HTTPTransport", "IncidentEngine", "IncidentModel"]),
        tests(
            "Journal",
            ["Journal", "IncidentEngine", "IncidentModel", "Cryptography", .product(name: "GRDB", package: "GRDB.swift")]),
        tests("Notices", ["Notices", "AWSGateway", "HTTPTransport", "IncidentEngine", "IncidentModel"]),
        tests("Postmortem", ["Postmortem", "IncidentEngine", "IncidentModel"], exclude: ["Documents"]),
        tests("EmbeddedRegion", ["EmbeddedRegion", "AWSSigning"]),
        // What no target alone can show: the real client, writer, journal and operator against the region.
        tests(
            "Proof",
            [
                "AWSGateway", "AWSSigning", "EmbeddedRegion", "HTTPTransport", "IncidentEngine", "IncidentModel", "Journal",
            ]),
        tests("TerminalNcurses", ["TerminalNcurses", "TerminalCanvas"]),
        tests("ConsoleUI", ["ConsoleUI", "IncidentModel", "TerminalCanvas"], exclude: ["Screens"]),
        tests("ConsoleRuntime", ["ConsoleRuntime", "ConsoleUI", "IncidentEngine", "IncidentModel", "TerminalCanvas"]),
        tests(
            "flipback",
            [
                "flipback", "AWSGateway", "IncidentModel", "IncidentEngine", "Notices", "Postmortem", "TerminalCanvas",
                "ConsoleUI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),
    ]
)

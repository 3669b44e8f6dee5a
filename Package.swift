// swift-tools-version: 6.2
import PackageDescription

// Three tables make this package: capability modules, drivers, and products made of them. A new part is one line in a table.

/// A capability module: target `<name>Plugin` in Plugins/<name>, compiled in by the trait `<name>`.
struct Module {
    let name: String
    var libraries: [Target.Dependency] = []
    /// The drivers whose devices its tests run on.
    var benches: [Target.Dependency] = []
}

/// A driver module: target `<name>Driver` in BoardSupport/Drivers/<name>, compiled in by the trait `<name>`.
struct DriverModule {
    let name: String
    var libraries: [Target.Dependency] = []
    /// The drivers whose devices its tests use.
    var benches: [Target.Dependency] = []
}

/// A product: a trait that enables the traits of its parts.
struct Variant {
    let name: String
    let parts: [String]
}

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
]
let tls: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl", condition: .when(traits: ["TLS"]))
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")

let modules = [
    Module(name: "System"),
    Module(name: "Users"),
    Module(name: "Network"),
    Module(name: "Time"),
    Module(name: "Image"),
    Module(name: "OSD", benches: ["FreeTypeDriver"]),
    Module(name: "DayNight", benches: ["BenchLinesDriver"]),
    Module(name: "Privacy"),
    Module(name: "Video"),
    Module(name: "Audio", benches: ["BenchAudioDriver", "BenchLinesDriver"]),
    Module(name: "PTZ", benches: ["BenchHeadDriver"]),
    Module(name: "Motion"),
    Module(name: "Snapshot"),
    Module(name: "Upgrade"),
    Module(name: "Streaming", libraries: nio + [tls]),
]

let drivers = [
    DriverModule(name: "BenchSystem"),
    DriverModule(name: "BenchHead"),
    DriverModule(name: "BenchAudio"),
    DriverModule(name: "BenchLines"),
    DriverModule(name: "GPIO", libraries: ["CGPIO"]),
    DriverModule(name: "Serial", libraries: ["CSerial"]),
    DriverModule(name: "CompositeHead", benches: ["BenchHeadDriver"]),
    DriverModule(name: "Clip"),
    DriverModule(name: "LibAV", libraries: ["CLibAV"]),
    DriverModule(name: "LinuxMachine", libraries: ["CLinuxGPIO"]),
    DriverModule(name: "LibYUV", libraries: ["CYUV"]),
    DriverModule(name: "TurboJPEG", libraries: ["CTurboJPEG"]),
    DriverModule(name: "FreeType", libraries: ["CFreeType", "CHarfBuzz", "CFontconfig", "CFriBidi"]),
    DriverModule(name: "X264", libraries: ["CX264"]),
    DriverModule(name: "X265", libraries: ["CX265"]),
    DriverModule(name: "ALSA", libraries: ["CALSA"]),
    DriverModule(name: "VOAAC", libraries: ["CVOAAC"]),
    DriverModule(name: "FAAD", libraries: ["CFAAD"]),
    DriverModule(name: "V4L2", libraries: ["CV4L2", "CTurboJPEG"]),
]

let camera = [
    "System", "Users", "Network", "Time", "Image", "Privacy", "OSD", "Video", "Motion", "Snapshot", "Upgrade", "Streaming",
]
let bench = ["BenchSystem", "LinuxMachine", "Clip", "LibYUV", "TurboJPEG", "FreeType", "X264"]
/// What the bench board has beyond other simulated cameras.
let simulated = ["TLS", "X265", "BenchHead", "BenchAudio", "BenchLines"]
/// Sound through the kernel's cards, with AAC both ways.
let sound = ["Audio", "ALSA", "VOAAC", "FAAD"]
/// A camera of the kernel, with software where a board has no hardware, and stand-ins for what no driver knows yet.
let real = ["TLS", "BenchSystem", "LinuxMachine", "V4L2", "LibYUV", "TurboJPEG", "FreeType", "X264"]

let products = [
    Variant(name: "Bench", parts: camera + ["Audio", "PTZ", "DayNight"] + bench + simulated + ["VOAAC", "FAAD"]),
    Variant(name: "Fixed", parts: camera + bench),
    Variant(name: "Dome", parts: camera + ["PTZ"] + bench + ["X265", "BenchHead"]),
    Variant(name: "Virtual", parts: camera + ["DayNight", "PTZ"] + real + sound + ["GPIO"]),
    Variant(name: "RaspberryPi4USB", parts: camera + ["PTZ"] + real + sound + ["GPIO"]),
    Variant(name: "RaspberryPiZero2W", parts: camera + real),
    Variant(name: "X86UVC", parts: camera + ["PTZ"] + real + sound + ["Serial"]),
    Variant(name: "RK3566IPC", parts: camera + ["DayNight"] + real + sound + ["GPIO"]),
]

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let partNames = modules.map(\.name) + drivers.map(\.name)

let contracts: [Target.Dependency] = ["GatewayCore", "MediaCore", "BoardDevices", log]

var targets: [Target] = [
    .target(name: "MediaCore"),
    .target(name: "BoardDevices", dependencies: ["MediaCore", log], path: "BoardSupport/Devices"),
    .target(
        name: "GatewayCore",
        dependencies: [
            "MediaCore", "BoardDevices", log, .product(name: "Crypto", package: "swift-crypto"),
            .product(name: "CryptoExtras", package: "swift-crypto"),
        ]),
    .target(name: "SQLiteStore", dependencies: ["GatewayCore", "MediaCore", "CSQLite", log]),
    .target(
        name: "ConfigurationFiles",
        dependencies: ["BoardDevices", .product(name: "Yams", package: "Yams", condition: .when(traits: ["YAML"]))]),
    .target(
        name: "GatewayHTTP",
        dependencies: ["GatewayCore", log, .product(name: "NIOHTTP1", package: "swift-nio")] + nio),
    .target(
        name: "GatewayTesting",
        dependencies: contracts + ["ConfigurationFiles"]),
    .plugin(name: "Composition", capability: .buildTool(), path: "Sources/Composition"),
    .executableTarget(
        name: "camgate",
        dependencies: contracts + [
            "GatewayHTTP", "SQLiteStore", "ConfigurationFiles", "CMalloc",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ] + nio
            + modules.map { .target(name: "\($0.name)Plugin", condition: .when(traits: [$0.name])) }
            + drivers.map { .target(name: "\($0.name)Driver", condition: .when(traits: [$0.name])) },
        plugins: ["Composition"]),

    .systemLibrary(name: "CMalloc", path: "BoardSupport/CLibraries/CMalloc"),
    .systemLibrary(name: "CSQLite", path: "BoardSupport/CLibraries/CSQLite"),
    .systemLibrary(name: "CLinuxGPIO", path: "BoardSupport/CLibraries/CLinuxGPIO"),
    .systemLibrary(name: "CGPIO", path: "BoardSupport/CLibraries/CGPIO"),
    .systemLibrary(name: "CSerial", path: "BoardSupport/CLibraries/CSerial"),
    .systemLibrary(name: "CX264", path: "BoardSupport/CLibraries/CX264"),
    .systemLibrary(name: "CX265", path: "BoardSupport/CLibraries/CX265"),
    .systemLibrary(name: "CTurboJPEG", path: "BoardSupport/CLibraries/CTurboJPEG"),
    .systemLibrary(name: "CYUV", path: "BoardSupport/CLibraries/CYUV"),
    .systemLibrary(name: "CFreeType", path: "BoardSupport/CLibraries/CFreeType", pkgConfig: "freetype2"),
    .systemLibrary(name: "CHarfBuzz", path: "BoardSupport/CLibraries/CHarfBuzz"),
    .systemLibrary(name: "CFontconfig", path: "BoardSupport/CLibraries/CFontconfig"),
    .systemLibrary(name: "CFriBidi", path: "BoardSupport/CLibraries/CFriBidi"),
    .systemLibrary(name: "CV4L2", path: "BoardSupport/CLibraries/CV4L2"),
    .systemLibrary(name: "CALSA", path: "BoardSupport/CLibraries/CALSA"),
    .systemLibrary(name: "CVOAAC", path: "BoardSupport/CLibraries/CVOAAC"),
    .systemLibrary(name: "CFAAD", path: "BoardSupport/CLibraries/CFAAD"),
    .systemLibrary(name: "CLibAV", path: "BoardSupport/CLibraries/CLibAV"),

    // Measured by Tests/Benchmarks; part of no product.
    .executableTarget(name: "steptiming", dependencies: ["GPIODriver", log], path: "Tests/Benchmarks/StepTiming"),

    .testTarget(name: "MediaCoreTests", dependencies: ["MediaCore", "GatewayTesting"]),
    .testTarget(name: "GatewayCoreTests", dependencies: contracts + ["GatewayTesting"]),
    .testTarget(name: "SQLiteStoreTests", dependencies: ["SQLiteStore", "GatewayCore", log]),
    .testTarget(name: "ConfigurationFilesTests", dependencies: ["ConfigurationFiles", "BoardDevices"]),
    .testTarget(name: "GatewayHTTPTests", dependencies: contracts + ["GatewayHTTP", "GatewayTesting"] + nio),
    .testTarget(
        name: "BoardTests",
        dependencies: contracts + ["GatewayTesting", "ConfigurationFiles"]
            + modules.map { .target(name: "\($0.name)Plugin") } + drivers.map { .target(name: "\($0.name)Driver") },
        exclude: ["Files"], plugins: ["Composition"]),
    .testTarget(
        name: "BringUpTests",
        dependencies: ["BoardDevices", "MediaCore", "GatewayTesting", "ConfigurationFiles", log]
            + drivers.map { .target(name: "\($0.name)Driver") }),
    .testTarget(
        name: "ConformanceTests",
        dependencies: contracts + ["GatewayTesting", "ConfigurationFiles"]
            + modules.map { .target(name: "\($0.name)Plugin") } + drivers.map { .target(name: "\($0.name)Driver") },
        exclude: ["Cases"], plugins: ["Composition"]),
    .testTarget(name: "HouseRuleTests"),
]

for module in modules {
    targets.append(
        .target(
            name: "\(module.name)Plugin", dependencies: contracts + module.libraries, path: "Plugins/\(module.name)",
            exclude: ["README.md"]))
    targets.append(
        .testTarget(
            name: "\(module.name)PluginTests",
            dependencies: contracts + ["GatewayTesting", .target(name: "\(module.name)Plugin")] + module.libraries
                + module.benches))
}

for driver in drivers {
    targets.append(
        .target(
            name: "\(driver.name)Driver", dependencies: ["BoardDevices", "MediaCore", log] + driver.libraries,
            path: "BoardSupport/Drivers/\(driver.name)", exclude: ["README.md"]))
    targets.append(
        .testTarget(
            name: "\(driver.name)DriverTests",
            dependencies: ["BoardDevices", "MediaCore", "GatewayTesting", log, .target(name: "\(driver.name)Driver")]
                + driver.benches))
}

for target in targets where ![.system, .plugin].contains(target.type) {
    target.swiftSettings = settings
}

let package = Package(
    name: "camgate",
    products: [.executable(name: "camgate", targets: ["camgate"])],
    traits: Set(
        [
            .default(enabledTraits: ["Development"]),
            .trait(
                name: "Development", description: "Every part, for development and tests",
                enabledTraits: Set(partNames + ["YAML", "TLS"])),
            .trait(name: "TLS", description: "Streams over TLS where a product has a certificate"),
            .trait(name: "YAML", description: "Reads board and product files as YAML; devices read packed JSON"),
        ]
            + products.map {
                .trait(name: "Product\($0.name)", description: "The parts of the product", enabledTraits: Set($0.parts))
            }
            + partNames.map { .trait(name: $0) }),
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-crypto", "4.0.0"..<"5.0.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: targets)

import IncidentModel
import Testing

@Suite("Routing and effective traffic")
struct TrafficTests {
    private func parts(_ routing: Routing) -> [String] {
        EffectiveTraffic(routing).parts.map { "\($0.version.label) \($0.share)" }
    }

    @Test("no weights: everything to the pointer")
    func plain() {
        #expect(parts(Routing(pointer: "6")) == ["v6 1.0"])
        #expect(parts(Routing(pointer: "6", weights: ["7": 0])) == ["v6 1.0"])
        #expect(!EffectiveTraffic(Routing(pointer: "6", weights: ["7": 0])).isSplit)
    }

    @Test("a canary: the rest to the pointer, the larger share first")
    func split() {
        #expect(parts(Routing(pointer: "6", weights: ["7": 0.25])) == ["v6 0.75", "v7 0.25"])
        #expect(parts(Routing(pointer: "6", weights: ["7": 0.75])) == ["v7 0.75", "v6 0.25"])
        #expect(parts(Routing(pointer: "10", weights: ["9": 0.5])) == ["v9 0.5", "v10 0.5"])
    }

    @Test("a weight of 1 beats the pointer, which then gets nothing")
    func full() {
        let traffic = EffectiveTraffic(Routing(pointer: "6", weights: ["7": 1]))
        #expect(traffic.parts == [.init(version: "7", share: 1)])
        #expect(traffic.share(of: "6") == 0)
    }

    @Test("a weight on the pointer itself changes nothing")
    func ownWeight() { #expect(parts(Routing(pointer: "6", weights: ["6": 0.3])) == ["v6 1.0"]) }

    @Test(
        "whatever a region returns, the shares add up to one",
        arguments: [
            ["7": 0.8, "8": 0.8], ["7": 1.5], ["7": 0.3, "8": 0.3, "9": 0.3], ["7": -0.5], ["7": .nan], ["7": 1e300, "8": 1], [:],
        ] as [[VersionID: Double]])
    func total(weights: [VersionID: Double]) {
        let traffic = EffectiveTraffic(Routing(pointer: "6", weights: weights))
        #expect(abs(traffic.parts.map(\.share).reduce(0, +) - 1) < 1e-12)
        #expect(traffic.parts.allSatisfy { $0.share > 0 && $0.share <= 1 })
    }

    @Test("a weight of zero is no weight when routings are compared")
    func equality() {
        let a = Routing(pointer: "6", weights: ["7": 0])
        #expect(a == Routing(pointer: "6"))
        #expect(a.hashValue == Routing(pointer: "6").hashValue)
        #expect(a.additional == nil)
        #expect(Routing(pointer: "6", weights: ["7": 0.1]) != Routing(pointer: "6"))
        #expect(Routing(pointer: "6", weights: ["7": 0.1]).additional?.version == "7")
    }
}

import Testing

struct PeopleTextProofTests {
    @Test("regenerating keeps every section byte for byte, sixty times over", arguments: 0..<60)
    func keeps(seed: Int) throws { try PeopleTextTests().regenerate(seed) }
}

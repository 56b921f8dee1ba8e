import Testing

@testable import EmbeddedRegion

@Suite struct ExpressionTests {
    @Test(arguments: [
        ("100*errors/MAX([errors,invocations])", 8.0), ("(errors/invocations)*100", 8.0), ("-errors + 2 * 10 - 1", 3.0),
        ("FILL(absent, 0) + errors", 16.0), ("AVG([errors, invocations])", 108.0),
    ])
    func evaluates(text: String, wanted: Double) throws {
        let expression = try #require(MetricExpression(text))
        #expect(expression.value { ["errors": 16, "invocations": 200][$0] } == wanted)
    }

    @Test func missingDataAndDivisionByZeroGiveNoDatapoint() throws {
        #expect(try #require(MetricExpression("a/b")).value { ["a": 1, "b": 0][$0] } == nil)
        #expect(try #require(MetricExpression("a+b")).value { ["a": 1][$0] } == nil)
    }

    @Test(arguments: ["", "1+", "foo(", "100*/2", "MAX([a,b)", "Upper", "a b(", String(repeating: "(", count: 90)])
    func refuses(text: String) { #expect(MetricExpression(text) == nil) }
}

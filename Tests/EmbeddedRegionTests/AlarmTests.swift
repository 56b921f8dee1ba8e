import Testing

@testable import EmbeddedRegion

@Suite struct AlarmTests {
    private func rule(_ datapoints: Int, of periods: Int, _ missing: AlarmDefinition.Missing) -> AlarmDefinition.MetricRule {
        AlarmDefinition.MetricRule(
            queries: [], period: 60, evaluationPeriods: periods, datapointsToAlarm: datapoints, threshold: 5,
            comparison: .greater,
            missing: missing)
    }

    private func state(_ row: String, _ datapoints: Int, of periods: Int, _ missing: AlarmDefinition.Missing) -> AlarmState {
        let points: [Double?] = row.compactMap { ["0": .some(.some(0.0)), "X": .some(.some(9.0)), "-": .some(nil)][$0] ?? nil }
        return AlarmEvaluation(points: points, rule: rule(datapoints, of: periods, missing), current: .insufficientData).state
    }

    /// The tables of CloudWatch's user guide; the current state is INSUFFICIENT_DATA, so that "retain" shows.
    @Test(arguments: [
        ("0-X-X", 3, [AlarmState.ok, .ok, .ok, .ok]), ("0----", 3, [.ok, .ok, .ok, .ok]),
        ("-----", 3, [.insufficientData, .insufficientData, .alarm, .ok]), ("0XX-X", 3, [.alarm, .alarm, .alarm, .alarm]),
        ("--X--", 3, [.alarm, .insufficientData, .alarm, .ok]), ("0-X-X", 2, [.alarm, .alarm, .alarm, .alarm]),
        ("00X0X", 2, [.alarm, .alarm, .alarm, .alarm]), ("0-X--", 2, [.ok, .ok, .alarm, .ok]),
        ("----0", 2, [.ok, .ok, .alarm, .ok]), ("---X-", 2, [.alarm, .insufficientData, .alarm, .ok]),
    ])
    func missingDataIsTreatedAsDocumented(row: String, datapoints: Int, wanted: [AlarmState]) {
        let treatments: [AlarmDefinition.Missing] = [.missing, .ignore, .breaching, .notBreaching]
        for (treatment, state) in zip(treatments, wanted) {
            #expect(self.state(row, datapoints, of: 3, treatment) == state, "\(row) \(datapoints) of 3 \(treatment)")
        }
    }

    private func canaryAlarm() throws -> AlarmDefinition {
        let dimensions = ["FunctionName": "checkout", "Resource": "checkout:prod", "ExecutedVersion": "7"]
        func metric(_ id: String, _ name: String) -> MetricQuery {
            MetricQuery(
                id: id, label: nil, returnsData: false, period: 60,
                source: .metric(
                    .init(
                        namespace: "AWS/Lambda", name: name, dimensions: dimensions, statisticText: "Sum", statistic: .sum)))
        }
        let text = "100*e/MAX([e,i])"
        let expression = try #require(MetricExpression(text))
        let query = MetricQuery(
            id: "rate", label: "rate", returnsData: true, period: 60, source: .expression(text, expression))
        var made = rule(2, of: 3, .notBreaching)
        made.queries = [query, metric("e", "Errors"), metric("i", "Invocations")]
        return AlarmDefinition(
            name: "canary", description: "", created: Sample.start - 3_600_000, actions: [], actionsEnabled: true,
            source: .metric(made))
    }

    private func composite(_ rule: String) throws -> AlarmDefinition {
        AlarmDefinition(
            name: "any", description: "", created: Sample.start - 1_800_000, actions: [], actionsEnabled: true,
            source: .composite(try #require(CompositeRule(rule))))
    }

    @Test func theBadCanaryFiresWithinFourMinutesAndTheCompositeFollows() throws {
        let world = Sample.world(alarms: [try canaryAlarm(), try composite("ALARM(\"canary\")")])
        let book = AlarmBook(
            world: world, metrics: MetricSource(model: TrafficModel(noise: world.noise, start: world.start)))
        let statuses = book.statuses(world: world, now: Sample.start + 240_000)
        let canary = try #require(statuses.first { $0.definition.name == "canary" })
        let any = try #require(statuses.first { $0.definition.name == "any" })
        #expect(canary.state == .alarm)
        #expect(canary.transitions.map(\.to) == [.insufficientData, .ok, .alarm])
        #expect(canary.transitions.last?.reason.hasPrefix("Threshold Crossed: 2 out of the last 3 datapoints [") == true)
        #expect(any.transitions.map(\.to) == [.insufficientData, .ok, .alarm])
        let childAt = try #require(canary.transitions.last?.at)
        #expect(any.transitions.last?.at == childAt + 1_000)
    }

    @Test func historyDoesNotDependOnWhenItIsAskedFor() throws {
        let world = Sample.world(alarms: [try canaryAlarm()])
        func book() -> AlarmBook {
            AlarmBook(world: world, metrics: MetricSource(model: TrafficModel(noise: world.noise, start: world.start)))
        }
        let once = book().statuses(world: world, now: Sample.start + 1_200_000)
        let often = book()
        for second in stride(from: Int64(0), through: 1_200, by: 17) {
            _ = often.statuses(world: world, now: Sample.start + second * 1000)
        }
        let last = often.statuses(world: world, now: Sample.start + 1_200_000)
        #expect(once.first?.transitions.map(\.reason) == last.first?.transitions.map(\.reason))
    }

    @Test func aRollbackBringsTheAlarmBackToOK() throws {
        var world = Sample.world(alarms: [try canaryAlarm()])
        let book = AlarmBook(
            world: world, metrics: MetricSource(model: TrafficModel(noise: world.noise, start: world.start)))
        #expect(book.statuses(world: world, now: Sample.start + 300_000).first?.state == .alarm)
        world.functions["checkout"]?.aliases["prod"]?.history.append(
            .init(at: Sample.start + 300_000, routing: Routing(pointer: 6)))
        #expect(book.statuses(world: world, now: Sample.start + 660_000).first?.state == .ok)
    }

    @Test func rulesAreReadWithTheirPrecedence() throws {
        let rule = try #require(CompositeRule("NOT ALARM(a) AND OK(\"b\") OR INSUFFICIENT_DATA(c)"))
        #expect(rule.alarmNames == ["a", "b", "c"])
        #expect(rule.isTrue { ["a": AlarmState.ok, "b": .ok][$0] })
        #expect(rule.isTrue { ["a": AlarmState.alarm, "c": .insufficientData][$0] })
        #expect(!rule.isTrue { ["a": AlarmState.alarm, "b": .ok, "c": .ok][$0] })
        for text in ["", "ALARM(", "ALARM(a) OR", "ALARMS(a)", "ALARM(a) b", "OK(\"a)"] { #expect(CompositeRule(text) == nil) }
    }
}

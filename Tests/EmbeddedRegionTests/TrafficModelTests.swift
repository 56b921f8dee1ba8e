import Testing

@testable import EmbeddedRegion

@Suite struct TrafficModelTests {
    private let startMinute = Sample.start / 60_000

    private func slices(seed: UInt64 = 1, minute: Int64, until: Int64 = .max, function: FunctionRecord = Sample.function()) throws
        -> [TrafficSlice]
    {
        let model = TrafficModel(noise: Noise(seed: seed), start: Sample.start)
        let alias = try #require(function.aliases["prod"])
        return model.slices(function, alias, minute: minute, until: until)
    }

    @Test func theSameSeedHasTheSameHistoryInAnyOrder() throws {
        let forward = try (0..<300).map { try slices(minute: startMinute - Int64($0)) }
        let backward = try (0..<300).reversed().map { try slices(minute: startMinute - Int64($0)) }
        #expect(forward == backward.reversed())
        let other = try (0..<300).map { try slices(seed: 2, minute: startMinute - Int64($0)) }
        #expect(forward != other)
    }

    @Test func aMinuteInProgressOnlyGrowsTowardsTheCompleteOne() throws {
        for minute in [startMinute - 1, startMinute + 1, startMinute + 5] {
            var before: [Int: (Int, Int)] = [:]
            for second in stride(from: 1, through: 60, by: 1) {
                var now: [Int: (Int, Int)] = [:]
                for slice in try slices(minute: minute, until: minute * 60_000 + Int64(second) * 1000) {
                    let sum = now[slice.version] ?? (0, 0)
                    now[slice.version] = (sum.0 + slice.invocations, sum.1 + slice.errors)
                }
                for (version, counts) in before {
                    #expect((now[version]?.0 ?? 0) >= counts.0)
                    #expect((now[version]?.1 ?? 0) >= counts.1)
                }
                before = now
            }
            var whole: [Int: (Int, Int)] = [:]
            for slice in try slices(minute: minute) {
                let sum = whole[slice.version] ?? (0, 0)
                whole[slice.version] = (sum.0 + slice.invocations, sum.1 + slice.errors)
            }
            #expect(whole.mapValues(\.0) == before.mapValues(\.0))
        }
    }

    @Test func weightsAndFailuresAreMetOnAverage() throws {
        var byVersion: [Int: (Int, Int)] = [:]
        for minute in (startMinute + 2)..<(startMinute + 602) {
            for slice in try slices(minute: minute) {
                let sum = byVersion[slice.version] ?? (0, 0)
                byVersion[slice.version] = (sum.0 + slice.invocations, sum.1 + slice.errors)
            }
        }
        let canary = try #require(byVersion[7])
        let stable = try #require(byVersion[6])
        let share = Double(canary.0) / Double(canary.0 + stable.0)
        #expect(abs(share - 0.2) < 0.005)
        #expect(abs(Double(canary.1) / Double(canary.0) - 0.08) < 0.003)
        #expect(abs(Double(stable.1) / Double(stable.0) - 0.0003) < 0.0001)
    }

    @Test func aVersionWithoutRequestsHasNoSlice() throws {
        #expect(try slices(minute: startMinute - 10).allSatisfy { $0.version == 6 })
        #expect(try slices(minute: startMinute - 1440 * 9 - 2).isEmpty)
    }

    @Test func theMetricDimensionsAreThoseOfLambda() {
        #expect(
            MetricSource.selection(dimensions: ["FunctionName": "a", "Resource": "a:p", "ExecutedVersion": "7"])?.version == 7)
        #expect(MetricSource.selection(dimensions: ["FunctionName": "a", "Resource": "b:p"]) == nil)
        #expect(MetricSource.selection(dimensions: ["FunctionName": "a", "ExecutedVersion": "7"]) == nil)
        #expect(MetricSource.selection(dimensions: ["Other": "a"]) == nil)
    }

    @Test func percentilesOfAMixtureLieBetweenItsParts() throws {
        let fast = TrafficSlice(version: 6, invocations: 800, errors: 0, median: 50, spread: 0.3)
        let slow = TrafficSlice(version: 7, invocations: 200, errors: 0, median: 400, spread: 0.3)
        let mixed = SliceStatistics(slices: [fast, slow], seconds: 60)
        let p50 = try #require(mixed.value(metric: "Duration", statistic: .percentile(0.5)))
        let p95 = try #require(mixed.value(metric: "Duration", statistic: .percentile(0.95)))
        #expect(p50 > 50 && p50 < 80)
        #expect(p95 > 400 && p95 < 600)
        #expect(mixed.value(metric: "Throttles", statistic: .sum) == 0)
        #expect(mixed.value(metric: "IteratorAge", statistic: .maximum) == nil)
        #expect(SliceStatistics(slices: [], seconds: 60).value(metric: "Errors", statistic: .sum) == nil)
    }
}

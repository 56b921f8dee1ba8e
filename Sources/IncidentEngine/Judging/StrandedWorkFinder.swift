package import IncidentModel

/// Finds what still runs on a version that the alias has left. Reads through ports, in the pollers' lane; what cannot be read is named.
package struct StrandedWorkFinder: Sendable {
    private let wiring: (any WiringReading)?
    private let totals: (any TotalReading)?
    private let clock: any EngineClock

    package init(_ reading: FurtherReading, clock: any EngineClock) {
        wiring = reading.wiring
        totals = reading.totals
        self.clock = clock
    }

    package func find(_ target: Target, version: VersionID, picture: FleetPicture) async -> StrandedWork {
        let now = clock.now
        async let durable = durable(target, version)
        async let queued = queued(target, now)
        async let sources = sources(target, version, picture)
        async let flying = inFlight(target, version, picture, now)
        var work = StrandedWork(target: target, version: version)
        if let latest = await flying {
            work.inFlight = Int(max(0, min(latest.value.rounded(.up), 1_000_000)))
            work.inFlightAt = latest.at
        }
        switch await durable {
        case .success(let executions):
            work.durable = executions.sorted { ($0.startedAt ?? .epoch, $0.arn) < ($1.startedAt ?? .epoch, $1.arn) }
        case .failure(let failure): work.unread.append(failure)
        }
        switch await queued {
        case .success(let age): work.oldestAsyncEvent = age
        case .failure(let failure): work.unread.append(failure)
        }
        let found = await sources
        work.eventSources = found.sources
        work.unread += found.unread
        return work
    }

    /// As it is known, else as CloudWatch tells it now. Nil when neither knows: it is then called not known.
    private func inFlight(
        _ target: Target, _ version: VersionID, _ picture: FleetPicture, _ now: Now
    ) async -> MetricSeries.Point? {
        func counts(_ point: MetricSeries.Point) -> Bool {
            point.value.isFinite && point.at <= now.time && now.time - point.at <= RecentTraffic.reach
        }
        let series = picture.metrics[target]?.value.byVersion[version]?.concurrency
        if let known = series?.points.last(where: counts) { return known }
        let asked = try? await totals?.inFlight(on: version, of: target, at: now.time)
        return asked.flatMap { counts($0) ? $0 : nil }
    }

    private func durable(_ target: Target, _ version: VersionID) async -> Result<[StrandedWork.DurableExecution], CallFailure> {
        guard let wiring else { return .failure(Self.unasked("lambda", "ListDurableExecutionsByFunction")) }
        do throws(CallFailure) {
            return .success(try await wiring.durableExecutions(of: target.function, version: version))
        } catch {
            return .failure(error)
        }
    }

    private func queued(_ target: Target, _ now: Now) async -> Result<Duration?, CallFailure> {
        guard let totals else { return .failure(Self.unasked("monitoring", "GetMetricData")) }
        do throws(CallFailure) {
            return .success(try await totals.oldestAsyncEvent(of: target.function, at: now.time))
        } catch {
            return .failure(error)
        }
    }

    /// Of the wiring as it is known, else as it is read now.
    private func sources(
        _ target: Target, _ version: VersionID, _ picture: FleetPicture
    ) async -> (sources: [FunctionWiring.EventSource], unread: [CallFailure]) {
        var known = picture.wiring[target.function]?.value
        if known == nil {
            guard let wiring else { return ([], [Self.unasked("lambda", "ListEventSourceMappings")]) }
            do throws(CallFailure) {
                known = try await wiring.wiring(of: target.function, qualifiers: [target.alias, version.name])
            } catch {
                return ([], [error])
            }
        }
        let sources = known?.eventSources.filter { $0.qualifier.flatMap { $0.isVersionNumber ? VersionID($0) : nil } == version }
        return (sources ?? [], known?.unread.filter { $0.operation == "ListEventSourceMappings" } ?? [])
    }

    private static func unasked(_ service: String, _ operation: String) -> CallFailure {
        CallFailure(
            kind: .cancelled, service: service, operation: operation, message: "this session does not ask for it")
    }
}

extension String {
    /// A qualifier that is a version and no alias: an alias may not be a number, and may begin with a v.
    var isVersionNumber: Bool { !isEmpty && allSatisfy(\.isASCIIDigit) }
}

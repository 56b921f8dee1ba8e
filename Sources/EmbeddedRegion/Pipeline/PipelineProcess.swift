/// Runs the world's pipelines: some time after an alias was moved away from a pipeline's version, the pipeline moves it there again. It carries
/// no fence and asks nobody.
struct PipelineProcess: WorldProcess {
    func next(in world: World) -> Int64? { due(world)?.at }

    func run(_ world: inout World, at moment: Int64) {
        guard let due = due(world), due.at == moment else { return }
        let pipeline = world.pipelines[due.index]
        world.pipelines[due.index].remaining -= 1
        let update = AliasUpdate(
            function: pipeline.function, alias: pipeline.alias, version: String(pipeline.version),
            routingConfig: .object([("AdditionalVersionWeights", .map([]))]))
        var failure: ServiceFailure?
        do throws(ServiceFailure) {
            try update.apply(to: &world, at: moment)
        } catch {
            failure = error
        }
        world.recordAliasWrite(
            function: pipeline.function, alias: pipeline.alias, at: moment,
            by: .role(PastTrail.role, session: pipeline.session), asked: Routing(pointer: pipeline.version), failure: failure)
    }

    private func due(_ world: World) -> (index: Int, at: Int64)? {
        var first: (index: Int, at: Int64)?
        for (index, pipeline) in world.pipelines.enumerated() {
            guard let at = Self.due(pipeline, world), at < first?.at ?? .max else { continue }
            first = (index, at)
        }
        return first
    }

    /// Nil while the version serves, before it ever did, and when the pipeline has given up.
    private static func due(_ pipeline: PipelineRecord, _ world: World) -> Int64? {
        guard pipeline.remaining > 0, let function = world.functions[pipeline.function],
            function.version(pipeline.version) != nil, let history = function.aliases[pipeline.alias]?.history,
            let last = history.lastIndex(where: {
                // A weight of 1 is the warm-up of provisioned concurrency: the owner has moved the pointer already.
                $0.routing.pointer == pipeline.version
                    || $0.routing.extra.map { $0.version == pipeline.version && $0.weight < 1 } ?? false
            }), last + 1 < history.count
        else { return nil }
        return history[last + 1].at + pipeline.patience
    }
}

/// Something that happens in the region by itself as its time passes: a deployment's next step, an allocation that comes to its end, a pipeline's
/// move. What happens is written with the moment at which it was due, however late somebody looks.
protocol WorldProcess: Sendable {
    /// When it next does something, region milliseconds; nil while nothing is planned.
    func next(in world: World) -> Int64?
    /// Does what is due at the moment that `next` named. Must move `next` on, or the process is dropped for this look.
    func run(_ world: inout World, at moment: Int64)
}

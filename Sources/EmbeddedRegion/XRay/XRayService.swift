/// XRay.
struct XRayService: RegionService {
    let store: WorldStore
    let clock: RegionClock

    func answer(_ call: Call) -> Answer {
        let failure = ServiceFailure("UnknownOperationException", 400, "The embedded region does not model this operation.")
        return Answer(operation: "", reply: WireProtocol.restJSON.reply(failure, requestID: call.requestID))
    }
}

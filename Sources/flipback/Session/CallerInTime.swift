import AWSGateway
import IncidentEngine
import IncidentModel

/// Who writes an incident's record: the caller that STS names (GetCallerIdentity), where it answers soon. Nothing here fails, and nothing
/// waits longer than `patience`: an incident is declared while the network is dead, and on hosts that have no credentials. Then it is the
/// user of this host, and a warning says so, unless nothing on this host names credentials.
struct CallerInTime: Sendable {
    static let patience = Duration.seconds(2)

    let context: CommandContext

    init(_ context: CommandContext) { self.context = context }

    func author() async -> IncidentDrafts.Author {
        var caller: CallerIdentity?
        var region = context.knownRegion
        do throws(Failure) {
            let connection = try context.connection()
            region = connection.region
            let namesSource = connection.chain?.namesSource ?? true
            let reader = STSReader(session: connection.aws)
            switch await Self.ask(reader, within: Self.patience, of: connection.clock) {
            case .success(let identity): caller = identity
            case .failure(let failure):
                if namesSource { warn("\(failure)") }
            case nil:
                if namesSource { warn("sts GetCallerIdentity: no answer within \(Words.duration(Self.patience))") }
            }
        } catch {
            if hasCredentials { warn(error.text) }
        }
        return IncidentDrafts.Author(
            caller, localActor: SessionPerson.localActor(context.environment.user), time: WallClock().now.time, region: region)
    }

    /// - Returns: nil when there is no answer in time. The question is given up then: an answer that comes later goes nowhere.
    static func ask(
        _ reader: any CallerReading, within limit: Duration, of clock: any EngineClock
    ) async -> Result<CallerIdentity, CallFailure>? {
        let (answers, answer) = AsyncStream.makeStream(of: Result<CallerIdentity, CallFailure>?.self)
        let question = Task {
            do throws(CallFailure) { answer.yield(.success(try await reader.caller())) } catch { answer.yield(.failure(error)) }
        }
        let bell = Task {
            try? await clock.sleep(for: limit)
            answer.yield(nil)
        }
        defer {
            question.cancel()
            bell.cancel()
        }
        for await first in answers { return first }
        return nil
    }

    /// Whether credentials are named although the connection cannot be made, for want of a region: a host that has neither is one
    /// without AWS. Settings that are wrong in another way count as named.
    private var hasCredentials: Bool {
        var choices = context.choices
        choices.flags.region = "us-east-1"
        do throws(Failure) { return try Connection.live(choices).chain?.namesSource ?? true } catch { return true }
    }

    private func warn(_ why: String) {
        let actor = SessionPerson.localActor(context.environment.user)
        context.warnings.tell("who you are could not be asked of AWS, so this is recorded as \(actor): \(why)")
    }
}

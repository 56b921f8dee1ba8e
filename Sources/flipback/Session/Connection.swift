import AWSGateway
import AWSSigning
import HTTPTransport
import IncidentEngine
import IncidentModel
import Journal

/// The way to one account and region: a real one, or the embedded region of a drill. Making one opens nothing and sends nothing.
struct Connection: Sendable {
    let aws: AWSSession
    /// Where the credentials come from; nil in a drill, which has its own.
    let chain: CredentialChain?
    let clock: any EngineClock
    let mode: ConsoleMode
    /// `local user jo`
    let localActor: String
    let scope: JournalScope
    /// One-shot commands ask who they are once; a console asks again, since credentials change under it.
    let isOneShot: Bool
    /// What the operator enforces.
    let policy: ApprovalPolicy

    var region: String { aws.settings.region.value }

    private var endpoint: String {
        let lambda = aws.settings.endpoint(.lambda)
        return "\(lambda.url) (from \(lambda.source))"
    }

    /// The account and region that flags, environment, settings and AWS's files name.
    /// - Parameter gate: Asked before every request; nil for one-shot commands, which only spare Lambda's control plane.
    static func live(_ choices: Choices, gate: (any RequestGate)? = nil) throws(Failure) -> Connection {
        let variables = choices.awsVariables
        let readFile: FileReading = { path in try PrivateFiles.read(path, limit: 8 << 20) }
        let settings: AWSSettings
        do throws(SettingsError) {
            settings = try AWSSettings.resolve(
                environment: variables, readFile: readFile,
                flags: .init(
                    profile: choices.flags.profile, region: choices.flags.region, endpointURL: choices.flags.endpointURL))
        } catch {
            throw Failure(.usage, code: "settings", error.description)
        }
        let chain = CredentialChain(environment: variables, readFile: readFile, settings: settings)
        let clock = WallClock()
        let secrets = choices.secrets
        let ports = SessionPorts(
            http: http(settings), clock: { WallClock.time }, gate: gate ?? CommandGate(clock: clock),
            keysFound: { secrets.add([$0.secretAccessKey, $0.sessionToken].compactMap(\.self)) })
        return Connection(
            aws: AWSSession(settings: settings, chain: chain, ports: ports, version: Versions.flipback), chain: chain,
            clock: clock,
            mode: .live, localActor: SessionPerson.localActor(choices.environment.user),
            scope: JournalScope(region: settings.region.value, localUser: choices.environment.user),
            isOneShot: gate == nil, policy: choices.settings.planning.policy)
    }

    /// An embedded region that this process started.
    static func drill(
        _ place: DrillPlace, user: String, policy: ApprovalPolicy, gate: (any RequestGate)? = nil
    ) throws(Failure) -> Connection {
        let settings: AWSSettings
        do throws(SettingsError) {
            settings = try AWSSettings(region: place.region, endpointURL: place.url)
        } catch {
            throw Failure(.unexpected, code: "settings", error.description)
        }
        let clock = DrillClock(regionTime: place.now)
        let ports = SessionPorts(http: http(settings), clock: place.now, gate: gate)
        return Connection(
            aws: AWSSession(
                settings: settings, keys: place.keys, provider: "embedded region", ports: ports, version: Versions.flipback),
            chain: nil, clock: clock, mode: .drill, localActor: SessionPerson.localActor(user),
            scope: JournalScope(region: place.region, drill: place.id, localUser: user), isOneShot: gate == nil,
            policy: policy)
    }

    func observers(journal: any JournalReading) -> Observers {
        let cloudWatch = CloudWatchReader(session: aws)
        let sts = STSReader(session: aws)
        let caller: any CallerReading = isOneShot ? RememberedCaller(sts, scope: scope) : sts
        return Observers(
            functions: LambdaReader(session: aws), alarms: cloudWatch, metrics: cloudWatch, caller: caller, further: further,
            journal: ScopedJournalReader(journal, scope: scope), clock: clock, region: region, endpoint: endpoint, mode: mode,
            localActor: localActor)
    }

    /// - Parameter deadline: how long a deployment may take to stop; nil is the engine's own.
    func session(journal whole: any JournalWriting, deadline: Duration? = nil) -> Session {
        let observers = observers(journal: whole)
        let journal = ScopedJournal(whole, scope: scope)
        let (aws, clock, policy) = (aws, clock, policy)
        return Session(
            observers: observers, journal: journal,
            makeOperator: {
                var actionPace = ActionPace()
                actionPace.deploymentDeadline = deadline ?? actionPace.deploymentDeadline
                return Operator(
                    reading: LambdaReader(session: aws),
                    ports: ActionPorts(
                        aliases: LambdaAliasWriter(session: aws), deployments: CodeDeployWriter(session: aws),
                        provisioned: ProvisionedWriter(session: aws)),
                    further: observers.further, journal: journal, clock: clock, session: ProcessMark.operatorSession,
                    pace: actionPace, policy: policy)
            })
    }

    /// What the console can do without: what the account does not allow is told where it is missed.
    private var further: FurtherReading {
        let lambda = LambdaReader(session: aws)
        return FurtherReading(
            deployments: CodeDeployReader(session: aws), provisioned: lambda, probing: lambda, wiring: lambda,
            trail: CloudTrailReader(session: aws), traces: XRayReader(session: aws), totals: CloudWatchReader(session: aws))
    }

    private static func http(_ settings: AWSSettings) -> any HTTPClient {
        CurlClient(
            CurlConfiguration(
                caBundle: settings.caBundle, httpsProxy: settings.proxies.https?.reveal(),
                httpProxy: settings.proxies.http?.reveal(), noProxy: settings.proxies.none))
    }
}

/// Where an embedded region answers, and its clock.
struct DrillPlace: Sendable {
    /// Tells the journal's events of this run from those of any other.
    var id: String
    var url: String
    var region: String
    /// Region seconds per second.
    var speed: Double
    var keys: SigningCredentials
    var now: @Sendable () -> Timestamp
}

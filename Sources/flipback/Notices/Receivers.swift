import AWSGateway
import Cryptography
import HTTPTransport
import IncidentModel
import Notices

/// The receivers of the settings, with their secrets looked up. Making them sends nothing.
struct Receivers: Sendable {
    var ready: [NoticeReceiver] = []
    /// Why a receiver cannot be told anything now; its notices wait.
    var problems: [(name: String, failure: Failure)] = []

    init(_ choices: Choices) {
        let settings = choices.settings.notices
        guard !settings.receivers.isEmpty else { return }
        let maker = ReceiverMaker(choices)
        let secrets = (maker.lookup.known(settings) + Redactor.secrets(of: choices.environment.variables)).map { Secret($0) }
        for receiver in settings.receivers {
            do throws(Failure) {
                ready.append(try maker.make(receiver).hiding(secrets))
            } catch {
                problems.append((receiver.name, error))
            }
        }
    }
}

/// Makes receivers over one HTTP client of their own: a slow receiver never holds a connection to AWS.
private struct ReceiverMaker {
    let choices: Choices
    let lookup: SecretLookup
    let http: any HTTPClient

    init(_ choices: Choices) {
        self.choices = choices
        lookup = SecretLookup(environment: choices.environment, settingsPath: choices.settings.path ?? "settings")
        func value(_ names: [String]) -> String? { names.lazy.compactMap { choices.environment.value($0) }.first }
        http = CurlClient(
            CurlConfiguration(
                caBundle: value(["AWS_CA_BUNDLE"]), httpsProxy: value(["https_proxy", "HTTPS_PROXY"]),
                httpProxy: value(["http_proxy"]), noProxy: value(["no_proxy", "NO_PROXY"])))
    }

    func make(_ receiver: NoticeSettings.Receiver) throws(Failure) -> NoticeReceiver {
        let (name, values, arns) = (receiver.name, receiver.values, receiver.showsARNs)
        switch receiver.kind {
        case .pagerDuty:
            let key = try secret("routing-key", receiver)
            guard key.reveal().utf8.count == 32 else {
                throw wrong(receiver, "routing-key must have 32 characters: the integration key of an Events API v2 integration")
            }
            var settings = PagerDutyCourse.Settings(routingKey: key)
            if let url = values["url"] { settings.url = url }
            return .pagerDuty(name, settings, showsARNs: arns, over: http)
        case .sns: return try sns(receiver)
        case .slack: return .slack(name, url: try url(receiver), showsARNs: arns, over: http)
        case .jira:
            var settings = JiraSettings(
                url: values["url"] ?? "", authorization: try basic(receiver, secret: "token"), project: values["project"] ?? "")
            settings.issueType = values["issue-type"] ?? settings.issueType
            settings.actionItemType = values["action-item-type"] ?? settings.actionItemType
            settings.done = values["done"]
            settings.resolution = values["resolution"]
            for (number, priority) in receiver.priorities {
                if let severity = Severity(rawValue: number) { settings.priorities[severity] = priority }
            }
            return .jira(name, settings, showsARNs: arns, over: http)
        case .serviceNow:
            let credential: (name: String, value: Secret<String>)
            if receiver.secrets["api-key"] != nil {
                credential = ("x-sn-apikey", try secret("api-key", receiver))
            } else {
                credential = ("Authorization", try basic(receiver, secret: "password"))
            }
            var settings = ServiceNowCourse.Settings(url: values["url"] ?? "", credential: credential)
            settings.closeCode = values["close-code"] ?? settings.closeCode
            settings.assignmentGroup = values["assignment-group"]
            settings.callerID = values["caller"]
            return .serviceNow(name, settings, showsARNs: arns, over: http)
        case .webhook:
            let settings = WebhookCourse.Settings(
                url: try url(receiver), secret: try secret("secret", receiver),
                hmac: { Hex.encode(HMAC.sha256(key: $0, $1)) })
            return .webhook(name, settings, showsARNs: arns, over: http)
        }
    }

    /// In the topic's region, with the credentials of the session.
    private func sns(_ receiver: NoticeSettings.Receiver) throws(Failure) -> NoticeReceiver {
        let topic = receiver.values["topic"] ?? ""
        var flags = choices
        flags.flags.region = topic.split(separator: ":").dropFirst(3).first.map(String.init)
        let publisher = SNSPublisher(session: try Connection.live(flags).aws)
        return .sns(receiver.name, topic: topic, showsARNs: receiver.showsARNs) { message in
            do throws(CallFailure) { return .success(try await publisher.publish(message)) } catch { return .failure(error) }
        }
    }

    private func secret(_ key: String, _ receiver: NoticeSettings.Receiver) throws(Failure) -> Secret<String> {
        guard let source = receiver.secrets[key] else { throw wrong(receiver, "\(key) is missing") }
        return try lookup.value(source)
    }

    /// A URL that is a secret itself, since who knows it can post.
    private func url(_ receiver: NoticeSettings.Receiver) throws(Failure) -> Secret<String> {
        let url = try secret("url", receiver)
        guard ReceiverURL.isAllowed(url.reveal()) else {
            throw wrong(receiver, "url must be https://… (or http:// to this machine alone)")
        }
        return url
    }

    private func basic(_ receiver: NoticeSettings.Receiver, secret key: String) throws(Failure) -> Secret<String> {
        let pair = "\(receiver.values["user"] ?? ""):\(try secret(key, receiver).reveal())"
        return Secret("Basic " + Base64.encode(Array(pair.utf8)))
    }

    private func wrong(_ receiver: NoticeSettings.Receiver, _ text: String) -> Failure {
        Failure(.usage, code: "settings", "\(choices.settings.path ?? "settings"):\(receiver.line): \(receiver.name): \(text)")
    }
}

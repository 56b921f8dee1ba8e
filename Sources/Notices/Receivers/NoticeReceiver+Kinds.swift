package import AWSGateway
package import HTTPTransport
package import IncidentModel

extension NoticeReceiver {
    package static func pagerDuty(
        _ name: String, _ settings: PagerDutyCourse.Settings, showsARNs: Bool = true, over http: any HTTPClient
    ) -> NoticeReceiver {
        NoticeReceiver(name: name, kind: .pagerDuty, showsARNs: showsARNs, secrets: [settings.routingKey]) { message, _, now in
            await CourseRunner.run(PagerDutyCourse(message, settings, now: now), over: http)
        }
    }

    package static func slack(_ name: String, url: Secret<String>, showsARNs: Bool = true, over http: any HTTPClient)
        -> NoticeReceiver
    {
        NoticeReceiver(name: name, kind: .slack, showsARNs: showsARNs, secrets: [url]) { message, _, now in
            await CourseRunner.run(SlackCourse(message, url: url, now: now), over: http)
        }
    }

    package static func jira(_ name: String, _ settings: JiraSettings, showsARNs: Bool = true, over http: any HTTPClient)
        -> NoticeReceiver
    {
        NoticeReceiver(name: name, kind: .jira, showsARNs: showsARNs, secrets: [settings.authorization]) {
            message, reference, now in
            await CourseRunner.run(JiraCourse(message, settings, reference: reference, now: now), over: http)
        }
    }

    package static func serviceNow(
        _ name: String, _ settings: ServiceNowCourse.Settings, showsARNs: Bool = true, over http: any HTTPClient
    ) -> NoticeReceiver {
        NoticeReceiver(name: name, kind: .serviceNow, showsARNs: showsARNs, secrets: [settings.credential.value]) {
            message, _, now in
            await CourseRunner.run(ServiceNowCourse(message, settings, now: now), over: http)
        }
    }

    package static func webhook(
        _ name: String, _ settings: WebhookCourse.Settings, showsARNs: Bool = true, over http: any HTTPClient
    ) -> NoticeReceiver {
        NoticeReceiver(name: name, kind: .webhook, showsARNs: showsARNs, secrets: [settings.secret, settings.url]) {
            message, _, now in
            await CourseRunner.run(WebhookCourse(message, settings, now: now), over: http)
        }
    }

    /// - Parameter publish: `SNSPublisher.publish` of the topic's region.
    package static func sns(
        _ name: String, topic: String, showsARNs: Bool = true,
        publish: @escaping @Sendable (SNSMessage) async -> Result<String, CallFailure>
    ) -> NoticeReceiver {
        NoticeReceiver(name: name, kind: .sns, showsARNs: showsARNs, secrets: []) { message, _, _ in
            switch await publish(SNSNotice.message(message, topic: topic)) {
            case .success(let id): .delivered(reference: id)
            case .failure(let failure): SNSNotice.verdict(failure)
            }
        }
    }
}

/// A service the gateway talks to. The raw value is the endpoint prefix, the signing name and the name in `CallFailure`.
package enum AWSService: String, Sendable, CaseIterable {
    case lambda
    case cloudWatch = "monitoring"
    case sts
    case codeDeploy = "codedeploy"
    case cloudTrail = "cloudtrail"
    case xRay = "xray"
    case sns

    /// The service id of AWS_ENDPOINT_URL_<ID> and, in lower case, of the `services` section.
    var id: String {
        switch self {
        case .lambda: "LAMBDA"
        case .cloudWatch: "CLOUDWATCH"
        case .sts: "STS"
        case .codeDeploy: "CODEDEPLOY"
        case .cloudTrail: "CLOUDTRAIL"
        case .xRay: "XRAY"
        case .sns: "SNS"
        }
    }
}

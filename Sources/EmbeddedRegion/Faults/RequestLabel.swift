/// What a request says it is, before its signature is checked: faults are chosen and errors written by it.
struct RequestLabel: Sendable, Equatable {
    /// The signing name.
    var service: String
    /// Empty when nothing tells.
    var operation: String

    init(_ request: WireRequest) {
        let scope = Self.scopeService(request.header("authorization") ?? "")
        if request.header("smithy-protocol") == "rpc-v2-cbor" {
            service = scope ?? "monitoring"
            operation = request.path.split(separator: "/").last.map(String.init) ?? ""
        } else if let target = request.header("x-amz-target") {
            operation = target.split(separator: ".").last.map(String.init) ?? ""
            if let scope {
                service = scope
            } else if target.hasPrefix("CodeDeploy_") {
                service = "codedeploy"
            } else {
                service = target.contains("CloudTrail_") ? "cloudtrail" : "monitoring"
            }
        } else if request.method == "POST", request.path == "/" {
            service = scope ?? "sts"
            operation =
                QueryForm.pairs(String(decoding: request.body.prefix(4096), as: UTF8.self)).first { $0.name == "Action" }?.value
                ?? ""
        } else if scope == "xray" || request.path == "/TraceSummaries" || request.path == "/ServiceGraph" {
            service = "xray"
            operation = "Get" + (request.path.split(separator: "/").last.map(String.init) ?? "")
        } else {
            service = scope ?? "lambda"
            operation =
                LambdaRoute(method: request.method, path: request.path, query: request.query)?.operation.rawValue
                ?? Self.furtherLambda(request)
        }
    }

    var isRead: Bool { Self.isRead(operation) }

    static func isRead(_ operation: String) -> Bool {
        ["Get", "List", "Describe", "BatchGet", "Lookup"].contains { operation.hasPrefix($0) }
    }

    func notation(of request: WireRequest) -> WireProtocol {
        if request.header("smithy-protocol") == "rpc-v2-cbor" { return .cbor }
        switch service {
        case "monitoring":
            return request.header("x-amz-target") == nil ? .query(namespace: CloudWatchService.namespace) : .json10
        case "sts": return .query(namespace: STSService.namespace)
        case "codedeploy", "cloudtrail": return .json11
        default: return .restJSON
        }
    }

    /// `Credential=KEY/20261120/eu-west-1/lambda/aws4_request`.
    private static func scopeService(_ header: String) -> String? {
        guard let range = header.firstRange(of: "Credential=") else { return nil }
        let parts = header[range.upperBound...].prefix { $0 != "," }.prefix(256).split(separator: "/")
        return parts.count == 5 ? String(parts[3]) : nil
    }

    /// Operations of Lambda that the region does not model.
    private static func furtherLambda(_ request: WireRequest) -> String {
        switch (request.method, request.path.split(separator: "/").last) {
        case ("PUT", "code"): "UpdateFunctionCode"
        case ("PUT", "configuration"): "UpdateFunctionConfiguration"
        case ("GET", _): "GetUnknown"
        default: ""
        }
    }
}

/// The operations of Lambda that the region models, by their names.
enum LambdaOperation: String, Sendable {
    case listFunctions = "ListFunctions"
    case getFunction = "GetFunction"
    case getFunctionConfiguration = "GetFunctionConfiguration"
    case listVersions = "ListVersionsByFunction"
    case publishVersion = "PublishVersion"
    case listAliases = "ListAliases"
    case createAlias = "CreateAlias"
    case getAlias = "GetAlias"
    case updateAlias = "UpdateAlias"
    case deleteAlias = "DeleteAlias"
    case invoke = "Invoke"
    case putProvisionedConcurrency = "PutProvisionedConcurrencyConfig"
    case getProvisionedConcurrency = "GetProvisionedConcurrencyConfig"
    case deleteProvisionedConcurrency = "DeleteProvisionedConcurrencyConfig"
    case listProvisionedConcurrency = "ListProvisionedConcurrencyConfigs"
    case getAccountSettings = "GetAccountSettings"
    case getFunctionConcurrency = "GetFunctionConcurrency"
    case putFunctionConcurrency = "PutFunctionConcurrency"
    case deleteFunctionConcurrency = "DeleteFunctionConcurrency"
    case listEventSourceMappings = "ListEventSourceMappings"
    case getEventSourceMapping = "GetEventSourceMapping"
    case getPolicy = "GetPolicy"
    case listFunctionURLConfigs = "ListFunctionUrlConfigs"
    case getFunctionURLConfig = "GetFunctionUrlConfig"
    case getFunctionEventInvokeConfig = "GetFunctionEventInvokeConfig"
    case listDurableExecutions = "ListDurableExecutionsByFunction"
    case getDurableExecution = "GetDurableExecution"
    case stopDurableExecution = "StopDurableExecution"
    case pauseDurableExecution = "PauseDurableExecution"
    case resumeDurableExecution = "ResumeDurableExecution"

    var isWrite: Bool {
        switch self {
        case .publishVersion, .createAlias, .updateAlias, .deleteAlias, .invoke, .putProvisionedConcurrency,
            .deleteProvisionedConcurrency, .putFunctionConcurrency, .deleteFunctionConcurrency, .stopDurableExecution,
            .pauseDurableExecution, .resumeDurableExecution:
            true
        default: false
        }
    }

    /// Invoke has no control-plane quota; GetFunction and GetPolicy have their own.
    var lane: Quotas.Lane? {
        switch self {
        case .invoke: nil
        case .getFunction: .lambdaGetFunction
        case .getPolicy: .lambdaGetPolicy
        default: .lambdaControl
        }
    }

    /// The action an identity policy names.
    var action: String { self == .invoke ? "InvokeFunction" : rawValue }
}

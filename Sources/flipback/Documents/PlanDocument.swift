import IncidentModel

extension JSONDocuments {
    static func plan(_ plan: Plan) -> JSONValue {
        [
            "target": .string(plan.target.description), "command": .string(plan.command.name),
            "account": .string(plan.account), "region": .string(plan.region), "before": routing(plan.before),
            "after": routing(plan.after), "revisionId": .string(plan.revision.value),
            "steps": .array(
                plan.steps.map {
                    [
                        "call": .string($0.call), "before": .string($0.before), "after": .string($0.after),
                        "expects": .string($0.expects),
                    ]
                }),
            "stops": JSONValue(plan.stopping?.id), "provisioned": provisioned(plan.provisioned),
            "confirm": JSONValue(plan.typed?.word), "approval": approval(plan.approval), "needsReason": .bool(plan.needsReason),
            "evidence": lastGood(plan.evidence),
            "predictedMs": JSONValue(plan.predicted.milliseconds),
            "warnings": .array(plan.warnings.map { .string($0) }), "cannotUndo": .array(plan.cannotUndo.map { .string($0) }),
        ]
    }

    private static func approval(_ need: ApprovalNeed?) -> JSONValue {
        guard let need else { return .null }
        let granted: JSONValue =
            need.granted.map {
                ["approver": .string($0.approver), "at": JSONValue($0.at), "expires": JSONValue($0.expires)]
            } ?? .null
        return [
            "rule": .string(need.rule.rawValue), "planHash": .string(need.planHash), "granted": granted,
            "canBreakGlass": .bool(need.canBreakGlass), "how": .string(need.how),
        ]
    }

    private static func provisioned(_ plan: ProvisionedPlan?) -> JSONValue {
        guard let plan else { return .null }
        return [
            "strategy": .string(plan.chosen.rawValue), "requested": JSONValue(plan.requested),
            "options": .array(
                plan.options.map {
                    [
                        "strategy": .string($0.strategy.rawValue), "predictedMs": JSONValue($0.predicted.milliseconds),
                        "consequence": .string($0.consequence),
                    ]
                }),
        ]
    }

    static func refused(_ command: Command, _ refusal: Refusal) -> JSONValue {
        ["target": .string(command.target.description), "command": .string(command.name), "refusal": self.refusal(refusal)]
    }
}

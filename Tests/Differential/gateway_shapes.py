"""Compares requests with what botocore's serializers make of the same parameters.

stdin: a JSON list of {"service", "operation", "params", "method", "path", "query": [[name, value]], "contentType", "target", "body"}.
stdout: a JSON list with one line of text per difference.
"""

import json
import sys
from urllib.parse import parse_qsl, quote

import botocore.serialize
import botocore.session
from botocore.validate import ParamValidator

PROTOCOL = {
    "lambda": "rest-json", "cloudwatch": "json", "sts": "query", "codedeploy": "json", "cloudtrail": "json", "xray": "rest-json"
}


def differences(session, case):
    model = session.get_service_model(case["service"])
    operation = model.operation_model(case["operation"])
    report = ParamValidator().validate(case["params"], operation.input_shape)
    if report.has_errors():
        yield "parameters: " + report.generate_report()
    protocol = PROTOCOL[case["service"]]
    wanted = botocore.serialize.create_serializer(protocol).serialize_to_request(case["params"], operation)
    # A URI template may have a query of its own (ListProvisionedConcurrencyConfigs).
    path, _, fixed = wanted["url_path"].partition("?")
    checks = {"method": (case["method"], wanted["method"]), "path": (case["path"], path)}
    query = wanted["query_string"]
    if isinstance(query, dict):
        pairs = [(name, value if isinstance(value, list) else [value]) for name, value in query.items()]
        query = [[name, str(value)] for name, values in pairs for value in values]
    else:
        query = [list(pair) for pair in query]
    query += [list(pair) for pair in parse_qsl(fixed)]
    checks["query"] = (sorted(case["query"]), sorted(query))
    if protocol == "query":
        body = {name: str(value) for name, value in wanted["body"].items()}
        checks["body"] = (dict(parse_qsl(case["body"], keep_blank_values=True)), body)
    elif wanted["body"]:
        checks["body"] = (json.loads(case["body"]), json.loads(wanted["body"]))
    else:
        checks["body"] = (case["body"], "")
    if protocol == "json":
        checks["target"] = (case["target"], wanted["headers"]["X-Amz-Target"])
        checks["type"] = (case["contentType"], wanted["headers"]["Content-Type"])
    for what, (ours, theirs) in checks.items():
        if ours != theirs:
            yield f"{what}: {ours!r} is not {theirs!r}"


def main():
    session = botocore.session.get_session()
    found = []
    for case in json.load(sys.stdin):
        found += [f"{case['operation']}: {text}" for text in differences(session, case)]
    json.dump(found, sys.stdout)


main()

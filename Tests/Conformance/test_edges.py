"""Signatures, identities, the other notations, and the AWS CLI."""

import datetime as dt
import json
import urllib.error
import urllib.parse
import urllib.request

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from region_clients import client_of


def send(region, method, path, service, body=b"", headers=None, shift=0, sign=True, scope=None, tamper=None):
    """One request signed by botocore's own signer; returns status, headers and body."""
    request = AWSRequest(method=method, url=region["url"] + path, data=body, headers=headers or {})
    if sign:
        signer = SigV4Auth(Credentials(region["accessKeyId"], region["secretAccessKey"]), service, scope or region["region"])
        if shift:
            import botocore.auth as module

            real = module.get_current_datetime
            module.get_current_datetime = lambda *a, **k: real(*a, **k) + dt.timedelta(seconds=shift)
            try:
                signer.add_auth(request)
            finally:
                module.get_current_datetime = real
        else:
            signer.add_auth(request)
    prepared = request.prepare()
    outgoing = dict(prepared.headers)
    if tamper:
        tamper(outgoing)
    try:
        with urllib.request.urlopen(
            urllib.request.Request(prepared.url, data=body or None, headers=outgoing, method=method), timeout=10) as reply:
            return reply.status, reply.headers, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


ALIAS = "/2015-03-31/functions/checkout/aliases/prod"
FULL = "arn:aws:lambda:eu-west-1:123456789012:function:checkout"


def test_health_needs_no_signature(region):
    with urllib.request.urlopen(region["url"] + "/_region/health", timeout=10) as reply:
        picture = json.load(reply)
    assert picture["ready"] is True and picture["now"] > 1_500_000_000_000


@pytest.mark.parametrize("name", [FULL, FULL.replace(":", "%3A"), "checkout%3Aprod", "123456789012:function:checkout"])
def test_arns_in_paths_raw_and_escaped(region, name):
    status, _, body = send(region, "GET", f"/2015-03-31/functions/{name}/aliases/prod", "lambda")
    assert status == 200 and json.loads(body)["Name"] == "prod"


def test_missing_and_broken_signatures(region):
    status, headers, body = send(region, "GET", ALIAS, "lambda", sign=False)
    assert status == 403 and headers["x-amzn-errortype"] == "MissingAuthenticationToken"
    assert json.loads(body)["message"] == "Missing Authentication Token"

    def cut(outgoing):
        name = next(key for key in outgoing if key.lower() == "authorization")
        value = outgoing[name].decode() if isinstance(outgoing[name], bytes) else outgoing[name]
        outgoing[name] = value.split(", Signature=")[0]

    status, headers, _ = send(region, "GET", ALIAS, "lambda", tamper=cut)
    assert status == 403 and headers["x-amzn-errortype"].startswith("IncompleteSignature")
    status, headers, _ = send(region, "GET", ALIAS, "lambda", scope="us-east-1")
    assert status == 403 and headers["x-amzn-errortype"] == "InvalidSignatureException"


@pytest.mark.parametrize("shift,words", [(-400, "Signature expired: "), (400, "Signature not yet current: ")])
def test_five_minutes_of_skew(region, shift, words):
    status, headers, body = send(region, "GET", ALIAS, "lambda", shift=shift)
    assert status == 403 and headers["x-amzn-errortype"] == "InvalidSignatureException"
    assert json.loads(body)["message"].startswith(words) and "5 min.)" in json.loads(body)["message"]
    assert send(region, "GET", ALIAS, "lambda", shift=shift * 0.6)[0] == 200


@pytest.mark.parametrize(
    "service,call,wrong,unknown",
    [
        ("lambda", "list_functions", "InvalidSignatureException", "UnrecognizedClientException"),
        ("cloudwatch", "describe_alarms", "InvalidSignatureException", "UnrecognizedClientException"),
        ("sts", "get_caller_identity", "SignatureDoesNotMatch", "InvalidClientTokenId"),
    ],
)
def test_wrong_secret_and_unknown_key(region, service, call, wrong, unknown):
    for arguments, code in [({"secret": "x" * 40}, wrong), ({"key": "AKIANOBODY0000000000"}, unknown)]:
        with pytest.raises(ClientError) as caught:
            getattr(client_of(region, service, attempts=1, **arguments), call)()
        assert caught.value.response["Error"]["Code"] == code
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_either_clock_dates_a_signature_at_speed(own_region):
    region = own_region("--speed", "3000")
    moment = 0
    while moment < 900:
        with urllib.request.urlopen(region["url"] + "/_region/health", timeout=10) as reply:
            moment = json.load(reply)["now"] / 1000 - dt.datetime.now(dt.timezone.utc).timestamp()
    assert client_of(region, "lambda").get_alias(FunctionName="checkout", Name="prod")["Name"] == "prod"
    assert send(region, "GET", ALIAS, "lambda", shift=moment)[0] == 200


def test_identity_and_roles(region, sts):
    me = sts.get_caller_identity()
    assert me["Account"] == region["account"] and me["Arn"].endswith(":user/oncall")
    role = f"arn:aws:iam::{region['account']}:role/observer"
    session = sts.assume_role(RoleArn=role, RoleSessionName="jo")
    keys = session["Credentials"]
    arguments = dict(key=keys["AccessKeyId"], secret=keys["SecretAccessKey"], token=keys["SessionToken"])
    assert client_of(region, "sts", **arguments).get_caller_identity()["Arn"].endswith(":assumed-role/observer/jo")
    observer = client_of(region, "lambda", **arguments)
    assert observer.get_alias(FunctionName="checkout", Name="prod")
    with pytest.raises(ClientError) as caught:
        observer.update_alias(FunctionName="checkout", Name="prod", FunctionVersion="6")
    assert caught.value.response["Error"]["Code"] == "AccessDeniedException"
    assert "lambda:UpdateAlias" in caught.value.response["Error"]["Message"]
    arguments["token"] = None
    with pytest.raises(ClientError):
        client_of(region, "sts", attempts=1, **arguments).get_caller_identity()
    with pytest.raises(ClientError) as caught:
        sts.assume_role(RoleArn="arn:aws:iam::999999999999:role/x", RoleSessionName="jo")
    assert caught.value.response["Error"]["Code"] == "AccessDenied"


def test_web_identity_needs_a_token_and_no_signature(region, sts):
    role = "arn:aws:iam::123456789012:role/deployer"
    token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJydW5uZXIifQ.c2lnbmF0dXJl"
    made = sts.assume_role_with_web_identity(RoleArn=role, RoleSessionName="ci", WebIdentityToken=token)["Credentials"]
    mine = client_of(region, "sts", made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])
    assert mine.get_caller_identity()["Arn"] == "arn:aws:sts::123456789012:assumed-role/deployer/ci"
    for bad in ("no-token-at-all", "a.b.", "a.b.c d"):
        with pytest.raises(ClientError) as caught:
            sts.assume_role_with_web_identity(RoleArn=role, RoleSessionName="ci", WebIdentityToken=bad)
        assert caught.value.response["Error"]["Code"] == "InvalidIdentityToken"
    # What is not signed may ask for nothing else, whatever it calls itself.
    for body in (b"Action=GetCallerIdentity&Version=2011-06-15",
                 b"Action=AssumeRoleWithWebIdentity&Version=2011-06-15&Action=GetCallerIdentity"):
        status, _, text = send(region, "POST", "/", "sts", body, {"Content-Type": "application/x-www-form-urlencoded"}, sign=False)
        assert status == 403 and "MissingAuthenticationToken" in str(text)


def test_cloudwatch_in_json_and_in_query(region):
    target = {"X-Amz-Target": "GraniteServiceVersion20100801.DescribeAlarms", "Content-Type": "application/x-amz-json-1.0"}
    body = json.dumps({"AlarmTypes": ["CompositeAlarm", "MetricAlarm"]}).encode()
    status, headers, reply = send(region, "POST", "/", "monitoring", body, target)
    assert status == 200 and headers["content-type"] == "application/x-amz-json-1.0"
    alarm = json.loads(reply)["CompositeAlarms"][0]
    assert alarm["AlarmName"] == "checkout-prod" and isinstance(alarm["StateUpdatedTimestamp"], float)
    status, headers, reply = send(region, "POST", "/", "monitoring", b'{"NextToken":"x"}', target)
    assert status == 400 and json.loads(reply)["__type"].endswith("#InvalidNextToken")
    status, headers, reply = send(region, "POST", "/", "monitoring", b'{"NextToken":', target)
    assert status == 400 and json.loads(reply)["__type"].endswith("#SerializationException")

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    text = "Action=DescribeAlarms&Version=2010-08-01&AlarmNames.member.1=search-prod-p95"
    status, _, reply = send(region, "POST", "/", "monitoring", text.encode(), form)
    assert status == 200 and b"<MetricAlarms><member><AlarmName>search-prod-p95</AlarmName>" in reply
    end = dt.datetime.now(dt.timezone.utc).replace(microsecond=0)
    text = urllib.parse.urlencode({
        "Action": "GetMetricStatistics", "Namespace": "AWS/Lambda", "MetricName": "Duration", "Period": 60,
        "StartTime": (end - dt.timedelta(minutes=5)).isoformat(), "EndTime": end.isoformat(), "Statistics.member.1": "Average",
        "ExtendedStatistics.member.1": "p95", "Dimensions.member.1.Name": "FunctionName", "Dimensions.member.1.Value": "search"})
    status, _, reply = send(region, "POST", "/", "monitoring", text.encode(), form)
    assert status == 200 and b"<ExtendedStatistics><entry><key>p95</key><value>" in reply
    status, _, reply = send(region, "POST", "/", "monitoring", b"Action=DescribeAlarms&NextToken=x", form)
    assert status == 400 and b"<Code>InvalidNextToken</Code>" in reply


def test_bodies_nobody_can_read(region):
    for body in [b"{", b"[]", b'{"FunctionVersion": 6}', b'{"RoutingConfig": []}', b'{"RoutingConfig":{"AdditionalVersionWeights":{"7":"x"}}}']:
        status, headers, _ = send(region, "PUT", ALIAS, "lambda", body)
        assert status == 400, body
        assert headers["x-amzn-errortype"] in ("InvalidRequestContentException", "SerializationException")
    below = b'{"RoutingConfig": {"AdditionalVersionWeights": {"7": -0.1}}}'
    status, headers, reply = send(region, "PUT", ALIAS, "lambda", below)
    assert status == 400 and headers["x-amzn-errortype"] == "ValidationException"
    assert "greater than or equal to 0.0" in json.loads(reply)["message"]
    assert send(region, "GET", "/2014-11-13/nothing", "lambda")[0] == 404
    assert send(region, "GET", "/", "s3")[0] == 404


def test_the_log_has_a_line_per_request(own_region, tmp_path):
    log = tmp_path / "requests.jsonl"
    region = own_region("--log", str(log))
    client = client_of(region, "lambda", attempts=1)
    client.get_alias(FunctionName="checkout", Name="prod")
    with pytest.raises(ClientError):
        client.get_alias(FunctionName="checkout", Name="nobody")
    client_of(region, "sts").get_caller_identity()
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(l["service"], l["operation"], l["status"]) for l in lines] == [
        ("lambda", "GetAlias", 200), ("lambda", "GetAlias", 404), ("sts", "GetCallerIdentity", 200)]
    assert all(l["who"] == region["accessKeyId"] and len(l["requestId"]) == 36 and "Boto3" in l["userAgent"] for l in lines)


def test_the_aws_cli(aws, region):
    assert aws("sts", "get-caller-identity")["Account"] == region["account"]
    name = ["--function-name", "checkout"]
    aws("lambda", "create-alias", *name, "--name", "cli", "--function-version", "5")
    before = aws("lambda", "get-alias", *name, "--name", "cli")
    weights = '{"AdditionalVersionWeights": {"6": 0.1}}'
    moved = aws("lambda", "update-alias", *name, "--name", "cli", "--routing-config", weights, "--revision-id", before["RevisionId"])
    assert moved["RoutingConfig"] == {"AdditionalVersionWeights": {"6": 0.1}}
    late = aws("lambda", "update-alias", *name, "--name", "cli", "--function-version", "6", "--revision-id", before["RevisionId"], check=False)
    assert late.returncode != 0 and "PreconditionFailedException" in late.stderr
    assert "cli" in [a["Name"] for a in aws("lambda", "list-aliases", *name)["Aliases"]]
    versions = [v["Version"] for v in aws("lambda", "list-versions-by-function", *name)["Versions"]]
    assert versions[0] == "$LATEST" and "7" in versions
    aws("lambda", "delete-alias", *name, "--name", "cli")
    alarms = aws("cloudwatch", "describe-alarms", "--alarm-types", "MetricAlarm", "CompositeAlarm")
    assert [a["AlarmName"] for a in alarms["CompositeAlarms"]] == ["checkout-prod"]
    history = aws("cloudwatch", "describe-alarm-history", "--alarm-name", "profile-prod-errors")["AlarmHistoryItems"]
    assert history[0]["HistorySummary"] == "Alarm updated from OK to INSUFFICIENT_DATA"
    metric = {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}]}
    queries = json.dumps([{"Id": "m", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}])
    end = dt.datetime.now(dt.timezone.utc)
    data = aws(
        "cloudwatch", "get-metric-data", "--metric-data-queries", queries, "--start-time",
        (end - dt.timedelta(minutes=10)).isoformat(), "--end-time", end.isoformat())
    assert len(data["MetricDataResults"][0]["Values"]) >= 9

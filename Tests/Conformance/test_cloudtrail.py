"""CloudTrail's LookupEvents: late, slow, one attribute, two calls a second, and the JSON in the JSON."""

import datetime as dt
import json
import threading
import time

import pytest
from botocore.exceptions import ClientError

from region_clients import client_of


@pytest.fixture
def region(own_region, tmp_path):
    path = tmp_path / "trail.yaml"
    path.write_text("name: trail\nextends: bad-canary\nfunctions: []\ncloudTrail: {delay: 1s, callSeconds: 0}\n")
    return own_region("--scenario", str(path))


def events(client, attribute=None, **more):
    """All pages, in order, each with its inner event."""
    found = []
    if attribute:
        more["LookupAttributes"] = [{"AttributeKey": attribute[0], "AttributeValue": attribute[1]}]
    for page in client.get_paginator("lookup_events").paginate(**more):
        assert len(page["Events"]) <= 50
        for event in page["Events"]:
            found.append((event, json.loads(event["CloudTrailEvent"])))
    return found


def eventually(look):
    for _ in range(60):
        found = look()
        if found:
            return found
        time.sleep(0.6)
    pytest.fail("the event was not delivered")


def test_a_move_of_ours_and_a_refused_one(region):
    functions = client_of(region, "lambda", attempts=1)
    trail = client_of(region, "cloudtrail")
    done = functions.update_alias(
        FunctionName="checkout", Name="prod", FunctionVersion="6", RoutingConfig={"AdditionalVersionWeights": {}})
    with pytest.raises(ClientError):
        functions.update_alias(FunctionName="checkout", Name="prod", FunctionVersion="5", RevisionId="stale")
    functions.get_alias(FunctionName="checkout", Name="prod")
    found = eventually(lambda: [pair for pair in events(trail, ("Username", "oncall"))][:2])
    (refused, refusal), (event, moved) = eventually(
        lambda: found if len(found) == 2 else events(trail, ("Username", "oncall")))[:2]
    assert event["EventName"] == "UpdateAlias20150331" and event["ReadOnly"] == "false"
    assert event["EventTime"].tzinfo and event["EventSource"] == "lambda.amazonaws.com"
    assert event["Resources"] == [{"ResourceType": "AWS::Lambda::Function", "ResourceName": "checkout"}]
    assert moved["requestID"] == done["ResponseMetadata"]["RequestId"]
    assert moved["requestParameters"] == {
        "functionName": "checkout", "name": "prod", "functionVersion": "6", "routingConfig": {"additionalVersionWeights": {}}}
    assert moved["responseElements"]["revisionId"] == done["RevisionId"]
    assert moved["userIdentity"]["type"] == "IAMUser" and moved["userIdentity"]["userName"] == "oncall"
    assert moved["eventID"] == event["EventId"] and moved["recipientAccountId"] == region["account"]
    assert moved["userAgent"].startswith("Boto3/") and moved["awsRegion"] == region["region"]
    assert "errorCode" not in moved
    assert refusal["errorCode"] == "PreconditionFailedException" and refusal["responseElements"] is None
    assert refusal["errorMessage"].startswith("The Revision Id provided") and refused["EventTime"] >= event["EventTime"]


def test_the_past_newest_first(region):
    trail = client_of(region, "cloudtrail")
    found = events(trail, ("ResourceName", "checkout"))
    times = [event["EventTime"] for event, _ in found]
    assert times == sorted(times, reverse=True) and len(found) > 15
    assert min(times) > dt.datetime.now(dt.timezone.utc) - dt.timedelta(days=90)
    versions = [inner["responseElements"]["version"] for event, inner in found if event["EventName"] == "PublishVersion20150331"]
    assert versions == ["7", "6", "5", "4", "3", "2", "1"]
    assert found[0][1]["userIdentity"]["arn"].endswith(":assumed-role/ci-deployer/ci-1182")
    small = events(trail, ("ResourceName", "checkout"), PaginationConfig={"PageSize": 10})
    assert [event["EventId"] for event, _ in small] == [event["EventId"] for event, _ in found]


def test_a_role_is_an_assumed_role(region):
    role = client_of(region, "sts").assume_role(
        RoleArn=f"arn:aws:iam::{region['account']}:role/incident", RoleSessionName="jo")["Credentials"]
    functions = client_of(region, "lambda", role["AccessKeyId"], role["SecretAccessKey"], role["SessionToken"])
    functions.update_alias(FunctionName="checkout", Name="beta", FunctionVersion="5")
    trail = client_of(region, "cloudtrail")
    _, inner = eventually(lambda: events(trail, ("Username", "jo")))[0]
    identity = inner["userIdentity"]
    assert identity["type"] == "AssumedRole" and identity["arn"].endswith("assumed-role/incident/jo")
    assert identity["sessionContext"]["sessionIssuer"]["userName"] == "incident"


@pytest.mark.parametrize(
    "arguments,code",
    [
        ({"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "a"}] * 2}, "InvalidLookupAttributesException"),
        ({"StartTime": dt.datetime(2026, 2, 1), "EndTime": dt.datetime(2026, 1, 1)}, "InvalidTimeRangeException"),
        ({"NextToken": "nonsense"}, "InvalidNextTokenException"),
    ],
)
def test_refusals(region, arguments, code):
    with pytest.raises(ClientError) as caught:
        client_of(region, "cloudtrail").lookup_events(**arguments)
    assert caught.value.response["Error"]["Code"] == code


def test_two_calls_a_second(region):
    trail = client_of(region, "cloudtrail", attempts=1)
    codes = []
    for _ in range(6):
        try:
            trail.lookup_events(MaxResults=1)
        except ClientError as error:
            codes.append(error.response["Error"]["Code"])
    assert codes and set(codes) == {"ThrottlingException"}


def test_a_slow_call_holds_nobody_else(own_region):
    region = own_region("--scenario", "pipeline-fights-back")
    trail = client_of(region, "cloudtrail", attempts=1)
    took = []

    def look():
        begun = time.monotonic()
        trail.lookup_events(MaxResults=1)
        took.append(time.monotonic() - begun)

    functions = client_of(region, "lambda", attempts=1)
    thread = threading.Thread(target=look)
    thread.start()
    answered = 0
    while thread.is_alive() and answered < 8:
        functions.get_alias(FunctionName="checkout", Name="prod")
        answered += 1
    assert answered == 8 and thread.is_alive()
    thread.join(10)
    assert took and took[0] >= 2


def test_the_pipeline_moves_it_back_twice(own_region):
    region = own_region("--scenario", "pipeline-fights-back", "--speed", "120")
    functions = client_of(region, "lambda")
    revisions = set()
    for _ in range(2):
        mine = functions.update_alias(FunctionName="checkout", Name="prod", FunctionVersion="5")
        assert mine["FunctionVersion"] == "5"
        back = eventually(
            lambda: next(
                (a for a in [functions.get_alias(FunctionName="checkout", Name="prod")] if a["FunctionVersion"] == "7"), None))
        assert back["RevisionId"] != mine["RevisionId"]
        revisions.add(back["RevisionId"])
    assert len(revisions) == 2
    functions.update_alias(FunctionName="checkout", Name="prod", FunctionVersion="5")
    time.sleep(2)
    assert functions.get_alias(FunctionName="checkout", Name="prod")["FunctionVersion"] == "5"
    trail = client_of(region, "cloudtrail")
    found = eventually(lambda: [p for p in events(trail, ("Username", "ci-1183"))])
    assert all(inner["userIdentity"]["arn"].endswith("assumed-role/ci-deployer/ci-1183") for _, inner in found)
    assert {inner["responseElements"]["revisionId"] for _, inner in found} <= revisions

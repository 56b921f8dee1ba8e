"""Lambda through boto3: every operation, every modelled error."""

import json

import pytest
from botocore.exceptions import ClientError

from region_clients import client_of

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:checkout"


@pytest.fixture
def alias(awslambda):
    """An alias of the test's own on v5, gone afterwards."""
    made = awslambda.create_alias(FunctionName="checkout", Name="bench", FunctionVersion="5", Description="a test's own")
    yield made
    awslambda.delete_alias(FunctionName="checkout", Name="bench")


def failure(code, status, call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response
    assert error["Error"]["Code"] == code
    assert error["ResponseMetadata"]["HTTPStatusCode"] == status
    assert error["ResponseMetadata"]["RequestId"]
    return error["Error"]["Message"]


def test_every_reply_has_a_request_id_and_a_date(awslambda):
    headers = awslambda.get_function(FunctionName="checkout")["ResponseMetadata"]["HTTPHeaders"]
    assert len(headers["x-amzn-requestid"]) == 36
    assert headers["date"].endswith("GMT")


def test_list_functions_pages(awslambda):
    names = [f["FunctionName"] for f in awslambda.list_functions()["Functions"]]
    assert names == sorted(names) and {"checkout", "payments", "search", "profile"} <= set(names)
    pages = awslambda.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 1})
    assert [f["FunctionName"] for page in pages for f in page["Functions"]] == names
    everything = awslambda.list_functions(FunctionVersion="ALL")["Functions"]
    assert {"$LATEST", "5", "6", "7"} <= {f["Version"] for f in everything if f["FunctionName"] == "checkout"}


def test_list_versions_is_ascending_with_latest_first(awslambda):
    versions = awslambda.list_versions_by_function(FunctionName="checkout")["Versions"]
    assert versions[0]["Version"] == "$LATEST"
    numbers = [int(v["Version"]) for v in versions[1:]]
    assert numbers == sorted(numbers) and {5, 6, 7} <= set(numbers)
    hashes = {v["Version"]: v["CodeSha256"] for v in versions}
    assert hashes["6"] != hashes["7"]
    pages = awslambda.get_paginator("list_versions_by_function").paginate(
        FunctionName="checkout", PaginationConfig={"PageSize": 3})
    assert [v["Version"] for page in pages for v in page["Versions"]] == [v["Version"] for v in versions]


def test_a_marker_nobody_gave_is_refused(awslambda):
    failure("InvalidParameterValueException", 400, awslambda.list_versions_by_function, FunctionName="checkout", Marker="x")


@pytest.mark.parametrize("name", ["checkout", ARN, "123456789012:function:checkout", "function:checkout"])
def test_functions_are_named_in_every_way(awslambda, name):
    assert awslambda.get_alias(FunctionName=name, Name="prod")["AliasArn"] == f"{ARN}:prod"


@pytest.mark.parametrize("name,qualifier", [("checkout:prod", None), (f"{ARN}:prod", None), ("checkout", "prod")])
def test_get_function_resolves_an_alias(awslambda, name, qualifier):
    arguments = {"Qualifier": qualifier} if qualifier else {}
    configuration = awslambda.get_function(FunctionName=name, **arguments)["Configuration"]
    assert configuration["Version"] == awslambda.get_alias(FunctionName="checkout", Name="prod")["FunctionVersion"]
    assert configuration["State"] == "Active"
    assert awslambda.get_function_configuration(FunctionName=name, **arguments)["FunctionArn"] == f"{ARN}:prod"


def test_get_function_errors(awslambda):
    assert failure("ResourceNotFoundException", 404, awslambda.get_function, FunctionName="nothing") == (
        f"Function not found: {ARN.replace('checkout', 'nothing')}")
    failure("ResourceNotFoundException", 404, awslambda.get_function, FunctionName="checkout", Qualifier="99")
    failure("InvalidParameterValueException", 400, awslambda.get_function, FunctionName="checkout:prod", Qualifier="7")
    elsewhere = failure("ResourceNotFoundException", 404, awslambda.get_function, FunctionName=ARN.replace("eu-west-1", "us-east-1"))
    assert elsewhere == "Functions from 'us-east-1' are not reachable in this region ('eu-west-1')"


def test_aliases_by_version(awslambda):
    everything = awslambda.list_aliases(FunctionName="checkout")["Aliases"]
    assert {a["Name"] for a in everything} >= {"prod", "beta"}
    prod = next(a for a in everything if a["Name"] == "prod")
    assert prod["RoutingConfig"] == {"AdditionalVersionWeights": {"7": 0.2}}
    on_one = awslambda.list_aliases(FunctionName="checkout", FunctionVersion="1")["Aliases"]
    assert on_one == []
    pages = awslambda.get_paginator("list_aliases").paginate(FunctionName="checkout", PaginationConfig={"PageSize": 1})
    assert [a["Name"] for page in pages for a in page["Aliases"]] == [a["Name"] for a in everything]


def test_update_alias_keeps_clears_and_omits_weights(awslambda, alias):
    shifted = awslambda.update_alias(
        FunctionName="checkout", Name="bench", RoutingConfig={"AdditionalVersionWeights": {"6": 0.25}})
    assert shifted["RoutingConfig"] == {"AdditionalVersionWeights": {"6": 0.25}}
    kept = awslambda.update_alias(FunctionName="checkout", Name="bench", FunctionVersion="4")
    assert (kept["FunctionVersion"], kept["RoutingConfig"]) == ("4", {"AdditionalVersionWeights": {"6": 0.25}})
    cleared = awslambda.update_alias(FunctionName="checkout", Name="bench", RoutingConfig={"AdditionalVersionWeights": {}})
    assert "RoutingConfig" not in cleared
    again = awslambda.get_alias(FunctionName="checkout", Name="bench")
    assert "RoutingConfig" not in again and again["RevisionId"] == cleared["RevisionId"]
    described = awslambda.update_alias(FunctionName="checkout", Name="bench", Description="other")
    assert described["Description"] == "other"


def test_every_write_changes_the_revision_even_without_an_effect(awslambda, alias):
    seen = {alias["RevisionId"]}
    for _ in range(3):
        seen.add(awslambda.update_alias(FunctionName="checkout", Name="bench", FunctionVersion="5")["RevisionId"])
    assert len(seen) == 4


def test_the_fence(awslambda, alias):
    moved = awslambda.update_alias(
        FunctionName=f"{ARN}", Name="bench", FunctionVersion="6", RevisionId=alias["RevisionId"])
    message = failure(
        "PreconditionFailedException", 412, awslambda.update_alias, FunctionName="checkout", Name="bench",
        FunctionVersion="7", RevisionId=alias["RevisionId"])
    assert message.startswith("The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API")
    assert awslambda.get_alias(FunctionName="checkout", Name="bench")["RevisionId"] == moved["RevisionId"]


@pytest.mark.parametrize(
    "code,text,arguments",
    [
        ("InvalidParameterValueException", "Number of items in AdditionalVersionWeights cannot be greater than 1", {"6": 0.1, "7": 0.1}),
        ("InvalidParameterValueException", "Function version 5 is already included in routing configuration", {"5": 0.1}),
        ("InvalidParameterValueException", "$LATEST is not supported for an alias pointing to more than 1 version", {"$LATEST": 0.1}),
        ("ValidationException", "Member must have value less than or equal to 1.0", {"6": 1.5}),
        ("ValidationException", "Member must have value", {"6": 1.0}),
        ("ResourceNotFoundException", f"Function not found: {ARN}:99", {"99": 0.1}),
    ],
)
def test_weights_that_are_refused(awslambda, alias, code, text, arguments):
    status = 404 if code == "ResourceNotFoundException" else 400
    message = failure(
        code, status, awslambda.update_alias, FunctionName="checkout", Name="bench",
        RoutingConfig={"AdditionalVersionWeights": arguments})
    assert text in message
    assert awslambda.get_alias(FunctionName="checkout", Name="bench")["RevisionId"] == alias["RevisionId"]


def test_versions_that_are_refused(awslambda, alias):
    call = awslambda.update_alias
    failure("ResourceNotFoundException", 404, call, FunctionName="checkout", Name="bench", FunctionVersion="99")
    failure("ResourceNotFoundException", 404, call, FunctionName="checkout", Name="nobody", FunctionVersion="5")
    failure("ResourceNotFoundException", 404, call, FunctionName="nothing", Name="prod", FunctionVersion="5")
    failure("ResourceNotFoundException", 404, awslambda.get_alias, FunctionName="checkout", Name="nobody")
    failure("ResourceConflictException", 409, awslambda.create_alias, FunctionName="checkout", Name="bench", FunctionVersion="5")


def test_invoke_says_which_version_ran(awslambda, alias):
    reply = awslambda.invoke(FunctionName="checkout:bench", Payload=json.dumps({"order": 1}), LogType="Tail")
    assert reply["StatusCode"] == 200 and reply["ExecutedVersion"] == "5" and reply["LogResult"]
    assert awslambda.invoke(FunctionName="checkout", Qualifier="6", InvocationType="Event")["StatusCode"] == 202
    assert awslambda.invoke(FunctionName="checkout", Qualifier="6", InvocationType="DryRun")["StatusCode"] == 204
    failure("InvalidRequestContentException", 400, awslambda.invoke, FunctionName="checkout", Payload=b"{")
    failure("ResourceNotFoundException", 404, awslambda.invoke, FunctionName="checkout:gone")


def test_invoke_follows_the_weights_and_the_model_fails(own_region):
    region = own_region("--scenario", "bad-release")
    client = client_of(region, "lambda")
    client.update_alias(FunctionName="checkout", Name="prod", RoutingConfig={"AdditionalVersionWeights": {"5": 0.5}})
    executed, failed = {}, {}
    for _ in range(300):
        reply = client.invoke(FunctionName="checkout:prod")
        version = reply["ExecutedVersion"]
        executed[version] = executed.get(version, 0) + 1
        if "FunctionError" in reply:
            failed[version] = failed.get(version, 0) + 1
    assert 90 < executed["5"] < 210 and executed["5"] + executed["7"] == 300
    assert failed["7"] > 0.15 * executed["7"] and failed.get("5", 0) < 0.05 * executed["5"]


def test_publish_version_twice_is_one_version(awslambda):
    latest = awslambda.get_function(FunctionName="profile")["Configuration"]
    first = awslambda.publish_version(FunctionName="profile")
    assert awslambda.publish_version(FunctionName="profile")["Version"] == first["Version"]
    failure("PreconditionFailedException", 412, awslambda.publish_version, FunctionName="profile", RevisionId="x" * 36)
    failure("InvalidParameterValueException", 400, awslambda.publish_version, FunctionName="profile", CodeSha256="AAAA")
    assert latest["Version"] == "$LATEST"


def test_the_control_plane_quota(own_region):
    client = client_of(own_region(), "lambda", attempts=1)
    caught = None
    for _ in range(200):
        try:
            client.get_alias(FunctionName="checkout", Name="prod")
        except ClientError as error:
            caught = error.response
            break
    assert caught["Error"]["Code"] == "TooManyRequestsException"
    assert caught["Error"]["Message"] == "Rate exceeded"
    assert caught["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert caught["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "1"
    client.get_function(FunctionName="checkout")
    client.invoke(FunctionName="checkout")

"""Provisioned concurrency through boto3 and the AWS CLI: what it does to an alias, and every modelled error."""

import json
import pathlib
import subprocess
import sys
import time

import pytest
from botocore.exceptions import ClientError

from region_clients import STANDING, client_of

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:checkout"
PROD = {"FunctionName": "checkout", "Qualifier": "prod"}
EMPTY = {"AdditionalVersionWeights": {}}


def failure(code, status, call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response
    assert (error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
    return error["Error"]["Message"]


@pytest.fixture
def still(own_region):
    """The scenario with a clock that stands: a move begun here is not over within the test."""
    return client_of(own_region("--scenario", "provisioned", *STANDING), "lambda")


@pytest.fixture
def fast(own_region):
    """The scenario sixty times faster: a move takes a second and a half."""
    return client_of(own_region("--scenario", "provisioned", "--speed", "60"), "lambda")


def until(read, wanted, tries=200):
    for _ in range(tries):
        found = read()
        if wanted(found):
            return found
        time.sleep(0.05)
    raise AssertionError(f"never came: {found}")


def alias(client):
    found = client.get_alias(FunctionName="checkout", Name="prod")
    return found["FunctionVersion"], found.get("RoutingConfig", EMPTY)["AdditionalVersionWeights"], found["RevisionId"]


def test_reading_and_listing(still):
    found = still.get_provisioned_concurrency_config(**PROD)
    names = ["Requested", "Available", "Allocated"]
    assert [found[f"{n}ProvisionedConcurrentExecutions"] for n in names] == [50, 50, 50]
    assert found["Status"] == "READY" and "StatusReason" not in found and found["LastModified"].endswith("+0000")
    still.put_provisioned_concurrency_config(FunctionName="checkout", Qualifier="5", ProvisionedConcurrentExecutions=10)
    everything = still.list_provisioned_concurrency_configs(FunctionName="checkout")["ProvisionedConcurrencyConfigs"]
    assert [c["FunctionArn"] for c in everything] == [f"{ARN}:5", f"{ARN}:prod"]
    pages = still.get_paginator("list_provisioned_concurrency_configs").paginate(
        FunctionName="checkout", PaginationConfig={"PageSize": 1})
    assert [c["FunctionArn"] for page in pages for c in page["ProvisionedConcurrencyConfigs"]] == [f"{ARN}:5", f"{ARN}:prod"]


def test_putting_answers_202_in_progress_with_nothing_available(still):
    reply = still.put_provisioned_concurrency_config(FunctionName="checkout", Qualifier="6", ProvisionedConcurrentExecutions=7)
    assert reply["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert reply["Status"] == "IN_PROGRESS" and reply["AvailableProvisionedConcurrentExecutions"] == 0
    assert reply["RequestedProvisionedConcurrentExecutions"] == 7
    gone = still.delete_provisioned_concurrency_config(FunctionName="checkout", Qualifier="6")
    assert gone["ResponseMetadata"]["HTTPStatusCode"] == 204
    still.delete_provisioned_concurrency_config(FunctionName="checkout", Qualifier="6")
    failure(
        "ProvisionedConcurrencyConfigNotFoundException", 404, still.get_provisioned_concurrency_config, FunctionName="checkout",
        Qualifier="6")


def test_a_move_puts_the_old_version_at_one(still):
    before = alias(still)
    assert before[:2] == ("7", {})
    reply = still.update_alias(
        FunctionName="checkout", Name="prod", FunctionVersion="6", RoutingConfig=EMPTY, RevisionId=before[2])
    assert reply["FunctionVersion"] == "6" and "RoutingConfig" not in reply
    moving = alias(still)
    assert moving[:2] == ("6", {"7": 1.0})
    assert moving[2] not in (before[2], reply["RevisionId"])
    listed = next(a for a in still.list_aliases(FunctionName="checkout")["Aliases"] if a["Name"] == "prod")
    assert listed["RoutingConfig"] == {"AdditionalVersionWeights": {"7": 1.0}}
    assert still.invoke(FunctionName="checkout:prod")["ExecutedVersion"] == "7"
    found = still.get_provisioned_concurrency_config(**PROD)
    assert (found["Status"], found["AvailableProvisionedConcurrentExecutions"]) == ("IN_PROGRESS", 0)


def test_the_old_version_is_taken_away_when_the_new_one_is_warm(fast):
    moved = fast.update_alias(FunctionName="checkout", Name="prod", FunctionVersion="6", RoutingConfig=EMPTY)
    seen = set()

    def state():
        found = fast.get_provisioned_concurrency_config(**PROD)
        seen.add((found["Status"], found["AvailableProvisionedConcurrentExecutions"]))
        return found

    until(state, lambda found: found["Status"] == "READY")
    assert seen - {("IN_PROGRESS", 0)} == {("READY", 50)}
    done = alias(fast)
    assert done[:2] == ("6", {}) and done[2] != moved["RevisionId"]
    assert fast.invoke(FunctionName="checkout:prod")["ExecutedVersion"] == "6"


def test_while_it_moves_updates_and_puts_conflict(still):
    still.update_alias(FunctionName="checkout", Name="prod", FunctionVersion="6", RoutingConfig=EMPTY)
    moving = alias(still)
    failure("ResourceConflictException", 409, still.update_alias, FunctionName="checkout", Name="prod", FunctionVersion="5")
    failure("ResourceConflictException", 409, still.put_provisioned_concurrency_config, **PROD, ProvisionedConcurrentExecutions=5)
    failure(
        "PreconditionFailedException", 412, still.update_alias, FunctionName="checkout", Name="prod", FunctionVersion="5",
        RevisionId="0" * 36)
    assert alias(still) == moving


def test_dropping_it_and_clearing_the_weights_is_immediate(still):
    still.update_alias(FunctionName="checkout", Name="prod", FunctionVersion="6", RoutingConfig=EMPTY)
    still.delete_provisioned_concurrency_config(**PROD)
    held = alias(still)
    assert held[:2] == ("6", {"7": 1.0})
    failure("InvalidParameterValueException", 400, still.put_provisioned_concurrency_config, **PROD, ProvisionedConcurrentExecutions=50)
    still.update_alias(FunctionName="checkout", Name="prod", RoutingConfig=EMPTY, RevisionId=held[2])
    assert alias(still)[:2] == ("6", {})
    restored = still.put_provisioned_concurrency_config(**PROD, ProvisionedConcurrentExecutions=50)
    assert restored["Status"] == "IN_PROGRESS"
    assert alias(still)[:2] == ("6", {})


@pytest.mark.parametrize("pace", [STANDING, ("--speed", "20")], ids=["until it is warm", "then not"])
def test_the_switch_that_keeps_the_weights(own_region, tmp_path, pace):
    scenario = tmp_path / "held.yaml"
    scenario.write_text("""
name: held
provisioning: {delay: 75s, weightsYield: false}
functions:
  - name: checkout
    versions: [{version: 5, published: -9d}, {version: 6, published: -8d}]
    aliases: [{name: prod, moves: [{at: -9d, to: 5}]}]
    provisioned: [{on: prod, concurrency: 10}]
""")
    client = client_of(own_region("--scenario", str(scenario), *pace), "lambda")
    client.update_alias(FunctionName="checkout", Name="prod", FunctionVersion="6", RoutingConfig=EMPTY)
    client.delete_provisioned_concurrency_config(**PROD)
    client.update_alias(FunctionName="checkout", Name="prod", RoutingConfig=EMPTY)
    if pace == STANDING:
        assert alias(client)[:2] == ("6", {"5": 1.0})
    else:
        until(lambda: alias(client), lambda found: found[1] == {})


def test_a_version_that_cannot_start_keeps_everything_on_the_old_one(fast):
    fast.update_alias(FunctionName="checkout", Name="prod", FunctionVersion="4", RoutingConfig=EMPTY)
    failed = until(lambda: fast.get_provisioned_concurrency_config(**PROD), lambda found: found["Status"] != "IN_PROGRESS")
    assert (failed["Status"], failed["StatusReason"]) == ("FAILED", "FUNCTION_ERROR_INIT_FAILURE")
    assert alias(fast)[:2] == ("4", {"7": 1.0})
    message = failure(
        "InvalidParameterValueException", 400, fast.update_alias, FunctionName="checkout", Name="prod", FunctionVersion="6",
        RoutingConfig=EMPTY)
    assert message == "Invalid alias configuration for Provisioned Concurrency"
    fast.delete_provisioned_concurrency_config(**PROD)
    fast.update_alias(FunctionName="checkout", Name="prod", FunctionVersion="6", RoutingConfig=EMPTY)
    assert alias(fast)[:2] == ("6", {})


@pytest.mark.parametrize(
    "qualifier,count,code,status,text",
    [
        ("$LATEST", 5, "InvalidParameterValueException", 400, "unpublished function versions"),
        ("99", 5, "ResourceNotFoundException", 404, f"Function not found: {ARN}:99"),
        ("nobody", 5, "ResourceNotFoundException", 404, f"Cannot find alias arn: {ARN}:nobody"),
        ("7", 5, "ResourceConflictException", 409, "pointed by a Provisioned Concurrency alias"),
        ("prod", 500, "InvalidParameterValueException", 400, "reservedConcurrentExecution"),
    ],
)
def test_what_is_refused(still, qualifier, count, code, status, text):
    call = still.put_provisioned_concurrency_config
    assert text in failure(
        code, status, call, FunctionName="checkout", Qualifier=qualifier, ProvisionedConcurrentExecutions=count)


def test_more_refusals(still):
    failure(
        "ResourceNotFoundException", 404, still.put_provisioned_concurrency_config, FunctionName="nothing", Qualifier="1",
        ProvisionedConcurrentExecutions=1)
    failure("InvalidParameterValueException", 400, still.get_provisioned_concurrency_config, FunctionName="checkout", Qualifier="$LATEST")
    failure("ResourceNotFoundException", 404, still.list_provisioned_concurrency_configs, FunctionName="nothing")
    failure("ResourceNotFoundException", 404, still.delete_provisioned_concurrency_config, FunctionName="checkout", Qualifier="99")
    still.put_provisioned_concurrency_config(FunctionName="checkout", Qualifier="5", ProvisionedConcurrentExecutions=3)
    failure("ResourceConflictException", 409, still.update_alias, FunctionName="checkout", Name="prod", FunctionVersion="5")
    still.create_alias(
        FunctionName="checkout", Name="mixed", FunctionVersion="6", RoutingConfig={"AdditionalVersionWeights": {"3": 0.5}})
    message = failure(
        "InvalidParameterValueException", 400, still.put_provisioned_concurrency_config, FunctionName="checkout",
        Qualifier="mixed", ProvisionedConcurrentExecutions=1)
    assert message == "Alias with weights can not be used with Provisioned Concurrency"


def test_an_observer_may_read_it_only(own_region):
    region = own_region("--scenario", "provisioned")
    session = client_of(region, "sts").assume_role(
        RoleArn="arn:aws:iam::123456789012:role/observer", RoleSessionName="wall")["Credentials"]
    client = client_of(region, "lambda", session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])
    assert client.get_provisioned_concurrency_config(**PROD)["Status"] == "READY"
    failure("AccessDeniedException", 403, client.put_provisioned_concurrency_config, **PROD, ProvisionedConcurrentExecutions=5)
    failure("AccessDeniedException", 403, client.delete_provisioned_concurrency_config, **PROD)
    failure("AccessDeniedException", 403, client.delete_function_concurrency, FunctionName="checkout")
    execution = client.list_durable_executions_by_function(FunctionName="checkout")["DurableExecutions"][0]
    failure("AccessDeniedException", 403, client.stop_durable_execution, DurableExecutionArn=execution["DurableExecutionArn"])


def test_the_command_line(own_region):
    region = own_region("--scenario", "provisioned")
    program = pathlib.Path(sys.executable).parent / "aws"

    def aws(*arguments):
        done = subprocess.run(
            [program, "--endpoint-url", region["url"], "--output", "json", "lambda", *arguments, "--function-name", "checkout"],
            env={
                "PATH": "/usr/bin:/bin", "HOME": "/", "AWS_ACCESS_KEY_ID": region["accessKeyId"],
                "AWS_SECRET_ACCESS_KEY": region["secretAccessKey"], "AWS_DEFAULT_REGION": region["region"],
            }, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    assert aws("get-provisioned-concurrency-config", "--qualifier", "prod")["Status"] == "READY"
    put = aws("put-provisioned-concurrency-config", "--qualifier", "6", "--provisioned-concurrent-executions", "3")
    assert put["Status"] == "IN_PROGRESS"
    assert len(aws("list-provisioned-concurrency-configs")["ProvisionedConcurrencyConfigs"]) == 2
    assert aws("delete-provisioned-concurrency-config", "--qualifier", "6") is None
    assert len(aws("list-provisioned-concurrency-configs")["ProvisionedConcurrencyConfigs"]) == 1

"""The command line against moto, which is not ours; what the alias became is asked of the AWS CLI."""

import io
import json
import os
import subprocess
import zipfile

import pytest

from conftest import aws_cli, client

REGION = "eu-west-1"
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION,
}


def package(text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("handler.py", f"def handler(event, context):\n    return {text!r}\n")
    return buffer.getvalue()


@pytest.fixture
def account(start_moto):
    """checkout with versions 1, 2 and 3; the alias prod on 2 with 3 at 20 %."""
    url = start_moto()
    make = lambda service: client(service, url, REGION, KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"])
    role = make("iam").create_role(RoleName="lambda", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    functions = make("lambda")
    functions.create_function(
        FunctionName="checkout", Runtime="python3.12", Role=role, Handler="handler.handler",
        Code={"ZipFile": package("one")}, Publish=True)
    for text in ("two", "three"):
        functions.update_function_code(FunctionName="checkout", ZipFile=package(text))
        functions.publish_version(FunctionName="checkout")
    functions.create_alias(
        FunctionName="checkout", Name="prod", FunctionVersion="2",
        RoutingConfig={"AdditionalVersionWeights": {"3": 0.2}})
    return url


def alias_by_cli(url):
    """FunctionVersion and weights as `aws lambda get-alias` prints them."""
    reply = subprocess.run(
        [aws_cli(), "--endpoint-url", url, "lambda", "get-alias", "--function-name", "checkout", "--name", "prod"],
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **KEYS}, capture_output=True, text=True, timeout=120,
        check=True)
    alias = json.loads(reply.stdout)
    return alias["FunctionVersion"], alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})


def act(run_flipback, url, *arguments):
    reply = run_flipback(*arguments, "--yes", "--json", "--endpoint-url", url, env=KEYS)
    assert reply.returncode == 0, reply.stdout + reply.stderr
    document = json.loads(reply.stdout)
    assert [action["outcome"] for action in document["actions"]] == ["verified"]
    return document["actions"][0]


def test_rollback_to_a_version_clears_the_weights(account, run_flipback):
    assert alias_by_cli(account) == ("2", {"3": 0.2})
    action = act(run_flipback, account, "rollback", "checkout:prod", "--to", "1", "--reason", "canary fails")
    assert alias_by_cli(account) == ("1", {})
    assert action["before"] == {"pointer": "2", "weights": {"3": 0.2}}
    assert action["after"] == {"pointer": "1", "weights": {}}
    assert action["requestIds"] and action["journalSeq"] > 0


def test_abort_puts_all_traffic_on_the_stable_version(account, run_flipback):
    act(run_flipback, account, "abort", "checkout:prod", "--reason", "canary fails")
    assert alias_by_cli(account) == ("2", {})


def test_shift_and_promote(account, run_flipback):
    act(run_flipback, account, "shift", "checkout:prod", "--to", "3", "--weight", "50", "--reason", "more traffic")
    assert alias_by_cli(account) == ("2", {"3": 0.5})
    act(run_flipback, account, "promote", "checkout:prod", "--reason", "canary is good")
    assert alias_by_cli(account) == ("3", {})


def test_undo_restores_pointer_and_weights(account, run_flipback):
    act(run_flipback, account, "rollback", "checkout:prod", "--to", "1", "--reason", "canary fails")
    act(run_flipback, account, "undo", "checkout:prod", "--reason", "it was the database")
    assert alias_by_cli(account) == ("2", {"3": 0.2})


def test_rollback_without_a_version_goes_to_the_stable_side(account, run_flipback):
    act(run_flipback, account, "rollback", "checkout:prod", "--reason", "canary fails")
    assert alias_by_cli(account) == ("2", {})


def test_several_targets_have_a_result_each(account, run_flipback):
    """Two aliases of one function and one that does not exist: exit 9 says that only some moved."""
    make = client("lambda", account, REGION, KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"])
    make.create_alias(FunctionName="checkout", Name="beta", FunctionVersion="3")
    reply = run_flipback(
        "rollback", "checkout:prod", "checkout:beta", "checkout:nosuch", "--to", "1", "--reason", "canary fails", "--yes", "--json",
        "--endpoint-url", account, env=KEYS)
    assert reply.returncode == 9, reply.stdout + reply.stderr
    ends = {action["target"]: action["outcome"] for action in json.loads(reply.stdout)["actions"]}
    assert ends == {"checkout:prod": "verified", "checkout:beta": "verified", "checkout:nosuch": "refused"}
    assert alias_by_cli(account) == ("1", {})
    assert make.get_alias(FunctionName="checkout", Name="beta")["FunctionVersion"] == "1"


def test_nothing_to_abort_is_refused_and_changes_nothing(account, run_flipback):
    act(run_flipback, account, "abort", "checkout:prod", "--reason", "canary fails")
    reply = run_flipback("abort", "checkout:prod", "--reason", "again", "--yes", "--json", "--endpoint-url", account, env=KEYS)
    assert reply.returncode == 6, reply.stdout + reply.stderr
    assert json.loads(reply.stdout)["actions"][0]["refusal"]["code"] == "nothingToAbort"
    assert alias_by_cli(account) == ("2", {})

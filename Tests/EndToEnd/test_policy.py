"""Whose word an action needs: two identities on one journal, break-glass, a plan that changed, and CloudTrail's word afterwards."""

import json
import os
import re
import time

import boto3
import pytest

TARGET = "checkout:prod"
CANARY = ("6", {"7": 0.2})
ROLE = "arn:aws:iam::123456789012:role/"
TWO = "policy:\n  rules:\n    - {targets: [checkout], approval: two-person}\n"
MANAGEMENT = f"policy:\n  management: ['{ROLE}incident-managers']\n  rules:\n    - {{actions: [rollback], approval: management}}\n"


@pytest.fixture
def region(start_region):
    return start_region("--scenario", "bad-canary")


@pytest.fixture
def settings(home):
    def write(text):
        folder = os.path.join(home["XDG_CONFIG_HOME"], "flipback")
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with open(os.open(os.path.join(folder, "config.yaml"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)

    return write


def person(region, session, role="oncall"):
    """The environment of somebody who has assumed a role."""
    keys = region.client("sts").assume_role(RoleArn=ROLE + role, RoleSessionName=session)["Credentials"]
    return {
        **region.environment, "AWS_ACCESS_KEY_ID": keys["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
        "AWS_SESSION_TOKEN": keys["SessionToken"]}


def rollback(*options, reason="canary fails"):
    return ["rollback", TARGET, "--reason", reason, "--json", *options]


def refusal(reply):
    action, = json.loads(reply.stdout)["actions"]
    return action["outcome"], action["refusal"]["code"], action["refusal"]["text"]


def ask(run_flipback, env):
    """Asks for an approval of the rollback; the hash to be approved."""
    reply = run_flipback("plan", "rollback", TARGET, "--request-approval", "--reason", "canary fails", "--json", env=env)
    assert reply.returncode == 0, reply.stderr
    approval = json.loads(reply.stdout)["approval"]
    assert approval["granted"] is None and f"flipback approve {approval['planHash'][:12]}" in reply.stderr
    return approval["planHash"]


def declare(run_flipback, env, severity="1"):
    reply = run_flipback("incident", "declare", TARGET, "--severity", severity, "--reason", "payments fail", "--json", env=env)
    assert reply.returncode == 0, reply.stderr


def kinds(events):
    """Without the signatures that stand between them."""
    return [event["kind"] for event in events if event["kind"] != "journal.checkpoint"]


# Two people


def test_the_default_policy_asks_for_nothing(region, run_flipback, journal):
    plan = json.loads(run_flipback("plan", "rollback", TARGET, "--json", env=region.environment).stdout)
    assert plan["approval"] is None and plan["needsReason"] is False
    assert run_flipback(*rollback("--yes"), env=region.environment).returncode == 0
    assert not [kind for kind in kinds(journal(region.environment)) if kind.startswith("approval")]


def test_a_second_person_approves_exactly_this_plan(region, settings, run_flipback, journal):
    settings(TWO)
    jo, mia = person(region, "jo"), person(region, "mia")
    refused = run_flipback(*rollback("--yes"), env=jo)
    assert refused.returncode == 7
    outcome, code, text = refusal(refused)
    assert (outcome, code) == ("refused", "policy") and "needs a second person's approval" in text
    assert region.writes() == [] and region.alias() == CANARY
    digits = re.search(r"flipback approve ([0-9a-f]{12})", refused.stderr).group(1)

    waiting, = json.loads(run_flipback("approve", "--json", env=mia).stdout)["waiting"]
    assert waiting["planHash"].startswith(digits) and waiting["requester"].endswith("assumed-role/oncall/jo")
    off_terminal = run_flipback("approve", digits, env=mia)
    assert off_terminal.returncode == 2 and "--yes" in off_terminal.stderr
    approved = run_flipback("approve", digits, "--yes", "--json", env=mia)
    assert approved.returncode == 0, approved.stderr
    document = json.loads(approved.stdout)
    assert document["approver"].endswith("assumed-role/oncall/mia") and document["planHash"] == waiting["planHash"]
    assert json.loads(run_flipback("approve", "--json", env=mia).stdout)["waiting"] == []
    assert region.writes() == []

    moved = run_flipback(*rollback("--yes"), env=jo)
    assert moved.returncode == 0, moved.stderr
    assert region.alias() == ("6", {})
    events = journal(region.environment)
    assert kinds(events)[:3] == ["approval.requested", "approval.granted", "alias.move"]
    assert events[0]["actor"].endswith("oncall/jo") and events[1]["actor"].endswith("oncall/mia")
    intent = next(event for event in events if event.get("phase") == "intent")
    assert intent["approval"]["approver"] == document["approver"]
    assert intent["planHash"] == document["planHash"]

    # What was approved is done: the same again needs another word.
    region.client("lambda").update_alias(
        FunctionName="checkout", Name="prod", FunctionVersion="6", RoutingConfig={"AdditionalVersionWeights": {"7": 0.2}})
    again = run_flipback("rollback", TARGET, "--to", "6", "--reason", "x", "--yes", "--json", "--confirm", "v6", env=jo)
    assert again.returncode == 7 and region.alias() == CANARY


@pytest.mark.parametrize("session, role", [("jo", "oncall"), ("jo", "incident-managers"), ("JO", "oncall")])
def test_ones_own_plan_is_not_approved_by_another_session(region, settings, run_flipback, journal, session, role):
    settings(TWO)
    digits = ask(run_flipback, person(region, "jo"))
    reply = run_flipback("approve", digits, "--yes", "--json", env=person(region, session, role))
    assert reply.returncode == 7, reply.stdout
    assert "cannot approve it too" in json.loads(reply.stdout)["error"]["text"]
    assert kinds(journal(region.environment)) == ["approval.requested"]


def test_whoever_approved_does_not_act(region, settings, run_flipback):
    settings(TWO)
    mia = person(region, "mia")
    digits = ask(run_flipback, person(region, "jo"))
    assert run_flipback("approve", digits, "--yes", env=mia).returncode == 0
    reply = run_flipback(*rollback("--yes"), env=mia)
    assert reply.returncode == 7 and "cannot both approve it and carry it out" in refusal(reply)[2]
    assert region.alias() == CANARY


def test_a_plan_that_changed_after_its_approval_is_refused(region, settings, run_flipback):
    settings(TWO)
    jo, mia = person(region, "jo"), person(region, "mia")
    digits = ask(run_flipback, jo)
    assert run_flipback("approve", digits, "--yes", env=mia).returncode == 0
    moved = {"7": 0.4}
    region.client("lambda").update_alias(
        FunctionName="checkout", Name="prod", FunctionVersion="6", RoutingConfig={"AdditionalVersionWeights": moved})
    reply = run_flipback(*rollback("--yes"), env=jo)
    assert reply.returncode == 7 and "needs a second person's approval" in refusal(reply)[2]
    assert region.alias() == ("6", moved)
    # And what is no plan any more cannot be approved.
    stale = run_flipback("approve", digits, "--yes", "--json", env=mia)
    assert stale.returncode == 5 and "has been moved since it was planned" in json.loads(stale.stdout)["error"]["text"]


def test_management_is_whom_the_settings_name(region, settings, run_flipback):
    settings(MANAGEMENT)
    jo = person(region, "jo")
    digits = ask(run_flipback, jo)
    reply = run_flipback("approve", digits, "--yes", "--json", env=person(region, "mia"))
    assert reply.returncode == 7 and "not named by policy.management" in json.loads(reply.stdout)["error"]["text"]
    assert run_flipback("approve", digits, "--yes", env=person(region, "vera", "incident-managers")).returncode == 0
    assert run_flipback(*rollback("--yes"), env=jo).returncode == 0
    assert region.alias() == ("6", {})


def test_what_cannot_be_approved(region, settings, run_flipback):
    settings(TWO)
    env = person(region, "mia")
    for digits in ("1234", "zzzzzzzz"):
        assert run_flipback("approve", digits, env=env).returncode in (2, 64)
    unknown = run_flipback("approve", "0123456789ab", "--yes", "--json", env=env)
    assert unknown.returncode == 7 and "has no request" in json.loads(unknown.stdout)["error"]["text"]
    nobody = {key: value for key, value in region.environment.items() if "KEY" not in key}
    assert run_flipback("approve", "0123456789ab", "--yes", env=nobody).returncode == 3


def test_a_reason_where_the_policy_wants_one(region, settings, run_flipback, journal):
    settings("policy:\n  rules:\n    - {actions: [abort], reason: required}\n")
    reply = run_flipback("abort", TARGET, "--yes", "--json", env=region.environment)
    assert reply.returncode == 7 and "wants a reason" in refusal(reply)[2]
    assert run_flipback("abort", TARGET, "--yes", "--reason", "canary fails", env=region.environment).returncode == 0
    assert region.alias() == ("6", {})
    assert {event["reason"] for event in journal(region.environment)} == {"canary fails"}


# Breaking the glass


def test_break_glass_in_a_sev1(region, settings, run_flipback, journal):
    settings(MANAGEMENT)
    jo = person(region, "jo")
    declare(run_flipback, jo)
    blank = run_flipback(*rollback("--yes", "--break-glass", reason=" "), env=jo)
    assert blank.returncode == 7 and region.alias() == CANARY
    reply = run_flipback(*rollback("--yes", "--break-glass", reason="vera does not answer"), env=jo)
    assert reply.returncode == 0, reply.stderr
    assert region.alias() == ("6", {})
    events = [event for event in journal(region.environment) if event["kind"] != "journal.checkpoint"]
    assert kinds(events)[:3] == ["incident.declared", "approval.broken-glass", "alias.move"]
    broken = events[1]
    assert broken["incident"] == events[0]["incident"] and broken["reason"] == "vera does not answer"
    assert broken["rule"] == "management" and broken["actor"].endswith("oncall/jo")


@pytest.mark.parametrize("severity", [None, "2"])
def test_the_glass_holds_outside_a_sev1(region, settings, run_flipback, journal, severity):
    settings(MANAGEMENT)
    jo = person(region, "jo")
    if severity:
        declare(run_flipback, jo, severity)
    reply = run_flipback(*rollback("--yes", "--break-glass"), env=jo)
    assert reply.returncode == 7 and "only while a SEV-1 is open" in refusal(reply)[2]
    assert region.alias() == CANARY and region.writes() == []
    if severity:
        assert kinds(journal(region.environment)) == ["incident.declared"]


def test_on_a_terminal_the_glass_costs_one_prompt(region, settings, home, run_flipback, start_console, journal):
    settings(MANAGEMENT)
    jo = person(region, "jo")
    declare(run_flipback, jo)
    terminal = start_console(["rollback", TARGET, "--reason", "", "--break-glass"], {**home, **jo})
    terminal.wait_for("Type why")
    terminal.type("vera is on a plane")
    terminal.press("enter")
    terminal.wait_for("verified in")
    assert region.alias() == ("6", {})
    broken = next(event for event in journal(region.environment) if event["kind"] == "approval.broken-glass")
    assert broken["reason"] == "vera is on a plane"


# CloudTrail


def test_cloudtrail_proves_our_move_and_names_everybody_elses(start_region, run_flipback, journal):
    region = start_region("--scenario", "bad-canary", "--speed", "60")
    env = person(region, "jo")
    declare(run_flipback, env)
    moved = run_flipback(*rollback("--yes"), env=env)
    assert moved.returncode == 0, moved.stderr
    action, = json.loads(moved.stdout)["actions"]
    at_once = json.loads(run_flipback("journal", "reconcile", "--json", env=env).stdout)
    assert [(a["id"], a["state"]) for a in at_once["actions"]] == [(action["id"], "pending")]

    rival = person(region, "ci-1183", "deployer")
    session = boto3.Session(
        aws_access_key_id=rival["AWS_ACCESS_KEY_ID"], aws_secret_access_key=rival["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=rival["AWS_SESSION_TOKEN"], region_name=region.about["region"])
    session.client("lambda", endpoint_url=region.url).update_alias(
        FunctionName="checkout", Name="prod", FunctionVersion="6", RoutingConfig={"AdditionalVersionWeights": {"7": 0.1}})
    assert region.alias() == ("6", {"7": 0.1})

    proved, foreign = None, {}
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and not (proved and any(who.endswith("/ci-1183") for who in foreign)):
        reply = run_flipback("journal", "reconcile", "--json", env=env)
        assert reply.returncode == 0, reply.stderr
        document = json.loads(reply.stdout)
        proved = proved or next((a for a in document["actions"] if a["state"] == "proved"), None)
        for event in document["foreign"]:
            if event["name"] == "UpdateAlias":
                foreign[event["who"]] = event
    assert proved and proved["id"] == action["id"]
    # The pipeline's canary that led to it is one, and so is whoever moved the alias after us; our own move is not.
    assert {who.split("assumed-role/")[1] for who in foreign} == {"ci-deployer/ci-1182", "deployer/ci-1183"}
    assert all(event["target"] == TARGET and event["incident"] for event in foreign.values())

    events = journal(env)
    proof, = [event for event in events if event["kind"] == "trail.proof"]
    assert proof["state"] == "proved" and proof["eventId"] == proved["eventId"]
    assert proof["requestIds"] == action["requestIds"], "by the request id that AWS gave our write"
    assert proof["who"].endswith("oncall/jo")
    looked_up = region.client("cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "EventId", "AttributeValue": proved["eventId"]}])["Events"]
    assert [json.loads(e["CloudTrailEvent"])["requestID"] for e in looked_up] == action["requestIds"]
    # Once written, it is not written again.
    run_flipback("journal", "reconcile", env=env)
    events = journal(env)
    assert kinds(events).count("trail.proof") == 1
    told = [event["eventId"] for event in events if event["kind"] == "trail.foreign"]
    assert len(told) == len(set(told)) >= 2

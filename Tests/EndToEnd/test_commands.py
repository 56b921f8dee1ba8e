"""The command line as scripts see it: exit codes, one JSON document each, and nothing moved that was not asked for (CONTRACT.md)."""

import contextlib
import json
import os
import re
import sqlite3

import pytest

from gate import LOSE_REPLY, PASS, writes

CANARY = ("6", {"7": 0.2})
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
ACTION = {"id", "target", "command", "before", "after", "outcome", "refusal", "durationMs", "requestIds", "journalSeq"}


@pytest.fixture
def canary(start_region):
    return start_region("--scenario", "bad-canary")


def rollback(*targets):
    return ["rollback", *targets, "--reason", "x", "--yes", "--json"]


def one_document(reply):
    assert reply.stdout.count("\n") == 1, "exactly one document, on one line"
    return json.loads(reply.stdout)


# Documents


def test_status(canary, run_flipback):
    reply = run_flipback("status", "--json", env=canary.environment)
    assert reply.returncode == 0, reply.stderr
    document = one_document(reply)
    assert set(document) >= {"account", "region", "mode", "fetchedAt", "targets"}
    assert document["account"] == "123456789012" and document["region"] == "eu-west-1"
    assert document["mode"] in ("live", "drill") and TIME.match(document["fetchedAt"])
    targets = {target["target"]: target for target in document["targets"]}
    prod = targets["checkout:prod"]
    assert set(prod) >= {"target", "pointer", "weights", "effective", "revisionId", "lastGood", "deployment",
                         "provisionedConcurrency", "alarms", "metrics", "readiness", "ageMs"}
    assert prod["pointer"] == "6" and prod["weights"] == {"7": 0.2}
    assert prod["effective"] == [{"version": "6", "share": 0.8}, {"version": "7", "share": 0.2}]
    assert prod["revisionId"] == canary.revision()
    assert prod["lastGood"]["version"] == "6" and prod["lastGood"]["evidence"]
    assert prod["deployment"] is None and prod["provisionedConcurrency"] is None
    assert set(prod["metrics"]) >= {"errorRate", "invocationsPerMinute", "durationP95Ms", "throttlesPerMinute", "concurrency"}
    assert 0 <= prod["metrics"]["errorRate"] <= 1 and prod["metrics"]["invocationsPerMinute"] > 0
    assert prod["readiness"]["grade"] in ("ready", "degraded", "blocked") and prod["readiness"]["predictedMs"] > 0
    for alarm in prod["alarms"]:
        assert set(alarm) >= {"name", "state", "since"} and TIME.match(alarm["since"])
    for target in targets.values():
        for finding in target["readiness"]["findings"]:
            assert set(finding) >= {"code", "severity", "text"}
    only = one_document(run_flipback("status", "checkout:prod", "--json", env=canary.environment))
    assert [target["target"] for target in only["targets"]] == ["checkout:prod"]
    assert canary.writes() == []


def test_plan_and_result(canary, run_flipback, journal):
    document = one_document(run_flipback("plan", "rollback", "checkout:prod", "--json", env=canary.environment))
    assert document["target"] == "checkout:prod" and document["command"] == "rollback"
    assert [step["call"] for step in document["steps"]] == ["lambda UpdateAlias", "lambda GetAlias"]
    for step in document["steps"]:
        assert set(step) >= {"call", "before", "after", "expects"}
    assert document["predictedMs"] > 0 and isinstance(document["warnings"], list)
    assert canary.writes() == [] and canary.alias() == CANARY, "a plan touches nothing"

    reply = run_flipback(*rollback("checkout:prod"), env=canary.environment)
    assert reply.returncode == 0, reply.stderr
    action, = one_document(reply)["actions"]
    assert set(action) >= ACTION
    assert action["outcome"] == "verified" and action["refusal"] is None and action["durationMs"] > 0
    assert action["before"] == {"pointer": "6", "weights": {"7": 0.2}} and action["after"] == {"pointer": "6", "weights": {}}
    assert canary.alias() == ("6", {})
    written, = canary.writes()
    assert action["requestIds"] == [written["requestId"]]
    events = journal()
    assert action["journalSeq"] == events[-1]["seq"]
    assert [e["phase"] for e in events] == ["intent", "sent", "acknowledged", "verified"]
    assert events[0]["prev"] == "0" * 64
    for before, event in zip([None, *events], events):
        assert set(event) >= {"seq", "time", "actor", "kind", "phase", "target", "before", "after", "requestIds", "reason", "prev", "hash"}
        assert TIME.match(event["time"]) and event["target"] == "checkout:prod" and event["reason"] == "x"
        assert before is None or event["prev"] == before["hash"]


def test_refused_plan(start_region, run_flipback):
    region = start_region("--scenario", "first-release")
    reply = run_flipback("plan", "rollback", "checkout:prod", "--json", env=region.environment)
    assert reply.returncode == 6
    document = one_document(reply)
    assert document["target"] == "checkout:prod" and document["command"] == "rollback" and "steps" not in document
    assert document["refusal"]["code"] == "noLastGood" and "publish" in document["refusal"]["text"]
    reply = run_flipback(*rollback("checkout:prod"), env=region.environment)
    assert reply.returncode == 6
    action, = one_document(reply)["actions"]
    assert action["outcome"] == "refused" and action["refusal"]["code"] == "noLastGood" and action["journalSeq"] is None
    assert region.writes() == []


def test_bad_release_chooses_5(start_region, run_flipback):
    region = start_region("--scenario", "bad-release")
    document = one_document(run_flipback("plan", "rollback", "checkout:prod", "--json", env=region.environment))
    assert document["after"] == {"pointer": "5", "weights": {}} and document["evidence"]["version"] == "5"
    assert run_flipback(*rollback("checkout:prod"), env=region.environment).returncode == 0
    assert region.alias() == ("5", {})


def test_ready(start_region, run_flipback):
    region = start_region("--scenario", "first-release")
    reply = run_flipback("ready", "--json", env=region.environment)
    grades = {t["target"]: t["readiness"]["grade"] for t in one_document(reply)["targets"]}
    assert grades["checkout:prod"] == "blocked" and grades["payments:prod"] == "ready"


def test_doctor(canary, run_flipback):
    reply = run_flipback("doctor", "--json", env=canary.environment)
    every = one_document(reply)["checks"]
    checks = {check["code"]: check for check in every}
    further = "codedeploy:ListDeployments lambda:ListProvisionedConcurrencyConfigs lambda:GetFunction lambda:ListEventSourceMappings " \
              "lambda:GetAccountSettings cloudtrail:LookupEvents xray:GetServiceGraph"
    assert {f"{action} is allowed" for action in further.split()} <= {check["text"] for check in every if check["level"] == "ok"}
    assert checks["writing"]["level"] == "ok" and "not tried" in checks["writing"]["text"]
    assert {"credentials", "clock", "endpoint", "permission", "terminal", "versions"} <= set(checks)
    assert all(check["level"] in ("ok", "warn", "fail") for check in checks.values())


def test_incident_from_a_script_is_one_record(canary, run_flipback, journal):
    def incident(*arguments):
        reply = run_flipback("incident", *arguments, env=canary.environment)
        assert reply.returncode == 0, reply.stderr
        return reply

    incident("declare", "checkout:prod", "--severity", "1", "--reason", "card payments fail")
    opened, = json.loads(incident("list", "--json").stdout)["incidents"]
    assert opened["severity"] == "SEV-1" and opened["open"] and opened["targets"] == ["checkout:prod"]
    incident("note", "looks like the SDK bump")
    assert run_flipback(*rollback("checkout:prod"), env=canary.environment).returncode == 0
    shown = json.loads(incident("show", opened["id"], "--json").stdout)
    assert [note["text"] for note in shown["notes"]] == ["looks like the SDK bump"]
    incident("resolve", "--text", "rolled back")
    events = journal()
    assert {e["incident"] for e in events} == {opened["id"]}
    assert [e["phase"] for e in events if e["kind"] == "alias.move"][-1] == "verified"
    assert not json.loads(incident("list", "--json").stdout)["incidents"][0]["open"]


# Exit codes


def test_denied_is_4(canary, run_flipback):
    keys = canary.client("sts").assume_role(
        RoleArn="arn:aws:iam::123456789012:role/readonly", RoleSessionName="jo")["Credentials"]
    env = {**canary.environment, "AWS_ACCESS_KEY_ID": keys["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
           "AWS_SESSION_TOKEN": keys["SessionToken"]}
    assert run_flipback("status", env=env).returncode == 0, "reading is allowed"
    reply = run_flipback(*rollback("checkout:prod"), env=env)
    assert reply.returncode == 4, reply.stdout + reply.stderr
    action, = one_document(reply)["actions"]
    assert action["outcome"] == "notApplied" and "lambda:UpdateAlias" in reply.stdout + reply.stderr
    assert keys["SecretAccessKey"] not in reply.stdout + reply.stderr
    assert canary.alias() == CANARY


def test_refused_because_the_journal_cannot_be_written_is_7(canary, run_flipback, home):
    """Somebody else holds the journal's write lock for good: it can be read, and the intent cannot be written."""
    assert run_flipback(*rollback("payments:prod"), env=canary.environment).returncode == 0
    path = os.path.join(home["XDG_STATE_HOME"], "flipback", "journal.db")
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    reply = run_flipback(*rollback("checkout:prod"), env=canary.environment)
    database.execute("ROLLBACK")
    database.close()
    assert reply.returncode == 7, reply.stdout + reply.stderr
    action, = one_document(reply)["actions"]
    assert action["outcome"] == "refused" and action["refusal"]["code"] == "policy"
    assert path in action["refusal"]["text"]
    assert canary.alias() == CANARY
    assert run_flipback(*rollback("checkout:prod"), env=canary.environment).returncode == 0


def test_several_targets_of_which_some_fail_is_9(canary, run_flipback):
    reply = run_flipback(*rollback("checkout:prod", "payments:prod", "nosuch:prod"), env=canary.environment)
    assert reply.returncode == 9, reply.stdout + reply.stderr
    ends = {a["target"]: (a["outcome"], (a["refusal"] or {}).get("code")) for a in one_document(reply)["actions"]}
    assert ends == {"checkout:prod": ("verified", None), "payments:prod": ("verified", None),
                    "nosuch:prod": ("refused", "unknownTarget")}
    assert canary.alias() == ("6", {}) and canary.alias("payments") == ("30", {})


def test_a_tampered_journal_is_10(canary, run_flipback, home):
    assert run_flipback(*rollback("checkout:prod"), env=canary.environment).returncode == 0
    assert run_flipback("journal", "verify").returncode == 0
    path = os.path.join(home["XDG_STATE_HOME"], "flipback", "journal.db")
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("DROP TRIGGER event_is_never_changed")
        changed = database.execute("UPDATE event SET body = replace(body, '\"reason\":\"x\"', '\"reason\":\"y\"') WHERE seq = 2")
        assert changed.rowcount == 1
    reply = run_flipback("journal", "verify")
    assert reply.returncode == 10, reply.stdout + reply.stderr
    assert path in reply.stdout + reply.stderr and re.search(r"\b2\b", reply.stdout + reply.stderr)


def test_throttled_is_75(answering, run_flipback):
    body = json.dumps({"Type": "User", "message": "Rate exceeded", "Reason": "CallerRateLimitExceeded"}).encode()
    url = answering(body, status=429, headers=(
        ("Content-Type", "application/json"), ("x-amzn-ErrorType", "TooManyRequestsException"), ("Retry-After", "1")))
    reply = run_flipback(
        "rollback", "checkout:prod", "--to", "6", "--reason", "x", "--yes", "--endpoint-url", url, seconds=90,
        env={"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "eu-west-1"})
    assert reply.returncode == 75, reply.stdout + reply.stderr
    assert "GetAlias" in reply.stderr and "TooManyRequests" in reply.stderr


@pytest.mark.parametrize("operation", ["GetAlias", "ListVersionsByFunction"])
def test_a_quota_that_others_use_up_for_a_moment_is_waited_for(canary, run_flipback, operation):
    """More refusals than the AWS SDKs' three attempts: the rollback asks on for some seconds, it is what ends the incident."""
    rules = [{"fault": "status:429", "place": "before", "service": "lambda", "operation": operation, "count": 5}]
    canary.faults("POST", rules)
    reply = run_flipback(*rollback("checkout:prod"), env=canary.environment)
    assert reply.returncode == 0, reply.stdout + reply.stderr
    assert [rule["fired"] for rule in canary.faults()] == [5]
    assert canary.alias() == ("6", {})


def test_the_plan_is_asked_on_a_terminal(canary, start_console, home):
    """Without --yes: anything but a clear yes changes nothing."""
    command = ["rollback", "checkout:prod", "--reason", "x"]
    for answer in ("n", "", "yep"):
        asked = start_console(command, {**home, **canary.environment})
        asked.wait_for("[y/N]")
        asked.type(answer)
        asked.press("enter")
        assert asked.wait_exit() == 2
        assert "nothing was changed" in asked.text
        assert canary.writes() == []
    asked = start_console(command, {**home, **canary.environment})
    asked.wait_for("[y/N]")
    asked.type("y")
    asked.press("enter")
    assert asked.wait_exit() == 0
    assert canary.alias() == ("6", {})


def test_two_processes_on_one_journal(canary, run_flipback, journal):
    """Ten commands at once: the chain stays one chain, and each has its outcome."""
    targets = ["checkout:prod", "payments:prod", "search:prod", "profile:prod", "checkout:beta"] * 2
    running = [run_flipback.start(*rollback(target), env=canary.environment) for target in targets]
    ends = [run_flipback.finish(process) for process in running]
    assert [(code, error) for code, _, error in ends if code not in (0, 5, 6)] == []
    assert any(code == 0 for code, _, _ in ends)
    events = journal()
    assert [e["seq"] for e in events] == list(range(1, len(events) + 1))
    intents = {e["action"] for e in events if e["phase"] == "intent"}
    closed = {e["action"] for e in events if e["phase"] in ("verified", "superseded", "notApplied")}
    assert intents == closed


# Slow: the read-back is tried for ten seconds.


def test_unknown_outcome_is_8(canary, start_gate, run_flipback, journal):
    gate = start_gate(canary)

    def after_the_write(method, path):
        if writes(LOSE_REPLY)(method, path) == LOSE_REPLY:
            gate.rule = lambda method, path: LOSE_REPLY
            return LOSE_REPLY
        return PASS

    gate.rule = after_the_write
    reply = run_flipback(*rollback("checkout:prod"), env={**canary.environment, "AWS_ENDPOINT_URL": gate.url}, seconds=120)
    assert reply.returncode == 8, reply.stdout + reply.stderr
    action, = one_document(reply)["actions"]
    assert action["outcome"] == "unknown"
    # libcurl may repeat a fenced write on a warm connection that died; the fence makes that harmless.
    first, *repeated = [r["status"] for r in canary.requests() if r["operation"] == "UpdateAlias"]
    assert first == 200 and set(repeated) <= {412}
    # The next command reads first, and settles it.
    again = run_flipback("abort", "checkout:prod", "--reason", "x", "--yes", "--json", env=canary.environment)
    assert again.returncode == 6 and "unfinished action was settled" in again.stderr
    assert [e["outcome"] for e in journal() if e["kind"] == "action.reconciled"] == ["verified"]

"""Provisioned concurrency that keeps the traffic on the bad version, and the three ways out; what became of it is asked of boto3."""

import json
import re
import signal

import pytest

from conftest import free_port
from drill import STANDING, Drill, commit, goto, until
from gate import HOLD, PASS

BAD = ("7", {})
# AWS warms v6 in 81 region seconds; commands live by the wall clock, and look every 5 s.
SPEED = 30


@pytest.fixture
def start(start_region):
    def start(speed=SPEED):
        started = start_region("--scenario", "provisioned", "--speed", str(speed))
        return started, Drill(started.url, started.log)

    return start


@pytest.fixture
def region(start):
    return start()


def one_document(reply, code=0):
    assert reply.returncode == code, reply.stderr
    assert reply.stdout.count("\n") == 1
    return json.loads(reply.stdout)


def rollback(*more):
    return ["rollback", "checkout:prod", "--reason", "x", "--yes", "--json", *more]


def writes(drill):
    return [r["operation"] for r in drill.requests()
            if r["operation"] in ("UpdateAlias", "PutProvisionedConcurrencyConfig", "DeleteProvisionedConcurrencyConfig")
            and r["userAgent"].startswith("flipback")]


def test_the_plan_offers_three_ways_with_their_times(region, run_flipback):
    started, drill = region
    plan = one_document(run_flipback("plan", "rollback", "checkout:prod", "--json", env=started.environment))
    ways = {option["strategy"]: option for option in plan["provisioned"]["options"]}
    assert set(ways) == {"wait-warm", "drop-and-restore", "version-level"}
    assert plan["provisioned"]["requested"] == 50
    assert plan["provisioned"]["strategy"] == "drop-and-restore", "v7 fails: it must lose its traffic now"
    assert ways["drop-and-restore"]["predictedMs"] < 10_000 < 60_000 <= ways["wait-warm"]["predictedMs"]
    assert ways["version-level"]["predictedMs"] >= ways["wait-warm"]["predictedMs"]
    assert plan["predictedMs"] == ways["drop-and-restore"]["predictedMs"]
    calls = {
        "wait-warm": ["UpdateAlias", "GetAlias", "GetProvisionedConcurrencyConfig"],
        "drop-and-restore": [
            "DeleteProvisionedConcurrencyConfig", "UpdateAlias", "GetAlias", "PutProvisionedConcurrencyConfig"],
        "version-level": [
            "PutProvisionedConcurrencyConfig", "DeleteProvisionedConcurrencyConfig", "UpdateAlias", "GetAlias"],
    }
    for strategy, wanted in calls.items():
        plan = one_document(run_flipback(
            "plan", "rollback", "checkout:prod", "--provisioned", strategy, "--json", env=started.environment))
        assert [step["call"] for step in plan["steps"]] == [f"lambda {call}" for call in wanted]
        assert plan["predictedMs"] == ways[strategy]["predictedMs"]
    assert writes(drill) == [] and drill.alias() == BAD and drill.capacity() == (50, 50, "READY")


def test_drop_and_restore_moves_at_once_and_puts_it_back(region, run_flipback, journal):
    started, drill = region
    action, = one_document(run_flipback(*rollback(), env=started.environment))["actions"]
    assert action["outcome"] == "verified" and action["after"] == {"pointer": "6", "weights": {}}
    assert drill.alias() == ("6", {})
    assert drill.capacity()[0] == 50, "put back, and being warmed"
    assert writes(drill) == ["DeleteProvisionedConcurrencyConfig", "UpdateAlias", "PutProvisionedConcurrencyConfig"]
    until(lambda: drill.capacity() == (50, 50, "READY"), 20, "what was put back to be warm")
    assert drill.alias() == ("6", {}), "no weights come with it"
    events = journal()
    changes = [(e["change"], e["phase"]) for e in events if e["kind"] == "provisioned.change"]
    assert changes == [(what, phase) for what in ("delete", "put") for phase in ("intent", "sent", "verified")]
    assert len({e["action"] for e in events}) == 1


def test_wait_warm_shows_where_the_traffic_really_goes(start, run_flipback):
    # It never gets warm here.
    started, drill = start(STANDING)
    process = run_flipback.start(*rollback("--provisioned", "wait-warm"), env=started.environment)
    told = ""
    while not re.search(r"warming \(\d+ of 50 warm\): v7 has the traffic until then", told):
        line = process.stderr.readline()
        assert line, f"it ended without a word of the warming: {told}"
        told += line
    assert drill.alias() == ("6", {"7": 1.0}), "AWS holds the traffic on the bad version"
    target, = one_document(run_flipback("status", "checkout:prod", "--json", env=started.environment))["targets"]
    assert target["pointer"] == "6" and target["weights"] == {"7": 1}
    assert target["effective"] == [{"version": "7", "share": 1}]
    assert target["provisionedConcurrency"]["requested"] == 50
    assert process.poll() is None, "and it waits"


def test_wait_warm_ends_when_it_is_warm(region, run_flipback):
    started, drill = region
    reply = run_flipback(*rollback("--provisioned", "wait-warm"), env=started.environment)
    action, = one_document(reply)["actions"]
    assert action["outcome"] == "verified"
    assert drill.alias() == ("6", {}) and drill.capacity() == (50, 50, "READY")
    assert writes(drill) == ["UpdateAlias"]


def test_version_level_warms_first_and_leaves_it_on_the_version(region, run_flipback):
    started, drill = region
    reply = run_flipback(*rollback("--provisioned", "version-level"), env=started.environment)
    action, = one_document(reply)["actions"]
    assert action["outcome"] == "verified" and any("provisioned concurrency of its own" in note for note in action["notes"])
    assert drill.alias() == ("6", {})
    assert drill.capacity() is None and drill.capacity("6") == (50, 50, "READY")
    assert writes(drill) == ["PutProvisionedConcurrencyConfig", "DeleteProvisionedConcurrencyConfig", "UpdateAlias"]


def test_killed_after_it_was_taken_away_it_is_put_back_at_the_next_start(region, start_gate, run_flipback, journal):
    started, drill = region
    gate = start_gate(started)
    gate.rule = lambda method, path: HOLD if method == "PUT" and "/aliases/" in path else PASS
    process = run_flipback.start(*rollback(), env={**started.environment, "AWS_ENDPOINT_URL": gate.url})
    gate.wait_held()
    assert drill.capacity() is None, "taken away, and the alias not written yet"
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    gate.drop()
    assert drill.alias() == BAD and drill.capacity() is None
    reply = run_flipback(*rollback("--provisioned", "wait-warm", "--to", "7"), env=started.environment)
    assert "was put back" in reply.stderr or drill.capacity() is not None, reply.stderr
    assert drill.capacity()[0] == 50
    assert drill.alias() == BAD
    restored = [e for e in journal() if e["kind"] == "provisioned.change" and e["change"] == "put"]
    assert restored and restored[-1]["phase"] == "verified"


def test_ready_says_what_why_and_what_to_do(region, run_flipback):
    started, _ = region
    target = next(t for t in one_document(run_flipback("ready", "--json", env=started.environment))["targets"]
                  if t["target"] == "checkout:prod")
    assert target["lastGood"]["version"] == "6" and target["readiness"]["predictedMs"] > 0
    findings = target["readiness"]["findings"]
    assert findings
    for finding in findings:
        assert finding["text"] and finding["why"] and finding["fix"], finding
    texts = " ".join(finding["text"] for finding in findings)
    assert "v7" in texts and "gift-cards" in texts, "what calls a version directly"
    text = run_flipback("ready", "checkout:prod", env=started.environment).stdout
    assert all(finding["fix"] in text for finding in findings)


def test_console_counts_while_it_warms(start_console, home, tmp_path):
    port = free_port()
    log = tmp_path / "region.jsonl"
    console = start_console(
        # Twenty seconds of warming.
        ["demo", "--port", str(port), "--speed", "4", "--log", str(log), "--scenario", "provisioned"], home)
    drill = Drill(f"http://127.0.0.1:{port}", log)
    goto(console)
    console.press("R")
    sheet = console.wait_for("▸ drop-and-restore")
    for words in ("wait-warm", "version-level", "provisioned concurrency, 50 on the alias", "ctrl-p"):
        assert words in sheet, words
    console.press("tab", "\x10")
    console.wait_for("▸ wait-warm")
    commit(console)
    console.wait_for(lambda text: re.search(r"allocated \d+/50", text), what="the count on the bar")
    console.wait_for(lambda text: re.search(r"checkout:prod .*v7 100", text), what="where the traffic really goes")
    assert drill.alias() == ("6", {"7": 1.0})
    console.wait_for(lambda text: re.search(r" DONE .*v6 100 %", text), seconds=60, what="the end of the warming")
    assert drill.alias() == ("6", {}) and drill.capacity() == (50, 50, "READY")
    assert console.quit() == 0

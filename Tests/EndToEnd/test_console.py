"""The main job, driven as a person drives it; what the alias became is asked of boto3."""

import json

import pytest

from conftest import client, free_port

# The keys of every drill (EmbeddedRegion, CredentialStore).
KEYS = ("AKIAFLIPBACKDRILL001", "drill-secret-key-for-loopback-only-00001")
CANARY = ("6", {"7": 0.2})
GOOD = ("6", {})


class DemoRegion:
    """The region inside a demo, seen from outside."""

    def __init__(self, port, log):
        self.log = log
        self.lambdas = client("lambda", f"http://127.0.0.1:{port}", "eu-west-1", *KEYS)

    def alias(self, function="checkout", name="prod"):
        reply = self.lambdas.get_alias(FunctionName=function, Name=name)
        return reply["FunctionVersion"], reply.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})

    def writes(self):
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [r for r in map(json.loads, lines) if r["operation"].startswith(("Update", "Put", "Create", "Delete", "Publish"))]


@pytest.fixture
def start_demo(start_console, home, tmp_path):
    """`flipback demo` on a known port, with a Lambda client on the same region."""

    def start(*options, speed="30", **terminal):
        port = free_port()
        log = tmp_path / f"region-{port}.jsonl"
        console = start_console(
            ["demo", "--port", str(port), "--speed", speed, "--log", str(log), *options], home, **terminal)
        console.wait_for("ALIASES")
        return console, DemoRegion(port, log)

    return start


def declare_sev1(console):
    """With what the sheet suggests, which it does once the target has been judged to be in trouble."""
    console.wait_for("✗ checkout:prod")
    console.press("D")
    sheet = console.wait_for("DECLARE")
    assert "suggested SEV-" in sheet
    console.press("1", "enter")
    console.wait_for(lambda text: "SEV-1" in text.splitlines()[0], what="SEV-1 in the header")


def line(text, word):
    return next((row for row in text.splitlines() if word in row), "")


def test_bad_canary_is_seen_declared_rolled_back_and_undone(start_demo, journal):
    console, region = start_demo()
    assert region.alias() == CANARY
    console.wait_for("▲ ALARM", seconds=60)
    declare_sev1(console)
    armed = line(console.wait_for("ARMED  R", seconds=30), "ARMED")
    assert "checkout:prod" in armed and "v6 80 % v7 20 % → v6 100 %" in armed
    assert region.writes() == [], "nothing moves before R"
    console.press("R")
    done = line(console.wait_for(lambda text: line(text, " DONE "), seconds=20, what="the action's end"), " DONE ")
    assert "checkout:prod" in done and "v6 100 %" in done and "undo" in done
    assert region.alias() == GOOD
    assert len(region.writes()) == 1
    console.wait_for("recovered after", seconds=90)
    console.press("u")
    # Before it, the line offers `u undo → v6 80 % v7 20 %`: the undo is over when it can be undone itself.
    console.wait_for(lambda text: "undo → v6 100 %" in line(text, " DONE "), seconds=20, what="the undo on the screen")
    assert "v6 80 % v7 20 %" in line(console.text, " DONE ")
    assert region.alias() == CANARY
    assert len(region.writes()) == 2
    assert console.quit() == 0
    events = journal()
    assert [e["command"] for e in events if e.get("phase") == "verified"] == ["rollback", "undo"]
    assert len({e["incident"] for e in events}) == 1, "incident and actions are one record"
    moved = [e for e in events if e.get("phase") == "verified"]
    assert moved[0]["before"] == {"pointer": "6", "weights": {"7": 0.2}} and moved[0]["after"] == {"pointer": "6", "weights": {}}


def test_outside_a_sev1_r_opens_the_sheet_and_only_enter_moves(start_demo):
    console, region = start_demo(speed="1")
    console.wait_for("checkout:prod")
    console.press(":")
    console.type("goto checkout:prod")
    console.press("enter")
    console.wait_for("last good v6")
    console.press("R")
    sheet = console.wait_for("lambda UpdateAlias")
    assert "ROLL BACK checkout:prod" in sheet and "123456789012 · eu-west-1" in sheet
    console.press("R", "R")
    console.settle()
    assert region.writes() == [] and region.alias() == CANARY
    console.press("esc")
    console.wait_for(lambda text: "ROLL BACK checkout:prod" not in text, what="the sheet's end")
    assert region.writes() == []
    console.press("R")
    console.wait_for("lambda UpdateAlias")
    console.press("enter")
    console.wait_for(lambda text: line(text, " DONE "), seconds=20, what="the action's end")
    assert region.alias() == GOOD and len(region.writes()) == 1
    assert console.quit() == 0


def test_typed_ahead_keys_commit_nothing(start_demo):
    console, region = start_demo(speed="1")
    console.wait_for("checkout:prod")
    console.wait_for("last good")
    for burst in ("R\r", "R\r\r\r\r", "A\ry\r", "u\r\r"):
        console.child.send(burst)
        console.settle()
        assert region.writes() == [] and region.alias() == CANARY
        console.press("esc", "esc")
        console.settle()
    assert console.quit() == 0


def test_a_sheet_opened_too_early_is_planned_again(start_demo):
    """Asked for before the versions were read, the sheet says so; the plan that takes its place has to be read before enter works."""
    console, region = start_demo(speed="1")
    console.press(":")
    console.type("rollback checkout:prod")
    console.press("enter")
    console.wait_for("lambda UpdateAlias")
    console.press("tab", "enter")
    console.wait_for(lambda text: line(text, " DONE "), seconds=20, what="the action's end")
    assert region.alias() == GOOD
    assert console.quit() == 0


def test_bad_release_goes_back_to_5_and_not_to_6(start_demo):
    console, region = start_demo("--scenario", "bad-release", speed="20")
    assert region.alias() == ("7", {})
    console.wait_for("▲ ALARM", seconds=60)
    declare_sev1(console)
    armed = line(console.wait_for("ARMED  R", seconds=30), "ARMED")
    assert "v7 100 % → v5 100 %" in armed
    console.press("R")
    console.wait_for(lambda text: line(text, " DONE "), seconds=20, what="the action's end")
    assert region.alias() == ("5", {})
    assert console.quit() == 0


def test_first_release_says_that_there_is_no_last_good(start_demo):
    console, region = start_demo("--scenario", "first-release", speed="20")
    console.wait_for("▲ ALARM", seconds=60)
    declare_sev1(console)
    console.wait_for(lambda text: "no version but v1" in line(text, "NOT ARMED"), what="why nothing is armed")
    console.press("R", "enter", "enter")
    console.settle()
    assert region.writes() == []
    console.press("esc", "esc")
    assert console.quit() == 0

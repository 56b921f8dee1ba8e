"""Two who act at once, and one who dies in the middle: exactly one effective move, and the record says so."""

import os
import signal
import time

import pytest

from conftest import children
from gate import HOLD, HOLD_REPLY, writes

CANARY = ("6", {"7": 0.2})
GOOD = ("6", {})


def open_sheet(console):
    console.wait_for("checkout:prod")
    console.press(":")
    console.type("goto checkout:prod")
    console.press("enter")
    console.wait_for("last good v6")
    console.press("R")
    console.wait_for("lambda UpdateAlias")


def through(gate, home, region):
    return {**home, **region.environment, "AWS_ENDPOINT_URL": gate.url}


def statuses(region):
    return sorted(r["status"] for r in region.requests() if r["operation"] == "UpdateAlias")


def another_home(tmp_path):
    """A second host: no journal in common."""
    for name in ("config-2", "state-2"):
        (tmp_path / name).mkdir(mode=0o700)
    return {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config-2"), "XDG_STATE_HOME": str(tmp_path / "state-2")}


@pytest.mark.parametrize("hosts", [1, 2])
def test_two_consoles_press_r_at_once(start_region, start_gate, start_console, home, tmp_path, journal, hosts):
    region = start_region("--scenario", "bad-canary")
    homes = [home, home if hosts == 1 else another_home(tmp_path)]
    gates = [start_gate(region) for _ in homes]
    consoles = [start_console(["console"], through(gate, own, region)) for gate, own in zip(gates, homes)]
    for console, gate in zip(consoles, gates):
        open_sheet(console)
        gate.rule = writes(HOLD)
    for console in consoles:
        console.press("enter")
    # Both have journalled their intent and sent a write with the same fence; neither has reached the region.
    for gate in gates:
        gate.wait_held()
    assert statuses(region) == []
    for gate in gates:
        gate.release()
    for console in consoles:
        console.wait_for(lambda text: " DONE " in text or "FAILED" in text, what="the action's end")
    assert region.alias() == GOOD
    assert statuses(region) == [200, 412], "one effective move; the other met the fence"
    for console in consoles:
        console.wait_for(lambda text: "rollback checkout:prod" in text and "verified" in text, what="the timeline's end")
    for console in consoles:
        assert console.quit() == 0
    for own in {id(h): h for h in homes}.values():
        ends = [e for e in journal(own) if e.get("phase") in ("verified", "superseded", "notApplied", "unknown")]
        assert {e["outcome"] for e in ends} == {"verified"}
        assert {e["revisionAfter"] for e in ends} == {region.revision()}, "both records end with the revision that is served"
        if hosts == 1:
            assert len(ends) == 2
            assert any("already there" in e.get("text", "") for e in ends), "one of them says that it was there already"


def test_both_timelines_of_one_host_end_the_same(start_region, start_console, home):
    region = start_region("--scenario", "bad-canary")
    consoles = [start_console(["console"], {**home, **region.environment}) for _ in range(2)]
    open_sheet(consoles[0])
    consoles[0].press("enter")
    newest = []
    for console in consoles:
        console.wait_for(lambda text: "rollback checkout:prod" in text and "verified" in text, what="the move on the timeline")
        newest.append(next(row for row in console.rows if "rollback checkout:prod" in row and "verified" in row))
    assert newest[0] == newest[1]
    for console in consoles:
        assert console.quit() == 0


def test_a_rival_that_went_elsewhere_is_left_alone(start_region, start_gate, run_flipback, home):
    """Exit 5: between our read and our write the alias went to a version that is neither the bad one nor ours."""
    region = start_region("--scenario", "bad-canary")
    gate = start_gate(region)
    gate.rule = writes(HOLD)
    reply = run_flipback.start(
        "rollback", "checkout:prod", "--to", "6", "--reason", "x", "--yes", "--json", env=through(gate, home, region))
    gate.wait_held()
    region.client("lambda").update_alias(
        FunctionName="checkout", Name="prod", FunctionVersion="5", RoutingConfig={"AdditionalVersionWeights": {}})
    gate.release()
    code, document, stderr = run_flipback.finish(reply)
    assert code == 5, stderr
    action = document["actions"][0]
    assert action["outcome"] == "superseded" and action["refusal"]["code"] == "movedSince"
    assert "v5 100 %" in action["refusal"]["text"]
    assert region.alias() == ("5", {})
    assert statuses(region) == [200, 412]


def console_of(guardian, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := children(guardian):
            return found[0]
    raise AssertionError("the guardian runs no console")


@pytest.mark.parametrize("arrived", [True, False], ids=["the write arrived", "the write never left"])
def test_kill_between_intent_and_outcome(start_region, start_gate, start_console, home, journal, arrived):
    region = start_region("--scenario", "bad-canary")
    gate = start_gate(region)
    console = start_console(["console"], through(gate, home, region))
    open_sheet(console)
    gate.rule = writes(HOLD_REPLY if arrived else HOLD)
    console.press("enter")
    gate.wait_held()
    os.kill(console_of(console.child.pid), signal.SIGKILL)
    assert console.wait_exit() == 128 + signal.SIGKILL
    gate.drop()
    open_events = journal()
    assert open_events and {e["phase"] for e in open_events} <= {"intent", "sent"}

    again = start_console(["console"], {**home, **region.environment})
    outcome = "verified" if arrived else "notApplied"
    again.wait_for("checkout:prod")
    again.press("m")
    # The message is wrapped inside a frame.
    again.wait_for(lambda text: all(
        part in " ".join(text.replace("│", " ").split())
        for part in ("an earlier rollback of checkout:prod had no outcome in the journal; read back from", f"AWS: {outcome}")))
    again.press("esc")
    assert again.quit() == 0
    assert region.alias() == (GOOD if arrived else CANARY)
    assert statuses(region) == ([200] if arrived else []), "nothing was repeated"
    events = journal()
    assert [e["outcome"] for e in events if e["kind"] == "action.reconciled"] == [outcome]

    third = start_console(["console"], {**home, **region.environment})
    third.wait_for("checkout:prod")
    third.settle()
    assert third.quit() == 0
    assert journal() == events, "what is settled stays settled"


def test_an_unfinished_action_is_settled_before_the_next_command(start_region, start_gate, run_flipback, home, journal):
    region = start_region("--scenario", "bad-canary")
    gate = start_gate(region)
    gate.rule = writes(HOLD_REPLY)
    first = run_flipback.start("rollback", "checkout:prod", "--reason", "x", "--yes", env=through(gate, home, region))
    gate.wait_held()
    first.kill()
    first.wait(10)
    gate.drop()
    reply = run_flipback("undo", "checkout:prod", "--reason", "the database it was", "--yes", "--json", env=region.environment)
    assert reply.returncode == 0, reply.stderr
    assert "unfinished action was settled" in reply.stderr
    assert region.alias() == CANARY
    assert statuses(region) == [200, 200]
    assert [e["outcome"] for e in journal() if e["kind"] == "action.reconciled"] == ["verified"]


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_waits_for_the_outcome(start_region, start_gate, run_flipback, home, journal, number, code):
    region = start_region("--scenario", "bad-canary")
    gate = start_gate(region)
    gate.rule = writes(HOLD_REPLY)
    running = run_flipback.start("rollback", "checkout:prod", "--reason", "x", "--yes", "--json", env=through(gate, home, region))
    gate.wait_held()
    running.send_signal(number)
    assert running.poll() is None
    gate.release()
    ended, document, stderr = run_flipback.finish(running)
    assert ended == code, stderr
    assert document["actions"][0]["outcome"] == "verified"
    assert journal()[-1]["phase"] == "verified"
    assert region.alias() == GOOD


def test_a_signal_ends_the_console_after_the_outcome(start_region, start_gate, start_console, home, journal):
    region = start_region("--scenario", "bad-canary")
    gate = start_gate(region)
    console = start_console(["console"], through(gate, home, region))
    open_sheet(console)
    gate.rule = writes(HOLD_REPLY)
    console.press("enter")
    gate.wait_held()
    os.kill(console_of(console.child.pid), signal.SIGTERM)
    console.settle()
    assert console.child.isalive(), "the outcome is still awaited"
    gate.release()
    assert console.wait_exit() == 143
    assert journal()[-1]["phase"] == "verified"


def test_q_asks_while_an_action_runs(start_region, start_gate, start_console, home):
    region = start_region("--scenario", "bad-canary")
    gate = start_gate(region)
    console = start_console(["console"], through(gate, home, region))
    open_sheet(console)
    gate.rule = writes(HOLD_REPLY)
    console.press("enter")
    gate.wait_held()
    console.press("q")
    console.wait_for("An action is running")
    console.press("esc")
    gate.release()
    console.wait_for(" DONE ")
    assert console.quit() == 0

"""An incident run from the console, with a second console on the same journal; what the alias became is asked of boto3."""

import pytest

from test_console import line


@pytest.fixture
def two_consoles(start_region, start_console, home):
    """Two consoles on one region, one journal and one clock: each sees what the other writes."""
    region = start_region("--scenario", "bad-release")
    consoles = [start_console(["console"], {**home, **region.environment}) for _ in range(2)]
    for console in consoles:
        console.wait_for("ALIASES")
    return region, *consoles


def command(console, text):
    console.press(":")
    console.type(text)
    console.press("enter")


def test_proposal_roles_checklist_note_rollback_and_stage(two_consoles, journal, run_flipback):
    region, first, second = two_consoles
    assert region.alias()[0] == "7"

    # Flipback says what it saw, and moves nothing.
    bar = line(first.wait_for("PROPOSED  SEV-", seconds=120), "PROPOSED  SEV-")
    assert "D declare" in bar and "Z put aside" in bar
    first.press("D")
    sheet = first.wait_for("DECLARE AN INCIDENT")
    assert "· " in sheet, "the evidence is in the sheet"
    first.press("1", "enter")
    for console in (first, second):
        console.wait_for(lambda text: "SEV-1" in text.splitlines()[0], what="SEV-1 in the header")
        console.wait_for("INCIDENT INC-")
        console.wait_for("no IC")

    # Roles: one commander, whoever looks; taking over is asked and needs a reason and a key of its own.
    command(first, "ic kim")
    for console in (first, second):
        console.wait_for(lambda text: "IC kim" in text.splitlines()[0], what="the commander in the header")
    command(second, "ic mia")
    assert "kim, since" in second.wait_for("TAKE OVER INCIDENT COMMANDER")
    second.press("enter")
    second.wait_for("ctrl-t takes it over")
    second.type("kim does not answer")
    second.press("\x14")
    for console in (first, second):
        console.wait_for(lambda text: "IC mia" in text.splitlines()[0], what="the new commander in the header")
        console.wait_for("TAKEN OVER")
    command(first, "role scribe ed")
    second.wait_for("scribe ed")

    # The checklist: a tick here is a tick there.
    first.press("7")
    first.wait_for("▸[ ]")
    first.press("enter")
    for console in (first, second):
        console.wait_for("[x] Name the incident commander")

    # A note with what was looked at, marked.
    first.press("1", "N")
    first.wait_for("about checkout:prod")
    first.press("tab", "tab")
    first.wait_for("[hypothesis]")
    first.type("the SDK bump")
    first.press("enter")
    second.wait_for("hypothesis: the SDK bump")

    # A step that moves traffic goes through its plan sheet, also while R would act at once.
    first.wait_for("ARMED  R", seconds=60)
    command(second, "stage containment v7 is it")
    first.wait_for("containment")
    first.press("7")
    first.wait_for(":rollback")
    first.press("x")
    first.wait_for("ROLL BACK checkout:prod")
    assert region.writes() == []
    first.press("esc")
    first.wait_for("ARMED  R")
    first.press("R")
    done = line(first.wait_for(lambda text: line(text, " DONE "), seconds=30, what="the end of the action"), " DONE ")
    assert "v5 100 %" in done
    assert region.alias() == ("5", {})

    command(first, "stage resolution traffic is back")
    second.wait_for(lambda text: "resolution" in text, what="the stage on the other console")
    command(second, "history")
    second.wait_for("change failure rate")
    second.press("esc")

    incident = run_flipback("incident", "list", env=region.environment)
    assert incident.returncode == 0, incident.stderr
    assert first.quit() == 0 and second.quit() == 0
    events = journal(env=region.environment)
    kinds = [event["kind"] for event in events]
    declared = events[kinds.index("incident.declared")]
    assert declared["evidence"] and declared["detectedAt"] < declared["time"]
    roles = [event for event in events if event["kind"] == "incident.role"]
    assert [role["manner"] for role in roles] == ["assigned", "taken-over", "assigned"]
    assert roles[1]["from"] == "kim" and roles[1]["note"] == "kim does not answer"
    step = next(event for event in events if event["kind"] == "incident.step")
    assert step["runbook"] == "sev-1" and step["done"] is True
    note = next(event for event in events if event["kind"] == "incident.note")
    assert note["target"] == "checkout:prod" and note["mark"] == "hypothesis"
    stages = [event["stage"] for event in events if event["kind"] == "incident.stage"]
    assert stages == ["containment", "resolution"]
    changes = [(event["alarm"], event["to"], event["at"]) for event in events if event["kind"] == "alarm.changed"]
    assert ("checkout-prod-error-rate", "ALARM") in {change[:2] for change in changes}
    assert all(changes.count(change) <= 2 for change in changes), "at most once by each console"



def test_a_proposal_that_is_put_aside_goes_for_everybody(two_consoles, journal):
    region, first, second = two_consoles
    for console in (first, second):
        console.wait_for("PROPOSED  SEV-", seconds=120)
    # What is seen in another way (an alarm, a breached policy, a failed deployment) is proposed once more.
    for _ in range(3):
        if "PROPOSED  SEV-" in first.text:
            first.press("Z")
            first.wait_for("usage: :dismiss")
            first.type("a load test")
            first.press("enter")
            first.wait_for(lambda text: "PROPOSED  SEV-" not in text, what="the proposal to go")
        first.settle(2, 6)
    for console in (first, second):
        console.wait_for(lambda text: "PROPOSED  SEV-" not in text, what="the proposal to stay away")
    assert first.quit() == 0 and second.quit() == 0
    dismissed = [event for event in journal(env=region.environment) if event["kind"] == "incident.dismissed"]
    assert {event["reason"] for event in dismissed} == {"a load test"}
    told = [tuple(event["trigger"]) for event in dismissed]
    assert len(told) == len(set(told)), "nothing is proposed again that was put aside"

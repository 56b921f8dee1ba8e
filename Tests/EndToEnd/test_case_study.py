"""The first source's case study (its section 7), from the alarm to the postmortem, inside flipback: a canary at 20 % fails, the incident is
proposed, declared, commanded, contained by one key, seen to recover, resolved and written up, while the receivers of notices fail in every way
and hold up nobody. What the alias became is asked of boto3; what was told, of the receivers; what is recorded, of `journal verify`."""

import json
import os
import pathlib

import pytest

from conftest import client, free_port
from receivers import ROUTING_KEY, SERVICENOW_KEY
from test_console import GOOD, KEYS, line
from test_notices import CANARIES, World
from test_postmortem import Page

SECRETS = [*CANARIES, KEYS[1]]


def command(console, text):
    console.press(":")
    console.type(text)
    console.press("enter")


@pytest.fixture
def world(home, run_flipback):
    made = World(home, run_flipback)
    made.write(drills=True)
    yield made
    made.close()


def everything(folder):
    """Every file under a folder: (path, bytes)."""
    for root, _, names in os.walk(folder):
        for name in names:
            path = pathlib.Path(root, name)
            yield path, path.read_bytes()


def test_from_the_alarm_to_the_postmortem(world, start_console, home, journal):
    port = free_port()
    console = start_console(
        ["demo", "--scenario", "bad-canary", "--port", str(port), "--speed", "30"], {**home, **world.env}, columns=160, rows=50)
    lambdas = client("lambda", f"http://127.0.0.1:{port}", "eu-west-1", *KEYS)
    raw = bytearray()

    # Detection: the alarm, then CloudWatch's figures; nothing is declared by itself.
    console.wait_for("PROPOSED  SEV-1", seconds=120)
    assert "no incident" in console.text.splitlines()[0]
    # One receiver of each kind of trouble from here on.
    world.pagerduty.faults = [(429, {"Retry-After": "2"})]
    world.slack.faults = [(500, {})]
    world.jira.faults = ["reset-after"]
    world.servicenow.is_down = True

    # Triage.
    console.press("D")
    sheet = console.wait_for("DECLARE AN INCIDENT")
    assert "checkout:prod" in sheet
    console.press("1", "enter")
    console.wait_for(lambda text: "SEV-1" in text.splitlines()[0], what="SEV-1 in the header")
    command(console, "ic jo")
    console.wait_for(lambda text: "IC jo" in text.splitlines()[0], what="the commander in the header")
    command(console, "role developer kim")
    console.press("K")
    command(console, "note --decision freeze deploys of checkout")
    console.wait_for("freeze deploys of checkout")

    # Containment: one key.
    armed = line(console.wait_for("ARMED  R", seconds=60), "ARMED")
    assert "v6 80 % v7 20 % → v6 100 %" in armed
    console.press("R")
    done = line(console.wait_for(lambda text: line(text, " DONE "), seconds=20, what="the end of the action"), " DONE ")
    assert "checkout:prod" in done and "v6 100 %" in done
    reply = lambdas.get_alias(FunctionName="checkout", Name="prod")
    assert (reply["FunctionVersion"], reply.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})) == GOOD
    console.wait_for("recovered after", seconds=90)

    # Resolution, once the alarm is quiet again.
    console.wait_for(lambda text: "ALARM → OK" in text, seconds=120, what="the alarm's end on the timeline")
    command(console, "resolve v6 serves, v8 will pin the SDK")
    console.wait_for(lambda text: "no incident" in text.splitlines()[0], seconds=30, what="the incident's end in the header")
    world.servicenow.is_down = False

    # The postmortem.
    console.press("E")
    console.wait_for("written to", seconds=30)
    raw += console.raw
    shown = json.loads(world("incident", "list", "--json").stdout)
    (incident,) = shown["incidents"]
    console.press("m")
    console.settle()
    raw += console.raw
    console.press("esc")

    # The outbox: everybody has been told, whatever failed on the way, and knows that it was a drill.
    world.json("notices", "deliver", "--until-empty")
    world.check()
    assert world.notices("pending", "dead") == []
    assert console.quit() == 0
    number = incident["id"]
    assert world.pagerduty.alerts[number]["state"] == "resolved"
    assert len(world.pagerduty.changes) == 1
    (ticket,) = world.jira.issues.values()
    assert number in ticket["fields"]["labels"] and ticket["status"] == "done"
    (record,) = world.servicenow.records.values()
    assert record["state"] == "6"
    kinds = [notice["kind"] for notice in world.webhook.notices]
    assert {"opened", "moved", "resolved"} <= set(kinds)
    assert all("DRILL" in message["text"] for message in world.slack.messages)
    assert "DRILL" in ticket["fields"]["summary"]

    # The record: sound, signed, and with every step of the life.
    events = journal()
    ours = [event for event in events if event.get("incident") == number]
    names = [event["kind"] for event in ours]
    for kind in ("incident.declared", "incident.role", "incident.acknowledged", "incident.note", "alias.move", "alarm.changed",
                 "metrics.snapshot", "incident.resolved", "journal.checkpoint"):
        assert kind in names, f"no {kind} in {names}"
    declared = ours[0]
    assert declared["evidence"] and declared["detectedAt"] <= declared["time"]
    shown = json.loads(world("incident", "show", number, "--json").stdout)
    clocks = shown["clocks"]
    assert 0 < clocks["containMs"] < 60_000
    assert clocks["recoverMs"] is not None and clocks["acknowledgeMs"] is not None and clocks["detectMs"] is not None

    # The postmortem's files, and one that keeps what people write.
    folder = pathlib.Path(home["XDG_STATE_HOME"], "flipback", "postmortems")
    text = (folder / f"{number}.md").read_text(encoding="utf-8")
    page = Page((folder / f"{number}.html").read_text(encoding="utf-8"))
    assert page.crooked == [] and page.open == []
    for words in (number, "SEV-1", "freeze deploys of checkout"):
        assert words in page.text
    assert "checkout" in text and "v8 will pin the SDK" in text
    marker = "<!-- people: contributing-factors -->"
    assert marker in text
    (folder / f"{number}.md").write_text(text.replace(marker, marker + "\nthe SDK was bumped without a lock file", 1), encoding="utf-8")
    world("incident", "postmortem", number)
    assert "the SDK was bumped without a lock file" in (folder / f"{number}.md").read_text(encoding="utf-8")
    assert "the SDK was bumped without a lock file" in Page((folder / f"{number}.html").read_text(encoding="utf-8")).text

    # Canary secrets: in no file of the state directory and on no screen.
    for path, data in everything(home["XDG_STATE_HOME"]):
        for secret in SECRETS:
            assert secret.encode() not in data, f"a secret in {path}"
    for secret in [*SECRETS, ROUTING_KEY, SERVICENOW_KEY]:
        assert secret.encode() not in raw

"""Notices end to end: the real binary against receivers that check every field and play faults; SNS against moto."""

import json
import os
import select
import time

import pytest

from conftest import client
from receivers import (JIRA_TOKEN, ROUTING_KEY, SERVICENOW_KEY, SLACK_PATH, WEBHOOK_SECRET, Jira, PagerDuty, ServiceNow, Slack,
                       Webhook, texts)
from test_moto import KEYS, REGION, account, act  # noqa: F401  pylint: disable=unused-import

CANARIES = [ROUTING_KEY, WEBHOOK_SECRET, JIRA_TOKEN, SERVICENOW_KEY, SLACK_PATH.rsplit("/", maxsplit=1)[-1]]


class World:
    """All receivers, the settings that name them, and the commands."""

    def __init__(self, home, run):
        self.run_flipback = run
        self.home = home
        self.pagerduty, self.slack, self.jira = PagerDuty(), Slack(), Jira()
        self.servicenow, self.webhook = ServiceNow(), Webhook()
        self.receivers = [self.pagerduty, self.slack, self.jira, self.servicenow, self.webhook]
        secret = os.path.join(home["HOME"], "jira-token")
        with open(secret, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(JIRA_TOKEN + "\n")
        self.env = {"PD_KEY": ROUTING_KEY, "SN_KEY": SERVICENOW_KEY}
        self.settings = {
            "oncall": {"type": "pagerduty", "routing-key": "env:PD_KEY", "url": self.pagerduty.url},
            "channel": {"type": "slack", "url": self.slack.hook, "arns": False},
            "tickets": {"type": "jira", "url": self.jira.url, "user": "jo@example.com", "token": f"file:{secret}",
                        "project": "OPS", "issue-type": "Incident", "priorities": {"SEV-1": "Highest"}},
            "desk": {"type": "servicenow", "url": self.servicenow.url, "api-key": "env:SN_KEY"},
            "hook": {"type": "webhook", "url": self.webhook.url + "/flipback", "secret": WEBHOOK_SECRET},
        }
        self.write()

    def write(self, mode=0o600, **more):
        folder = os.path.join(self.home["XDG_CONFIG_HOME"], "flipback")
        os.makedirs(folder, mode=0o700, exist_ok=True)
        path = os.path.join(folder, "config.yaml")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"notices": {"receivers": self.settings, **more}}, file)
        os.chmod(path, mode)
        return path

    def __call__(self, *arguments, code=0, env=None):
        reply = self.run_flipback(*arguments, env={**self.env, **(env or {})})
        assert reply.returncode == code, f"{arguments}: {reply.returncode}\n{reply.stdout}{reply.stderr}"
        return reply

    def json(self, *arguments, code=0, env=None):
        return json.loads(self(*arguments, "--json", code=code, env=env).stdout)

    def declare(self, reason="canary fails", targets=("checkout:prod",)):
        return self.json("incident", "declare", "--severity", "1", "--reason", reason, *targets)["id"]

    def deliver(self, code=0):
        return self.json("notices", "deliver", code=code)

    def deliver_all(self):
        return self.json("notices", "deliver", "--until-empty")

    def notices(self, *states):
        words = [word for state in states for word in ("--state", state)]
        return self.json("notices", "list", *words)["notices"]

    def check(self):
        assert [problem for receiver in self.receivers for problem in receiver.problems] == []

    def close(self):
        for receiver in self.receivers:
            receiver.close()


@pytest.fixture
def world(home, run_flipback):
    made = World(home, run_flipback)
    yield made
    made.close()


def test_an_incident_is_told_to_everybody(world, journal):
    incident = world.declare(reason="canary <!channel> & fails")
    assert len(world.notices("pending")) == 5
    assert world.deliver() == {"delivered": 5, "dead": 0, "pending": 0, "heldElsewhere": False}
    world("incident", "ack")
    world("incident", "severity", "2", "--reason", "errors halved")
    world("incident", "resolve", "--text", "v6 serves")
    world("incident", "close", incident)
    world.deliver_all()
    world.check()
    assert world.notices("pending", "dead") == []

    assert world.pagerduty.alerts[incident] == {
        "state": "resolved", "severity": "error", "log": ["trigger", "acknowledge", "trigger", "resolve", "resolve"]}

    titles = [message["text"] for message in world.slack.messages]
    assert titles == [
        f"SEV-1 {incident} opened: canary &lt;!channel&gt; &amp; fails", f"{incident} is SEV-2: errors halved",
        f"SEV-2 {incident} resolved: v6 serves"]
    times = [at for at, *_ in world.slack.requests]
    assert all(later - earlier >= 1 for earlier, later in zip(times[1:], times[2:]))

    (ticket,) = world.jira.issues.values()
    assert incident in ticket["fields"]["labels"] and ticket["fields"]["priority"] == {"name": "Highest"}
    assert ticket["status"] == "done"
    assert [texts(comment)[0] for comment in ticket["comments"]] == [
        f"SEV-1 {incident} acknowledged by {texts(ticket['comments'][0])[0].rsplit(' by ')[1]}",
        f"{incident} is SEV-2: errors halved", f"SEV-2 {incident} resolved: v6 serves", f"SEV-2 {incident} closed"]

    (record,) = world.servicenow.records.values()
    assert record["correlation_id"] == incident and record["state"] == "6" and record["impact"] == "2"
    assert record["close_code"] == "Solution provided" and record["close_notes"].endswith("resolved: v6 serves")
    assert len(record["notes"]) == 4

    assert [notice["kind"] for notice in world.webhook.notices] == ["opened", "acknowledged", "severity", "resolved", "closed"]
    # The head that went out is the journal's own.
    events = {event["seq"]: event["hash"] for event in journal()}
    for notice in world.webhook.notices:
        seq, head = notice["journalHead"].split(":")
        assert events[int(seq)] == head
    references = {notice["receiver"]: notice["reference"] for notice in world.notices("delivered")[:5]}
    assert references["oncall"] == incident and references["tickets"] == ticket["key"]
    assert references["desk"] == record["sys_id"]


def test_moved_traffic_is_a_change_event_and_reaches_the_incident(world, start_region):
    region = start_region("--scenario", "bad-canary")
    env = {**region.environment}
    incident = world.declare()
    world("abort", "checkout:prod", "--reason", "canary fails", "--yes", env=env)
    world.deliver_all()
    world.check()
    (change,) = world.pagerduty.changes
    assert change["summary"].startswith("abort of checkout:prod verified: now v6 100 %")
    assert change["custom_details"]["before"] == "v6 80 % v7 20 %"
    assert any("abort of checkout:prod verified" in message["text"] for message in world.slack.messages)
    (ticket,) = world.jira.issues.values()
    assert any("abort of checkout:prod verified" in texts(comment)[0] for comment in ticket["comments"])
    moved = [notice for notice in world.webhook.notices if notice["kind"] == "moved"]
    assert [notice["incident"]["id"] for notice in moved] == [incident]
    assert moved[0]["event"]["actor"].startswith("arn:aws:")
    # `arns: false`
    assert not any("arn:aws" in json.dumps(message) for message in world.slack.messages)


@pytest.mark.parametrize("fault", [(500, {}), (503, {"Retry-After": "1"}), "reset", "reset-after"])
def test_what_passes_is_tried_again_and_what_was_applied_is_not_repeated(world, fault):
    incident = world.declare()
    for receiver in world.receivers:
        receiver.faults = [fault]
    world.deliver(code=75)
    late = world.notices("pending")
    assert len(late) == 5 and all(notice["attempts"] == 1 and notice["failure"] for notice in late)
    world.deliver_all()
    world("incident", "ack")
    for receiver in world.receivers:
        # Once for what is asked first, once for what is written.
        receiver.faults = [None, fault]
    world.deliver_all()
    world.check()
    assert world.notices("pending", "dead") == []
    assert world.pagerduty.alerts[incident]["state"] == "acknowledged"
    (ticket,) = world.jira.issues.values()
    assert len(ticket["comments"]) == 1
    (record,) = world.servicenow.records.values()
    assert len(record["notes"]) == 1
    # A receiver without any memory sees by the key that it has it already.
    assert len({notice["notice"] for notice in world.webhook.notices}) == 2


def test_action_items_of_the_postmortem_become_tickets(world):
    incident = world.declare()
    world("incident", "postmortem", incident)
    path = os.path.join(world.home["XDG_STATE_HOME"], "flipback", "postmortems", f"{incident}.md")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    begin = "<!-- people: action-items -->\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(begin, begin + "- [ ] pin the SDK, mia\n- [x] alarm on p95\n"))
    for _ in range(2):
        world("incident", "postmortem", incident)
        world.deliver_all()
    world.check()
    assert len(world.jira.issues) == 3
    items = [issue["fields"] for issue in world.jira.issues.values() if "flipback-action-item" in issue["fields"]["labels"]]
    assert sorted(item["summary"].split(": ")[-1] for item in items) == ["alarm on p95", "pin the SDK, mia"]


def test_creating_a_ticket_is_not_repeated_when_the_reply_is_lost(world):
    world.declare()
    world.jira.faults = [None, "reset-after"]
    world.servicenow.faults = [None, "reset-after"]
    world.deliver(code=75)
    assert len(world.jira.issues) == 1 and len(world.servicenow.records) == 1
    world.deliver_all()
    assert len(world.jira.issues) == 1 and len(world.servicenow.records) == 1
    created = [path for _, method, path, *_ in world.jira.requests if method == "POST" and path.endswith("/issue")]
    assert len(created) == 1
    world.check()


def test_a_limit_is_kept_to_and_a_dead_receiver_holds_up_nobody(world):
    """Slack asks for patience, PagerDuty is down and Jira says nothing at all: the others are told at once."""
    world.declare()
    world.slack.faults = [(429, {"Retry-After": "6"})]
    world.pagerduty.is_down = True
    world.jira.faults = ["silent"]
    began = time.monotonic()
    running = world.run_flipback.start("notices", "deliver", "--until-empty", "--json", env=world.env)
    deadline = began + 9
    while time.monotonic() < deadline and not (world.webhook.notices and world.servicenow.records):
        select.select([], [], [], 0.05)
    # Jira's reply is waited for for ten seconds; nobody else waits.
    assert world.webhook.notices and world.servicenow.records
    deadline = began + 40
    while time.monotonic() < deadline and not (world.slack.messages and world.jira.issues):
        select.select([], [], [], 0.1)
    assert world.slack.messages and world.jira.issues
    first, second = [at for at, *_ in world.slack.requests][:2]
    assert second - first >= 6
    # A command that moves or writes is not slower for it.
    start = time.monotonic()
    world("incident", "ack")
    assert time.monotonic() - start < 5
    world.pagerduty.is_down = False
    code, document, errors = world.run_flipback.finish(running, 120)
    assert code == 0, errors
    assert document["pending"] == 0
    assert "notices to oncall are late and tried again" in errors and "oncall takes notices again" in errors
    assert [alert["log"] for alert in world.pagerduty.alerts.values()] == [["trigger", "acknowledge"]]
    world.check()


def test_a_dead_letter_has_its_reason_and_is_replayed(world):
    world.declare()
    world.pagerduty.faults = [(400, {})]
    reply = world("notices", "deliver", code=1)
    assert "NOT DELIVERED to oncall: PagerDuty: 400: played" in reply.stderr
    (dead,) = world.notices("dead")
    assert dead["receiver"] == "oncall" and dead["failure"] == "PagerDuty: 400: played"
    listed = world("notices", "list").stdout
    assert "dead" in listed and "PagerDuty: 400: played" in listed
    doctor = json.loads(world.run_flipback("doctor", "--json", env=world.env).stdout)
    lines = {check["text"].split(" ")[0]: check for check in doctor["checks"] if check["code"] == "notices"}
    assert lines["oncall"]["level"] == "warn" and "1 not delivered" in lines["oncall"]["text"]
    assert lines["hook"]["level"] == "ok"
    world("notices", "replay", "4711", code=6)
    world("notices", "replay", code=2)
    assert world.json("notices", "replay", str(dead["id"])) == {"replayed": 1}
    world.deliver_all()
    assert world.notices("dead") == [] and len(world.pagerduty.alerts) == 1
    assert world.json("notices", "replay", "--all") == {"replayed": 0}


def test_a_test_is_marked_for_everybody(world):
    for name in world.settings:
        document = world.json("notices", "test", name)
        assert document["outcome"] == "delivered" and document["receiver"] == name
    world.check()
    assert world.slack.messages[0]["text"].startswith("[TEST] ")
    (alert,) = world.pagerduty.alerts.values()
    assert alert["state"] == "resolved" and alert["severity"] == "info"
    assert [i["fields"]["summary"].startswith("[TEST] ") for i in world.jira.issues.values()] == [True]
    assert [r["short_description"].startswith("[TEST] ") for r in world.servicenow.records.values()] == [True]
    assert world.webhook.notices[0]["test"] is True and world.webhook.notices[0]["title"].startswith("[TEST] ")
    assert all(notice["test"] for notice in world.notices())
    assert len(world.notices("delivered")) == 5

    world.slack.faults = [(404, {}), (500, {})]
    assert world.json("notices", "test", "channel", code=1)["outcome"] == "dead"
    assert world.json("notices", "test", "channel", code=75)["outcome"] == "retry"
    assert "did you mean 'channel'" in world("notices", "test", "chanel", code=2).stderr


def test_secrets_are_nowhere(world, home):
    """In no listing, log, journal or message, though receivers quote them and a person pastes one into a note."""
    world.declare()
    world("incident", "note", f"the key is {ROUTING_KEY} and {JIRA_TOKEN}")
    # An answer that quotes everything.
    for receiver in world.receivers:
        receiver.take = lambda *_: (400, {"message": " ".join(CANARIES)})
    world("notices", "deliver", code=1)
    shown = world("notices", "list").stdout + world("notices", "list", "--json").stdout
    reply = world.run_flipback("doctor", "--json", env=world.env)
    shown += reply.stdout + reply.stderr + world("journal", "export").stdout
    found = [canary for canary in CANARIES if canary in shown]
    assert found == []
    for folder, _, files in os.walk(home["XDG_STATE_HOME"]):
        for name in files:
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
            assert [canary for canary in CANARIES if canary.encode() in data] == [], name


def test_settings_with_secrets_are_private(world):
    path = world.write(mode=0o644)
    reply = world("notices", "list", code=2)
    assert f"{path}:1: a secret is written here, and others may read the file (mode 0644)" in reply.stderr
    assert WEBHOOK_SECRET not in reply.stderr
    # Without inline secrets others may read it.
    world.settings = {name: world.settings[name] for name in ("oncall", "tickets", "desk")}
    world.write(mode=0o644)
    world("notices", "list")
    # A secret that cannot be found stops nothing but its own notices.
    del world.env["PD_KEY"]
    world.declare()
    reply = world("notices", "deliver", code=75)
    assert "the environment variable PD_KEY is not set" in reply.stderr
    assert [notice["receiver"] for notice in world.notices("pending")] == ["oncall"]
    os.chmod(os.path.join(world.home["HOME"], "jira-token"), 0o644)
    assert "chmod 600" in world("notices", "test", "tickets", code=2).stderr


def test_a_console_delivers_what_scripts_write(world, start_region, start_console):
    region = start_region("--scenario", "healthy")
    env = {**world.home, **world.env, **region.environment}
    world.pagerduty.faults = [(400, {})]
    console = start_console([], env)
    console.wait_for("checkout:prod")
    world.declare()
    console.wait_for(lambda _: len(world.webhook.notices) == 1 and not world.notices("pending"), what="the deliveries")
    world.check()
    assert len(world.slack.messages) == 1 and len(world.servicenow.records) == 1
    console.press("m")
    console.wait_for("NOT DELIVERED to oncall")
    # Only one process delivers, and the right to do so goes on to whoever is left.
    world.pagerduty.is_down = True
    world.declare()
    refused = world.deliver()
    assert refused["heldElsewhere"] is True and refused["delivered"] == 0 and refused["pending"] > 0
    console.press("esc")
    assert console.quit() == 0
    world.pagerduty.is_down = False
    assert world.deliver_all()["pending"] == 0
    assert len(world.pagerduty.alerts) == 1


def test_watching_delivers_nothing(world, start_region, start_console):
    region = start_region("--scenario", "healthy")
    world.declare()
    console = start_console(["watch"], {**world.home, **world.env, **region.environment})
    console.wait_for("checkout:prod")
    console.pump(3)
    assert len(world.notices("pending")) == 5
    assert all(receiver.requests == [] for receiver in world.receivers)


def test_sns_tells_the_outcome(home, run_flipback, account):  # noqa: F811
    """A queue subscribed to the topic, on moto; read by boto3."""
    make = lambda service: client(service, account, REGION, KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"])
    sns, sqs = make("sns"), make("sqs")
    topic = sns.create_topic(Name="releases")["TopicArn"]
    queue = sqs.create_queue(QueueName="readers")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    folder = os.path.join(home["XDG_CONFIG_HOME"], "flipback")
    os.makedirs(folder, mode=0o700)
    with open(os.path.join(folder, "config.yaml"), "w", encoding="utf-8") as file:
        file.write(f"notices:\n  receivers:\n    topic: {{type: sns, topic: '{topic}'}}\n")
    act(run_flipback, account, "rollback", "checkout:prod", "--to", "1", "--reason", "canary fails ä")
    reply = run_flipback("notices", "deliver", "--json", "--endpoint-url", account, env=KEYS)
    assert reply.returncode == 0, reply.stdout + reply.stderr
    (received,) = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    envelope = json.loads(received["Body"])
    assert envelope["Subject"] == "rollback of checkout:prod verified: now v1 100 %"
    assert envelope["MessageAttributes"]["outcome"] == {"Type": "String", "Value": "rollback"}
    message = json.loads(envelope["Message"])
    assert message["outcome"] == "rollback" and message["event"]["target"] == "checkout:prod"
    assert message["event"]["before"] == {"pointer": "2", "weights": {"3": 0.2}}
    assert message["event"]["reason"] == "canary fails ä"
    listed = json.loads(run_flipback("notices", "list", "--json").stdout)["notices"]
    assert [(notice["state"], notice["reference"]) for notice in listed] == [("delivered", envelope["MessageId"])]

    reply = run_flipback("notices", "test", "topic", "--json", "--endpoint-url", account, env=KEYS)
    assert reply.returncode == 0, reply.stdout + reply.stderr
    (received,) = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    assert json.loads(received["Body"])["Subject"].startswith("[TEST] ")

    sns.delete_topic(TopicArn=topic)
    reply = run_flipback("notices", "test", "topic", "--json", "--endpoint-url", account, env=KEYS)
    assert reply.returncode == 1, reply.stdout + reply.stderr
    assert "NotFound" in json.loads(reply.stdout)["failure"]

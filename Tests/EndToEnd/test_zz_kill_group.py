"""`kill -9` in a rollback of fifty functions: at the sends and receives of its calls, at the events of its journal, and at random instants. The next
process reads what was open, once each, does what is left, and nothing twice."""

import concurrent.futures
import contextlib
import datetime
import json
import os
import random
import sqlite3
import threading
import time

import pytest

from conftest import Region, Runner, end
from gate import HOLD, HOLD_REPLY, PASS, Gate

COUNT = 50
TARGETS = [f"shop-{number:02}:prod" for number in range(1, COUNT + 1)]
# Pointer and weights.
GOOD = ("5", "{}")
BAD = ("6", "{}")
# How many groups live at a time. The recovery of one of them is timed fairly with 1 only.
PLAYS = int(os.environ.get("FLIPBACK_PLAYS", "6"))
# boto3 makes no two clients at a time.
CLIENTS = threading.Lock()
ENDS = ("verified", "superseded", "notApplied", "unknown")

HEAD = """
name: fifty
account: "123456789012"
region: eu-west-1
# Planning fifty targets is not what is tested: the program's own gate keeps a group to AWS's quota.
quotas: 1000
functions:
"""
FUNCTION = """
  - name: {name}
    versions:
      - {{version: 5, published: -12d, behaviour: [{{failing: 0.0003, median: 60, spread: 0.4}}]}}
      - {{version: 6, published: -9d}}
    aliases:
      - name: prod
        requestsPerMinute: 60
        moves: [{{at: -11d, to: 5}}, {{at: -2h, to: 6}}]
"""

# When the process is killed: as the n-th call of a kind is about to be sent on, as its reply is about to be handed over, as soon as the n-th event of a
# kind can be read from the journal, or so long after the first write.
STEPS = (1, COUNT // 2, COUNT)
MOMENTS = [("receive", "plan", COUNT), ("journal", "group.begun", 1), ("journal", "group.ended", 1)]
for step in STEPS:
    MOMENTS += [
        ("journal", "intent", step), ("send", "write", step), ("journal", "sent", step), ("receive", "write", step),
        ("journal", "acknowledged", step), ("send", "read back", step), ("receive", "read back", step), ("journal", "verified", step),
    ]
SEED = random.Random(20261121)
MOMENTS += [
    (*SEED.choice([("send", "write"), ("receive", "write"), ("send", "read back"), ("receive", "read back")]), SEED.randint(2, COUNT - 1))
    for _ in range(14)]
MOMENTS += [("journal", SEED.choice(["intent", "sent", "acknowledged", "verified"]), SEED.randint(2, COUNT - 1)) for _ in range(8)]
# A group of fifty takes (100 - 15) / 15 s by the quota.
MOMENTS += [("after", "the first write", round(SEED.uniform(0, 5.6), 3)) for _ in range(18)]
MOMENTS = list(dict.fromkeys(MOMENTS))


class Group:
    """A region of its own with fifty functions on the bad version, and the process that rolls them back through a gate."""

    def __init__(self, folder):
        os.mkdir(folder, 0o700)
        for name in ("config", "state"):
            os.mkdir(os.path.join(folder, name), 0o700)
        scenario = os.path.join(folder, "fifty.yaml")
        with open(scenario, "w", encoding="utf-8") as file:
            file.write(HEAD + "".join(FUNCTION.format(name=target.split(":")[0]) for target in TARGETS))
        self.region = Region(folder, "--scenario", scenario)
        self.gate = Gate(self.region.url)
        self.runner = Runner({
            "HOME": folder, "XDG_CONFIG_HOME": os.path.join(folder, "config"), "XDG_STATE_HOME": os.path.join(folder, "state")})
        self.journal = os.path.join(folder, "state", "flipback", "journal.db")
        self.lock = threading.Lock()
        self.counts = {}
        self.wrote = threading.Event()
        self.process = None

    def start(self):
        self.process = self.runner.start(
            "rollback", *TARGETS, "--to", "5", "--reason", "the release is bad", "--yes", "--json",
            env={**self.region.environment, "AWS_ENDPOINT_URL": self.gate.url})

    def kill(self):
        self.process.kill()
        self.process.communicate(timeout=20)

    def kind(self, method, path):
        """What a request is of the group's: an alias is read once for the plan, and later to read it back."""
        if "/aliases/" not in path:
            return None
        if method == "PUT":
            return "write"
        return "read back" if self.counts.get("plan", 0) >= COUNT else "plan"

    def hold(self, side, kind, number):
        """Holds the n-th request of a kind, or its reply, and kills the process then."""

        def rule(method, path):
            with self.lock:
                found = self.kind(method, path)
                if found:
                    self.counts[found] = self.counts.get(found, 0) + 1
                if found == kind and self.counts[found] == number:
                    return HOLD if side == "send" else HOLD_REPLY
            return PASS

        self.gate.rule = rule
        self.start()
        self.gate.wait_held(seconds=60)
        self.kill()

    def watch(self, phase, number):
        """Kills the process as soon as the n-th event of a phase (or of a kind) can be read."""
        column, word = ("kind", phase) if "." in phase else ("phase", phase)
        self.start()
        deadline = time.monotonic() + 60
        while self.count(column, word) < number:
            assert time.monotonic() < deadline and self.process.poll() is None, f"{phase} {number} never came: {self.process.communicate()}"
        self.kill()

    def count(self, column, word):
        try:
            # Closed here and now: a connection that stays open keeps SQLite from reading what a killed process wrote last.
            with contextlib.closing(sqlite3.connect(f"file:{self.journal}?mode=ro", uri=True, timeout=1)) as database:
                [[found]] = database.execute(f"SELECT count(*) FROM event WHERE {column} = ?", [word])
            return found
        except sqlite3.OperationalError:
            # Not there yet, or without its tables.
            return 0

    def wait(self, seconds):
        """Kills the process so long after its first write."""

        def rule(method, path):
            if method == "PUT":
                self.wrote.set()
            return PASS

        self.gate.rule = rule
        self.start()
        assert self.wrote.wait(60)
        time.sleep(seconds)
        self.kill()

    def events(self):
        if not os.path.exists(self.journal):
            return []
        verified = self.runner("journal", "verify")
        assert verified.returncode == 0, verified.stdout + verified.stderr
        exported = self.runner("journal", "export")
        assert exported.returncode == 0, exported.stderr
        return [json.loads(line) for line in exported.stdout.splitlines()]

    def resume(self):
        began = time.time()
        reply = self.runner("resume", "--yes", "--json", env=self.region.environment, seconds=120)
        return began, reply

    def asked(self, start=0):
        """The program's requests for aliases, from one on: operation and target."""
        return [
            (entry["operation"], entry["path"].split("/functions/")[1].replace("/aliases/", ":"))
            for entry in self.region.requests()[start:]
            if entry["userAgent"].startswith("flipback/") and entry["operation"] in ("GetAlias", "UpdateAlias") and entry["status"] == 200]

    def close(self):
        self.gate.close()
        for process in self.runner.started:
            end(process)
        self.region.close()


def latest(events):
    """The last phase of each target, of its alias or as it was reconciled."""
    return {event["target"]: event["phase"] for event in events if event["kind"] in ("alias.move", "action.reconciled")}


def play(folder, moment):
    how, what, where = moment
    group = Group(folder)
    try:
        if how == "journal":
            group.watch(what, where)
        elif how == "after":
            group.wait(where)
        else:
            group.hold(how, what, where)
        group.gate.drop()
        before = group.events()
        calls = len(group.region.requests())
        began, reply = group.resume()
        events = group.events()
        settled = [event for event in events[len(before):] if event["kind"] == "action.reconciled"]
        with CLIENTS:
            client = group.region.client("lambda")
        aliases = {}
        for target in TARGETS:
            read = client.get_alias(FunctionName=target.split(":")[0], Name="prod")
            aliases[target] = (read["FunctionVersion"], json.dumps(read.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})))
        recovered = [datetime.datetime.fromisoformat(event["time"].replace("Z", "+00:00")).timestamp() - began for event in settled]
        return {
            "before": before, "events": events, "exit": reply.returncode, "stderr": reply.stderr, "aliases": aliases,
            "document": json.loads(reply.stdout) if reply.stdout else None, "settled": settled,
            "died": group.process.returncode, "asked": group.asked(calls),
            "written": [target for operation, target in group.asked() if operation == "UpdateAlias"],
            "recovery": max(recovered, default=None),
        }
    finally:
        group.close()


@pytest.fixture(scope="module")
def played(tmp_path_factory, request):
    base = tmp_path_factory.mktemp("killed")
    # Those that this session is to judge.
    chosen = {item.callspec.params["moment"] for item in request.session.items if "moment" in getattr(getattr(item, "callspec", None), "params", {})}
    with concurrent.futures.ThreadPoolExecutor(PLAYS) as pool:
        futures = {
            moment: pool.submit(play, str(base / f"{number}"), moment) for number, moment in enumerate(MOMENTS) if moment in chosen}
        yield futures
        for future in futures.values():
            future.cancel()
    report(request, [future.result() for future in futures.values() if future.done() and not future.cancelled() and not future.exception()])


def report(request, results):
    """How long the next process took from its start until everything that was open was read back and on record; figures, not a verdict: how many calls
    it made is judged."""
    found = [result for result in results if result["settled"]]
    if found:
        times = sorted(result["recovery"] * 1000 for result in found)
        most = max(len(result["settled"]) for result in found)
        plugins = request.config.pluginmanager
        with plugins.get_plugin("capturemanager").global_and_fixture_disabled():
            plugins.get_plugin("terminalreporter").write_line(
                f"\nrecovery after kill -9: {len(times)} times, up to {most} targets open, p50 {times[len(times) // 2]:.0f} ms, "
                f"max {times[-1]:.0f} ms")


def name(moment):
    return " ".join(str(part) for part in moment)


@pytest.mark.parametrize("moment", MOMENTS, ids=name)
def test_nothing_is_lost_and_nothing_done_twice(played, moment):
    result = played[moment].result(600)
    before, events, asked = result["before"], result["events"], result["asked"]
    about = {key: result[key] for key in ("exit", "stderr", "died")}
    assert len(result["written"]) == len(set(result["written"])), "no alias is written twice"
    assert events[:len(before)] == before, "what was on record stays on record"

    begun = any(event["kind"] == "group.begun" for event in before)
    ended = any(event["kind"] == "group.ended" for event in before)
    if not begun or ended:
        # Nothing had been sent, or everything was over.
        assert result["exit"] == 6 and "no group was cut off" in result["stderr"], about
        assert set(result["aliases"].values()) == {GOOD if ended else BAD}
        assert asked == [] and events == before
        return
    assert result["died"] == -9, about

    # What was open is read once and for all before anything else; what was settled is not touched.
    phases = latest(before)
    over = {target for target, phase in phases.items() if phase in ENDS}
    open_ = set(phases) - over
    first = asked[:len(open_)]
    assert {operation for operation, _ in first} <= {"GetAlias"} and {target for _, target in first} == open_, first
    assert over.isdisjoint(target for _, target in asked)
    assert {event["target"] for event in result["settled"]} == open_
    for event in result["settled"]:
        assert event["outcome"] in ("verified", "notApplied"), event
    arrived = {event["target"] for event in result["settled"] if event["outcome"] == "verified"}
    assert {target for operation, target in asked if operation == "UpdateAlias"} == set(TARGETS) - over - arrived

    # Every target has an end, and it is the one that AWS tells.
    assert result["exit"] == 0, about
    assert set(result["aliases"].values()) == {GOOD}
    assert sorted(result["written"]) == TARGETS
    assert {target: "verified" for target in TARGETS} == latest(events)
    [closing] = [event for event in events if event["kind"] == "group.ended"]
    assert {one["target"]: one["outcome"] for one in closing["outcomes"]} == dict.fromkeys(TARGETS, "verified")
    assert closing == [event for event in events if event["kind"] != "journal.checkpoint"][-1]


def test_every_state_of_a_target_was_met(played):
    """The moments above are worth something only if targets died in every phase."""
    met = set()
    for future in played.values():
        before = future.result(600)["before"]
        phases = latest(before)
        met.update(phases.values())
        if any(event["kind"] == "group.begun" for event in before) and len(phases) < COUNT:
            met.add("not begun")
    assert met >= {"not begun", "intent", "sent", "acknowledged", "verified"}

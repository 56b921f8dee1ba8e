"""Eight toxics on each call of a rollback, before, during and after its reply's body: every run ends with a named outcome that agrees with what
boto3 sees and with what the region applied, at most one write takes effect, and the journal says which.

The toxics are D8's, one for each way in which a reply can fail to be a reply: it comes late (latency), never (timeout), the connection is reset
(reset) or closed in an orderly way (close), what comes is not HTTP or not JSON (garbage) or less than was announced (truncate), or it is a
well-formed refusal by the service's front door (unavailable, 503) or by its quota (throttled, 429). The rest of D8 is these at another size
(jitter, slow_body, slice, limit_data) or the business of a reply's reader (wrong_type, dup_keys, huge, bom, gzip_bomb), whose tests are the
gateway's."""

import concurrent.futures
import json
import os
import threading
import time

import pytest

from conftest import Region, Runner

# A stub of a reply's body: more than a brace, less than any reply that is read here.
SHORT = 12

# Where the toxic strikes: before the request is applied (or before the body's first byte, where the toxic is the body's own), in the middle of the
# body, after the request was applied and before a byte of the reply (or after the body's last byte).
TOXICS = {
    "latency": {place: [{"fault": "latency:400", "place": place}] for place in ("before", "during", "after")},
    "timeout": {place: [{"fault": "timeout", "place": place}] for place in ("before", "during", "after")},
    "reset": {
        "before": [{"fault": "reset_before"}], "during": [{"fault": "reset", "place": "during"}],
        "after": [{"fault": "reset_after_apply"}],
    },
    "close": {place: [{"fault": "close_no_reply", "place": place}] for place in ("before", "during", "after")},
    "garbage": {
        "before": [{"fault": "garbage", "place": "before"}], "during": [{"fault": "bad_json"}],
        "after": [{"fault": "garbage", "place": "after"}],
    },
    # The length that was announced and does not come: nothing of it, a part, all of it but seven bytes on an open connection.
    "truncate": {
        "before": [{"fault": "truncate:0"}], "during": [{"fault": f"truncate:{SHORT}"}], "after": [{"fault": "wrong_length:7"}],
    },
    "unavailable": {
        "before": [{"fault": "status:503", "place": "before"}],
        "during": [{"fault": "status:503", "place": "after"}, {"fault": f"truncate:{SHORT}"}],
        "after": [{"fault": "status:503", "place": "after"}],
    },
    "throttled": {
        "before": [{"fault": "status:429", "place": "before"}],
        "during": [{"fault": "status:429", "place": "after"}, {"fault": f"truncate:{SHORT}"}],
        "after": [{"fault": "status:429", "place": "after"}],
    },
}
PLACES = ("before", "during", "after")

# Calls of the rollback: where it goes, service, operation, and which of them (a name of `Course`).
PLAIN = "without a deployment"
DEPLOYING = "with a deployment"
CALLS = [
    (PLAIN, "lambda", "GetAlias", "first"),
    (PLAIN, "lambda", "UpdateAlias", "first"),
    (PLAIN, "lambda", "GetAlias", "read back"),
    (DEPLOYING, "codedeploy", "ListDeployments", "first"),
    (DEPLOYING, "codedeploy", "BatchGetDeployments", "first"),
    (DEPLOYING, "codedeploy", "StopDeployment", "first"),
    (DEPLOYING, "codedeploy", "GetDeployment", "first"),
    (DEPLOYING, "lambda", "GetAlias", "re-read"),
    (DEPLOYING, "lambda", "UpdateAlias", "first"),
    (DEPLOYING, "lambda", "GetAlias", "read back"),
    # Not once but for good: the write never gets through, or nothing can be read after it.
    (PLAIN, "lambda", "UpdateAlias", "always"),
    (PLAIN, "lambda", "GetAlias", "never read back"),
]
CASES = [(toxic, place, call) for toxic in TOXICS for place in PLACES for call in CALLS]

# v6 is where a stopped deployment leaves the alias, so that the alias has to be written in any case.
WANTED = ("5", {})

SCENARIO = """
name: toxics
account: "123456789012"
region: eu-west-1
functions:
  - name: checkout
    versions:
      - {version: 5, published: -12d, runtime: nodejs22.x, handler: index.handler, behaviour: [{failing: 0.0003, median: 60, spread: 0.4}]}
      - {version: 6, published: -9d}
      - {version: 7, published: -3h}
    aliases:
      - name: prod
        requestsPerMinute: 600
        moves: [{at: -11d, to: 5}, {at: -8d, to: 6}%s]
"""
DEPLOYMENT = """
codeDeploy:
  configs: [{name: Slow, linear: {percent: 10, minutes: 600}}]
  applications:
    - name: checkout
      created: -20d
      groups:
        - name: checkout-prod
          role: codedeploy
          config: Slow
          deployments: [{started: -10m, function: checkout, alias: prod, from: 6, to: 7, creator: user}]
"""

# boto3 makes no two clients at a time.
CLIENTS = threading.Lock()

EXITS = {"verified": {0}, "superseded": {5}, "unknown": {8}, "notApplied": {1, 69, 75}}


class Run:
    """One rollback on a region of its own."""

    def __init__(self, folder, place):
        os.mkdir(folder, 0o700)
        for name in ("config", "state"):
            os.mkdir(os.path.join(folder, name), 0o700)
        scenario = os.path.join(folder, "scenario.yaml")
        with open(scenario, "w", encoding="utf-8") as file:
            moved = ", {at: -2h, to: 7}" if place == PLAIN else ""
            file.write(SCENARIO % moved + (DEPLOYMENT if place == DEPLOYING else ""))
        # Ten region seconds a second: a deployment stops within a fifth of one, and takes its next step in an hour.
        self.region = Region(folder, "--scenario", scenario, "--speed", "10")
        self.runner = Runner({
            "HOME": folder, "XDG_CONFIG_HOME": os.path.join(folder, "config"), "XDG_STATE_HOME": os.path.join(folder, "state")})
        with CLIENTS:
            self.client = self.region.client("lambda")
        self.before = self.alias()

    def alias(self):
        reply = self.client.get_alias(FunctionName="checkout", Name="prod")
        return reply["FunctionVersion"], reply.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})

    def rollback(self, **more):
        return self.runner(
            "rollback", "checkout:prod", "--to", "5", "--reason", "toxic", "--yes", "--json",
            env={**self.region.environment, **more}, seconds=180)

    def ours(self):
        """What the program asked, in the region's order."""
        return [entry for entry in self.region.requests() if entry["userAgent"].startswith("flipback/")]

    def applied(self):
        """Writes of the alias by the program that took effect: by the region's log, whatever reply left."""
        return sum(entry["operation"] == "UpdateAlias" and entry.get("applied", True) and entry["status"] == 200
                   for entry in self.ours())

    def events(self):
        verified = self.runner("journal", "verify")
        exported = self.runner("journal", "export")
        assert exported.returncode == 0, exported.stderr
        events = [json.loads(line) for line in exported.stdout.splitlines()]
        assert not events or verified.returncode == 0, verified.stdout + verified.stderr
        return events

    def close(self):
        self.region.close()


class Course:
    """Where the calls of an undisturbed rollback are: how many calls of the same operation come before each."""

    def __init__(self, folder, place):
        run = Run(folder, place)
        try:
            reply = run.rollback()
            assert reply.returncode == 0, reply.stderr
            assert run.alias() == WANTED and run.applied() == 1
            names = [entry["operation"] for entry in run.ours()]
        finally:
            run.close()
        write = names.index("UpdateAlias")
        self.skips = {"first": 0, "always": 0, "read back": names[:write].count("GetAlias")}
        self.skips["never read back"] = self.skips["read back"]
        if place == DEPLOYING:
            self.skips["re-read"] = names[:names.index("StopDeployment")].count("GetAlias")
            assert self.skips["re-read"] < self.skips["read back"]
        missing = {call[2] for call in CALLS if call[0] == place} - set(names)
        assert not missing, f"the rollback {place} never calls {missing}: {names}"


def play(folder, toxic, place, call, courses):
    """Runs a case and returns what it came to."""
    kind, service, operation, which = call
    run = Run(folder, kind)
    try:
        lasts = which in ("always", "never read back")
        rules = [
            {**rule, "service": service, "operation": operation, "skip": courses[kind].skips[which], **({} if lasts else {"count": 1})}
            for rule in TOXICS[toxic][place]]
        run.region.faults("POST", rules)
        began = time.monotonic()
        # A read that never succeeds is given up after one try: what is tested is the read-back's own patience.
        reply = run.rollback(**({"AWS_MAX_ATTEMPTS": "1"} if which == "never read back" else {}))
        seconds, fired = time.monotonic() - began, min(rule["fired"] for rule in run.region.faults())
        # The truth is asked for on a network that works again.
        run.region.faults("DELETE")
        result = {
            "seconds": seconds, "before": run.before, "fired": fired,
            "exit": reply.returncode, "stderr": reply.stderr, "document": json.loads(reply.stdout) if reply.stdout else None,
            "alias": run.alias(), "applied": run.applied(), "events": run.events(),
        }
        if any(action["outcome"] == "unknown" for action in (result["document"] or {}).get("actions", [])):
            # The next command settles what was left open.
            run.runner("rollback", "checkout:prod", "--to", "5", "--reason", "again", "--yes", "--json", env=run.region.environment)
            result["settled"] = [event["outcome"] for event in run.events() if event["kind"] == "action.reconciled"]
            result["applied at last"] = run.applied()
            result["alias at last"] = run.alias()
        return result
    finally:
        run.close()


@pytest.fixture(scope="module")
def played(tmp_path_factory, request):
    """The cases that this session is to judge, several at a time: most of a run is waiting for time-outs."""
    chosen = {tuple(item.callspec.params.values()) for item in request.session.items if item.name.startswith("test_every_end_is")}
    base = tmp_path_factory.mktemp("toxics")
    courses = {place: Course(str(base / place.replace(" ", "-")), place) for place in (PLAIN, DEPLOYING)}
    # The slowest first.
    order = sorted(chosen, key=lambda case: ("timeout", "truncate").count(case[0]) * -1 - 2 * (case[2][3] == "never read back"))
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        futures = {
            (toxic, place, call): pool.submit(play, str(base / f"case-{number}"), toxic, place, call, courses)
            for number, (toxic, place, call) in enumerate(order)}
        yield futures
        for future in futures.values():
            future.cancel()


def name(value):
    return f"{value[2]} ({value[3]}) {value[0]}" if isinstance(value, tuple) else value


@pytest.mark.parametrize("toxic, place, call", CASES, ids=name)
def test_every_end_is_named_and_true(played, toxic, place, call):
    end = played[(toxic, place, call)].result(600)
    about = {key: value for key, value in end.items() if key != "events"}
    assert end["fired"] >= 1, f"the toxic struck nothing: {about}"
    # A quota that is used up is waited for, a minute and a half.
    assert end["seconds"] < 150, about
    assert end["applied"] <= 1, about
    moves = [event for event in end["events"] if event["kind"] == "alias.move"]
    if not end["document"] or "actions" not in end["document"]:
        # The plan could not be made: nothing was begun.
        assert end["exit"] in (1, 69, 75) and end["applied"] == 0 and end["alias"] == end["before"] and moves == [], about
        return
    [action] = end["document"]["actions"]
    outcome = action["outcome"]
    assert end["exit"] in EXITS[outcome], about
    assert moves[-1]["phase"] == outcome and moves[-1]["action"] == action["id"], moves[-1]
    assert moves[0]["phase"] == "intent"
    if outcome == "verified":
        assert end["alias"] == WANTED and end["applied"] == 1, about
        assert moves[-1]["revisionAfter"], moves[-1]
    elif outcome == "notApplied":
        assert end["alias"] != WANTED and end["applied"] == 0, about
    elif outcome == "superseded":
        assert end["alias"] != WANTED, about
    else:
        settled = "verified" if end["alias"] == WANTED else "notApplied"
        assert end["settled"] == [settled], about
        assert end["alias at last"] == WANTED and end["applied at last"] == 1, about
    if call[3] not in ("always", "never read back"):
        assert outcome == "verified", f"one toxic is not enough to stop a rollback: {about}"

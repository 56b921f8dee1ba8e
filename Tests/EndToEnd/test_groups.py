"""Several targets as one group: a named outcome for each, stopped or cut off in the middle, resumed, and nothing done twice."""

import collections
import json
import re
import threading

import pytest

from gate import HOLD, HOLD_REPLY, PASS
from test_console import line
from test_scenarios import drill, fault, flat, is_armed  # noqa: F401


@pytest.fixture
def fleet(start_region):
    return start_region("--scenario", "fleet", "--functions", "40")


def members(region, count):
    """Aliases of the fleet that all their traffic goes through one version of, with where they are and the version before it."""
    lambdas = region.client("lambda")
    names = [f["FunctionName"] for page in lambdas.get_paginator("list_functions").paginate() for f in page["Functions"]]
    found = {}
    for name in sorted(name for name in names if name.count("-") == 2):
        version, weights = region.alias(name)
        if not weights:
            found[f"{name}:prod"] = (version, str(int(version) - 1))
        if len(found) == count:
            return found
    raise AssertionError(f"the fleet has {len(found)} fitting functions, {count} are wanted")


def rollback(*arguments):
    return ["rollback", *arguments, "--reason", "the library they share", "--yes", "--json"]


def updates(region):
    """How often each alias was really moved."""
    done = [r for r in region.requests() if r["operation"] == "UpdateAlias" and r["status"] == 200]
    return collections.Counter(r["path"].split("/")[3] + ":" + r["path"].split("/")[5] for r in done)


def where(region, target):
    return region.alias(*target.split(":"))


def outcomes(document):
    return {action["target"]: (action["outcome"], (action["refusal"] or {}).get("code")) for action in document["actions"]}


def test_a_group_names_what_became_of_each(fleet, run_flipback, journal):
    targets = members(fleet, 4)
    gone = list(targets)[2]
    fleet.client("lambda").delete_alias(FunctionName=gone.split(":")[0], Name="prod")
    reply = run_flipback(*rollback(*targets), env=fleet.environment)
    assert reply.returncode == 9, reply.stderr
    told = outcomes(json.loads(reply.stdout))
    assert list(told) == list(targets), "in the order in which they were named"
    for target, (_, before) in targets.items():
        if target == gone:
            assert told[target] == ("refused", "unknownTarget")
        else:
            assert told[target] == ("verified", None) and where(fleet, target) == (before, {})
    assert updates(fleet) == {target: 1 for target in targets if target != gone}
    kinds = [event["kind"] for event in journal()]
    assert kinds.count("group.begun") == 1 and kinds.count("group.ended") == 1


def test_to_one_version_for_all(fleet, run_flipback):
    targets = members(fleet, 3)
    reply = run_flipback(*rollback(*targets, "--to", "2"), env=fleet.environment)
    assert reply.returncode == 0, reply.stderr + reply.stdout
    assert all(where(fleet, target) == ("2", {}) for target in targets)


def test_an_ordered_group_stops_after_the_first_failure(fleet, run_flipback):
    targets = members(fleet, 5)
    # The second write is denied, and nothing of it is applied.
    fault(fleet.url, fault="code:AccessDeniedException", place="before", operation="UpdateAlias", skip=1, count=1)
    reply = run_flipback(
        *rollback(*targets, "--order", "ordered", "--stop-after", "1"), env=fleet.environment)
    assert reply.returncode == 9, reply.stderr
    told = outcomes(json.loads(reply.stdout))
    first, second, *rest = targets
    assert told[first] == ("verified", None)
    assert told[second][0] in ("notApplied", "refused") and told[second][1] != "groupStopped"
    assert {told[target] for target in rest} == {("refused", "groupStopped")}
    assert updates(fleet) == {first: 1}
    for target, (now, before) in targets.items():
        assert where(fleet, target) == ((before if target == first else now), {})


class After:
    """A rule that lets so many writes pass; then it holds one request, and the reply of the next."""

    def __init__(self, count):
        self.left, self.lock = count, threading.Lock()

    def __call__(self, method, path):
        if method != "PUT" or "/aliases/" not in path:
            return PASS
        with self.lock:
            self.left -= 1
            return PASS if self.left >= 0 else HOLD_REPLY if self.left % 2 else HOLD


def test_killed_in_the_middle_of_twenty_and_resumed(fleet, start_gate, run_flipback, journal):
    targets = members(fleet, 20)
    gate = start_gate(fleet)
    gate.rule = After(7)
    running = run_flipback.start(*rollback(*targets), env={**fleet.environment, "AWS_ENDPOINT_URL": gate.url})
    gate.wait_held(2, seconds=60)
    running.kill()
    running.wait(10)
    gate.drop()
    arrived = updates(fleet)
    assert 8 <= len(arrived) < 20 and set(arrived.values()) == {1}, "some are done, one of them without an answer, others are not"

    resumed = run_flipback("resume", "--yes", "--json", env=fleet.environment)
    assert resumed.returncode == 0, resumed.stderr + resumed.stdout
    assert updates(fleet) == {target: 1 for target in targets}, "all are done, and none of them twice"
    for target, (_, before) in targets.items():
        assert where(fleet, target) == (before, {})
    events = journal()
    last = {event["target"]: event["phase"] for event in events if event.get("target") and event.get("phase")}
    assert last == {target: "verified" for target in targets}, "the record knows the outcome of each"
    assert [event["kind"] for event in events].count("group.ended") == 1
    again = run_flipback("resume", "--yes", env=fleet.environment)
    assert again.returncode == 6 and "no group was cut off" in again.stderr, again.stderr
    assert updates(fleet) == {target: 1 for target in targets} and journal() == events


def test_resume_without_a_group(start_region, run_flipback):
    region = start_region("--scenario", "healthy")
    reply = run_flipback("resume", "--yes", env=region.environment)
    assert reply.returncode == 6 and "no group was cut off" in reply.stderr


def trouble(text):
    return [row for row in text.splitlines() if re.match(r"│.✗ \S+:prod ", row)]


def three_bad_ones(drill, functions):
    """They sort to the top, are found by the filter, and one R moves them as a group."""
    scene = drill("fleet", "--functions", str(functions), columns=160, rows=50)
    console = scene.console
    # checkout's canary is the fourth: the fleet stands beside it.
    def top(text):
        return [row for row in text.splitlines() if re.match(r"│.. \S+:(prod|beta) ", row)][:4]

    text = console.wait_for(lambda text: top(text) == trouble(text)[:4] and len(trouble(text)) >= 4, seconds=120,
                            what="the bad ones at the top")
    rows = top(text)
    assert "checkout:prod" in [row.split("✗")[1].split()[0] for row in rows]
    rps, limit = line(console.text, " rps").split(" rps")[0].split()[-1].split("/")
    assert float(rps) <= float(limit) * 1.2, "the header's pace keeps to the budget"
    console.press("/")
    console.type("stock-")
    console.press("enter")
    console.wait_for(lambda text: " of " in line(text, "targets") and "stock-" in text, what="the filtered rows")
    shown = [row for row in console.text.splitlines() if ":prod" in row and row.startswith("│")]
    assert "checkout:prod" not in " ".join(shown)
    console.press("/")
    for _ in range(6):
        console.press("backspace")
    console.press("enter")
    console.wait_for(lambda text: len(trouble(text)) >= 4, what="all rows again")
    return scene, console


def declare_all(console):
    console.press("D")
    console.wait_for("DECLARE")
    # All that is in trouble is ticked; what the sheet suggests is taken.
    console.wait_for("4 chosen")
    console.press("1", "enter")
    console.wait_for(lambda text: "SEV-1" in text.splitlines()[0], what="SEV-1 in the header")
    # It is armed for what it lists: the versions of the others come seconds later.
    return console.wait_for(lambda text: is_armed(text) and "R ▸ 4 targets" in text, seconds=90, what="the armed bar with all four")


def test_three_bad_ones_and_checkout_of_300_go_back_by_one_r(drill):  # noqa: F811
    scene, console = three_bad_ones(drill, 300)
    before = len(scene.requests("UpdateAlias"))
    declare_all(console)
    console.press("R")
    console.wait_for(lambda text: " DONE   4 verified" in text, seconds=60, what="the group's end")
    moved = [r["path"].split("/")[3] for r in scene.requests("UpdateAlias")[before:] if r["status"] == 200]
    assert len(moved) == 4 and len(set(moved)) == 4 and "checkout" in moved, moved
    for name in moved:
        version, weights = scene.alias(name)
        newest = max(int(v["Version"]) for v in scene.lambdas.list_versions_by_function(FunctionName=name)["Versions"]
                     if v["Version"] != "$LATEST")
        assert weights == {} and int(version) < newest, f"{name} is off the bad version"
    assert console.quit() == 0

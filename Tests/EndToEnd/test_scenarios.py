"""The region's scenarios as a person meets them: at the console and by commands. What an alias became is asked of boto3."""

import json
import os
import re
import subprocess
import sys
import urllib.request

import pytest

from conftest import client, free_port
from terminal import BINARY
from test_console import KEYS, declare_sev1, line


class Drill:
    """A `flipback demo`, with boto3 and our own commands on the region inside it."""

    def __init__(self, console, port, log, run):
        self.console, self.log, self.run = console, log, run
        self.environment = {
            "AWS_ACCESS_KEY_ID": KEYS[0], "AWS_SECRET_ACCESS_KEY": KEYS[1], "AWS_REGION": "eu-west-1",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        }
        self.lambdas = client("lambda", self.environment["AWS_ENDPOINT_URL"], "eu-west-1", *KEYS)

    def alias(self, function="checkout", name="prod"):
        reply = self.lambdas.get_alias(FunctionName=function, Name=name)
        return reply["FunctionVersion"], reply.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})

    def requests(self, operation=None):
        rows = [json.loads(row) for row in self.log.read_text().splitlines() if row.endswith("}")]
        return [row for row in rows if operation in (None, row["operation"])]


@pytest.fixture
def drill(start_console, home, tmp_path, run_flipback):
    def start(scenario, *options, speed="20", **terminal):
        port = free_port()
        log = tmp_path / f"region-{port}.jsonl"
        arguments = ["demo", "--scenario", scenario, "--port", str(port), "--speed", speed, "--log", str(log), *options]
        console = start_console(arguments, home, **terminal)
        console.wait_for("ALIASES")
        return Drill(console, port, log, run_flipback)

    return start


def fault(url, **rule):
    request = urllib.request.Request(
        url + "/_region/faults", method="POST", data=json.dumps(rule).encode(), headers={"Content-Type": "application/json"})
    assert urllib.request.urlopen(request, timeout=10).status == 200


def flat(text):
    """What a pane or a sheet wraps, as one line."""
    return " ".join(re.sub("[│┌┐└┘─]", " ", text).split())


def is_armed(text):
    return any("ARMED  R" in row and "NOT ARMED" not in row for row in text.splitlines())


def command_line(console, text):
    console.press(":")
    console.type(text)
    console.press("enter")


# pipeline-fights-back


PIPELINE = """
import json, subprocess, sys
flipback, target, version = sys.argv[1:]
asked = subprocess.run([flipback, "gate", target, "--version", version, "--json"], capture_output=True, text=True)
if asked.returncode != 0:
    print("not deployed:", *json.loads(asked.stdout)["reasons"])
    sys.exit(1)
import boto3
function, alias = target.split(":")
boto3.client("lambda").update_alias(FunctionName=function, Name=alias, FunctionVersion=version)
"""


def test_a_pipeline_puts_the_bad_version_back_and_r_wins_again(drill):
    # The pipeline comes nine seconds after each rollback.
    scene = drill("pipeline-fights-back", speed="10", columns=200)
    console = scene.console
    console.wait_for("▲ ALARM", seconds=60)
    declare_sev1(console)
    console.wait_for(is_armed, what="the armed bar")
    console.press("R")
    console.wait_for(lambda text: "v5 100 %" in line(text, " DONE "), seconds=20, what="the first rollback's end")
    assert scene.alias() == ("5", {})
    # Ninety seconds later the pipeline believes in v7 again; nobody has asked it to.
    told = console.wait_for(lambda text: "GUARD" in text and is_armed(text), seconds=60, what="the guard, and R armed again")
    assert scene.alias() == ("7", {})
    guard = line(told, "GUARD")
    assert "checkout:prod" in guard and "v7 was put back by revision" in guard and "100 % of the traffic" in guard
    assert "v7 100 % → v5 100 %" in line(told, "ARMED  R")
    assert "✗ checkout:prod" in told, "the row is bad at once, whatever its figures say"
    seen = console.wait_for(lambda text: "v7 WAS ROLLED BACK" in text, what="the move on the timeline")
    assert " seen " in line(seen, "v7 WAS ROLLED BACK"), "who did it is not known from a poll"
    # CloudTrail comes late, and names the pipeline.
    console.wait_for(lambda text: "ci-1183" in line(text, "GUARD"), seconds=180, what="who did it, from CloudTrail")
    console.wait_for(lambda text: "ci-deplo" in line(text, "v7 WAS ROLLED BACK"), what="CloudTrail's line, with who did it")
    console.wait_for(is_armed, what="the armed bar")
    console.press("R")
    console.wait_for(lambda text: "GUARD" not in text and "v5 100 %" in line(text, " DONE "), seconds=20, what="the second rollback's end")
    assert scene.alias() == ("5", {})
    ours = [r for r in scene.requests("UpdateAlias") if r["status"] == 200]
    assert len(ours) == 2, "one call for each R"
    assert console.quit() == 0


def test_a_pipeline_that_asks_the_gate_stops_deploying(start_region, run_flipback, home, tmp_path):
    region = start_region("--scenario", "bad-release")

    def gate(version):
        reply = run_flipback("gate", "checkout:prod", "--version", version, "--json", env=region.environment)
        document = json.loads(reply.stdout)
        assert document["allowed"] == (reply.returncode == 0) and document["reasons"]
        return reply.returncode, document["reasons"][0]

    script = tmp_path / "pipeline.py"
    script.write_text(PIPELINE)

    def pipeline():
        return subprocess.run(
            [sys.executable, str(script), BINARY, "checkout:prod", "7"], capture_output=True, text=True, timeout=60,
            env={"PATH": os.environ["PATH"], **home, **region.environment})

    assert gate("7")[0] == 0 and gate("6")[0] == 0, "before the rollback nothing speaks against it"
    assert gate("99")[0] == 6
    assert run_flipback(
        "rollback", "checkout:prod", "--reason", "card payments fail", "--yes", env=region.environment).returncode == 0
    assert region.alias() == ("5", {})
    code, reason = gate("7")
    assert code == 6 and "v7 was rolled back from checkout:prod at" in reason and "publish a fixed version" in reason
    assert gate("6")[0] == 0 and gate("5")[0] == 0
    told = pipeline()
    assert told.returncode == 1 and "v7 was rolled back" in told.stdout, told.stdout + told.stderr
    assert region.alias() == ("5", {}), "the pipeline has left it alone"
    # The same code under another number is the same bad version.
    again = region.client("lambda").publish_version(FunctionName="checkout", Description="once more")["Version"]
    code, reason = gate(again)
    assert code == 6 and "v7 was rolled back" in reason, reason
    # A person may put it back: then it is no longer what was rolled away from.
    assert run_flipback("undo", "checkout:prod", "--reason", "it was the database", "--yes", env=region.environment).returncode == 0
    assert region.alias() == ("7", {})
    assert gate("7")[0] == 0


# schema-barrier


def test_schema_barrier_by_commands(start_region, run_flipback, tmp_path, start_console, home):
    region = start_region("--scenario", "schema-barrier")

    def flipback(*arguments):
        return run_flipback(*arguments, env=region.environment)

    plan = json.loads(flipback("plan", "rollback", "checkout:prod", "--json").stdout)
    assert plan["after"] == {"pointer": "8", "weights": {}} and plan["evidence"]["version"] == "8"
    assert plan["evidence"]["evidence"].startswith("weak: never served"), "what has no evidence says so"
    assert any("rolls forward" in warning for warning in plan["warnings"])
    told = flipback("plan", "rollback", "checkout:prod").stdout
    assert "v6 passed over: can run on schema 11, the data has 12 since v7 was served" in told

    refused = flipback("rollback", "checkout:prod", "--to", "6", "--reason", "x", "--yes")
    assert refused.returncode == 7 and "schema 11" in refused.stderr + refused.stdout
    assert "--confirm v6" in refused.stderr + refused.stdout
    wrong = flipback("rollback", "checkout:prod", "--to", "6", "--reason", "x", "--yes", "--confirm", "v8", "--json")
    assert wrong.returncode == 7
    action, = json.loads(wrong.stdout)["actions"]
    assert action["outcome"] == "refused" and action["refusal"]["code"] == "notTyped"
    assert region.alias() == ("7", {}) and region.writes() == []

    # On a terminal the word has to be typed; a yes is not the word.
    asked = start_console(["rollback", "checkout:prod", "--to", "6", "--reason", "x"], {**home, **region.environment})
    asked.wait_for("[y/N]")
    asked.type("y")
    asked.press("enter")
    asked.wait_for(lambda text: "v6" in text.split("[y/N]")[1], what="the word that is asked for")
    asked.type("yes")
    asked.press("enter")
    assert asked.wait_exit() != 0
    assert region.alias() == ("7", {}) and region.writes() == []
    asked = start_console(["rollback", "checkout:prod", "--to", "6", "--reason", "x"], {**home, **region.environment})
    asked.wait_for("[y/N]")
    asked.type("y")
    asked.press("enter")
    asked.wait_for(lambda text: "v6" in text.split("[y/N]")[1], what="the word that is asked for")
    asked.type("v6")
    asked.press("enter")
    assert asked.wait_exit() == 0
    assert region.alias() == ("6", {})

    assert flipback("undo", "checkout:prod", "--reason", "x", "--yes").returncode == 0
    assert region.alias() == ("7", {})
    done = flipback("rollback", "checkout:prod", "--to", "6", "--reason", "x", "--yes", "--confirm", "v6")
    assert done.returncode == 0, done.stderr
    assert region.alias() == ("6", {})


def test_settings_say_which_schema_a_version_runs_on(start_region, run_flipback, home):
    region = start_region("--scenario", "schema-barrier")
    folder = os.path.join(home["XDG_CONFIG_HOME"], "flipback")
    os.makedirs(folder, mode=0o700)
    settings = os.path.join(folder, "config.yaml")

    def say(text):
        with open(os.open(settings, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)

    say("schema:\n  checkout:\n    \"6\": 11..12\n")
    plan = json.loads(run_flipback("plan", "rollback", "checkout:prod", "--json", env=region.environment).stdout)
    assert plan["after"]["pointer"] == "6", "v6 is said to run on schema 12"
    assert run_flipback(
        "rollback", "checkout:prod", "--to", "6", "--reason", "x", "--yes", env=region.environment).returncode == 0
    assert region.alias() == ("6", {})
    say("schema:\n  checkout:\n    \"6\": twelve\n")
    wrong = run_flipback("status", env=region.environment)
    assert wrong.returncode == 2 and "config.yaml:3" in wrong.stderr, wrong.stderr


def test_stranded_work_and_traffic_rules(start_region, run_flipback):
    region = start_region("--scenario", "schema-barrier")
    stream = "table/orders/stream"
    ready = json.loads(run_flipback("ready", "checkout:prod", "--json", env=region.environment).stdout)["targets"][0]["readiness"]
    assert ready["grade"] == "degraded"
    direct = next(finding for finding in ready["findings"] if stream in finding["text"])
    assert "calls v6 directly" in direct["text"] and direct["why"] and direct["fix"]
    assert any("schema 11" in finding["text"] for finding in ready["findings"])

    assert run_flipback("rollback", "checkout:prod", "--reason", "x", "--yes", env=region.environment).returncode == 0
    assert region.alias() == ("8", {})
    left = json.loads(run_flipback("stranded", "checkout:prod", "--version", "7", "--json", env=region.environment).stdout)
    assert [work["name"] for work in left["durable"]] == ["migrate-lines"], "what has ended is not stranded"
    assert left["inFlight"] > 0 and left["inFlightAt"] and left["unread"] == []
    other = json.loads(run_flipback("stranded", "checkout:prod", "--version", "6", "--json", env=region.environment).stdout)
    assert [stream in source["source"] for source in other["eventSources"]] == [True] and other["durable"] == []
    assert "point it to checkout:prod" in run_flipback(
        "stranded", "checkout:prod", "--version", "6", env=region.environment).stdout


def test_the_sheet_commits_nothing_dangerous_before_the_word_is_typed(drill):
    scene = drill("schema-barrier")
    console = scene.console
    console.wait_for("✗ checkout:prod")
    command_line(console, "rollback checkout:prod 6")
    sheet = console.wait_for("type v6 to confirm")
    assert "can run on schema 11, the data has 12" in flat(sheet)
    console.press("enter", "enter")
    console.press("tab")
    console.type("v")
    console.press("enter")
    console.settle()
    assert "type v6 to confirm" in console.text or "v6" in line(console.text, "type v6")
    assert scene.requests("UpdateAlias") == []
    console.type("6")
    console.press("enter")
    console.wait_for(lambda text: "v6 100 %" in line(text, " DONE "), seconds=20, what="the action's end")
    assert scene.alias() == ("6", {})
    assert console.quit() == 0


# throttle-storm


def test_r_leaves_at_once_while_reads_are_throttled(drill):
    scene = drill("bad-canary", speed="20")
    console = scene.console
    console.wait_for("▲ ALARM", seconds=60)
    declare_sev1(console)
    console.wait_for(is_armed, seconds=30, what="the armed bar")
    # The storm of `throttle-storm`, once the console has its picture.
    fault(scene.environment["AWS_ENDPOINT_URL"], fault="throttle:0.95", service="lambda", access="read")
    before = len(scene.requests())
    header = console.wait_for("THROTTLED", seconds=60).splitlines()[0]
    assert re.search(r"age \d|STALE \d", header), header
    assert any(r["status"] == 429 for r in scene.requests()[before:])
    # Armed on a fresh read only: what is old is said to be old, never shown as new.
    told = console.wait_for(is_armed, seconds=120, what="the armed bar, after a read that came through")
    assert "v6 80 % v7 20 % → v6 100 %" in line(told, "ARMED  R")
    before = len(scene.requests())
    console.press("R")
    console.wait_for(lambda text: len(scene.requests("UpdateAlias")) == 1, seconds=10, what="the write")
    sent = [r["operation"] for r in scene.requests()[before:]]
    # A few polls at most reached the region between the key and the write: it waits in no queue.
    assert sent.index("UpdateAlias") <= 3, sent
    console.wait_for(lambda text: "v6 100 %" in line(text, " DONE "), seconds=120, what="the action's end")
    assert scene.alias() == ("6", {})
    assert console.quit() == 0


def test_a_console_that_starts_in_a_storm_says_so(drill):
    scene = drill("throttle-storm", speed="5")
    console = scene.console
    console.wait_for(lambda text: "THROTTLED" in text.splitlines()[0], seconds=60, what="the mark in the header")
    console.wait_for(lambda text: "TooManyRequests" in flat(text), seconds=60, what="what fails")
    assert scene.requests("UpdateAlias") == []
    assert console.quit() == 0


# region-latency


def test_latency_everywhere_is_a_sev2_without_errors(drill):
    scene = drill("region-latency", speed="30")
    console = scene.console
    console.wait_for(lambda text: "▲ ALARM  checkout-prod-p95" in text, seconds=60, what="the alarm on p95")
    console.wait_for(lambda text: re.search(r"✗ checkout:prod.* 0\.\d %", text), seconds=60, what="no errors on the row")
    assert "▲ ALARM  checkout-prod-error-rate" not in console.text
    console.press("D")
    sheet = flat(console.wait_for("suggested SEV-"))
    assert "suggested SEV-2" in sheet and "p95" in sheet
    assert "[2 SEV-2]" in sheet
    console.press("esc")
    assert scene.requests("UpdateAlias") == []
    assert console.quit() == 0


# X-Ray, budget


def test_traces_name_the_downstream_that_fails_and_the_budget_is_told(drill):
    scene = drill("bad-canary", speed="30")
    console = scene.console
    console.wait_for("▲ ALARM", seconds=60)
    command_line(console, "goto checkout:prod")
    command_line(console, "traces")
    traces = console.wait_for(lambda text: "DOWNSTREAM" in text and re.search(r"✗ \S.* \d[\d.]* %", text), seconds=60,
                              what="the service that fails")
    assert "TRACES checkout" in traces
    command_line(console, "budget")
    told = console.wait_for("a minute")
    assert re.search(r"calls +\d+ a minute", told) and re.search(r"\$\d+\.\d\d a day", told)
    console.press("esc")
    assert console.quit() == 0


def test_traces_that_are_denied_say_why(start_region, start_console, home):
    region = start_region("--scenario", "healthy")
    fault(region.url, fault="code:AccessDeniedException", service="xray")
    console = start_console(["console"], {**home, **region.environment})
    console.wait_for("checkout:prod")
    command_line(console, "goto checkout:prod")
    command_line(console, "traces")
    console.wait_for(lambda text: "AccessDenied" in flat(text) and "TRACES" in text, what="why there are no traces")
    assert console.quit() == 0

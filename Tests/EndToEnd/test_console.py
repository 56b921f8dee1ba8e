"""The main job, driven as a person drives it; the alias is asked of boto3."""

import json
import os
import re
import signal
import time

import pytest

from conftest import client, free_port
from terminal import Terminal

ACCOUNT = {"key": None, "secret": None}


@pytest.fixture
def start_demo(start_console, home, tmp_path):
    """`flipback demo` on a known port, with a Lambda client on the same region."""

    def start(*options, speed="30", **terminal):
        port = free_port()
        console = start_console(
            ["demo", "--port", str(port), "--speed", speed, "--log", str(tmp_path / "region.jsonl"), *options], home, **terminal)
        console.wait_for("ALIASES")
        return console, DemoRegion(port, tmp_path / "region.jsonl")

    return start


class DemoRegion:
    def __init__(self, port, log):
        self.url = f"http://127.0.0.1:{port}"
        self.log = log

    def alias(self, function="checkout", name="prod"):
        lambdas = client("lambda", self.url, "eu-west-1", "AKIAFLIPBACKDRILL001", "drill-secret-key-for-loopback-only-0001")
        reply = lambdas.get_alias(FunctionName=function, Name=name)
        return reply["FunctionVersion"], reply.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})

    def writes(self):
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [r for r in map(json.loads, lines) if r["operation"].startswith(("Update", "Put", "Create", "Delete", "Publish"))]


def declare_sev1(console):
    console.press("D")
    console.wait_for("DECLARE")
    console.press("1")
    console.press("enter")
    console.wait_for(lambda text: "SEV-1" in text.splitlines()[0], what="SEV-1 in the header")


def test_bad_canary_is_seen_declared_rolled_back_and_undone(start_demo):
    console, region = start_demo()
    assert region.alias() == ("6", {"7": 0.2})
    console.wait_for("▲ ALARM", seconds=60)
    declare_sev1(console)
    armed = console.wait_for("ARMED", seconds=30)
    bar = next(row for row in armed.splitlines() if "ARMED" in row)
    assert "checkout:prod" in bar and "v6 100" in bar
    console.press("R")
    console.wait_for(lambda text: "DONE" in text or "read back" in text, seconds=20, what="the action's end")
    assert region.alias() == ("6", {})
    assert len(region.writes()) == 1
    console.wait_for("recovered after", seconds=60)
    console.press("u")
    console.wait_for(lambda _: region.alias() == ("6", {"7": 0.2}), seconds=20, what="the undo in the region")
    assert len(region.writes()) == 2

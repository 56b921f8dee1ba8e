"""Watch mode and the wall: every mutating key is pressed, and the region's own log shows not one write."""

import subprocess
import os
import json

import pytest

from terminal import BINARY

MUTATING = ["R", "A", "P", "W", "u", "D", "K", "N"]


@pytest.mark.parametrize("arguments, columns, rows", [
    (["watch"], 120, 40), (["watch", "--wall"], 120, 40), (["watch", "--wall"], 80, 24),
])
def test_every_mutating_key_and_not_one_write(start_region, start_console, home, arguments, columns, rows):
    region = start_region("--scenario", "bad-canary", "--speed", "1")
    console = start_console(arguments, {**home, **region.environment}, columns=columns, rows=rows)
    console.wait_for("checkout:prod")
    assert "WATCH" in console.text
    for key in MUTATING:
        console.press(key, "enter", "1", "enter", "y")
        console.settle(0.1, 1)
    console.press(":")
    console.type("rollback checkout:prod")
    console.press("enter", "enter")
    console.settle()
    assert region.writes() == []
    assert not os.path.exists(os.path.join(home["XDG_STATE_HOME"], "flipback", "journal.db"))
    console.press("esc", "esc")
    assert console.quit() == 0


def test_watch_says_once_why_keys_are_off(start_region, start_console, home):
    region = start_region("--scenario", "healthy")
    console = start_console(["watch"], {**home, **region.environment})
    console.wait_for("read-only")
    assert console.quit() == 0


def test_demo_watch_is_read_only(start_console, home, tmp_path):
    log = tmp_path / "region.jsonl"
    console = start_console(["demo", "--watch", "--log", str(log)], home)
    console.wait_for("WATCH")
    for key in MUTATING:
        console.press(key, "enter")
    console.settle()
    assert not [line for line in log.read_text().splitlines() if json.loads(line)["operation"].startswith("Update")]
    assert console.quit() == 0

"""Watch mode and the wall: every mutating key is pressed, and the region's own log shows not one write."""

import json
import os

import pytest

MUTATING = ["R", "A", "P", "W", "u", "D", "K", "N"]
COMMANDS = ["rollback checkout:prod", "shift checkout:prod 7 50", "declare 1", "note x", "undo checkout:prod", "arm"]


def press_everything(console):
    for key in MUTATING:
        console.press(key, "enter", "1", "enter", "y")
    for command in COMMANDS:
        console.press(":")
        console.type(command)
        console.press("enter", "enter", "esc", "esc")
    console.settle()


def no_journal(home):
    return not os.path.exists(os.path.join(home["XDG_STATE_HOME"], "flipback", "journal.db"))


def writes(log):
    reads = ("Get", "List", "Describe", "Lookup", "BatchGet")
    return [r for r in map(json.loads, log.read_text().splitlines()) if not r["operation"].startswith(reads)]


@pytest.mark.parametrize("arguments, columns, rows", [
    (["watch"], 120, 40), (["watch"], 80, 24), (["watch", "--wall"], 120, 40), (["watch", "--wall"], 80, 24),
])
def test_every_mutating_key_and_not_one_write(start_region, start_console, home, arguments, columns, rows):
    region = start_region("--scenario", "bad-canary")
    console = start_console(arguments, {**home, **region.environment}, columns=columns, rows=rows)
    console.wait_for("could be rolled back" if "--wall" in arguments else "checkout:prod")
    assert "WATCH" in console.text
    press_everything(console)
    assert "WATCH" in console.text
    assert region.writes() == []
    assert no_journal(home)
    assert console.quit() == 0


@pytest.mark.parametrize("arguments", [["--watch"], ["--watch", "--wall"]])
def test_demo_watch_is_read_only_while_it_burns(start_console, home, tmp_path, arguments):
    log = tmp_path / "region.jsonl"
    console = start_console(["demo", *arguments, "--speed", "30", "--log", str(log)], home)
    console.wait_for("ALARM", seconds=60)
    console.wait_for("checkout:prod")
    press_everything(console)
    assert "DRILL" in console.text and "WATCH" in console.text
    assert writes(log) == []
    assert no_journal(home)
    assert console.quit() == 0


def test_watch_says_once_why_keys_are_off(start_region, start_console, home):
    region = start_region("--scenario", "healthy")
    console = start_console(["watch"], {**home, **region.environment})
    console.wait_for("read-only: start flipback to act")
    assert console.quit() == 0


def test_watch_works_with_a_role_that_may_only_read(start_region, start_console, home):
    region = start_region("--scenario", "healthy")
    keys = region.client("sts").assume_role(
        RoleArn="arn:aws:iam::123456789012:role/observer", RoleSessionName="wall")["Credentials"]
    console = start_console(["watch"], {
        **home, **region.environment, "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"], "AWS_SESSION_TOKEN": keys["SessionToken"]})
    console.wait_for("checkout:prod")
    assert "observer" in console.text
    assert console.quit() == 0

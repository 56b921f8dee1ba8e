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


def test_an_alarm_of_a_large_account_is_seen_at_the_next_reading(start_region, start_console, home, tmp_path):
    """Of 450 alarms most readings ask only for those that are not OK, and still nothing is missed: boto3 sets one and puts it back."""
    function = {
        "name": "checkout", "versions": [{"version": 1, "published": "-2d"}],
        "aliases": [{"name": "prod", "requestsPerMinute": 60, "moves": [{"at": "-1d", "to": 1}]}],
    }
    alarms = [
        {
            "name": f"a-{number:03d}", "created": "-3h", "metric": "Errors", "statistic": "Sum", "periods": 1, "datapoints": 1,
            "threshold": 1,
            "dimensions": {"FunctionName": "nobody" if number else "checkout"}, "missing": "notBreaching" if number else "ignore",
        }
        for number in range(450)
    ]
    scenario = tmp_path / "large.yaml"
    scenario.write_text(json.dumps({"name": "large", "functions": [function], "alarms": alarms}))
    region = start_region("--scenario", str(scenario))
    console = start_console(["watch"], {**home, **region.environment})

    cloudwatch = region.client("cloudwatch")
    console.wait_for("ALARMS 0 of 450", 60)
    for state, shown in (("ALARM", "ALARMS 1 of 450"), ("OK", "ALARMS 0 of 450")):
        cloudwatch.set_alarm_state(AlarmName="a-000", StateValue=state, StateReason="somebody says so")
        console.wait_for(shown, 30)
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

"""Bad input from outside: each gets its exit code and a sentence that names the file, line or call and the next thing to do."""

import json
import os
import re
import resource
import signal
import subprocess
import time

import pytest

from terminal import BINARY

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "eu-west-1"}


def settings(home, text):
    folder = os.path.join(home["XDG_CONFIG_HOME"], "flipback")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, "config.yaml")
    with open(path, "w", encoding="utf-8", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
        file.write(text)
    return path


# Names that do not exist


@pytest.mark.parametrize("arguments, word", [
    (["rollback", "nosuch:prod", "--reason", "x", "--yes"], "nosuch"),
    (["rollback", "checkout:nosuch", "--reason", "x", "--yes"], "nosuch"),
    (["rollback", "checkout:prod", "--to", "99", "--reason", "x", "--yes"], "99"),
])
def test_unknown_function_alias_or_version(start_region, run_flipback, arguments, word):
    region = start_region("--scenario", "healthy")
    reply = run_flipback(*arguments, env=region.environment)
    assert reply.returncode == 6, reply.stdout + reply.stderr
    assert word in reply.stdout + reply.stderr
    assert region.writes() == []


@pytest.mark.parametrize("arguments", [
    ["rollback", "checkout"], ["rollback", "checkout:prod", "--to", "seven", "--reason", "x", "--yes"], ["nosuch"],
    ["shift", "checkout:prod", "--to", "7", "--weight", "140", "--reason", "x", "--yes"], ["plan", "dance", "checkout:prod"],
])
def test_usage_is_exit_2(run_flipback, arguments):
    reply = run_flipback(*arguments, env=KEYS)
    assert reply.returncode == 2, reply.stdout + reply.stderr
    assert reply.stderr.strip()


def test_off_a_terminal_a_mutating_command_wants_yes(start_region, run_flipback):
    region = start_region("--scenario", "healthy")
    reply = run_flipback("rollback", "checkout:prod", "--to", "5", "--reason", "x", env=region.environment)
    assert reply.returncode == 2 and "--yes" in reply.stderr
    assert region.writes() == []


# Settings and themes


@pytest.mark.parametrize("text, line, words", [
    ("theme: night\nthme: paper\n", 2, ["thme", "theme"]),
    ("budget:\n  steady: fast\n", 2, ["steady"]),
    ("theme: [night\n", 1, []),
    ("keys:\n  rollback: R\n  abort: R\n", 3, ["R"]),
])
def test_malformed_settings_name_file_line_and_suggestion(run_flipback, home, text, line, words):
    path = settings(home, text)
    reply = run_flipback("status", env=KEYS)
    assert reply.returncode == 2, reply.stdout + reply.stderr
    assert f"{path}:" in reply.stderr
    if words:
        assert f"{path}:{line}" in reply.stderr
    for word in words:
        assert word in reply.stderr


def test_settings_that_others_can_write_are_refused(run_flipback, home):
    path = settings(home, "theme: night\n")
    os.chmod(path, 0o666)
    reply = run_flipback("status", env=KEYS)
    assert reply.returncode == 2 and path in reply.stderr and "chmod" in reply.stderr


def test_malformed_theme_names_file_and_line(start_console, home, start_region):
    region = start_region("--scenario", "healthy")
    folder = os.path.join(home["XDG_CONFIG_HOME"], "flipback", "themes")
    os.makedirs(folder, mode=0o700)
    path = os.path.join(folder, "mine.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("name: mine\nextends: night\nroles:\n  alram: red\n")
    os.chmod(path, 0o600)
    console = start_console(["console", "--theme", "mine"], {**home, **region.environment})
    assert console.wait_exit() == 2
    out = console.raw.decode(errors="replace")
    assert f"{path}:4" in out and "alarm" in out


# Credentials and endpoint


def test_no_credentials(run_flipback):
    reply = run_flipback("status", env={"AWS_REGION": "eu-west-1", "AWS_EC2_METADATA_DISABLED": "true"})
    assert reply.returncode == 3, reply.stdout + reply.stderr
    assert "AWS_ACCESS_KEY_ID" in reply.stderr or "aws configure" in reply.stderr or "credential" in reply.stderr


def test_wrong_secret(start_region, run_flipback):
    region = start_region("--scenario", "healthy")
    reply = run_flipback(
        "rollback", "checkout:prod", "--to", "5", "--reason", "x", "--yes",
        env={**region.environment, "AWS_SECRET_ACCESS_KEY": "not-the-secret"})
    assert reply.returncode in (3, 4), reply.stdout + reply.stderr
    assert "ignature" in reply.stderr
    assert "not-the-secret" not in reply.stderr + reply.stdout
    assert region.alias()[0] == "7" and region.writes() == []


def test_unreachable_endpoint(run_flipback):
    reply = run_flipback("status", "checkout:prod", "--endpoint-url", "http://127.0.0.1:9", env=KEYS, seconds=90)
    assert reply.returncode == 69, reply.stdout + reply.stderr
    assert re.search(r"127\.0\.0\.1(:| port )9\b", reply.stderr) and "--endpoint-url" in reply.stderr


def test_plain_http_elsewhere_is_refused(run_flipback):
    reply = run_flipback("status", "checkout:prod", "--endpoint-url", "http://192.0.2.1", env=KEYS)
    assert reply.returncode in (2, 69) and "https" in reply.stderr


# Replies


@pytest.mark.parametrize("body, length", [
    (b'{"AliasArn":"arn:aws:la', None),
    (b'{"AliasArn":"x","FunctionVersion":"6","RevisionId":"r","Name":"prod"}', 400),
    (b"<html>502</html>", None),
    (b'{"FunctionVersion":6,"RevisionId":[],"Name":"prod"}', None),
    (b'{"FunctionVersion":"6","RevisionId":"r","Name":"prod","RoutingConfig":{"AdditionalVersionWeights":{"7":1e999}}}', None),
    (b"[" * 20000, None),
    (b"\xef\xbb\xbf\xff\xfe{}", None),
    (b'{"Name":"' + b"x" * (20 << 20) + b'"}', None),
], ids=["truncated", "cut-short", "html", "wrong-types", "huge-number", "deep", "bom", "oversized"])
def test_replies_that_are_not_aws(answering, run_flipback, body, length):
    url = answering(body, length=length)
    reply = run_flipback(
        "rollback", "checkout:prod", "--to", "5", "--reason", "x", "--yes", "--endpoint-url", url, env=KEYS, seconds=90)
    assert reply.returncode in (1, 69), reply.stdout + reply.stderr
    assert "GetAlias" in reply.stderr or "ListVersionsByFunction" in reply.stderr, reply.stderr


HOSTILE = ["\x1b[2J\x1b]0;owned\x07", "bell\x07\x08\x08", "\u202etxet desrever", "x" * 10000, "line\r\nbreak", "zero\u200bwidth"]


def test_hostile_alarm_names_do_not_reach_the_terminal(answering, start_console, home):
    alarms = [{
        "AlarmName": name, "AlarmArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:x", "StateValue": "ALARM",
        "StateReason": name, "StateUpdatedTimestamp": time.time() - 60, "Namespace": "AWS/Lambda", "MetricName": "Errors",
        "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}, {"Name": "Resource", "Value": "checkout:prod"}],
        "Period": 60, "EvaluationPeriods": 1, "Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold",
        "ActionsEnabled": True,
    } for name in HOSTILE]
    # One document that every reader finds its own part in.
    body = json.dumps({
        "MetricAlarms": alarms, "CompositeAlarms": [], "AlarmHistoryItems": [], "MetricDataResults": [],
        "Functions": [{"FunctionName": "checkout"}],
        "Aliases": [{"AliasArn": "arn:aws:lambda:eu-west-1:123456789012:function:checkout:prod", "Name": "prod",
                     "FunctionVersion": "6", "Description": HOSTILE[0], "RevisionId": "r-1"}],
        "Versions": [{"FunctionName": "checkout", "Version": "6", "CodeSha256": "x", "Description": HOSTILE[2],
                      "LastModified": "2026-11-01T00:00:00.000+0000"}],
    }).encode()
    url = answering(body)
    console = start_console(["console", "--endpoint-url", url], {**home, **KEYS}, columns=200, rows=60)
    console.wait_for(lambda text: "ALARM" in text and "owned" in text, 30, "the hostile alarm, made visible")
    console.settle()
    raw = bytes(console.raw)
    assert b"\x1b]0;owned" not in raw and b"\x07" not in raw.replace(b"\x07", b"", 1)
    for character in ("\u202e", "\u200b"):
        assert character.encode() not in raw
    assert console.quit() == 0


# The clock


def test_a_clock_ten_minutes_off_is_corrected(start_region, run_flipback):
    ahead = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 600))
    region = start_region("--scenario", "healthy", "--start", ahead)
    reply = run_flipback("rollback", "checkout:prod", "--to", "5", "--reason", "x", "--yes", "--json", env=region.environment)
    assert reply.returncode == 0, reply.stdout + reply.stderr
    assert json.loads(reply.stdout)["actions"][0]["outcome"] == "verified"
    doctor = run_flipback("doctor", env=region.environment)
    assert "clock" in doctor.stdout and "10" in doctor.stdout


# The disk


def test_a_full_disk_under_the_journal_refuses_and_moves_nothing(start_region, home):
    region = start_region("--scenario", "healthy")
    env = {"PATH": os.environ["PATH"], **home, **region.environment}

    def no_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    reply = subprocess.run(
        [BINARY, "rollback", "checkout:prod", "--to", "5", "--reason", "x", "--yes"], env=env, capture_output=True,
        text=True, timeout=60, preexec_fn=no_room)
    assert reply.returncode != 0
    assert "journal.db" in reply.stderr, reply.stderr
    assert region.alias()[0] == "7" and region.writes() == []
    reply = subprocess.run(
        [BINARY, "rollback", "checkout:prod", "--to", "5", "--reason", "x", "--yes"], env=env, capture_output=True, text=True,
        timeout=60)
    assert reply.returncode == 0, reply.stderr
    assert region.alias()[0] == "5"


# The terminal


@pytest.mark.parametrize("term", [None, "dumb"])
def test_a_terminal_that_cannot_move_the_cursor(start_console, home, start_region, term):
    region = start_region("--scenario", "healthy")
    console = start_console(["console"], {**home, **region.environment, "TERM": term}, term=None)
    assert console.wait_exit() != 0
    assert "TERM" in console.raw.decode(errors="replace")


@pytest.mark.parametrize("term", ["vt100", "vt220", "linux", "xterm", "screen", "rxvt-unicode-256color"])
def test_old_terminals_show_the_console(start_console, home, start_region, term):
    region = start_region("--scenario", "healthy")
    console = start_console(["console"], {**home, **region.environment}, term=term, columns=80, rows=24)
    console.wait_for("checkout:prod")
    assert console.quit() == 0


def test_a_tiny_terminal_says_how_big_it_must_be_and_acts_on_nothing(start_console, home, start_region):
    region = start_region("--scenario", "bad-canary")
    console = start_console(["console"], {**home, **region.environment}, columns=20, rows=5)
    console.wait_for(lambda text: "80" in text and "24" in text, what="the size that is needed")
    for key in "RAPWuDKNE":
        console.press(key, "enter")
    console.settle()
    assert region.writes() == []
    console.resize(120, 40)
    console.wait_for("ALIASES")
    assert console.quit() == 0

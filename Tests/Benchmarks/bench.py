"""Ratios against peers measured in the same run, printed as a table. No figure is asserted."""

import argparse
import base64
import contextlib
import datetime
import hashlib
import json
import os
import pathlib
import platform
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
README = ROOT / "README.md"
os.environ.setdefault("FLIPBACK_BIN", str(ROOT / ".build" / "release" / "flipback"))
sys.path[:0] = [str(HERE), str(HERE.parent / "EndToEnd")]

import botocore.auth  # noqa: E402
import botocore.awsrequest  # noqa: E402
import botocore.credentials  # noqa: E402
import pexpect  # noqa: E402
import yaml  # noqa: E402
from cryptography.hazmat.primitives import serialization  # noqa: E402
from conftest import Region, aws_cli  # noqa: E402
from proxy import Proxy  # noqa: E402
from terminal import BINARY, Terminal  # noqa: E402

TABLE = []
TABLES = []


def row(what, goal, reached, raw):
    TABLE.append((what, goal, reached, raw))
    print(f"| {what} | {goal} | {reached} | {raw} |", flush=True)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Launcher:
    """Measures short processes from a small one (launcher.py)."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(HERE / "launcher.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.floor = json.loads(self.process.stdout.readline())[0]

    def run(self, arguments, env):
        """(wall seconds, peak resident MB) of one process; its failure is ours."""
        self.process.stdin.write(json.dumps([arguments, env]) + "\n")
        self.process.stdin.flush()
        wall, memory, code, error = json.loads(self.process.stdout.readline())
        if code != 0:
            raise SystemExit(f"{' '.join(arguments[:3])} exited {code}: {error}")
        return wall, memory

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


def home(folder):
    for name in ("config", "state"):
        os.makedirs(os.path.join(folder, name), mode=0o700, exist_ok=True)
    return {
        "PATH": os.environ["PATH"], "HOME": folder, "XDG_CONFIG_HOME": os.path.join(folder, "config"),
        "XDG_STATE_HOME": os.path.join(folder, "state"), "LANG": "C.UTF-8",
    }


def signed_curl(region, method, body=None):
    """A bare curl call with a signature made beforehand."""
    url = f"{region.url}/2015-03-31/functions/checkout/aliases/prod"
    request = botocore.awsrequest.AWSRequest(
        method=method, url=url, data=body, headers={"Content-Type": "application/json"} if body else {})
    keys = botocore.credentials.Credentials(region.about["accessKeyId"], region.about["secretAccessKey"])
    botocore.auth.SigV4Auth(keys, "lambda", region.about["region"]).add_auth(request)
    arguments = [shutil.which("curl"), "-sS", "-f", "-o", "/dev/null", "-X", method, url]
    for name, value in request.headers.items():
        arguments += ["-H", f"{name}: {value}"]
    return arguments + (["--data-binary", body] if body else [])


def rollback_against_peers(folder, rounds=20):
    region = Region(folder, "--scenario", "healthy")
    launcher = Launcher()
    run = launcher.run
    try:
        env = {**home(folder), **region.environment}
        ours, cli, curls = [], [], []
        for _ in range(rounds):
            ours.append(run([BINARY, "rollback", "checkout:prod", "--to", "5", "--reason", "benchmark", "--yes"], env))
            cli.append(run([
                aws_cli(), "lambda", "update-alias", "--function-name", "checkout", "--name", "prod", "--function-version",
                "7", "--routing-config", "{}"], env))
            body = json.dumps({"FunctionVersion": "7", "RoutingConfig": {"AdditionalVersionWeights": {}}})
            calls = [signed_curl(region, "GET"), signed_curl(region, "PUT", body), signed_curl(region, "GET")]
            curls.append(sum(run(call, {})[0] for call in calls))
            time.sleep(0.5)  # stays under the region's 15 requests a second
        wall = statistics.median(value[0] for value in ours)
        memory = statistics.median(value[1] for value in ours)
        cli_wall = statistics.median(value[0] for value in cli)
        cli_memory = statistics.median(value[1] for value in cli)
        curl = statistics.median(curls)
        row("`flipback rollback … --yes`, cold process, against `aws lambda update-alias`: wall time", "≤ 1/10",
            f"1/{cli_wall / wall:.1f}", f"{wall * 1000:.0f} ms against {cli_wall * 1000:.0f} ms (median of {rounds})")
        row("the same: peak memory", "≤ 1/2", f"1/{cli_memory / memory:.1f}", f"{memory:.0f} MB against {cli_memory:.0f} MB (the process that starts them has {launcher.floor:.0f} MB)")
        row("the same against three bare `curl` calls (GET, PUT, GET)", "≤ 1.5 ×", f"{wall / curl:.2f} ×",
            f"{wall * 1000:.0f} ms against {curl * 1000:.0f} ms")
    finally:
        launcher.close()
        region.close()


def sev1_console(folder, url, region, columns=120, rows=40):
    env = {**home(folder), **region.environment, "AWS_ENDPOINT_URL": url}
    console = Terminal(["console"], columns=columns, rows=rows, env=env)
    console.wait_for(lambda text: re.search(r"✗ checkout:prod .*▲ ALARM", text), 60, "the trouble of checkout:prod")
    console.settle(0.5, 3)
    console.press("D")
    console.wait_for("DECLARE", 10)
    console.press("1", "enter")
    console.wait_for(armed, 30, "the armed bar")
    return console


def piece(console, seconds):
    """Waits for the next piece of output and feeds it to the screen. Returns when it came and what it was; None when nothing came."""
    try:
        data = console.child.read_nonblocking(65536, timeout=seconds)
    except (pexpect.TIMEOUT, pexpect.EOF):
        return None
    at = time.monotonic()
    console.raw += data
    console.stream.feed(data)
    return at, data


def bar(text):
    return text.split("\n")[1:5]


def armed(text):
    return any(row.startswith(" ARMED") and "checkout:prod" in row for row in bar(text))


def done(routing):
    """Whether the bar tells that the action was read back, with this routing first."""
    return lambda text: any(re.match(rf" DONE +checkout:prod +{routing}", row) for row in bar(text))


def listed(routing):
    """Whether the row of the target shows what has been read of it since: a plan for the next key is made of that."""
    return lambda text: re.search(rf"checkout:prod +[█▒]+ {routing}", text) is not None


def press_until(console, key, condition, seconds=15, unparsed=0):
    """When the key was written, and when the condition held on the screen. For `unparsed` seconds output is only read: making a screen of it
    would take a core away from what is measured."""
    started = time.monotonic()
    console.child.send(key)
    data = b""
    while time.monotonic() < started + unparsed:
        try:
            data += console.child.read_nonblocking(65536, timeout=unparsed)
        except pexpect.TIMEOUT:
            break
    console.stream.feed(data)
    while not condition(console.text):
        if time.monotonic() > started + seconds:
            raise SystemExit(f"no answer to {key!r}:\n{console.text}")
        piece(console, 0.5)
    return started, time.monotonic()


def failing_canary(folder):
    """The shipped bad-canary scenario with everything an hour and more ago, so that the alarm rings from the first moment."""
    scenario = yaml.safe_load((ROOT / "Sources" / "EmbeddedRegion" / "Scenarios" / "bad-canary.yaml").read_text())
    checkout = scenario["functions"][0]
    canary = checkout["versions"][-1]
    canary["published"] = "-2h"
    canary["behaviour"][-1]["from"] = "-50m"
    production = next(alias for alias in checkout["aliases"] if alias["name"] == "prod")
    production["moves"][-1]["at"] = "-1h"
    checkout["aliases"] = [production]
    path = os.path.join(folder, "canary.yaml")
    pathlib.Path(path).write_text(yaml.safe_dump(scenario, sort_keys=False))
    return path


def act_and_undo(folder, count, round_trip):
    """R and u in turn on an armed console: milliseconds from the key to the PUT's first bytes, and to the verified line on the screen."""
    region = Region(folder, "--scenario", failing_canary(folder))
    host, port = region.url.removeprefix("http://").split(":")
    proxy = Proxy(host, int(port), round_trip)
    console = None
    try:
        console = sev1_console(folder, proxy.url, region)
        wire, screen = [], []
        for _ in range(count):
            console.wait_for(listed("v6 80"), 30)
            console.wait_for(armed, 30, "the armed bar")
            console.settle(0.15, 2)
            before = len(proxy.arrivals)
            started, ended = press_until(console, "R", done("v6 100"), unparsed=0 if round_trip else 0.1)
            while not any(line.startswith("PUT") for _, line in proxy.arrivals[before:]):
                time.sleep(0.001)
            puts = [at for at, line in proxy.arrivals[before:] if line.startswith("PUT")]
            wire.append((puts[0] - started) * 1000)
            screen.append((ended - started) * 1000)
            console.wait_for(listed("v6 100"), 30)
            console.settle(0.15, 2)
            press_until(console, "u", done("v6 80"))
        return wire, screen
    finally:
        if console:
            console.close()
        proxy.close()
        region.close()


def key_to_wire(folder, presses=60):
    wire, _ = act_and_undo(folder, presses, 0)
    row("key press → request bytes on the socket, warm, journal included", "p99 ≤ 5 ms", f"p99 {percentile(wire, 0.99):.1f} ms",
        f"p50 {percentile(wire, 0.5):.1f} ms, n = {len(wire)}; through a PTY and a proxy; an fsync alone: {fsync_time(folder)}")


def key_to_verified(folder, presses=30):
    _, screen = act_and_undo(folder, presses, 0.05)
    median = percentile(screen, 0.5)
    row("key press → verified on screen, 50 ms round trip injected", "≤ 2 round trips + 20 ms",
        f"2 round trips + {median - 100:.0f} ms", f"p50 {median:.0f} ms, p99 {percentile(screen, 0.99):.0f} ms, n = {len(screen)}")


def fsync_time(folder, count=200):
    """What the disk takes for 4 KiB and an fsync: the journal's floor on this machine."""
    times = []
    with open(os.path.join(folder, "fsync"), "wb") as file:
        for _ in range(count):
            started = time.monotonic()
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
            times.append((time.monotonic() - started) * 1000)
    return f"p50 {percentile(times, 0.5):.1f}, p99 {percentile(times, 0.99):.1f} ms"


def until_drawn(arguments, env, binary=None):
    """Milliseconds from before the fork to the bytes that draw the first pane's title."""
    started = time.monotonic()
    with Terminal(arguments, env=env, binary=binary) as terminal:
        while b"ALIASES" not in terminal.raw:
            found = piece(terminal, 20)
            if not found:
                raise SystemExit(f"no first frame:\n{terminal.text}")
        return (found[0] - started) * 1000


def first_frame(folder, runs=40):
    region = Region(folder, "--scenario", "healthy")
    env = {**home(folder), **region.environment}
    frames, floor = [], []
    try:
        for _ in range(runs):
            frames.append(until_drawn(["console"], env))
            floor.append(until_drawn(["-c", "printf ALIASES; exec cat"], env, binary="/bin/sh"))
    finally:
        region.close()
    row("exec → first frame, release build", "p50 ≤ 50 ms", f"p50 {percentile(frames, 0.5):.0f} ms",
        f"p99 {percentile(frames, 0.99):.0f} ms; the same harness on `sh` printing a word: {percentile(floor, 0.5):.0f} ms; n = {runs}")


def fleet(folder, count, budget=None):
    """A region with `count` functions of two versions, each with an alias and an alarm; and the environment of a console on it."""
    functions = [
        {
            "name": f"service-{number:04d}",
            "versions": [
                {
                    "version": 1, "published": "-20d 2h", "description": "ci/1", "runtime": "nodejs22.x", "memory": 512, "timeout": 10,
                    "environment": ["TABLE"], "behaviour": [{"failing": 0.0004, "median": 60, "spread": 0.45}],
                },
                {"version": 2, "published": "-3d 2h", "description": "ci/2"},
            ],
            "aliases": [
                {
                    "name": "prod", "description": "production", "requestsPerMinute": 600,
                    "moves": [{"at": "-20d 1h", "to": 1}, {"at": "-3d 1h", "to": 2}],
                }
            ],
        }
        for number in range(count)
    ]
    alarms = [
        {
            "name": f"service-{number:04d}-errors", "description": "errors", "created": "-3h", "metric": "Errors", "statistic": "Sum",
            "dimensions": {"FunctionName": f"service-{number:04d}", "Resource": f"service-{number:04d}:prod"},
            "periods": 3, "datapoints": 2, "threshold": 60, "missing": "notBreaching",
        }
        for number in range(count)
    ]
    path = os.path.join(folder, "fleet.yaml")
    pathlib.Path(path).write_text(yaml.safe_dump({"name": "fleet", "functions": functions, "alarms": alarms}, sort_keys=False))
    env = home(folder)
    if budget:
        settings(env, f"budget: {{steady: {budget}}}\n")
    region = Region(folder, "--scenario", path)
    return region, {**env, **region.environment}


def settings(env, text):
    config = os.path.join(env["XDG_CONFIG_HOME"], "flipback")
    os.makedirs(config, mode=0o700, exist_ok=True)
    with open(os.open(os.path.join(config, "config.yaml"), os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(text)


def selection(console):
    """Where the selected row is and what it says; None when there is none."""
    screen = console.screen
    for y in range(screen.lines):
        for x in (0, 1):
            if screen.buffer[y][x].data == "▸":
                return y, "".join(screen.buffer[y][column].data for column in range(x, x + 30))
    return None


def thousand_rows(folder, presses=400):
    region, env = fleet(folder, 1000, budget=14)
    console = Terminal(["console"], columns=200, rows=60, env=env)
    try:
        started = time.monotonic()
        console.wait_for("1000 targets", 300, "a thousand rows")
        filled = time.monotonic() - started
        times = []
        for number in range(presses):
            console.pump(0.05)
            before = selection(console)
            started = time.monotonic()
            console.child.send("j" if number % 120 < 60 else "k")
            while time.monotonic() < started + 5:
                found = piece(console, 5)
                if found and selection(console) != before:
                    times.append((found[0] - started) * 1000)
                    break
            else:
                raise SystemExit(f"the selection did not move:\n{console.text}")
        row("key → redrawn screen with 1,000 rows", "p99 ≤ 16 ms", f"p99 {percentile(times, 0.99):.1f} ms",
            f"p50 {percentile(times, 0.5):.1f} ms, max {max(times):.1f} ms, n = {presses}, 200×60, through a PTY, 14 polls a second going on; "
            f"the list was full after {filled:.0f} s")
    finally:
        console.close()
        region.close()


def descendants(pid):
    found = [pid]
    for number in found:
        try:
            for task in os.listdir(f"/proc/{number}/task"):
                found += [int(child) for child in pathlib.Path(f"/proc/{number}/task/{task}/children").read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def usage(pid):
    """CPU seconds and resident MB of one process."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    resident = int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), resident


def alone(pid):
    """Resident MB that no other process shares; None where the kernel does not tell."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except PermissionError:
        return None
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def steady_state(folder, seconds=None):
    seconds = seconds or int(os.environ.get("BENCH_STEADY", "300"))
    region, env = fleet(folder, 50)
    console = Terminal(["console"], columns=200, rows=60, env=env)
    try:
        console.wait_for("50 targets", 120)
        settled = time.monotonic() + 60
        while time.monotonic() < settled:
            console.pump(1)
        guardian, child = descendants(console.child.pid)[:2]
        before = {pid: usage(pid) for pid in (guardian, child)}
        started = time.monotonic()
        memory = []
        while time.monotonic() - started < seconds:
            console.pump(1)
            memory.append(usage(child)[1])
        wall = time.monotonic() - started
        after = {pid: usage(pid) for pid in (guardian, child)}
        cpu = sum(after[pid][0] - before[pid][0] for pid in after) / wall * 100
        # The guardian is the same program: what it shares with the console is there once.
        own = alone(guardian)
        total = after[child][1] + (after[guardian][1] if own is None else own)
        counted = "shared pages counted twice in the sum" if own is None else f"{own:.0f} MB of it its own"
        third = max(1, len(memory) // 3)
        growth = statistics.median(memory[-third:]) - statistics.median(memory[:third])
        row(f"steady state: 50 targets on screen, {seconds / 60:.0f} min", "≤ 1 % of a core, ≤ 60 MB resident, no growth",
            f"{cpu:.2f} %, {total:.0f} MB, {growth:+.1f} MB",
            f"console {after[child][1]:.0f} MB, guardian {after[guardian][1]:.0f} MB, {counted}; growth from the first third's "
            "median to the last third's")
    finally:
        console.close()
        region.close()


def failing_releases(folder, count):
    """A region in which `count` functions fail since their last release, each with a firing alarm; their targets; what their homes need."""
    names = [f"s{number:02d}" for number in range(count)]
    functions = [
        {
            "name": name,
            "versions": [
                {
                    "version": 1, "published": "-20d 2h", "description": "ci/1", "runtime": "nodejs22.x", "memory": 512, "timeout": 10,
                    "environment": ["TABLE"], "behaviour": [{"failing": 0.0004, "median": 60, "spread": 0.45}],
                },
                {"version": 2, "published": "-2h", "description": "ci/2", "behaviour": [{"failing": 0.3, "median": 60, "spread": 0.45}]},
            ],
            "aliases": [
                {
                    "name": "p", "description": "production", "requestsPerMinute": 600,
                    "moves": [{"at": "-20d 1h", "to": 1}, {"at": "-1h", "to": 2}],
                }
            ],
        }
        for name in names
    ]
    alarms = [
        {
            "name": f"{name}-errors", "description": "errors", "created": "-3h", "metric": "Errors", "statistic": "Sum",
            "dimensions": {"FunctionName": name, "Resource": f"{name}:p"},
            "periods": 3, "datapoints": 2, "threshold": 60, "missing": "notBreaching",
        }
        for name in names
    ]
    path = os.path.join(folder, "releases.yaml")
    pathlib.Path(path).write_text(yaml.safe_dump({"name": "releases", "functions": functions, "alarms": alarms}, sort_keys=False))
    return Region(folder, "--scenario", path), [f"{name}:p" for name in names]


def moment(line):
    """When the region answered a request of its log, in seconds since 1970."""
    return datetime.datetime.fromisoformat(line["time"]).timestamp()


def moved_and_verified(region, since, count):
    """Seconds from `since` until the last alias was moved and until the last one was read back after its move, by the region's log; and how
    many calls of Lambda's control plane were turned away meanwhile. The whole group must have moved."""
    moved, verified, refused = {}, {}, 0
    for line in region.requests():
        at = moment(line)
        if at < since - 0.002 or line["service"] != "lambda":
            continue
        path = line["path"]
        refused += line["status"] == 429
        if line["status"] != 200:
            continue
        if line["operation"] == "UpdateAlias":
            moved[path] = at
        elif line["operation"] == "GetAlias" and path in moved:
            verified[path] = at
    if len(moved) != count or len(verified) != count:
        raise SystemExit(f"of {count} aliases {len(moved)} were moved and {len(verified)} read back")
    return max(moved.values()) - since, max(verified.values()) - since, refused


def group_in_console(folder, count):
    """A SEV-1 with `count` targets in a console that is wide enough to list them all in the armed bar; `R`."""
    region, targets = failing_releases(folder, count)
    env = {**home(folder), **region.environment}
    console = None
    try:
        subprocess.run(
            [BINARY, "incident", "declare", "--severity", "1", "--reason", "benchmark", *targets], env=env, check=True,
            stdout=subprocess.DEVNULL, timeout=60)
        console = Terminal(["console"], columns=1100, rows=40, env=env)
        armed_all = re.compile(rf"^ ARMED .*\b{count} targets", re.M)
        console.wait_for(lambda text: armed_all.search("\n".join(bar(text))), 300, f"{count} armed targets")
        console.settle(0.2, 2)
        if not armed_all.search("\n".join(bar(console.text))):
            console.wait_for(lambda text: armed_all.search("\n".join(bar(text))), 60, f"{count} armed targets")
        since = time.time()
        done_all = re.compile(rf"^ DONE +{count} verified", re.M)
        press_until(console, "R", lambda text: done_all.search("\n".join(bar(text))), 90, unparsed=2)
        return moved_and_verified(region, since, count)
    finally:
        if console:
            console.close()
        region.close()


def group_by_command(folder, count):
    """The same by one cold command, which reads each alias, its versions and more before it plans."""
    region, targets = failing_releases(folder, count)
    try:
        env = {**home(folder), **region.environment}
        since = time.time()
        ran = subprocess.run(
            [BINARY, "rollback", *targets, "--to", "1", "--reason", "benchmark", "--yes", "--json"], env=env, capture_output=True,
            text=True, timeout=300)
        if ran.returncode != 0:
            raise SystemExit(f"the rollback of {count} exited {ran.returncode}: {ran.stdout[-600:]}{ran.stderr[-600:]}")
        return moved_and_verified(region, since, count)
    finally:
        region.close()


def group_by_xargs(folder, count, parallel):
    """`xargs -P` over the AWS CLI: one pass that moves with a fence read beforehand, one that reads back. The CLI repeats what is throttled."""
    region, targets = failing_releases(folder, count)
    try:
        client = region.client("lambda")
        lines = []
        for target in targets:
            function, name = target.split(":")
            lines.append(f"{function} {name} {client.get_alias(FunctionName=function, Name=name)['RevisionId']}")
        # The region's 15 requests a second were spent on that.
        time.sleep(1.5)
        env = {**home(folder), **region.environment, "AWS_MAX_ATTEMPTS": "10"}
        since = time.time()
        for command in (
            'exec "$0" lambda update-alias --function-name "$1" --name "$2" --revision-id "$3" --function-version 1 --routing-config "{}"',
            'exec "$0" lambda get-alias --function-name "$1" --name "$2"',
        ):
            subprocess.run(
                ["xargs", "-P", str(parallel), "-L", "1", "sh", "-c", command, aws_cli()], input="\n".join(lines) + "\n", env=env, text=True,
                check=True, stdout=subprocess.DEVNULL, timeout=600)
        return moved_and_verified(region, since, count)
    finally:
        region.close()


def group_rollback(folder, count=100, parallel=8):
    quota = 15
    peers = {}
    for name, measure in (
        ("console", lambda place: group_in_console(place, count)), ("command", lambda place: group_by_command(place, count)),
        ("xargs", lambda place: group_by_xargs(place, count, parallel)),
    ):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            peers[name] = measure(place)
    moved, verified, refused = peers["console"]
    theirs = peers["xargs"]
    row(f"`R` on a SEV-1 of {count} aliases under the account's {quota} rps: key → last alias moved", f"≤ 1.15 × {count}/{quota} s",
        f"{moved * quota / count:.2f} ×", f"{moved:.2f} s; {theirs[0]:.2f} s by `xargs -P {parallel}` over `aws lambda update-alias` "
        f"({theirs[0] / moved:.1f} times as long)")
    row("the same: key → last alias read back", f"≤ 1.15 × {2 * count}/{quota} s", f"{verified * quota / (2 * count):.2f} ×",
        f"{verified:.2f} s; {theirs[1]:.2f} s by `xargs` with `aws lambda get-alias` in a second pass ({theirs[1] / verified:.1f} times as "
        f"long); throttled on the way: {refused} and {theirs[2]} calls")
    cold = peers["command"]
    row(f"`flipback rollback` of {count} aliases, cold process that reads before it plans", "none",
        f"moved {cold[0] * quota / count:.2f} ×, verified {cold[1] * quota / (2 * count):.2f} ×",
        f"{cold[0]:.2f} s and {cold[1]:.2f} s; throttled on the way: {cold[2]} calls")


SERVICES = {"monitoring": "CloudWatch", "lambda": "Lambda", "codedeploy": "CodeDeploy", "cloudtrail": "CloudTrail", "xray": "X-Ray", "sts": "STS"}


class Follower:
    """The region's request log, read as it grows: a long run makes many lines."""

    def __init__(self, region):
        self.file = open(region.log, encoding="utf-8")
        self.lines = []
        self.seen = set()
        self.rest = ""

    def read(self):
        *whole, self.rest = (self.rest + self.file.read()).split("\n")
        for text in whole:
            line = json.loads(text)
            self.lines.append((moment(line), line["service"], line["operation"], line["status"]))
            if line["operation"] == "ListAliases" and line["status"] == 200:
                self.seen.add(line["path"])

    def rates(self, since, until):
        """Calls a minute by service, GetFunction, which has a quota of its own, apart; and how many were throttled."""
        counts, throttled = {}, 0
        for at, service, operation, status in self.lines:
            if since <= at < until:
                name = operation if operation == "GetFunction" else SERVICES.get(service, service)
                counts[name] = counts.get(name, 0) + 1
                throttled += status == 429
        return {name: count / (until - since) * 60 for name, count in sorted(counts.items())}, throttled


def watch_fleet(folder, count, seconds, sweep):
    """A console on the fleet scenario with `count` functions: until every row was seen or `sweep` seconds, then for `seconds`. Up to 1,000 the
    rest of the rows is read at an incident's pace before that: the steady state begins when all are known."""
    started = time.monotonic()
    region = Region(folder, "--scenario", "fleet", "--functions", str(count))
    found = {"count": count, "start": time.monotonic() - started}
    env = home(folder)
    settings(env, f"budget: {{steady: 3, incident: {HASTE}}}\n")
    env |= region.environment
    console = Terminal(["console"], columns=200, rows=60, env=env)
    try:
        follower = Follower(region)
        started, wall = time.monotonic(), time.time()
        console.wait_for("▸", 120)
        child = descendants(console.child.pid)[1]
        first = usage(child)[0]
        swept = time.monotonic()
        while len(follower.seen) < count and time.monotonic() - started < sweep:
            console.pump(1)
            follower.read()
        found["sweep_cpu"] = (usage(child)[0] - first) / max(0.001, time.monotonic() - swept) * 100
        found["seen"] = len(follower.seen)
        found["sweep"] = time.monotonic() - started
        found["region"] = usage(region.process.pid)[1]
        if count <= 1000 and found["seen"] < count:
            # An incident asks for more metrics: what it costs is read before it.
            found["dollars"] = dollars(console)
            read_the_rest(console, follower, env, count)
        found["known"] = len(follower.seen)
        # What the last rows have stirred up, totals of each version among it, is not the steady state.
        pause(console, int(os.environ.get("BENCH_CALM", "150" if count <= 1000 else "20")))
        before, since = usage(child)[0], time.time()
        begun = time.monotonic()
        pause(console, seconds)
        found["cpu"] = (usage(child)[0] - before) / (time.monotonic() - begun) * 100
        found["memory"] = usage(child)[1]
        follower.read()
        found["calls"], found["throttled"] = follower.rates(since, time.time())
        found.setdefault("dollars", dollars(console))
        if count == 1000:
            found["key"] = key_in_the_middle(console, region)
        return found
    finally:
        console.close()
        region.close()


def dollars(console):
    """What a day of this costs, as the console says."""
    console.press(":")
    console.child.send("budget")
    console.wait_for(":budget", 10)
    console.press("enter")
    text = console.wait_for(lambda screen: re.search(r"cost +\$([\d.,]+) a day", screen), 20, "what it costs")
    console.press("esc")
    return float(re.search(r"cost +\$([\d.,]+) a day", text)[1].replace(",", ""))


def read_the_rest(console, follower, env, count):
    """An incident lifts the budget until every row was seen; it is over before this returns."""
    subprocess.run(
        [BINARY, "incident", "declare", "--severity", "3", "--reason", "benchmark", "checkout:prod"], env=env, check=True,
        stdout=subprocess.DEVNULL, timeout=60)
    until = time.monotonic() + 4 * count / HASTE + 60
    while len(follower.seen) < count:
        if time.monotonic() > until:
            raise SystemExit(f"only {len(follower.seen)} of {count} rows were seen:\n{console.text}")
        console.pump(1)
        follower.read()
    # The lists of versions of the last rows.
    pause(console, 20)
    subprocess.run(
        [BINARY, "incident", "resolve", "--text", "benchmark"], env=env, check=True, stdout=subprocess.DEVNULL, timeout=60)
    console.wait_for("no incident", 20)


def pause(console, seconds):
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        console.pump(min(1, left))


def key_in_the_middle(console, region):
    """Milliseconds from `R` in a SEV-1 to the first UpdateAlias in the region's log."""
    console.press("D")
    console.wait_for("DECLARE", 10)
    console.press("1", "enter")
    # For whatever is in trouble.
    ready = lambda text: any(line.startswith(" ARMED") for line in bar(text))  # noqa: E731
    console.wait_for(ready, 60, "the armed bar")
    pause(console, 3)
    console.wait_for(ready, 60, "the armed bar")
    since = time.time()
    press_until(console, "R", lambda text: any(re.match(r" (DONE|PARTIAL|FAILED) ", line) for line in bar(text)), 60)
    puts = [moment(line) for line in region.requests() if line["operation"] == "UpdateAlias"]
    return (min(at for at in puts if at >= since - 0.002) - since) * 1000


SIZES = (10, 100, 1_000, 10_000)
# Calls a second while the rows of a fleet are read for a steady state: nearly all of Lambda's 15.
HASTE = 14


def fleet_costs(folder):
    """What watching costs by the size of the account. BENCH_FLEET: seconds of each steady state, 120; BENCH_SWEEP: seconds that the first round
    over the rows may take, 180; BENCH_SIZES: sizes, by commas."""
    seconds = int(os.environ.get("BENCH_FLEET", "120"))
    sweep = int(os.environ.get("BENCH_SWEEP", "180"))
    sizes = [int(size) for size in os.environ.get("BENCH_SIZES", ",".join(map(str, SIZES))).split(",")]
    table = ["| functions | calls a minute | dollars a day | every row seen once | memory | CPU, steady state |", "|---|---|---|---|---|---|"]
    for count in sizes:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            found = watch_fleet(place, count, seconds, sweep)
        calls = ", ".join(f"{name} {rate:.0f}" for name, rate in found["calls"].items())
        total = sum(found["calls"].values())
        if found["seen"] >= count:
            seen = f"{found['sweep']:.0f} s"
        elif not found["seen"]:
            seen = f"none within {found['sweep']:.0f} s"
        else:
            # Rows are seen at an even pace, which the budget sets.
            seen = f"{count / found['seen'] * found['sweep'] / 60:.0f} min (computed from {found['seen']} rows in {found['sweep']:.0f} s)"
        table.append(
            f"| {count:,} | {total:.0f} ({calls}) | {found['dollars']:.2f} | {seen} | {found['memory']:.0f} MB | {found['cpu']:.1f} %"
            f"{'' if found['known'] >= count else ' with ' + format(found['known'], ',') + ' rows read'}, {found['sweep_cpu']:.1f} % "
            f"in the first {found['sweep']:.0f} s |")
        print(table[-1], flush=True)
        print(f"(the region was ready after {found['start']:.1f} s and has {found['region']:.0f} MB)", flush=True)
        if count == 1000:
            allowed = {"Lambda": 180, "GetFunction": 1200}
            within = all(found["calls"].get(name, 0) <= limit for name, limit in allowed.items())
            row(f"watching 1,000 functions, {seconds / 60:.0f} min after every row was seen", "≤ 3 % of a core, ≤ 120 MB",
                f"{found['cpu']:.2f} %, {found['memory']:.0f} MB",
                f"{found['sweep_cpu']:.2f} % while the first {found['seen']} rows are read, {found['sweep']:.0f} s; the console without its "
                "guardian, 200×60")
            row("the same: calls a minute", "Lambda ≤ 180, GetFunction ≤ 1,200", "within" if within else "over",
                f"{calls}; {found['throttled']} throttled")
            row("the same: key → UpdateAlias in the region's log", "at once", f"{found['key']:.0f} ms", "in a SEV-1, polls going on")
    TABLES.append("What watching costs, by the size of the account:\n\n" + "\n".join(table))


def faults(region, rule=None):
    """Sets one fault rule of the region, or clears them."""
    for method, body in (("DELETE", None), ("POST", rule)):
        if method == "DELETE" or rule:
            request = urllib.request.Request(
                region.url + "/_region/faults", method=method, data=json.dumps(body).encode() if body else None)
            with urllib.request.urlopen(request, timeout=10) as reply:
                reply.read()


def throttle_storm(folder, runs=20, storm=2):
    """`R` while 95 % of Lambda's reads answer 429, after the storm has slowed the pollers down: milliseconds from the key to the PUT's first
    bytes. The storm is `storm` seconds old: much later the data is stale and nothing is armed."""
    region = Region(folder, "--scenario", failing_canary(folder))
    host, port = region.url.removeprefix("http://").split(":")
    proxy = Proxy(host, int(port))
    writer = region.client("lambda")
    console = None
    try:
        console = sev1_console(folder, proxy.url, region)
        wire, stale = [], 0
        while len(wire) < runs:
            faults(region, {"fault": "throttle:0.95", "service": "lambda", "access": "read"})
            pause(console, storm)
            before = len(proxy.arrivals)
            started = time.monotonic()
            console.child.send("R")
            while not (puts := [at for at, line in proxy.arrivals[before:] if line.startswith("PUT")]):
                if time.monotonic() > started + 3:
                    break
                time.sleep(0.001)
            faults(region)
            if puts:
                wire.append((puts[0] - started) * 1000)
                console.wait_for(lambda text: any(re.match(r" (DONE|UNKNOWN|FAILED) ", line) for line in bar(text)), 60, "an end")
                # Somebody puts the bad version back, and R is armed again.
                writer.update_alias(
                    FunctionName="checkout", Name="prod", FunctionVersion="6",
                    RoutingConfig={"AdditionalVersionWeights": {"7": 0.2}})
            else:
                # The data was stale already, and R opened the sheet.
                stale += 1
                if stale > runs:
                    raise SystemExit(f"R is hardly ever armed in the storm:\n{console.text}")
                console.press("esc")
            console.wait_for(armed, 60, "the armed bar")
        throttled = sum(line["status"] == 429 for line in region.requests())
        row("throttle storm (95 % of Lambda's reads answer 429): key → UpdateAlias' bytes", "≤ 100 ms",
            f"p99 {percentile(wire, 0.99):.1f} ms", f"p50 {percentile(wire, 0.5):.1f} ms, n = {len(wire)}, {storm} s into the storm; "
            f"{throttled} reads were throttled; {stale} more presses found stale data and opened the sheet")
    finally:
        if console:
            console.close()
        proxy.close()
        region.close()


def journal_file(folder, count):
    """A state directory with a journal of `count` events as flipback writes them, every hundredth signed by a library that is not ours."""
    state = os.path.join(folder, "state")
    os.mkdir(state, 0o700)
    path = os.path.join(state, "journal.db")
    env = {"PATH": os.environ["PATH"], "HOME": folder}
    subprocess.run([BINARY, "journal", "key", "--state-dir", state], env=env, check=True, stdout=subprocess.DEVNULL)
    for arguments in (["declare", "--severity", "1", "--reason", "card payments fail"], ["note", "looks like the SDK bump"]):
        subprocess.run([BINARY, "incident", *arguments, "--state-dir", state], env=env, check=True, stdout=subprocess.DEVNULL)
    key = serialization.load_pem_private_key(pathlib.Path(state, "signing.key").read_bytes(), None)
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    move = {
        "account": "123456789012", "action": "ACT-1", "actor": "arn:aws:sts::123456789012:assumed-role/ops/jo", "command": "rollback",
        "before": {"pointer": "6", "weights": {"7": 0.2}}, "after": {"pointer": "6", "weights": {}}, "incident": "INC-20261128-01",
        "kind": "alias.move", "phase": "verified", "plan": "checkout:prod v6 80 % v7 20 % @275af281 → v6 100 %", "reason": "card payments fail",
        "region": "eu-central-1", "requestIds": ["d2b1c7a4-6c5b-4a2f-9b1e-000000000001"], "revisionAfter": "1a1ee7ca-26a1-4f4f-9b4c-b1a3e4c1f3aa",
        "revisionBefore": "275af281-30ea-4a85-b1cc-b7a52a4cd2d1", "round": 1, "session": "4711@8123456", "target": "checkout:prod",
        "time": "2026-11-28T12:00:00.123Z",
    }
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        [[seq, head]] = database.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1")
        while seq < count:
            event = dict(move, seq=seq + 1, prev=head)
            if seq % 100 == 0:
                signature = base64.b64encode(key.sign(f"flipback journal checkpoint\n{seq}\n{head}\n".encode())).decode()
                event = {
                    **{name: move[name] for name in ("account", "actor", "incident", "region", "time")}, "kind": "journal.checkpoint", "requestIds": [],
                    "head": head, "headSeq": seq, "key": hashlib.sha256(raw).hexdigest(), "signature": signature, "seq": seq + 1, "prev": head,
                }
            body = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            seq, head = seq + 1, hashlib.sha256(body.encode()).hexdigest()
            database.execute(
                "INSERT INTO event (seq, action, phase, target, incident, kind, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [seq, event.get("action"), event.get("phase"), event.get("target"), event["incident"], event["kind"], body, head])
    return state


def journal(folder, count=100_000, appends=2_000, rounds=5):
    tool = pathlib.Path(BINARY).with_name("journal-append")
    if tool.exists():
        found = json.loads(subprocess.run([tool, folder, str(appends)], check=True, capture_output=True).stdout)
        p50, p99 = ({name: percentile(times, share) for name, times in found.items()} for share in (0.5, 0.99))
        row("event append with its checkpoint and a notice, on the disk", "none", f"p99 {p99['signed']:.1f} ms",
            f"p50 {p50['signed']:.2f} ms, n = {appends}; without the checkpoint p50 {p50['plain']:.2f}, p99 {p99['plain']:.1f} ms; 4 KiB and an "
            f"fdatasync in turn with them: p50 {p50['sync']:.2f}, p99 {p99['sync']:.1f} ms")
    state = journal_file(folder, count)
    env = {"PATH": os.environ["PATH"], "HOME": folder}
    export = os.path.join(folder, "journal.jsonl")
    with open(export, "wb") as file:
        subprocess.run([BINARY, "journal", "export", "--state-dir", state], env=env, check=True, stdout=file)
    launcher = Launcher()
    try:
        verify, lines, digest = ([] for _ in range(3))
        for _ in range(rounds):
            verify.append(launcher.run([BINARY, "journal", "verify", "--state-dir", state], env))
            lines.append(launcher.run([BINARY, "journal", "verify", "--state-dir", state, "--export", export], env))
            digest.append(launcher.run([shutil.which("sha256sum"), export], env))
    finally:
        launcher.close()
    wall, memory = (statistics.median(value[place] for value in verify) for place in (0, 1))
    exported, summed = (statistics.median(value[0] for value in values) for values in (lines, digest))
    size = os.path.getsize(export) / 2**20
    row(f"`flipback journal verify` of {count:,} events, every hundredth a signed checkpoint", "≥ 50,000 events/s", f"{count / wall:,.0f} events/s",
        f"{wall * 1000:.0f} ms, {memory:.0f} MB (median of {rounds}, a whole process); of the exported lines {exported * 1000:.0f} ms; `sha256sum` of "
        f"the same {size:.0f} MiB: {summed * 1000:.0f} ms")


def proof_of(row):
    """What the console writes a quarter of an hour after an action, when CloudTrail tells of it."""
    body = json.loads(row["body"])
    kept = ("account", "action", "actor", "command", "incident", "region", "requestIds", "target", "prev", "seq", "time")
    body = {name: body[name] for name in kept if name in body}
    body |= {"kind": "trail.proof", "state": "proved", "eventId": hashlib.sha256(row["hash"].encode()).hexdigest()[:32]}
    made = {**row, "kind": "trail.proof", "body": json.dumps(body)}
    return {name: None if name == "phase" else value for name, value in made.items()}


def long_journal(env, region, count):
    """Makes the journal as long as `count` events: real ones of a whole incident, written by the program, and then copies of them with
    times, numbers, ids and hashes of their own, so that the chain holds (`journal verify` says so)."""
    where = {**env, **region.environment}
    ours = lambda *words: subprocess.run([BINARY, *words], env=where, check=True, capture_output=True, text=True).stdout  # noqa: E731
    ours("incident", "declare", "--severity", "2", "--reason", "benchmark", "checkout:prod")
    for text in ("the canary looks like the SDK bump", "freeze deploys of checkout", "support has the first calls"):
        ours("incident", "note", text)
    ours("rollback", "checkout:prod", "--to", "5", "--reason", "benchmark", "--yes")
    ours("undo", "checkout:prod", "--reason", "benchmark", "--yes")
    ours("incident", "resolve", "--text", "rolled back")
    database = sqlite3.connect(os.path.join(env["XDG_STATE_HOME"], "flipback", "journal.db"))
    columns = [name for _, name, *_ in database.execute("PRAGMA table_info(event)")]
    rows = [dict(zip(columns, row)) for row in database.execute(f"SELECT {', '.join(columns)} FROM event ORDER BY seq")]
    real = [row for row in rows if row["kind"] != "journal.checkpoint"]
    real += [proof_of(row) for row in real if json.loads(row["body"]).get("phase") == "verified"]
    seq, previous = rows[-1]["seq"], rows[-1]["hash"]
    cycles = -(-(count - seq) // len(real))
    gap = datetime.timedelta(days=90) / cycles
    start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=90)
    insert = f"INSERT INTO event ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    for cycle in range(cycles):
        made = []
        for place, row in enumerate(real):
            seq += 1
            body = json.loads(row["body"])
            moment = start + gap * cycle + datetime.timedelta(seconds=place)
            body.update(seq=seq, prev=previous, time=moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z")
            for name in ("incident", "action"):
                if body.get(name):
                    body[name] = f"{body[name]}-{cycle}"
            text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            previous = hashlib.sha256(text.encode()).hexdigest()
            copy = {**row, "seq": seq, "body": text, "hash": previous}
            for name in ("incident", "action"):
                copy[name] = body.get(name)
            made.append([copy[name] for name in columns])
        database.executemany(insert, made)
    database.commit()
    database.close()
    return seq


def timeline(folder, count=100_000, presses=300, runs=5):
    """A console on a journal of a hundred thousand events."""
    region = Region(folder, "--scenario", "healthy")
    env = {**home(folder), **region.environment}
    try:
        events = long_journal(env, region, count)
        opened, whole = [], []
        for run in range(runs):
            started = time.monotonic()
            console = Terminal(["console"], env=env)
            console.wait_for(lambda text: re.search(r"journal \d+", text), 60, "the newest line of the journal")
            opened.append((time.monotonic() - started) * 1000)
            console.wait_for(lambda text: "no incident" in text.split("\n")[0], 120, "the journal to be read")
            whole.append(time.monotonic() - started)
            if run + 1 < runs:
                console.close()
        console.press("5")
        console.settle(0.5, 3)
        times, unmoved = [], 0
        for number in range(presses):
            console.pump(0.02)
            # Down by pages and rows, to the oldest, up again, and back to the newest: no press at an end that it cannot leave.
            place = number % 50
            key = {40: "G", 49: "g"}.get(place) or (("\x1b[6~" if place < 40 else "\x1b[5~") if place % 3 == 0 else "j" if place < 40 else "k")
            before = console.text
            started = time.monotonic()
            console.child.send(key)
            while time.monotonic() < started + 1:
                found = piece(console, 1)
                if found and console.text.split("\n")[1:] != before.split("\n")[1:]:
                    times.append((found[0] - started) * 1000)
                    break
            else:
                unmoved += 1
        console.close()
        row(f"exec → TIMELINE of a journal of {events:,} events", "≤ 200 ms", f"p50 {percentile(opened, 0.5):.0f} ms",
            f"max {max(opened):.0f} ms, the process' start and the first call to STS in it; read as a whole after {percentile(whole, 0.5):.1f} s; n = {runs}")
        row("key → redrawn TIMELINE of that journal", "p99 ≤ 16 ms", f"p99 {percentile(times, 0.99):.1f} ms",
            f"p50 {percentile(times, 0.5):.1f} ms, max {max(times):.1f} ms, n = {len(times)}, 120×40, rows, pages and ends"
            + (f", {unmoved} presses changed nothing" if unmoved else ""))
    finally:
        region.close()


BENCHMARKS = {
    "rollback": rollback_against_peers, "wire": key_to_wire, "verified": key_to_verified, "first-frame": first_frame,
    "rows": thousand_rows, "steady": steady_state, "group": group_rollback, "storm": throttle_storm, "fleet": fleet_costs,
    "journal": journal,
    "timeline": timeline,
}


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    memory = int(open("/proc/meminfo").readline().split()[1]) / 2**20
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GB, {platform.system()} {platform.release().split('-')[0]}, load average {os.getloadavg()[0]:.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all by default")
    parser.add_argument("--readme", action="store_true", help="write the table between README's marks")
    options = parser.parse_args()
    unknown = set(options.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    started = time.monotonic()
    head = ["| what | to reach | reached | raw |", "|---|---|---|---|"]
    print(f"Machine: {machine()}\n\n" + "\n".join(head), flush=True)
    for name in options.names or BENCHMARKS:
        with tempfile.TemporaryDirectory() as folder:
            BENCHMARKS[name](folder)
    closing = f"Machine: {machine()}. The whole run took {(time.monotonic() - started) / 60:.0f} minutes."
    print(f"\n{closing}")
    if options.readme:
        table = "\n\n".join(["\n".join(head + ["| " + " | ".join(line) + " |" for line in TABLE]), *TABLES])
        text = README.read_text()
        before, rest = text.split("<!-- figures -->", 1)
        _, after = rest.split("<!-- end of figures -->", 1)
        README.write_text(f"{before}<!-- figures -->\n{table}\n\n{closing}\n<!-- end of figures -->{after}")


if __name__ == "__main__":
    main()

"""Ratios against peers measured in the same run, printed as a table. No figure is asserted."""

import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

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
from conftest import Region, aws_cli  # noqa: E402
from proxy import Proxy  # noqa: E402
from terminal import BINARY, Terminal  # noqa: E402

TABLE = []


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
    config = os.path.join(env["XDG_CONFIG_HOME"], "flipback")
    os.makedirs(config, mode=0o700, exist_ok=True)
    if budget:
        with open(os.open(os.path.join(config, "config.yaml"), os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(f"budget: {{steady: {budget}}}\n")
    region = Region(folder, "--scenario", path)
    return region, {**env, **region.environment}


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


BENCHMARKS = {
    "rollback": rollback_against_peers, "wire": key_to_wire, "verified": key_to_verified, "first-frame": first_frame,
    "rows": thousand_rows, "steady": steady_state,
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
        table = "\n".join(head + ["| " + " | ".join(line) + " |" for line in TABLE])
        text = README.read_text()
        before, rest = text.split("<!-- figures -->", 1)
        _, after = rest.split("<!-- end of figures -->", 1)
        README.write_text(f"{before}<!-- figures -->\n{table}\n\n{closing}\n<!-- end of figures -->{after}")


if __name__ == "__main__":
    main()

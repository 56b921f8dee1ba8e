"""Ratios against peers measured in the same run, printed as a table. Usage: bench.py [NAME…] (all by default); no figure is asserted."""

import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "EndToEnd")]

import botocore.auth  # noqa: E402
import botocore.awsrequest  # noqa: E402
import botocore.credentials  # noqa: E402
from conftest import Region, aws_cli, free_port  # noqa: E402
from proxy import Proxy  # noqa: E402
from terminal import BINARY, Terminal  # noqa: E402

TABLE = []


def row(what, goal, reached, raw):
    TABLE.append((what, goal, reached, raw))
    print(f"| {what} | {goal} | {reached} | {raw} |", flush=True)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def run(arguments, env):
    """(wall seconds, peak resident MB) of one process; its failure is ours."""
    started = time.monotonic()
    process = subprocess.Popen(arguments, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - started
    if process.returncode != 0:
        raise SystemExit(f"{arguments[0]} exited {process.returncode}: {error.decode()[-400:]}")
    return wall, usage.ru_maxrss / 1024


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
    arguments = ["curl", "-sS", "-f", "-o", "/dev/null", "-X", method, url]
    for name, value in request.headers.items():
        arguments += ["-H", f"{name}: {value}"]
    return arguments + (["--data-binary", body] if body else [])


def rollback_against_peers(folder, rounds=12):
    region = Region(folder, "--scenario", "healthy")
    try:
        env = {**home(folder), **region.environment}
        ours, cli, curls = [], [], []
        for number in range(rounds):
            version = "5" if number % 2 == 0 else "6"
            ours.append(run([
                BINARY, "rollback", "checkout:prod", "--to", version, "--reason", "benchmark", "--yes"], env))
            other = "6" if version == "5" else "5"
            cli.append(run([
                aws_cli(), "lambda", "update-alias", "--function-name", "checkout", "--name", "prod", "--function-version",
                other, "--routing-config", "{}"], env))
            body = json.dumps({"FunctionVersion": other, "RoutingConfig": {"AdditionalVersionWeights": {}}})
            calls = [signed_curl(region, "GET"), signed_curl(region, "PUT", body), signed_curl(region, "GET")]
            curls.append(sum(run(call, env)[0] for call in calls))
            time.sleep(0.5)  # stays under the region's 15 requests a second
        wall = statistics.median(value[0] for value in ours)
        memory = statistics.median(value[1] for value in ours)
        cli_wall = statistics.median(value[0] for value in cli)
        cli_memory = statistics.median(value[1] for value in cli)
        curl = statistics.median(curls)
        row("`flipback rollback … --yes`, cold process, against `aws lambda update-alias`: wall time", "≤ 1/10",
            f"1/{cli_wall / wall:.1f}", f"{wall * 1000:.0f} ms against {cli_wall * 1000:.0f} ms (median of {rounds})")
        row("the same: peak memory", "≤ 1/2", f"1/{cli_memory / memory:.1f}", f"{memory:.0f} MB against {cli_memory:.0f} MB")
        row("the same against three bare `curl` calls (GET, PUT, GET)", "≤ 1.5 ×", f"{wall / curl:.2f} ×",
            f"{wall * 1000:.0f} ms against {curl * 1000:.0f} ms")
    finally:
        region.close()


def sev1_console(folder, url, region, columns=120, rows=40):
    env = {**home(folder), **region.environment, "AWS_ENDPOINT_URL": url}
    console = Terminal(["console"], columns=columns, rows=rows, env=env)
    console.wait_for("checkout:prod", 30)
    console.press("D")
    console.wait_for("DECLARE", 10)
    console.press("1", "enter")
    console.wait_for("ARMED", 30)
    return console


def press_until(console, key, condition, seconds=15):
    """Seconds from the key's write to the moment the condition holds on the screen."""
    started = time.monotonic()
    console.child.send(key)
    deadline = started + seconds
    while not condition(console.text):
        if time.monotonic() > deadline:
            raise SystemExit(f"no answer to {key!r}:\n{console.text}")
        console.pump(0.002)
    return started, time.monotonic()


def key_to_wire(folder, presses=60):
    """R and u in turn on an armed console; the proxy notes when the PUT's bytes arrive."""
    for delay, name in ((0.0, "wire"), (0.05, "screen")):
        work = os.path.join(folder, name)
        os.makedirs(work, exist_ok=True)
        region = Region(work, "--scenario", "bad-canary")
        host, port = region.url.removeprefix("http://").split(":")
        proxy = Proxy(host, int(port), delay)
        console = sev1_console(work, proxy.url, region)
        try:
            wire, screen = [], []
            count = presses if delay == 0 else max(10, presses // 3)
            for _ in range(count):
                before = len(proxy.arrivals)
                console.wait_for(lambda text: "ARMED" in text and "checkout:prod" in text, 30)
                started, ended = press_until(console, "R", lambda text: "DONE" in text)
                put = next(at for at, line in proxy.arrivals[before:] if line.startswith("PUT"))
                wire.append((put - started) * 1000)
                screen.append((ended - started) * 1000)
                press_until(console, "u", lambda text: "undone" in text.lower() or "v7 20" in text)
                console.settle(0.1, 2)
            if delay == 0:
                row("key press → request bytes on the socket, warm, journal included", "p99 ≤ 5 ms",
                    f"p99 {percentile(wire, 0.99):.1f} ms", f"p50 {percentile(wire, 0.5):.1f} ms, n = {len(wire)}, through a PTY and a proxy")
            else:
                median = percentile(screen, 0.5)
                row("key press → verified on screen, 50 ms round trip injected", "≤ 2 round trips + 20 ms",
                    f"2 round trips + {median - 100:.0f} ms", f"p50 {median:.0f} ms, p99 {percentile(screen, 0.99):.0f} ms, n = {len(screen)}")
        finally:
            console.close()
            proxy.close()
            region.close()


def first_frame(folder, runs=30):
    region = Region(folder, "--scenario", "healthy")
    env = {**home(folder), **region.environment}
    frames, floor = [], []
    try:
        for _ in range(runs):
            started = time.monotonic()
            with Terminal(["console"], env=env) as console:
                while "ALIASES" not in console.text:
                    console.pump(0.001)
                    if time.monotonic() - started > 20:
                        raise SystemExit(f"no first frame:\n{console.text}")
                frames.append((time.monotonic() - started) * 1000)
            started = time.monotonic()
            with Terminal(["-c", "printf ALIASES; exec cat"], env=env, binary="/bin/sh") as shell:
                while "ALIASES" not in shell.text:
                    shell.pump(0.001)
                floor.append((time.monotonic() - started) * 1000)
    finally:
        region.close()
    row("exec → first frame, release build", "p50 ≤ 50 ms", f"p50 {percentile(frames, 0.5):.0f} ms",
        f"p99 {percentile(frames, 0.99):.0f} ms; the same harness on `sh` printing a word: {percentile(floor, 0.5):.0f} ms; n = {runs}")


def many_functions(path, count):
    """A scenario of `count` calm functions, written from the shipped healthy one."""
    shipped = HERE.parent.parent / "Sources" / "EmbeddedRegion" / "Scenarios" / "healthy.yaml"
    import yaml

    scenario = yaml.safe_load(shipped.read_text())
    first = scenario["functions"][0]
    scenario["functions"] = [{**first, "name": f"service-{number:04d}"} for number in range(count)]
    scenario["functions"][0]["name"] = first["name"]
    scenario["alarms"] = []
    pathlib.Path(path).write_text(yaml.safe_dump(scenario, sort_keys=False))
    return path


def thousand_rows(folder, presses=300):
    region = Region(folder, "--scenario", many_functions(os.path.join(folder, "thousand.yaml"), 1000))
    env = {**home(folder), **region.environment}
    config = os.path.join(folder, "config", "flipback")
    os.makedirs(config, mode=0o700, exist_ok=True)
    console = Terminal(["console"], columns=200, rows=60, env=env)
    try:
        console.wait_for(lambda text: "1000" in text or "1,000" in text, 600, "a thousand rows")
        times = []
        for number in range(presses):
            console.pump(0.02)
            before = len(console.raw)
            started = time.monotonic()
            console.child.send("j" if number % 40 < 20 else "k")
            while len(console.raw) == before and time.monotonic() - started < 2:
                console.pump(0.0005)
            times.append((time.monotonic() - started) * 1000)
        row("key → redrawn screen with 1,000 rows", "p99 ≤ 16 ms", f"p99 {percentile(times, 0.99):.1f} ms",
            f"p50 {percentile(times, 0.5):.1f} ms, n = {presses}, 200×60, through a PTY")
    finally:
        console.close()
        region.close()


def usage(pid):
    """(CPU seconds, resident MB) of a process and its children."""
    total, resident = 0.0, 0.0
    pids = [pid]
    while pids:
        number = pids.pop()
        try:
            fields = pathlib.Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            resident += int(pathlib.Path(f"/proc/{number}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
            pids += [int(child) for child in pathlib.Path(f"/proc/{number}/task/{number}/children").read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total, resident


def steady_state(folder, seconds=300):
    region = Region(folder, "--scenario", many_functions(os.path.join(folder, "fifty.yaml"), 50))
    console = Terminal(["console"], columns=200, rows=60, env={**home(folder), **region.environment})
    try:
        console.wait_for("50 targets", 120)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            console.pump(0.5)
        start_cpu, start_memory = usage(console.child.pid)
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            console.pump(1)
        cpu, memory = usage(console.child.pid)
        wall = time.monotonic() - started
        row(f"steady state: 50 targets on screen, {seconds // 60} min", "≤ 1 % of a core, ≤ 60 MB, no growth",
            f"{(cpu - start_cpu) / wall * 100:.2f} %, {memory:.0f} MB, {memory - start_memory:+.1f} MB",
            "console and guardian together")
    finally:
        console.close()
        region.close()


BENCHMARKS = {
    "rollback": rollback_against_peers, "key": key_to_wire, "first-frame": first_frame, "rows": thousand_rows,
    "steady": steady_state,
}


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    memory = int(open("/proc/meminfo").readline().split()[1]) / 2**20
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GB, {platform.system()} {platform.release().split('-')[0]}"


def main():
    names = sys.argv[1:] or list(BENCHMARKS)
    print(f"Machine: {machine()}\n\n| what | to reach | reached | raw |\n|---|---|---|---|")
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            BENCHMARKS[name](folder)


if __name__ == "__main__":
    main()

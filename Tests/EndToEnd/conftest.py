"""The embedded region, a home of one's own and the console, for end-to-end tests. Everything is started on free ports and ended by process id."""

import http.server
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import boto3
import botocore.config
import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from gate import Gate  # noqa: E402
from terminal import BINARY, ROOT, Terminal  # noqa: E402


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read_line(process, seconds):
    """The first line a process prints, within a bound."""
    deadline = time.monotonic() + seconds
    data = b""
    while time.monotonic() < deadline:
        ready, _, _ = select.select([process.stdout], [], [], 0.2)
        if ready:
            chunk = os.read(process.stdout.fileno(), 4096)
            if not chunk:
                break
            data += chunk
            if b"\n" in data:
                return data.split(b"\n")[0].decode()
        if process.poll() is not None:
            break
    raise AssertionError(f"no line within {seconds} s; exit {process.poll()}; got {data!r}")


def end(process, seconds=10):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(seconds)


def children(pid):
    """The process ids that a process has started and that still are there."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
            return [int(number) for number in file.read().split()]
    except FileNotFoundError:
        return []


class Region:
    """`flipback region`, with AWS clients on it."""

    def __init__(self, folder, *options):
        self.log = os.path.join(folder, f"region-{time.monotonic_ns()}.jsonl")
        self.process = subprocess.Popen(
            [BINARY, "region", "--port", "0", "--log", self.log, *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={"PATH": os.environ["PATH"], "HOME": str(folder)})
        self.about = json.loads(read_line(self.process, 30))
        self.url = self.about["url"]

    @property
    def environment(self):
        return {
            "AWS_ACCESS_KEY_ID": self.about["accessKeyId"], "AWS_SECRET_ACCESS_KEY": self.about["secretAccessKey"],
            "AWS_REGION": self.about["region"], "AWS_DEFAULT_REGION": self.about["region"],
            "AWS_ENDPOINT_URL": self.url, "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, service):
        return client(service, self.url, self.about["region"], self.about["accessKeyId"], self.about["secretAccessKey"])

    def alias(self, function="checkout", name="prod"):
        reply = self.client("lambda").get_alias(FunctionName=function, Name=name)
        return reply["FunctionVersion"], reply.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})

    def revision(self, function="checkout", name="prod"):
        return self.client("lambda").get_alias(FunctionName=function, Name=name)["RevisionId"]

    def requests(self):
        with open(self.log, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.strip()]

    def writes(self, who=None):
        return [r for r in self.requests() if r["operation"].startswith(("Update", "Put", "Create", "Delete", "Publish", "Stop"))
                and (who is None or who in json.dumps(r))]

    def faults(self, method="GET", rules=None):
        """The rules of `/_region/faults`: read with GET, added with POST, all taken away with DELETE."""
        request = urllib.request.Request(
            self.url + "/_region/faults", method=method, data=None if rules is None else json.dumps(rules).encode())
        with urllib.request.urlopen(request, timeout=10) as reply:
            return json.load(reply)["rules"]

    def close(self):
        end(self.process)


def client(service, url, region, key, secret):
    config = botocore.config.Config(retries={"max_attempts": 8, "mode": "standard"}, connect_timeout=5, read_timeout=20)
    return boto3.client(
        service, endpoint_url=url, region_name=region, aws_access_key_id=key, aws_secret_access_key=secret, config=config)


@pytest.fixture
def home(tmp_path):
    """Environment of a person with an empty home: settings and state under it."""
    for name in ("config", "state"):
        (tmp_path / name).mkdir(mode=0o700)
    return {
        "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_STATE_HOME": str(tmp_path / "state"),
    }


@pytest.fixture
def start_region(tmp_path):
    started = []

    def start(*options):
        region = Region(str(tmp_path), *options)
        started.append(region)
        return region

    yield start
    for region in started:
        region.close()


@pytest.fixture
def start_gate():
    """A gate before a region; give its `url` as AWS_ENDPOINT_URL."""
    started = []

    def start(region):
        gate = Gate(region.url)
        started.append(gate)
        return gate

    yield start
    for gate in started:
        gate.close()


@pytest.fixture
def journal(run_flipback):
    """The journal's events as `journal export` prints them; checks the chain first."""

    def read(env=None):
        verified = run_flipback("journal", "verify", env=env)
        assert verified.returncode == 0, verified.stdout + verified.stderr
        exported = run_flipback("journal", "export", env=env)
        assert exported.returncode == 0, exported.stderr
        return [json.loads(line) for line in exported.stdout.splitlines()]

    return read


@pytest.fixture
def start_console():
    started = []

    def start(arguments, env, **options):
        console = Terminal(arguments, env=env, **options)
        started.append(console)
        return console

    yield start
    for console in started:
        console.close()


@pytest.fixture
def run_flipback(home):
    runner = Runner(home)
    yield runner
    for process in runner.started:
        end(process)


class Runner:
    """Runs a command to its end; `start` and `finish` are for those that something happens to meanwhile."""

    def __init__(self, home):
        self.home = home
        self.started = []

    def environment(self, env):
        return {
            "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "AWS_EC2_METADATA_DISABLED": "true", **self.home, **(env or {})}

    def __call__(self, *arguments, env=None, seconds=60, text=None, **options):
        return subprocess.run(
            [BINARY, *arguments], env=self.environment(env), capture_output=True, text=True, timeout=seconds, input=text, **options)

    def start(self, *arguments, env=None):
        process = subprocess.Popen(
            [BINARY, *arguments], env=self.environment(env), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        self.started.append(process)
        return process

    @staticmethod
    def finish(process, seconds=60):
        """Exit code, the JSON document on standard output, standard error."""
        out, err = process.communicate(timeout=seconds)
        return process.returncode, json.loads(out), err


@pytest.fixture
def start_moto():
    """A moto server with a function of several versions and an alias; moto is not ours."""
    started = []

    def start():
        port = free_port()
        process = subprocess.Popen(
            [os.path.join(ROOT, ".venv", "bin", "moto_server"), "-H", "127.0.0.1", "-p", str(port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        started.append(process)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return f"http://127.0.0.1:{port}"
            except OSError:
                if process.poll() is not None:
                    break
                select.select([], [], [], 0.1)
        raise AssertionError("moto_server did not start")

    yield start
    for process in started:
        end(process)


def aws_cli():
    return shutil.which("aws", path=os.path.join(ROOT, ".venv", "bin")) or os.path.join(ROOT, ".venv", "bin", "aws")


@pytest.fixture
def answering():
    """A server that answers every request with the bytes it was given."""
    servers = []

    def start(body, status=200, headers=(("Content-Type", "application/json"),), length=None):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                size = int(self.headers.get("Content-Length") or 0)
                if size:
                    self.rfile.read(size)
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body) if length is None else length))
                self.end_headers()
                self.wfile.write(body)
                if length is not None:
                    self.close_connection = True

            do_GET = do_PUT = do_POST = answer

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()

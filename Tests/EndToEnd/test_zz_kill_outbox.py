"""`kill -9` at each step between an event, its notice in the outbox and the delivery: at random instants of the process that writes and of the one
that delivers, as a notice's request arrives, and as its reply has left. No event and no notice is lost, and what comes twice has the same key.

FLIPBACK_KILLS says how many times; `make proof` says 1,000."""

import collections
import contextlib
import hashlib
import hmac
import http.server
import json
import os
import random
import sqlite3
import statistics
import threading
import time

import pytest

from conftest import Runner

KILLS = int(os.environ.get("FLIPBACK_KILLS", "160"))
WORKERS = 4
SECRET = "canary-webhook-secret-0123456789"
MOMENTS = ("write", "write", "deliver", "request", "reply")


class Receiver:
    """A webhook on loopback that keeps what it is sent and can tell when a request arrives and when its reply has left."""

    def __init__(self):
        self.got = []
        self.arrived = threading.Event()
        self.replied = threading.Event()
        self.hold = None
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((dict(self.headers), body))
                outer.arrived.set()
                if outer.hold:
                    outer.hold.wait(10)
                with contextlib.suppress(OSError):
                    self.send_response(200)
                    self.send_header("Content-Length", "2")
                    self.end_headers()
                    self.wfile.write(b"ok")
                outer.replied.set()

            def log_message(self, *_):
                pass

            def handle(self):
                with contextlib.suppress(OSError):
                    super().handle()

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Host:
    """A home with a journal and a receiver of its own, and a seed for its moments."""

    def __init__(self, folder, seed):
        os.mkdir(folder, 0o700)
        config = os.path.join(folder, "config", "flipback")
        os.makedirs(config, 0o700)
        os.mkdir(os.path.join(folder, "state"), 0o700)
        self.receiver = Receiver()
        with open(os.path.join(config, "config.yaml"), "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(
                "notices:\n  receivers:\n    hook:\n      type: webhook\n"
                "      url: env:HOOK_URL\n      secret: env:HOOK_SECRET\n")
        self.runner = Runner({
            "HOME": folder, "XDG_CONFIG_HOME": os.path.join(folder, "config"), "XDG_STATE_HOME": os.path.join(folder, "state"),
            "HOOK_URL": self.receiver.url, "HOOK_SECRET": SECRET})
        self.journal = os.path.join(folder, "state", "flipback", "journal.db")
        self.random = random.Random(seed)
        self.acknowledged = set()
        self.ends = collections.Counter()
        self.events = 0
        self.head = "0" * 64

    def run(self, *arguments):
        reply = self.runner(*arguments)
        assert reply.returncode == 0, reply.stdout + reply.stderr
        return reply

    @staticmethod
    def words(text):
        """A command that writes one event that every receiver is told of; the text finds it again."""
        return "incident", "severity", "2", "--reason", text

    def prepare(self):
        """Declares the incident, and takes the time of a whole run of each command."""
        self.run("incident", "declare", "--severity", "1", "--reason", "card payments fail")
        spans = {}
        for name, arguments in (("write", self.words("warm")), ("deliver", ("notices", "deliver"))):
            times = []
            for _ in range(3):
                started = time.monotonic()
                self.run(*arguments)
                times.append(time.monotonic() - started)
            spans[name] = statistics.median(times)
        return spans

    def kill(self, number, spans):
        moment = self.random.choice(MOMENTS)
        if moment == "write":
            text = f"event {number}"
            process = self.runner.start(*self.words(text))
            time.sleep(self.random.uniform(0.2, 1.15) * spans["write"])
            process.kill()
            process.communicate(timeout=20)
            if process.returncode == 0:
                self.acknowledged.add(text)
            return moment, process.returncode, text
        if moment != "deliver":
            # Something to be delivered.
            text = f"event {number}"
            self.run(*self.words(text))
            self.acknowledged.add(text)
        receiver = self.receiver
        receiver.arrived.clear()
        receiver.replied.clear()
        receiver.hold = threading.Event() if moment == "request" else None
        process = self.runner.start("notices", "deliver")
        if moment == "deliver":
            time.sleep(self.random.uniform(0.2, 1.15) * spans["deliver"])
        else:
            assert (receiver.arrived if moment == "request" else receiver.replied).wait(20), process.communicate(timeout=5)
        process.kill()
        process.communicate(timeout=20)
        if receiver.hold:
            receiver.hold.set()
            receiver.hold = None
        return moment, process.returncode, None

    def check(self):
        """What the next process would find: every event linked, each with its notice and no notice without its event; what was acknowledged is there."""
        with contextlib.closing(sqlite3.connect(f"file:{self.journal}?mode=ro", uri=True, timeout=20)) as database:
            database.execute("BEGIN")
            rows = database.execute("SELECT seq, body, hash FROM event WHERE seq > ? ORDER BY seq", [self.events]).fetchall()
            told = collections.Counter(seq for [seq] in database.execute("SELECT seq FROM outbox"))
            kinds = dict(database.execute("SELECT seq, kind FROM event"))
            texts = {text for [text] in database.execute("SELECT json_extract(body, '$.reason') FROM event")}
        for seq, body, digest in rows:
            event = json.loads(body)
            assert seq == event["seq"] == self.events + 1 and event["prev"] == self.head
            assert digest == hashlib.sha256(body.encode()).hexdigest()
            self.events, self.head = seq, digest
        assert told == {seq: 1 for seq, kind in kinds.items() if kind != "journal.checkpoint"}
        assert self.acknowledged <= texts, self.acknowledged - texts
        return texts

    def play(self, kills):
        spans = self.prepare()
        for number in range(kills):
            moment, code, text = self.kill(number, spans)
            texts = self.check()
            end = "to its end" if code != -9 else "killed" if text is None else "there" if text in texts else "absent"
            assert code in (0, -9, 75), (moment, code)
            self.ends[moment, end] += 1

    def finish(self):
        """Everything that is left is delivered; what the receiver got against what the outbox holds."""
        self.run("notices", "deliver", "--until-empty")
        self.check()
        verified = json.loads(self.run("journal", "verify", "--json").stdout)
        assert verified["sound"] and verified["signatures"]["checkpoints"] >= 1
        with contextlib.closing(sqlite3.connect(f"file:{self.journal}?mode=ro", uri=True)) as database:
            outbox = database.execute("SELECT key, state FROM outbox").fetchall()
        assert {state for _, state in outbox} == {"delivered"}
        bodies = collections.defaultdict(list)
        for headers, body in self.receiver.got:
            signed = f"{headers['X-Flipback-Timestamp']}.".encode() + body
            assert headers["X-Flipback-Signature"] == "v1=" + hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
            bodies[headers["X-Flipback-Notice"]].append(body)
        assert sorted(bodies) == sorted(key for key, _ in outbox), "every notice arrived, and none that nobody wrote"
        for key, sent in bodies.items():
            assert len(set(sent)) == 1, f"{key} came twice with different words"
        return sum(len(sent) - 1 for sent in bodies.values())


@pytest.fixture(scope="module")
def hosts(tmp_path_factory):
    base = tmp_path_factory.mktemp("outbox")
    made = [Host(str(base / f"{number}"), 20261128 + number) for number in range(WORKERS)]
    yield made
    for host in made:
        host.receiver.close()


def test_no_event_and_no_notice_is_lost(hosts, request):
    failures = []

    def work(host, kills):
        try:
            host.play(kills)
        except BaseException as error:  # noqa: B902 - told below, with the host's ends
            failures.append(error)

    threads = [
        threading.Thread(target=work, args=(host, KILLS // WORKERS + (number < KILLS % WORKERS))) for number, host in enumerate(hosts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    ends = sum((host.ends for host in hosts), collections.Counter())
    duplicates = sum(host.finish() for host in hosts)
    plugins = request.config.pluginmanager
    with plugins.get_plugin("capturemanager").global_and_fixture_disabled():
        plugins.get_plugin("terminalreporter").write_line(
            f"\n{sum(ends.values())} kills: " + ", ".join(f"{moment} {end} {count}" for (moment, end), count in sorted(ends.items()))
            + f"; {sum(len(host.receiver.got) for host in hosts)} deliveries, {duplicates} of them again with the same key")
    assert sum(ends.values()) == KILLS
    # The moments are worth something only if they fell on both sides of the commit, and between delivery and record.
    assert ends["write", "absent"] and ends["write", "there"] + ends["write", "to its end"] and duplicates

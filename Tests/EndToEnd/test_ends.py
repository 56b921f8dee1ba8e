"""How the console ends: whatever happens to it, the terminal is left as it was and the record is complete."""

import os
import signal
import time

import pytest

from conftest import children
from terminal import BINARY

LEAVES_ALTERNATE_SCREEN = b"\x1b[?1049l"


@pytest.fixture
def shelled(start_console, home, start_region):
    """The console started by a shell that stays, so that the PTY outlives it and its modes can be compared."""

    def start(arguments=("console",), scenario="healthy", **options):
        region = start_region("--scenario", scenario)
        line = " ".join([BINARY, *arguments])
        shell = start_console(
            ["-c", f"stty -a; echo BEFORE; {line}; echo EXIT=$?; stty -a; echo AFTER; read rest"],
            {**home, **region.environment}, binary="/bin/sh", **options)
        shell.wait_for("checkout:prod")
        return shell, region

    return start


def modes(raw, marker):
    """What `stty -a` printed before a marker, as one comparable line."""
    text = raw.decode(errors="replace")
    part = text[:text.index(marker)]
    start = part.rindex("speed ")
    return " ".join(part[start:].replace("\x1b[?1049l", "").split())


def console_pid(shell):
    """The console itself, the guardian's child."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        guardians = children(shell.child.pid)
        for guardian in guardians:
            for child in children(guardian):
                return child, guardian
        shell.pump(0.05)
    raise AssertionError("no console under a guardian")


def finish(shell):
    shell.wait_for("AFTER", 15)
    raw = bytes(shell.raw)
    assert LEAVES_ALTERNATE_SCREEN in raw
    assert modes(raw, "BEFORE") == modes(raw, "AFTER")
    text = raw.decode(errors="replace")
    return int(text.split("EXIT=")[1].split()[0].split("\r")[0])


def test_quit(shelled):
    shell, _ = shelled()
    shell.press("q")
    assert finish(shell) == 0


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_signals(shelled, number, code):
    shell, _ = shelled()
    console, _ = console_pid(shell)
    os.kill(console, number)
    assert finish(shell) == code


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGILL])
def test_sudden_death(shelled, number):
    shell, _ = shelled()
    console, _ = console_pid(shell)
    os.kill(console, number)
    assert finish(shell) == 128 + number


def test_the_terminal_goes_away_and_nothing_stays_behind(shelled):
    shell, _ = shelled()
    console, guardian = console_pid(shell)
    shell.child.close(force=True)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(os.path.exists(f"/proc/{pid}/exe") for pid in (console, guardian)):
        time.sleep(0.05)
    for pid in (console, guardian):
        try:
            state = open(f"/proc/{pid}/stat", encoding="utf-8").read().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            continue
        assert state == "Z", f"process {pid} is still running"


def test_resize_storm_ends_as_a_fresh_render(shelled):
    shell, _ = shelled()
    for step in range(200):
        shell.child.setwinsize(10 + step * 7 % 60, 30 + step * 13 % 170)
        shell.pump(0.005)
    shell.resize(120, 40)
    shell.press("ctrl-l")
    shell.settle()
    shell.wait_for("ALIASES")
    shell.press("q")
    assert finish(shell) == 0


def test_pasted_text_is_never_a_command(shelled):
    shell, region = shelled(scenario="bad-canary")
    shell.child.send("\x1b[200~R\rA\rP\rq\x1b[201~")
    shell.settle()
    assert "ALIASES" in shell.text
    assert region.writes() == []
    shell.press("q")
    assert finish(shell) == 0

"""The real console in a real terminal: whatever ends it, the terminal is as it was before."""

import os
import re
import signal
import subprocess
import time

import pexpect
import pyte
import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get("FLIPBACK_BIN", os.path.join(ROOT, ".build", "debug", "flipback"))
COMMAND = f"'{BINARY}' demo"
FIRST_FRAME = "ALIASES"
ROWS, COLUMNS = 30, 120


class Terminal:
    """An interactive shell in a PTY that starts the console, as a person does."""

    def __init__(self, tmp_path, term="xterm-256color", command=COMMAND):
        environment = {k: v for k, v in os.environ.items() if k not in ("TERM", "NO_COLOR", "FLIPBACK_GUARDED")}
        environment.update(LANG="C.UTF-8", PS1="shell> ", XDG_STATE_HOME=str(tmp_path / "state"),
                           XDG_CONFIG_HOME=str(tmp_path / "config"))
        self.tmp_path = tmp_path
        self.term = term
        self.command = command
        self.shell = pexpect.spawn("/bin/bash", ["--norc", "--noprofile", "-i"], env=environment | {"TERM": "xterm-256color"},
                                   dimensions=(ROWS, COLUMNS), timeout=10)
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.wait_for("shell>")

    def read(self):
        try:
            data = self.shell.read_nonblocking(65536, timeout=0.1)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return
        self.raw += data
        self.stream.feed(data)

    def text(self):
        return "\n".join(self.screen.display)

    def wait_until(self, condition, what, seconds=15):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read()
            if condition():
                return
        raise AssertionError(f"waited {seconds} s for {what}:\n{self.text()}\n{self.raw[-400:]!r}")

    def wait_for(self, text, seconds=15):
        self.wait_until(lambda: text in self.text(), repr(text), seconds)

    def modes(self, name):
        path = self.tmp_path / name
        self.shell.sendline(f"clear; stty -g > '{path}'; echo written")
        self.wait_until(lambda: path.exists() and path.read_text().strip() and "written" in self.text(), f"stty in {name}")
        return path.read_text()

    def start(self):
        self.before = self.modes("before")
        self.raw = b""
        self.shell.sendline(f"clear; TERM={self.term} {self.command}; echo ended=$?.")
        self.wait_for(FIRST_FRAME)
        self.guardian, self.console = self.processes()

    def processes(self):
        def children(pid):
            return [int(p) for p in subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True,
                                                   text=True, check=False).stdout.split()]
        guardian = children(self.shell.pid)
        assert len(guardian) == 1, "the shell runs one guardian"
        console = children(guardian[0])
        assert len(console) == 1, "the guardian runs one console"
        return guardian[0], console[0]

    def ended(self, seconds=15):
        """The exit code, after checking that every mode is back."""
        self.wait_until(lambda: re.search(rb"ended=\d+\.", self.raw), "the end", seconds)
        end = re.search(rb"ended=(\d+)\.", self.raw)
        code, before_end = int(end.group(1)), self.raw[: end.start()]
        assert before_end.rfind(b"\x1b[?1049l") > before_end.rfind(b"\x1b[?1049h"), "still on the alternate screen"
        assert before_end.rfind(b"\x1b[?2004l") > before_end.rfind(b"\x1b[?2004h"), "bracketed paste still on"
        assert before_end.rfind(b"\x1b[?25h") > before_end.rfind(b"\x1b[?25l"), "cursor still hidden"
        assert self.modes("after") == self.before, "termios differ"
        return code


def is_running(pid):
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout.strip()
    return bool(state) and not state.startswith("Z")


def gone(terminal, *pids):
    terminal.wait_until(lambda: not any(is_running(p) for p in pids), "the processes to end")


@pytest.fixture
def terminal(tmp_path):
    made = []

    def make(**options):
        made.append(Terminal(tmp_path, **options))
        return made[-1]

    yield make
    for one in made:
        one.shell.close(force=True)


def test_quit(terminal):
    t = terminal()
    t.start()
    t.shell.send("q")
    assert t.ended() == 0


def test_interrupt_key(terminal):
    t = terminal()
    t.start()
    t.shell.send("\x03")
    assert t.ended() == 130


@pytest.mark.parametrize("name,code", [("HUP", 129), ("INT", 130), ("TERM", 143), ("KILL", 137), ("SEGV", 139), ("ABRT", 134)])
def test_signal_to_console(terminal, name, code):
    t = terminal()
    t.start()
    os.kill(t.console, getattr(signal, "SIG" + name))
    assert t.ended() == code
    gone(t, t.console, t.guardian)
    if name == "KILL":
        assert b"killed (SIGKILL)" in t.raw
    if name in ("SEGV", "ABRT"):
        report = re.search(rb"the report is (\S+?),", t.raw)
        assert report, f"no report, after {t.raw[-600:]!r}"
        with open(report.group(1)) as file:
            text = file.read()
        assert re.match(rf"flipback [\d.]+ crashed\nsignal {code - 128}, sent, code 0\n", text), text[:300]
        assert f"process {t.console}," in text
        # Frames, and what an offset is counted from.
        assert re.search(r"innermost first:\n(  0x[0-9a-f]+.*\n)+words of its stack", text), text[:600]
        assert re.search(rf"r-xp [0-9a-f]+ .*{os.path.basename(BINARY)}", text)
        assert os.stat(report.group(1)).st_mode & 0o077 == 0


@pytest.mark.parametrize("end", ["q", "ABRT"])
def test_what_is_printed_on_standard_error_waits_for_the_end(terminal, end):
    """A library's message would tear the screen; the last words of a crash are in its report and before the shell's prompt."""
    t = terminal()
    t.start()
    with open(f"/proc/{t.console}/fd/2", "a") as file:
        file.write("a library's words\n")
    more = time.monotonic() + 0.5
    t.wait_until(lambda: time.monotonic() > more, "more frames")
    assert b"library" not in t.raw
    if end == "q":
        t.shell.send("q")
        assert t.ended() == 0
    else:
        os.kill(t.console, signal.SIGABRT)
        assert t.ended() == 134
        with open(re.search(rb"the report is (\S+?),", t.raw).group(1)) as file:
            assert "a library's words\n" in file.read()
    assert t.raw.count(b"a library's words") == 1
    assert t.raw.index(b"a library's words") > t.raw.rindex(b"\x1b[?1049l")


def test_what_is_printed_on_standard_error_is_bounded(terminal):
    t = terminal()
    t.start()
    with open(f"/proc/{t.console}/fd/2", "a") as file:
        file.write("x" * 1_000_000)
    t.wait_until(lambda: os.stat(f"/proc/{t.console}/fd/2").st_size <= 64 * 1024, "the memory to be given back")
    t.shell.send("q")
    assert t.ended() == 0


def test_terminate_guardian(terminal):
    t = terminal()
    t.start()
    os.kill(t.guardian, signal.SIGTERM)
    assert t.ended() == 143
    gone(t, t.console)


def test_kill_guardian_leaves_no_orphan(terminal):
    t = terminal()
    t.start()
    os.kill(t.guardian, signal.SIGKILL)
    gone(t, t.console)


def test_hang_up_ends_everything(terminal):
    t = terminal()
    t.start()
    console, guardian = t.console, t.guardian
    t.shell.ptyproc.fileobj.close()
    t.shell.ptyproc.fd, t.shell.ptyproc.closed, t.shell.closed = -1, True, True
    end = time.monotonic() + 10
    while time.monotonic() < end and (is_running(console) or is_running(guardian)):
        time.sleep(0.05)
    assert not is_running(console) and not is_running(guardian)


def test_stop_and_continue(terminal):
    t = terminal()
    t.start()
    t.shell.send("\x1a")
    t.wait_for("Stopped")
    assert t.modes("stopped") == t.before
    t.shell.sendline("bg")
    t.wait_until(lambda: b"bg" in t.raw, "bg")
    t.shell.sendline("clear; jobs; echo listed")
    t.wait_until(lambda: "listed" in t.text() and "Stopped" in t.text(), "a job stopped again by the terminal")
    t.shell.sendline("clear; fg")
    t.wait_for(FIRST_FRAME)
    t.shell.send("q")
    t.wait_for("shell>")
    assert t.modes("after") == t.before


def test_resize_is_seen_at_once(terminal):
    t = terminal()
    t.start()
    t.screen.resize(24, 80)
    t.screen.reset()
    t.shell.setwinsize(24, 80)
    t.wait_until(lambda: FIRST_FRAME in t.text() and t.screen.display[-1].strip(), "a whole screen of 80×24")
    t.shell.send("q")
    assert t.ended() == 0


@pytest.mark.parametrize("term", ["xterm", "screen-256color", "tmux-256color", "rxvt-unicode-256color", "xterm-kitty"])
def test_terminal_types(terminal, term):
    t = terminal(term=term)
    t.start()
    t.shell.send("q")
    assert t.ended() == 0


@pytest.mark.parametrize("term", ["linux", "vt100", "vt220"])
def test_terminal_types_without_alternate_screen(terminal, term):
    t = terminal(term=term)
    t.start()
    t.shell.send("q")
    t.wait_until(lambda: b"ended=0." in t.raw, "the end")
    assert t.modes("after") == t.before


@pytest.mark.parametrize("term", ["dumb", "''"])
def test_refused_terminals_say_what_to_set(terminal, term):
    t = terminal(term=term)
    t.shell.sendline(f"clear; TERM={term} {COMMAND}; echo ended=$?.")
    t.wait_until(lambda: re.search(rb"ended=\d+\.", t.raw), "the end")
    assert re.search(rb"ended=2\.", t.raw)
    assert b"TERM=xterm-256color" in t.raw
    assert b"\x1b[?1049h" not in t.raw


def test_pasted_commands_are_text(terminal):
    """`q` would quit: it is pasted with brackets, with an end mark of its own, and in a burst without any."""
    t = terminal()
    t.start()
    for paste in ("\x1b[200~q\rq\x1b[201~", "\x1b[200~a\x1b[201~qqq\r\x1b[201~", "git push -q\rq\r"):
        t.shell.send(paste)
        t.wait_for("pasted text was dropped")
        assert is_running(t.console)
        t.shell.send("j")
        t.wait_until(lambda: "pasted text was dropped" not in t.text(), "the next key")
    t.shell.send("q")
    assert t.ended() == 0

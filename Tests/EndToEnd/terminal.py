"""A person at a terminal: the real binary in a real PTY, its screen read by pyte. No fixed sleeps: every wait has a condition and a bound."""

import os
import signal
import time

import pexpect
import pyte

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get("FLIPBACK_BIN", os.path.join(ROOT, ".build", "debug", "flipback"))

KEYS = {
    "enter": "\r", "esc": "\x1b", "tab": "\t", "backtab": "\x1b[Z", "space": " ", "backspace": "\x7f",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "pgup": "\x1b[5~", "pgdn": "\x1b[6~", "ctrl-l": "\x0c", "ctrl-c": "\x03",
}


class Screen(pyte.HistoryScreen):
    """What pyte lacks and terminfo promises for the terminals we claim to be: SU, SD and REP (ECMA-48 8.3.147, 8.3.113, 8.3.103)."""

    last = " "

    def draw(self, data):
        super().draw(data)
        self.last = data[-1:] or self.last

    def scroll_up(self, count=1, **_):
        self._scroll(count or 1, self.delete_lines)

    def scroll_down(self, count=1, **_):
        self._scroll(count or 1, self.insert_lines)

    def _scroll(self, count, change):
        x, y = self.cursor.x, self.cursor.y
        self.cursor.y = self.margins.top if self.margins else 0
        change(count)
        self.cursor.x, self.cursor.y = x, y

    def repeat(self, count=1, **_):
        self.draw(self.last * (count or 1))


class Stream(pyte.ByteStream):
    csi = {**pyte.ByteStream.csi, "S": "scroll_up", "T": "scroll_down", "b": "repeat"}
    events = frozenset([*pyte.ByteStream.events, "scroll_up", "scroll_down", "repeat"])


class Terminal:
    """One run of the program. Rows are strings; `text` is the whole screen."""

    def __init__(self, arguments, columns=120, rows=40, env=None, binary=None, term="tmux-256color"):
        environment = {
            "PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/tmp"), "TERM": term,
            # A test asks no instance for its role.
            "AWS_EC2_METADATA_DISABLED": "true",
            "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC",
        }
        environment.update(env or {})
        environment = {name: value for name, value in environment.items() if value is not None}
        self.screen = Screen(columns, rows, history=10)
        self.stream = Stream(self.screen)
        self.raw = bytearray()
        self.child = pexpect.spawn(
            binary or BINARY, arguments, env=environment, dimensions=(rows, columns), timeout=None, maxread=65536)
        self.child.delaybeforesend = None
        self.started = time.monotonic()

    # Reading

    def pump(self, seconds=0.05):
        """Feeds what the program wrote to the screen; returns False once the program has ended."""
        deadline = time.monotonic() + seconds
        while True:
            left = deadline - time.monotonic()
            try:
                data = self.child.read_nonblocking(65536, timeout=max(0, left))
                self.raw += data
                self.stream.feed(data)
            except pexpect.TIMEOUT:
                return True
            except pexpect.EOF:
                return False
            if left <= 0:
                return True

    @property
    def rows(self):
        return [row.rstrip() for row in self.screen.display]

    @property
    def text(self):
        return "\n".join(self.rows)

    def wait_for(self, condition, seconds=30, what=None):
        """Waits until the screen holds a text (or a predicate is true) and returns the text; fails with the screen."""
        wanted = (lambda screen: condition in screen) if isinstance(condition, str) else condition
        deadline = time.monotonic() + seconds
        alive = True
        while True:
            if wanted(self.text):
                return self.text
            if not alive or time.monotonic() > deadline:
                name = what or (condition if isinstance(condition, str) else "the condition")
                state = "the program is running" if alive else f"the program ended ({self.exit_text()})"
                raise AssertionError(f"waited {seconds} s for {name!r}; {state}; the screen:\n{self.text}")
            alive = self.pump(0.05)

    def settle(self, quiet=0.3, seconds=5):
        """Waits until nothing was written for a while (bounded)."""
        deadline = time.monotonic() + seconds
        last = len(self.raw)
        since = time.monotonic()
        while time.monotonic() < deadline:
            if not self.pump(0.05):
                return
            if len(self.raw) != last:
                last, since = len(self.raw), time.monotonic()
            elif time.monotonic() - since >= quiet:
                return

    # Acting

    def press(self, *keys):
        for key in keys:
            self.child.send(KEYS.get(key, key))
            # An escape that something follows at once would be the beginning of a longer key.
            self.pump(0.2 if key == "esc" else 0.03)

    def type(self, text):
        for character in text:
            self.child.send(character)
            self.pump(0.01)

    def resize(self, columns, rows):
        self.child.setwinsize(rows, columns)
        self.screen.resize(rows, columns)
        self.pump(0.05)

    # Ending

    def exit_text(self):
        self.child.wait() if not self.child.isalive() else None
        return f"exit {self.child.exitstatus}, signal {self.child.signalstatus}"

    def wait_exit(self, seconds=15):
        deadline = time.monotonic() + seconds
        while self.pump(0.05):
            if time.monotonic() > deadline:
                raise AssertionError(f"did not end within {seconds} s; the screen:\n{self.text}")
        self.child.wait()
        return self.child.exitstatus if self.child.exitstatus is not None else 128 + self.child.signalstatus

    def quit(self):
        self.press("q")
        return self.wait_exit()

    def close(self):
        """Ends the program and whatever it started, by process id."""
        if self.child.isalive():
            for number in (signal.SIGTERM, signal.SIGKILL):
                try:
                    os.kill(self.child.pid, number)
                except ProcessLookupError:
                    break
                deadline = time.monotonic() + 5
                while time.monotonic() < deadline and self.child.isalive():
                    self.pump(0.05)
                if not self.child.isalive():
                    break
        self.child.close(force=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

"""Runs one command line after the other and measures each: `[arguments, environment]` as JSON in, `[seconds, peak resident MB, exit status, error
text]` out. It imports next to nothing: Linux counts the pages of the process that forks into the child's peak (getrusage(2)), so the process
that forks must be smaller than what is measured."""

import json
import os
import sys
import tempfile
import time


def measure(arguments, environment):
    with tempfile.TemporaryFile() as errors:
        null = os.open(os.devnull, os.O_RDWR)
        started = time.monotonic()
        child = os.posix_spawn(arguments[0], arguments, environment, file_actions=[
            (os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, errors.fileno(), 2)])
        _, status, usage = os.wait4(child, 0)
        wall = time.monotonic() - started
        os.close(null)
        errors.seek(0)
        return wall, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status), errors.read().decode(errors="replace")[-400:]


if __name__ == "__main__":
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(json.dumps([int(peak.split()[1]) / 1024]), flush=True)
    for line in sys.stdin:
        print(json.dumps(measure(*json.loads(line))), flush=True)

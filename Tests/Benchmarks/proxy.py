"""A byte-exact TCP proxy in a process of its own: it notes when each request's first bytes arrived (CLOCK_MONOTONIC) and can hold every byte
back for half a round trip each way. `python proxy.py HOST PORT ROUND_TRIP_SECONDS` prints its port, then a line per request."""

import os
import queue
import socket
import subprocess
import sys
import threading
import time


class Proxy:
    """The proxy as its caller sees it. It runs in another process: a thread of the caller's would be timed by the caller's interpreter lock."""

    def __init__(self, host, port, round_trip=0.0):
        self.process = subprocess.Popen(
            [sys.executable, __file__, host, str(port), str(round_trip)], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        self.arrivals = []  # (monotonic seconds, first line)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def _read(self):
        for line in self.process.stdout:
            at, text = line.rstrip("\n").split(" ", 1)
            self.arrivals.append((float(at), text))

    def close(self):
        self.process.terminate()
        self.process.wait(10)


def serve(host, port, round_trip):
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    print(listener.getsockname()[1], flush=True)
    while True:
        near, _ = listener.accept()
        try:
            far = socket.create_connection((host, port))
        except OSError:
            near.close()
            continue
        for end in (near, far):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        carry(near, far, round_trip / 2, note)
        carry(far, near, round_trip / 2, None)


def note(at, data):
    line = data.split(b"\r\n", 1)[0]
    if line.endswith(b"HTTP/1.1"):
        os.write(1, f"{at:.6f} {line.decode()}\n".encode())


def carry(source, sink, delay, watch):
    """One direction: every piece leaves `delay` after it came, however many are on their way."""
    way = queue.SimpleQueue()

    def receive():
        try:
            while data := source.recv(65536):
                at = time.monotonic()
                way.put((at, data))
                if watch:
                    watch(at, data)
        except OSError:
            pass
        way.put((time.monotonic(), b""))

    def send():
        try:
            while True:
                at, data = way.get()
                left = at + delay - time.monotonic()
                if left > 0:
                    time.sleep(left)
                if not data:
                    break
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    for work in (receive, send):
        threading.Thread(target=work, daemon=True).start()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))

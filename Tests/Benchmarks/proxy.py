"""A byte-exact TCP proxy that notes when each request's first bytes arrived (CLOCK_MONOTONIC) and can hold every reply back."""

import socket
import threading
import time


class Proxy:
    def __init__(self, host, port, delay=0.0):
        self.target, self.delay = (host, port), delay
        self.arrivals = []  # (monotonic seconds, first line)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.closing = False
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def _accept(self):
        while not self.closing:
            try:
                near, _ = self.listener.accept()
                far = socket.create_connection(self.target)
            except OSError:
                return
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._requests, args=(near, far), daemon=True).start()
            threading.Thread(target=self._replies, args=(far, near), daemon=True).start()

    def _requests(self, source, sink):
        try:
            while data := source.recv(65536):
                at = time.monotonic()
                line = data.split(b"\r\n", 1)[0]
                if line.endswith(b"HTTP/1.1"):
                    self.arrivals.append((at, line.decode()))
                if self.delay:
                    time.sleep(self.delay / 2)
                sink.sendall(data)
        except OSError:
            pass
        finally:
            self._shut(source, sink)

    def _replies(self, source, sink):
        try:
            while data := source.recv(65536):
                if self.delay:
                    time.sleep(self.delay / 2)
                sink.sendall(data)
        except OSError:
            pass
        finally:
            self._shut(source, sink)

    @staticmethod
    def _shut(*ends):
        for end in ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.closing = True
        self.listener.close()

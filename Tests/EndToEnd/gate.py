"""A proxy that looks at whole requests and can hold one back, hold its reply back, or lose the reply: the moments in which a console may die."""

import http.client
import socket
import threading

PASS, HOLD, HOLD_REPLY, LOSE_REPLY = "pass", "hold", "hold the reply", "lose the reply"


class Gate:
    """`rule(method, path)` says what happens to a request. Held ones go on at `release()` and are dropped at `drop()`."""

    def __init__(self, url):
        host, port = url.removeprefix("http://").split(":")
        self.target = (host, int(port))
        self.rule = lambda method, path: PASS
        self.requests = []  # (method, path, what was done with it)
        self.held = 0
        self.changed = threading.Condition()
        self.open = threading.Event()
        self.dropping = False
        self.ends = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def wait_held(self, count=1, seconds=30):
        """Until so many requests (or replies) are held back."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.held >= count, seconds), f"{self.held} of {count} held; seen: {self.requests}"

    def release(self):
        self.rule = lambda method, path: PASS
        self.open.set()

    def drop(self):
        """What is held is never sent on; later requests pass."""
        self.dropping = True
        self.release()

    def close(self):
        self.drop()
        for end in (self.listener, *self.ends):
            try:
                end.close()
            except OSError:
                pass

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            self.ends.append(near)
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near):
        far = None
        try:
            far = socket.create_connection(self.target)
            source = near.makefile("rb")
            while request := self._read(source):
                if not self._carry(near, far, *request):
                    break
        except OSError:
            pass
        finally:
            for end in (near, far):
                if end is not None:
                    end.close()

    @staticmethod
    def _read(source):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = source.readline()
            if not line:
                return None
            head += line
        method, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return method, path, head + source.read(length)

    def _carry(self, near, far, method, path, data):
        action = self.rule(method, path)
        self.requests.append((method, path, action))
        if action == HOLD and not self._wait():
            return False
        far.sendall(data)
        reply = http.client.HTTPResponse(far, method=method)
        reply.begin()
        body = reply.read()
        if action == LOSE_REPLY or (action == HOLD_REPLY and not self._wait()):
            return False
        lines = [f"HTTP/1.1 {reply.status} {reply.reason}"]
        lines += [f"{name}: {value}" for name, value in reply.getheaders()
                  if name.lower() not in ("content-length", "transfer-encoding", "connection")]
        near.sendall("\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode("latin-1") + body)
        return True

    def _wait(self):
        with self.changed:
            self.held += 1
            self.changed.notify_all()
        return self.open.wait(120) and not self.dropping


def writes(action):
    """A rule: `action` for UpdateAlias, everything else passes."""
    return lambda method, path: action if method == "PUT" and "/aliases/" in path else PASS

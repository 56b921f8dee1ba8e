"""An HTTP/1.1 server on loopback that fails on purpose, for the tests of HTTPTransport.

Usage: misbehaving_server.py [--tls CERT KEY]
Prints one line of JSON with its ports, {"port": n, "tlsPort": n or null}, and ends when its standard input is closed.

What it does depends on the path. Every request but /log is recorded; GET /log returns the record as JSON:
{"requests": [{"connection", "nth", "method", "target", "headers", "body"}], "closed": [connection, ...]}.
"""

import argparse
import asyncio
import json
import socket
import ssl
import struct
import sys
import urllib.parse


class Server:
    def __init__(self):
        self.connections = 0
        self.requests = []
        self.closed = []
        self.tasks = set()

    async def serve(self, reader, writer):
        task = asyncio.current_task()
        self.tasks.add(task)
        self.connections += 1
        connection = self.connections
        nth = 0
        try:
            while await self.one(reader, writer, connection, nth):
                nth += 1
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.closed.append(connection)
            self.tasks.discard(task)
            writer.close()

    async def one(self, reader, writer, connection, nth):
        """Answers one request; False when the connection is to be closed."""
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        headers = [[part.strip() for part in line.split(":", 1)] for line in lines[1:] if line]
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        body = await reader.readexactly(length)
        path, _, query = target.partition("?")
        if path == "/log":
            record = {"requests": self.requests, "closed": self.closed}
            return self.reply(writer, connection, json.dumps(record).encode())
        seen = {"connection": connection, "nth": nth, "method": method, "target": target, "headers": headers, "body": len(body)}
        self.requests.append(seen)
        return await self.act(path, urllib.parse.parse_qs(query), reader, writer, connection, nth, seen)

    async def act(self, path, query, reader, writer, connection, nth, seen):
        if seen["method"] == "HEAD":
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 27\r\n\r\n")
        elif path == "/close" or (path == "/close-when-reused" and nth > 0):
            return False
        elif path == "/reset":
            # Linger of zero seconds: closing sends RST instead of FIN.
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        elif path == "/truncated":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this ")
            await writer.drain()
            return False
        elif path == "/hang":
            await reader.read(1)
            return False
        elif path == "/slow":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome")
            await writer.drain()
            await reader.read(1)
            return False
        elif path == "/garbage":
            writer.write(b"\x00\x01\x02 this is no HTTP\r\n\r\n")
            await writer.drain()
            return False
        elif path == "/large":
            size = int(query["size"][0])
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size)
            await writer.drain()
        elif path == "/large-chunked":
            size = int(query["size"][0])
            writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in range(0, size, 1000):
                writer.write(b"3e8\r\n" + b"y" * 1000 + b"\r\n")
            writer.write(b"0\r\n\r\n")
            await writer.drain()
        elif path == "/endless-headers":
            writer.write(b"HTTP/1.1 200 OK\r\n")
            for index in range(10000):
                writer.write(b"X-Filler-%d: " % index + b"z" * 90 + b"\r\n")
                await writer.drain()
            return False
        elif path == "/redirect":
            writer.write(b"HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n")
        elif path == "/interim":
            writer.write(b"HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n")
            return self.reply(writer, connection, b"late", [("X-Spaced", "  a  b\t ")])
        else:
            return self.reply(writer, connection, json.dumps(seen).encode())
        return True

    @staticmethod
    def reply(writer, connection, body, headers=()):
        lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", f"X-Connection: {connection}"]
        lines += [f"{name}:{value}" for name, value in headers]
        writer.write("\r\n".join(lines + ["", ""]).encode() + body)
        return True


async def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    tls = arguments.parse_args().tls
    server = Server()
    plain = await asyncio.start_server(server.serve, "127.0.0.1", 0, limit=1 << 20)
    secure = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        secure = await asyncio.start_server(server.serve, "127.0.0.1", 0, limit=1 << 20, ssl=context)
    ports = {
        "port": plain.sockets[0].getsockname()[1],
        "tlsPort": secure.sockets[0].getsockname()[1] if secure else None,
    }
    print(json.dumps(ports), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)
    for task in list(server.tasks):
        task.cancel()


if __name__ == "__main__":
    asyncio.run(main())

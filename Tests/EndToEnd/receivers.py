"""The receivers of notices as servers on loopback: each checks every field as the real one does, and plays faults on demand."""

import hashlib
import hmac
import http.server
import json
import re
import socket
import struct
import threading
import time
import urllib.parse

ROUTING_KEY = "0123456789abcdef0123456789abcdef"
WEBHOOK_SECRET = "canary-webhook-secret-8f3a"
JIRA_TOKEN = "canary-jira-token-91bc"
SERVICENOW_KEY = "canary-servicenow-key-77de"
SLACK_PATH = "/services/T0000/B0000/canary-slack-path-55aa"


def verify(headers, body, secret):
    """README's five lines."""
    timestamp = headers["X-Flipback-Timestamp"]
    expected = hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    given = headers["X-Flipback-Signature"].removeprefix("v1=")
    return hmac.compare_digest(expected, given) and abs(time.time() - int(timestamp)) < 300


class Receiver:
    """A server whose `take` answers a request; `faults` are played first, one a request.

    A fault is a status with headers, "reset" (nothing is applied), "reset-after" (applied, and the reply is lost) or "silent" (nothing is
    ever answered).
    """

    def __init__(self):
        self.requests = []
        self.problems = []
        self.faults = []
        self.is_down = False
        self.lock = threading.Lock()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with receiver.lock:
                    receiver.requests.append((time.monotonic(), self.command, self.path, dict(self.headers), body))
                    fault = (503, {}) if receiver.is_down else receiver.faults.pop(0) if receiver.faults else None
                if fault == "reset":
                    return self.reset()
                if fault == "silent":
                    receiver.released.wait(60)
                    return self.reset()
                if isinstance(fault, tuple):
                    return self.answer(fault[0], fault[1], {"message": "played"})
                with receiver.lock:
                    try:
                        status, reply = receiver.take(self.command, self.path, self.headers, body)
                    except Exception as problem:  # pylint: disable=broad-except
                        receiver.problems.append(f"{self.command} {self.path}: {problem!r} in {body!r}")
                        status, reply = 400, {"message": repr(problem)}
                if fault == "reset-after":
                    return self.reset()
                return self.answer(status, {}, reply)

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_one

            def answer(self, status, headers, reply):
                data = reply.encode() if isinstance(reply, str) else json.dumps(reply).encode()
                if status == 204:
                    data = b""
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def reset(self):
                self.close_connection = True
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.shutdown(socket.SHUT_RDWR)

            def log_message(self, *_):
                pass

        self.released = threading.Event()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def take(self, method, path, headers, body):
        raise NotImplementedError

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()


def check(condition, text):
    if not condition:
        raise ValueError(text)


class PagerDuty(Receiver):
    """Events API v2: alerts by dedup_key, change events."""

    def __init__(self):
        super().__init__()
        self.alerts = {}
        self.changes = []

    def take(self, method, path, headers, body):
        event = json.loads(body)
        check(method == "POST" and headers["Content-Type"] == "application/json", "not a JSON POST")
        check(event["routing_key"] == ROUTING_KEY and len(body) < 512 << 10, "routing key or size")
        if path == "/v2/change/enqueue":
            check(set(event) <= {"routing_key", "payload", "links", "images"}, f"unknown members {set(event)}")
            check(0 < len(event["payload"]["summary"]) <= 1024, "summary")
            self.changes.append(event["payload"])
            return 202, {"status": "success", "message": "Change event processed"}
        check(path == "/v2/enqueue", f"unknown path {path}")
        check(set(event) <= {"routing_key", "event_action", "dedup_key", "payload", "client", "client_url", "links", "images"}, "members")
        check(0 < len(event["dedup_key"]) <= 255, "dedup_key")
        alert = self.alerts.setdefault(event["dedup_key"], {"state": None, "log": []})
        action = event["event_action"]
        if action == "trigger":
            payload = event["payload"]
            check(0 < len(payload["summary"]) <= 1024 and payload["source"], "summary and source are required")
            check(payload["severity"] in ("critical", "error", "warning", "info"), "severity")
            check(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", payload["timestamp"]), "timestamp")
            alert["severity"] = payload["severity"]
            alert["state"] = alert["state"] if alert["state"] == "acknowledged" else "triggered"
        else:
            check(action in ("acknowledge", "resolve"), "event_action")
            # What is not open is dropped silently.
            if alert["state"] in ("triggered", "acknowledged"):
                alert["state"] = {"acknowledge": "acknowledged", "resolve": "resolved"}[action]
        alert["log"].append(action)
        return 202, {"status": "success", "message": "Event processed", "dedup_key": event["dedup_key"]}


class Slack(Receiver):
    def __init__(self):
        super().__init__()
        self.messages = []

    @property
    def hook(self):
        return self.url + SLACK_PATH

    def take(self, method, path, headers, body):
        check(method == "POST" and path == SLACK_PATH, "no_service")
        message = json.loads(body)
        check(message["text"], "no text")
        for block in message["blocks"]:
            texts = [block["text"]] if "text" in block else block["elements"]
            for text in texts:
                check(text["type"] == "mrkdwn" and 0 < len(text["text"]) <= 3000, "text")
                check(not re.search(r"[<>]|&(?!amp;|lt;|gt;)", text["text"]), "not escaped")
        self.messages.append(message)
        return 200, "ok"


def texts(document):
    """The texts of a document in Atlassian's format, one a paragraph; refuses what Jira refuses."""
    check(document["type"] == "doc" and document["version"] == 1 and document["content"], "not ADF")
    lines = []
    for block in document["content"]:
        check(block["type"] == "paragraph" and set(block) == {"type", "content"}, "block")
        for node in block["content"]:
            check(node["type"] == "text" and set(node) == {"type", "text"} and node["text"], "an empty or unknown node")
            lines.append(node["text"])
    return lines


class Jira(Receiver):
    """Jira Cloud v3, one project with a workflow To Do → Doing → Done."""

    def __init__(self):
        super().__init__()
        self.issues = {}
        self.lag = 0

    def take(self, method, path, headers, body):
        import base64
        expected = "Basic " + base64.b64encode(f"jo@example.com:{JIRA_TOKEN}".encode()).decode()
        check(headers["Authorization"] == expected, "authorization")
        url = urllib.parse.urlsplit(path)
        check(url.path.startswith("/rest/api/3/"), "not v3")
        parts = url.path.removeprefix("/rest/api/3/").split("/")
        value = json.loads(body) if body else None
        if parts == ["search", "jql"] and method == "POST":
            match = re.fullmatch(r'project = "OPS" AND labels = "([^"\s]+)" ORDER BY created ASC', value["jql"])
            check(match and value["maxResults"] <= 100, "jql")
            found = [i for i in self.issues.values() if match[1] in i["fields"]["labels"]]
            return 200, {"isLast": True, "issues": [
                {"id": i["id"], "key": i["key"], "fields": {n: self.field(i, n) for n in value["fields"]}} for i in found]}
        if parts == ["issue"] and method == "POST":
            fields = value["fields"]
            check(fields["project"] == {"key": "OPS"} and fields["issuetype"]["name"] in ("Incident", "Task"), "project or type")
            check(0 < len(fields["summary"]) <= 255 and "\n" not in fields["summary"], "summary")
            check(all(re.fullmatch(r"\S{1,255}", label) for label in fields["labels"]), "labels")
            check(set(fields) <= {"project", "issuetype", "summary", "labels", "description", "priority"}, "unknown fields")
            texts(fields["description"])
            key = f"OPS-{len(self.issues) + 1}"
            self.issues[key] = {"id": str(10000 + len(self.issues)), "key": key, "fields": fields, "status": "new", "comments": []}
            return 201, {"id": self.issues[key]["id"], "key": key, "self": f"{self.url}/rest/api/3/issue/{key}"}
        check(parts[0] == "issue" and parts[1] in self.issues, "Issue does not exist or you do not have permission to see it.")
        issue = self.issues[parts[1]]
        match (method, parts[2:]):
            case ("GET", []):
                return 200, {"key": issue["key"], "fields": {"status": self.field(issue, "status")}}
            case ("GET", ["comment"]):
                return 200, {"comments": [{"id": str(n), "body": c} for n, c in reversed(list(enumerate(issue["comments"])))]}
            case ("POST", ["comment"]):
                texts(value["body"])
                issue["comments"].append(value["body"])
                return 201, {"id": str(len(issue["comments"]))}
            case ("GET", ["transitions"]):
                return 200, {"transitions": [
                    {"id": "41", "name": "Begin", "to": {"name": "Doing", "statusCategory": {"key": "indeterminate"}}},
                    {"id": "91", "name": "Finish", "to": {"name": "Done", "statusCategory": {"key": "done"}}}]}
            case ("POST", ["transitions"]):
                check(value["transition"]["id"] in ("41", "91"), "transition")
                issue["status"] = "done" if value["transition"]["id"] == "91" else "indeterminate"
                return 204, ""
        raise ValueError("unknown call")

    @staticmethod
    def field(issue, name):
        return {"statusCategory": {"key": issue["status"]}} if name == "status" else issue["fields"].get(name)


class ServiceNow(Receiver):
    """The Table API's incident table."""

    def __init__(self):
        super().__init__()
        self.records = {}

    def take(self, method, path, headers, body):
        check(headers["x-sn-apikey"] == SERVICENOW_KEY, "api key")
        url = urllib.parse.urlsplit(path)
        rest = url.path.removeprefix("/api/now/v1/table/incident")
        check(rest != url.path, "unknown table")
        value = json.loads(body) if body else None
        if method == "GET" and rest == "":
            query = urllib.parse.parse_qs(url.query)
            field, wanted = query["sysparm_query"][0].split("=", 1)
            check(field == "correlation_id" and query["sysparm_limit"] == ["1"], "query")
            names = query["sysparm_fields"][0].split(",")
            found = [r for r in self.records.values() if r["correlation_id"] == wanted][:1]
            return 200, {"result": [{name: r.get(name, "") for name in names} for r in found]}
        if method == "POST" and rest == "":
            check(0 < len(value["short_description"]) <= 160, "short_description")
            check(value["impact"] in "123" and value["urgency"] in "123", "impact, urgency")
            check(len(value["correlation_id"]) <= 100 and len(value["correlation_display"]) <= 100, "correlation")
            sys_id = f"{len(self.records):032x}"
            self.records[sys_id] = {**value, "sys_id": sys_id, "number": f"INC{len(self.records):07}", "notes": []}
            return 201, {"result": self.records[sys_id]}
        record = self.records[rest.removeprefix("/")]
        check(method == "PATCH", "method")
        if value.get("state") == "6":
            check(value["close_code"] and value["close_notes"], "close code and notes are required to resolve")
        record["notes"].append(value.pop("work_notes"))
        record.update(value)
        return 200, {"result": record}


class Webhook(Receiver):
    def __init__(self):
        super().__init__()
        self.notices = []

    def take(self, method, path, headers, body):
        check(method == "POST" and path == "/flipback", "path")
        check(verify(headers, body, WEBHOOK_SECRET.encode()), "signature")
        notice = json.loads(body)
        check(headers["X-Flipback-Notice"] == notice["notice"], "key")
        self.notices.append(notice)
        return 200, {}

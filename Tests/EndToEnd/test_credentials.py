"""The sources of credentials that no shared file holds: container, web identity and IAM Identity Center, each on loopback; the region tells who came."""

import datetime
import hashlib
import http.server
import json
import os
import threading

import pytest

ROLE = "arn:aws:iam::123456789012:role/deployer"
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJydW5uZXIifQ.c2lnbmF0dXJl"
START_URL = "https://example.awsapps.com/start"


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def in_minutes(minutes):
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)


@pytest.fixture
def serve():
    """A server whose `answer(path, headers)` gives a status and a document; what was asked is kept."""
    servers = []

    def start(answer):
        asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                asked.append((self.path, dict(self.headers)))
                status, document = answer(self.path, self.headers)
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}", asked

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def session_of(region, name, minutes=60):
    """Keys of a role, as a provider hands them out."""
    keys = region.client("sts").assume_role(RoleArn=ROLE, RoleSessionName=name)["Credentials"]
    return {**keys, "Expiration": in_minutes(minutes)}


def without_keys(region):
    return {name: value for name, value in region.environment.items() if not name.endswith("KEY_ID") and "SECRET" not in name}


def who(region):
    """Whose keys signed what reached the region last."""
    return {request["who"] for request in region.requests() if request["status"] == 200}


def check_doctor(run_flipback, env, *words):
    reply = run_flipback("doctor", "--json", env=env)
    found = next(check for check in json.loads(reply.stdout)["checks"] if check["code"] == "credentials")
    assert found["level"] in ("ok", "warn"), found
    assert all(word in found["text"] for word in words), found
    return found


def test_container_endpoint(start_region, run_flipback, serve):
    region = start_region("--scenario", "healthy")
    keys = session_of(region, "task")
    url, asked = serve(lambda path, headers: (200, {
        "AccessKeyId": keys["AccessKeyId"], "SecretAccessKey": keys["SecretAccessKey"], "Token": keys["SessionToken"],
        "Expiration": stamp(keys["Expiration"]), "RoleArn": ROLE,
    }) if headers["Authorization"] == "Basic c2VjcmV0" else (401, {"message": "who are you"}))
    env = {**without_keys(region), "AWS_CONTAINER_CREDENTIALS_FULL_URI": url + "/v2/credentials/1",
           "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic c2VjcmV0"}
    reply = run_flipback("status", "--json", env=env)
    assert reply.returncode == 0, reply.stderr
    assert {t["target"] for t in json.loads(reply.stdout)["targets"]} >= {"checkout:prod"}
    assert asked[0][0] == "/v2/credentials/1"
    assert keys["AccessKeyId"] in who(region)
    check_doctor(run_flipback, env, "assumed-role/deployer/task", "container (AWS_CONTAINER_CREDENTIALS_FULL_URI)")
    # The container refuses: exit 3, the variable and the answer, and not one word of what the token is.
    reply = run_flipback("status", env={**env, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic d3Jvbmc="})
    assert reply.returncode == 3
    assert "AWS_CONTAINER_CREDENTIALS_FULL_URI" in reply.stderr and "401" in reply.stderr and "d3Jvbmc" not in reply.stderr


def test_container_endpoint_elsewhere_is_not_asked(start_region, run_flipback):
    """Plain http, and neither this machine nor the addresses of ECS and EKS: the keys would travel in clear."""
    region = start_region("--scenario", "healthy")
    env = {**without_keys(region), "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/credentials"}
    reply = run_flipback("status", env=env)
    assert reply.returncode == 3 and "AWS_CONTAINER_CREDENTIALS_FULL_URI" in reply.stderr, reply.stderr


def test_web_identity(start_region, run_flipback, tmp_path):
    region = start_region("--scenario", "healthy")
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    env = {**without_keys(region), "AWS_WEB_IDENTITY_TOKEN_FILE": str(file), "AWS_ROLE_ARN": ROLE, "AWS_ROLE_SESSION_NAME": "ci-7"}
    reply = run_flipback("status", "checkout:prod", "--json", env=env)
    assert reply.returncode == 0, reply.stderr
    assumed, = [r for r in region.requests() if r["operation"] == "AssumeRoleWithWebIdentity"]
    assert assumed["status"] == 200 and assumed["who"] == "", "nobody signs it: the token is the proof"
    check_doctor(run_flipback, env, "assumed-role/deployer/ci-7", "web identity (AWS_WEB_IDENTITY_TOKEN_FILE)")
    file.write_text("not a token")
    reply = run_flipback("status", env=env)
    assert reply.returncode == 3 and "InvalidIdentityToken" in reply.stderr and "web identity" in reply.stderr, reply.stderr
    file.unlink()
    reply = run_flipback("status", env=env)
    assert reply.returncode == 3 and str(file) in reply.stderr, reply.stderr


class Portal:
    """The portal of IAM Identity Center, which hands out keys of a role for a sign-in's token."""

    def __init__(self, region, home, serve):
        self.region, self.home = region, home
        self.tokens = {}
        self.url, self.asked = serve(self.answer)
        folder = os.path.join(home["HOME"], ".aws")
        os.makedirs(os.path.join(folder, "sso", "cache"), exist_ok=True)
        with open(os.path.join(folder, "config"), "w", encoding="utf-8") as file:
            file.write(
                "[profile oncall]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Deployer\nregion = eu-west-1\n"
                f"[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = {START_URL}\n")
        self.cache = os.path.join(folder, "sso", "cache", hashlib.sha1(b"corp").hexdigest() + ".json")

    @property
    def environment(self):
        return {**without_keys(self.region), "AWS_PROFILE": "oncall", "AWS_ENDPOINT_URL_SSO": self.url}

    def sign_in(self, token, sign_in_minutes=480, session_minutes=60):
        """As `aws sso login` leaves it behind."""
        self.tokens[token] = (session_of(self.region, token), in_minutes(session_minutes))
        with open(self.cache + ".part", "w", encoding="utf-8") as file:
            json.dump({"startUrl": START_URL, "region": "eu-west-1", "accessToken": token,
                       "expiresAt": stamp(in_minutes(sign_in_minutes))}, file)
        os.replace(self.cache + ".part", self.cache)

    def answer(self, path, headers):
        if headers["x-amz-sso_bearer_token"] not in self.tokens:
            return 401, {"message": "Session token not found or invalid", "__type": "UnauthorizedException"}
        keys, ends = self.tokens[headers["x-amz-sso_bearer_token"]]
        return 200, {"roleCredentials": {
            "accessKeyId": keys["AccessKeyId"], "secretAccessKey": keys["SecretAccessKey"],
            "sessionToken": keys["SessionToken"], "expiration": int(ends.timestamp() * 1000)}}


@pytest.fixture
def portal(start_region, home, serve):
    return Portal(start_region("--scenario", "bad-canary"), home, serve)


def test_identity_center(portal, run_flipback):
    portal.sign_in("first")
    reply = run_flipback("status", "checkout:prod", "--json", env=portal.environment)
    assert reply.returncode == 0, reply.stderr
    path, headers = portal.asked[0]
    assert path == "/federation/credentials?account_id=123456789012&role_name=Deployer"
    assert headers["x-amz-sso_bearer_token"] == "first"
    check_doctor(run_flipback, portal.environment, "assumed-role/deployer/first", "profile oncall (SSO)")
    portal.sign_in("second", sign_in_minutes=-1)
    reply = run_flipback("status", env=portal.environment)
    assert reply.returncode == 3
    assert "the sign-in ended at" in reply.stderr and "aws sso login --profile oncall" in reply.stderr, reply.stderr


def test_a_sign_in_in_another_window_heals_a_running_console(portal, home, start_console):
    """The sign-in has ended; nobody restarts the console."""
    portal.sign_in("first", sign_in_minutes=-1)
    console = start_console(["console"], {**home, **portal.environment})
    console.wait_for(lambda text: "aws sso login" in " ".join(text.replace("│", " ").split()), what="what to do")
    assert portal.region.requests() == [r for r in portal.region.requests() if r["operation"] == "AssumeRole"]
    portal.sign_in("second")
    console.wait_for("checkout:prod", seconds=40)
    console.wait_for(lambda text: "second" in text.splitlines()[0], what="who signed in, in the header")
    assert "EXPIRED" not in console.text.splitlines()[0]
    console.press(":")
    console.type("rollback checkout:prod")
    console.press("enter")
    console.wait_for("lambda UpdateAlias")
    console.press("tab", "enter")
    console.wait_for(" DONE ")
    assert portal.region.alias() == ("6", {})
    assert console.quit() == 0



"""The journal as evidence: signatures, the key, an export that others check with public tools alone, and secrets that are in none of it."""

import base64
import contextlib
import hashlib
import json
import os
import re
import sqlite3
import stat
import subprocess

import pytest
from cryptography.hazmat.primitives import serialization

from terminal import BINARY, ROOT

CANARIES = {
    "AWS_ACCESS_KEY_ID": "AKIACANARYCANARY0001", "AWS_SECRET_ACCESS_KEY": "canary/secret+access/key/0123456789abcdef",
    "AWS_SESSION_TOKEN": "canary-session-token-FwoGZXIvYXdzEBYaD",
}


@pytest.fixture
def state(home):
    return os.path.join(home["XDG_STATE_HOME"], "flipback")


@pytest.fixture
def recorded(run_flipback):
    """An incident from its declaration to its end."""

    def run(*arguments, **options):
        reply = run_flipback(*arguments, **options)
        assert reply.returncode == 0, reply.stdout + reply.stderr
        return reply

    run("incident", "declare", "--severity", "1", "--reason", "card \"payments\" fail")
    run("incident", "note", "looks like the SDK bump; \"kind\":\"journal.checkpoint\"")
    run("incident", "resolve", "--text", "rolled back")
    [incident] = json.loads(run("incident", "list", "--json").stdout)["incidents"]
    run("incident", "close", incident["id"])
    return run


def readme_check():
    """The commands of README's section, as they stand there."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        section = re.search(r"## Checking the journal without flipback\n(.*?)\n## ", file.read(), re.S)[1]
    return re.findall(r"```bash\n(.*?)```", section, re.S)


def check_by_hand(folder, home, keep_export=False):
    """Runs README's commands; what they print."""
    tools = folder / "bin"
    tools.mkdir(exist_ok=True)
    if not (tools / "flipback").exists():
        (tools / "flipback").symlink_to(BINARY)
    export, check = readme_check()
    script = check if keep_export else export + check
    reply = subprocess.run(
        ["bash", "-c", script], cwd=folder, env={**home, "PATH": f"{tools}:{os.environ['PATH']}", "LANG": "C.UTF-8"}, capture_output=True,
        text=True, timeout=60)
    assert reply.stderr == "", reply.stderr
    return reply.stdout


def test_verify_tells_how_far_the_record_is_signed(recorded, run_flipback, state):
    document = json.loads(recorded("journal", "verify", "--json").stdout)
    signatures = document["signatures"]
    assert document["sound"] and document["events"] == 7 and signatures["checkpoints"] == 3
    assert signatures["upTo"]["seq"] == 6 and signatures["after"] == 0
    key = os.path.join(state, "signing.key")
    assert stat.S_IMODE(os.stat(key).st_mode) == 0o600 and stat.S_IMODE(os.stat(state).st_mode) == 0o700
    with open(key, "rb") as file:
        public = serialization.load_pem_private_key(file.read(), None).public_key()
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    assert signatures["keys"] == [{"fingerprint": hashlib.sha256(raw).hexdigest(), "pem": pem}]
    assert recorded("journal", "key").stdout == pem
    told = recorded("journal", "verify").stdout
    assert "signed up to event 6 by 3 checkpoints, 0 events after it" in told and pem in told
    # A library that is not ours takes the signature.
    events = [json.loads(line) for line in recorded("journal", "export").stdout.splitlines()]
    assert [event["kind"] for event in events if event["kind"] != "journal.checkpoint"] == [
        "incident.declared", "incident.note", "incident.resolved", "incident.closed"]
    for before, event in zip(events, events[1:]):
        if event["kind"] == "journal.checkpoint":
            assert (event["head"], event["headSeq"], event["incident"], event["actor"]) == (
                before["hash"], before["seq"], before["incident"], before["actor"])
            public.verify(base64.b64decode(event["signature"]), f"flipback journal checkpoint\n{before['seq']}\n{before['hash']}\n".encode())
    checks = json.loads(run_flipback("doctor", "--json").stdout)["checks"]
    assert any("signed up to event 6" in check["text"] for check in checks)


def test_readme_checks_the_journal_with_sha256sum_and_openssl_alone(recorded, home, state, tmp_path):
    assert check_by_hand(tmp_path, home) == "signed up to 1\nsigned up to 4\nsigned up to 6\n"
    lines = (tmp_path / "journal.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    changed = [line.replace("rolled back", "never rolled back") for line in lines]
    (tmp_path / "journal.jsonl").write_text("".join(changed), encoding="utf-8")
    assert "changed: " in check_by_hand(tmp_path, home, keep_export=True)
    (tmp_path / "journal.jsonl").write_text("".join(lines[:2] + lines[3:]), encoding="utf-8")
    assert "out of order: " in check_by_hand(tmp_path, home, keep_export=True)
    # Hashed anew by who has no key: the chain is whole, the signatures are not.
    forged, head = [], "0" * 64
    for line in changed:
        event = json.loads(line.replace("card", "no"))
        del event["hash"]
        event["prev"] = head
        if event["kind"] == "journal.checkpoint":
            event["head"] = head
        head = hashlib.sha256(json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
        forged.append(json.dumps({**event, "hash": head}, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n")
    (tmp_path / "journal.jsonl").write_text("".join(forged), encoding="utf-8")
    told = check_by_hand(tmp_path, home, keep_export=True)
    assert "changed" not in told and "out of order" not in told and told.count("not signed by this key: ") == 3


def test_an_export_and_a_public_key_are_enough(recorded, run_flipback, home, tmp_path):
    export, key, other = tmp_path / "journal.jsonl", tmp_path / "flipback.pem", tmp_path / "other.pem"
    export.write_text(recorded("journal", "export").stdout, encoding="utf-8")
    key.write_text(recorded("journal", "key").stdout, encoding="utf-8")
    elsewhere = {"XDG_STATE_HOME": str(tmp_path / "elsewhere")}
    arguments = ("journal", "verify", "--export", str(export))
    assert json.loads(recorded(*arguments, "--key", str(key), "--json", env=elsewhere).stdout)["signatures"]["checkpoints"] == 3
    keyless = run_flipback(*arguments, "--json", env=elsewhere)
    assert keyless.returncode == 10 and json.loads(keyless.stdout)["firstBad"]["seq"] == 2 and "--key" in keyless.stderr
    assert not os.path.exists(elsewhere["XDG_STATE_HOME"]), "checking makes nothing"
    other.write_text(recorded("journal", "key", env=elsewhere).stdout, encoding="utf-8")
    foreign = run_flipback(*arguments, "--key", str(other), "--json", env=elsewhere)
    assert foreign.returncode == 10 and "another key" in json.loads(foreign.stdout)["firstBad"]["reason"]
    recorded(*arguments, "--key", str(other), "--key", str(key), env=elsewhere)
    lines = export.read_text(encoding="utf-8").splitlines(keepends=True)
    export.write_text("".join(lines[:-1]), encoding="utf-8")
    head = json.loads(lines[-1])
    recorded(*arguments, "--key", str(key), env=elsewhere)
    cut = run_flipback(*arguments, "--key", str(key), "--anchor", f"{head['seq']}:{head['hash']}", "--json", env=elsewhere)
    assert cut.returncode == 10 and json.loads(cut.stdout)["firstBad"]["seq"] == 7
    assert run_flipback(*arguments, "--key", str(export), env=elsewhere).returncode == 2
    assert run_flipback("journal", "verify", "--export", str(tmp_path / "none"), env=elsewhere).returncode == 2


def test_a_key_that_others_can_read_signs_nothing_and_stops_nothing(recorded, run_flipback, state):
    key = os.path.join(state, "signing.key")
    os.chmod(key, 0o644)
    reply = run_flipback("incident", "declare", "--severity", "2", "--reason", "again")
    assert reply.returncode == 0 and f"chmod 600 {key}" in reply.stderr and "without signatures" in reply.stderr
    verified = run_flipback("journal", "verify")
    assert verified.returncode == 1 and f"chmod 600 {key}" in verified.stderr
    os.chmod(key, 0o600)
    document = json.loads(recorded("journal", "verify", "--json").stdout)
    assert document["events"] == 8 and document["signatures"]["after"] == 1


def test_secrets_of_the_process_are_in_no_event(run_flipback, start_region, home, state, tmp_path):
    """From the environment, and of keys that are found later (a credential process, while a rollback asks who it is)."""
    region = start_region("--scenario", "bad-canary")
    words = "the token " + " ".join(CANARIES.values())
    for arguments in (
        ("declare", "checkout:prod", "--severity", "1", "--reason", words), ("note", words), ("severity", "2", "--reason", words), ("resolve", "--text", words),
    ):
        assert run_flipback("incident", *arguments, env=CANARIES).returncode == 0
    # These keys are in no variable.
    secret = region.about["secretAccessKey"]
    script = tmp_path / "keys"
    script.write_text("#!/bin/sh\necho '" + json.dumps({
        "Version": 1, "AccessKeyId": region.about["accessKeyId"], "SecretAccessKey": secret}) + "'\n")
    script.chmod(0o700)
    config = tmp_path / "aws-config"
    config.write_text(f"[default]\nregion = {region.about['region']}\ncredential_process = {script}\n")
    env = {"AWS_CONFIG_FILE": str(config), "AWS_ENDPOINT_URL": region.url, "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none")}
    reply = run_flipback("rollback", "checkout:prod", "--reason", f"it leaks {secret} here", "--yes", "--json", env=env)
    assert reply.returncode == 0, reply.stderr
    exported = run_flipback("journal", "export").stdout
    assert exported.count("•••") >= 7 and "the token" in exported and "it leaks ••• here" in exported
    texts = [exported, run_flipback("incident", "show", "--json", json.loads(exported.splitlines()[0])["incident"]).stdout]
    for folder, _, names in os.walk(state):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                texts.append(file.read().decode("latin-1"))
    with contextlib.closing(sqlite3.connect(f"file:{state}/journal.db?mode=ro", uri=True)) as database:
        texts += [row[0] for row in database.execute("SELECT body FROM event")]
    for canary in [*CANARIES.values(), secret]:
        assert not any(canary in text for text in texts)

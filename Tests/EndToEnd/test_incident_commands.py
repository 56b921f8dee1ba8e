"""The incident from scripts: roles and the commander's lease, stages, checklists, links, the list with its figures (CONTRACT.md)."""

import getpass
import json
import os
import re
import socket

import pytest

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
ME = getpass.getuser()
HOSTILE = "a\x1b]52;c;eA==\x07b\u202ec\u200bd\x9be\U000e0041"
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e\U000e0041]")


@pytest.fixture
def incident(run_flipback):
    """`flipback incident …`; `code` is the exit code that is expected. Gives the JSON document where --json is asked for."""

    def run(*arguments, code=0):
        reply = run_flipback("incident", *arguments)
        assert reply.returncode == code, (arguments, reply.returncode, reply.stdout, reply.stderr)
        return json.loads(reply.stdout) if "--json" in arguments else reply

    return run


def declare(incident, *options):
    return incident("declare", "checkout:prod", "--severity", "1", "--reason", "cards fail", *options, "--json")


def holders(document):
    return {role["role"]: role["person"] for role in document["roles"] if role["to"] is None}


def life(run_flipback, env):
    """One of every command that writes to an incident's record; gives what they said on standard error."""
    told = []
    for arguments in (
            ("declare", "checkout:prod", "--severity", "1", "--reason", "cards fail"), ("ack",), ("severity", "2"),
            ("role", "commander"), ("role", "commander", "mia", "--hand-over"), ("stage", "containment", "--reason", "x"),
            ("note", "hello"), ("link", "https://example.com"), ("checklist", "--done", "commander"), ("resolve",)):
        reply = run_flipback("incident", *arguments, env=env)
        assert reply.returncode == 0, (arguments, reply.stdout, reply.stderr)
        told.append(reply.stderr)
    closed = run_flipback("incident", "close", "INC-" + run_flipback("incident", "list").stdout.split("INC-")[1].split()[0], env=env)
    assert closed.returncode == 0, closed.stderr
    return told + [closed.stderr]


def test_who_writes_is_who_sts_says(run_flipback, journal, start_region):
    region = start_region("--scenario", "healthy")
    assert life(run_flipback, region.environment) == [""] * 11
    who = region.client("sts").get_caller_identity()
    events = [event for event in journal() if event["kind"].startswith("incident.")]
    assert len(events) == 11
    assert {event["actor"] for event in events} == {who["Arn"]}
    assert {(event["account"], event["region"]) for event in events} == {(who["Account"], region.about["region"])}
    # A user's keys do not say who sits there; the host does.
    assert {event["sessionPerson"] for event in events} == {ME}
    assert [event["person"] for event in events if event["kind"] == "incident.role"] == [ME, "mia"]
    asked = [request["operation"] for request in region.requests()]
    assert asked.count("GetCallerIdentity") == 12 and set(asked) == {"GetCallerIdentity"}


def test_a_session_of_a_role_names_the_person(run_flipback, journal, start_region):
    region = start_region("--scenario", "healthy")
    keys = region.client("sts").assume_role(RoleArn="arn:aws:iam::123456789012:role/oncall", RoleSessionName="mia")["Credentials"]
    env = {**region.environment, "AWS_ACCESS_KEY_ID": keys["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
           "AWS_SESSION_TOKEN": keys["SessionToken"]}
    for arguments in (("declare", "--severity", "3", "--reason", "x"), ("role", "commander")):
        assert run_flipback("incident", *arguments, env=env).returncode == 0
    role = journal()[-1]
    assert role["actor"].endswith(":assumed-role/oncall/mia") and role["person"] == role["sessionPerson"] == "mia"


def test_an_incident_is_kept_while_nobody_answers(run_flipback, journal, start_region):
    region = start_region("--scenario", "healthy")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        port = silent.getsockname()[1]
        for option in (("declare", "--severity", "1", "--reason", "x"), ("note", "hello")):
            # The server takes the connection and never answers: the command ends all the same.
            reply = run_flipback(
                "incident", *option, "--json", env={**region.environment, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"})
            assert reply.returncode == 0 and json.loads(reply.stdout)["id"]
            assert reply.stderr.startswith(f"flipback: warning: who you are could not be asked of AWS, so this is recorded as local user {ME}")
            assert "no answer within 2" in reply.stderr and reply.stderr.count("\n") == 1
    refused = run_flipback("incident", "ack", env={**region.environment, "AWS_SECRET_ACCESS_KEY": "wrong"})
    assert refused.returncode == 0 and "could not be asked of AWS" in refused.stderr and "SignatureDoesNotMatch" in refused.stderr
    dead = run_flipback("incident", "resolve", env={**region.environment, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    assert dead.returncode == 0 and "could not be asked of AWS" in dead.stderr
    assert {event["actor"] for event in journal() if event["kind"].startswith("incident.")} == {f"local user {ME}"}


@pytest.mark.parametrize("env", [{}, {"AWS_REGION": "eu-west-1"}], ids=["no region", "a region"])
def test_a_host_without_credentials_is_not_warned(run_flipback, journal, env):
    assert life(run_flipback, env) == [""] * 11
    assert {event["actor"] for event in journal() if event["kind"].startswith("incident.")} == {f"local user {ME}"}


def test_keys_without_a_region_are_told(run_flipback):
    keys = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x"}
    reply = run_flipback("incident", "declare", "--severity", "3", "--reason", "x", env=keys)
    assert reply.returncode == 0 and "could not be asked of AWS" in reply.stderr and "no region: pass --region" in reply.stderr


def test_one_commander_at_a_time(incident, journal):
    declare(incident)
    assert incident("show", "--json")["commander"] is None
    first = incident("role", "commander", "jo", "--json")["commander"]
    assert first["person"] == "jo" and first["manner"] == "assigned" and TIME.match(first["from"])
    count = len(journal())

    refused = incident("role", "commander", "mia", "--json", code=7)["error"]
    assert refused["exitCode"] == 7
    assert f"jo is incident commander since {first['from'][11:19]}Z" in refused["text"]
    assert "--take-over --note" in refused["text"]
    # Handing over is the holder's, and whoever runs this is not jo.
    assert "only they hand it over" in incident("role", "commander", "mia", "--hand-over", code=7).stderr
    assert "only they hand it over or give it up" in incident("role", "commander", "--give-up", code=7).stderr
    incident("role", "commander", "mia", "--take-over", code=2)
    assert "already" in incident("role", "commander", "jo", code=6).stderr
    assert len(journal()) == count, "what is refused is not written"

    taken = incident("role", "commander", "--take-over", "--note", "jo lost the line", "--json")
    assert taken["commander"] | {"from": "", "by": ""} == {
        "role": "commander", "person": ME, "from": "", "to": None, "by": "", "manner": "taken-over", "note": "jo lost the line"}
    assert taken["roles"][0]["to"] == taken["commander"]["from"]
    assert "pass it on with --hand-over" in incident("role", "commander", "mia", code=7).stderr
    over = incident("role", "commander", "mia", "--hand-over", "--note", "I go to sleep", "--json")
    assert over["commander"]["person"] == "mia" and over["commander"]["manner"] == "handed-over"
    text = incident("show").stdout
    assert f"incident commander TAKEN OVER by {ME}  jo lost the line" in text
    assert "incident commander handed over to mia  I go to sleep" in text


def test_other_roles_change_hands_freely(incident):
    declare(incident)
    incident("role", "scribe", "ed", "--json")
    assert holders(incident("role", "scribe", "ann", "--json"))["scribe"] == "ann"
    assert holders(incident("role", "customer-liaison", "--json"))["customer-liaison"] == ME
    assert "scribe" not in holders(incident("role", "scribe", "--give-up", "--json"))
    assert "nobody is scribe" in incident("role", "scribe", "--give-up", code=6).stderr


@pytest.mark.parametrize("round_", range(3))
def test_of_processes_that_race_for_the_command_one_gets_it(incident, run_flipback, journal, round_):
    declare(incident)
    names = [f"person-{number}" for number in range(6)]
    racing = [(name, run_flipback.start("incident", "role", "commander", name, "--json")) for name in names]
    ended = [(name, *run_flipback.finish(process)) for name, process in racing]
    winners = [name for name, code, _, _ in ended if code == 0]
    assert len(winners) == 1, ended
    assert all(code == 7 for name, code, _, _ in ended if name not in winners), ended
    for name, code, document, _ in ended:
        if code == 7:
            assert f"{winners[0]} is incident commander since" in document["error"]["text"]
    shown = incident("show", "--json")
    assert shown["commander"]["person"] == winners[0]
    assert [role["person"] for role in shown["roles"]] == winners
    # The first of those that were written has it, whoever looked when.
    first = next(event for event in journal() if event["kind"] == "incident.role")
    assert first["person"] == winners[0]


def test_two_take_overs_of_one_lease_are_told_apart(incident, run_flipback):
    declare(incident)
    incident("role", "commander", "jo")
    racing = [
        run_flipback.start("incident", "role", "commander", name, "--take-over", "--note", "jo is away", "--json")
        for name in ("mia", "ed")]
    ended = [run_flipback.finish(process) for process in racing]
    shown = incident("show", "--json")
    # Either the second one saw the first and took over from them, knowingly, or it is told that it came too late.
    codes = sorted(code for code, _, _ in ended)
    assert codes in ([0, 0], [0, 7]), ended
    taken = [role["person"] for role in shown["roles"] if role["manner"] == "taken-over"]
    assert len(taken) == codes.count(0) and shown["commander"]["person"] == taken[-1]


def test_stages_links_and_marked_notes(incident):
    opened = declare(incident)
    assert opened["stage"] == "triage"
    moved = incident("stage", "containment", "--reason", "rolling back", "--json")
    assert [change["stage"] for change in moved["stages"]] == ["triage", "containment"]
    assert moved["stages"][1]["reason"] == "rolling back"
    assert "in containment already" in incident("stage", "containment", "--reason", "x", code=6).stderr
    assert incident("stage", "triage", "--reason", "it is back", "--json")["stage"] == "triage"
    assert "did you mean 'resolution'" in incident("stage", "resolutio", "--reason", "x", code=2).stderr

    linked = incident("link", "https://example.com/call?id=1", "--title", "the call", "--json")
    assert [(link["url"], link["title"]) for link in linked["links"]] == [("https://example.com/call?id=1", "the call")]
    for wrong in ("ftp://example.com", "javascript:alert(1)", "example.com", "https://a b"):
        incident("link", wrong, code=2)

    noted = incident("note", "cards of one bank", "--mark", "customer-impact", "--json")
    assert noted["notes"][-1]["mark"] == "customer-impact"
    assert incident("note", "roll back", "--mark", "decision", "--json")["notes"][-1]["mark"] == "decision"
    incident("note", "x", "--mark", "rumour", code=2)
    text = incident("show").stdout
    assert "link     the call  https://example.com/call?id=1" in text
    assert "note  customer-impact  cards of one bank" in text


def test_severity_is_on_the_settings_scale(incident, home):
    folder = os.path.join(home["XDG_CONFIG_HOME"], "flipback")
    os.makedirs(folder, mode=0o700)
    path = os.path.join(folder, "config.yaml")

    def settings(text):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o600)

    refused = incident("declare", "--severity", "4", "--reason", "x", code=2).stderr
    assert "there are 3 severities, SEV-1, SEV-2, SEV-3" in refused
    settings("severity: {count: 4, levels: {4: {meaning: an annoyance, action: a ticket}}}\n")
    assert incident("declare", "--severity", "4", "--reason", "x", "--json")["severity"] == "SEV-4"
    assert "there are 4 severities" in incident("severity", "5", "--reason", "x", code=2).stderr
    changed = incident("severity", "2", "--reason", "more of it", "--json")
    assert [(c["severity"], c["reason"]) for c in changed["severities"]] == [("SEV-4", "x"), ("SEV-2", "more of it")]
    assert all(ME in c["actor"] for c in changed["severities"])
    settings("severity:\n  levels:\n    4: {action: a ticket}\n")
    assert f"{path}:3: SEV-4 needs a meaning" in incident("list", code=2).stderr


def test_checklist(incident, home, journal):
    declare(incident)
    shown = incident("checklist", "--json")
    book, = shown["runbooks"]
    assert book["name"] == "sev-1" and shown["stage"] == "triage"
    steps = {step["id"]: step for step in book["steps"]}
    assert steps["commander"]["due"] and steps["acknowledge"]["due"] and not steps["rollback"]["due"]
    assert steps["rollback"]["command"] == "rollback"

    ticked = incident("checklist", "--done", "commander", "--done", "sev-1/roles", "--json")["runbooks"][0]["steps"]
    assert [step["id"] for step in ticked if step["done"]] == ["commander", "roles"]
    assert all(TIME.match(step["doneAt"]) and ME in step["doneBy"] for step in ticked if step["done"])
    count = len(journal())
    incident("checklist", "--done", "commander")
    assert len(journal()) == count, "a step that is done is not done again"
    undone = incident("checklist", "--undo", "commander", "--json")["runbooks"][0]["steps"]
    assert [step["id"] for step in undone if step["done"]] == ["roles"]
    assert "did you mean 'commander'" in incident("checklist", "--done", "comander", code=2).stderr
    text = incident("checklist").stdout
    assert "sev-1  1 of 16 done" in text and "[x] roles" in text and "[ ] commander" in text and "rollback" not in text
    assert "[ ] rollback  Roll the alias back to last good  :rollback" in incident("checklist", "--all").stdout
    told = incident("show").stdout
    assert "done: Name the incident commander" in told and "not done after all: Name the incident commander" in told

    folder = os.path.join(home["XDG_CONFIG_HOME"], "flipback", "runbooks")
    os.makedirs(folder, mode=0o700)
    path = os.path.join(folder, "ours.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("name: ours\nseverities: [1]\nsteps:\n  - {id: commander, stage: triage, text: Ours}\n")
    os.chmod(path, 0o600)
    assert "sev-1/commander or ours/commander" in incident("checklist", "--done", "commander", code=2).stderr
    books = {book["name"]: book for book in incident("checklist", "--done", "ours/commander", "--json")["runbooks"]}
    assert books["ours"]["steps"][0]["done"]
    os.chmod(path, 0o666)
    assert "ours.yaml: others may write this file" in incident("checklist", code=2).stderr
    os.chmod(path, 0o600)
    with open(path, "a", encoding="utf-8") as file:
        file.write("  - {id: go, stage: triage, text: Go, command: ':rolback'}\n")
    assert f"{path}:5: the console has no command ':rolback'; did you mean 'rollback'?" in incident("checklist", code=2).stderr


def test_list_with_clocks_and_figures(incident, run_flipback, start_region, home):
    empty = incident("list", "--json")
    assert empty["incidents"] == [] and empty["statistics"]["changeFailureRate"] is None and empty["statistics"]["past"] == 0

    region = start_region("--scenario", "bad-canary")
    opened = declare(
        incident, "--impact-start", "2026-01-01T10:00:00Z", "--detected-at", "2026-01-01T10:02:00Z")
    assert opened["clocks"] == {
        "detectMs": 120000, "acknowledgeMs": None, "containMs": None, "recoverMs": None, "restoreMs": None}
    incident("ack")
    moved = run_flipback("rollback", "checkout:prod", "--reason", "x", "--yes", "--json", env=region.environment)
    assert moved.returncode == 0, moved.stderr
    # The same version again is the same change.
    again = run_flipback(
        "shift", "checkout:prod", "--to", "7", "--weight", "10", "--reason", "x", "--yes", "--confirm", "v7",
        env=region.environment)
    assert again.returncode == 0, again.stderr
    incident("resolve", "--text", "rolled back")
    incident("declare", "--severity", "3", "--reason", "slow")

    document = incident("list", "--json")
    first, second = document["incidents"]
    assert first["clocks"]["containMs"] >= 0 and first["clocks"]["restoreMs"] > 0 and first["stage"] == "resolution"
    assert second["clocks"]["containMs"] is None and second["open"]
    figures = document["statistics"]
    assert figures["past"] == 1 and figures["open"] == 1
    assert figures["detect"] == {"medianMs": 120000, "p90Ms": 120000, "n": 1}
    assert figures["contain"] == {"medianMs": first["clocks"]["containMs"], "p90Ms": first["clocks"]["containMs"], "n": 1}
    assert figures["recover"] is None, "no alarm is on record, so nobody knows"
    assert (figures["changes"], figures["failedChanges"], figures["changeFailureRate"]) == (1, 1, 1)
    assert figures["restoreAfterChange"]["n"] == 1
    assert len(incident("list", "--open", "--json")["incidents"]) == 1
    text = incident("list").stdout
    assert re.search(r"^CLOCK +MEDIAN +P90 +N", text, re.M) and re.search(r"^detect +2m 00s +2m 00s +1 ", text, re.M)
    assert "change failure rate: 100 %, 1 of 1 versions" in text and "upper bound" in text


def test_the_time_to_detect_is_found_in_the_figures(incident, run_flipback, start_region):
    """Declared before anybody asked CloudWatch anything; the figures that are kept later tell when it began."""
    region = start_region("--scenario", "bad-release")
    opened = declare(incident)
    assert opened["impactStart"] is None and opened["clocks"]["detectMs"] is None
    assert run_flipback("journal", "reconcile", env=region.environment).returncode == 0
    shown = incident("show", "--json")
    assert TIME.match(shown["impactStart"]) and shown["impactStart"] < shown["declaredAt"]
    assert shown["clocks"]["detectMs"] > 0
    listed, = incident("list", "--json")["incidents"]
    assert listed["clocks"] == shown["clocks"] and listed["impactStart"] == shown["impactStart"]
    assert re.search(r"^INC-\S+ +SEV-1 +open +\S+ +[\d.]+ s +\d+m", incident("list").stdout, re.M), incident("list").stdout
    report = incident("postmortem", "--format", "markdown", "--output", "-").stdout
    assert "impact began" in report and not re.search(r"time to detect[^\n]*not known", report)


def test_impossible_times_are_refused(incident):
    def refused(*options):
        return incident("declare", "--severity", "1", "--reason", "x", *options, code=2).stderr

    assert "in the future" in refused("--detected-at", "2999-01-01T00:00:00Z")
    assert "after --detected-at" in refused("--detected-at", "2026-01-01T00:00:00Z", "--impact-start", "2026-01-02T00:00:00Z")
    assert "after now" in refused("--impact-start", "2999-01-01T00:00:00Z")
    assert "is no time" in refused("--impact-start", "yesterday")
    assert incident("list", "--json")["incidents"] == []


def test_hostile_text_is_inert(incident):
    incident("declare", "--severity", "1", "--reason", HOSTILE)
    incident("note", HOSTILE, "--mark", "hypothesis")
    incident("link", "https://example.com/\x1b]0;x\x07", code=2)
    incident("link", "https://example.com/\u202ex", "--title", HOSTILE)
    incident("role", "commander", HOSTILE, "--note", HOSTILE)
    incident("stage", "containment", "--reason", HOSTILE)
    refused = incident("role", "commander", "mia", code=7)
    assert not CONTROL.search(refused.stderr.replace("\n", ""))
    incident("checklist", "--done", HOSTILE, code=2)
    for command in (("show",), ("list",), ("checklist",)):
        text = incident(*command).stdout
        assert "\\x1B" in text or command == ("checklist",)
        assert not CONTROL.search(text), (command, text)
        raw = incident(*command, "--json")
        assert raw
    reply = incident("show", "--json")
    assert reply["notes"][0]["text"] == HOSTILE and reply["commander"]["person"] == HOSTILE
    assert reply["links"][0]["title"] == HOSTILE and reply["stages"][-1]["reason"] == HOSTILE


def test_json_is_escaped_on_the_wire(run_flipback):
    run_flipback("incident", "declare", "--severity", "1", "--reason", HOSTILE)
    run_flipback("incident", "note", HOSTILE)
    for command in (("show",), ("list",), ("checklist",)):
        printed = run_flipback("incident", *command, "--json").stdout
        assert printed.count("\n") == 1 and not CONTROL.search(printed), command

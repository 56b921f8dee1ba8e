"""The postmortem: an incident driven by commands on the embedded region, its files read by parsers that are not ours, what people wrote kept,
and nothing in any of them that must not be (CONTRACT.md, `incident export|postmortem`)."""

import contextlib
import csv
import html.parser
import io
import json
import os
import re
import sqlite3
import stat
import time
import xml.etree.ElementTree

import markdown_it
import pytest

SECRET = "CanarySecretAccessKey/abcdefghijklmnopqr"
TOKEN = "CanarySessionToken//////////wEaCXVzLWVhc3QtMSJHMEUCIQ"
HOSTILE = '<script>alert(1)</script> [x](https://evil.example) ![y](https://evil.example/z) `a` | b | "\' =1+1 \x1b[31m <!-- end -->'
VOID = {"meta", "br", "img", "link", "base", "input", "hr"}


class Page(html.parser.HTMLParser):
    """Elements with their attributes, the text of each, and whether everything that opens is closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.crooked, self.words = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.crooked.append(tag)

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return "".join(self.words)


@pytest.fixture
def case(start_region, run_flipback):
    """From the declaration to the resolution, with hostile words wherever a person can put some."""
    region = start_region("--scenario", "bad-canary")
    env = {**region.environment, "CANARY_UNUSED": SECRET, "AWS_SESSION_TOKEN": TOKEN}

    def run(*arguments, code=0):
        reply = run_flipback(*arguments, env={**region.environment})
        assert reply.returncode == code, reply.stdout + reply.stderr
        return reply

    run("incident", "declare", "--severity", "1", "--reason", "canary fails " + HOSTILE, "checkout:prod")
    run("incident", "ack")
    run("incident", "note", HOSTILE)
    run("incident", "note", "plain words")
    run("rollback", "checkout:prod", "--reason", "canary fails " + HOSTILE, "--yes", "--json")
    run("incident", "resolve", "--text", "back on v6")
    incident = json.loads(run("incident", "list", "--json").stdout)["incidents"][0]["id"]
    return region, env, incident, run


def files(home, incident):
    folder = os.path.join(home["XDG_STATE_HOME"], "flipback", "postmortems")
    return folder, {name: open(os.path.join(folder, name), encoding="utf-8", newline="").read() for name in sorted(os.listdir(folder))}


def test_files(case, home):
    region, _, incident, run = case
    reply = run("incident", "postmortem", incident)
    folder, made = files(home, incident)
    assert sorted(made) == [f"{incident}-1.svg", f"{incident}.html", f"{incident}.md"]
    assert reply.stdout.split() == [os.path.join(folder, f"{incident}.md"), os.path.join(folder, f"{incident}.html")]
    for name in made:
        assert stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700

    write, = region.writes()
    for name in (f"{incident}.md", f"{incident}.html"):
        text = made[name]
        assert write["requestId"] in text, "the evidence of the move"
        for words in ("v6 80 % v7 20 %", "v6 100 %", "plain words", "back on v6", "verified", "not known"):
            assert words in text, words
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text), "no control characters"
    events = [json.loads(line) for line in run("incident", "export", incident).stdout.splitlines()]
    for event in events:
        assert event["hash"] in made[f"{incident}.md"] and event["hash"] in made[f"{incident}.html"]


def test_html_is_inert(case, home):
    _, _, incident, run = case
    run("incident", "postmortem", incident)
    page = Page(files(home, incident)[1][f"{incident}.html"])
    assert not page.open and not page.crooked
    allowed = {
        "html", "head", "meta", "title", "style", "body", "section", "h1", "h2", "h3", "h4", "p", "div", "table", "thead", "tbody", "tr", "th",
        "td", "ul", "li", "a", "br", "code", "figure", "figcaption", "svg", "g", "path", "text"}
    assert {tag for tag, _ in page.elements} <= allowed
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcset", "action", "formaction")]
        if tag == "a" and "href" in attributes:
            assert attributes["href"].startswith("#journal-"), attributes
    targets = {attributes["id"] for tag, attributes in page.elements if tag == "a" and "id" in attributes}
    assert {a["href"][1:] for tag, a in page.elements if tag == "a" and "href" in a} <= targets, "every link leads somewhere"
    policy, = [a["content"] for tag, a in page.elements if tag == "meta" and "content-security-policy" in a.get("http-equiv", "").lower()]
    assert policy.startswith("default-src 'none'")
    assert HOSTILE.replace("\x1b", "\\x1B") in page.text, "what was written is shown as it was written"


def test_markdown_is_inert(case, home):
    _, _, incident, run = case
    run("incident", "postmortem", incident)
    text = files(home, incident)[1][f"{incident}.md"]
    reader = markdown_it.MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    links, images, raw, code = [], [], [], []
    for token in reader.parse(text):
        raw += [token.content] if token.type == "html_block" else []
        code += [token.content] if token.type in ("fence", "code_block") else []
        for child in token.children or []:
            if child.type == "link_open":
                links.append(child.attrs["href"])
            elif child.type == "image":
                images.append(child.attrs["src"])
            elif child.type == "html_inline":
                raw.append(child.content)
            elif child.type == "code_inline":
                code.append(child.content)
    assert links and all(link.startswith("#journal-") for link in links)
    assert images == [f"{incident}-1.svg"]
    assert set(code) == {"flipback journal export", "flipback journal verify", "- [ ] what, who, until when"}
    allowed = re.compile(r'\s*(<a id="journal-\d+">|</a>|(<!-- (people: [a-z-]+|end|flipback: .*) -->\s*)+)\s*')
    assert [piece for piece in raw if not allowed.fullmatch(piece)] == []
    rows = [line for line in text.splitlines() if line.startswith("| 20") and "rollback" in line]
    assert rows and all(len(re.sub(r"\\.", "", row).split("|")) in (7, 8, 12) for row in rows)


def test_graph_is_well_formed(case, home):
    _, _, incident, run = case
    run("incident", "postmortem", incident)
    picture = xml.etree.ElementTree.fromstring(files(home, incident)[1][f"{incident}-1.svg"])
    words = [element.text for element in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"100", "0", "v6", "v7"} <= set(words)
    assert any("rollback: v6 100 %, verified" in word for word in words if word)


def test_what_people_wrote_is_kept(case, home):
    _, _, incident, run = case
    run("incident", "postmortem", incident)
    folder, made = files(home, incident)
    path = os.path.join(folder, f"{incident}.md")
    ours = "- [ ] pin the SDK\r\n\n<b>Größe</b>  \n```\ncode\n"
    begin = "<!-- people: action-items -->\n"
    before, rest = made[f"{incident}.md"].split(begin)
    after = rest[rest.index("<!-- end -->"):]
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(before + begin + ours + after)
    run("incident", "note", "one more", "--incident", incident)
    for _ in range(2):
        assert run("incident", "postmortem", incident).stderr == ""
        made = files(home, incident)[1]
        assert begin + ours + "<!-- end -->\n" in made[f"{incident}.md"] and "one more" in made[f"{incident}.md"]
        assert "&lt;b&gt;Größe&lt;/b&gt;" in made[f"{incident}.html"]
    assert sorted(made) == [f"{incident}-1.svg", f"{incident}.html", f"{incident}.md"]
    elsewhere = os.path.join(home["HOME"], "copy.md")
    run("incident", "postmortem", incident, "--template", "blameless", "--output", elsewhere)
    assert begin + ours in open(elsewhere, encoding="utf-8", newline="").read()

    # Changed outside of the sections: kept beside.
    with open(path, "a", encoding="utf-8", newline="") as file:
        file.write("a line of mine\n")
    assert f"{path}.1" in run("incident", "postmortem", incident).stderr
    assert "a line of mine" in files(home, incident)[1][f"{incident}.md.1"]

    # A damaged marker: nothing is overwritten, and the line is named.
    text = open(path, encoding="utf-8", newline="").read()
    damaged = text.replace("<!-- people: lucky -->", "<!-- people: lucky")
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(damaged)
    page = files(home, incident)[1][f"{incident}.html"]
    run("incident", "note", "yet another", "--incident", incident)
    reply = run("incident", "postmortem", incident, code=6)
    line = damaged.split("\n").index("<!-- people: lucky") + 1
    assert f"{path}:{line}:" in reply.stderr and "nothing was overwritten" in reply.stderr
    now = files(home, incident)[1]
    assert now[f"{incident}.md"] == damaged and now[f"{incident}.html"] == page


def write_items(home, incident, *lines):
    """Into the section of the Markdown file, in place of what stands there."""
    folder, made = files(home, incident)
    before, rest = made[f"{incident}.md"].split("<!-- people: action-items -->\n")
    text = before + "<!-- people: action-items -->\n" + "".join(f"{line}\n" for line in lines) + rest[rest.index("<!-- end -->"):]
    with open(os.path.join(folder, f"{incident}.md"), "w", encoding="utf-8", newline="") as file:
        file.write(text)


def items_of(journal):
    return [event for event in journal() if event["kind"] == "incident.note" and event.get("mark") == "action-item"]


def test_action_items_are_recorded_once(case, home, journal):
    region, _, incident, run = case
    assert len(run("incident", "postmortem", incident).stdout.splitlines()) == 2
    assert items_of(journal) == [], "the invitation is no item"
    write_items(home, incident, "- [ ] pin the SDK, mia, until Friday", "- [x] page", "  earlier", "- [ ] what, who, until when", "- [ ]")
    run("incident", "postmortem", incident, "--output", "-")
    assert items_of(journal) == [], "what is printed records nothing"
    run("incident", "postmortem", incident, "--template", "nobody", code=2)
    assert items_of(journal) == [], "nor does a command that is wrong"

    reply = run("incident", "postmortem", incident)
    assert reply.stdout.splitlines()[2:] == [f"2 action items put on the timeline of {incident}"] and reply.stderr == ""
    first = items_of(journal)
    assert [event["text"] for event in first] == ["pin the SDK, mia, until Friday", "page earlier"]
    assert all(event["incident"] == incident and event["actor"].startswith("arn:aws:") and event["sessionPerson"] for event in first)
    text = files(home, incident)[1][f"{incident}.md"]
    assert text.count("pin the SDK, mia, until Friday") > 1, "the document that recorded them has them on its timeline"

    # Again, ticked, reflowed, in another file and format: known.
    write_items(home, incident, "- [x] pin the SDK,", "  mia, until Friday", "* [ ] page earlier")
    elsewhere = os.path.join(home["HOME"], "copy.html")
    for options in ((), ("--format", "html"), ("--output", elsewhere)):
        assert "action item" not in run("incident", "postmortem", incident, *options).stdout
    assert items_of(journal) == first
    # One more, after the incident is closed, and one that the CLI wrote before.
    run("incident", "close", incident)
    run("incident", "note", "load test", "--mark", "action-item", "--incident", incident)
    write_items(home, incident, "- [ ] alarm on p95", "- [ ] load test")
    document = json.loads(run("incident", "postmortem", incident, "--json").stdout)
    assert document["actionItemsRecorded"] == 1 and len(document["files"]) == 2
    assert json.loads(run("incident", "postmortem", incident, "--json").stdout)["actionItemsRecorded"] == 0
    assert [event["text"] for event in items_of(journal)][2:] == ["load test", "alarm on p95"]
    asked = [request["operation"] for request in region.requests()]
    assert asked.count("GetCallerIdentity") < 20


def test_of_two_that_record_an_item_one_does(case, home, journal, run_flipback):
    region, _, incident, run = case
    run("incident", "postmortem", incident)
    write_items(home, incident, *(f"- [ ] item {number}" for number in range(5)))
    racing = [run_flipback.start("incident", "postmortem", incident, "--json", env=region.environment) for _ in range(4)]
    ended = [run_flipback.finish(process) for process in racing]
    assert [code for code, _, _ in ended] == [0] * 4, ended
    assert sum(document["actionItemsRecorded"] for _, document, _ in ended) == 5
    assert sorted(event["text"] for event in items_of(journal)) == [f"item {number}" for number in range(5)]


def test_the_document_is_written_when_the_journal_cannot_be(case, home, journal):
    _, _, incident, run = case
    run("incident", "postmortem", incident)
    write_items(home, incident, "- [ ] pin the SDK")
    copy = os.path.join(home["HOME"], "copy.md")
    with contextlib.closing(sqlite3.connect(os.path.join(home["XDG_STATE_HOME"], "flipback", "journal.db"), isolation_level=None)) as hold:
        hold.execute("BEGIN IMMEDIATE")
        reply = run("incident", "postmortem", incident, "--output", copy)
    assert reply.stdout.split() == [copy]
    assert "1 action item of the document NOT on the timeline: " in reply.stderr
    assert "pin the SDK" in open(copy, encoding="utf-8").read() and items_of(journal) == []
    assert "1 action item put on" in run("incident", "postmortem", incident, "--output", copy).stdout


def test_templates(case, home, tmp_path):
    _, _, incident, run = case
    assert "# Root cause analysis" in run("incident", "postmortem", incident, "--output", "-").stdout
    assert "## How did we do?" in run("incident", "postmortem", incident, "--template", "blameless", "--output", "-").stdout
    own = tmp_path / "config" / "flipback" / "postmortems"
    own.mkdir(parents=True, mode=0o700)
    (own / "team.md.mustache").write_text("# Ours: {{id}}\n\n{{> clocks}}\n{{people.lucky}}\n")
    settings = tmp_path / "config" / "flipback" / "config.yaml"
    settings.write_text("postmortem: {template: team}\n")
    settings.chmod(0o600)
    reply = run("incident", "postmortem", incident, "--format", "markdown")
    text = open(reply.stdout.strip(), encoding="utf-8").read()
    assert text.startswith(f"# Ours: {incident}\n") and "time to contain" in text
    (own / "team.md.mustache").write_text("# Ours\n{{#moves}}\n{{whoo}}\n{{/moves}}\n")
    reply = run("incident", "postmortem", incident, "--format", "markdown", code=2)
    assert f"{own}/team.md.mustache:3:" in reply.stderr and "whoo" in reply.stderr
    assert "blameless" in run("incident", "postmortem", incident, "--template", "blamless", code=2).stderr
    elsewhere = tmp_path / "report.html"
    run("incident", "postmortem", incident, "--template", "rca", "--output", str(elsewhere))
    assert elsewhere.read_text().startswith("<!DOCTYPE html>")
    settings.write_text("postmortem:\n  templates: x\n")
    assert "config.yaml:2:" in run("incident", "list", code=2).stderr


def test_export(case):
    _, _, incident, run = case
    events = [json.loads(line) for line in run("incident", "export", incident).stdout.splitlines()]
    assert all(event["incident"] == incident for event in events) and events[0]["kind"] == "incident.declared"
    reply = run("incident", "export", incident, "--json")
    assert reply.stdout.count("\n") == 1 and not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", reply.stdout)
    document = json.loads(reply.stdout)
    assert set(document) >= {
        "id", "severity", "stage", "clocks", "impact", "severities", "stages", "roles", "ticks", "links", "brokenGlass", "approvals",
        "actions", "foreign", "alarms", "snapshots", "timeline", "notes", "events"}
    assert document["notes"][0]["text"] == HOSTILE, "JSON has what was written, escaped"
    action, = document["actions"]
    assert action["command"] == "rollback" and [phase["phase"] for phase in action["phases"]][-1] == "verified"
    assert action["before"] == {"pointer": "6", "weights": {"7": 0.2}} and action["proof"]["state"] in ("pending", "proved")
    assert document["clocks"]["containMs"] >= 0

    table = run("incident", "export", incident, "--format", "csv").stdout
    rows = list(csv.reader(io.StringIO(table, newline="")))
    assert rows[0] == ["time", "who", "what", "target", "text", "evidence"]
    assert len(rows) == len(document["timeline"]) + 1 and all(len(row) == 6 for row in rows)
    run("incident", "note", "=1+1", "--incident", incident)
    last = list(csv.reader(io.StringIO(run("incident", "export", incident, "--format", "csv").stdout, newline="")))[-1]
    assert last[4] == "'=1+1"
    run("incident", "export", incident, "--format", "csv", "--json", code=2)


def test_no_secret_in_any_of_it(case, home, run_flipback):
    region, env, incident, _ = case
    secrets = [region.environment["AWS_SECRET_ACCESS_KEY"], SECRET, TOKEN]
    credentials = os.path.join(home["HOME"], ".aws")
    os.makedirs(credentials, mode=0o700, exist_ok=True)
    with open(os.path.join(credentials, "credentials"), "w", encoding="utf-8") as file:
        file.write(f"[default]\naws_access_key_id = AKIACANARYCANARYCANA\naws_secret_access_key = {SECRET}\naws_session_token = {TOKEN}\n")
    texts = []
    for arguments in (["postmortem", incident], ["export", incident], ["export", incident, "--json"], ["export", incident, "--format", "csv"]):
        reply = run_flipback("incident", *arguments, env=env)
        assert reply.returncode == 0, reply.stderr
        texts += [reply.stdout, reply.stderr]
    for folder, _, names in os.walk(home["XDG_STATE_HOME"]):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                texts.append(file.read().decode("utf-8", "replace"))
    for secret in secrets:
        assert not [text[:80] for text in texts if secret in text]


def write_documents(console):
    """`E`, once the journal has been read: until then it says so."""
    console.wait_for("checkout:prod", 30)
    deadline = time.monotonic() + 30
    while "written to" not in console.text:
        assert time.monotonic() < deadline, console.text
        console.press("E")
        console.pump(0.5)


def test_the_console_writes_them(case, home, journal, start_console):
    region, _, incident, run = case
    console = start_console(["console"], env={**home, **region.environment})
    write_documents(console)
    folder, made = files(home, incident)
    assert sorted(made) == [f"{incident}-1.svg", f"{incident}.html", f"{incident}.md"]
    export = os.path.join(os.path.dirname(folder), "exports", f"{incident}.json")
    assert json.load(open(export, encoding="utf-8"))["actions"]

    # Once more, with items that people wrote; in watch mode they are told of and stay where they are.
    write_items(home, incident, "- [ ] pin the SDK")
    watching = start_console(["watch"], env={**home, **region.environment})
    write_documents(watching)
    watching.press("m")
    watching.wait_for(lambda text: "NOT on the timeline" in " ".join(text.split()), 30, what="why nothing was recorded")
    watching.press("esc")
    watching.quit()
    assert items_of(journal) == []
    console.press("E")
    console.press("5")
    console.wait_for("action-item: pin the SDK", 30)

    def exported(_):
        with open(export, encoding="utf-8") as file:
            return json.load(file)["notes"][-1]["text"] == "pin the SDK"

    # The note comes first, the files after it.
    console.wait_for(exported, 30, what="the export with the note in it")
    console.quit()
    item, = items_of(journal)
    assert item["text"] == "pin the SDK" and item["actor"].startswith("arn:aws:") and item["incident"] == incident

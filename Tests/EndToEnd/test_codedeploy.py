"""CodeDeploy on the embedded region, as a person and as a script meet it; what became of alias and deployments is asked of boto3."""

import json
import os
import re
import time

import pytest

from drill import STANDING, Drill, commit, goto, stays, until
from conftest import free_port

SPEED = 10
MINUTE = 60 / SPEED  # one step of the linear deployment, in our seconds
GOOD, BAD = ("6", {}), ("7", {})
DENIED = {"fault": "code:AccessDeniedException", "service": "codedeploy"}
# CodeDeploy cannot be looked at: whether it has stopped is not known.
UNREADABLE = {"fault": "code:InternalFailure", "service": "codedeploy", "operation": "GetDeployment"}


@pytest.fixture
def start(start_console, home, tmp_path):
    """The console of a demo, and the drill behind it."""

    def start(scenario="codedeploy-linear", speed=SPEED, columns=120, rows=40):
        port = free_port()
        log = tmp_path / f"region-{port}.jsonl"
        console = start_console(
            ["demo", "--port", str(port), "--speed", str(speed), "--log", str(log), "--scenario", str(scenario)], home,
            columns=columns, rows=rows)
        console.wait_for("ALIASES")
        return console, Drill(f"http://127.0.0.1:{port}", log)

    return start


@pytest.fixture
def region(start_region):
    """The region alone, for commands; they live by the wall clock."""

    def start(scenario="codedeploy-linear", speed=10):
        started = start_region("--scenario", str(scenario), "--speed", str(speed))
        return started, Drill(started.url, started.log)

    return start


@pytest.fixture
def scenario(tmp_path):
    """codedeploy-linear with something more."""

    def write(text):
        path = tmp_path / "mine.yaml"
        path.write_text("name: mine\nextends: codedeploy-linear\nfunctions: []\n" + text)
        return path

    return write


@pytest.fixture
def settings(home):
    def write(text):
        folder = os.path.join(home["XDG_CONFIG_HOME"], "flipback")
        os.makedirs(folder, mode=0o700)
        path = os.path.join(folder, "config.yaml")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write(text)

    return write


def line(text, word):
    return next((row for row in text.splitlines() if word in row), "")


def declare(console):
    """A SEV-1 for checkout:prod, once it is seen to be in trouble."""
    goto(console)
    console.wait_for(lambda text: re.search("✗.checkout:prod", text), what="trouble")
    console.press("D")
    console.wait_for("DECLARE")
    console.press("1", "enter")
    console.wait_for(lambda text: "SEV-1" in text.splitlines()[0], what="SEV-1 in the header")


def bar(console, label, seconds=30):
    """The line under the header, once it begins with a label."""
    def found(text):
        return next((row for row in text.splitlines() if row.startswith(f" {label} ")), "")

    return found(console.wait_for(found, seconds=seconds, what=f"{label} on the bar"))


def phases(events, kind):
    return [e["phase"] for e in events if e["kind"] == kind]


# The main job


def test_rollback_stops_the_deployment_first_and_no_step_overwrites_it(start, journal):
    console, drill = start()
    running = drill.running()
    goto(console)
    console.wait_for("» 1 deployment running")
    assert "»checkout:prod" in console.text, "ALIASES marks the target that is being moved"
    console.press("6")
    pane = console.wait_for(lambda text: re.search(r"next: \d+ % in 0:\d\d", text), what="the countdown")
    for words in (running, "» InProgress", "v6 → v7", "Linear 10 % every 1 min", "✓ BeforeAllowTraffic", "» AllowTraffic runs",
                  "· AfterAllowTraffic", "none: no alarm stops this deployment", "by      CloudFormation",
                  "checkout/checkout-prod"):
        assert words in pane, words
    declare(console)
    armed = bar(console, "ARMED")
    assert f"stop {running} then" in armed and "→ v6 100 %" in armed
    assert drill.calls("UpdateAlias", "StopDeployment") == [], "nothing moves before R"
    console.press("R")
    console.wait_for(f"stopping {running}", what="the stop on the bar")
    assert "v6 100 %" in bar(console, "DONE")
    assert drill.alias() == GOOD
    drill.assert_taken_back(running)
    stays(lambda: drill.alias() == GOOD, 2.2 * MINUTE, "the alias, for two more steps")
    assert drill.running() is None
    assert drill.calls("StopDeployment") == [("StopDeployment", 200)]
    assert drill.calls("UpdateAlias") == [], "CodeDeploy had put it back: another write would only change the revision"
    assert console.quit() == 0
    events = journal()
    stops, moves = phases(events, "deployment.stop"), phases(events, "alias.move")
    assert stops == ["intent", "sent", "acknowledged", "verified"]
    assert moves[0] == "intent" and moves[-1] == "verified"
    action = {e["action"] for e in events if e["kind"] in ("deployment.stop", "alias.move")}
    assert len(action) == 1, "one action"
    assert {e["deployment"] for e in events if e["kind"] == "deployment.stop"} == {running}


def test_abort_takes_the_deployment_back(start, journal):
    console, drill = start()
    running = drill.running()
    goto(console)
    console.wait_for("» 1 deployment running")
    console.press("A")
    sheet = console.wait_for("codedeploy StopDeployment")
    assert "ABORT checkout:prod" in sheet and running in sheet
    assert drill.calls("StopDeployment") == []
    commit(console)
    assert "v6 100 %" in bar(console, "DONE")
    assert drill.alias() == GOOD
    drill.assert_taken_back(running)
    assert drill.running() is None
    assert console.quit() == 0
    assert phases(journal(), "deployment.stop")[-1] == "verified"


def test_promote_stops_the_deployment_and_moves_to_its_version(start):
    console, drill = start()
    running = drill.running()
    goto(console)
    console.wait_for("» 1 deployment running")
    console.press("P")
    sheet = console.wait_for("codedeploy StopDeployment")
    assert "PROMOTE checkout:prod" in sheet
    commit(console)  # it may fail by now: then the word is asked for
    assert "v7 100 %" in bar(console, "DONE")
    assert drill.alias() == BAD
    drill.assert_taken_back(running)
    assert drill.calls("UpdateAlias") == [("UpdateAlias", 200)], "one fenced write, after CodeDeploy's own way back"
    stays(lambda: drill.alias() == BAD, 1.1 * MINUTE, "the alias, for one more step")
    assert console.quit() == 0


# Moved by hand


def test_a_move_by_hand_is_overwritten_at_the_next_step(start):
    """What the region does when nobody stops the deployment first: the reason for all of the above."""
    console, drill = start(columns=200, rows=60)
    running = drill.running()
    goto(console)
    drill.move("6")
    assert drill.alias() == GOOD
    pointer, weights = until(lambda: drill.alias() if drill.alias() != GOOD else None, 3 * MINUTE + 5, "the next step")
    assert pointer == "6" and weights["7"] >= 0.4, "the bad version is back, with more than before"
    assert drill.running() == running
    console.wait_for(lambda text: re.search(r"CodeDepl\S* +alias +checkout:prod .*→ v6 \d+ % v7", text), seconds=40,
                     what="who moved it back")
    assert console.quit() == 0


def test_a_region_that_fails_the_deployment_instead(scenario, start):
    path = scenario("codeDeploy: {onManualChange: fail}\n")
    console, drill = start(path)
    running = drill.running()
    drill.move("6")
    goto(console)
    until(lambda: drill.deployment(running)["status"] == "Failed", 3 * MINUTE + 5, "the deployment's failure")
    console.press("6")
    console.wait_for(f"takes back {running} (Failed)")
    assert drill.deployment(running)["errorInformation"]["code"] == "INVALID_LAMBDA_CONFIGURATION"
    until(lambda: drill.running() is None, 10, "the end of its rollback")
    assert drill.alias() == GOOD
    assert console.quit() == 0


# The deadline


def ask_overdue(console, drill):
    """R with a CodeDeploy that cannot be looked at: nobody knows whether it has stopped."""
    declare(console)
    bar(console, "ARMED")
    drill.fault(UNREADABLE)
    for key in "tw":
        console.press(key)
        console.settle()
    assert drill.calls("StopDeployment") == [], "the question's keys are dead while nothing is asked"
    console.wait_for("nothing is asked")
    console.press("R")
    return console.wait_for("OVERDUE checkout:prod", seconds=40)


def test_at_the_deadline_it_asks_and_t_takes_the_alias(start, settings, journal):
    settings("rollback: {deadline: 10}\n")
    console, drill = start()
    running = drill.running()
    sheet = ask_overdue(console, drill)
    for words in ("w  keep waiting", "t  take the alias now", "may move the alias again", running):
        assert words in sheet, words
    console.press("R", "enter", "y")
    console.wait_for("answer first")
    console.settle()
    console.press("t")
    console.wait_for("is not over (InProgress)", what="that it was taken before the deployment's end")
    # The alias is watched for one more step, or until the deployment is over, before anything is called verified.
    drill.clear_faults()
    assert "v6 100 %" in bar(console, "DONE")
    assert drill.alias() == GOOD
    assert console.quit() == 0
    events = journal()
    stops = [e for e in events if e["kind"] == "deployment.stop"]
    assert stops[-1]["phase"] == "unknown" and stops[-1]["watching"] is True
    assert phases(events, "alias.move")[-1] == "verified"


def test_at_the_deadline_w_waits_until_codedeploy_is_over(start, settings):
    settings("rollback: {deadline: 10}\n")
    console, drill = start()
    running = drill.running()
    ask_overdue(console, drill)
    console.press("w")
    console.wait_for(lambda text: "OVERDUE" not in text, what="the sheet's end")
    assert drill.calls("UpdateAlias") == []
    drill.clear_faults()
    assert "v6 100 %" in bar(console, "DONE")
    drill.assert_taken_back(running)
    assert drill.alias() == GOOD and drill.calls("UpdateAlias") == []
    assert console.quit() == 0


@pytest.mark.parametrize("answer", ["take", "wait"])
def test_at_deadline_of_a_script(region, run_flipback, settings, answer):
    settings("rollback: {deadline: 5}\n")
    started, drill = region()
    running = drill.running()
    drill.fault({**UNREADABLE, "for": 85})  # 8.5 of our seconds
    began = time.monotonic()
    reply = run_flipback(
        "rollback", "checkout:prod", "--reason", "x", "--yes", "--json", "--at-deadline", answer, env=started.environment)
    assert reply.returncode == 0, reply.stderr
    assert time.monotonic() - began > 5
    action, = json.loads(reply.stdout)["actions"]
    assert action["outcome"] == "verified" and action["after"] == {"pointer": "6", "weights": {}}
    assert drill.alias() == GOOD
    drill.assert_taken_back(running)


def test_a_stop_that_is_denied_is_asked_about_at_once(start):
    console, drill = start()
    running = drill.running()
    declare(console)
    bar(console, "ARMED")
    drill.fault({**DENIED, "operation": "StopDeployment"})
    console.press("R")
    sheet = console.wait_for("STOP FAILED checkout:prod")
    assert running in sheet and "AccessDenied" in sheet
    drill.clear_faults()
    console.press("t")
    # The deployment goes on: its next step takes the alias back, and three rounds are all that is tried.
    end = console.wait_for(
        lambda text: line(text, " DONE ") or line(text, " FAILED ") or line(text, " UNKNOWN "), seconds=60,
        what="the action's end")
    assert drill.running() == running
    assert " DONE " not in end or "STILL RUNS" in end or "note" in line(end, " DONE ")
    console.press("esc", "A")
    console.wait_for("codedeploy StopDeployment")
    commit(console)
    assert "v6 100 %" in bar(console, "DONE")
    assert drill.alias() == GOOD and drill.running() is None
    assert console.quit() == 0


# Not allowed to look


def test_codedeploy_denied_is_said_and_the_rollback_still_works(scenario, start):
    path = scenario('cloudTrail: {delay: 1m, callSeconds: 1}\nfaults: [{fault: "code:AccessDeniedException", service: codedeploy}]\n')
    console, drill = start(path)
    console.wait_for("checkout:prod")
    console.wait_for("? CodeDeploy not searched (6)")
    goto(console)
    console.press("6")
    pane = " ".join(console.wait_for("could not be searched").split())
    assert "AccessDenied" in pane
    console.press("R")
    sheet = console.wait_for("lambda UpdateAlias")
    assert "CodeDeploy could not be searched" in sheet and "StopDeployment" not in sheet
    console.press("esc")
    declare(console)
    # A step of the unseen deployment between the look and the key opens the sheet instead: then it is looked at again.
    for _ in range(5):
        assert "→ v6 100 %" in bar(console, "ARMED")
        console.press("R")
        text = console.wait_for(
            lambda text: "ROLL BACK checkout:prod" in text or any(" DONE " in row for row in text.splitlines()[:3]), what="the end or the sheet")
        if "ROLL BACK checkout:prod" not in text:
            break
        console.press("esc")
    assert "v6 100 %" in bar(console, "DONE")
    # What was warned of: the deployment that could not be seen puts the bad version back. The guard says so and arms R again.
    console.wait_for("v7 was put back by", seconds=3 * MINUTE + 20)
    assert drill.alias()[1].get("7", 0) > 0 or drill.alias() == BAD
    bar(console, "ARMED")
    assert console.quit() == 0


def test_codedeploy_denied_in_documents(scenario, region, run_flipback):
    started, drill = region(scenario('faults: [{fault: "code:AccessDeniedException", service: codedeploy}]\n'))
    reply = run_flipback("plan", "rollback", "checkout:prod", "--json", env=started.environment)
    assert reply.returncode == 0, reply.stderr
    plan = json.loads(reply.stdout)
    assert plan["stops"] is None
    assert any("CodeDeploy could not be searched" in w and "AccessDenied" in w for w in plan["warnings"]), plan["warnings"]
    reply = run_flipback("rollback", "checkout:prod", "--reason", "x", "--yes", "--json", env=started.environment)
    assert reply.returncode == 0, reply.stderr
    assert json.loads(reply.stdout)["actions"][0]["outcome"] == "verified"


# Documents


@pytest.fixture
def document(run_flipback):
    """Runs a command that must succeed and returns its one document."""

    def run(started, *arguments):
        reply = run_flipback(*arguments, "--json", env=started.environment)
        assert reply.returncode == 0, reply.stderr
        assert reply.stdout.count("\n") == 1
        return json.loads(reply.stdout)

    return run


def test_plans_and_status_of_a_running_deployment(region, run_flipback, document):
    started, drill = region(speed=STANDING)
    running = drill.running()
    after = {"rollback": GOOD, "abort": GOOD, "promote": BAD}
    for command, (pointer, weights) in after.items():
        plan = document(started, "plan", command, "checkout:prod")
        assert plan["stops"] == running and plan["after"] == {"pointer": pointer, "weights": weights}
        assert [step["call"] for step in plan["steps"]][:2] == ["codedeploy StopDeployment", "codedeploy GetDeployment"]
        assert plan["predictedMs"] >= 1000
    found = document(started, "status", "checkout:prod")["targets"][0]["deployment"]
    _, weights = drill.alias()
    assert found == {
        "id": running, "status": "InProgress", "strategy": "CodeDeployDefault.LambdaLinear10PercentEvery1Minute",
        "targetVersion": "7", "targetShare": weights["7"]}
    assert drill.calls("UpdateAlias", "StopDeployment") == []
    assert running in run_flipback("status", "checkout:prod", env=started.environment).stdout


def test_the_document_of_a_rollback_that_stops_a_deployment(region, run_flipback, document, journal):
    started, drill = region(speed=1)
    running = drill.running()
    action, = document(started, "rollback", "checkout:prod", "--reason", "x", "--yes")["actions"]
    assert action["outcome"] == "verified" and action["after"] == {"pointer": "6", "weights": {}}
    stop = next(r for r in drill.requests() if r["operation"] == "StopDeployment")
    assert stop["requestId"] in action["requestIds"]
    drill.assert_taken_back(running)
    assert drill.alias() == GOOD
    assert document(started, "status", "checkout:prod")["targets"][0]["deployment"] is None
    kinds = {e["kind"] for e in journal()}
    assert {"deployment.stop", "alias.move"} <= kinds

    reply = run_flipback("plan", "abort", "checkout:prod", "--json", env=started.environment)
    assert reply.returncode == 6, "nothing runs any more: abort has nothing to do"


# The alarm that blocks the fix


def test_an_alarm_that_blocks_the_fix_is_explained(region, run_flipback):
    started, drill = region()
    codedeploy, alarm = drill.client("codedeploy"), "checkout-prod-v7-error-rate"
    until(lambda: drill.client("cloudwatch").describe_alarms(AlarmNames=[alarm])["MetricAlarms"][0]["StateValue"] == "ALARM",
          30, "the alarm")
    codedeploy.update_deployment_group(
        applicationName="checkout", currentDeploymentGroupName="checkout-prod",
        alarmConfiguration={"enabled": True, "alarms": [{"name": alarm}]})
    reply = run_flipback("plan", "rollback", "checkout:prod", "--json", env=started.environment)
    assert reply.returncode == 0, reply.stderr
    warnings = json.loads(reply.stdout)["warnings"]
    assert any(f"stopped at once by {alarm}: moving the alias directly" in warning for warning in warnings), warnings
    reply = run_flipback("rollback", "checkout:prod", "--reason", "x", "--yes", "--json", env=started.environment)
    assert reply.returncode == 0, reply.stderr
    assert drill.alias() == GOOD
    # The fix by CodeDeploy is what the alarm stops.
    content = json.dumps({"version": 0.0, "Resources": [{"checkout": {
        "Type": "AWS::Lambda::Function",
        "Properties": {"Name": "checkout", "Alias": "prod", "CurrentVersion": "6", "TargetVersion": "5"}}}]})
    fix = codedeploy.create_deployment(
        applicationName="checkout", deploymentGroupName="checkout-prod",
        revision={"revisionType": "AppSpecContent", "appSpecContent": {"content": content}})["deploymentId"]
    until(lambda: drill.deployment(fix)["status"] == "Stopped", 15, "the alarm's stop")
    assert drill.deployment(fix)["errorInformation"]["code"] == "ALARM_ACTIVE"

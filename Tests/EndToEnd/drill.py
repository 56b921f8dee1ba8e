"""A drill seen from outside: what Lambda and CodeDeploy say of it, and its faults. Nothing here asks flipback."""

import json
import re
import time
import urllib.request

from conftest import client

# The keys of every drill (EmbeddedRegion, CredentialStore).
KEYS = ("AKIAFLIPBACKDRILL001", "drill-secret-key-for-loopback-only-00001")
RUNNING = ["Created", "Queued", "InProgress", "Baking", "Ready"]
# The pace of a region in which nothing changes by itself while a test looks at it.
STANDING = 0.001


class Drill:
    """An embedded region at `url`, whoever started it."""

    def __init__(self, url, log=None):
        self.url, self.log = url, log
        self.clients = {}

    def client(self, service):
        if service not in self.clients:
            self.clients[service] = client(service, self.url, "eu-west-1", *KEYS)
        return self.clients[service]

    def alias(self, function="checkout", name="prod"):
        reply = self.client("lambda").get_alias(FunctionName=function, Name=name)
        return reply["FunctionVersion"], reply.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})

    def revision(self, function="checkout", name="prod"):
        return self.client("lambda").get_alias(FunctionName=function, Name=name)["RevisionId"]

    def move(self, version, function="checkout", name="prod"):
        """By hand and without a fence, as somebody in a hurry does it."""
        self.client("lambda").update_alias(
            FunctionName=function, Name=name, FunctionVersion=version, RoutingConfig={"AdditionalVersionWeights": {}})

    def requests(self):
        with open(self.log, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.strip()]

    def calls(self, *operations):
        """Operation and status of what was asked, in order; our own calls from here are among them."""
        return [(r["operation"], r["status"]) for r in self.requests() if r["operation"] in operations]

    # CodeDeploy

    def running(self):
        """Id of the one deployment that is not over; None when there is none."""
        found = self.client("codedeploy").list_deployments(
            applicationName="checkout", deploymentGroupName="checkout-prod", includeOnlyStatuses=RUNNING)["deployments"]
        assert len(found) <= 1
        return found[0] if found else None

    def deployment(self, name):
        return self.client("codedeploy").get_deployment(deploymentId=name)["deploymentInfo"]

    def assert_taken_back(self, name):
        """Stopped, with a rollback deployment that has succeeded."""
        stopped = self.deployment(name)
        assert stopped["status"] == "Stopped", stopped
        rollback = self.deployment(stopped["rollbackInfo"]["rollbackDeploymentId"])
        assert rollback["status"] == "Succeeded" and rollback["creator"] == "codeDeployRollback", rollback
        assert rollback["rollbackInfo"]["rollbackTriggeringDeploymentId"] == name

    # Provisioned concurrency

    def capacity(self, qualifier="prod", function="checkout"):
        """Requested, allocated and status; None when nothing is provisioned there."""
        lambdas = self.client("lambda")
        try:
            found = lambdas.get_provisioned_concurrency_config(FunctionName=function, Qualifier=qualifier)
        except lambdas.exceptions.ProvisionedConcurrencyConfigNotFoundException:
            return None
        return (found["RequestedProvisionedConcurrentExecutions"], found["AllocatedProvisionedConcurrentExecutions"],
                found["Status"])

    # Faults

    def fault(self, *rules):
        self._control("POST", json.dumps(list(rules)).encode())

    def clear_faults(self):
        self._control("DELETE")

    def _control(self, method, body=None):
        request = urllib.request.Request(self.url + "/_region/faults", data=body, method=method)
        with urllib.request.urlopen(request, timeout=10) as reply:
            assert reply.status == 200


def until(condition, seconds=30, what="the condition"):
    """Waits until a question to AWS is answered as wanted; returns the answer."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}; last answer {found!r}"
        time.sleep(0.1)


def stays(condition, seconds, what):
    """Asks again and again for so long; every answer must be right."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        assert found, f"{what}: {found!r}"
        time.sleep(0.1)


def goto(console, target="checkout:prod", judged="last good v6"):
    """Selects a target and waits until it has been judged."""
    console.wait_for(target)

    def selected(text):
        return any(row.startswith("│▸") and target in row for row in text.splitlines())

    for _ in range(5):
        console.press(":")
        console.wait_for(lambda text: text.splitlines()[-1].startswith(" :"), what="the command line")
        console.type(f"goto {target}")
        console.press("enter")
        console.settle()
        if selected(console.text) and not console.rows[-1].startswith(" :"):
            break
        console.press("esc", "esc")
    console.wait_for(selected, what=f"{target} selected")
    console.wait_for(judged)


def commit(console, seconds=40):
    """`enter` on a sheet as a person presses it: what changed meanwhile is read first, a word that is asked for is typed."""
    typed = False
    end = time.monotonic() + seconds
    while True:
        asked = re.search(r"type (\S+) to confirm", console.text)
        if "read the marked lines" in console.text:
            console.press("tab")
        if asked and not typed:
            console.press("tab")
            console.type(asked.group(1))
            typed = True
        console.press("enter")
        try:
            return console.wait_for(lambda text: " ACTING " in text or " DONE " in text, seconds=4, what="the action's begin")
        except AssertionError:
            if time.monotonic() > end:
                raise

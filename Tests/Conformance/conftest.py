"""Fixtures: one embedded region for the whole run, its clients, and the AWS CLI.

FLIPBACK_REGION_JSON holds the line `flipback region` printed, or FLIPBACK_BIN names a binary that understands
`region --port 0`; with neither there is nothing to test, and that is an error, not a skip.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

from region_clients import client_of, start


@pytest.fixture(scope="session")
def region():
    given = os.environ.get("FLIPBACK_REGION_JSON")
    if given:
        yield json.loads(given)
        return
    process, line = start()
    yield line
    process.terminate()
    process.wait(10)


@pytest.fixture
def own_region():
    """Starts regions with arguments of their own and ends them."""
    started = []

    def make(*arguments):
        process, line = start(*arguments)
        started.append(process)
        return line

    yield make
    for process in started:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def awslambda(region):
    return client_of(region, "lambda")


@pytest.fixture(scope="session")
def cloudwatch(region):
    return client_of(region, "cloudwatch")


@pytest.fixture(scope="session")
def sts(region):
    return client_of(region, "sts")


@pytest.fixture(scope="session")
def aws(region):
    """Runs the AWS CLI and returns what it printed, decoded."""
    beside = pathlib.Path(sys.executable).parent / "aws"
    program = str(beside) if beside.exists() else shutil.which("aws")
    if not program:
        pytest.fail("the AWS CLI is not installed beside this Python")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "AWS_ACCESS_KEY_ID": region["accessKeyId"],
        "AWS_SECRET_ACCESS_KEY": region["secretAccessKey"],
        "AWS_DEFAULT_REGION": region["region"],
        "AWS_MAX_ATTEMPTS": "6",
        "AWS_RETRY_MODE": "standard",
    }

    def run(*arguments, check=True):
        done = subprocess.run(
            [program, "--endpoint-url", region["url"], "--output", "json", *arguments],
            env=environment, capture_output=True, text=True, timeout=60,
        )
        if not check:
            return done
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    return run

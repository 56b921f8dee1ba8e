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

import boto3
import pytest
from botocore.config import Config


def start(*arguments):
    """A region of its own: the process and the line it printed."""
    binary = os.environ.get("FLIPBACK_BIN")
    if not binary:
        pytest.fail("set FLIPBACK_BIN to the binary that serves `region --port 0`")
    process = subprocess.Popen([binary, "region", "--port", "0", *arguments], stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    if not line:
        process.wait(10)
        pytest.fail(f"{binary} region ended with {process.returncode} before it was ready")
    return process, json.loads(line)


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


def client_of(region, service, key=None, secret=None, token=None, attempts=6, **more):
    """A boto3 client; its standard retries wait out the region's quotas."""
    return boto3.client(
        service,
        endpoint_url=region["url"],
        region_name=region["region"],
        aws_access_key_id=key or region["accessKeyId"],
        aws_secret_access_key=secret or region["secretAccessKey"],
        aws_session_token=token,
        config=Config(retries={"mode": "standard", "total_max_attempts": attempts}, **more),
    )


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

"""Starts embedded regions and makes boto3 clients for them."""

import json
import os
import subprocess

import boto3
import pytest
from botocore.config import Config

# A thousandth of the wall clock's pace: what lasts a moment lasts for the whole test, however long the machine and the retries take.
STANDING = ("--speed", "0.001")


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

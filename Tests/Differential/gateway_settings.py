"""What botocore makes of an environment and the two AWS files.

stdin: a JSON list of {"environment", "config", "credentials", "profile"}; stdout: a JSON list of
{"credentials": "METHOD KEY" | "none", "lambda": URL, "sts": URL} (the URLs only with "endpoints": true).
With the argument `hosts`: a JSON list of [service, region, fips, dualstack, URL] for every region botocore knows.
"""

import json
import os
import sys
import tempfile

import botocore.loaders
import botocore.session
from botocore.endpoint_provider import EndpointProvider

# The service models and rule sets that come with botocore, read once: the AWS variables of a case do not change them.
LOADER = botocore.loaders.create_loader()
KEPT = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


def answer(case, folder):
    for name in ("config", "credentials"):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(case[name])
    os.environ.clear()
    os.environ.update(KEPT)
    os.environ.update(
        AWS_CONFIG_FILE=os.path.join(folder, "config"),
        AWS_SHARED_CREDENTIALS_FILE=os.path.join(folder, "credentials"),
        AWS_EC2_METADATA_DISABLED="true",
    )
    os.environ.update(case["environment"])
    result = {}
    try:
        # The built-in handlers change requests and clients; who gives the credentials is decided without them.
        session = botocore.session.Session(profile=case["profile"], include_builtin_handlers=bool(case.get("endpoints")))
        session.register_component("data_loader", LOADER)
        found = session.get_credentials()
        if found is None:
            result["credentials"] = "none"
        elif found.method == "assume-role":
            # Asking for the key would call STS.
            result["credentials"] = "assume-role"
        else:
            result["credentials"] = f"{found.method} {found.access_key}"
        if case.get("endpoints"):
            for service in ("lambda", "sts"):
                client = session.create_client(service, aws_access_key_id="a", aws_secret_access_key="b")
                result[service] = client.meta.endpoint_url
    except Exception as error:  # noqa: BLE001 - the kind of error is the answer
        result.setdefault("credentials", "error")
        result["error"] = f"{type(error).__name__}: {error}"
    return result


def hosts():
    session = botocore.session.get_session()
    loader = session.get_component("data_loader")
    partitions = loader.load_data("partitions")
    regions = [r for p in partitions["partitions"] for r in p["regions"] if "global" not in r]
    rows = []
    names = ("lambda", "lambda"), ("cloudwatch", "monitoring"), ("sts", "sts")
    for name, prefix in names + tuple((name, name) for name in ("codedeploy", "cloudtrail", "xray")):
        provider = EndpointProvider(loader.load_service_model(name, "endpoint-rule-set-1"), partitions)
        extra = {"UseGlobalEndpoint": False} if name == "sts" else {}
        for region in regions:
            for fips in (False, True):
                for dual in (False, True):
                    try:
                        url = provider.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual, **extra).url
                    except Exception:  # noqa: BLE001 - the partition has no such endpoint
                        continue
                    rows.append([prefix, region, fips, dual, url])
    json.dump(rows, sys.stdout)


def main():
    if sys.argv[1:] == ["hosts"]:
        return hosts()
    cases = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        json.dump([answer(case, folder) for case in cases], sys.stdout)


main()

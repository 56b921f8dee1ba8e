"""Readiness, capacity, callers and stranded work of Lambda through boto3 and the AWS CLI."""

import datetime as dt
import json
import pathlib
import subprocess
import sys
import time

import pytest
from botocore.exceptions import ClientError

from region_clients import client_of, start

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:checkout"
ORDERS = "arn:aws:sqs:eu-west-1:123456789012:orders"


@pytest.fixture(scope="module")
def provisioned():
    """One region for the tests of this file that change nothing another one reads."""
    process, line = start("--scenario", "provisioned")
    yield line
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="module")
def lamb(provisioned):
    return client_of(provisioned, "lambda", attempts=12)


def failure(code, status, call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response
    assert (error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
    return error["Error"]["Message"]


@pytest.mark.parametrize(
    "qualifier,state,code,package",
    [("prod", "Active", None, "Zip"), ("3", "Inactive", "Idle", "Zip"), ("2", "Failed", "ImageDeleted", "Image")],
)
def test_states_with_get_function(lamb, qualifier, state, code, package):
    for found in (
        lamb.get_function(FunctionName="checkout", Qualifier=qualifier)["Configuration"],
        lamb.get_function_configuration(FunctionName="checkout", Qualifier=qualifier),
    ):
        assert (found["State"], found.get("StateReasonCode"), found["PackageType"]) == (state, code, package)
        assert found["LastUpdateStatus"] == "Successful" and found["RevisionId"]
        assert ("StateReason" in found) == (state != "Active")


def test_lists_leave_states_out(lamb):
    absent = {"State", "StateReason", "StateReasonCode", "LastUpdateStatus", "LastUpdateStatusReason", "LastUpdateStatusReasonCode"}
    versions = lamb.list_versions_by_function(FunctionName="checkout")["Versions"]
    functions = lamb.list_functions(FunctionVersion="ALL")["Functions"]
    assert all(not absent & set(v) for v in versions + functions)
    assert all(v["PackageType"] and v["CodeSha256"] and v["RevisionId"] for v in versions)


def test_an_image_has_no_runtime(lamb):
    found = lamb.get_function(FunctionName="checkout", Qualifier="2")
    assert found["Code"]["RepositoryType"] == "ECR" and found["Code"]["ImageUri"]
    assert "Runtime" not in found["Configuration"] and "Handler" not in found["Configuration"]


def test_account_settings(lamb):
    found = lamb.get_account_settings()
    assert found["AccountLimit"]["ConcurrentExecutions"] == 1000
    assert found["AccountLimit"]["UnreservedConcurrentExecutions"] == 800
    assert found["AccountUsage"]["FunctionCount"] == 4 and found["AccountUsage"]["TotalCodeSize"] > 0


def test_reserved_concurrency(own_region):
    client = client_of(own_region("--scenario", "provisioned"), "lambda")
    assert client.get_function_concurrency(FunctionName="checkout")["ReservedConcurrentExecutions"] == 200
    assert client.put_function_concurrency(FunctionName="checkout", ReservedConcurrentExecutions=300) [
        "ReservedConcurrentExecutions"] == 300
    assert client.get_function(FunctionName="checkout")["Concurrency"] == {"ReservedConcurrentExecutions": 300}
    message = failure(
        "InvalidParameterValueException", 400, client.put_function_concurrency, FunctionName="checkout",
        ReservedConcurrentExecutions=901)
    assert "UnreservedConcurrentExecution below its minimum value of [100]" in message
    failure(
        "InvalidParameterValueException", 400, client.put_function_concurrency, FunctionName="checkout",
        ReservedConcurrentExecutions=10)
    failure(
        "ResourceNotFoundException", 404, client.put_function_concurrency, FunctionName="nothing", ReservedConcurrentExecutions=1)
    assert client.put_function_concurrency(FunctionName="checkout", ReservedConcurrentExecutions=0)[
        "ReservedConcurrentExecutions"] == 0
    assert client.delete_function_concurrency(FunctionName="checkout")["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert "ReservedConcurrentExecutions" not in client.get_function_concurrency(FunctionName="checkout")
    assert "Concurrency" not in client.get_function(FunctionName="checkout")
    failure("ResourceNotFoundException", 404, client.get_function_concurrency, FunctionName="nothing")
    failure("ResourceNotFoundException", 404, client.delete_function_concurrency, FunctionName="nothing")


def test_a_stopped_function_throttles(own_region):
    region = own_region("--scenario", "provisioned", "--speed", "120")
    client_of(region, "lambda").put_function_concurrency(FunctionName="checkout", ReservedConcurrentExecutions=0)
    cloudwatch = client_of(region, "cloudwatch")
    for _ in range(100):
        now = cloudwatch.describe_alarms(MaxRecords=1)["ResponseMetadata"]["HTTPHeaders"]["date"]
        end = dt.datetime.strptime(now, "%a, %d %b %Y %H:%M:%S GMT")
        found = cloudwatch.get_metric_data(
            MetricDataQueries=[
                {"Id": name.lower(), "MetricStat": {
                    "Metric": {"Namespace": "AWS/Lambda", "MetricName": name, "Dimensions": [
                        {"Name": "FunctionName", "Value": "checkout"}]}, "Period": 60, "Stat": "Sum"}}
                for name in ("Throttles", "Invocations")
            ], StartTime=end - dt.timedelta(minutes=2), EndTime=end)["MetricDataResults"]
        values = {r["Id"]: r["Values"] for r in found}
        if values["throttles"] and values["throttles"][0] > 500 and not values["invocations"]:
            return
        time.sleep(0.1)
    raise AssertionError(values)


def test_event_source_mappings(lamb):
    found = lamb.list_event_source_mappings(FunctionName="checkout")["EventSourceMappings"]
    assert [m["FunctionArn"].removeprefix(ARN) for m in found] == [":prod", ":7", ":prod"]
    assert [m["State"] for m in found] == ["Enabled", "Enabled", "Disabled"]
    assert all(isinstance(m["LastModified"], dt.datetime) for m in found)
    pages = lamb.get_paginator("list_event_source_mappings").paginate(FunctionName=ARN, PaginationConfig={"PageSize": 1})
    assert [m["UUID"] for page in pages for m in page["EventSourceMappings"]] == [m["UUID"] for m in found]
    assert len(lamb.list_event_source_mappings(FunctionName="checkout:7")["EventSourceMappings"]) == 1
    assert lamb.list_event_source_mappings(EventSourceArn=ORDERS)["EventSourceMappings"][0]["UUID"] == found[0]["UUID"]
    assert len(lamb.list_event_source_mappings()["EventSourceMappings"]) == 3
    assert lamb.get_event_source_mapping(UUID=found[1]["UUID"])["BatchSize"] == 100
    failure("ResourceNotFoundException", 404, lamb.get_event_source_mapping, UUID="0" * 36)
    failure("ResourceNotFoundException", 404, lamb.list_event_source_mappings, FunctionName="nothing")
    failure("InvalidParameterValueException", 400, lamb.list_event_source_mappings, Marker="x")


def test_policies(lamb):
    found = lamb.get_policy(FunctionName="checkout", Qualifier="prod")
    statement = json.loads(found["Policy"])["Statement"][0]
    assert statement["Resource"] == f"{ARN}:prod" and statement["Principal"] == {"Service": "apigateway.amazonaws.com"}
    assert found["RevisionId"]
    assert json.loads(lamb.get_policy(FunctionName="checkout:7")["Policy"])["Statement"][0]["Sid"] == "nightly"
    failure("ResourceNotFoundException", 404, lamb.get_policy, FunctionName="checkout")
    failure("ResourceNotFoundException", 404, lamb.get_policy, FunctionName="checkout", Qualifier="99")
    failure("InvalidParameterValueException", 400, lamb.get_policy, FunctionName="checkout:prod", Qualifier="7")


def test_urls(lamb):
    found = lamb.list_function_url_configs(FunctionName="checkout")["FunctionUrlConfigs"]
    assert [u["FunctionArn"] for u in found] == [f"{ARN}:prod"] and found[0]["AuthType"] == "AWS_IAM"
    one = lamb.get_function_url_config(FunctionName="checkout", Qualifier="prod")
    assert one["FunctionUrl"] == found[0]["FunctionUrl"] and one["FunctionUrl"].endswith(".lambda-url.eu-west-1.on.aws/")
    failure("ResourceNotFoundException", 404, lamb.get_function_url_config, FunctionName="checkout")
    failure("ResourceNotFoundException", 404, lamb.list_function_url_configs, FunctionName="nothing")
    assert lamb.list_function_url_configs(FunctionName="search")["FunctionUrlConfigs"] == []


def test_event_invoke_config(lamb):
    found = lamb.get_function_event_invoke_config(FunctionName="checkout", Qualifier="prod")
    assert (found["MaximumRetryAttempts"], found["MaximumEventAgeInSeconds"]) == (1, 3600)
    assert found["DestinationConfig"]["OnFailure"]["Destination"].endswith(":checkout-failed")
    assert found["FunctionArn"] == f"{ARN}:prod"
    failure("ResourceNotFoundException", 404, lamb.get_function_event_invoke_config, FunctionName="checkout")


def test_durable_executions(own_region):
    client = client_of(own_region("--scenario", "provisioned", "--speed", "20"), "lambda")
    everything = client.list_durable_executions_by_function(FunctionName="checkout")["DurableExecutions"]
    starts = [e["StartTimestamp"] for e in everything]
    assert len(everything) == 3 and starts == sorted(starts, reverse=True)
    running = client.list_durable_executions_by_function(FunctionName="checkout", Qualifier="7", Statuses=["RUNNING", "PAUSED"])
    assert {e["FunctionArn"] for e in running["DurableExecutions"]} == {f"{ARN}:7"} and len(running["DurableExecutions"]) == 2
    later = client.list_durable_executions_by_function(FunctionName="checkout", StartedAfter=starts[1], ReverseOrder=True)
    assert [e["StartTimestamp"] for e in later["DurableExecutions"]] == [starts[0]]
    pages = client.get_paginator("list_durable_executions_by_function").paginate(
        FunctionName="checkout", PaginationConfig={"PageSize": 1})
    assert len([e for page in pages for e in page["DurableExecutions"]]) == 3

    one, other = [e["DurableExecutionArn"] for e in running["DurableExecutions"]]
    assert client.pause_durable_execution(DurableExecutionArn=one, Reason="rolled back")["ResponseMetadata"]["HTTPStatusCode"] == 202
    for _ in range(100):
        if client.get_durable_execution(DurableExecutionArn=one)["Status"] == "PAUSED":
            break
        time.sleep(0.05)
    assert "PauseDetails" in client.get_durable_execution(DurableExecutionArn=one)
    failure("ResourceConflictException", 409, client.pause_durable_execution, DurableExecutionArn=one)
    client.resume_durable_execution(DurableExecutionArn=one)
    assert client.get_durable_execution(DurableExecutionArn=one)["Status"] == "RUNNING"
    stopped = client.stop_durable_execution(DurableExecutionArn=other, Error={"ErrorType": "RolledBack"})
    assert isinstance(stopped["StopTimestamp"], dt.datetime)
    found = client.get_durable_execution(DurableExecutionArn=other)
    assert (found["Status"], found["EndTimestamp"], found["Version"]) == ("STOPPED", stopped["StopTimestamp"], "7")
    failure("ResourceConflictException", 409, client.pause_durable_execution, DurableExecutionArn=other)
    failure("ResourceNotFoundException", 404, client.stop_durable_execution, DurableExecutionArn=other[:-2] + "zz")
    over = everything[-1]["DurableExecutionArn"]
    failure("InvalidParameterValueException", 400, client.stop_durable_execution, DurableExecutionArn=over)
    failure("ResourceNotFoundException", 404, client.list_durable_executions_by_function, FunctionName="nothing")


def test_the_asynchronous_queue_in_cloudwatch(provisioned):
    cloudwatch = client_of(provisioned, "cloudwatch")
    dimensions = [{"Name": "FunctionName", "Value": "checkout"}, {"Name": "Resource", "Value": "checkout:prod"}]
    listed = cloudwatch.list_metrics(Namespace="AWS/Lambda", MetricName="AsyncEventAge")["Metrics"]
    assert [{"Name": "FunctionName", "Value": "checkout"}] in [m["Dimensions"] for m in listed]
    now = dt.datetime.now(dt.timezone.utc)
    points = cloudwatch.get_metric_statistics(
        Namespace="AWS/Lambda", MetricName="AsyncEventAge", Dimensions=dimensions, StartTime=now - dt.timedelta(minutes=2),
        EndTime=now, Period=60, Statistics=["Maximum"])["Datapoints"]
    assert points and all(120_000 < p["Maximum"] < 360_000 and p["Unit"] == "Milliseconds" for p in points)
    received = cloudwatch.get_metric_statistics(
        Namespace="AWS/Lambda", MetricName="AsyncEventsReceived", Dimensions=dimensions, StartTime=now - dt.timedelta(minutes=11),
        EndTime=now - dt.timedelta(minutes=1), Period=60, Statistics=["Sum"])["Datapoints"]
    assert 200 < sum(p["Sum"] for p in received) < 400


def test_the_schema_barrier(own_region):
    client = client_of(own_region("--scenario", "schema-barrier"), "lambda")
    described = {v["Version"]: v["Description"] for v in client.list_versions_by_function(FunctionName="checkout")["Versions"]}
    assert [described[v].split()[0] for v in ("6", "7", "8")] == ["schema=11", "schema=12", "schema=12"]

    def failures(version):
        client.update_alias(FunctionName="checkout", Name="prod", FunctionVersion=version, RoutingConfig={})
        return sum("FunctionError" in client.invoke(FunctionName="checkout:prod") for _ in range(60))

    assert failures("6") > 50 and 5 < failures("7") < 40 and failures("8") < 5
    assert client.list_event_source_mappings(FunctionName="checkout:6")["EventSourceMappings"]
    running = client.list_durable_executions_by_function(FunctionName="checkout", Statuses=["RUNNING"])["DurableExecutions"]
    assert [e["FunctionArn"] for e in running] == [f"{ARN}:7"]


def test_get_policy_has_a_quota_of_its_own(own_region):
    client = client_of(own_region("--scenario", "provisioned"), "lambda", attempts=1)
    with pytest.raises(ClientError) as caught:
        for _ in range(200):
            client.get_account_settings()
    assert caught.value.response["Error"]["Code"] == "TooManyRequestsException"
    client.get_policy(FunctionName="checkout:prod")


def test_dates_of_the_interface_are_part_of_the_path(lamb, provisioned):
    from test_edges import send

    status, _, _ = send(provisioned, "GET", "/2015-03-31/functions/checkout/provisioned-concurrency?Qualifier=prod", "lambda")
    assert status == 404
    status, _, _ = send(provisioned, "GET", "/2019-09-30/functions/checkout/provisioned-concurrency?Qualifier=prod", "lambda")
    assert status == 200
    body = b'{"ProvisionedConcurrentExecutions":"many"}'
    status, headers, _ = send(
        provisioned, "PUT", "/2019-09-30/functions/checkout/provisioned-concurrency?Qualifier=prod", "lambda", body=body)
    assert status == 400 and headers["x-amzn-errortype"] == "SerializationException"
    body = b'{"ProvisionedConcurrentExecutions":0}'
    status, headers, _ = send(
        provisioned, "PUT", "/2019-09-30/functions/checkout/provisioned-concurrency?Qualifier=prod", "lambda", body=body)
    assert status == 400 and headers["x-amzn-errortype"] == "ValidationException"


def test_the_command_line(provisioned):
    program = pathlib.Path(sys.executable).parent / "aws"

    def aws(*arguments):
        done = subprocess.run(
            [program, "--endpoint-url", provisioned["url"], "--output", "json", "lambda", *arguments],
            env={
                "PATH": "/usr/bin:/bin", "HOME": "/", "AWS_ACCESS_KEY_ID": provisioned["accessKeyId"],
                "AWS_SECRET_ACCESS_KEY": provisioned["secretAccessKey"], "AWS_DEFAULT_REGION": provisioned["region"],
                "AWS_MAX_ATTEMPTS": "6",
            }, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    assert aws("get-account-settings")["AccountLimit"]["ConcurrentExecutions"] == 1000
    assert aws("get-function-concurrency", "--function-name", "checkout")["ReservedConcurrentExecutions"] == 200
    assert len(aws("list-event-source-mappings", "--function-name", "checkout")["EventSourceMappings"]) == 3
    assert "nightly" in aws("get-policy", "--function-name", "checkout", "--qualifier", "7")["Policy"]
    assert aws("list-function-url-configs", "--function-name", "checkout")["FunctionUrlConfigs"]
    found = aws(
        "list-durable-executions-by-function", "--function-name", "checkout", "--qualifier", "7", "--statuses", "RUNNING")
    assert len(found["DurableExecutions"]) == 2
    arn = found["DurableExecutions"][0]["DurableExecutionArn"]
    assert aws("get-durable-execution", "--durable-execution-arn", arn)["Status"] == "RUNNING"

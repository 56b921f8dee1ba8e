"""CloudWatch through boto3 in the three protocols, and the traffic model's promises seen from outside."""

import datetime as dt
import json
import urllib.request

import pytest
from botocore.exceptions import ClientError

from region_clients import STANDING, client_of

KINDS = ["MetricAlarm", "CompositeAlarm"]
PROD = {"FunctionName": "checkout", "Resource": "checkout:prod"}


def query(name, stat, dimensions, identifier="m", **more):
    metric = {
        "Namespace": "AWS/Lambda", "MetricName": name,
        "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
    }
    return {"Id": identifier, "MetricStat": {"Metric": metric, "Period": 60, "Stat": stat}, **more}


def now(region):
    with urllib.request.urlopen(region["url"] + "/_region/health", timeout=10) as reply:
        return dt.datetime.fromtimestamp(json.load(reply)["now"] / 1000, dt.timezone.utc)


def failure(code, call, status=400, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    assert caught.value.response["Error"]["Code"] == code
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    return caught.value.response["Error"]["Message"]


def test_metric_alarms_only_unless_asked(cloudwatch):
    plain = cloudwatch.describe_alarms()
    assert plain["MetricAlarms"] and not plain.get("CompositeAlarms")
    both = cloudwatch.describe_alarms(AlarmTypes=KINDS)
    names = [a["AlarmName"] for a in both["MetricAlarms"]]
    assert {"checkout-prod-error-rate", "checkout-prod-v7-error-rate", "profile-prod-errors"} <= set(names)
    assert [a["AlarmName"] for a in both["CompositeAlarms"]] == ["checkout-prod"]
    profile = next(a for a in both["MetricAlarms"] if a["AlarmName"] == "profile-prod-errors")
    assert profile["StateValue"] == "INSUFFICIENT_DATA" and profile["MetricName"] == "Errors"
    canary = next(a for a in both["MetricAlarms"] if a["AlarmName"] == "checkout-prod-v7-error-rate")
    assert {"Name": "ExecutedVersion", "Value": "7"} in canary["Metrics"][1]["MetricStat"]["Metric"]["Dimensions"]


def test_alarm_filters_and_pages(cloudwatch):
    one = cloudwatch.describe_alarms(AlarmNames=["search-prod-p95"])["MetricAlarms"]
    assert [a["ExtendedStatistic"] for a in one] == ["p95"]
    assert cloudwatch.describe_alarms(AlarmNamePrefix="nobody")["MetricAlarms"] == []
    silent = cloudwatch.describe_alarms(StateValue="INSUFFICIENT_DATA")["MetricAlarms"]
    assert "profile-prod-errors" in [a["AlarmName"] for a in silent]
    children = cloudwatch.describe_alarms(ChildrenOfAlarmName="checkout-prod")["MetricAlarms"]
    assert len(children) == 3
    everything = [a["AlarmName"] for a in cloudwatch.describe_alarms()["MetricAlarms"]]
    pages = cloudwatch.get_paginator("describe_alarms").paginate(PaginationConfig={"PageSize": 2})
    assert [a["AlarmName"] for page in pages for a in page["MetricAlarms"]] == everything
    failure("InvalidNextToken", cloudwatch.describe_alarms, NextToken="nonsense")
    failure("ValidationError", cloudwatch.describe_alarms, MaxRecords=100, StateValue="FINE")


def test_history(own_region):
    region = own_region("--scenario", "bad-release")
    cloudwatch = client_of(region, "cloudwatch")
    items = cloudwatch.describe_alarm_history(AlarmName="checkout-prod-error-rate", HistoryItemType="StateUpdate")["AlarmHistoryItems"]
    assert [i["HistorySummary"] for i in items[:3]] == [
        "Alarm updated from OK to ALARM", "Alarm updated from ALARM to OK", "Alarm updated from OK to ALARM"]
    assert dt.timedelta(hours=24) < now(region) - items[2]["Timestamp"] < dt.timedelta(hours=28)
    data = json.loads(items[0]["HistoryData"])
    assert data["newState"]["stateValue"] == "ALARM"
    assert data["newState"]["stateReason"].startswith("Threshold Crossed: 2 out of the last 3 datapoints [")
    assert len(data["newState"]["stateReasonData"]["recentDatapoints"]) == 3
    actions = cloudwatch.describe_alarm_history(
        AlarmName="checkout-prod-error-rate", HistoryItemType="Action", ScanBy="TimestampAscending")["AlarmHistoryItems"]
    assert len(actions) == 2 and actions[0]["Timestamp"] < actions[1]["Timestamp"]
    recent = cloudwatch.describe_alarm_history(
        AlarmTypes=KINDS, StartDate=now(region) - dt.timedelta(hours=1), EndDate=now(region))["AlarmHistoryItems"]
    assert {i["AlarmName"] for i in recent} == {"checkout-prod", "checkout-prod-error-rate"}
    pages = cloudwatch.get_paginator("describe_alarm_history").paginate(
        AlarmTypes=KINDS, PaginationConfig={"PageSize": 3})
    assert len([i for page in pages for i in page["AlarmHistoryItems"]]) >= 8


@pytest.mark.parametrize("statistic", ["Average", "Sum", "Minimum", "Maximum", "SampleCount", "p50", "p90", "p95", "p99", "p99.9"])
def test_duration_statistics_exist_for_each_complete_minute(cloudwatch, region, statistic):
    end = now(region).replace(second=0, microsecond=0)
    result = cloudwatch.get_metric_data(
        MetricDataQueries=[query("Duration", statistic, PROD)], StartTime=end - dt.timedelta(minutes=60), EndTime=end,
    )["MetricDataResults"][0]
    assert result["StatusCode"] == "Complete" and len(result["Values"]) == 60
    assert result["Timestamps"] == sorted(result["Timestamps"], reverse=True)
    assert all(value > 0 for value in result["Values"])


def test_dimensions_add_up(cloudwatch, region):
    end = now(region).replace(second=0, microsecond=0)
    queries = [
        query("Invocations", "Sum", PROD, "whole"), query("Invocations", "Sum", {**PROD, "ExecutedVersion": "6"}, "six"),
        query("Invocations", "Sum", {**PROD, "ExecutedVersion": "7"}, "seven"),
        query("Invocations", "Sum", {"FunctionName": "checkout"}, "function"),
        query("Invocations", "Sum", {"FunctionName": "nobody"}, "nobody"),
        query("Invocations", "Sum", {"FunctionName": "profile", "Resource": "profile:prod"}, "silent"),
    ]
    reply = cloudwatch.get_metric_data(
        MetricDataQueries=queries, StartTime=end - dt.timedelta(minutes=30), EndTime=end, ScanBy="TimestampAscending")
    series = {r["Id"]: dict(zip(r["Timestamps"], r["Values"])) for r in reply["MetricDataResults"]}
    assert series["nobody"] == {} and series["silent"] == {}
    assert 0 < len(series["seven"]) < 30
    for at, whole in series["whole"].items():
        assert whole == series["six"].get(at, 0) + series["seven"].get(at, 0)
        assert series["function"][at] >= whole


def test_expressions_and_pages(cloudwatch, region):
    end = now(region).replace(second=0, microsecond=0)
    queries = [
        {"Id": "rate", "Expression": "100*errors/MAX([errors,invocations])", "Label": "error rate"},
        query("Errors", "Sum", PROD, "errors", ReturnData=False), query("Invocations", "Sum", PROD, "invocations", ReturnData=True),
    ]
    span = {"StartTime": end - dt.timedelta(minutes=20), "EndTime": end}
    whole = cloudwatch.get_metric_data(MetricDataQueries=queries, **span)["MetricDataResults"]
    assert [r["Label"] for r in whole] == ["error rate", "Invocations"] and len(whole[0]["Values"]) == 20
    pages = cloudwatch.get_paginator("get_metric_data").paginate(
        MetricDataQueries=queries, PaginationConfig={"PageSize": 7}, **span)
    joined = {}
    for page in pages:
        assert sum(len(r["Values"]) for r in page["MetricDataResults"]) <= 7
        for result in page["MetricDataResults"]:
            joined.setdefault(result["Id"], []).extend(result["Values"])
    assert joined == {r["Id"]: r["Values"] for r in whole}


def test_nine_days_of_past(cloudwatch, region):
    end = now(region)
    metric = query("Invocations", "Sum", PROD)
    metric["MetricStat"]["Period"] = 3600
    values = cloudwatch.get_metric_data(
        MetricDataQueries=[metric], StartTime=end - dt.timedelta(days=9), EndTime=end)["MetricDataResults"][0]["Values"]
    assert len(values) in (216, 217)
    assert max(values[1:]) > 1.3 * min(values[1:-1])


@pytest.mark.parametrize(
    "code,change",
    [
        ("ValidationError", {"MetricDataQueries": [{"Id": "Big", "Expression": "1"}]}),
        ("ValidationError", {"MetricDataQueries": [{"Id": "a", "Expression": "b*2"}]}),
        ("ValidationError", {"MetricDataQueries": [{"Id": "a", "Expression": "2*("}]}),
        ("ValidationError", {"MetricDataQueries": [query("Errors", "Sum", PROD), query("Errors", "Sum", PROD)]}),
        ("ValidationError", {"MetricDataQueries": [query("Errors", "Most", PROD)]}),
        ("ValidationError", {"MetricDataQueries": [query("Errors", "Sum", PROD, f"m{i}") for i in range(501)]}),
        ("ValidationError", {"StartTime": dt.datetime(2030, 1, 1), "EndTime": dt.datetime(2020, 1, 1)}),
        ("InvalidNextToken", {"NextToken": "nonsense"}),
    ],
)
def test_mistakes_in_metric_queries(cloudwatch, region, code, change):
    end = now(region)
    arguments = {
        "MetricDataQueries": [query("Errors", "Sum", PROD)], "StartTime": end - dt.timedelta(minutes=5), "EndTime": end, **change}
    failure(code, cloudwatch.get_metric_data, **arguments)


def test_statistics_and_list(cloudwatch, region):
    end = now(region)
    dimensions = [{"Name": key, "Value": value} for key, value in PROD.items()]
    arguments = dict(
        Namespace="AWS/Lambda", MetricName="Duration", Dimensions=dimensions, StartTime=end - dt.timedelta(minutes=10),
        EndTime=end, Period=60)
    points = cloudwatch.get_metric_statistics(Statistics=["Average", "Maximum"], ExtendedStatistics=["p95"], **arguments)["Datapoints"]
    assert all(p["Average"] < p["ExtendedStatistics"]["p95"] < p["Maximum"] for p in points)
    failure("InvalidParameterCombination", cloudwatch.get_metric_statistics, **arguments)
    failure("InvalidParameterValue", cloudwatch.get_metric_statistics, ExtendedStatistics=["q9"], **arguments)
    pages = cloudwatch.get_paginator("list_metrics").paginate(
        Namespace="AWS/Lambda", MetricName="Errors", Dimensions=[{"Name": "ExecutedVersion"}])
    metrics = [m for page in pages for m in page["Metrics"]]
    assert {"Name": "ExecutedVersion", "Value": "7"} in [d for m in metrics for d in m["Dimensions"]]


def test_set_alarm_state(own_region):
    # The next evaluation would say otherwise.
    cloudwatch = client_of(own_region("--scenario", "healthy", *STANDING), "cloudwatch")
    arguments = dict(StateValue="ALARM", StateReason="a drill")
    cloudwatch.set_alarm_state(AlarmName="search-prod-p95", **arguments)
    found = cloudwatch.describe_alarms(AlarmNames=["search-prod-p95"])["MetricAlarms"][0]
    assert (found["StateValue"], found["StateReason"]) == ("ALARM", "a drill")
    failure("ResourceNotFound", cloudwatch.set_alarm_state, status=404, AlarmName="nobody", **arguments)
    failure("ValidationError", cloudwatch.set_alarm_state, AlarmName="search-prod-p95", StateValue="FINE", StateReason="x")


def test_quotas(own_region):
    cloudwatch = client_of(own_region("--scenario", "healthy"), "cloudwatch", attempts=1)
    with pytest.raises(ClientError) as caught:
        for _ in range(60):
            cloudwatch.describe_alarm_history()
    assert caught.value.response["Error"]["Code"] == "Throttling"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def states(cloudwatch):
    both = cloudwatch.describe_alarms(AlarmTypes=KINDS, AlarmNamePrefix="checkout-prod")
    return {a["AlarmName"]: a["StateValue"] for a in both["MetricAlarms"] + both["CompositeAlarms"]}


def test_the_canary_begins_well(own_region):
    assert set(states(client_of(own_region(*STANDING), "cloudwatch")).values()) == {"OK"}


def test_the_canary_turns_bad_and_a_rollback_heals_it(own_region):
    region = own_region("--speed", "120")
    cloudwatch, awslambda = client_of(region, "cloudwatch"), client_of(region, "lambda")

    def state():
        return states(cloudwatch)

    def wait(wanted):
        deadline = now(region) + dt.timedelta(minutes=30)
        while now(region) < deadline:
            if set(state().values()) == wanted:
                return
        pytest.fail(f"the alarms never became {wanted}: {state()}")

    deadline = now(region) + dt.timedelta(minutes=10)
    while state()["checkout-prod-v7-error-rate"] != "ALARM":
        assert now(region) < deadline
    assert state()["checkout-prod"] == "ALARM"
    awslambda.update_alias(
        FunctionName="checkout", Name="prod", FunctionVersion="6", RoutingConfig={"AdditionalVersionWeights": {}})
    wait({"OK"})


def test_the_same_seed_has_the_same_history(own_region):
    def picture(seed):
        region = own_region("--seed", seed, "--scenario", "bad-release")
        cloudwatch, awslambda = client_of(region, "cloudwatch"), client_of(region, "lambda")
        hashes = [v["CodeSha256"] for v in awslambda.list_versions_by_function(FunctionName="checkout")["Versions"]]
        alias = awslambda.get_alias(FunctionName="checkout", Name="prod")["RevisionId"]
        history = cloudwatch.describe_alarm_history(AlarmTypes=KINDS)["AlarmHistoryItems"]
        return hashes, alias, [i["HistorySummary"] for i in history]

    assert picture("7") == picture("7")
    assert picture("7")[:2] != picture("8")[:2]

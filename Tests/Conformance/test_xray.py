"""X-Ray: which downstream service fails, in summaries and in the graph, as boto3 reads them."""

import datetime as dt

import pytest
from botocore.exceptions import ClientError

from region_clients import client_of


@pytest.fixture(scope="module")
def xray():
    from region_clients import start

    process, line = start("--scenario", "bad-release")
    yield client_of(line, "xray")
    process.terminate()
    process.wait(10)


@pytest.fixture
def window():
    end = dt.datetime.now(dt.timezone.utc)
    return {"StartTime": end - dt.timedelta(minutes=6), "EndTime": end}


def traces(xray, window, expression=None):
    found = []
    more = {"FilterExpression": expression} if expression else {}
    for page in xray.get_paginator("get_trace_summaries").paginate(**window, **more):
        found += page["TraceSummaries"]
    return found


def test_failed_traces_name_the_culprit(xray, window):
    failed = traces(xray, window, 'service("checkout") { fault }')
    served = traces(xray, window, 'service("checkout")')
    assert 0.25 < len(failed) / len(served) < 0.45
    assert len({trace["Id"] for trace in served}) == len(served)
    assert all(trace["HasFault"] for trace in failed)
    assert all(window["StartTime"] <= trace["StartTime"] <= window["EndTime"] for trace in failed)
    causes = [[service["Name"] for service in trace["FaultRootCauses"][0]["Services"]] for trace in failed]
    assert causes.count(["checkout", "orders"]) / len(causes) > 0.7
    assert failed[0]["ResourceARNs"][0]["ARN"].endswith("function:checkout:prod")
    assert {"Name": "checkout", "Type": "AWS::Lambda::Function"}.items() <= failed[0]["ServiceIds"][1].items()


def test_the_graph_has_the_failing_edge(xray, window):
    services = xray.get_service_graph(**window)["Services"]
    numbers = {service["ReferenceId"]: service for service in services}
    code = next(s for s in services if s["Name"] == "checkout" and s["Type"] == "AWS::Lambda::Function")
    rates = {}
    for edge in code["Edges"]:
        counts = edge["SummaryStatistics"]
        assert counts["OkCount"] + counts["FaultStatistics"]["TotalCount"] == counts["TotalCount"]
        rates[numbers[edge["ReferenceId"]]["Name"]] = counts["FaultStatistics"]["TotalCount"] / counts["TotalCount"]
    assert rates["orders"] > 0.2 > rates["payments.internal"]
    assert any(service["Type"] == "client" for service in services)


@pytest.mark.parametrize(
    "arguments", [{"FilterExpression": 'annotation.x = "y"'}, {"NextToken": "nonsense"}, {"FilterExpression": "fault OR error"}])
def test_refusals(xray, window, arguments):
    with pytest.raises(ClientError) as caught:
        xray.get_trace_summaries(**window, **arguments)
    assert caught.value.response["Error"]["Code"] == "InvalidRequestException"
    assert caught.value.response["Message"]


def test_six_hours_at_most(xray):
    end = dt.datetime.now(dt.timezone.utc)
    with pytest.raises(ClientError) as caught:
        xray.get_service_graph(StartTime=end - dt.timedelta(hours=7), EndTime=end)
    assert caught.value.response["Error"]["Code"] == "InvalidRequestException"

"""Faults on the wire, seen from raw sockets: what is applied, how the connection ends, and that others are left alone."""

import datetime as dt
import gzip
import json
import socket
import time
import urllib.error
import urllib.request

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from region_clients import client_of

ALIAS = "/2015-03-31/functions/checkout/aliases/prod"


@pytest.fixture
def region(own_region, tmp_path):
    line = own_region("--scenario", "healthy", "--log", str(tmp_path / "requests.jsonl"))
    line["log"] = tmp_path / "requests.jsonl"
    return line


def control(region, method, rules=None, headers=None):
    body = None if rules is None else json.dumps(rules).encode()
    request = urllib.request.Request(region["url"] + "/_region/faults", data=body, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def setting(region, *rules):
    control(region, "DELETE")
    status, answer = control(region, "POST", list(rules))
    assert status == 200, answer


def wire(region, method="GET", path=ALIAS, body=b"", service="lambda"):
    """The bytes of one signed request."""
    request = AWSRequest(method=method, url=region["url"] + path, data=body)
    SigV4Auth(Credentials(region["accessKeyId"], region["secretAccessKey"]), service, region["region"]).add_auth(request)
    headers = dict(request.prepare().headers)
    headers.setdefault("Host", region["url"].split("//")[1])
    headers["Content-Length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1"]
    for name, value in headers.items():
        lines.append(f"{name}: {value.decode() if isinstance(value, bytes) else value}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def connect(region):
    host, port = region["url"].split("//")[1].split(":")
    return socket.create_connection((host, int(port)), timeout=5)


def read_to_end(connection):
    """All bytes until the connection ends, and how it ended: 'fin', 'rst' or 'open'."""
    data = b""
    try:
        while True:
            piece = connection.recv(65536)
            if not piece:
                return data, "fin"
            data += piece
    except ConnectionResetError:
        return data, "rst"
    except TimeoutError:
        return data, "open"


def one_reply(connection):
    """Reads one reply by its content-length."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        assert piece, data
        data += piece
    head, body = data.split(b"\r\n\r\n", 1)
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
    while len(body) < length:
        body += connection.recv(65536)
    return int(head.split()[1]), head, body


def move(to):
    return json.dumps({"FunctionVersion": str(to), "RoutingConfig": {"AdditionalVersionWeights": {}}}).encode()


def pointer(region):
    return client_of(region, "lambda").get_alias(FunctionName="checkout", Name="prod")["FunctionVersion"]


def logged(region, operation):
    return [entry for entry in map(json.loads, region["log"].read_text().splitlines()) if entry["operation"] == operation]


@pytest.mark.parametrize("reused", [False, True])
@pytest.mark.parametrize(
    "fault,ending,applied",
    [
        ("reset_before", "rst", False), ("reset_after_apply", "rst", True), ("close_no_reply", "fin", True), ("down", "rst", False),
    ],
)
def test_the_end_of_the_connection_and_what_was_applied(region, fault, ending, applied, reused):
    before = pointer(region)
    target = "5" if before != "5" else "6"
    with connect(region) as connection:
        if reused:
            connection.sendall(wire(region))
            assert one_reply(connection)[0] == 200
        setting(region, {"fault": fault, "operation": "UpdateAlias", "connectionRequest": 2 if reused else 1, "count": 1})
        connection.sendall(wire(region, "PUT", body=move(target)))
        data, end = read_to_end(connection)
    assert (data, end) == (b"", ending)
    assert pointer(region) == (target if applied else before)
    entry = logged(region, "UpdateAlias")[-1]
    assert entry["fault"] == [fault] and entry["applied"] is applied
    assert control(region, "GET")[1]["rules"][0]["fired"] == 1


def test_a_fault_for_a_reused_connection_leaves_a_fresh_one_alone(region):
    setting(region, {"fault": "close_no_reply", "connectionRequest": 2})
    with connect(region) as fresh:
        fresh.sendall(wire(region))
        assert one_reply(fresh)[0] == 200
        fresh.sendall(wire(region))
        assert read_to_end(fresh) == (b"", "fin")


def test_close_before_applying(region):
    before = pointer(region)
    setting(region, {"fault": "close_no_reply", "place": "before", "operation": "UpdateAlias"})
    with connect(region) as connection:
        connection.sendall(wire(region, "PUT", body=move(5)))
        assert read_to_end(connection) == (b"", "fin")
    assert pointer(region) == before


@pytest.mark.parametrize("fault,ending", [("reset", "rst"), ("close_no_reply", "fin"), ("timeout", "open")])
def test_the_middle_of_the_body(region, fault, ending):
    setting(region, {"fault": fault, "place": "during", "operation": "GetAlias"})
    with connect(region) as connection:
        connection.settimeout(1)
        connection.sendall(wire(region))
        data, end = read_to_end(connection)
    head, body = data.split(b"\r\n\r\n", 1)
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    assert end == ending and len(body) == length // 2


def test_truncated_limited_and_wrongly_measured_bodies(region):
    setting(region, {"fault": "truncate:10", "operation": "GetAlias"})
    with connect(region) as connection:
        connection.sendall(wire(region))
        data, end = read_to_end(connection)
    assert end == "fin" and len(data.split(b"\r\n\r\n", 1)[1]) == 10

    setting(region, {"fault": "limit_data:33", "operation": "GetAlias"})
    with connect(region) as connection:
        connection.sendall(wire(region))
        assert [len(data) if isinstance(data, bytes) else data for data in read_to_end(connection)] == [33, "fin"]

    for error in (-7, 7):
        setting(region, {"fault": f"wrong_length:{error}", "operation": "GetAlias"})
        with connect(region) as connection:
            connection.settimeout(1)
            connection.sendall(wire(region))
            data, end = read_to_end(connection)
        head, body = data.split(b"\r\n\r\n", 1)
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        assert end == "open" and length - len(body) == error


def test_garbage_is_no_http(region):
    setting(region, {"fault": "garbage", "operation": "GetAlias"})
    with connect(region) as connection:
        connection.sendall(wire(region))
        data, end = read_to_end(connection)
    assert end == "fin" and data and not data.startswith(b"HTTP/")


def test_a_timeout_holds_its_own_connection_only(region):
    setting(region, {"fault": "timeout", "operation": "GetAlias", "place": "before", "count": 1})
    with connect(region) as held:
        held.settimeout(1)
        held.sendall(wire(region))
        for _ in range(100):
            if control(region, "GET")[1]["rules"][0]["fired"]:
                break
            time.sleep(0.02)
        with connect(region) as other:
            other.sendall(wire(region))
            assert one_reply(other)[0] == 200
        assert read_to_end(held) == (b"", "open")


def test_latency_jitter_and_slow_bodies_take_their_time(region):
    def seconds():
        begun = time.monotonic()
        with connect(region) as connection:
            connection.sendall(wire(region))
            status, _, body = one_reply(connection)
        assert status == 200 and json.loads(body)["Name"] == "prod"
        return time.monotonic() - begun

    for place in ("before", "after", "during"):
        setting(region, {"fault": "latency:300", "place": place, "operation": "GetAlias"})
        assert seconds() >= 0.3
    setting(region, {"fault": "slow_body:400", "operation": "GetAlias"})
    assert seconds() >= 0.3
    setting(region, {"fault": "slice:20", "operation": "GetAlias"})
    assert seconds() >= 0.05
    setting(region, {"fault": "jitter:50", "operation": "GetAlias"})
    seconds()


def test_down_turns_connections_away_until_it_is_over(region):
    setting(region, {"fault": "down", "count": 2})
    for _ in range(2):
        try:
            with connect(region) as connection:
                assert read_to_end(connection) == (b"", "rst")
        except ConnectionResetError:
            # The reset may be there before connect has returned.
            pass
    assert control(region, "GET")[1]["rules"][0]["fired"] == 2
    assert pointer(region)


@pytest.mark.parametrize(
    "service,call,code,status",
    [
        ("lambda", lambda c: c.get_alias(FunctionName="checkout", Name="prod"), "TooManyRequestsException", 429),
        ("cloudwatch", lambda c: c.describe_alarms(), "Throttling", 400),
        ("codedeploy", lambda c: c.list_applications(), "ThrottlingException", 400),
        ("cloudtrail", lambda c: c.lookup_events(), "ThrottlingException", 400),
        ("xray", lambda c: c.get_trace_summaries(StartTime=dt.datetime.now(), EndTime=dt.datetime.now()), "ThrottledException", 429),
        ("sts", lambda c: c.get_caller_identity(), "Throttling", 400),
    ],
)
def test_throttling_in_each_services_words(region, service, call, code, status):
    setting(region, {"fault": "retry_after:2500"})
    with pytest.raises(ClientError) as caught:
        call(client_of(region, service, attempts=1))
    reply = caught.value.response
    assert reply["Error"]["Code"] == code
    assert reply["ResponseMetadata"]["HTTPStatusCode"] == status
    assert reply["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "3"


@pytest.mark.parametrize(
    "fault,code,status",
    [
        ("status:500", "ServiceException", 500), ("status:503", "ServiceUnavailableException", 503), ("status:502", "502", 502),
        ("status:429", "TooManyRequestsException", 429), ("code:PreconditionFailedException", "PreconditionFailedException", 412),
        ("expired_token", "ExpiredTokenException", 403), ("skew:400", "InvalidSignatureException", 403),
    ],
)
def test_errors_as_boto3_sees_them(region, fault, code, status):
    setting(region, {"fault": fault, "operation": "UpdateAlias"})
    before = pointer(region)
    client = client_of(region, "lambda", attempts=1)
    with pytest.raises(ClientError) as caught:
        client.update_alias(FunctionName="checkout", Name="prod", FunctionVersion="5")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert caught.value.response["Error"]["Code"] == code
    assert pointer(region) == before


def test_an_error_after_the_request_was_applied(region):
    setting(region, {"fault": "status:500", "place": "after", "operation": "UpdateAlias"})
    with pytest.raises(ClientError):
        client_of(region, "lambda", attempts=1).update_alias(FunctionName="checkout", Name="prod", FunctionVersion="5")
    assert pointer(region) == "5"


def test_spoiled_bodies(region):
    def body():
        with connect(region) as connection:
            connection.sendall(wire(region))
            return one_reply(connection)

    def fails(data):
        try:
            json.loads(data)
            return False
        except ValueError:
            return True

    setting(region, {"fault": "bad_json", "operation": "GetAlias"})
    assert fails(body()[2])
    setting(region, {"fault": "bom", "operation": "GetAlias"})
    assert body()[2].startswith(b"\xef\xbb\xbf{")
    setting(region, {"fault": "wrong_type", "operation": "GetAlias"})
    assert json.loads(body()[2])["FunctionVersion"] == {}
    setting(region, {"fault": "dup_keys", "operation": "GetAlias"})
    assert body()[2].count(b'"RevisionId"') == 2
    setting(region, {"fault": "huge:1000000", "operation": "GetAlias"})
    assert len(json.loads(body()[2])["Padding"]) == 1_000_000
    setting(region, {"fault": "gzip_bomb:5000000", "operation": "GetAlias"})
    _, head, packed = body()
    assert b"content-encoding: gzip" in head.lower() and len(packed) < 40_000
    assert gzip.decompress(packed) == bytes(5_000_000)


def test_the_clock_of_a_skewed_service_is_in_its_date(region):
    setting(region, {"fault": "skew:7200"})
    with connect(region) as connection:
        connection.sendall(wire(region))
        _, head, _ = one_reply(connection)
    date = next(line for line in head.decode().split("\r\n") if line.lower().startswith("date:"))[6:]
    stated = dt.datetime.strptime(date, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=dt.timezone.utc)
    assert abs((stated - dt.datetime.now(dt.timezone.utc)).total_seconds() - 7200) < 60


def test_the_control_endpoint_refuses_strangers_and_mistakes(region):
    assert control(region, "POST", [{"fault": "bom"}], {"Origin": "http://example.com"})[0] == 403
    assert control(region, "POST", [{"fault": "bom"}], {"Authorization": "AWS4-HMAC-SHA256"})[0] == 403
    status, answer = control(region, "POST", [{"fault": "bom"}, {"fault": "explode"}])
    assert status == 400 and "explode" in answer["message"]
    assert control(region, "GET")[1]["rules"] == []
    assert control(region, "DELETE")[1] == {"rules": []}


def test_in_the_storm_reads_are_throttled_and_writes_are_not(own_region):
    functions = client_of(own_region("--scenario", "throttle-storm"), "lambda", attempts=1)
    throttled = 0
    for _ in range(60):
        try:
            functions.get_function(FunctionName="checkout")
        except ClientError as error:
            assert error.response["Error"]["Code"] == "TooManyRequestsException"
            throttled += 1
    assert 50 <= throttled < 60
    for version in ("6", "5"):
        moved = functions.update_alias(FunctionName="checkout", Name="prod", FunctionVersion=version)
        assert moved["FunctionVersion"] == version


def test_a_fleet_is_listed_whole(own_region):
    region = own_region("--scenario", "fleet", "--functions", "230")
    functions = client_of(region, "lambda")
    pages = functions.get_paginator("list_functions").paginate()
    names = [function["FunctionName"] for page in pages for function in page["Functions"]]
    assert len(names) == len(set(names)) == 230 and "checkout" in names
    versions = functions.list_versions_by_function(FunctionName="checkout")["Versions"]
    assert {"5", "6", "7"} <= {version["Version"] for version in versions}

"""Generates requests and what botocore signs them with, one JSON object a line.

Usage: sigv4.py --count N --seed N

Each line: {"method", "url", "headers": [[name, value]], "body" (base64), "service", "region", "accessKeyID", "secret", "token" or null,
"seconds", "expected": {name: value}, "canonical"}. botocore's clock is replaced by "seconds"; its rules are untouched. Where the
query is spelt in a way that botocore never sends (raw or lower-case escapes), botocore is given the decoded pairs and encodes them itself.
"""

import argparse
import base64
import datetime
import json
import random
import urllib.parse

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ACCOUNT = "123456789012"
SEGMENTS = [
    "2015-03-31", "functions", "checkout", "aliases", "prod", "versions", "$LATEST", "%24LATEST", "a b", "a%20b", "%C3%A9", "é", "名",
    f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:checkout:prod", f"arn%3Aaws%3Alambda%3Aeu-west-1%3A{ACCOUNT}%3Afunction%3Acheckout",
    "", ".", "..", "...", "~x", "x~", "a+b", "a=b", "a&b", "(x)", "x'y", "!*", "@", ",;", "%2F", "%2f", "%25", "%", "%zz", "😀", "{a}", "[b]",
]
NAMES = ["Marker", "MaxItems", "Qualifier", "FunctionVersion", "a", "A", "b", "id", "id-type", "X-Amz-Foo", "list-type", "_", "~", "é", "a b", "a:b", "a/b"]
VALUES = ["", "1", "50", "$LATEST", "a b", "a+b", "a/b", "x=y=", "k:v", "é名", "~-._", "%", "100%", "😀", "a&b", "eyJ2IjoxfQ==", "'", "()", "*", "@,;"]
TYPES = ["application/json", "application/x-amz-json-1.1", "application/x-www-form-urlencoded; charset=utf-8", "text/plain;  charset = utf-8"]
HOSTS = [
    "https://lambda.eu-west-1.amazonaws.com", "https://monitoring.us-east-1.amazonaws.com", "https://sts.amazonaws.com:443",
    "http://127.0.0.1:4566", "http://localhost", "https://LAMBDA.eu-west-1.amazonaws.com:8443", "http://[::1]:8080", "https://example.com:443",
]
EXTRA = [
    ("X-Amz-Target", "GraniteServiceVersion20100801.DescribeAlarms"), ("Accept", "*/*"), ("User-Agent", "flipback/1 ua/2.1"),
    ("X-Amzn-Trace-Id", "Root=1-67891233"), ("Expect", "100-continue"), ("amz-sdk-request", "attempt=1;  max=3"), ("X-Amz-Foo-Bar", "2"),
    ("X-Amz-Foo", "1"), ("My-Header", "  a   b\tc "), ("My-Header", "second"), ("x-empty", ""), ("Connection", "keep-alive"), ("X-Uni", "é  ü"),
    ("traceparent", "00-1-1-00"), ("Transfer-Encoding", "identity"), ("If-Match", '"a,b"'), ("x-amz-client-context", "e30="),
]


def escape(text, style):
    """One spelling of a name or value inside a query."""
    if style == "botocore":
        return urllib.parse.quote(text, safe="-_.~")
    raw = "/:=+@,;()*'$!?" if style == "raw" else ""
    spelt = urllib.parse.quote(text, safe="-_.~" + raw)
    if style == "lower":
        first, *escaped = spelt.split("%")
        return first + "".join("%" + piece[:2].lower() + piece[2:] for piece in escaped)
    return spelt


def make_query(random):
    """The query as sent, and the decoded pairs, or None when botocore is to read the query itself."""
    style = random.choice(["none", "botocore", "botocore", "raw", "lower", "bare"])
    if style == "none":
        return "", None
    pairs = [(random.choice(NAMES), random.choice(VALUES)) for _ in range(random.randint(1, 5))]
    if random.random() < 0.3:
        pairs.append((pairs[0][0], random.choice(VALUES)))
    if style == "raw":
        # In a name `=` would end it.
        text = "&".join(f"{escape(name, 'botocore')}={escape(value, 'raw')}" for name, value in pairs)
        return text, pairs
    if style == "bare":
        text = "&".join(escape(name, "botocore") + ("=" if random.random() < 0.5 else "") for name, _ in pairs)
        return text, None
    text = "&".join(f"{escape(name, style)}={escape(value, style)}" for name, value in pairs)
    return text, (pairs if style == "lower" else None)


def make_body(random, index):
    if index % 200 == 0:
        return random.randbytes(120_000)
    return random.choice([b"", b"{}", b'{"FunctionVersion":"6","RoutingConfig":{"AdditionalVersionWeights":{}}}', random.randbytes(random.randint(1, 300))])


def make(random, index):
    path = "".join("/" + random.choice(SEGMENTS) for _ in range(random.randint(0, 6)))
    if random.random() < 0.3:
        path += "/"
    query, pairs = make_query(random)
    url = random.choice(HOSTS) + path + ("?" + query if query else "")
    headers = random.sample(EXTRA, random.randint(0, 5))
    if random.random() < 0.6:
        headers.append((random.choice(["Content-Type", "content-type"]), random.choice(TYPES)))
    if random.random() < 0.2:
        headers.append(("Host", random.choice(["lambda.eu-west-1.amazonaws.com", "127.0.0.1:9999"])))
    random.shuffle(headers)
    return {
        "method": random.choice(["GET", "PUT", "POST", "DELETE", "HEAD"]),
        "url": url,
        "headers": headers,
        "body": make_body(random, index),
        "pairs": pairs,
        "service": random.choice(["lambda", "monitoring", "sts", "codedeploy"]),
        "region": random.choice(["eu-west-1", "us-east-1", "ap-southeast-2"]),
        "accessKeyID": "AKIA" + "".join(random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16)),
        "secret": "".join(random.choices("abcXYZ0189+/", k=40)),
        "token": base64.b64encode(random.randbytes(90)).decode() if random.random() < 0.5 else None,
        "seconds": random.randint(0, 4_102_444_799),
    }


def sign(case):
    """The headers botocore adds, and its canonical request."""
    moment = datetime.datetime.fromtimestamp(case["seconds"], datetime.timezone.utc)
    botocore.auth.get_current_datetime = lambda *_, **__: moment
    request = AWSRequest(method=case["method"], url=case["url"], data=case["body"], params=case["pairs"])
    for name, value in case["headers"]:
        request.headers[name] = value
    signer = botocore.auth.SigV4Auth(Credentials(case["accessKeyID"], case["secret"], case["token"]), case["service"], case["region"])
    signer.add_auth(request)
    names = ["X-Amz-Date", "X-Amz-Security-Token", "Authorization"]
    added = {name: request.headers[name] for name in names if name in request.headers}
    assert added["X-Amz-Date"] == moment.strftime("%Y%m%dT%H%M%SZ"), "botocore did not use the clock it was given"
    unsigned = AWSRequest(method=case["method"], url=case["url"], data=case["body"], params=case["pairs"])
    for name, value in request.headers.items():
        if name != "Authorization":
            unsigned.headers[name] = value
    return added, signer.canonical_request(unsigned)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--count", type=int, required=True)
    arguments.add_argument("--seed", type=int, required=True)
    options = arguments.parse_args()
    generator = random.Random(options.seed)
    for index in range(options.count):
        case = make(generator, index)
        case["expected"], case["canonical"] = sign(case)
        case["body"] = base64.b64encode(case["body"]).decode()
        del case["pairs"]
        print(json.dumps(case))


if __name__ == "__main__":
    main()

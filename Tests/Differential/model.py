"""Numbers and moments with the text they must have, one JSON object a line.

Usage: model.py --count N --seed N

{"bits": 64-bit pattern in hex, "text": ECMAScript's Number::toString}, made from repr's shortest digits by the layout rules of ECMA-262;
{"milliseconds": n, "rfc3339": text, "offset": the same moment with an offset and microseconds}, made by datetime.
"""

import argparse
import datetime
import json
import random
import struct
from decimal import Decimal

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def ecma(value):
    """ECMA-262, Number::toString, for finite values: s is the integer of the k digits, the value is s * 10 ** (n - k)."""
    if value == 0:
        return "0"
    if value < 0:
        return "-" + ecma(-value)
    _, digits, exponent = Decimal(repr(value)).as_tuple()
    s = "".join(map(str, digits)).lstrip("0")
    stripped = s.rstrip("0")
    k = len(stripped)
    n = len(s) + exponent
    s = stripped
    if k <= n <= 21:
        return s + "0" * (n - k)
    if 0 < n <= 21:
        return s[:n] + "." + s[n:]
    if -6 < n <= 0:
        return "0." + "0" * -n + s
    tail = f"e{'+' if n > 0 else '-'}{abs(n - 1)}"
    return s + tail if k == 1 else s[0] + "." + s[1:] + tail


def number(generator):
    kind = generator.randrange(5)
    if kind == 0:
        value = struct.unpack(">d", struct.pack(">Q", generator.getrandbits(64)))[0]
        if value != value or value in (float("inf"), float("-inf")):
            value = 0.1
    elif kind == 1:
        value = generator.randint(-(2**70), 2**70) / generator.choice([1, 10, 1000, 2**20])
    elif kind == 2:
        value = round(generator.random(), generator.randint(0, 6))
    elif kind == 3:
        value = generator.randint(1, 9999) * 10.0 ** generator.randint(-30, 30)
    else:
        value = float(generator.choice([2**53, -(2**53), 10**20, 10**21, 10**22]) + generator.randint(-5, 5))
    return {"bits": struct.pack(">d", value).hex(), "text": ecma(value)}


def moment(generator):
    milliseconds = generator.randint(-62_135_510_400_000, 253_402_214_400_000)
    at = EPOCH + datetime.timedelta(milliseconds=milliseconds)
    zone = datetime.timezone(datetime.timedelta(minutes=generator.randint(-23 * 60, 23 * 60)))
    local = (at + datetime.timedelta(microseconds=generator.randint(0, 999))).astimezone(zone)
    return {
        "milliseconds": milliseconds,
        "rfc3339": at.strftime("%Y").zfill(4) + at.strftime("-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z",
        "offset": local.isoformat(timespec="microseconds"),
    }


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--count", type=int, required=True)
    arguments.add_argument("--seed", type=int, required=True)
    options = arguments.parse_args()
    generator = random.Random(options.seed)
    for _ in range(options.count):
        print(json.dumps(number(generator)))
        print(json.dumps(moment(generator)))


if __name__ == "__main__":
    main()

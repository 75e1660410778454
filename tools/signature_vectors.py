#!/usr/bin/env python3
"""Writes tests/vectors/signatures.json: keys, hashes and signatures by a second implementation of
SPEC.md section 8.7.1, which shares nothing with protocol/records. Run it after a change there:

    python3 tools/signature_vectors.py > tests/vectors/signatures.json
"""

import hashlib
import json

SPACE_ID = bytes([7] * 16)
MEMBER = 0

# ---- Ed25519, as RFC 8032 section 6 writes it ----

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
BASE_Y = 4 * pow(5, P - 2, P) % P


def recover_x(y):
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    return P - x if x & 1 else x


def add(a, b):
    one, two = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    three, four = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, point):
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point, scalar = add(point, point), scalar >> 1
    return total


def compress(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE_X = recover_x(BASE_Y)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def keys(seed):
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | 1 << 254
    return scalar, digest[32:], compress(multiply(scalar, BASE))


def number_of(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % ORDER


def sign(seed, message):
    scalar, prefix, public = keys(seed)
    r = number_of(prefix, message)
    begin = compress(multiply(r, BASE))
    s = (r + number_of(begin, public, message) * scalar) % ORDER
    return begin + s.to_bytes(32, "little")


# ---- section 8.7.1 ----


def seed_of(static_secret):
    return hashlib.blake2b(key=static_secret, digest_size=32, salt=(1).to_bytes(16, "little"),
                           person=b"alcvsign" + bytes(8)).digest()


def object_id(target):
    counter, device = target
    return bytes([device]) + counter.to_bytes(4, "big")


def content(kind, target, fields):
    out = b"alcove signed content" + SPACE_ID + bytes([kind]) + object_id(target)
    for field, value in fields:
        if value is None:
            out += bytes([field, 0])
        elif isinstance(value, int):
            out += bytes([field, 1]) + value.to_bytes(8, "big")
        else:
            text = value.encode()
            out += bytes([field, 2]) + len(text).to_bytes(4, "big") + text
    return hashlib.blake2b(out, digest_size=32).digest()


def signature(seed, target, minute, content_hash):
    return sign(seed, b"alcove signature" + SPACE_ID + bytes([MEMBER]) + object_id(target)
                + minute.to_bytes(4, "big") + content_hash)


def case(kind, counter, minute, fields):
    static_secret = hashlib.blake2b(bytes([counter]), digest_size=32).digest()
    seed, target = seed_of(static_secret), (counter, 0)
    content_hash = content(kind, target, fields)
    named = [{"field": field, "number": value} if isinstance(value, int) else
             {"field": field, "text": value.encode().hex()}
             for field, value in fields if value is not None]
    return {"kind": kind, "minute": minute, "fields": named, "secret": static_secret.hex(),
            "public": keys(seed)[2].hex(), "hash": content_hash.hex(),
            "signature": signature(seed, target, minute, content_hash).hex()}


def main():
    cases = [
        case(14, 1, 29629130, [(0, "We meet online.\nNothing is recorded."), (1, 2), (2, None)]),
        case(14, 3, 0, [(0, ""), (1, None), (2, "Mara Größer")]),
        case(5, 5, 29629200, [(0, 29629000), (2, "We did: walks\nWhat mattered: évening 好")]),
        case(5, 7, 105190559, [(0, None), (2, "")]),
    ]
    print(json.dumps({"space": SPACE_ID.hex(), "cases": cases}, indent=1))


main()

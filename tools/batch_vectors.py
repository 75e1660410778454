#!/usr/bin/env python3
"""Writes tests/vectors/batches.json: batches and chains by a second implementation of SPEC.md
sections 8.7 and 8.8, which shares nothing with protocol/records. Run it after a change there:

    python3 tools/batch_vectors.py > tests/vectors/batches.json
"""

import hashlib
import json
import random
import zlib

DEVICES = 18
SQUEEZE_FROM = 256
SPACE_ID = bytes(range(16))

# What each field holds, by kind: n number, s string, b bytes, o object, t a note.
FIELDS = [
    "snnnnnnnbbbbbbnnnnnn", "sssnnnnssssssnbt", "osssnb", "onnnnnnsn", "ssnons",
    "nstnnn", "osbn", "onsnnn", "os", "snbnn", "onnsn", "s",
    "osss", "sssnsssnnns", "sns", "obbnn", "nnsn", "nsssssss",
]


def varint(value):
    for tag, size in enumerate((1, 2, 4, 8)):
        if value < 1 << (8 * size - 2):
            return (value | tag << (8 * size - 2)).to_bytes(size, "big")
    raise ValueError(value)


def zigzag(way):
    return 2 * way if way >= 0 else -2 * way - 1


def wide(value, forms):
    """The shortest of msgpack's forms: (first byte, width)."""
    for first, width in forms:
        if value < 1 << 8 * width:
            return bytes([first]) + value.to_bytes(width, "big")
    raise ValueError(value)


def integer(value):
    if value < 128:
        return bytes([value])
    return wide(value, ((0xCC, 1), (0xCD, 2), (0xCE, 4), (0xCF, 8)))


def array(values):
    count = len(values)
    head = bytes([0x90 | count]) if count < 16 else wide(count, ((0xDC, 2), (0xDD, 4)))
    return head + b"".join(values)


def binary(value):
    return wide(len(value), ((0xC4, 1), (0xC5, 2), (0xC6, 4))) + value


def key(op):
    counter, device = op["object"]
    rank = {"make": 0, "set": 1, "clear": 1, "note": 1, "erase": 2}[op["op"]]
    return counter, device, rank, op.get("field", 0)


def code(op):
    return {
        "set": lambda: op["field"],
        "clear": lambda: 0x20 | op["field"],
        "note": lambda: 0x40 | op["field"],
        "make": lambda: 0x60 | op["kind"],
        "erase": lambda: 0x7F,
    }[op["op"]]()


# Days since 1970 are told from the day of the batch.
DAYS = {(1, 3), (3, 1), (4, 2), (9, 4)}


def columns(device, minute, ops):
    ops = sorted(ops, key=key)
    codes, objects = b"", b""
    last = [0, device]
    for i, op in enumerate(ops):
        another = op["op"] != "make" and (i == 0 or ops[i - 1]["object"] != op["object"])
        codes += bytes([code(op) | (0x80 if another else 0)])
        if another:
            differs = op["object"][1] != last[1]
            objects += varint((op["object"][0] - last[0]) * 2 + differs)
            objects += bytes([op["object"][1]]) if differs else b""
            objects += bytes([op["kind"]])
        last = op["object"]
    made = [varint(op["object"][0]) for op in ops if op["op"] == "make"][:1]
    notes = [op for op in ops if op["op"] == "note"]
    numbers, references, sizes, strings = b"", b"", b"", b""
    last = [0, device]
    for op in ops:
        if "number" in op:
            is_day = (op["kind"], op["field"]) in DAYS
            number = zigzag(op["number"] - minute // 1440) if is_day else op["number"]
            numbers += varint(number)
        elif "reference" in op:
            counter, of = op["reference"]
            references += varint(zigzag(counter - last[0]) * 2 + (of != last[1]))
            references += bytes([of]) if of != last[1] else b""
            last = op["reference"]
        elif "string" in op or "bytes" in op:
            value = bytes.fromhex(op.get("string", op.get("bytes")))
            sizes += varint(len(value))
            strings += value
    run_sizes, places, texts = b"", b"", b""
    for op in notes:
        expected = 0
        for run in op["runs"]:
            places += varint(zigzag(run["at"] - expected))
            if "text" in run:
                text = bytes.fromhex(run["text"])
                run_sizes += varint(2 * len(text))
                texts += text
                expected = run["at"] + len(text.decode())
            else:
                run_sizes += varint(2 * run["count"] + 1)
                expected = run["at"]
    return b"".join([
        varint(len(ops)), codes, *made, *(varint(len(op["runs"])) for op in notes), objects,
        numbers, references, sizes, run_sizes, places, strings, texts,
    ])


def deflate(plain):
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    return squeezer.compress(plain) + squeezer.flush()


def encode(head, before, ops):
    plain = columns(head["device"], head["minute"], ops)
    known = []
    for device in range(DEVICES):
        more = head["known"][device] - before[device]
        if device != head["device"] and more:
            known += [integer(device), integer(more)]
    parts = [
        integer(1), integer(head["device"]), integer(head["sequence"]), integer(head["lamport"]),
        array(known), integer(head["minute"]),
    ]
    squeezed = deflate(plain) if len(plain) > SQUEEZE_FROM else plain
    if len(squeezed) < len(plain):
        return array(parts + [binary(squeezed), integer(len(plain))]), True
    return array(parts + [binary(plain)]), False


def chain_begin(device):
    start = b"alcove space chain" + SPACE_ID + bytes([device])
    return hashlib.blake2b(start, digest_size=16).digest()


def chain_next(before, batch):
    return hashlib.blake2b(before + batch, digest_size=16).digest()


WORDS = "walk lake évening slept 好 calm again tired market Ünruh friend 🙂 step".split()


def words(rng, count):
    return " ".join(rng.choice(WORDS) for _ in range(count))


def draw_value(rng, kind, field, others):
    what = FIELDS[kind][field]
    if what == "n":
        small = (kind, field) not in {(1, 3), (3, 1), (4, 2), (5, 0), (5, 3), (9, 3), (9, 4),
                                     (15, 3), (15, 4), (16, 0)}
        return {"number": rng.randrange(2 if small else 60000)}
    if what == "s":
        return {"string": words(rng, rng.randrange(6)).encode().hex()}
    if what == "o":
        return {"reference": rng.choice(others)}
    if kind == 9:
        return {"bytes": bytes(rng.randrange(4) for _ in range(9)).hex()}
    return {"bytes": bytes([rng.randrange(1, 256), rng.randrange(2, 256)]).hex()}


def draw_runs(rng):
    runs = []
    for _ in range(rng.randrange(1, 5)):
        if rng.random() < 0.3:
            runs.append({"at": rng.randrange(200), "count": rng.randrange(1, 70)})
        else:
            runs.append({"at": rng.randrange(200), "text": words(rng, rng.randrange(1, 9))
                         .encode().hex()})
    return runs


def draw_ops(rng, device, made, others, size):
    ops, objects = [], {}
    for _ in range(size):
        if rng.random() < 0.4:
            made += 1
            objects[(made, device)] = rng.randrange(1, len(FIELDS))
            ops.append({"op": "make", "object": [made, device],
                        "kind": objects[(made, device)]})
        else:
            other = tuple(rng.choice(others))
            objects.setdefault(other, 0 if other == (0, 0) else rng.randrange(1, len(FIELDS)))
    for (counter, of), kind in objects.items():
        for field, what in enumerate(FIELDS[kind]):
            if rng.random() < 0.5:
                continue
            op = {"op": "set", "object": [counter, of], "kind": kind, "field": field}
            if what == "t":
                ops.append(op | {"op": "note", "runs": draw_runs(rng)})
            elif rng.random() < 0.1:
                ops.append(op | {"op": "clear"})
            else:
                ops.append(op | draw_value(rng, kind, field, others))
        if kind != 0 and rng.random() < 0.1 and counter != made:
            ops.append({"op": "erase", "object": [counter, of], "kind": kind})
    if not ops:
        ops.append({"op": "clear", "object": [0, 0], "kind": 0, "field": 0})
    return ops, made


def main():
    rng = random.Random(20261128)
    chains = []
    for device in (0, 1, 17):
        chain, before, made, lamport = chain_begin(device), [0] * DEVICES, 0, 0
        others = [[0, 0], [3, 0], [70, 1], [9000, 2], [4, 17]]
        batches = []
        for sequence in range(1, 9):
            known = [k + rng.choice((0, 0, 1, 300)) for k in before]
            known[device] = sequence - 1
            lamport += rng.choice((1, 1, 200))
            head = {"device": device, "sequence": sequence, "lamport": lamport,
                    "minute": 29549000 + sequence, "known": known}
            reach = [o for o in others if o[1] != device or o[0] <= made]
            ops, made = draw_ops(rng, device, made, reach, rng.choice((1, 2, 4, 12)))
            batch, squeezed = encode(head, before, ops)
            chain = chain_next(chain, batch)
            batches.append(head | {"operations": sorted(ops, key=key), "squeezed": int(squeezed),
                                   "batch": batch.hex(), "chain": chain.hex()})
            before = known
        chains.append({"device": device, "begin": chain_begin(device).hex(), "batches": batches})
    print(json.dumps({"space": SPACE_ID.hex(), "chains": chains}, indent=1))


main()

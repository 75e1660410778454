#!/usr/bin/python3 -W ignore
"""DHT nodes of libtorrent on this machine, each on an address of its own, for tests/e2e/swarm.sh.

    libtorrent_nodes.py COUNT [NETWORK]

NETWORK: the addresses are 127.NETWORK and above (45).
Prints `ready ADDRESS...` (four of them), then obeys lines on stdin and prints a line for each:

    put KEY SEED TEXT   publishes under the Ed25519 key (hex), with libtorrent's own lookup
    get KEY             looks for it
    kill COUNT          so many nodes answer nobody from now on, the first four excepted
    quit
"""
import hashlib
import os
import random
import sys
import time

import libtorrent

SETTINGS = {
    "enable_dht": True,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "dht_bootstrap_nodes": "",
    # All nodes share 127/8 here; the defaults refuse that as they should.
    "dht_restrict_routing_ips": False,
    "dht_restrict_search_ips": False,
    "dht_ignore_dark_internet": False,
    "dht_prefer_verified_node_ids": False,
    "dht_enforce_node_id": False,
    # No others: alerts are dropped where nobody reads them in time.
    "alert_mask": libtorrent.alert.category_t.dht_notification,
}


NETWORK = int(sys.argv[2]) if len(sys.argv) > 2 else 45


def address(i):
    return "127.%d.%d.1" % (NETWORK + i // 8, i % 8 * 16 + 1), 20000 + i


def make_nodes(count):
    nodes = []
    for i in range(count):
        listen = "%s:%d" % address(i)
        nodes.append(libtorrent.session(dict(SETTINGS, listen_interfaces=listen)))
    draw = random.Random(1)
    for i, node in enumerate(nodes):
        for other in draw.sample(range(count), min(count, 24)):
            if other != i:
                node.add_dht_node(address(other))
    deadline = time.monotonic() + 15
    while min(node.status().dht_nodes for node in nodes) < min(count // 4, 12):
        if time.monotonic() > deadline:
            sys.exit("the nodes do not get to know each other")
        nodes[0].wait_for_alert(50)
        nodes[0].pop_alerts()
    return nodes


def wait_for(node, name):
    deadline = time.monotonic() + 8
    while time.monotonic() < deadline:
        node.wait_for_alert(100)
        for alert in node.pop_alerts():
            if alert.what() == name:
                return alert
    return None


def expanded(seed):
    key = bytearray(hashlib.sha512(seed).digest())
    key[0] &= 248
    key[31] = key[31] & 63 | 64
    return bytes(key)


def put(node, key, seed, text):
    node.dht_put_mutable_item(expanded(bytes.fromhex(seed)), bytes.fromhex(key), text.encode(), b"")
    alert = wait_for(node, "dht_put")
    return "put nothing" if alert is None else "put " + alert.message().split("success=")[1][:2]


def get(node, key):
    node.dht_get_mutable_item(bytes.fromhex(key), b"")
    alert = wait_for(node, "dht_mutable_item")
    if alert is None or not alert.item["value"]:
        return "got nothing"
    return "got %d %s" % (alert.seq, alert.item["value"].decode())


def obey(nodes, words):
    node = nodes[-1]
    node.pop_alerts()
    if words[0] == "put":
        return put(node, words[1], words[2], " ".join(words[3:]))
    if words[0] == "get":
        return get(node, words[1])
    victims = random.Random(2).sample(range(4, len(nodes)), int(words[1]))
    for victim in victims:
        nodes[victim].apply_settings({"enable_dht": False})
    while any(nodes[victim].is_dht_running() for victim in victims):
        nodes[0].wait_for_alert(20)
        nodes[0].pop_alerts()
    return "killed %d of %d" % (len(victims), len(nodes))


def main():
    nodes = make_nodes(int(sys.argv[1]))
    print("ready", *("%s:%d" % address(i) for i in range(4)), flush=True)
    for line in sys.stdin:
        if line.strip() == "quit":
            break
        print(obey(nodes, line.split()), flush=True)
    # The destructors of the nodes would wait for what no longer matters.
    os._exit(0)


main()

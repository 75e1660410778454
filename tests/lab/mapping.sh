#!/bin/bash
# Ports of a router, asked for by PCP, NAT-PMP and UPnP from miniupnpd in a network namespace: made,
# used from outside, renewed, deleted; and told apart from a router behind a carrier's NAT.
# shellcheck source=tests/lab/common
. "$(dirname -- "$0")/common"

: "${ALCOVE_MAPPING_PROBE:?the driver sets it to the built mapping_probe}"
PATH=$PATH:/usr/sbin:/sbin
needs miniupnpd
own=$LAB_BENCH

ip netns add "$own-host"

in_node() {
    node=$1
    shift
    ip netns exec "$own-$node" "$@"
}

# network WAN_ADDRESS OUTSIDE_ADDRESS: a host behind a router, which maps ports at random, and
# somebody outside.
network() {
    for node in router outside; do
        ip netns add "$own-$node" || return 1
    done
    for node in host router outside; do
        ip -n "$own-$node" link set lo up
    done
    ip -n "$own-router" link add lan type veth peer name eth netns "$own-host" &&
        ip -n "$own-router" link add wan type veth peer name eth netns "$own-outside" || return 1
    address router lan 192.168.77.1/24
    address host eth 192.168.77.2/24
    address router wan "$1/24"
    address outside eth "$2/24"
    ip -n "$own-host" route add default via 192.168.77.1
    ip -n "$own-router" route add default via "$2"
    in_node router sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
    in_node router nft -f - <<'RULES'
table inet house {
  chain input { type filter hook input priority 0; iifname wan drop; }
  chain post { type nat hook postrouting priority 100; oifname wan masquerade fully-random; }
}
table inet mapped {
  chain forward { type filter hook forward priority -10; policy accept; }
  chain pre { type nat hook prerouting priority -110; }
  chain post { type nat hook postrouting priority 90; }
}
RULES
}
address() {
    ip -n "$own-$1" addr add "$3" dev "$2" && ip -n "$own-$1" link set "$2" up
}
no_network() {
    # shellcheck disable=SC2046
    kill $(jobs -p) 2>/dev/null
    wait
    # At once; those of a deleted namespace go some time later.
    ip -n "$own-router" link del lan
    ip -n "$own-router" link del wan
    ip netns del "$own-router"
    ip netns del "$own-outside"
}

router_serves() {
    cat >"$work/router.conf" <<'CONF'
ext_ifname=wan
listening_ip=lan
enable_upnp=yes
enable_natpmp=yes
secure_mode=yes
min_lifetime=2
uuid=00000000-0000-0000-0000-000000000001
upnp_table_name=mapped
upnp_nat_table_name=mapped
upnp_forward_chain=forward
upnp_nat_chain=pre
upnp_nat_postrouting_chain=post
allow 1024-65535 192.168.77.0/24 1024-65535
deny 0-65535 0.0.0.0/0 0-65535
CONF
    ip netns exec "$own-router" miniupnpd -d -f "$work/router.conf" -P "$work/router.pid" \
        >"$work/router.out" 2>&1 &
    server=$!
    [ -n "$(first_line "$work/router.out" 'Listening for NAT-PMP' 20)" ]
}

# probe PORT METHODS LIFETIME [tcp]: in the background, its lines in probe.out; the process is
# $probe.
probe() {
    : >"$work/probe.out"
    # Not by in_node: $! would be a shell around it.
    ip netns exec "$own-host" "$ALCOVE_MAPPING_PROBE" "$@" >>"$work/probe.out" 2>"$work/probe.err" &
    probe=$!
}
sees() {
    [ -n "$(first_line "$work/probe.out" "$1" "${2:-20}")" ]
}
is_mapped() { # PORT
    in_node router nft list table inet mapped | grep -q "dport $1 "
}
ends_and_deletes() { # PORT
    kill -INT "$probe"
    wait "$probe" || return 1
    grep -q '^closed' "$work/probe.out" && ! is_mapped "$1"
}
outside_says() { # PORT TEXT
    in_node outside bash -c "printf %s '$2' >/dev/udp/45.0.1.5/$1"
}

made_and_used() { # METHOD PORT
    probe "$2" "$1" 7200
    sees "^made $1 udp 45.0.1.5:$2" && is_mapped "$2" && outside_says "$2" hello &&
        sees '^received hello' && ends_and_deletes "$2" || return 1
    sed -n 's/^made .* \([0-9]*\)$/# mapped after \1 ms/p' "$work/probe.out" | head -n 1
}
renewed() { # METHOD PORT
    probe "$2" "$1" 4
    sees "^made $1 udp" && sees '^renewed' 10 || return 1
    : >"$work/probe.out"
    sees '^renewed' 10 && is_mapped "$2" && outside_says "$2" again &&
        sees '^received again' && ends_and_deletes "$2"
}
both_protocols() {
    probe 41900 "$1" 7200 tcp
    sees "^made $1 tcp 45.0.1.5:41900" && sees "^made $1 udp 45.0.1.5:41900" &&
        ends_and_deletes 41900
}
pcp_is_enough() {
    probe 41950 all 7200
    sees '^made pcp udp 45.0.1.5:41950' && is_mapped 41950 && ends_and_deletes 41950
}
# The router forgets everything, as after its power was off.
after_a_restart() { # METHOD PORT
    probe "$2" "$1" 7200
    sees "^made $1 udp" || return 1
    kill "$server"
    wait "$server"
    in_node router nft flush chain inet mapped pre
    in_node router nft flush chain inet mapped forward
    ! is_mapped "$2" && router_serves || return 1
    : >"$work/probe.out"
    kill -HUP "$probe"
    sees "^renewed" && is_mapped "$2" && outside_says "$2" back && sees '^received back' &&
        ends_and_deletes "$2"
}
carrier_is_seen() { # METHOD
    probe 41800 "$1" 7200
    sees '^carrier' 30 || return 1
    kill -INT "$probe"
    wait "$probe" && ! grep -q '^made' "$work/probe.out"
}
nobody_serves() {
    probe 41700 all 7200
    sees '^refused' 30 || return 1
    kill -INT "$probe"
    wait "$probe"
}

ok 'a host behind a router, and somebody outside' network 45.0.1.5 45.0.1.1
ok 'a router that serves nothing refuses' nobody_serves
ok 'the router serves PCP, NAT-PMP and UPnP' router_serves
port=41000
for method in pcp natpmp upnp; do
    port=$((port + 1))
    ok "$method: a port is mapped, reached from outside, and deleted at the end" \
        made_and_used $method $port
done
for method in pcp natpmp upnp; do
    port=$((port + 1))
    ok "$method: a mapping is renewed before its end" renewed $method $port
done
for method in pcp natpmp upnp; do
    ok "$method: UDP and TCP" both_protocols $method
done
for method in pcp natpmp upnp; do
    port=$((port + 1))
    ok "$method: a router that restarted is asked anew when the network changed" \
        after_a_restart $method $port
done
ok 'all at once: one mapping is enough' pcp_is_enough
no_network
ok 'the same behind a carrier' network 100.64.1.5 100.64.1.1
ok 'its router serves too' router_serves
for method in pcp natpmp upnp; do
    ok "$method: behind a carrier no port is claimed, and it is said" carrier_is_seen $method
done
finish

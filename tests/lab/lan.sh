#!/bin/bash
# Two devices in one network without the Internet, in network namespaces: found by IPv4, by IPv6
# alone, after the address changed, and on one machine; and what a third one there can read.
# shellcheck source=tests/lab/common
. "$(dirname -- "$0")/common"

: "${ALCOVE_LAN_PROBE:?the driver sets it to the built lan_probe}"
PATH=$PATH:/usr/sbin:/sbin
needs
own=$LAB_BENCH

ip netns add "$own-one"
ip netns add "$own-two"

cable() {
    ip -n "$own-one" link add eth type veth peer name eth netns "$own-two" || return 1
    for node in one two; do
        ip -n "$own-$node" link set lo up
        # An IPv6 address can be used at once: nobody else is there.
        ip netns exec "$own-$node" sh -c 'echo 0 >/proc/sys/net/ipv6/conf/eth/accept_dad'
        ip -n "$own-$node" link set eth up
    done
}
# probe NODE PORT first|second KEY: its lines in NODE-PORT.out, its process in $probe.
probe() {
    node=$1
    shift
    : >"$work/$1.out"
    ip netns exec "$own-$node" "$ALCOVE_LAN_PROBE" "$@" >>"$work/$1.out" 2>"$work/$1.err" &
    probe=$!
}
sees() { # PORT PATTERN
    [ -n "$(first_line "$work/$1.out" "$2" 20)" ]
}
ends() {
    for process in "$@"; do
        kill -INT "$process"
        wait "$process" || return 1
    done
}
milliseconds() { # PORT: of the first finding
    sed -n 's/^found [^ ]* //p' "$work/$1.out" | head -n 1
}

by_ipv4() {
    ip -n "$own-one" addr add 192.168.77.2/24 dev eth
    ip -n "$own-two" addr add 192.168.77.3/24 dev eth
    probe one 40001 first a
    one=$probe
    sees 40001 seeking || return 1
    probe two 40002 second a
    # Who was there first hears the other's first beacon; nothing else is needed to meet.
    sees 40001 '^found 192.168.77.3:40002 ' && sees 40002 '^found 192.168.77.2:40001 ' || return 1
    echo "# found after $(milliseconds 40001) and $(milliseconds 40002) ms"
    ends "$one" "$probe"
}
by_ipv6() {
    ip -n "$own-one" addr flush dev eth scope global
    ip -n "$own-two" addr flush dev eth scope global
    ip -n "$own-one" addr add fd77::2/64 dev eth
    ip -n "$own-two" addr add fd77::3/64 dev eth
    probe one 40003 first b
    one=$probe
    sees 40003 seeking || return 1
    probe two 40004 second b
    sees 40003 '^found \[fd77::3\]:40004 ' && sees 40004 '^found \[fd77::2\]:40003 ' &&
        ends "$one" "$probe"
}
after_a_change() {
    probe one 40005 first c
    one=$probe
    probe two 40006 second c
    sees 40005 '^found \[fd77::3\]' || return 1
    ip -n "$own-two" addr add 192.168.77.9/24 dev eth
    ip -n "$own-one" addr add 192.168.77.2/24 dev eth
    sees 40006 'network changed' && sees 40005 '^found 192.168.77.9:40006 ' &&
        ends "$one" "$probe"
}
a_stranger() {
    probe one 40007 first d
    one=$probe
    probe two 40008 second e
    stranger=$probe
    probe two 40009 second d
    sees 40007 ':40009 ' && ! grep -q found "$work/40008.out" && ends "$one" "$stranger" "$probe"
}
one_machine_alone() {
    ip -n "$own-one" link set eth down
    probe one 40010 first f
    one=$probe
    probe one 40011 second f
    sees 40010 '^found 127.0.0.1:40011 ' && sees 40011 '^found 127.0.0.1:40010 ' &&
        ends "$one" "$probe"
}

ok 'two devices on one cable' cable
ok 'they find each other by IPv4' by_ipv4
ok 'they find each other by IPv6 alone' by_ipv6
ok 'a new address is found without waiting for the next minute' after_a_change
ok 'a stranger between them finds nobody' a_stranger
ok 'two people on one machine without any network find each other' one_machine_alone
finish

#!/bin/bash
# `alcove doctor` between homes: what it says, and how soon, where the way is blocked, cut, hidden
# from both sides, or nobody is at the other end. Ben asks in home a, Anna waits in home b.
#
#   tests/lab/doctor.sh    prints TAP; about 40 s, two homes at a time
# shellcheck source=tests/lab/common
. "$(dirname -- "$0")/common"
# shellcheck source=tests/lab/calls
. "$lab/calls"
needs conntrack awk
# shellcheck disable=SC2034 # tests/lab/calls: she waits longer than he looks
patience=30

public() { net pubhosts "$1" && swarm_up "$1" 0; }

# asks [WAYS]: Ben's doctor in home a, by the ways of the bench or these. How it ended and how long
# the program took is behind what it printed.
asks() {
    local from code
    from=$(now_us)
    net exec a timeout 20 "$ALCOVE" doctor Anna --json --profile "$run/ben" \
        --helpers "${1:-$(ways)}" >"$run/doctor.out" 2>"$run/doctor.err" </dev/null
    code=$?
    echo "code $code after $((($(now_us) - from) / 1000)) ms" >>"$run/doctor.out"
}
anna_waits() {
    person b anna answer
    disown # she goes with the bench
    if has_swarm; then first_line "$run/anna.stats" '"published"' 8 >/dev/null; fi
}

blocked() { net up udpblock open && public 24 && asks; }
# Contacts only, and one server that would say where we are.
blocked_contacts_only() { net up udpblock open && asks "$(net address net | head -n 1):3478"; }
unplugged() { net up eim-apdf open && net link a down && asks; }
no_way_out() { # the router is there, and nothing behind it
    net up eim-apdf open && net exec ra ip link set wan down && public 24 && asks
}
absent() { net up eim-apdf open && public 24 && asks; }
both_hidden() { net up apdm apdm && public 40 && anna_waits && asks; }
there() { net up eim-apdf eim-apdf && public 24 && anna_waits && asks; }

scene() {
    export LAB_BENCH=$LAB_BENCH.$1
    run=$work/$1
    mkdir -p "$run"
    cp -r "$work/paired/anna" "$work/paired/ben" "$run/"
    "$1" >"$run/scene" 2>&1
    net down
}

# finds SCENE DIAGNOSIS CODE MS: and no later.
finds() {
    local code took
    echo "# $1: $(sed -n 's/.*"diagnosis":"\([^"]*\)".*"elapsed_ms":\([0-9]*\).*/\1 in \2 ms/p' \
        "$work/$1/doctor.out"), $(tail -n 1 "$work/$1/doctor.out")"
    read -r _ code _ took _ < <(tail -n 1 "$work/$1/doctor.out")
    grep -q "\"diagnosis\":\"$2\"" "$work/$1/doctor.out" && [ "$code" = "$3" ] &&
        [ "$took" -le "$4" ] && return
    sed 's/^/# /' "$work/$1/doctor.out" "$work/$1/doctor.err" "$work/$1/scene"
    return 1
}

ok 'two people pair' pair_once "$work/paired"
scenes=(blocked blocked_contacts_only unplugged no_way_out absent both_hidden there)
for i in "${!scenes[@]}"; do
    (
        trap - EXIT
        scene "${scenes[i]}"
    ) &
    # Two at a time: there may be no more than two processors.
    [ $((i % 2)) = 0 ] || wait
done
wait
ok 'a network without UDP, known by a DHT' finds blocked udp_blocked 4 10000
ok 'a network without UDP, known by one server' finds blocked_contacts_only udp_blocked 4 10000
ok 'a cable that is pulled out' finds unplugged no_network 4 5000
ok 'a router without an Internet' finds no_way_out udp_blocked 4 10000
ok 'nobody at the other end' finds absent they_are_offline 4 10000
ok 'a new port for each destination, on both sides' finds both_hidden both_restricted 4 10000
ok 'somebody at the other end' finds there connected 0 10000
finish

#!/bin/bash
# Calls between homes: a few pairs of tests/lab/matrix as tests. Where home b is public or the same
# home, the caller is told where (--at); the others find each other through a DHT, half of whose
# nodes are silent, if the app can be told of one.
#
#   tests/lab/calls.sh    prints TAP; 6 s, or 30 with the DHT
# shellcheck source=tests/lab/common
. "$(dirname -- "$0")/common"
# shellcheck source=tests/lab/calls
. "$lab/calls"
needs conntrack awk
patience=20

public() { net pubhosts "$1" && swarm_up "$1" 50; }

# call HOME-A HOME-B NUMBER NODES: in a bench of its own, with so many nodes of a DHT.
call() {
    local run=$work/run.$3
    export LAB_BENCH=$LAB_BENCH.$3
    mkdir -p "$run"
    cp -r "$work/paired/anna" "$work/paired/ben" "$run/"
    if net up "$1" "$2" --line delay=20,loss=1 && { [ "$4" = 0 ] || public "$4"; }; then
        call_once "$2" >"$work/call.$3"
    fi
    net down
}
succeeded() {
    grep -q '^yes ' "$work/call.$1" 2>/dev/null && return
    echo "# $(cat "$work/call.$1")"
    tail -n 3 "$work/run.$1"/*.err | sed 's/^/# /'
    # How far each came.
    grep -a '"kind":"event"' "$work/run.$1"/*.stats | sed 's/^.*run/# run/'
    grep -a '"event":"diagnosis"' "$work/run.$1"/*.out | sed 's/^.*run/# run/'
    return 1
}

pairs=('eim-apdf open' 'apdm lan' 'v6only open/v6open' 'apdm+blk512 open')
by_dht=('eim-apdf eim-apdf' 'presrej pres' 'eim-apdf apdm' 'blk512 eim-adf' 'apdm/v6 apdm/v6'
    'eim-apdf+@pres-hp eim-apdf+@')
ok 'two people pair' pair_once "$work/paired"
known=${#pairs[@]}
pairs+=("${by_dht[@]}")
for i in "${!pairs[@]}"; do
    # shellcheck disable=SC2086 # two homes
    call ${pairs[i]} "$i" $((i < known ? 0 : 40)) &
    # Two at a time: there may be no more than two processors.
    [ $((i % 2)) = 0 ] || wait
done
wait
for i in "${!pairs[@]}"; do ok "${pairs[i]/ / calls }: seen, heard and read" succeeded "$i"; done
finish

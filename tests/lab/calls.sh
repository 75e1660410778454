#!/bin/bash
# Calls between homes: a few pairs of tests/lab/matrix as tests. Where nothing else tells the one
# where the other is, the caller is told (--at), so that home b is public or the same home.
#
#   tests/lab/calls.sh    prints TAP; about 15 s
# shellcheck source=tests/lab/common
. "$(dirname -- "$0")/common"
# shellcheck source=tests/lab/calls
. "$lab/calls"
needs conntrack awk
patience=20

# call HOME-A HOME-B NUMBER: in a bench of its own.
call() {
    local run=$work/run.$3
    export LAB_BENCH=$LAB_BENCH.$3
    mkdir -p "$run"
    cp -r "$work/paired/anna" "$work/paired/ben" "$run/"
    net up "$1" "$2" --line delay=20,loss=1 && call_once "$2" >"$work/call.$3"
    net down
}
succeeded() {
    grep -q '^yes ' "$work/call.$1" && return
    echo "# $(cat "$work/call.$1")"
    tail -n 3 "$work/run.$1"/*.err | sed 's/^/# /'
    return 1
}

pairs=('eim-apdf open' 'apdm lan' 'v6only open/v6open' 'apdm+blk512 open')
ok 'two people pair' pair_once "$work/paired"
for i in "${!pairs[@]}"; do
    # shellcheck disable=SC2086 # two homes
    call ${pairs[i]} "$i" &
    # Two at a time: there may be no more than two processors.
    [ $((i % 2)) = 0 ] || wait
done
wait
for i in "${!pairs[@]}"; do ok "${pairs[i]/ / calls }: seen, heard and read" succeeded "$i"; done
finish

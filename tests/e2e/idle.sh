#!/bin/sh
# A window at home has no device open: they are opened by a knock, and closed once nobody is there.
. "$(dirname -- "$0")/tap"

waits() {
    "$ALCOVE" --json --profile "$work/anna" --listen "$anna" --camera synthetic:1 --mic speech:1 \
        --speaker none --stats "$work/anna.stats" >"$work/anna.out" 2>"$work/anna.err" &
    window=$!
}
knocks() {
    "$ALCOVE" call Anna --json --profile "$work/ben" --listen 127.0.0.1:0 --camera none \
        --mic silence >"$work/ben.out" 2>"$work/ben.err" &
    call=$!
    first_line "$work/anna.stats" '"name":"rests","value":0' 20 >/dev/null
}
sees_herself() {
    first_line "$work/anna.stats" '"kind":"media".*"captured":[1-9]' 20 >/dev/null
}
goes() {
    kill -INT "$call"
    wait "$call"
    first_line "$work/anna.stats" '"name":"rests","value":1' 20 >/dev/null
}
# Figures of the media thread come each second while it is awake; one may be under way at its end.
only_while_awake() {
    kill -INT "$window"
    wait "$window"
    awk '/"name":"rests"/ { woken++; awake = /"value":0/ }
        /"kind":"media"/ { n++; early += !woken; late += woken && !awake }
        END { exit !(n > 0 && !early && late < 2 && woken == 2 && !awake) }' "$work/anna.stats"
}

ok 'two people pair' pair
anna=$(annas_address)
waits
ok 'somebody knocks, and the devices wake' knocks
ok 'she sees herself' sees_herself
ok 'nobody is there any more, and they rest' goes
ok 'at home they were not open' only_while_awake
finish

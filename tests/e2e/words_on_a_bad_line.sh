#!/bin/sh
# A call over the emulated line: every line of text arrives once and in order, though a fifth of
# all datagrams is lost each way; and at 1 Mbit/s with 1 % loss there are pictures as well.
. "$(dirname -- "$0")/tap"
: "${ALCOVE_EMULATOR:?the driver sets it to the built emulator}"

# call_over SECONDS LINES SETTINGS: Ben calls Anna through a relay and says so many lines.
call_over() {
    start_line "$3" 7
    "$ALCOVE" answer --json --profile "$work/anna" --camera synthetic:1 --stamp --mic speech:1 \
        --say 'here is the therapist' >"$work/anna.out" 2>"$work/anna.err" &
    answer=$!
    says=$(seq -f 'line %g of the client' "$2")
    IFS='
'
    # shellcheck disable=SC2046
    "$ALCOVE" call Anna --json --profile "$work/ben" --listen 127.0.0.1:0 --at "$at" \
        --for "$1" --camera synthetic:2 --mic speech:2 --reference synthetic:1 \
        $(for say in $says; do printf -- '--say\n%s\n' "$say"; done) \
        >"$work/ben.out" 2>"$work/ben.err"
    called=$?
    unset IFS
    [ $called = 0 ] || kill -INT $answer
    wait $answer
    answered=$?
    kill $relay
    wait $relay
    [ $called = 0 ] && [ $answered = 0 ]
}

# The lines that arrived are those that were said, each once, in their order.
all_arrived() {
    seq -f 'line %g of the client' "$1" >"$work/said.txt"
    sed -n 's/.*"event":"line","author":"them","kind":"text","text":"\([^"]*\)".*/\1/p' \
        "$work/anna.out" | cmp -s - "$work/said.txt"
}
more_than() {
    awk -v value="$(reports "$1" "$2")" -v least="$3" \
        'BEGIN { exit !(value != "" && value + 0 > least) }'
}

ok 'two people pair' pair
anna=$(annas_address) # later on Ben's list begins with where the relay was
ok 'a call over a line that loses a fifth ends in peace' \
    call_over 14 12 rate=500k,delay=50,loss=20,queue=300
ok 'every line arrived, once, in order' all_arrived 12
ok 'the answer arrived as well' grep -q 'here is the therapist' "$work/ben.out"
ok 'datagrams were really lost' more_than ben packets_lost 0
ok 'a call at 1 Mbit/s, 50 ms, 1 % loss ends in peace' \
    call_over 12 10 rate=1M,delay=50,loss=1,queue=300
ok 'every line arrived there too' all_arrived 10
for person in anna ben; do
    ok "$person saw moving pictures" more_than $person pictures_shown 60
    ok "$person heard the other" more_than $person voice_played 0
done
finish

#!/bin/sh
# The demo as a newcomer runs it, shortened: does it succeed, and is what it tells so?
. "$(dirname -- "$0")/tap"

number() { # of the row that begins with $1, column $2
    sed -n "s/^ *$1  *//p" "$work/demo.out" | awk -v column="$2" '{ print $column; exit }'
}
at_least() {
    awk -v value="$1" -v least="$2" 'BEGIN { exit !(value != "" && value + 0 >= least) }'
}
is_png() {
    [ "$(head -c 8 "$1" | od -An -tx1 | tr -d ' \n')" = 89504e470d0a1a0a ]
}

run_demo() {
    "$ALCOVE" demo --seconds 8 --no-window --out "$work/out" >"$work/demo.out" 2>"$work/demo.err"
}
ok 'the demo succeeds without a window' run_demo
for person in therapist client; do
    ok "it leaves a picture of the $person's window" is_png "$work/out/$person.png"
    ok "it leaves the figures of the $person" grep -q '"kind":"picture"' "$work/out/$person.jsonl"
    ok "it leaves what the $person heard" test -s "$work/out/heard-by-$person.wav"
done
for column in 1 2; do
    ok "pictures are those that were sent: PSNR of luma at least 34 dB ($column)" \
        at_least "$(number 'likeness to what was sent (PSNR)' $column)" 34
done
ok 'what each changed alone is merged in the call' \
    grep -q 'The two copies are equal, byte for byte' "$work/demo.out"
ok 'and each reads what the other changed' \
    sh -c "grep -q 'Anna wrote in the notes' '$work/demo.out' &&
        grep -q 'Ben wrote in the notes' '$work/demo.out'"
ok 'they held the hour to its recap' grep -q 'Both agreed to the same three lines' "$work/demo.out"
ok 'and it stays with what they share' sh -c "grep -q 'Anna signed the session' '$work/demo.out' &&
    grep -q 'Ben signed the session' '$work/demo.out' &&
    grep -q 'Anna added the agenda point' '$work/demo.out'"
ok 'nothing of it failed to arrive' sh -c "! grep -q 'did not arrive' '$work/demo.out'"
ok 'no profile is left behind' sh -c "! ls \"\${TMPDIR:-/tmp}\" | grep -q '^alcove-demo-'"
finish

#!/bin/sh
# Letters through the DHT between two people who are never there at the same time. The nodes are
# libtorrent's, on addresses of this machine.
# shellcheck disable=SC2154 # tap sets $work
. "$(dirname -- "$0")/tap"
swarm=$(dirname -- "$0")/../swarm

start() {
    mkfifo "$work/swarm.in"
    /usr/bin/python3 -W ignore "$swarm/libtorrent_nodes.py" 60 60 <"$work/swarm.in" \
        >"$work/swarm.out" 2>"$work/swarm.err" &
    exec 3>"$work/swarm.in"
    nodes=$(first_line "$work/swarm.out" '^ready' 25 | sed 's/^ready //; s/^/dht=/; s/ /,dht=/g')
    [ -n "$nodes" ]
}

# The same as in tap, in JSON, for nodes of this machine.
of() {
    who=$1
    shift
    "$ALCOVE" "$@" --json --profile "$work/$who" --listen 127.0.0.1:0 \
        >"$work/$who.out" 2>"$work/$who.err"
}

ok 'sixty nodes of libtorrent get to know each other' start
ok 'Anna and Ben are paired' pair

only_writes() {
    of anna write Ben 'Until Thursday.' --no-wait && has anna '"number":1,"state":"written"'
}
ok 'a letter may be written without sending it' only_writes
contacts_only() {
    of anna write Ben 'In contacts only.' && has anna '"number":2,"state":"written"' &&
        grep -q 'contacts only' "$work/anna.err"
}
ok 'in contacts only it stays on the device, and that is said' contacts_only
too_much() {
    ends_with 2 of anna write Ben "$(yes ten-bytes | head -n 411)" &&
        ends_with 2 of anna write Ben '' && ends_with 2 of anna write Nobody x
}
ok 'too much, nothing, or to nobody is refused' too_much

ALCOVE_HELPERS=dht=127.0.0.1:1024
export ALCOVE_HELPERS
nobody() {
    ends_with 4 of anna write Ben 'To nobody yet.' --for 1 &&
        has anna '"number":3,"state":"written"' && grep -q 'nobody has taken it' "$work/anna.err" &&
        ends_with 4 of ben inbox --for 1 && ! has ben received
}
ok 'where nobody of the DHT answers it is kept, and that is said' nobody

ALCOVE_HELPERS=$nodes
export ALCOVE_HELPERS
sends() {
    printf 'The last,\nfrom the input.\n' | of anna write Ben - &&
        has anna '"number":4,"state":"left this device"' &&
        [ "$(grep -c '"event":"put"' "$work/anna.out")" = 4 ]
}
ok 'with the DHT all four leave the device' sends
twenty() {
    [ "$(grep -c '"copies":2[0-9]}' "$work/anna.out")" = 4 ]
}
ok 'twenty nodes keep each' twenty
waits() {
    of anna inbox --sent && [ "$(grep -c '"state":"left this device"' "$work/anna.out")" = 4 ]
}
ok 'they have not arrived yet' waits

reads() {
    of ben inbox && has ben '"from":"Anna"' && has ben '"text":"Until Thursday."' &&
        has ben '"text":"In contacts only."' && has ben 'The last,\u000afrom the input."' &&
        [ "$(grep -c '"event":"received"' "$work/ben.out")" = 4 ]
}
ok 'Ben finds them when Anna is long gone' reads
once() {
    of ben inbox Anna && ! has ben received && of ben inbox --list --no-wait &&
        [ "$(grep -c '"read":true' "$work/ben.out")" = 4 ]
}
ok 'they are new once, and kept' once
arrived() {
    of anna inbox --sent && [ "$(grep -c '"state":"arrived"' "$work/anna.out")" = 4 ]
}
ok 'Anna sees that they arrived when Ben is gone again' arrived

answers() {
    of ben write Anna 'Thank you.' && has ben '"state":"left this device"' || return 1
    "$ALCOVE" answer --json --profile "$work/anna" --listen 127.0.0.1:0 --camera none \
        --speaker none --screen none >"$work/answer.out" 2>"$work/answer.err" &
    answer=$!
    first_line "$work/answer.err" 'Ben wrote you something' 25 >"$work/told.out"
    told=$?
    kill -INT $answer
    wait $answer
    [ $told = 0 ] && ! grep -q 'Thank you' "$work/answer.err" "$work/answer.out"
}
ok 'one who waits for a call is told, without the words' answers
kept() {
    of anna inbox --no-wait && has anna '"text":"Thank you."'
}
ok 'and has it to read' kept

shows() {
    of anna write Ben 'Now you see me.' && has anna '"state":"left this device"' || return 1
    "$ALCOVE" --json --profile "$work/ben" --listen 127.0.0.1:0 --camera none --mic silence \
        --speaker none --stats "$work/window.stats" >"$work/window.out" 2>"$work/window.err" &
    window=$!
    first_line "$work/window.stats" '"letter"' 25 >"$work/told.out"
    told=$?
    kill -INT $window
    wait $window
    [ $told = 0 ] && ! grep -q 'you see me' "$work/window.err" "$work/window.out"
}
ok 'a window that waits tells of it, and nothing of it comes to the terminal' shows
still_to_be_read() {
    of ben inbox --no-wait && has ben '"read":false,"text":"Now you see me."'
}
ok 'nobody has read it by that' still_to_be_read

private() {
    [ "$(stat -c %a "$work/anna/letters-1")" = 600 ] && [ "$(stat -c %a "$work/anna")" = 700 ]
}
ok 'letters are for their owner alone' private
blocked() {
    "$ALCOVE" people block Ben --profile "$work/anna" &&
        ends_with 6 of anna write Ben x && ends_with 6 of anna inbox Ben
}
ok 'nothing goes to somebody who is blocked' blocked
forgotten() {
    "$ALCOVE" people forget Ben --profile "$work/anna" && [ ! -e "$work/anna/letters-1" ]
}
ok 'whoever is forgotten leaves no letters behind' forgotten
echo quit >&3
finish

#!/bin/sh
# What somebody who records the line has: every datagram of a pairing and of a call, captured by the
# relay between the two. None holds a name, a word, a header of a picture or a key.
. "$(dirname -- "$0")/tap"
: "${ALCOVE_EMULATOR:?the driver sets it to the built emulator}"

# start_relay NAME LISTEN TO: captures into NAME.pcap. Leaves its process in $relay, and in $at
# where it listens.
start_relay() {
    "$ALCOVE_EMULATOR" relay --listen "$2" --to "$3" --capture "$work/$1.pcap" \
        >"$work/$1.out" 2>"$work/$1.err" &
    relay=$!
    at=$(first_line "$work/$1.out" '^ready' 20 | cut -d' ' -f2)
}
stop_relay() {
    kill $relay
    wait $relay
}
find_free() { # an address, into $at
    start_relay free 127.0.0.1:0 127.0.0.1:9
    stop_relay
}

# Anna's invite names the address at which the relay will listen; she herself waits behind it.
pair_through_relay() {
    find_free && invited=$at
    find_free && behind=$at
    link=$("$ALCOVE" invite --json --no-wait --profile "$work/anna" --name 'Anna Sommerfeld' \
        --listen "$invited" | sed 's/.*"link":"\([^"]*\)".*/\1/')
    "$ALCOVE" --profile "$work/anna" --listen "$behind" --camera none --mic silence \
        --speaker none >"$work/window.out" 2>"$work/window.err" &
    window=$!
    start_relay pairing "$invited" "$behind"
    echo "$link" | timeout 60 "$ALCOVE" join - --json --profile "$work/ben" --at "$invited" \
        --name 'Ben Ostrander' --listen 127.0.0.1:0 >"$work/join.out" 2>"$work/join.err"
    joined=$?
    kill -INT $window
    wait $window
    stop_relay && return $joined
}

talk_through_relay() {
    find_free && behind=$at
    start_relay call 127.0.0.1:0 "$behind"
    "$ALCOVE" answer --json --profile "$work/anna" --listen "$behind" --camera synthetic:1 \
        --mic speech:1 --nod --say 'a heavy stone' >"$work/anna.out" 2>"$work/anna.err" &
    answer=$!
    "$ALCOVE" call 'Anna Sommerfeld' --json --profile "$work/ben" --listen 127.0.0.1:0 \
        --at "$at" --for 6 --max-rate 600 --camera synthetic:2 --mic speech:2 --nod \
        --check-in 'quite sleepless' --distractions 'barking next door' \
        --say 'a light feather' >"$work/ben.out" 2>"$work/ben.err"
    called=$?
    [ $called = 0 ] || kill -INT $answer
    wait $answer
    answered=$?
    stop_relay
    [ $called = 0 ] && [ $answered = 0 ]
}

entered() { # at least COUNT datagrams entered CAPTURE, DIRECTION
    awk -v direction="$2" -v least="$3" '
        $1 == direction { split($2, count, "="); exit !(count[2] + 0 >= least) }' "$work/$1.out"
}
is_capture() {
    [ "$(od -An -N 4 -tx1 "$work/$1.pcap")" = ' d4 c3 b2 a1' ]
}
# The file has the bytes that Ben's report tells of, beside a header of 24 and 17 for each datagram.
holds_all_of_the_call() {
    datagrams=$(awk '/ entered=/ { split($2, count, "="); sum += count[2] } END { print sum }' \
        "$work/call.out")
    captured=$(($(wc -c <"$work/call.pcap") - 24 - 17 * datagrams))
    bytes=$(($(reports ben bytes_sent) + $(reports ben bytes_received)))
    [ $bytes -gt 0 ] && [ $captured -ge $bytes ]
}
# says CAPTURE TEXT: in any case of letters.
says() {
    LC_ALL=C grep -a -q -i -F -e "$2" "$work/$1.pcap"
}
says_nothing_of() {
    ! says "$@"
}
as_hex() {
    od -An -v -tx1 "$1" | tr -d ' \n'
}
# A key frame of VP8 with an even width and height below 1,536. The three bytes of its start code
# alone come by chance, once in 16 MB.
has_key_frame() {
    as_hex "$work/$1.pcap" | grep -q -E \
        '9d012a.[02468ace]0[0-5].[02468ace]0[0-5]'
}
has_no_key_frame() {
    ! has_key_frame "$1"
}
# Each row of eight bytes of both people's secret and public keys: bytes 17 to 80 of `identity`.
write_key_windows() {
    for person in anna ben; do
        tail -c +18 "$work/$person/identity" | head -c 64 | as_hex /dev/stdin |
            awk '{ for (i = 1; i + 15 <= length($0); i += 2) print substr($0, i, 16) }'
    done >"$work/keys.hex"
    [ "$(wc -l <"$work/keys.hex")" = 114 ]
}
has_key() {
    as_hex "$work/$1.pcap" | grep -q -F -f "$work/keys.hex"
}
has_no_key() {
    ! has_key "$1"
}
# What is looked for is found where it is: the pairing's capture with all of it behind.
plant() {
    {
        cat "$work/pairing.pcap"
        printf '..a heavy STONE..\235\001\052\200\002\150\001..'
        tail -c +60 "$work/ben/identity" | head -c 8
    } >"$work/planted.pcap"
}

ok 'two people pair, and the relay is between them' pair_through_relay
ok 'they talk through it' talk_through_relay
ok 'words did arrive' grep -q 'a light feather' "$work/anna.out"
ok 'the check-in did' grep -q 'quite sleepless' "$work/anna.out"
ok 'so did a nod' grep -q '"event":"nod"' "$work/ben.out"
ok 'the pairing went through the relay' entered pairing there 4
ok 'the answers to it too' entered pairing back 2
ok 'the call did, there' entered call there 300
ok 'the call did, back' entered call back 300
ok 'nothing of the call went past it' holds_all_of_the_call
ok 'the keys can be read' write_key_windows
plant
ok 'planted words are found' says planted 'heavy stone'
ok 'a planted picture is found' has_key_frame planted
ok 'a planted part of a key is found' has_key planted
for capture in pairing call; do
    ok "the $capture is a capture" is_capture $capture
    for text in Sommerfeld Ostrander 'heavy stone' 'light feather' sleepless barking alcove \
        feeling distraction arriving mlkem chachapoly; do
        ok "the $capture does not hold: $text" says_nothing_of $capture "$text"
    done
    ok "the $capture does not hold a picture's header" has_no_key_frame $capture
    ok "the $capture does not hold eight bytes of a key" has_no_key $capture
done
finish

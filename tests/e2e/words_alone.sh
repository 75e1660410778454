#!/bin/sh
# A session of words alone on a line of 1 kbit/s, where one check takes more than a second: the two
# link, and every line arrives, once and in order; so they do, within 20 s of a cold start, where
# three of ten datagrams are lost. And with a side that has voice and pictures: it
# is asked to send none, and sends none.
. "$(dirname -- "$0")/tap"
: "${ALCOVE_EMULATOR:?the driver sets it to the built emulator}"

# session SETTINGS SECONDS ARGUMENTS…: Ben calls with words alone; Anna answers with the arguments.
session() {
    line=$1
    seconds=$2
    start_line "$line" 3
    shift 2
    "$ALCOVE" answer --json --profile "$work/anna" "$@" --say 'here is the therapist' \
        >"$work/anna.out" 2>"$work/anna.err" &
    answer=$!
    "$ALCOVE" call Anna --json --profile "$work/ben" --listen 127.0.0.1:0 --at "$at" --text \
        --for "$seconds" --every 4 --say 'line 1 of the client' --say 'line 2 of the client' \
        >"$work/ben.out" 2>"$work/ben.err"
    called=$?
    # Where much is lost a farewell may be, too: Anna is not left waiting for it.
    case "$called $line" in
    0*loss=0) ;;
    *) kill -INT $answer 2>/dev/null ;;
    esac
    wait $answer
    answered=$?
    kill $relay
    wait $relay
    [ $called = 0 ] && [ $answered = 0 ]
}

lines_of() { # PERSON: what the other wrote, as it came
    sed -n 's/.*"event":"line","author":"them","kind":"text","text":"\([^"]*\)".*/\1/p' \
        "$work/$1.out"
}
all_arrived() {
    [ "$(lines_of anna)" = "$(printf 'line 1 of the client\nline 2 of the client')" ] &&
        [ "$(lines_of ben)" = 'here is the therapist' ]
}
linked_soon() { [ "$(reports "$1" handshake_us)" -lt 20000000 ]; }
# What six seconds of voice alone would take is many times as much.
sent_little() { [ "$(reports "$1" bytes_sent)" -lt 10000 ]; }

ok 'two people pair' pair
anna=$(annas_address)
ok 'words alone at 1 kbit/s end in peace' session rate=1k,delay=100,loss=0 12 --text
ok 'every line arrived, once, in order' all_arrived
session rate=1k,delay=100,loss=30 25 --text
ok 'at 30 % loss they link within 20 s' linked_soon ben
ok 'and every line arrives' all_arrived
ok 'words alone with one who has voice and pictures end in peace' \
    session rate=1M,delay=20,loss=0 8 --camera synthetic:1 --mic speech:1
ok 'every line arrived there too' all_arrived
ok 'the one with voice and pictures sent none' sent_little anna
ok 'and was told why' grep -q 'words alone' "$work/anna.err"
ok 'the one with words alone showed and played none' \
    test "$(reports ben pictures_shown)$(reports ben voice_played)" = 00
finish

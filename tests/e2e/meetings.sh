#!/bin/sh
# How people meet and part beside the plain call: both at once, a third one, the window that waits,
# an interrupt, a disk that is full. Waits are for lines that a process prints.
. "$(dirname -- "$0")/tap"

# start NAME ARGUMENTS...: in the background, with its output in $work/NAME.out; the process is $!.
start() {
    person=$1
    shift
    : >"$work/$person.out"
    "$ALCOVE" "$@" --json --profile "$work/$person" >>"$work/$person.out" 2>"$work/$person.err" &
}
sees() { # NAME PHASE
    [ -n "$(first_line "$work/$1.out" "\"phase\":\"$2\"" 40)" ]
}
ended_with() { # PROCESS CODE
    wait "$1"
    [ $? = "$2" ]
}

both_at_once() {
    start anna call Ben --for 2 --say 'from Anna'
    one=$!
    start ben call Anna --for 2 --say 'from Ben'
    two=$!
    ended_with $one 0 && ended_with $two 0 &&
        grep -q 'from Ben' "$work/anna.out" && grep -q 'from Anna' "$work/ben.out"
}

pair_with_clara() {
    mv "$work/ben" "$work/first"
    pair Clara
    paired=$?
    anna=$(annas_address) # a new invite, a new port
    mv "$work/ben" "$work/clara"
    mv "$work/first" "$work/ben"
    return $paired
}
a_third() {
    start anna answer --for 60
    one=$!
    sees anna arriving || return 1
    start ben call Anna --listen 127.0.0.1:0 --at "$anna" --for 60
    two=$!
    sees ben together || return 1
    start clara call Anna --listen 127.0.0.1:0 --at "$anna"
    ended_with $! 6 && grep -q 'cannot talk right now' "$work/clara.err" || return 1
    kill -INT $two
    ended_with $two 130 && ended_with $one 0
}

nobody_there() {
    timeout 60 "$ALCOVE" call Anna --profile "$work/ben" --listen 127.0.0.1:0 --at 127.0.0.1:9 \
        >"$work/ben.out" 2>"$work/ben.err" </dev/null
    [ $? = 4 ] && [ "$(wc -l <"$work/ben.err")" = 1 ] &&
        grep -q 'could not be reached' "$work/ben.err"
}

full_disk() {
    cksum "$work/anna/people" >"$work/people.sum"
    (
        (
            ulimit -f 0
            "$ALCOVE" answer --json --profile "$work/anna" 2>&1
        )
        echo "exit $?"
    ) | cat >"$work/anna.out" &
    sees anna arriving || return 1
    start ben call Anna --listen 127.0.0.1:0 --at "$anna" --for 2 --say 'still heard'
    ended_with $! 0 || return 1
    [ -n "$(first_line "$work/anna.out" '^exit' 20)" ] && grep -q '^exit 3' "$work/anna.out" &&
        grep -q 'still heard' "$work/anna.out" &&
        grep -q 'your next call needs was not kept' "$work/anna.out" &&
        cksum "$work/anna/people" | cmp -s - "$work/people.sum"
}

reach_each_other() {
    start anna answer
    one=$!
    sees anna arriving || return 1
    start ben call Anna --listen 127.0.0.1:0 --at "$anna" --for 1
    ended_with $! 0 && ended_with $one 0
}

# Both windows alone: the link that Dora is given brings her to the door of who sent it.
windows() {
    link=$("$ALCOVE" invite --no-wait --name Elsa --profile "$work/elsa" --listen 127.0.0.1:0)
    [ -n "$link" ] || return 1
    start elsa --camera synthetic --mic silence --speaker none
    one=$!
    sees elsa arriving || return 1
    start dora "$link" --name Dora --camera synthetic --mic silence --speaker none \
        --listen 127.0.0.1:0
    two=$!
    sees dora knocking && sees elsa 'at the door' || return 1
    : >"$work/elsa.out"
    kill -INT $two
    # Who knocked is gone: the window waits again, and the next knock comes to the same door.
    ended_with $two 130 && sees elsa arriving || return 1
    start dora call Elsa --listen 127.0.0.1:0
    two=$!
    sees dora knocking && sees elsa 'at the door' || return 1
    kill -INT $two
    wait $two
    kill -INT $one
    ended_with $one 130
}

# The invite is not used up by somebody who could not keep whom they met.
full_disk_joining() {
    "$ALCOVE" people list --profile "$work/fay" 2>"$work/fay.err" || return 1
    start gil invite --name Gil --listen 127.0.0.1:0
    one=$!
    link=$(first_line "$work/gil.out" '"event":"invite"' 20 | sed 's/.*"link":"\([^"]*\)".*/\1/')
    (
        (
            ulimit -f 0
            "$ALCOVE" join "$link" --profile "$work/fay" --listen 127.0.0.1:0 2>&1
        )
        echo "exit $?"
    ) | cat >"$work/fay.out"
    grep -q '^exit 3' "$work/fay.out" && grep -q 'disk is full' "$work/fay.out" || return 1
    start fay join "$link" --listen 127.0.0.1:0
    ended_with $! 0 && ended_with $one 0 && grep -q '"name":"Gil"' "$work/fay.out"
}

ok 'two people pair' pair
ok 'two who call each other at once are together' both_at_once
ok 'a third person pairs' pair_with_clara
ok 'a third person is told that they cannot talk now; an interrupt ends in peace' a_third
ok 'a call that nobody answers says so' nobody_there
ok 'a full disk is told of, disturbs no call and loses no key' full_disk
ok 'after it both still reach each other' reach_each_other
ok 'a pairing that a full disk broke succeeds when there is room' full_disk_joining
ok 'two windows pair, and who joined knocks at the door of who invited' windows
finish

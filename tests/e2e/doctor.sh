#!/bin/sh
# `alcove doctor`: why somebody is not reached, in ten seconds, with one sentence and one thing to
# do; and a call that says the same while it is being made. Nobody is rung by it.
# shellcheck disable=SC2154 # tap sets $work
. "$(dirname -- "$0")/tap"

# doctor CODE ARGUMENTS...: Ben's; what it prints is in $work/doctor.out, with a time limit that
# leaves the program its start.
doctor() {
    code=$1
    shift
    timeout 10 "$ALCOVE" doctor "$@" --profile "$work/ben" --listen 127.0.0.1:0 \
        >"$work/doctor.out" 2>"$work/doctor.err" </dev/null
    [ $? = "$code" ]
}
says() {
    grep -q "$1" "$work/doctor.out"
}
is() { # DIAGNOSIS
    [ "$(wc -l <"$work/doctor.out")" = 1 ] && says "^{\"diagnosis\":\"$1\",\"sentence\":\"" &&
        says '"action":"[^"]*"'
}
people() {
    "$ALCOVE" people "$@" --profile "$work/ben" >"$work/people.out" 2>&1
}
anna_waits() {
    : >"$work/anna.out"
    "$ALCOVE" answer --json --profile "$work/anna" >"$work/anna.out" 2>"$work/anna.err" &
    waiting=$!
    [ -n "$(first_line "$work/anna.out" arriving 20)" ]
}
anna_goes() {
    kill -INT $waiting
    wait $waiting
    [ $? = 130 ]
}

offline() {
    doctor 4 Anna --at "$anna" && [ ! -s "$work/doctor.err" ] &&
        [ "$(cat "$work/doctor.out")" = "The other person is not online now.
Wait here, or leave them a message." ]
}
names_nobody() {
    ! grep -q -e 127.0 -e Anna -e "${anna##*:}" "$work/doctor.out"
}

# She waits at her door all the while: nobody knocks, and a call comes through afterwards.
reached() {
    anna_waits && doctor 0 Anna --json --at "$anna" && is connected && says '"path":"local"' &&
        doctor 0 Anna && says 'You can reach each other now' || return 1
    [ "$(cat "$work/anna.out")" = '{"event":"phase","phase":"arriving"}' ]
}
then_called() {
    "$ALCOVE" call Anna --json --profile "$work/ben" --listen 127.0.0.1:0 --for 1 \
        >"$work/ben.out" 2>"$work/ben.err" </dev/null || return 1
    wait $waiting
}

blocked() {
    people block Anna && doctor 5 Anna --json && is wrong_key && people unblock Anna
}
unheard() { # whoever blocks meets us with silence
    "$ALCOVE" people block Ben --profile "$work/anna" && anna_waits || return 1
    doctor 4 Anna --at "$anna" --json
    silent=$?
    anna_goes && [ $silent = 0 ] && is they_are_offline && says '"path":"none"' &&
        names_nobody || return 1
    "$ALCOVE" people unblock Ben --profile "$work/anna"
}

# A file of the profile was written a year from now: our clock is behind it.
clock() {
    touch -d '1 year' "$work/ben/people"
    doctor 4 Anna --json --at "$anna" && is clock_wrong && says '"clock":"ours_is_wrong"'
    told=$?
    touch "$work/ben/people"
    return $told
}

# An invite that is still open is answered, and stays open.
invite() {
    : >"$work/invite.out"
    "$ALCOVE" invite --json --profile "$work/clara" --name Clara --listen 127.0.0.1:0 \
        >"$work/invite.out" 2>"$work/invite.err" &
    inviting=$!
    link=$(first_line "$work/invite.out" '"event":"invite"' 20 | sed 's/.*"link":"\([^"]*\)".*/\1/')
    doctor 0 --invite "$link" --json && is connected || return 1
    echo "$link" | "$ALCOVE" join - --profile "$work/ben" --listen 127.0.0.1:0 \
        >"$work/join.out" 2>"$work/join.err" && wait $inviting
}
used_invite() { # nobody answers it any more
    doctor 4 --invite "$link" --json && is they_are_offline
}
expired_invite() { # it ends by itself
    "$ALCOVE" invite --json --expires 1s --profile "$work/clara" --listen 127.0.0.1:0 \
        >"$work/invite.out" 2>"$work/invite.err"
    link=$(sed -n 's/.*"link":"\([^"]*\)".*/\1/p' "$work/invite.out")
    [ -n "$link" ] && doctor 8 --invite "$link" &&
        grep -q 'has expired. Ask for a new one' "$work/doctor.err"
}

# The call says why within ten seconds, and in the end once more.
call_says_why() {
    "$ALCOVE" call Anna --json --profile "$work/ben" --listen 127.0.0.1:0 --at 127.0.0.1:9 \
        >"$work/ben.out" 2>"$work/ben.err" </dev/null &
    calling=$!
    [ -n "$(first_line "$work/ben.out" '"diagnosis":"they_are_offline"' 10)" ] || return 1
    kill -INT $calling
    wait $calling
    [ $? = 130 ]
}
no_way() {
    ALCOVE_HELPERS=none doctor 2 Nobody && grep -q 'Nobody is called' "$work/doctor.err"
}

ok 'two people pair' pair
anna=$(annas_address)
ok 'who is away: a sentence and an action within ten seconds, and 4' offline
ok 'who is there: 0, and nobody knocked at their door' reached
ok 'then a call comes through' then_called
ok 'who is blocked: 5 at once' blocked
ok 'who blocks us is not told from who is away' unheard
ok 'a clock that is a year behind' clock
ok 'an open invite is answered, and can be used afterwards' invite
ok 'a used one is not' used_invite
ok 'an expired one: 8' expired_invite
ok 'a call says why while it is being made' call_says_why
ok 'a stranger is not looked for' no_way
finish

#!/bin/sh
# Alone with an echo: one's own voice comes back a second later, words at once; no profile is made
# and nothing is sent.
# shellcheck disable=SC2154 # tap sets $work
. "$(dirname -- "$0")/tap"

LC_ALL=C.UTF-8
XDG_DATA_HOME=$work/data
export LC_ALL XDG_DATA_HOME

room() {
    timeout 30 "$ALCOVE" practice-room "$@" >"$work/room.out" 2>"$work/room.err"
}
says() {
    grep -q -F -e "$1" "$work/room.out" "$work/room.err"
}

words() {
    printf 'hello\nhow are you?\n' | room --mic silence --speaker none &&
        says 'The echo: hello' && says 'The echo: how are you?'
}
ok 'the echo says what was written' words
voice() {
    room --mic speech:1 --speaker "wav:$work/heard.wav" --for 3 --json </dev/null &&
        says '"event":"practice-room","lines":0' &&
        heard=$(sed -n 's/.*"heard_ms":\([0-9]*\).*/\1/p' "$work/room.out") &&
        [ "$heard" -gt 1000 ] && [ "$heard" -lt 2600 ]
}
ok 'a voice comes back a second later' voice
alone() {
    [ ! -e "$XDG_DATA_HOME/alcove" ]
}
ok 'no profile was made' alone
refuses() {
    room --mic nothing </dev/null
    [ $? = 7 ] && says 'microphone "nothing"'
}
ok 'without a microphone it says so' refuses
finish

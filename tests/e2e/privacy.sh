#!/bin/sh
# What leaves a process beside the sealed datagrams: its log, its figures, its list of arguments.
# None holds a name, a word, an address, an invite or a key of a person.
. "$(dirname -- "$0")/tap"

talk() {
    "$ALCOVE" answer --json --log-level debug --stats "$work/anna.jsonl" --profile "$work/anna" \
        --camera synthetic:1 --mic speech:1 --say 'a heavy stone' >"$work/anna.out" \
        2>"$work/anna.err" &
    answer=$!
    "$ALCOVE" call Anna --json --log-level debug --stats "$work/ben.jsonl" --profile "$work/ben" \
        --listen 127.0.0.1:0 --camera synthetic:2 --mic speech:2 --for 4 \
        --check-in 'quite sleepless' --distractions 'barking' --say 'a light feather' \
        >"$work/ben.out" 2>"$work/ben.err"
    called=$?
    wait $answer && return $called
}
says_nothing_of() {
    ! grep -q -i -a -e "$1" "$work/anna.err" "$work/ben.err" "$work/anna.jsonl" "$work/ben.jsonl"
}

ok 'two people pair' pair
ok 'they talk, with the fullest log and all figures' talk
ok 'words did arrive' grep -q 'a light feather' "$work/anna.out"
ok 'the log is not empty' test -s "$work/anna.err"
ok 'the figures are not empty' test -s "$work/anna.jsonl"
for word in anna ben stone feather sleepless barking; do
    ok "log and figures do not hold: $word" says_nothing_of "$word"
done
ok 'log and figures hold no address' says_nothing_of '[0-9]\{1,3\}\.[0-9]\{1,3\}\.[0-9]\{1,3\}\.'
ok 'log and figures hold no invite' says_nothing_of 'alcove:[A-Z2-7]\{8\}'
ok 'the profile is closed to others' sh -c \
    "[ \"\$(stat -c %a '$work/anna')\" = 700 ] &&
     ! find '$work/anna' -type f ! -perm 600 | grep -q ."
finish

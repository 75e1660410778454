#!/bin/sh
# A profile with a passphrase: who has it comes in, who has not is told so in one line and changes
# nothing; the window locks when it is asked to. And a profile that leaves no trace.
. "$(dirname -- "$0")/tap"

printf 'open sesame\n' >"$work/right"
printf 'open barley\nopen sesame\n' >"$work/other"
profile=$work/anna

# with FILE CODE ARGUMENTS...: FILE is the passphrase on descriptor 3; it ends with CODE.
with() {
    file=$1
    code=$2
    shift 2
    timeout 60 "$ALCOVE" "$@" --profile "$profile" --passphrase-fd 3 \
        >"$work/with.out" 2>"$work/with.err" </dev/null 3<"$file"
    [ $? = "$code" ]
}

says() {
    grep -q -e "$1" "$work/with.out" "$work/with.err"
}

pair >/dev/null || echo '# they could not be paired'
seen() {
    grep -r -q -a -e "$1" "$profile"
}
ok 'no name of anybody is in any file' sh -c '! grep -r -q -a -e Ben -e Anna "$1"' sh "$profile"

set_it() {
    "$ALCOVE" passphrase --set --profile "$profile" --new-passphrase-fd 3 3<"$work/right" \
        >"$work/set.out" 2>"$work/set.err"
}
ok 'a passphrase is set' set_it
ok 'without it nothing opens' sh -c \
    '"$1" people list --profile "$2" </dev/null 2>"$3/none.err"; [ $? = 3 ] &&
     grep -q -e --passphrase-fd "$3/none.err"' sh "$ALCOVE" "$profile" "$work"
ok 'with it everything is there' with "$work/right" 0 people list
ok 'Ben too' says Ben
ok 'a wrong one is told in one line' with "$work/other" 3 people list
ok 'and says that it can be tried again' says 'not the passphrase; try again'
ok 'it cannot be set twice' with "$work/right" 2 passphrase --set
ok 'the minutes are remembered' with "$work/right" 0 passphrase --auto-lock 5
ok 'and told' says 'after 5 minutes'
ok 'nothing runs, so nothing is locked' sh -c \
    '"$1" lock --profile "$2" | grep -q Nothing' sh "$ALCOVE" "$profile"

# The window opens, locks, and waits for the passphrase with its profile held.
"$ALCOVE" --profile "$profile" --listen 127.0.0.1:0 --camera none --mic silence --speaker none \
    --passphrase-fd 3 >"$work/window.out" 2>"$work/window.err" 3<"$work/right" &
window=$!
ok 'the window opens' first_line "$work/window.out" 'Waiting' 20
ok 'it locks when it is asked to' sh -c \
    'timeout 20 "$1" lock --profile "$2" | grep -q "^Locked"' sh "$ALCOVE" "$profile"
ok 'and still holds the profile' with "$work/right" 3 people list
ok 'which it says' says 'open in another Alcove'
kill -INT $window
wait $window
ok 'locked, it ends like any other' test $? = 130

same_after() {
    ls -lRi --time-style=full-iso "$profile" >"$work/before"
    "$ALCOVE" answer --leave-no-trace --profile "$profile" --listen 127.0.0.1:0 \
        --passphrase-fd 3 3<"$work/right" >"$work/trace.out" 2>"$work/trace.err" &
    answer=$!
    first_line "$work/trace.out" 'Waiting' 20 >/dev/null
    kill -INT $answer
    wait $answer
    [ $? = 130 ] && ls -lRi --time-style=full-iso "$profile" | diff - "$work/before"
}
ok 'leaving no trace, nothing in the folder changes' same_after
memory_only() {
    timeout 30 "$ALCOVE" join alcove:NONE --leave-no-trace --profile "$work/nobody" \
        >"$work/nobody.out" 2>"$work/nobody.err"
    [ ! -e "$work/nobody" ]
}
ok 'nor is a folder made' memory_only

ok 'it is removed' with "$work/right" 0 passphrase --remove
ok 'and then opens by itself' sh -c '"$1" people list --profile "$2" | grep -q Ben' sh \
    "$ALCOVE" "$profile"
finish

#!/bin/sh
# A second Alcove on the same profile hands its link to the window that runs, and is over.
. "$(dirname -- "$0")/tap"

again() {
    timeout 20 "$ALCOVE" "$@" --profile "$work/ben"
}

"$ALCOVE" invite --json --profile "$work/anna" --name Anna --listen 127.0.0.1:0 \
    >"$work/invite.out" 2>"$work/invite.err" &
invite=$!
link=$(first_line "$work/invite.out" '"event":"invite"' 20 | sed 's/.*"link":"\([^"]*\)".*/\1/')
"$ALCOVE" --name Ben --profile "$work/ben" --listen 127.0.0.1:0 --camera none --mic silence \
    --speaker none >"$work/window.out" 2>"$work/window.err" &
window=$!
ok 'a window opens' first_line "$work/window.out" 'Waiting' 20
ok 'a second one without a link is over at once' again
ok 'one with a link that is none too' again alcove:NONE
ok 'which the first one says' first_line "$work/window.err" 'opens nothing' 20
ok 'one with an invite hands it over' again "$link"
ok 'and the first one joins by it' first_line "$work/invite.out" '"event":"paired"' 20
joined() { wait $invite; }
ok 'so the invite is used' joined
ok 'the link is in no file of theirs' sh -c '! grep -r -q -a -F -e "$1" "$2"' sh "$link" "$work/ben"
kill -INT $window
wait $window
ok 'the window ends like any other' test $? = 130
ok 'and leaves no socket' test ! -e "$work/ben/control"
finish

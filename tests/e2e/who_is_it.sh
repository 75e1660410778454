#!/bin/bash
# Who somebody is, decided at the window by keyboard alone: another computer in a known name, and
# the four words during a call. What the window says is read there: no name goes to a log.
here=$(dirname -- "$0")
. "$here/tap"
. "$here/windows"

alcove() { # NAME ARGUMENTS...: whole, with its output in $work/NAME.out
    local person=$1
    shift
    timeout 60 "$ALCOVE" "$@" --profile "$work/$person" >"$work/$person.out" \
        2>"$work/$person.err" </dev/null
}
open_annas() { open_window anna --listen "$anna" --camera none --mic silence; }
close_window() {
    kill -INT "${app[anna]}"
    wait "${app[anna]}"
}
# A link of Anna's, used from another computer in Ben's name while her window is open.
another_ben() { # PROFILE
    alcove anna invite --no-wait --listen "$anna" || return 1
    local link
    link=$(cat "$work/anna.out")
    open_annas && alcove "$1" join "$link" --name Ben --listen 127.0.0.1:0 &&
        sees anna 'Is this really Ben?' && audit anna
}
# WHO PROFILE SECONDS: calls, until Anna hears the knock and opens the door; the process is $caller.
comes_in() {
    timeout 60 "$ALCOVE" call Anna --json --profile "$work/$2" --listen 127.0.0.1:0 \
        --at "$anna" --for "$3" >"$work/caller.out" 2>"$work/caller.err" &
    caller=$!
    sees anna "$1 is at the door*" && key anna Return && sees anna "Nod to $1"
}

refused() {
    another_ben eve && go_to anna 'No, somebody else' && key anna space &&
        sees anna 'Ben comes from the computer you know*' && close_window
    alcove anna people list && grep -q 'Ben .*not yet confirmed' "$work/anna.out" || return 1
    # Who was refused gets no answer.
    open_annas || return 1
    alcove eve call Anna --listen 127.0.0.1:0 --at "$anna"
    local silent=$?
    close_window
    [ $silent = 4 ]
}
accepted() {
    # At once, in the same window: they knock, the door is opened, and the words are compared.
    another_ben newben && go_to anna 'Yes, it is them' && key anna space &&
        sees anna 'Ben comes from the new computer now*' && comes_in Ben newben 20
}
words_match() {
    key anna Escape w && sees anna 'Read these four words*' && go_to anna 'Yes, they match' &&
        key anna space && sees anna 'You and Ben are confirmed.' || return 1
    kill -INT $caller
    wait $caller
    close_window
    alcove anna people list && grep -q 'Ben .*  confirmed' "$work/anna.out"
}
words_differ() {
    pair Carl && mv "$work/ben" "$work/carl" && anna=$(annas_carl) && open_annas &&
        comes_in Carl carl 40 || return 1
    key anna Escape w && sees anna 'Read these four words*' && go_to anna 'Not the same' &&
        key anna space || return 1
    # The line is cut at once, not after the 40 seconds of the call.
    wait $caller
    [ $? != 0 ] || return 1
    close_window
    alcove anna people list && grep -q 'Carl .*pair anew' "$work/anna.out"
}
annas_carl() {
    "$ALCOVE" people list --json --profile "$work/carl" |
        sed -n 's/.*"endpoints":\["\([^"]*\)".*/\1/p' | head -n 1
}

ok 'a desktop of their own' open_desktop
ok 'two people pair' pair
anna=$(annas_address)
ok 'another computer in a known name is refused at the window, and gets no answer' refused
ok 'it is accepted at the window, and knocks at once' accepted
ok 'words that match confirm, during the call' words_match
ok 'words that differ cut the line and block' words_differ
finish

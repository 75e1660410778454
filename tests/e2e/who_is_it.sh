#!/bin/sh
# Who somebody is, decided at the window by keyboard alone: another computer in a known name, and
# the four words during a call.
. "$(dirname -- "$0")/tap"
SDL_VIDEODRIVER=x11

start_display() {
    Xvfb -displayfd 3 -screen 0 1024x700x24 3>"$work/display.out" 2>/dev/null &
    display=$!
    trap 'kill $display; clean_up' EXIT
    number=$(first_line "$work/display.out" '^[0-9]' 20) && DISPLAY=:$number && export DISPLAY
}
alcove() { # NAME ARGUMENTS...: whole, with its output in $work/NAME.out
    person=$1
    shift
    timeout 60 "$ALCOVE" "$@" --profile "$work/$person" >"$work/$person.out" \
        2>"$work/$person.err" </dev/null
}
open_window() { # Anna's; the process is $window
    : >"$work/window.out"
    : >"$work/window.err"
    timeout 90 "$ALCOVE" --json --profile "$work/anna" --listen "$anna" --camera none \
        --mic silence --speaker none >>"$work/window.out" 2>>"$work/window.err" &
    window=$!
    [ -n "$(first_line "$work/window.out" arriving 20)" ] &&
        xdotool search --sync --name '^Alcove$' windowfocus --sync
}
close_window() {
    kill -INT $window
    wait $window
}
press() {
    xdotool key --delay 100 "$@"
}
is_told() { # until the window says a line like this
    [ -n "$(first_line "$work/window.err" "$1" 20)" ]
}
# A link of Anna's, used from another computer in Ben's name while her window is open.
another_ben() { # PROFILE
    alcove anna invite --no-wait --listen "$anna" || return 1
    link=$(cat "$work/anna.out")
    open_window && alcove "$1" join "$link" --name Ben --listen 127.0.0.1:0 &&
        is_told 'Decide who it is'
}

refused() {
    another_ben eve && press Tab Tab space && is_told 'the computer you know' && close_window
    alcove anna people list && grep -q 'Ben .*not yet confirmed' "$work/anna.out" || return 1
    # Who was refused gets no answer.
    open_window || return 1
    alcove eve call Anna --listen 127.0.0.1:0 --at "$anna"
    silent=$?
    close_window
    [ $silent = 4 ]
}
accepted() {
    another_ben newben && press Tab space && is_told 'the new computer now' || return 1
    # At once, in the same window: they knock, the door is opened, and the words are compared.
    : >"$work/caller.out"
    timeout 60 "$ALCOVE" call Anna --json --profile "$work/newben" --listen 127.0.0.1:0 \
        --at "$anna" --for 20 >>"$work/caller.out" 2>"$work/caller.err" &
    caller=$!
    [ -n "$(first_line "$work/window.out" 'at the door' 20)" ] && press Return &&
        [ -n "$(first_line "$work/window.out" '"together"' 20)" ]
}
words_match() {
    press Escape w shift+Tab shift+Tab space && is_told 'are confirmed' || return 1
    kill -INT $caller
    wait $caller
    close_window
    alcove anna people list && grep -q 'Ben .*  confirmed' "$work/anna.out"
}
words_differ() {
    alcove newben answer --help >/dev/null # the profile is free again
    pair Carl && mv "$work/ben" "$work/carl" && anna=$(annas_carl) && open_window || return 1
    : >"$work/caller.out"
    timeout 60 "$ALCOVE" call Anna --json --profile "$work/carl" --listen 127.0.0.1:0 \
        --at "$anna" --for 40 >>"$work/caller.out" 2>"$work/caller.err" &
    caller=$!
    [ -n "$(first_line "$work/window.out" 'at the door' 20)" ] && press Return &&
        [ -n "$(first_line "$work/window.out" '"together"' 20)" ] || return 1
    press Escape w shift+Tab space
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

ok 'there is a display' start_display
ok 'two people pair' pair
anna=$(annas_address)
ok 'another computer in a known name is refused at the window, and gets no answer' refused
ok 'it is accepted at the window, and knocks at once' accepted
ok 'words that match confirm, during the call' words_match
ok 'words that differ cut the line and block' words_differ
finish

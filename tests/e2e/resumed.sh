#!/bin/sh
# The same hour after a crash: processes are killed in the middle of it, and a new call goes on with
# it, the door and all. After the farewell nothing of it is left to go on with.
. "$(dirname -- "$0")/tap"
. "$(dirname -- "$0")/terminals"

begun() {
    come_together || return 1
    writes_ben '/add sleep' '/did the week'
    sees anna '"value":"the week"' || return 1
    writes_anna '/hear mornings are hard' '/minutes 45'
    sees ben mornings && sees ben '"field":"minutes"'
}
due_is_laid() {
    writes_anna /next
    sees ben 'this goal: More light'
}
killed() { # PROCESS…
    kill -9 "$@"
    wait "$@" 2>/dev/null
    return 0
}
nothing_to_read() {
    ! grep -r -q -F -e mornings -e sleep "$work/anna" "$work/ben"
}
bens_hour_is_there() {
    sees ben '"value":"sleep"' && sees ben mornings && sees ben '"value":"the week"' &&
        sees ben '"field":"minutes","by":"them","value":45'
}
# Ben calls again, and nobody has to open.
calls_again() {
    open_terminal ben Anna --listen 127.0.0.1:0 --at "$anna"
    ben_runs=$!
    exec 4>"$work/ben.in"
    is_told ben 'goes on where it was' && sees ben '"phase":"together"'
}
ben_is_killed() {
    killed $ben_runs && exec 4>&- && calls_again && bens_hour_is_there
}
both_are_killed() {
    writes_ben '/then walks'
    sees anna '"value":"walks"' || return 1
    killed $ben_runs $anna_runs
    exec 3>&- 4>&-
    open_terminal anna --listen "$anna"
    anna_runs=$!
    exec 3>"$work/anna.in"
    sees anna arriving && calls_again && bens_hour_is_there && is_told anna 'goes on where' &&
        sees anna '"value":"walks"' && sees anna '"value":"sleep"' && sees anna mornings
}
# What was written before and after is one hour.
parted_in_peace() {
    writes_anna '/mattered that it goes on'
    sees ben 'it goes on' || return 1
    writes_ben /agree
    sees anna '"field":"agreed"' || return 1
    writes_anna /agree
    sees ben '"field":"agreed","by":"them"' || return 1
    writes_ben /leave
    parted
}
laid_once() {
    [ "$(grep -c 'this goal: More light' "$work/anna.out")" = 1 ] &&
        [ "$(grep -c 'this goal: More light' "$work/ben.out")" = 1 ]
}
time_was_taken() {
    ms=$(sed -n 's/.*"field":"taken","by":"[a-z]*","value":\([0-9]*\).*/\1/p' "$work/anna.out" |
        sort -n | tail -n 1)
    [ "${ms:-0}" -gt 0 ]
}
kept_once() {
    for who in anna ben; do
        other=Ben
        [ $who = ben ] && other=Anna
        of $who session $other --json &&
            [ "$(grep -c '"event":"session"' "$work/$who.out")" = 1 ] &&
            of $who session show $other --json && has $who walks && has $who 'it goes on' &&
            [ "$(grep -c '"state":"holds"' "$work/$who.out")" = 2 ] || return 1
    done
}
# Nobody calls again.
broken_off() {
    come_together || return 1
    writes_ben '/add money'
    sees anna '"value":"money"' || return 1
    killed $ben_runs
    exec 4>&-
    open_terminal ben Anna --listen 127.0.0.1:0 --at "$anna" # which ends the link of before
    ben_runs=$!
    exec 4>"$work/ben.in"
    is_told anna 'The line was lost'
    killed $ben_runs
    kill -INT $anna_runs
    wait $anna_runs
    of anna export Ben --json --yes -o "$work/held.json" && grep -q money "$work/held.json"
}
another_hour() {
    come_together && ! grep -q 'goes on' "$work/anna.err" "$work/ben.err" &&
        ! grep -q sleep "$work/anna.out" "$work/ben.out" || return 1
    writes_ben /leave
    parted
}

not_compared() {
    rm -rf "$work/anna" "$work/ben"
    pair || return 1
    anna=$(annas_address)
    of anna goals add Ben 'More light' --review "$(date +%F)" && begun || return 1
    writes_anna /next '/add the first point'
    sees ben 'the first point' && ! grep -q 'this goal' "$work/anna.out" || return 1
    both_are_killed || return 1
    writes_ben /leave
    parted && another_hour
}

ok 'two people pair and compare their words' pair_and_confirm
anna=$(annas_address)
of anna goals add Ben 'More light' --review "$(date +%F)"
ok 'they begin an hour' begun
ok 'what is due is in its agenda' due_is_laid
ok 'nothing of it can be read on the disks' nothing_to_read
ok 'one is killed, calls again, and has all of it' ben_is_killed
ok 'both are killed, and both have all of it' both_are_killed
ok 'the clock says what that took' time_was_taken
ok 'they agree, and part in peace' parted_in_peace
ok 'what was due lies there once' laid_once
ok 'both hold that one hour, signed by both' kept_once
ok 'the next call begins another hour' another_hour
ok 'an hour that was broken off is kept as far as it came' broken_off
ok 'where the words were not compared it goes on as well' not_compared
finish

#!/bin/sh
# What an hour leaves: two people hold one in words, agree on the recap, and leave. Both hold the
# same session then, signed by both, and nothing that was not to be kept.
. "$(dirname -- "$0")/tap"
. "$(dirname -- "$0")/terminals"

hour() {
    come_together || return 1
    writes_ben '/add sleep' 'a line of chat' '/place at my sister | 030 1'
    sees anna '"value":"sleep"' || return 1
    writes_anna '/hear mornings are hard' '/phrase take your time' '/hear nobody said anything'
    sees ben mornings && sees ben 'nobody said' || return 1
    card=$(heard_by ben mornings)
    writes_ben "/not-quite $card only the first hour" '/did we looked at the week' \
        '/felt 8 7 6 9 | good to be here'
    sees anna 'only the first hour' && sees anna 'we looked' || return 1
    writes_anna '/then walks' "/meet 2031-05-01 15:00"
    sees ben '"walks"' || return 1
    writes_ben /agree
    sees anna '"field":"agreed"' || return 1
    writes_anna /agree
    sees ben '"field":"agreed".*"by":"them"' || return 1
    writes_ben /leave
    parted
}

# What WHO holds of the two is in $work/WHO.out.
holds() {
    other=Ben
    [ "$1" = ben ] && other=Anna
    of "$1" export $other --json --yes -o "$work/held.json" &&
        mv -f "$work/held.json" "$work/$1.out"
}
nothing_else() { # WHO
    ! has "$1" 'line of chat' && ! has "$1" 'take your time' && ! has "$1" 'nobody said'
}

holds_no_secret() { # WHO
    holds "$1" && ! has "$1" 'a secret'
}

# Ben leaves from the middle of it: what only he has goes with it.
broken_off() {
    come_together || return 1
    writes_anna /next
    sees ben '"value":"From last time: sleep"' || return 1
    writes_ben "/remove $(sed -n 's/.*"card":"agenda","id":\([0-9]*\).*last time.*/\1/p' \
        "$work/ben.out")"
    sees anna '"card":"agenda".*"field":"gone","by":"them","value":1' || return 1
    writes_anna /back /next '/add money' '/hear you are tired'
    sees ben 'you are tired' || return 1
    card=$(heard_by ben tired)
    writes_ben "/yes $card" '/online near | sound' '/keep on' 'this may stay'
    sees anna 'this may stay' || return 1
    writes_ben /leave
    parted && [ "$(grep -c 'From last time' "$work/ben.out")" = 1 ]
}
without_trace() {
    come_together --leave-no-trace || return 1
    writes_ben '/did a secret'
    sees anna 'a secret' || return 1
    writes_ben /leave
    parted
}

not_compared() {
    rm -rf "$work/anna" "$work/ben"
    pair || return 1
    anna=$(annas_address)
    come_together || return 1
    writes_ben '/did a secret' /leave
    parted && is_told ben 'compare the four words' && is_told anna 'compare the four words'
}

# Both are shown the same four words, read them to each other, and say so.
words_of() { # WHO
    sed -n 's/.*"event":"words",.*"words":"\([^"]*\)".*/\1/p' "$work/$1.out"
}
compared() {
    come_together || return 1
    sees anna '"event":"words"' && sees ben '"event":"words"' || return 1
    [ "$(words_of anna | wc -w)" = 4 ] && [ "$(words_of anna)" = "$(words_of ben)" ] || return 1
    writes_anna /same
    writes_ben /same
    is_told anna 'are confirmed' && is_told ben 'are confirmed' || return 1
    writes_ben /leave
    parted && of ben people list --json && has ben '"verified":true'
}

# Ben ends it for good; Anna hears what she would hear of a line that was lost.
blocked() {
    come_together || return 1
    writes_ben /block
    is_told ben 'Anna is blocked' || return 1
    wait $ben_runs
    wait $anna_runs
    ! grep -qi block "$work/anna.out" "$work/anna.err" || return 1
    of ben people list --json && has ben '"blocked":true'
}

ok 'two people pair and compare their words' pair_and_confirm
anna=$(annas_address)
ok 'they hold an hour and part in peace' hour
for who in anna ben; do
    other=Ben
    [ $who = ben ] && other=Anna
    of $who session show $other --json
    ok "$who holds the recap" has $who 'walks'
    ok "$who holds a signature of both" test "$(grep -c '"state":"holds"' "$work/$who.out")" = 2
    ok "$who exports what there is" holds $who
    ok "$who holds what was heard, and how it was put" has $who 'only the first hour'
    ok "$who holds how it was for Ben" has $who 'good to be here'
    ok "$who holds where Ben was" has $who 'at my sister'
    ok "$who holds nothing else of it" nothing_else $who
done
ok 'one of them leaves in the middle' broken_off
for who in anna ben; do
    ok "$who exports what there is then" holds $who
    ok "$who holds that hour too" has $who 'money'
    ok "$who holds what was heard and confirmed" has $who 'you are tired'
    ok "$who holds what Ben said of meeting online" has $who '"near"'
    ok "$who holds the lines that Ben wanted kept" has $who 'Ben: this may stay'
done
ok 'one of them leaves no trace' without_trace
for who in anna ben; do
    ok "$who holds nothing of that hour" holds_no_secret $who
done
ok 'where the words were not compared nothing is kept, and both are told' not_compared
for who in anna ben; do
    ok "$who holds nothing of that one either" holds_no_secret $who
done
ok 'they read the four words to each other in a session, and are confirmed' compared
ok 'one of them ends it and blocks the other' blocked
finish

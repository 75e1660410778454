#!/bin/sh
# Who somebody is: the same four words on both sides, what an answer does, another key in a known
# name, and what somebody who is blocked sees: nothing.
. "$(dirname -- "$0")/tap"

alcove() { # NAME ARGUMENTS...: whole, with its output in $work/NAME.out
    person=$1
    shift
    timeout 90 "$ALCOVE" "$@" --profile "$work/$person" >"$work/$person.out" \
        2>"$work/$person.err" </dev/null
}
exits() { # CODE COMMAND...
    code=$1
    shift
    "$@"
    [ $? = "$code" ]
}
start() { # NAME ARGUMENTS...: in the background; the process is $!
    person=$1
    shift
    : >"$work/$person.out"
    timeout 90 "$ALCOVE" "$@" --json --profile "$work/$person" >>"$work/$person.out" \
        2>"$work/$person.err" &
}
sees() { # NAME PHASE
    [ -n "$(first_line "$work/$1.out" "\"phase\":\"$2\"" 40)" ]
}
is_listed() { # NAME, IN THE LIST OF, AS
    alcove "$2" people list && grep -q "$1 .*$3" "$work/$2.out"
}
# pair_as NAME INVITED_NAME PROFILE: Anna invites, with or without a name; leaves the exit codes in
# $inviter and $joiner.
pair_as() {
    start anna invite --listen "$anna" ${2:+--for "$2"}
    waiting=$!
    link=$(first_line "$work/anna.out" '"event":"invite"' 20 | sed 's/.*"link":"\([^"]*\)".*/\1/')
    alcove "$3" join "$link" --json --name "$1" --listen 127.0.0.1:0
    joiner=$?
    wait $waiting
    inviter=$?
}
words_of() { # NAME AS_SEEN_BY
    alcove "$2" people verify "$1" --json && sed -n 's/.*"words":"\([^"]*\)".*/\1/p' "$work/$2.out"
}

same_words() {
    here=$(words_of Ben anna) && there=$(words_of Anna ben) && [ "$here" = "$there" ] &&
        [ "$(echo "$here" | wc -w)" = 4 ] &&
        grep -q "\"words\":\"$here\"" "$work/invite.out" "$work/join.out" &&
        is_listed Ben anna 'not yet confirmed' && is_listed Anna ben 'not yet confirmed'
}
yes() {
    alcove anna people verify Ben --yes && grep -q 'are confirmed' "$work/anna.out" &&
        is_listed Ben anna '  confirmed' && is_listed Anna ben 'not yet'
}
typed() {
    printf 'yes\n' | "$ALCOVE" people verify Anna --profile "$work/ben" >"$work/ben.out" &&
        is_listed Anna ben '  confirmed'
}

# Anna answers where she always does, and somebody calls her there.
reaches_anna() { # PROFILE
    start anna answer --listen "$anna"
    answer=$!
    sees anna arriving || return 1
    alcove "$1" call Anna --json --for 1 --listen 127.0.0.1:0 --at "$anna"
    called=$?
    [ $called = 0 ] || kill -INT $answer
    wait $answer
    [ $? = 0 ] && [ $called = 0 ]
}
anna_waits() { # at her window; the process is $window
    start anna --camera none --mic silence --speaker none --listen "$anna"
    window=$!
    sees anna arriving
}
anna_goes() {
    kill -INT $window
    wait $window
}

# Ben's new computer: another key in the name that Anna knows.
changed_key() {
    pair_as Ben Ben newben
    [ $inviter = 5 ] && [ $joiner = 0 ] || return 1
    grep -q 'Another key came in the name of Ben' "$work/anna.err" &&
        grep -q 'theirs since' "$work/anna.err" && grep -q 'by another way' "$work/anna.err" &&
        grep -q 'people accept' "$work/anna.err" && is_listed Ben anna 'another key came' &&
        [ "$(wc -l <"$work/anna.out")" = 1 ]
}
not_called() {
    exits 5 alcove anna call Ben && grep -q 'Another key came' "$work/anna.err"
}
# Neither the old computer nor the new one gets an answer; a call takes 30 s to give up.
silence() {
    anna_waits || return 1
    start ben call Anna --listen 127.0.0.1:0 --at "$anna"
    old=$!
    start newben call Anna --listen 127.0.0.1:0 --at "$anna"
    new=$!
    wait $old
    old=$?
    wait $new
    new=$?
    anna_goes
    [ $old = 4 ] && [ $new = 4 ] && ! grep -q 'at the door' "$work/anna.out"
}
refused_key() {
    alcove anna people refuse Ben && is_listed Ben anna '  confirmed' &&
        reaches_anna ben
}
accepted_key() {
    pair_as Ben '' newben # the same name, without being asked for
    [ $inviter = 5 ] || return 1
    here=$(words_of Ben anna) && there=$(words_of Anna newben) && [ "$here" = "$there" ] &&
        alcove anna people accept Ben && is_listed Ben anna 'not yet confirmed' &&
        reaches_anna newben
}
# Who joins is warned as well: the invite of an Anna who is another one.
changed_key_of_the_inviter() {
    start eve invite --name Anna --listen 127.0.0.1:0
    waiting=$!
    link=$(first_line "$work/eve.out" '"event":"invite"' 20 | sed 's/.*"link":"\([^"]*\)".*/\1/')
    exits 5 alcove ben join "$link" --listen 127.0.0.1:0 || return 1
    wait $waiting
    grep -q 'in the name of Anna' "$work/ben.err" && is_listed Anna ben 'another key came' &&
        exits 5 alcove ben people verify Anna --no && is_listed Anna ben '  confirmed'
}

no() {
    exits 5 alcove anna people verify Ben --no &&
        grep -q 'somebody may be between' "$work/anna.err" &&
        is_listed Ben anna 'pair anew' && exits 6 alcove anna call Ben &&
        exits 2 alcove anna people unblock Ben && exits 2 alcove anna people verify Ben --yes
}
pair_anew() {
    pair_as Ben Ben newben
    [ $inviter = 0 ] && [ $joiner = 0 ] && is_listed Ben anna 'not yet confirmed' &&
        [ "$(words_of Ben anna)" = "$(words_of Anna newben)" ]
}

blocked() {
    alcove anna people block Ben && is_listed Ben anna 'blocked' &&
        exits 6 alcove anna call Ben && exits 6 alcove anna answer --from Ben || return 1
    anna_waits || return 1
    exits 4 alcove newben call Anna --json --listen 127.0.0.1:0 --at "$anna"
    silent=$?
    anna_goes
    [ $silent = 0 ] && ! grep -q 'at the door' "$work/anna.out" &&
        grep -q 'could not be reached' "$work/newben.err"
}
unblocked() {
    alcove anna people unblock Ben && is_listed Ben anna 'not yet confirmed' &&
        reaches_anna newben
}

ok 'two people pair' pair
anna=$(annas_address)
ok 'both have the same four words, and are not yet confirmed' same_words
ok 'a yes confirms, on the side that said it' yes
ok 'a yes may be typed' typed
ok 'another key in a known name replaces nothing, and ends with 5' changed_key
ok 'nobody of that name is called until it is decided' not_called
ok 'and nobody of that name is answered' silence
ok 'a refused key leaves the one that is known, and they talk' refused_key
ok 'an accepted key takes its place, not yet confirmed, and they talk' accepted_key
ok 'who joins is warned of another inviter, and words that differ send them away' \
    changed_key_of_the_inviter
ok 'words that differ block, with a warning' no
ok 'until the two pair anew' pair_anew
ok 'who is blocked gets no answer at all' blocked
ok 'until they are unblocked' unblocked
finish

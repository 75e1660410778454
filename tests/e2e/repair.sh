#!/bin/sh
# A vault that is harmed: what can be read is saved into a new one, the harmed one is kept, and the
# next meeting brings back what the other has. Nothing is written before.
# shellcheck disable=SC2154 # tap sets $work
. "$(dirname -- "$0")/tap"

# harm PAGE: of Anna's vault, somewhere in the middle.
harm() {
    printf 'no page of a vault' |
        dd of="$work/anna/vault.db" bs=1 seek=$(($1 * 1024 + 500)) conv=notrunc 2>/dev/null
}
pages() {
    echo $(($(stat -c %s "$work/anna/vault.db") / 1024))
}
kept() {
    find "$work/anna" -name 'vault-harmed-*.db'
}

ok 'Anna and Ben are paired' pair
# Before they met for the first time nobody else has what Anna wrote.
alone() {
    of anna people verify Ben --yes && of ben people verify Anna --yes &&
        of anna goals add Ben 'Sleep before midnight' --note 'First thoughts.' --json &&
        goal=$(id_of anna) && of anna goals add Ben 'Walk to work' || return 1
    cp "$work/anna/vault.db" "$work/before"
    page=0
    saved=0
    while [ $page -lt "$(pages)" ]; do
        harm $page
        of anna repair && of anna goals Ben || return 1
        ! has anna 'Sleep before midnight' || saved=$((saved + 1))
        rm -f "$work"/anna/vault*
        cp "$work/before" "$work/anna/vault.db"
        page=$((page + 1))
    done
    # Most pages of a vault so small hold neither the list of the tail nor the tail itself.
    [ $((saved * 2)) -ge $page ]
}
ok 'what nobody else has yet is saved from what can be read' alone
begins() {
    of anna reflect add 'For me alone' && meet && meet && of anna goals add Ben 'Run to work' &&
        of ben goals add Anna 'Read again'
}
ok 'they share goals, and Anna writes something for herself' begins
whole() {
    of anna repair && has anna 'Nothing is damaged' && of anna repair --json &&
        has anna '"event":"whole"' && [ -z "$(kept)" ]
}
ok 'what is whole is left as it is' whole
in_use() {
    "$ALCOVE" answer --profile "$work/anna" --camera none --mic silence --speaker none \
        --screen none --for 9 --json >"$work/answer.out" 2>"$work/answer.err" &
    answer=$!
    first_line "$work/answer.out" '"event"' 20 >/dev/null
    ends_with 3 of anna repair && grep -q 'close its window' "$work/anna.err" &&
        ends_with 3 of anna goals Ben && grep -q 'close its window' "$work/anna.err"
    refused=$?
    kill $answer
    wait $answer 2>/dev/null
    return $refused
}
ok 'while the app is open it is refused, and what to do is said' in_use

# What is left of a page: all is saved or told, the harmed file stays, and the two meet.
repairs() {
    cp "$work/anna/vault.db" "$work/harmed"
    of anna repair || return 1
    has anna 'Nothing is damaged' && return
    cmp "$(kept)" "$work/harmed" && has anna 'is kept as vault-harmed-' || return 1
    if has anna 'share with Ben: saved'; then
        of anna goals Ben && has anna 'Sleep before midnight' || return 1
    fi
    of anna reflect && meet && are_even && of anna goals Ben && has anna 'Sleep before midnight' &&
        has anna 'Read again' && of anna repair && has anna 'Nothing is damaged'
}
each_page() {
    cp "$work/anna/vault.db" "$work/before"
    page=0
    while [ $page -lt "$(pages)" ]; do
        harm $page
        repairs || return 1
        rm -f "$work"/anna/vault*
        cp "$work/before" "$work/anna/vault.db"
        page=$((page + 1))
    done
    [ $page -ge 4 ]
}
ok 'whichever page is harmed, what can be read is saved, and the rest comes back' each_page

# ---- all of it, and what the other has ----

harmed() {
    echo 'no vault' >"$work/anna/vault.db" && ends_with 3 of anna goals Ben &&
        grep -q 'run alcove repair' "$work/anna.err"
}
ok 'the way on is told' harmed
repaired() {
    of anna repair && has anna 'What you share with Ben: it cannot be read.' &&
        has anna 'alcove sync' && grep -q 'no vault' "$(kept)" && of anna goals Ben &&
        ! has anna 'Sleep'
}
ok 'a vault that is no more is begun anew, and kept' repaired
waits() {
    ends_with 1 of anna goals add Ben 'Too early' && grep -q 'alcove sync' "$work/anna.err"
}
ok 'nothing is written before they met' waits
back() {
    meet && has anna '"state":"even"' && of anna goals Ben && has anna 'Sleep before midnight' &&
        has anna 'Read again' && are_even
}
ok 'then what Ben has is back' back
goes_on() {
    of anna goals add Ben 'Swim' && of ben goals edit Anna "$goal" --area Nights && meet &&
        has ben '"changes_received":1' && of ben goals Anna && has ben 'Swim' && are_even
}
ok 'and both go on writing' goes_on
twice() {
    echo 'no vault again' >"$work/anna/vault.db" && of anna repair &&
        [ "$(kept | wc -l)" = 2 ] && grep -q 'no vault again' "$work"/anna/vault-harmed-*.db &&
        grep -q -x 'no vault' "$work"/anna/vault-harmed-*.db && meet && are_even
}
ok 'a second harmed file is kept beside the first' twice
finish

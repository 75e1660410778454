#!/bin/sh
# Sealed copies: what is exported is sealed unless somebody says otherwise; a whole profile comes
# back from its backup into an empty folder, and gets from the other side what was written since;
# what was erased stays erased; nobody else's profile takes it; nobody writes in another's name.
# shellcheck disable=SC2154 # tap sets $work
. "$(dirname -- "$0")/tap"

# with PASSPHRASE of …: the same, with one for the file.
with() {
    passphrase=$1
    shift
    "$@" 3<<END
$passphrase
END
}
sealed() {
    ! grep -q -a -e 'midnight' -e 'alone' -e 'Ben' "$1" && [ "$(stat -c %a "$1")" = 600 ]
}

ok 'Anna and Ben are paired' pair
begins() {
    of anna people verify Ben --yes && of ben people verify Anna --yes &&
        of anna goals add Ben 'Sleep before midnight' --json && goal=$(id_of anna) &&
        of anna goals add Ben 'Walk to work' --json && walk=$(id_of anna) &&
        of anna reflect add 'For me alone' && of anna write Ben 'Until Thursday.' --no-wait &&
        meet
}
ok 'they share two goals, and Anna writes something for herself' begins

# ---- copies ----

asks() {
    ends_with 2 of anna export Ben -o "$work/clear.json" --json && [ ! -e "$work/clear.json" ] &&
        of anna export Ben -o "$work/clear.json" --json --yes && has anna 'in the clear' &&
        grep -q midnight "$work/clear.json"
}
ok 'a copy in the clear wants a yes' asks
copies() {
    with 'of two' of anna export Ben -o "$work/two.alcove" --new-passphrase-fd 3 &&
        sealed "$work/two.alcove" && has anna 'passphrase'
}
ok 'else it is sealed' copies
saves() {
    with 'of all' of anna export --backup -o "$work/all.alcove" --new-passphrase-fd 3 &&
        sealed "$work/all.alcove"
}
ok 'a backup of all is sealed' saves
wants() {
    ends_with 2 of anna export --backup -o "$work/no.alcove" && [ ! -e "$work/no.alcove" ] &&
        ends_with 2 of anna export --backup && ends_with 2 of anna export Ben --backup -o x &&
        ends_with 2 of anna export Ben -o x --pdf --csv &&
        ends_with 2 of anna export Ben -o x --mine
}
ok 'a passphrase, a name, and one form are wanted' wants

# ---- into which profile ----

elsewhere() {
    with 'of all' ends_with 2 of ben import "$work/all.alcove" --passphrase-fd 3 &&
        grep -q 'another profile' "$work/ben.err" &&
        with 'of two' ends_with 2 of clara import "$work/two.alcove" --passphrase-fd 3 &&
        with 'of two' ends_with 2 of ben import "$work/two.alcove" --passphrase-fd 3 &&
        grep -q 'yours is whole' "$work/ben.err" && of ben goals Anna &&
        has ben 'Sleep before midnight'
}
ok 'another profile takes in neither' elsewhere
wrong() {
    with 'of none' ends_with 3 of clara import "$work/all.alcove" --passphrase-fd 3 &&
        head -c 400 "$work/all.alcove" >"$work/cut.alcove" &&
        with 'of all' ends_with 2 of clara import "$work/cut.alcove" --passphrase-fd 3 &&
        ends_with 3 of clara import "$work/all.alcove" &&
        of clara people list && ! has clara Ben
}
ok 'a wrong passphrase and half a file change nothing' wrong
same() {
    with 'of all' of anna import "$work/all.alcove" --passphrase-fd 3 --json &&
        has anna '"everything":false,"people":1,"spaces":0,"unchanged":2,"apart":0,"left_out":0'
}
ok 'where all of it is, nothing is changed' same

# ---- the disk dies ----

goes_on() {
    of anna goals edit Ben "$goal" --why 'I am tired' && of anna goals erase Ben "$walk" --yes &&
        of anna goals add Ben 'Written since' && meet
}
ok 'Anna goes on, and they meet' goes_on
older() {
    with 'of all' of anna import "$work/all.alcove" --passphrase-fd 3 --json &&
        has anna '"spaces":0,"unchanged":2' && of anna goals Ben && has anna 'Written since' &&
        ! has anna 'Walk to work'
}
ok 'an older copy takes nothing away, and brings back nothing that was erased' older
comes_back() {
    rm -r "$work/anna" &&
        with 'of all' of anna import "$work/all.alcove" --passphrase-fd 3 --json &&
        has anna '"everything":true,"people":1,"spaces":2' && of anna people list &&
        has anna Ben && of anna goals Ben && has anna 'Sleep before midnight' &&
        of anna reflect && has anna 'For me alone' && of anna inbox --sent --no-wait &&
        has anna 'Until Thursday.'
}
ok 'all of it comes back into an empty folder' comes_back
waits() {
    ends_with 1 of anna goals add Ben 'Too early' && grep -q 'Meet them once' "$work/anna.err" &&
        ends_with 1 of anna write Ben 'Too early' --no-wait && of anna reflect add 'At any time'
}
ok 'nothing is written in it before they have met' waits
by_a_copy() {
    cp -r "$work/anna" "$work/dora" &&
        with 'for Anna' of ben export Anna -o "$work/for-anna.alcove" --new-passphrase-fd 3 &&
        with 'for Anna' of dora import "$work/for-anna.alcove" --passphrase-fd 3 --json &&
        has dora '"spaces":1,' && of dora goals Ben && has dora 'Written since' &&
        ! has dora 'Walk to work'
}
ok 'what both had for certain comes back by a copy that Ben makes' by_a_copy
catches_up() {
    of ben goals add Anna 'Not heard of yet' && meet && has anna '"state":"even"' &&
        has ben '"state":"even"'
}
ok 'or when they meet' catches_up
go_on() {
    of anna goals Ben && has anna 'Written since' && has anna 'Not heard of yet' &&
        ! has anna 'Walk to work' && of anna goals show Ben "$goal" && has anna 'I am tired' &&
        of anna goals add Ben 'In time' && meet && of ben goals Anna && has ben 'In time'
}
ok 'nothing is missing, and they go on' go_on

# ---- a folder put back by hand ----

by_hand() {
    cp -r "$work/ben" "$work/older" && of ben goals add Anna 'Lost with the folder' && meet &&
        rm -r "$work/ben" && mv "$work/older" "$work/ben" && meet
    has ben 'alcove sync PERSON --restored' && of ben goals Anna && ! has ben 'Lost with the folder'
}
ok 'what Ben never wrote, as far as his device knows, is not taken from Anna' by_hand
says_so() {
    meet --restored && has ben '"state":"even"' && of ben goals Anna &&
        has ben 'Lost with the folder' && of ben goals add Anna 'All is well' && meet &&
        of anna goals Ben && has anna 'All is well'
}
ok 'unless he says that the folder is an older one' says_so
finish

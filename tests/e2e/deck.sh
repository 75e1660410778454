#!/bin/sh
# What is said in an hour, changed by a therapist: shown, checked, taken in, written out; and a file
# with a mistake is told by its line and harms nothing.
# shellcheck disable=SC2154 # tap sets $work
. "$(dirname -- "$0")/tap"

LC_ALL=C.UTF-8
export LC_ALL

# deck CODE ARGUMENTS...
deck() {
    code=$1
    shift
    timeout 20 "$ALCOVE" deck "$@" >"$work/deck.out" 2>"$work/deck.err" </dev/null
    [ $? = "$code" ]
}
says() {
    grep -q -F -e "$1" "$work/deck.out" "$work/deck.err"
}

lists() {
    deck 0 && says 'warm-up' && says 'consent-text' && says 'decks/en.deck' &&
        deck 0 show warm-up && says 'How are you feeling as we start today?' &&
        deck 0 show expressions --json --language es && says '"text":"tómate tu tiempo"'
}
ok 'the sections and their texts are shown' lists
by_itself() {
    LC_ALL=ar_EG.UTF-8 deck 0 show expressions && says 'على مهلك' &&
        deck 2 --language xx && says 'no deck in "xx"'
}
ok 'the language is that of the system, or the one asked for' by_itself

cat >"$work/mine" <<'END'
# of Dr. Ito
[warm-up]
feeling = What is here today?
[starters]
- I hear
END
takes() {
    deck 0 check "$work/mine" && [ ! -e "$XDG_CONFIG_HOME" ] &&
        deck 0 import "$work/mine" && cmp "$work/mine" "$XDG_CONFIG_HOME/alcove/decks/en.deck" &&
        deck 0 show warm-up && says 'feeling = What is here today?' && says 'around = ' &&
        deck 0 show starters && [ "$(wc -l <"$work/deck.out")" = 2 ]
}
ok 'words of their own lie over the shipped ones' takes
writes() {
    deck 0 export -o "$work/all" && grep -q -F 'feeling = What is here today?' "$work/all" &&
        deck 0 check "$work/all" && deck 0 import "$work/all" && deck 0 export -o "$work/again" &&
        cmp "$work/all" "$work/again"
}
ok 'the whole deck is written out, and comes back the same' writes

refuses() {
    printf '[warm-up]\nfeeling = Hello {nobody}\n' >"$work/bad"
    printf '[attic]\ndust = much\n' >"$work/other"
    deck 2 import "$work/other" && says 'other: there is no text of Alcove' &&
        deck 2 check "$work/bad" && says 'bad:2: {nobody} is not known here' &&
        deck 2 import "$work/bad" && deck 0 show warm-up && says 'What is here today?' &&
        deck 2 import "$work/nothing" && deck 2 show attic && deck 2 export && deck 2 sing
}
ok 'a mistake is told by its line and changes nothing' refuses
other_alcove() {
    printf '[door]\nopening = It opens.\nopen = Come in\n[attic]\n- dust\n' >"$work/old"
    deck 0 check "$work/old" && says 'old:2: Alcove has no such text' && says 'not said: 3' &&
        deck 0 import "$work/old" && cmp "$work/old" "$XDG_CONFIG_HOME/alcove/decks/en.deck" &&
        deck 0 show door && says 'open = Come in' && [ ! -s "$work/deck.err" ]
}
ok 'a file with texts of another Alcove is taken, and they are told' other_alcove
goes_on() {
    printf '[warm-up\n' >"$XDG_CONFIG_HOME/alcove/decks/en.deck"
    deck 0 show warm-up && says 'en.deck:1: ' && says 'The shipped words are used.' &&
        says 'How are you feeling as we start today?'
}
ok 'a file of their own that is broken leaves the shipped words' goes_on
finish

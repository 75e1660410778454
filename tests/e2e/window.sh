#!/bin/bash
# All that two people do with their windows, by keys alone: what came of each is read from the other
# window as a screen reader reads it, and at the end from the profiles.
here=$(dirname -- "$0")
. "$here/tap"
. "$here/windows"

open_both() {
    open_window anna --camera synthetic:1 && open_window ben --camera synthetic:2
}
ok 'a desktop of their own' open_desktop
ok 'two windows' open_both
ok 'the first page can be used' audit anna

invites() {
    is_at anna 'Invite someone' && key anna Return && sees anna 'alcove:*' && audit anna &&
        link=$("$ALCOVE_READER" list "pid:${app[anna]}" | grep -m 1 -o 'alcove:[A-Z2-7]*')
}
ok 'Anna invites' invites
joins() {
    go_to ben 'I have a link' && key ben Return && sees ben 'Paste the link here' && audit ben &&
        types ben "$link" && key ben Return && sees ben 'A quiet look before you start'
}
ok 'Ben joins' joins
looks_around() {
    audit ben &&
        go_to ben 'Where are you today?' && types ben 'At home' && key ben Return &&
        go_to ben 'Yes, it is private' && key ben space && go_to ben 'I am ready' &&
        key ben Return && sees ben 'You are at the door' && audit ben
}
ok 'Ben gets ready' looks_around
# WHO: at the door, or once they are together.
compares() {
    key "$1" w && sees "$1" 'Read these four words to each other' && audit "$1" &&
        go_to "$1" 'Yes, they match' && key "$1" Return
}
ok 'Ben compares four words' compares ben
opens() {
    sees anna 'Place today: At home' && audit anna && go_to anna 'Open the door' &&
        key anna Return && sees anna 'How are you feeling as we start today?' && audit anna &&
        sees ben 'How are you feeling as we start today?'
}
ok 'Anna knows where he is, and opens' opens
arrives() {
    go_to ben 'How are you feeling' && types ben 'curious' && key ben Return &&
        key ben Return && key ben Return &&
        go_to anna 'Skip' shift+Tab && key anna Return && sees anna 'curious'
}
ok 'Ben says how he arrives' arrives
ok 'and Anna compares them, too' compares anna
nods() { key anna n && sees ben 'Someone nods*' && audit ben; }
ok 'Anna nods' nods
reflects() {
    key anna ctrl+r && sees anna 'Write what you hear' && audit anna &&
        is_at anna 'Write what you hear' && types anna 'It was the walk.' &&
        key anna ctrl+Return && sees ben 'It was the walk.' && audit ben && key ben y &&
        sees anna "Someone says: yes, that's it." && key anna Escape y
}
ok 'Anna says what she hears, and Ben says yes' reflects
recaps() {
    key anna F6 && go_to anna 'Recap' && key anna Return &&
        go_to anna 'What did we do today?' && audit anna && types anna 'We spoke of walks.' &&
        go_to anna 'I agree' && key anna space &&
        key ben F6 && go_to ben 'Recap' && key ben Return &&
        holds ben 'What did we do today?' 'We spoke of walks.' &&
        go_to ben 'I agree' && key ben space && key anna Escape && key ben Escape
}
ok 'they sum up, and agree' recaps
hides() {
    key anna F9 && sees anna 'Back' && audit anna && sees ben 'Someone’s camera is off' &&
        shows_nobody anna && key anna F9 && sees anna 'Nod to Someone'
}
ok 'Anna hides' hides
leaves() {
    key anna ctrl+q && sees anna 'Leave the session?' && audit anna && key anna Return &&
        sees anna 'Nod to Someone' && key anna ctrl+q && go_to anna 'Leave' &&
        key anna Return && sees ben 'The session has ended' && audit ben &&
        sees anna 'The session has ended' && audit anna
}
ok 'Anna leaves, once she is sure' leaves
plans() {
    key anna Return && sees anna 'Next hour' && audit anna &&
        go_to anna 'Goals' && key anna Return && go_to anna 'What would you like?' &&
        types anna 'Sleep through' && key anna Return &&
        go_to anna 'What would you like to try?' && types anna 'Walk a little' &&
        key anna Return && sees anna 'Walk a little*' && audit anna
}
ok 'Anna writes down a goal and a practice' plans
rates() {
    go_to anna '7' shift+Tab && key anna space &&
        sees anna 'You: 1 of the last 42 days. Newest: 7 of 10.' && audit anna
}
ok 'she says how it is today' rates
ticks() {
    go_to anna 'Done today' && key anna space && sees anna 'Undo'
}
ok 'she ticks the practice' ticks
edits() {
    go_to anna 'Sleep through' shift+Tab && key anna Return &&
        go_to anna 'Change the goal' && audit anna && key anna Return &&
        go_to anna 'What would you like?' && holds anna 'What would you like?' 'Sleep through' &&
        audit anna && key anna End && types anna ' the night' && key anna Return &&
        sees anna 'Sleep through the night*'
}
ok 'she changes the goal' edits
notes() {
    go_to anna 'Done' && key anna Return && go_to anna 'Notes on it' &&
        types anna 'Slept till six.'
}
ok 'she writes a note, and has not left it when she closes' notes
closes() {
    key ben ctrl+q && sees ben 'Next hour' && audit ben && key ben ctrl+q && key anna ctrl+q &&
        timeout 10 tail --pid="${app[anna]}" -f /dev/null &&
        timeout 10 tail --pid="${app[ben]}" -f /dev/null
}
ok 'both close their windows' closes
# WHO WORDS COMMAND...: what the command prints of their profile has these words.
keeps() {
    local who=$1 words=$2
    shift 2
    of "$who" "$@" --json && has "$who" "$words"
}
kept() {
    keeps anna '"verified":true' people list && keeps ben '"verified":true' people list &&
        keeps anna '"title":"Sleep through the night"' goals Someone &&
        has anna 'Slept till six.' &&
        keeps anna '"text":"Walk a little"' practice Someone &&
        keeps anna '"done":"yes"' checkin Someone && has anna '"mood":7' &&
        keeps anna '"place":"At home"' safety Someone &&
        keeps ben '"recap":"We spoke of walks."' session recap Someone &&
        keeps ben '"text":"It was the walk."' reflect --with Someone && has ben '"answer":"yes"'
}
ok 'and all of it is kept' kept
finish

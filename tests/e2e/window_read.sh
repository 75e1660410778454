#!/bin/bash
# All that two people do with their windows, by accessible actions alone, as one does who uses a
# screen reader or a switch: not a key is pressed.
here=$(dirname -- "$0")
. "$here/tap"
. "$here/windows"

press() { reader press "$1" "$2"; }
writes() { reader set "$1" "$2" "$3"; }

open_both() {
    open_window anna --camera synthetic:1 && open_window ben --camera synthetic:2
}
# Whoever is invited from then on sees it.
says_her_name() {
    press anna 'Settings' && writes anna 'Your name' 'Anna' && press anna 'Back'
}
invites() {
    press anna 'Invite someone' && sees anna 'alcove:*' &&
        link=$("$ALCOVE_READER" list "pid:${app[anna]}" | grep -m 1 -o 'alcove:[A-Z2-7]*')
}
joins() {
    press ben 'I have a link' && writes ben 'Paste the link here*' "$link" &&
        press ben 'Go to the door' && sees ben 'A quiet look before you start'
}
gets_ready() {
    writes ben 'Where are you today?*' 'At home' && press ben 'Yes, it is private' &&
        press ben 'I am ready' && sees ben 'You are at the door'
}
opens() {
    sees anna 'Place today: At home' && press anna 'Open the door' &&
        sees anna 'How are you feeling as we start today?'
}
checks_in() {
    writes ben 'How are you feeling*' 'curious' && press ben 'Send' && press anna 'Skip' &&
        sees anna 'curious'
}
# WHO
compares() {
    press "$1" 'Read four words with*' && sees "$1" 'Read these four words to each other' &&
        press "$1" 'Yes, they match'
}
nods() { press anna 'Nod to Someone' && sees ben 'Anna nods*'; }
reflects() {
    press anna 'Open the side panel' && press anna 'Reflections' &&
        writes anna 'Write what you hear*' 'It was the walk.' &&
        press anna 'Send*' && sees ben 'It was the walk.' && press ben "Yes, that's it*" &&
        sees anna "Someone says: yes, that's it."
}
recaps() {
    press anna 'Recap' && writes anna 'What did we do today?*' 'We spoke of walks.' &&
        press anna 'I agree' && press ben 'Open the side panel' && press ben 'Recap' &&
        holds ben 'What did we do today?' 'We spoke of walks.' && press ben 'I agree'
}
# Where somebody else looks on: notes of nobody's, until one comes back.
hides() {
    press anna 'Close the side panel' && press anna 'More' &&
        press anna 'Hide everything at once' && sees anna 'Notes' && shows_nobody anna &&
        sees ben 'Anna’s camera is off' && press anna 'Back' && sees anna 'Nod to Someone'
}
steps_aside() {
    press anna 'Someone came in' &&
        sees ben 'Anna’s camera is off' &&
        press anna 'I am back' &&
        sees anna 'Nod to Someone'
}
leaves() {
    press anna 'Leave*' && sees anna 'Leave the session?' && press anna 'Leave' &&
        sees anna 'The session has ended' && sees ben 'The session has ended'
}
plans() {
    press anna 'Close' && sees anna 'Next hour' && press anna 'Goals*' &&
        writes anna 'What would you like?' 'Sleep through' && press anna 'Add a goal' &&
        writes anna 'What would you like to try?' 'Walk a little' &&
        press anna 'Add a practice' && sees anna 'Walk a little*'
}
ticks() { press anna 'Done today' && sees anna 'Undo'; }
edits() {
    press anna 'Sleep through*' && press anna 'Change the goal' &&
        holds anna 'What would you like?' 'Sleep through' &&
        writes anna 'What would you like?' 'Sleep through the night' && press anna 'Done' &&
        sees anna 'Sleep through the night*'
}
ok 'a desktop of their own' open_desktop
ok 'two windows' open_both
ok 'Anna says how she is called' says_her_name
ok 'Anna invites' invites
ok 'Ben joins' joins
ok 'Ben gets ready' gets_ready
ok 'Anna opens' opens
ok 'Ben says how he arrives' checks_in
ok 'Anna compares four words' compares anna
ok 'and Ben' compares ben
ok 'Anna nods' nods
ok 'Anna says what she hears, and Ben says yes' reflects
ok 'they sum up, and agree' recaps
ok 'Anna hides everything, and comes back' hides
ok 'Anna stops her picture, and is back' steps_aside
ok 'Anna leaves, once she is sure' leaves
ok 'Anna writes down a goal and a practice' plans
ok 'she ticks the practice' ticks
ok 'she changes the goal' edits
erases_all() {
    press anna 'Back' && sees anna 'Meet now' && press anna 'Back' && press anna 'Settings' &&
        press anna 'Privacy' && press anna 'Erase everything' && press anna 'Erase' &&
        sees anna 'Erase everything of yours here?' && press anna 'Erase' &&
        sees anna 'Really everything?*' && press anna 'Yes, erase it' &&
        wait "${app[anna]}" && [ ! -e "$work/anna" ]
}
ok 'she erases everything, and Alcove closes' erases_all
finish

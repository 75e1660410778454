#!/bin/sh
# Two people, two profiles: what stays of their hours and between them, exchanged by `alcove sync`:
# safety cards, a consent and a recap that both sign, how it was, and when they meet again.
# shellcheck disable=SC2154 # tap sets $work
. "$(dirname -- "$0")/tap"

count_is() {
    [ "$(grep -c -F -e "$2" "$work/$1.out")" = "$3" ]
}
paired() {
    pair && of anna people verify Ben --yes && of ben people verify Anna --yes
}
ok 'Anna and Ben know each other' paired

# ---- safety ----

card() {
    of ben safety edit Anna --place 'Lindenweg 4' --contact 'Mara' --contact-phone '0151 22' \
        --may-call yes --phone '0731 5' --code-word lantern --after 5 --json && meet &&
        of anna safety Ben && has anna 'place: Lindenweg 4' && has anna 'may call: yes' &&
        has anna 'code word: lantern'
}
ok 'Ben writes where he is; Anna reads it without any line' card
fills_in() {
    ends_with 2 of anna safety edit Ben --theirs --place 'Elsewhere' &&
        of anna safety edit Ben --theirs --hospital 'Safran Street 2' --local-number 112 \
            --ask every-time && meet && of ben safety Anna --json &&
        has ben '"hospital":"Safran Street 2"' && has ben '"place":"Lindenweg 4"' &&
        has ben '"ask":"every-time"'
}
ok 'Anna fills in who helps there, and nothing that is his' fills_in
tells() {
    of ben changes Anna && has ben 'Anna set the nearest hospital' && of anna changes Ben &&
        has anna 'safety card' && ! has anna lantern
}
ok 'the changes say so, without the code word' tells
takes_away() {
    ends_with 2 of anna safety erase Ben --yes && of ben safety erase Anna --yes && meet &&
        of anna safety Ben && ! has anna Lindenweg
}
ok 'Ben alone erases his card, on both computers' takes_away

# ---- consent ----

signs() {
    printf 'We meet online.\nNothing is recorded.\n' >"$work/consent.txt" &&
        of anna consent add Ben --text "$work/consent.txt" --json && consent=$(id_of anna) &&
        has anna '"version":1' && of anna consent sign Ben "$consent" &&
        has anna 'You signed this' && meet && of ben consent show Anna "$consent" &&
        has ben 'Nothing is recorded.' &&
        has ben 'Anna signed this' && has ben 'You have not signed this' &&
        of ben consent sign Anna "$consent" && meet && of anna consent Ben &&
        has anna '  version 1' && of anna consent Ben --json && count_is anna '"state":"holds"' 2
}
ok 'Anna brings a consent, and both sign it' signs
once() {
    of ben consent sign Anna "$consent" --json && of ben changes Anna >/dev/null && meet &&
        has ben '"changes_sent":0'
}
ok 'who signs twice has signed once' once
revokes() {
    of ben consent revoke Anna "$consent" && has ben 'You took the signature back' &&
        ends_with 2 of ben consent revoke Anna "$consent" && meet &&
        of anna consent Ben --json && count_is anna '"state":"holds"' 1 &&
        count_is anna '"state":"taken_back"' 1 && of anna changes Ben &&
        has anna 'Ben signed a consent, and took that back'
}
ok 'Ben takes his back, and both see it' revokes
again() {
    ends_with 2 of anna consent add Ben &&
        ends_with 2 of anna consent add Ben --text "$work/none" &&
        of anna consent add Ben --text "$work/consent.txt" --guardian 'Mara' --json &&
        has anna '"version":2' && has anna '"guardian":"Mara"' &&
        yes 'Nothing is recorded.' | head -n 780 >"$work/long.txt" &&
        of anna consent add Ben --text "$work/long.txt" --json && consent=$(id_of anna) && meet &&
        of ben consent sign Anna "$consent" && of ben consent show Anna "$consent" --json &&
        [ "$(grep -o 'recorded' "$work/ben.out" | wc -l)" = 780 ] &&
        of ben export Anna --markdown --yes -o "$work/md" &&
        [ "$(grep -c 'Nothing is recorded' "$work/md/consents.md")" -gt 780 ] &&
        yes 'Nothing is recorded.' | head -n 800 >"$work/longer.txt" &&
        ends_with 2 of anna consent add Ben --text "$work/longer.txt"
}
ok 'another version is another text, and may be long' again

# ---- the hour ----

recap() {
    of anna session add Ben --title 'The third' --minutes 50 --mode voice --json &&
        session=$(id_of anna) && has anna '"mode":"voice"' &&
        of anna session recap Ben 'We spoke of sleep.' && of anna session sign Ben && meet &&
        of ben session sign Anna && meet && of anna session show Ben "$session" --json &&
        count_is anna '"state":"holds"' 2 && has anna 'We spoke of sleep.' &&
        of ben session show Anna "$session" --json && count_is ben '"state":"holds"' 2 &&
        has ben 'We spoke of sleep.'
}
ok 'both hold the same recap, signed by both' recap
earlier() {
    of ben session recap Anna 'We spoke of work.' && of ben session show Anna &&
        has ben 'Anna signed an earlier version' && meet && of anna session show Ben --json &&
        count_is anna '"state":"earlier"' 2 && of anna session sign Ben && meet &&
        of ben session show Anna && has ben 'Anna signed this' &&
        has ben 'You signed an earlier version'
}
ok 'a recap that changed was signed in an earlier version' earlier
heard() {
    of anna reflect add 'Mornings are hard.' --with Ben --session "$session" --json &&
        reflection=$(id_of anna) && meet &&
        ends_with 2 of anna reflect answer "$reflection" yes --with Ben &&
        of ben reflect answer "$reflection" not-quite 'Only the first hour.' --with Anna && meet &&
        of anna reflect show "$reflection" --with Ben && has anna 'text: Mornings are hard.' &&
        has anna 'answer: not-quite' && has anna 'edited: Only the first hour.'
}
ok 'Ben answers what Anna heard; both versions are kept' heard
feels() {
    ends_with 2 of ben session feel Anna && ends_with 2 of ben session feel Anna --overall 11 &&
        of ben session feel Anna --overall 6 --pace 7 --line 'It helped.' &&
        of ben session feel Anna "$session" --heard 8 && of ben session trend Anna &&
        has ben 'it shows from the second' &&
        of ben session add Anna --json && of ben session feel Anna --overall 8 &&
        of ben session format Anna --feels 'Closer than I thought.' --easier 'bigger-text' &&
        of ben session trend Anna && has ben 'You, over all: 6, 8 of 10' && meet &&
        of anna session trend Ben --json && count_is anna '"by":"them"' 2 &&
        has anna '"overall":6,"heard":8,"pace":7,"topics":null'
}
ok 'Ben says how it was, and both see how that goes on' feels
hides() {
    of ben session trend Anna hide && has ben 'hidden: you want' && meet &&
        of anna session trend Ben && has anna 'hidden: the other one wants' &&
        of anna session trend Ben show && has anna 'hidden' &&
        of ben session trend Anna show && has ben 'over all' && meet &&
        of anna session trend Ben && has anna 'Ben, over all: 6, 8 of 10'
}
ok 'either hides the trend for both' hides

looks() {
    ends_with 2 of anna session look Ben &&
        of anna session look Ben --opening 'Good to see you.' --call-them Benni && meet &&
        of ben session look Anna --colour 3 --call-me Benjamin --json &&
        has ben '"opening":"Good to see you."' && meet && of anna session look Ben &&
        has anna Benjamin && ! has anna Benni && has anna 'colour: 3'
}
ok 'the room is theirs: both choose its words, names and colour' looks

# ---- the next one ----

TZ=Europe/Berlin
export TZ
next() {
    [ -e /usr/share/zoneinfo/Europe/Berlin ] || return 0
    of anna session next Ben && has anna 'As last time' &&
        ends_with 2 of anna session next Ben 'Thu 25:00' --every week &&
        ends_with 2 of anna session next Ben 'Thu 15:00' --every month &&
        of anna session next Ben 'Thu 15:00' --every two-weeks --json &&
        has anna '"zone":"Europe/Berlin","every_weeks":2' && meet &&
        TZ=America/New_York of ben session next Anna --json &&
        has ben ' 15:00","zone":"Europe/Berlin","every_weeks":2' &&
        [ "$(sed 's/.*"next_at_s"//' "$work/ben.out")" = \
            "$(of anna session next Ben --json && sed 's/.*"next_at_s"//' "$work/anna.out")" ]
}
ok 'they agree on every second Thursday at three, seen alike from everywhere' next
calendar() {
    [ -e /usr/share/zoneinfo/Europe/Berlin ] || return 0
    ends_with 2 of anna session ics Ben && of anna session ics Ben -o "$work/next.ics" &&
        [ "$(grep -c '^BEGIN:VEVENT' "$work/next.ics")" = 1 ] &&
        grep -q '^DTSTART:[0-9]*T1[34]0000Z' "$work/next.ics" &&
        of anna session add Ben --next '2150-05-01 10:00' && of anna session next Ben &&
        has anna 'named 2150-05-01 10:00' && of anna session next Ben --every none &&
        of anna export Ben --ics --yes -o "$work/all.ics" &&
        grep -q '^DTSTART:[0-9]*T1[34]0000Z' "$work/all.ics"
}
ok 'it goes into a calendar' calendar

sealed() {
    ! grep -r -q -a -e 'recorded' -e 'Mornings' -e 'Safran' "$work/anna" "$work/ben"
}
ok 'nothing of it can be read in their files' sealed

finish

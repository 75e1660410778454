#!/bin/bash
# An hour over lines on which little else would go: the check-in at 8 kbit/s, nods where a fifth of
# all datagrams is lost, and the whole hour in words at 2 kbit/s with a loss of 30 %.
here=$(dirname -- "$0")
. "$here/tap"
. "$here/hour"
. "$here/hour_rows"
: "${ALCOVE_EMULATOR:?the driver sets it to the built emulator}"
top=$work

# between_two NAME MODE SETTINGS DEVICES-OF-ANNA DEVICES-OF-BEN: two who have just met hold the hour
# that $therapist and $client say, in a folder of this name.
between_two() {
    mode=$2
    work=$top/$1
    mkdir "$work"
    read -r -a anna_devices <<<"$4"
    read -r -a ben_devices <<<"$5"
    pair && hold_hour "$3"
}

# ---- what is said in the two short ones ----

# Copies of the handshake may stand in the line for seconds at this rate. A word each way goes
# behind them, and the hour begins with it.

cat >"$top/opens" <<'SCRIPT'
? "phase":"at the door"
/open
? "phase":"together"
SCRIPT
echo '? "phase":"together"' >"$top/comes"

cp "$top/opens" "$top/therapist_arrives"
cat >>"$top/therapist_arrives" <<'SCRIPT'
Welcome.
? "text":"Here I am."
/arrive rested | 7 | none
? "author":"them","kind":"check-in"
? "text":"Shall we?"
/leave
? "event":"report"
SCRIPT
cp "$top/comes" "$top/client_arrives"
cat >>"$top/client_arrives" <<'SCRIPT'
? "text":"Welcome."
! note arrives
Here I am.
/arrive tense | 4 | noise | the rent is due
? "author":"them","kind":"check-in"
Shall we?
? "event":"report"
SCRIPT

cp "$top/opens" "$top/therapist_nods"
cat >>"$top/therapist_nods" <<'SCRIPT'
! nod 55
? "text":"That was all."
/leave
? "event":"report"
SCRIPT
cp "$top/comes" "$top/client_nods"
cat >>"$top/client_nods" <<'SCRIPT'
! nod 55
That was all.
? "event":"report"
SCRIPT

short() { # NAME: both scripts of it
    therapist=$top/therapist_$1
    client=$top/client_$1
}
arrives() { short arrives && between_two arrives text rate=8k,delay=50,queue=2000 --text --text; }
nods_in_text() { short nods && between_two nods_text text rate=1M,delay=100,loss=20 --text --text; }
nods_in_voice() {
    short nods && between_two nods_voice voice rate=1M,delay=100,loss=20 \
        '--voice --mic speech:1' '--voice --mic speech:2'
}
whole() {
    # These two have just met: no goal of before is due.
    therapist=$top/therapist_whole
    grep -v 'time to look at this goal' "$here/hour_therapist" >"$therapist"
    client=$here/hour_client
    PATIENCE=100
    between_two whole text rate=2k,delay=100,loss=30 --text --text
}

# ---- what came of it ----

exchanged_within_3s() {
    mode=text
    evidence=$top/arrives
    said_by_ben '"kind":"check-in","text":"tense","rating":4' &&
        said_by_anna '"kind":"check-in","text":"rested","rating":7' &&
        within 3000 "$(moment line arrives)" "$(moment ben check_in_seen)" &&
        within 3000 "$(moment line arrives)" "$(moment anna check_in_seen)"
}

# How long each nod of FROM took to TO, in microseconds; 9999999 for one that was not seen before
# the next was sent.
nod_times() {
    { moments "$1" nod_sent | sed 's/$/ sent/'; moments "$2" nod_seen | sed 's/$/ seen/'; } |
        sort -n | awk '$2 == "sent" { if (sent) print 9999999; sent = $1 }
            $2 == "seen" && sent { print $1 - sent; sent = 0 } END { if (sent) print 9999999 }'
}
# NAME SHARE: the time that so many of a hundred nods of both took at most.
nods_took() {
    evidence=$top/$1
    { nod_times anna ben; nod_times ben anna; } | sort -n >"$evidence/nods"
    awk -v share="$2" '{ v[NR] = $1 } END { if (NR >= 100) print v[int(NR * share / 100 + 0.5)] }' \
        "$evidence/nods"
}
# Half of the round trip of 200 ms, and 100 ms.
nods_are_soon() {
    echo "# $1: half of the nods took $(nods_took "$1" 50) us, 95 of 100 $(nods_took "$1" 95) us"
    between 100000 200000 "$(nods_took "$1" 95)"
}

# Every word and every card of the hour, as hour.sh judges them.
no_word_is_lost() {
    local kept
    mode=text
    evidence=$top/whole
    for kept in row_A1 row_A2 row_B3 row_B4 row_S2e row_S3b row_L1 row_L2 both_versions \
        the_same_recap how_it_felt; do
        "$kept" || { echo "# $kept: something is missing" && return 1; }
    done
    from_ben '"card":"format".*"feels",' '"value":"calm at home"' &&
        same_words anna ben && same_words ben anna
}
# What FROM wrote and what TO read of it, in order.
same_words() {
    cmp -s <(written "$1" me) <(written "$2" them) && [ "$(written "$1" me | wc -l)" -ge 4 ]
}
written() {
    sed -n "s/.*\"event\":\"line\",\"author\":\"$2\",\"kind\":\"text\",\"text\":\"\(.*\)\"}/\1/p" \
        "$evidence/$1.json"
}

(arrives; echo $? >"$top/arrives.end") &
all=($!)
(nods_in_text; echo $? >"$top/nods_text.end") &
all+=($!)
(nods_in_voice; echo $? >"$top/nods_voice.end") &
all+=($!)
(whole; echo $? >"$top/whole.end") &
all+=($!)
wait "${all[@]}"
ended() { [ "$(cat "$top/$1.end")" = 0 ]; }
ok 'at 8 kbit/s two arrive' ended arrives
ok 'and their check-ins are exchanged in 3 s' exchanged_within_3s
for m in text voice; do
    ok "with a loss of a fifth and 200 ms there and back, two nod in $m" ended nods_$m
    ok "95 of 100 nods are seen within half of that and 100 ms, in $m" nods_are_soon nods_$m
done
ok 'a whole hour in words at 2 kbit/s with 30 % loss comes to its end' ended whole
ok 'and loses no word and no card' no_word_is_lost
finish

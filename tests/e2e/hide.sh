#!/bin/bash
# What the other still hears and sees once somebody hides (F9 in the window), or says that somebody
# came in (a line at a terminal): measured in the sound that came out of her loudspeaker and in the
# pictures that she was shown. His voice is noise without a pause, so silence is his.
here=$(dirname -- "$0")
. "$here/tap"
. "$here/hour"
. "$here/hour_rows"
mode=video
evidence=$work

# Forty seconds of noise at 48 kHz, mono, 16 bit.
make_noise() {
    {
        printf 'RIFF\x24\x98\x3a\x00WAVEfmt \x10\0\0\0\x01\0\x01\0'
        printf '\x80\xbb\0\0\0\x77\x01\0\x02\0\x10\0data\0\x98\x3a\x00'
        head -c 3840000 /dev/urandom
    } >"$1"
}

open_display() {
    # shellcheck disable=SC2261 # the one is descriptor 3
    Xvfb -displayfd 3 -screen 0 1024x700x24 -fbdir "$work" 3>"$work/display.out" 2>/dev/null &
    DISPLAY=:$(first_line "$work/display.out" '^[0-9]' 20)
    export DISPLAY
}

# What she does in both calls: opens, listens, and waits for the presence $1.
she_waits_for() {
    cat >"$work/hers" <<SCRIPT
? "phase":"at the door"
/open
? "phase":"together"
! listen
Ready.
? "presence":"$1"
! hush
Seen.
? "event":"report"
SCRIPT
}
she_sits() { # WAV
    sit_down anna "$work/hers" --from Ben --listen "$anna" --camera none --mic silence \
        --speaker "wav:$1"
}

# ---- measuring ----

# WAV: the loudest sample of each 5 ms, with the time that it was played, in microseconds; the last
# is played when the two part.
loudness_of() {
    tail -c +45 "$1" | od -An -v -t d2 -w480 | awk -v ended="$(moment anna apart)" '{
        most[NR] = 0
        for (i = 1; i <= NF; i++) { v = $i < 0 ? -$i : $i; if (v > most[NR]) most[NR] = v }
        } END { for (n = 1; n <= NR; n++) printf "%.0f %d\n", ended - (NR - n) * 5000, most[n] }'
}
# FROM TO: the last moment before the silence that lies between the two, and its end.
silence_between() {
    awk -v from="$1" -v to="$2" '$2 > 200 { if (quiet > 20) { print last, $1; exit }
            if ($1 < to) last = $1; quiet = 0 }
        $2 <= 200 && $1 > from { quiet++ } END { if (quiet > 20) print last, $1 }' "$work/loudness"
}
# What lies between the mouth and the ear here: a frame, what waits to be played, the loudspeaker.
way_us() { echo $(($(least anna voice_buffer_us) + 80000)); }
# WAV NAME MILLISECONDS: silence is there so long after his event of that name, and the way.
silent_after() {
    local at last
    loudness_of "$1" >"$work/loudness"
    at=$(moment ben "$2" 1)
    last=$(silence_between "$at" $((at + 1000000)) | cut -d' ' -f1)
    echo "# sound for $(((last - at) / 1000)) ms more, the way takes $(($(way_us) / 1000)) ms"
    [ -n "$last" ] && [ "$last" -le $((at + $(way_us) + $3 * 1000)) ]
}
# NAME MILLISECONDS: she was shown no picture that was taken so long after his event or later, until
# he was back.
unseen_after() {
    local at back
    at=$(moment ben "$1" 1)
    back=$(moment ben "$1" 0)
    awk -F'[:,}]' -v from=$((at + $2 * 1000)) -v to="${back:-9e18}" '/"kind":"picture"/ {
        n++; taken = $8 - $10; if (taken > from && taken < to) seen++ }
        END { exit !(n > 10 && !seen) }' "$evidence/anna.stats"
}
# The share of one colour in the picture of the display, in percent: of a page nearly all.
one_colour() {
    tail -c $((1024 * 700 * 4)) "$1" | od -An -v -t x4 -w4 | sort | uniq -c | sort -rn |
        awk 'NR == 1 { print int($1 * 100 / (1024 * 700)) }'
}

# ---- F9 in the window ----

press() { xdotool search --onlyvisible --class alcove windowfocus --sync key "$1"; }
he_hides() {
    first_line "$work/ben.json" '"text":"Ready."' 30 >/dev/null &&
        cp "$work/Xvfb_screen0" "$work/before" && note_moment key && press F9 &&
        first_line "$work/ben.stats" '"name":"hidden","value":1' 10 >/dev/null &&
        cp "$work/Xvfb_screen0" "$work/hidden" &&
        first_line "$work/ben.json" '"text":"Seen."' 10 >/dev/null && press F9
}
hide_in_window() {
    she_waits_for covered
    she_sits "$work/heard.wav" &
    local she=$!
    SDL_VIDEODRIVER=x11 "$ALCOVE" call Anna --json --profile "$work/ben" --listen 127.0.0.1:0 \
        --screen window --camera synthetic:2 --mic "wav:$work/noise.wav" --speaker none \
        --stats "$work/ben.stats" --for 60 --width 1024 --height 700 \
        >"$work/ben.json" 2>"$work/ben.err" &
    local he=$!
    he_hides
    local hid=$?
    kill -INT "$he"
    wait "$he"
    wait "$she" && return $hid
}

# ---- "someone came in" at a terminal ----

someone_in_lines() {
    she_waits_for interrupted
    cat >"$work/his" <<'SCRIPT'
? "phase":"together"
? "text":"Ready."
/someone
? "text":"Seen."
/here
/leave
? "event":"report"
SCRIPT
    rm -f "$work"/*.stats "$work"/*.json "$work"/*.in "$work"/*.events
    she_sits "$work/heard_again.wav" &
    local she=$!
    sit_down ben "$work/his" Anna --listen 127.0.0.1:0 --camera synthetic:2 \
        --mic "wav:$work/noise.wav" --speaker none
    local his=$?
    wait "$she" && return $his
}

ok 'two people pair' pair
anna=$(annas_address)
make_noise "$work/noise.wav"
open_display
ok 'he hides in the window, and she is told of a moment' hide_in_window
ok 'the key is heard within a second of a slow machine' \
    within 1000 "$(moment line key)" "$(moment ben hidden 1)"
ok 'she hears nothing 100 ms later' silent_after "$work/heard.wav" hidden 100
ok 'she sees nothing that was there 100 ms later' unseen_after hidden 100
ok 'before, his screen showed more than a page' test "$(one_colour "$work/before")" -lt 90
ok 'then it shows a page without anybody' test "$(one_colour "$work/hidden")" -ge 90
ok 'where sound goes to a file nobody says that nothing is recorded' \
    sh -c "! grep -q '\"event\":\"privacy\"' '$work/anna.json'"
ok 'somebody comes in, and goes' someone_in_lines
ok 'she hears nothing from the next frame on' silent_after "$work/heard_again.wav" away 20
ok 'nor sees anything' unseen_after away 100
finish

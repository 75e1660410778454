#!/bin/bash
# A call whose network changes under it: another uplink mid-sentence, an outage of half a minute,
# a router that is started anew, a computer that sleeps. The call goes on: text said meanwhile
# arrives once and in order, the keys stay (no new handshake), and the gap is bounded. The gap is
# the voice that was not there to be played, from the seconds of --stats, in each direction.
#
#   tests/lab/roam.sh [--runs N] [SCENE…]
#                      prints TAP; about 60 s, all calls side by side. --runs: so often, and a table
#                      instead: how many went on with the same keys and all their words, and of the
#                      voice missing the median, 95 of 100, and worst
# shellcheck source=tests/lab/common
. "$(dirname -- "$0")/common"
# shellcheck source=tests/lab/calls
. "$lab/calls"
needs conntrack awk
patience=90
# Voice and words only, so that the calls fit two processors.
camera=none
# Nodes of a DHT, where both must find each other anew.
nodes=0
# Whether Anna has a helper at a public host.
helped=no
readonly outage_s=30 sleep_s=20

# How long something lasts is the test itself: nothing ever comes through this.
mkfifo "$work/silence"
lasts() { read -r -t "$1" _ <>"$work/silence"; }

lines() { # NAME COUNT: arguments, one a line
    seq -f "$1 says %g" "$2" | sed 's/^/--say\n/'
}

# begin HOME-A HOME-B LINES SECONDS: Ben in a calls Anna in b; both say so many lines, one a
# second; Ben leaves after SECONDS. Returns once both are well under way.
begin() {
    mkdir -p "$run"
    cp -r "$work/paired/anna" "$work/paired/ben" "$run/"
    net up "$1" "$2" --line delay=20 || return 1
    if [ $nodes -gt 0 ]; then net pubhosts $nodes && swarm_up $nodes 50 || return 1; fi
    if [ $helped = yes ]; then
        net pubhosts 1 && helper_up p1 && add_helper "$run" || return 1
    fi
    local at says
    at=$(known_address "$2")
    mapfile -t says < <(lines anna "$3")
    person b anna answer "${says[@]}"
    anna=$!
    mapfile -t says < <(lines ben "$3")
    person a ben call Anna ${at:+--at "$at"} --for "$4" "${says[@]}"
    ben=$!
    [ -n "$(first_line "$run/anna.out" 'ben says 3' 20)" ]
}

# end: waits for both, and writes what the tests ask for into $run/result. Before it, event_at is
# the moment of the event, and gone_us for how long there was no network; what the laboratory needs
# to change it is part of that, and no fault of the app.
end() {
    local codes name
    wait "$ben"
    codes=$?
    wait "$anna"
    echo "codes $codes,$?" >"$run/result"
    for name in anna ben; do
        echo "gap_$name $(voice_missing_ms "$name") $((gone_us / 1000))"
        echo "links_$name $(grep -c '"name":"linked"' "$run/$name.stats")"
    done >>"$run/result"
    net down
}

# Milliseconds of voice that NAME did not get to play, from a little before the event to the end:
# the time that passed less what was played.
voice_missing_ms() {
    awk -F '[:,}]' -v event="$event_at" '
            function field(name,    i) {
                for (i = 1; i < NF; i++) if ($i == "\"" name "\"") return $(i + 1) + 0
            }
            !/"kind":"media"/ { next }
            { at = field("at_us"); all = field("voice_played") }
            at <= event || !from { from = at; heard = all }
            all > until_heard { until = at; until_heard = all }
            END { printf "%d\n", (until - from) / 1000 - (until_heard - heard) / 48 }
        ' "$run/$1.stats"
}

# --- What happens --------------------------------------------------------------------------------

# The name of each, the lines said in it, the voice that may be missing (ms), what it is.
scenes() {
    cat <<SCENES
moved 14 1500 another uplink mid-sentence
moved_helped 14 2000 another uplink, both behind routers, with a helper
moved_alone 14 4000 the same with nothing but a DHT, half of it silent
both_moved 20 4000 another uplink of both at once, the same
outage 12 2000 an outage of $outage_s s
rebooted 12 2000 a router started anew
slept 12 2000 $sleep_s s of sleep
SCENES
}

moved() {
    begin eim-apdf open 14 15 || return 1
    event_at=$(now_us)
    gone_us=$(net roam a apdm --line delay=30)
    end
}
# Both behind routers that let nobody in unasked; a helper of Anna's tells each where the other is.
moved_helped() {
    helped=yes
    begin eim-apdf eim-apdf 14 15 || return 1
    event_at=$(now_us)
    gone_us=$(net roam a pres --line delay=30)
    end
}
moved_alone() {
    nodes=40
    begin eim-apdf eim-apdf 14 20 || return 1
    event_at=$(now_us)
    gone_us=$(net roam a eim-apdf --line delay=30)
    end
}
both_moved() {
    local one two
    nodes=40
    begin eim-apdf eim-apdf 20 25 || return 1
    event_at=$(now_us)
    net roam a eim-apdf --line delay=30 >"$run/gone.a" &
    one=$!
    net roam b pres --line delay=10 >"$run/gone.b" &
    two=$!
    wait $one $two
    gone_us=$(later "$(cat "$run/gone.a")" "$(cat "$run/gone.b")")
    end
}
outage() {
    begin eim-apdf open 12 50 || return 1
    net link a down
    event_at=$(now_us)
    lasts $outage_s
    net link a up
    gone_us=$(($(now_us) - event_at))
    end
}
rebooted() {
    begin apdm open 12 14 || return 1
    event_at=$(now_us)
    gone_us=$(net flush a)
    end
}
slept() {
    local process
    begin pres open 12 40 || return 1
    process=$(app_in a)
    kill -STOP "$process"
    net link a down
    event_at=$(now_us)
    lasts $sleep_s
    net flush a >"$run/flush.out" # the router has not waited
    net link a up
    gone_us=$(($(now_us) - event_at))
    kill -CONT "$process"
    end
}
app_in() { # NODE
    local process
    for process in $(ip netns pids "$LAB_BENCH-$1"); do
        if [ "$(cat "/proc/$process/comm")" = alcove ]; then echo "$process"; fi
    done
}

# --- What is asked -------------------------------------------------------------------------------

# Of the run whose folder is $run.
result() { sed -n "s/^$1 //p" "$run/result" 2>/dev/null; }
ends_in_peace() { [ "$(result codes)" = 0,0 ]; }
keeps_keys() { [ "$(result links_anna),$(result links_ben)" = 1,1 ]; }
text_arrived() { # AT-NAME FROM-NAME COUNT
    seq -f "$2 says %g" "$3" >"$work/said.txt"
    sed -n 's/.*"author":"them","kind":"text","text":"\([^"]*\)".*/\1/p' "$run/$1.out" |
        cmp -s - "$work/said.txt"
}
# The voice missing beyond the time in which there was no network at all.
gap_of() { # NAME
    local missing without
    read -r missing without < <(result "gap_$1") && echo $((missing - without))
}
gap_is_below() { # NAME MS
    local gap
    gap=$(gap_of "$1") || return 1
    echo "# ${run##*/}: $1 missed $gap ms of voice besides what the outage took"
    [ "$gap" -lt "$2" ]
}

ask() { # LINES GAP-MS SENTENCE
    ok "$3: the call goes on and ends in peace" ends_in_peace
    ok "$3: the same keys, no new handshake" keeps_keys
    ok "$3: all that Ben said arrived, once, in order" text_arrived anna ben "$1"
    ok "$3: all that Anna said arrived, once, in order" text_arrived ben anna "$1"
    ok "$3: Anna misses less than $2 ms of voice more" gap_is_below anna "$2"
    ok "$3: Ben misses less than $2 ms of voice more" gap_is_below ben "$2"
}

# All side by side, each in a bench and a folder of its own.
play() { # NUMBER
    local scene
    while read -r scene _; do
        (
            trap - EXIT
            export LAB_BENCH=$LAB_BENCH.$scene
            run=$work/$scene.$1
            $scene || net down
        ) &
    done <"$work/scenes"
    wait
}

# A line: the good ones, and of the gap of the side that missed more the median, 95 of 100, worst.
row_of() { # SCENE LINES
    local number good=0
    for number in $(seq "$runs"); do
        run=$work/$1.$number
        if ends_in_peace && keeps_keys && text_arrived anna ben "$2" &&
            text_arrived ben anna "$2"; then
            good=$((good + 1))
        fi
        later "$(gap_of anna)" "$(gap_of ben)"
    done >"$work/gaps"
    sort -n "$work/gaps" | awk -v good="$good" -v all="$runs" '
        function rank(p,    i) { i = int((n * p + 99) / 100); return gap[i < 1 ? 1 : i] / 1000 }
        NF { gap[++n] = $1 }
        END { printf "%d/%d | %.2f | %.2f | %.2f |\n", good, all, rank(50), rank(95), rank(100) }'
}

runs=0
if [ "${1-}" = --runs ]; then
    runs=$2
    shift 2
fi
scenes | awk -v wanted=" $* " 'wanted == "  " || index(wanted, " " $1 " ")' >"$work/scenes"
ok 'two people pair' pair_once "$work/paired"
if [ "$runs" = 0 ]; then
    play 1
    while read -r scene said gap sentence; do
        run=$work/$scene.1
        ask "$said" "$gap" "$sentence"
    done <"$work/scenes"
    finish
    exit 0
fi
for number in $(seq "$runs"); do play "$number"; done
echo '| scene | went on | voice missing s, median | 95 of 100 | worst |'
echo '|---|---|---|---|---|'
while read -r scene said _ sentence; do
    echo "| $sentence | $(row_of "$scene" "$said")"
done <"$work/scenes"

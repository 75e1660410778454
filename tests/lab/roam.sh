#!/bin/bash
# A call whose network changes under it: another uplink mid-sentence, an outage of half a minute,
# a router that is started anew, a computer that sleeps. The call goes on: text said meanwhile
# arrives once and in order, the keys stay (no new handshake), and the gap is bounded. The gap is
# the voice that was not there to be played, from the seconds of --stats, in each direction.
#
#   tests/lab/roam.sh           prints TAP; about 60 s, all calls side by side
#   tests/lab/roam.sh --both    one alone: both move at once, and only the DHT can tell each where
#                               the other is
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
    if [ $nodes -gt 0 ]; then net pubhosts $nodes && swarm_up $nodes 0 || return 1; fi
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

# end: waits for both, and writes what the tests ask for into $run/result. Before it, event_at and
# back_at are the moments at which the network went and was there again; the same for what has to
# be done with in no time.
end() {
    local codes name
    wait "$ben"
    codes=$?
    wait "$anna"
    echo "codes $codes,$?" >"$run/result"
    for name in anna ben; do
        echo "gap_$name $(voice_missing_ms "$name") $(((back_at - event_at) / 1000))"
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

moved() {
    begin eim-apdf open 14 15 || return 1
    event_at=$(now_us)
    net roam a apdm --line delay=30
    back_at=$event_at
    end
}
# Both behind routers that let nobody in unasked; a helper of Anna's tells each where the other is.
moved_helped() {
    helped=yes
    begin eim-apdf eim-apdf 14 15 || return 1
    event_at=$(now_us)
    net roam a pres --line delay=30
    back_at=$event_at
    end
}
both_moved() {
    local one two
    nodes=40
    begin eim-apdf eim-apdf 20 25 || return 1
    event_at=$(now_us)
    net roam a eim-apdf --line delay=30 &
    one=$!
    net roam b pres --line delay=10 &
    two=$!
    wait $one $two
    back_at=$event_at
    end
}
outage() {
    begin eim-apdf open 12 50 || return 1
    net link a down
    event_at=$(now_us)
    lasts $outage_s
    net link a up
    back_at=$(now_us)
    end
}
rebooted() {
    begin apdm open 12 14 || return 1
    event_at=$(now_us)
    net flush a
    back_at=$event_at
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
    net flush a # the router has not waited
    net link a up
    back_at=$(now_us)
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

result() { sed -n "s/^$1 //p" "$work/$scene/result" 2>/dev/null; }
ends_in_peace() { [ "$(result codes)" = 0,0 ]; }
keeps_keys() { [ "$(result links_anna),$(result links_ben)" = 1,1 ]; }
text_arrived() { # AT-NAME FROM-NAME COUNT
    seq -f "$2 says %g" "$3" >"$work/said.txt"
    sed -n 's/.*"author":"them","kind":"text","text":"\([^"]*\)".*/\1/p' "$work/$scene/$1.out" |
        cmp -s - "$work/said.txt"
}
# The voice missing beyond the time in which there was no network at all.
gap_is_below() { # NAME MS
    local missing without
    read -r missing without < <(result "gap_$1") || return 1
    echo "# $scene: $1 missed $missing ms of voice; there was no network for $without ms"
    [ $((missing - without)) -lt "$2" ]
}

# ask SCENE SENTENCE LINES GAP-MS
ask() {
    scene=$1
    ok "$2: the call goes on and ends in peace" ends_in_peace
    ok "$2: the same keys, no new handshake" keeps_keys
    ok "$2: all that Ben said arrived, once, in order" text_arrived anna ben "$3"
    ok "$2: all that Anna said arrived, once, in order" text_arrived ben anna "$3"
    ok "$2: Anna misses less than $4 ms of voice more" gap_is_below anna "$4"
    ok "$2: Ben misses less than $4 ms of voice more" gap_is_below ben "$4"
}

ok 'two people pair' pair_once "$work/paired"
scenes=(moved moved_helped outage rebooted slept both_moved)
if [ "${1-}" = --both ]; then scenes=(both_moved); fi
for scene in "${scenes[@]}"; do
    (
        trap - EXIT
        export LAB_BENCH=$LAB_BENCH.$scene
        run=$work/$scene
        $scene || net down
    ) &
done
wait
if [ "${1-}" != --both ]; then
    ask moved 'another uplink mid-sentence' 14 1500
    ask moved_helped 'another uplink, both behind routers, with a helper' 14 2000
    ask outage "an outage of $outage_s s" 12 2000
    ask rebooted 'a router started anew' 12 2000
    ask slept "$sleep_s s of sleep" 12 2000
fi
ask both_moved 'another uplink of both at once' 20 8000
finish

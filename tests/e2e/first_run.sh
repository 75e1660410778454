#!/bin/bash
# Two people who open Alcove for the first time, until they see and hear each other: with three
# activations each at most, and within a minute of people's time.
here=$(dirname -- "$0")
. "$here/tap"
. "$here/windows"

# What the keystroke-level model gives a person for a key and for knowing which; and what handing
# over the link takes them. The two never act at once here, so that all of it adds up.
key_ms=280
think_ms=1350
hand_over_ms=10000
human_ms=$hand_over_ms
took_ms=60000
declare -A activations=([anna]=0 [ben]=0)

# WHO KEY: they look, know what to do, and do it.
activates() {
    activations[$1]=$((activations[$1] + 1))
    human_ms=$((human_ms + think_ms + key_ms))
    key "$1" "$2"
}
# WHO NAME: as go_to; each Tab is a key.
tabs_to() {
    local i
    for ((i = 0; i < 8; i++)); do
        is_now_at "$1" "$2" && return
        human_ms=$((human_ms + key_ms))
        key "$1" Tab || return 1
    done
    is_at "$1" "$2"
}
pastes() {
    human_ms=$((human_ms + think_ms + 2 * key_ms))
    key "$1" ctrl+v
}

open_both() {
    began=$(date +%s%N)
    open_window anna --camera synthetic:1 && open_window ben --camera synthetic:2
}
invites() {
    is_at anna 'Invite someone' && activates anna Return && sees anna 'alcove:*' &&
        sees anna 'Waiting for them*'
}
joins() {
    tabs_to ben 'I have a link' && activates ben Return && sees ben 'Paste the link here' &&
        is_at ben 'Paste the link here' && pastes ben && holds ben 'Paste*' 'alcove:*' &&
        activates ben Return && sees ben 'A quiet look before you start'
}
gets_ready() { is_at ben 'I am ready' && activates ben Return && sees ben 'You are at the door'; }
opens() {
    sees anna 'Someone is at the door' && is_at anna 'Open the door' && activates anna Return &&
        sees anna 'Nod to Someone' && sees ben 'Nod to Someone'
}
# WHO: pictures and a voice of the other came.
flows() {
    first_line "$work/$1.stats" '"kind":"picture"' 10 >/dev/null &&
        first_line "$work/$1.stats" '"voice_played":[1-9]' 10 >/dev/null
}
media() {
    flows anna && flows ben && took_ms=$((($(date +%s%N) - began) / 1000000))
}
few() {
    echo "# Anna ${activations[anna]}, Ben ${activations[ben]}"
    [ "${activations[anna]}" -le 3 ] && [ "${activations[ben]}" -le 3 ]
}
soon() {
    echo "# $took_ms ms here, and $human_ms ms of two people"
    [ $((took_ms + human_ms)) -lt 60000 ]
}
ok 'a desktop of their own' open_desktop
ok 'two windows from nothing' open_both
ok 'Anna presses once, and has a link to hand on' invites
ok 'Ben pastes it' joins
ok 'Ben is ready' gets_ready
ok 'Anna opens' opens
ok 'they see and hear each other' media
ok 'by three activations each at most' few
ok 'within a minute of people' soon
finish

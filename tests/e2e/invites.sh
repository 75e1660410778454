#!/bin/sh
# What an invite goes through: shown as a code and read by a camera, listed, taken back, run out,
# used up, and answered by a reply link.
. "$(dirname -- "$0")/tap"

alcove() { # NAME ARGUMENTS...: whole, with its output in $work/NAME.out
    person=$1
    shift
    timeout 120 "$ALCOVE" "$@" --profile "$work/$person" >"$work/$person.out" \
        2>"$work/$person.err" </dev/null
}
refuses() { # CODE PATTERN NAME ARGUMENTS...
    code=$1 pattern=$2 person=$3
    shift 2
    alcove "$@"
    [ $? = "$code" ] && grep -q -e "$pattern" "$work/$person.err"
}
start() { # NAME ARGUMENTS...: in the background; the process is $!
    person=$1
    shift
    : >"$work/$person.out"
    timeout 120 "$ALCOVE" "$@" --profile "$work/$person" >>"$work/$person.out" \
        2>"$work/$person.err" &
}
shown_link() { # NAME
    first_line "$work/$1.out" '^alcove:' 20
}
is_link() { # upper-case base32 of at most 240 characters in all
    [ ${#1} -le 240 ] && ! echo "$1" | grep -q -v '^alcove:[A-Z2-7]*$'
}

# The code on a terminal as a clip of one picture: two rows of squares in a line of half blocks,
# each square six pixels wide.
code_to_clip() { # FROM TO
    sed -n 's/^.\[30;107m\(.*\).\[0m$/\1/p' "$1" |
        sed 's/ /0/g; s/▀/1/g; s/▄/2/g; s/█/3/g' | LC_ALL=C awk '
        { lines[NR] = $0 }
        END {
            side = 6; width = 640; height = 480
            left = int((width - side * length(lines[1])) / 2)
            top = int((height - side * 2 * NR) / 2)
            printf "YUV4MPEG2 W%d H%d F10:1 C420jpeg\nFRAME\n", width, height
            for (y = 0; y < height; y++) {
                row = ""
                at = int((y - top) / side)
                for (x = 0; x < width; x++) {
                    square = 0
                    if (y >= top && x >= left && at < 2 * NR)
                        square = substr(lines[int(at / 2) + 1], int((x - left) / side) + 1, 1)
                    dark = at % 2 == 0 ? square % 2 : int(square / 2)
                    row = row sprintf("%c", dark ? 16 : 235)
                }
                printf "%s", row
            }
            grey = sprintf("%*s", width / 2, "")
            gsub(/ /, "\200", grey)
            for (y = 0; y < height; y++)
                printf "%s", grey
        }' >"$2"
}

by_camera() {
    start anna invite --qr --name Anna --listen 127.0.0.1:0
    waiting=$!
    link=$(shown_link anna)
    used=$link
    is_link "$link" || return 1
    lines=$(first_line "$work/anna.err" 'Waiting' 20) # the code is out by then
    [ -n "$lines" ] && code_to_clip "$work/anna.out" "$work/code.y4m" || return 1
    alcove ben join --camera "y4m:$work/code.y4m" --name Ben --listen 127.0.0.1:0 || return 1
    wait $waiting && grep -q 'Anna' "$work/ben.out"
}
said_in_words() {
    grep -q 'ends in 48 hours' "$work/anna.err"
}
no_such_camera() {
    refuses 7 'nowhere' ben join --camera "y4m:$work/nowhere.y4m" &&
        refuses 2 'join' ben join && refuses 2 'join' ben join x --camera "y4m:$work/code.y4m"
}
list_and_cancel() {
    alcove anna invite --no-wait --for Clara --expires 90m --listen 127.0.0.1:0 &&
        clara=$(cat "$work/anna.out") &&
        alcove anna invite --no-wait --expires 2d --listen 127.0.0.1:0 &&
        alcove anna invite --list || return 1
    grep -q 'Clara .*ends in \(89\|90\) minutes' "$work/anna.out" &&
        grep -q 'nobody named.*ends in 4[78] hours' "$work/anna.out" || return 1
    id=$(sed -n 's/^ *\([0-9]*\)  Clara.*/\1/p' "$work/anna.out")
    alcove anna invite --cancel "$id" && alcove anna invite --list &&
        ! grep -q Clara "$work/anna.out" && [ "$(wc -l <"$work/anna.out")" = 1 ] || return 1
}
# Whoever holds the link of an invite that was used or taken back meets silence, which takes the 90
# seconds of a handshake: both at once.
meets_silence() {
    start anna --camera none --mic silence --speaker none --json
    window=$!
    [ -n "$(first_line "$work/anna.out" arriving 20)" ] || return 1
    start clara join "$clara" --listen 127.0.0.1:0
    one=$!
    start ben2 join "$used" --listen 127.0.0.1:0
    two=$!
    wait $one
    one=$?
    wait $two
    two=$?
    kill -INT $window
    wait $window
    [ $one = 4 ] && [ $two = 4 ] && grep -q 'Nobody answered' "$work/clara.err" &&
        grep -q 'used already' "$work/ben2.err"
}
cancel_all() {
    alcove anna invite --cancel all && alcove anna invite --list && [ ! -s "$work/anna.out" ] &&
        refuses 2 'no such invite' anna invite --cancel 99 &&
        refuses 2 'number' anna invite --cancel soon
}
expired() {
    start anna invite --expires 1s --listen 127.0.0.1:0
    waiting=$!
    link=$(shown_link anna)
    wait $waiting
    [ $? = 8 ] && grep -q 'expired unused' "$work/anna.err" &&
        refuses 8 'expired' ben join "$link" && alcove anna invite --list &&
        [ ! -s "$work/anna.out" ]
}

# A reply link: made by who joins, taken in by who invited.
reply() {
    alcove anna invite --no-wait --want-reply --for Dora --listen 127.0.0.1:0 || return 1
    link=$(cat "$work/anna.out")
    is_link "$link" || return 1
    start dora join "$link" --name Dora --listen 127.0.0.1:0
    joining=$!
    back=$(shown_link dora)
    is_link "$back" && [ "$back" != "$link" ] || return 1
    grep -q 'send this reply link back' "$work/dora.err" || return 1
    echo "$back" | "$ALCOVE" invite --reply - --no-wait --profile "$work/anna" || return 1
    alcove anna invite --list && grep -q 'Dora .*with a reply' "$work/anna.out" || return 1
    start anna invite --reply "$back"
    waiting=$!
    wait $joining || return 1
    wait $waiting && alcove anna people list && grep -q Dora "$work/anna.out"
}
mixed_up() {
    refuses 8 'none of your open invites' anna invite --reply "$back" &&
        refuses 8 'reply link' ben join "$back" &&
        refuses 8 'is an invite' anna invite --reply "$link" &&
        refuses 8 'end of this reply' anna invite --reply "$(echo "$back" | cut -c1-50)" &&
        refuses 2 'at a time' anna invite --reply "$back" --list
}

ok 'an invite shown as a code is read by a camera, and two people pair' by_camera
ok 'its time is said in words' said_in_words
ok 'a camera that is not there, and neither or both of link and camera' no_such_camera
ok 'invites are listed with their time, and one is taken back' list_and_cancel
ok 'an invite that was used or taken back meets silence' meets_silence
ok 'all are taken back at once' cancel_all
ok 'one that nobody used runs out, and says so' expired
ok 'a reply link goes back, and the two pair' reply
ok 'an invite and a reply in the place of each other' mixed_up
finish

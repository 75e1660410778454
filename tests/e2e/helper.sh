#!/bin/sh
# A device that is always on helps its owner's people: it prints a link, the owner's app takes it,
# and it stops when it is told to.
. "$(dirname -- "$0")/tap"

# begin_helper NAME OPTIONS...: in the background; its link is in $helper_link.
begin_helper() {
    name=$1
    shift
    "$ALCOVE" helper --json --profile "$work/$name" "$@" \
        >"$work/$name.out" 2>"$work/$name.err" &
    helper=$!
    line=$(first_line "$work/$name.out" '"event":"helper"' 20) || return 1
    helper_link=$(echo "$line" | sed 's/.*"link":"\([^"]*\)".*/\1/')
    udp_port=$(echo "$line" | sed 's/.*"udp_port":\([0-9]*\).*/\1/')
    tcp_port=$(echo "$line" | sed 's/.*"tcp_port":\([0-9]*\).*/\1/')
}

# end_helper SIGNAL: and it ends well.
end_helper() {
    kill "-$1" "$helper"
    wait "$helper"
}

starts() {
    begin_helper first --listen 127.0.0.1:0 --tcp 0 &&
        [ "$udp_port" -gt 0 ] && [ "$tcp_port" -gt 0 ]
}
ok 'a helper starts and prints its link' starts
first_link=$helper_link
first_port=$udp_port

adds() {
    echo "$first_link" | "$ALCOVE" helpers add --profile "$work/anna" >"$work/add.out" 2>&1 &&
        "$ALCOVE" helpers list --profile "$work/anna" >"$work/list.out" &&
        grep -q "^   1  127.0.0.1:$first_port  TCP $tcp_port$" "$work/list.out"
}
ok 'the owner adds it, and sees it in the list' adds

adds_again() {
    echo "$first_link" | "$ALCOVE" helpers add --json --profile "$work/anna" >"$work/add.out" &&
        grep -q '"id":1}' "$work/add.out" &&
        [ "$("$ALCOVE" helpers list --json --profile "$work/anna" | wc -l)" = 1 ]
}
ok 'added twice it is there once' adds_again

ok 'it ends well when it is told to' end_helper TERM
quiet() { ! grep -q . "$work/first.err"; }
ok 'and has nothing to say of whom it helped' quiet

same_link() {
    begin_helper first --listen "127.0.0.1:$first_port" --tcp "$tcp_port" &&
        [ "$helper_link" = "$first_link" ] && end_helper INT
}
ok 'started again it is the same helper' same_link

private() {
    [ "$(stat -c %a "$work/first/helper")" = 600 ] &&
        [ "$(stat -c %a "$work/anna/helpers")" = 600 ] && [ "$(stat -c %a "$work/first")" = 700 ]
}
ok 'its secret is for its owner alone' private

public() {
    begin_helper second --listen 127.0.0.1:0 --public 192.0.2.7 --public '[2001:db8::7]:4242' &&
        end_helper TERM && echo "$helper_link" |
        "$ALCOVE" helpers add --profile "$work/anna" >"$work/add.out" &&
        "$ALCOVE" helpers list --profile "$work/anna" >"$work/list.out" &&
        grep -q "^   2  192.0.2.7:$udp_port \[2001:db8::7\]:4242$" "$work/list.out"
}
ok 'it is reached where its owner says' public

removes() {
    "$ALCOVE" helpers remove 1 --profile "$work/anna" &&
        [ "$("$ALCOVE" helpers list --json --profile "$work/anna" | wc -l)" = 1 ]
}
ok 'what is removed is gone' removes

# refuses CODE PATTERN INPUT ARGUMENTS...: exits with CODE and complains in one line that matches.
refuses() {
    code=$1
    pattern=$2
    input=$3
    shift 3
    echo "$input" | timeout 30 "$ALCOVE" "$@" >"$work/refused.out" 2>"$work/refused.err"
    got=$?
    [ "$got" = "$code" ] && [ "$(wc -l <"$work/refused.err")" = 1 ] &&
        grep -q -e "$pattern" "$work/refused.err" || {
        echo "# exit $got, not $code, or not one line with: $pattern"
        return 1
    }
}
at="--profile $work/anna"
# shellcheck disable=SC2086
{
    ok 'a link without its end' refuses 8 'end' "$(echo "$first_link" | cut -c1-60)" helpers add $at
    ok 'a link with a wrong character' refuses 8 'wrong' \
        "$(echo "$first_link" | sed 's/....$/2222/')" helpers add $at
    ok 'no link at all' refuses 8 'alcove-helper:' hello helpers add $at
    ok 'a link where everybody could read it' refuses 2 'secret' '' "$first_link" $at
    ok 'a number nobody has' refuses 2 '77' '' helpers remove 77 $at
    ok 'a verb that is none' refuses 2 'list' '' helpers sing $at
    ok 'a port that is none' refuses 2 '--tcp' '' helper --tcp http $at
    ok 'an address that is none' refuses 2 '--public' '' helper --listen 127.0.0.1:0 \
        --public here $at
    ok 'an address of another machine' refuses 1 '.' '' helper --listen 192.0.2.1:4242 $at
}
finish

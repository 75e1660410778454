#!/bin/sh
# Every mistake of a person, and every missing thing, is one line that says what to do, with the
# exit code that SPEC.md names, and nothing is lost.
. "$(dirname -- "$0")/tap"

# refuses CODE PATTERN ARGUMENTS...: exits with CODE and complains in one line that matches.
refuses() {
    code=$1
    pattern=$2
    shift 2
    timeout 30 "$ALCOVE" "$@" >"$work/refused.out" 2>"$work/refused.err" </dev/null
    got=$?
    [ "$got" = "$code" ] && [ "$(wc -l <"$work/refused.err")" = 1 ] &&
        grep -q -e "$pattern" "$work/refused.err" || {
        echo "# exit $got, not $code, or not one line with: $pattern"
        return 1
    }
}

ok 'two people pair through an invite' pair
ok 'each is in the list of the other' sh -c \
    "'$ALCOVE' people list --profile '$work/anna' | grep -q Ben &&
     '$ALCOVE' people list --profile '$work/ben' | grep -q Anna"

profile="--profile $work/ben"
# shellcheck disable=SC2086
{
    ok 'an unknown option is named' refuses 2 '--camra' call Anna $profile --camra none
    ok 'an unknown command is named' refuses 2 'cal' cal Anna
    ok 'a person nobody knows is named' refuses 2 'Clara' call Clara $profile
    ok 'a clip that is not there' refuses 7 'nowhere.y4m' call Anna $profile \
        --camera "y4m:$work/nowhere.y4m"
    printf 'YUV4MPEG2 W640 H' >"$work/cut.y4m"
    ok 'a clip that is cut short' refuses 7 'y4m clip' call Anna $profile \
        --camera "y4m:$work/cut.y4m"
    printf 'RIFF\377\377\377\377WAVEfmt ' >"$work/cut.wav"
    ok 'a sound that is cut short' refuses 7 'wav file' call Anna $profile \
        --mic "wav:$work/cut.wav"
    ok 'no camera' refuses 7 'video9' call Anna $profile --camera v4l2:/dev/video9
    ok 'nor for the window' refuses 7 'video9' $profile --camera v4l2:/dev/video9
    SDL_AUDIODRIVER=nonsense
    ok 'no microphone' refuses 7 '.' call Anna $profile --mic sdl
    SDL_AUDIODRIVER=dummy
    SDL_VIDEODRIVER=x11
    DISPLAY=:77 ok 'no display' refuses 7 '.' call Anna $profile --screen window
    SDL_VIDEODRIVER=offscreen
    ok 'a screen of no kind' refuses 2 '--screen' call Anna $profile --screen cinema
    ok 'a level of noise that there is not' refuses 2 'gentle' call Anna $profile --noise loud
    ok 'an answer that is none' refuses 2 '--headphones' call Anna $profile --headphones some
    ok 'an address that is none' refuses 2 '--listen' call Anna $profile --listen here
    ok 'an address of another machine' refuses 1 '.' call Anna $profile --listen 192.0.2.1:4242
    ok 'words that are too many' refuses 2 'many' join one two
    ok 'no invite at all' refuses 8 'alcove:' join hello $profile
    ok 'an invite without its end' refuses 8 'end' join "$(echo "$link" | cut -c1-60)" $profile
    ok 'an invite with a wrong character' refuses 8 'wrong' \
        join "$(echo "$link" | sed 's/....$/2222/')" $profile
    ok 'figures that cannot be written' refuses 1 '/nowhere/' call Anna $profile \
        --stats /nowhere/figures.jsonl
}

expired() {
    "$ALCOVE" invite --no-wait --expires 1s --profile "$work/anna" \
        >"$work/expired.out" 2>"$work/expired.err"
    # The clock of an invite counts in seconds: wait for the next but one.
    start=$(date +%s)
    while [ "$(date +%s)" -lt $((start + 2)) ]; do :; done
    refuses 8 'expired' join "$(cat "$work/expired.out")" --profile "$work/ben"
}
ok 'an invite whose time is over' expired

busy_profile() {
    "$ALCOVE" answer --profile "$work/anna" --json >"$work/answer.out" 2>"$work/answer.err" &
    answer=$!
    first_line "$work/answer.out" '"phase":"arriving"' 20 >/dev/null
    refuses 3 '.' people list --profile "$work/anna" && busy_port
    result=$?
    kill -INT $answer
    wait $answer
    return $result
}
busy_port() {
    refuses 1 '.' call Anna --profile "$work/ben" --listen "$(annas_address)"
}
ok 'a second one on the same profile, and a busy port' busy_profile

unwritable() {
    : >"$work/file"
    refuses 3 '.' people list --profile "$work/file/profile"
}
ok 'a profile that cannot be made' unwritable

damaged() {
    cp -r "$work/ben" "$work/damaged"
    for name in "$work"/damaged/*; do
        [ -s "$name" ] && printf 'x' | dd of="$name" bs=1 seek=20 conv=notrunc 2>/dev/null
    done
    find "$work/damaged" -type f -exec cksum {} + >"$work/before.sum"
    refuses 3 '.' people list --profile "$work/damaged" &&
        find "$work/damaged" -type f -exec cksum {} + | cmp -s - "$work/before.sum"
}
ok 'a damaged profile is told of and left as it is' damaged

ok 'after all that both still know each other' sh -c \
    "'$ALCOVE' people list --profile '$work/anna' | grep -q Ben &&
     '$ALCOVE' people list --profile '$work/ben' | grep -q Anna"
finish

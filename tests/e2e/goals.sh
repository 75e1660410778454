#!/bin/sh
# Two people, two profiles: goals edited by each alone, exchanged by `alcove sync` on both sides or
# with one who waits, merged, chosen, erased; words that arrive once and in order, whatever dies in
# between.
# shellcheck disable=SC2154 # tap sets $work
. "$(dirname -- "$0")/tap"

count_is() {
    [ "$(grep -c -F -e "$2" "$work/$1.out")" = "$3" ]
}

ok 'Anna and Ben are paired' pair

adds() {
    of anna goals add Ben 'Sleep before midnight' --why 'I am tired' --target 2027-05-01 \
        --level 3 'four nights a week' --note 'First thoughts.' --json || return 1
    goal=$(id_of anna)
    [ ! -s "$work/anna.err" ] && of anna goals Ben && has anna 'Sleep before midnight'
}
ok 'Anna adds a goal' adds
not_yet() {
    ends_with 6 meet && has anna 'not confirmed' && has ben 'not confirmed'
}
ok 'what two people share waits until they have compared the words' not_yet
verified() {
    of anna people verify Ben --yes && of ben people verify Anna --yes
}
ok 'they compare them' verified
first() {
    meet && has anna '"state":"even"' && has anna '"changes_sent":1' &&
        has ben '"changes_received":1' && are_even
}
ok 'they meet, and both hold the same' first
tells() {
    of ben changes Anna --seen && has ben 'Anna added the goal "Sleep before midnight"' &&
        of ben changes Anna && ! has ben 'Sleep'
}
ok 'Ben reads what is new, once' tells
again() {
    meet && has anna '"state":"even"' && has ben '"changes_received":0,"bytes_sent":9,'
}
ok 'where nothing changed nine bytes say so' again

# ---- apart ----

edits() {
    of anna goals edit Ben "$goal" --title 'In bed by eleven' --note 'First thoughts. And tea.' &&
        grep -q 'alcove passphrase --set' "$work/anna.err" &&
        of ben goals edit Anna "$goal" --title 'Rested by seven' --note 'Ben: First thoughts.' &&
        of ben practice add Anna 'Screens off at ten' --goal "$goal" --cadence daily --json &&
        practice=$(id_of ben) && of ben practice tick Anna "$practice" &&
        of anna session add Ben --title 'The third' && [ ! -s "$work/anna.err" ] &&
        of anna session recap Ben 'We spoke of sleep.'
}
ok 'each edits the same goal alone' edits
conflict() {
    meet && are_even && of anna goals show Ben "$goal" --json &&
        has anna '"also":[{"field":"title"'
}
ok 'both titles are there, and both have the same' conflict
notes() {
    has anna '"notes":"Ben: First thoughts. And tea."'
}
ok 'what both wrote into one note is in it' notes
recap() {
    of ben session recap Anna && has ben 'We spoke of sleep.'
}
ok 'the recap came' recap
chooses() {
    of ben goals choose Anna "$goal" title 2 --json && has ben '"also":[]' && meet && are_even &&
        of anna goals show Ben "$goal" --json && has anna '"also":[]'
}
ok 'Ben chooses one of them, for both' chooses
takes_back() {
    of anna goals edit Ben "$goal" --why 'Nobody asked' --area sleep &&
        of anna goals edit Ben "$goal" --importance 9 && of anna undo Ben --json &&
        has anna '"kind":"goal"' && has anna '"whole":true' && of anna undo Ben "$goal" &&
        has anna 'as it was before' && of anna goals show Ben "$goal" && has anna 'I am tired' &&
        ! has anna importance && ! has anna sleep: &&
        of anna goals edit Ben "$goal" --confidence 3 && meet &&
        of ben goals edit Anna "$goal" --confidence 4 && meet &&
        ends_with 1 of anna undo Ben && of anna goals show Ben "$goal" --json &&
        has anna '"confidence":4' && are_even
}
ok 'Anna takes back what she did, run after run, and nothing that Ben did since' takes_back
words_back() {
    of anna goals edit Ben "$goal" --note 'Ben: First thoughts. And tea. NEVERMIND' &&
        of anna goals edit Ben "$goal" --note 'Ben: Last thoughts. And tea. NEVERMIND' && meet &&
        of ben goals edit Anna "$goal" --note 'Ben: Last thoughts. And green tea. NEVERMIND' &&
        meet && of anna undo Ben --json && has anna '"whole":true' &&
        of anna goals show Ben "$goal" --json &&
        has anna '"notes":"Ben: First thoughts. And green tea. NEVERMIND"' &&
        of anna undo Ben "$goal" && of anna goals show Ben "$goal" --json &&
        has anna '"notes":"Ben: First thoughts. And green tea."' && meet && are_even
}
ok 'words of a note, too, and what Ben wrote between them stays' words_back
looks_back() {
    of anna reflect add 'A hard week' --with Ben --prompt 'How was it?' --json &&
        reflection=$(id_of anna) && meet && of ben reflect --with Anna --json &&
        has ben '"text":"A hard week"' && of ben comment Anna "$reflection" 'Well done' --json &&
        comment=$(id_of ben) && meet && of anna comment Ben "$reflection" &&
        has anna 'Well done' && of anna comment Ben "$goal" --json && ! has anna 'Well done' &&
        ends_with 2 of anna comment Ben 99z 'On nothing' &&
        ends_with 2 of anna erase Ben "$comment" --yes && of ben erase Anna "$comment" --yes &&
        meet && of anna comment Ben && ! has anna 'Well done' && are_even
}
ok 'Anna looks back, and Ben has a word on it, which he alone erases' looks_back
asks_much() {
    ends_with 2 of ben measure fill Anna phq-9 --answers 0,0,0,0,0,0,0,0,0 &&
        of anna measure offer Ben phq-9 && meet && of ben measure list Anna --json &&
        has ben '"name":"phq-9","title":"PHQ-9","items":9,"offer":"' && has ben '"offer":""' &&
        ends_with 2 of ben measure fill Anna phq-9 --answers 0,0,0 &&
        ends_with 2 of ben measure fill Anna phq-9 --answers 0,0,0,0,0,0,0,0,4 &&
        of ben measure fill Anna phq-9 --answers 1,1,,1,1,1,1,1,0 --json &&
        has ben '"score":null' && [ "$(grep -c . "$work/ben.err")" = 1 ] &&
        of ben measure fill Anna phq-9 --answers 1,1,1,1,1,1,1,1,2 --json &&
        has ben '"score":10,"range":"moderate"' && [ "$(grep -c . "$work/ben.err")" = 2 ] &&
        meet && of anna measure Ben --json && count_is anna '"pack":"phq-9"' 2 &&
        has anna '"range":"moderate"' && are_even
}
brings_along() {
    cat >"$work/own.json" <<'END'
{"alcove_measure":1,"name":"own","version":1,"title":"Our own","licence":"Ours.",
 "stem":"Today:","answers":[{"text":"no","score":0},{"text":"yes","score":1}],
 "items":[{"text":"I was outside"}],"ranges":[]}
END
    of anna measure import "$work/own.json" && has anna 'Our own' &&
        of anna measure import "$work/own.json" && of anna measure list Ben --json &&
        count_is anna '"name":"own"' 1 && of anna measure offer Ben own &&
        of anna measure fill Ben own --answers 1 --json && has anna '"score":1' &&
        ends_with 2 of ben measure fill Anna own --answers 1 &&
        sed 's/"licence":"Ours.",//' "$work/own.json" >"$work/none.json" &&
        ends_with 2 of ben measure import "$work/none.json" &&
        grep -q 'what terms' "$work/ben.err" &&
        sed 's/"own"/"phq-9"/' "$work/own.json" >"$work/false.json" &&
        ends_with 2 of ben measure import "$work/false.json"
}
ok 'a questionnaire is there once it is offered, with its safety text' asks_much
ok 'Anna brings one along, under its licence' brings_along
refused() {
    ends_with 2 of anna goals edit Ben "$goal" --title 'QUITEPRIVATE' --target 2027-13-01 &&
        ends_with 2 of anna goals edit Ben 99a --title x &&
        ends_with 2 of anna goals add Nobody x &&
        ends_with 2 of anna practice tick Ben "$goal" && ends_with 2 of anna goals add Ben '' &&
        ends_with 2 of anna reflect add && ends_with 2 of anna measure import &&
        ends_with 2 of anna session recap Ben nothing 'Not this.' &&
        of anna session recap Ben && has anna 'We spoke of sleep.'
}
ok 'what is wrong is refused' refused
unseen() {
    ! grep -r -q -a QUITEPRIVATE "$work/anna" && of anna goals Ben && ! has anna QUITEPRIVATE
}
ok 'and nothing of it is in any file' unseen
sealed() {
    ! grep -r -q -a -e 'midnight' -e 'thoughts' "$work/anna" "$work/ben"
}
ok 'nothing that they share can be read in their files' sealed

# ---- one who waits ----

waiting() {
    "$ALCOVE" answer --json --profile "$work/anna" --camera none --mic silence --speaker none \
        --screen none >"$work/answer.out" 2>"$work/answer.err" &
    waiter=$!
    first_line "$work/answer.out" '"phase":"arriving"' 20 >"$work/listening.out" &&
        of ben goals edit Anna "$goal" --confidence 7 &&
        of ben sync Anna --json --for 20 --listen 127.0.0.1:0 && has ben '"state":"even"' &&
        of ben goals edit Anna "$goal" --confidence 8 &&
        of ben sync Anna --json --for 20 --listen 127.0.0.1:0 && has ben '"state":"even"'
    synced=$?
    first_line "$work/answer.err" 'Ben changed what you share' 10 >"$work/told.out"
    told=$?
    kill -INT $waiter
    wait $waiter
    [ $synced = 0 ] && [ $told = 0 ] && ! grep -q midnight "$work/answer.err" && are_even
}
ok 'one who waits for a call is met without a knock, twice' waiting

# ---- words ----

writes() {
    of anna write Ben 'one' --no-wait && of anna write Ben "$(yes two | head -n 500)" --no-wait &&
        of anna write Ben 'three' --no-wait &&
        of anna inbox --sent --no-wait --json && count_is anna '"state":"written"' 3
}
ok 'words are written, also long ones' writes
# The process of $1 is killed the moment that Ben's device has begun to write what came.
dies() {
    "$ALCOVE" sync Ben --for 20 --profile "$work/anna" >"$work/anna.out" 2>&1 &
    anna=$!
    "$ALCOVE" sync Anna --for 20 --listen 127.0.0.1:0 --profile "$work/ben" >"$work/ben.out" 2>&1 &
    ben=$!
    # More than the log's own head, which every opening writes.
    until grows "$work/ben/vault.db-wal" || is_over $ben; do :; done
    case $1 in
    anna) kill -9 $anna ;;
    ben) kill -9 $ben ;;
    esac 2>/dev/null
    kill $anna $ben 2>/dev/null
    wait $anna
    wait $ben
    true
}
grows() {
    [ "$(stat -c %s "$1" 2>/dev/null || echo 0)" -gt 32 ]
}
is_over() {
    ! kill -0 "$1" 2>/dev/null || grep -q ') Z ' "/proc/$1/stat" 2>/dev/null
}
ok 'the one who sends dies in the middle' dies anna
ok 'the one who receives dies in the middle' dies ben
arrive() {
    of anna write Ben 'four' --no-wait && dies ben && meet && are_even &&
        of ben inbox --no-wait --json && count_is ben '"event":"received"' 4 &&
        [ "$(sed 's/.*"text":"\([a-z]*\).*/\1/' "$work/ben.out" | tr '\n' ' ')" = \
            'one two three four ' ]
}
ok 'the words arrive all the same, in order' arrive
once() {
    of ben inbox --no-wait --json && ! has ben received && meet &&
        of ben inbox --no-wait --json && ! has ben received
}
ok 'and once' once
said() {
    of anna inbox --sent --no-wait --json && count_is anna '"state":"arrived"' 4
}
ok 'Anna sees that they arrived' said

# ---- for oneself ----

reflects() {
    of anna reflect add "SOFTLYSAID today
   9b  no goal" --prompt 'What was hard?' --json &&
        reflection=$(id_of anna) && of anna reflect && has anna 'SOFTLYSAID' &&
        ! grep -q '^   9b' "$work/anna.out" &&
        meet && has anna '"changes_sent":0' && are_even &&
        ! grep -q SOFTLYSAID "$work/anna.json" "$work/ben.json"
}
ok 'what Anna writes for herself is there, and does not leave' reflects
takes_back() {
    ends_with 2 of anna reflect erase "$reflection" &&
        of anna reflect erase "$reflection" --yes && of anna reflect && ! has anna SOFTLYSAID &&
        ! grep -r -q -a SOFTLYSAID "$work/anna" --exclude='*.json'
}
ok 'until she erases it' takes_back

# ---- an older copy of a profile ----

put_back() {
    cp -r "$work/anna" "$work/before" && of anna goals edit Ben "$goal" --area Nights &&
        meet && mv "$work/anna" "$work/newer" && mv "$work/before" "$work/anna" || return 1
    meet
    has anna '"state":"hindered"' && of anna goals show Ben "$goal" && ! has anna Nights
}
ok 'changes in our name that this device never made are not taken, and told' put_back
newer() {
    rm -r "$work/anna" && mv "$work/newer" "$work/anna" && meet && has anna '"state":"even"' &&
        are_even
}
ok 'with the newer copy all is as it was' newer

# Both went on, met twice, and dropped what the copy lacks: it can only come as a whole. The keys of
# the line stay the newer ones, as no copy older than the last meeting has them.
older() {
    cp "$work/ben/vault.db" "$work/before" && of anna goals edit Ben "$goal" --area Evenings &&
        of ben goals edit Anna "$goal" --why 'I want to be awake' &&
        of ben goals add Anna 'Read again' && meet && meet && meet &&
        mv "$work/before" "$work/ben/vault.db" && of ben goals Anna && ! has ben 'Read again' &&
        ends_with 1 meet && has ben '"state":"hindered"' && has anna '"state":"hindered"' &&
        of ben goals Anna && ! has ben 'Read again'
}
ok 'what an older copy of what is shared lacks does not come unasked' older
says_how() {
    meet
    has ben 'older copy of this profile' && has ben 'alcove sync PERSON --restored'
}
ok 'what to do is said' says_how
restored() {
    meet --restored && has ben '"state":"even"' && of ben goals show Anna "$goal" &&
        has ben 'Evenings' && has ben 'I want to be awake' && of ben goals Anna &&
        has ben 'Read again' && are_even
}
ok 'all of it comes back once Ben says that it was put back' restored
goes_on() {
    of ben goals add Anna 'Swim' && of anna goals add Ben 'Walk' && meet &&
        has ben '"state":"even"' && has ben '"changes_sent":1' && of anna goals Ben &&
        has anna 'Swim' && has anna 'Walk' && are_even && meet && are_even
}
ok 'and both go on writing' goes_on

# ---- erasing ----

asks() {
    ends_with 2 of anna erase Ben "$goal" && of anna goals show Ben "$goal"
}
ok 'nothing is erased without a yes' asks
erases() {
    of anna erase Ben "$goal" --yes --json && has anna '"here":true,"there":false' &&
        ends_with 2 of anna goals show Ben "$goal"
}
ok 'Anna erases the goal here' erases
receipt() {
    meet && ends_with 2 of ben goals show Anna "$goal" && of anna erase Ben --json &&
        has anna "\"id\":\"$goal\",\"here\":true,\"there\":true" && are_even
}
ok 'and has a receipt when it is gone there too' receipt
forgotten() {
    of anna practice Ben && has anna 'Screens off' && of anna people forget Ben &&
        ends_with 2 of anna goals Ben && pair && of anna practice Ben && ! has anna 'Screens off' &&
        of ben practice Anna && has ben 'Screens off'
}
ok 'whoever is forgotten takes along what was shared' forgotten

# ---- harm ----

harmed() {
    echo 'no vault' >"$work/anna/vault.db" && ends_with 3 of anna goals Ben &&
        grep -q 'vault.db is damaged' "$work/anna.err" && ends_with 3 of anna sync Ben &&
        grep -q 'no vault' "$work/anna/vault.db"
}
ok 'what cannot be read is told, and left as it is' harmed
calls() {
    "$ALCOVE" answer --profile "$work/anna" --camera none --mic silence --speaker none \
        --screen none --for 9 >"$work/answer.out" 2>"$work/answer.err" &
    answer=$!
    "$ALCOVE" call Anna --json --profile "$work/ben" --listen 127.0.0.1:0 --camera none \
        --mic silence --speaker none --screen none --for 1 >"$work/ben.out" 2>"$work/ben.err"
    called=$?
    wait $answer && [ $called = 0 ] && has ben '"phase":"together"' &&
        grep -q 'vault.db is damaged' "$work/answer.err"
}
ok 'and calls go on without it' calls
finish

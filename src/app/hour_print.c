#include "app/hour_print.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/calendar.h"
#include "app/front_print.h"
#include "net/clock.h"
#include "session/hour_words.h"
#include "session/recap.h"

/* One field that changed. */
struct change {
    const struct hour_face *face;
    const struct board_card *card;
    const struct board_value *value;
    struct card_field field;
    unsigned number; /* of the field */
    bool mine;
};

static const char *say(const struct hour_printer *printer, enum deck_key key,
                       const struct deck_fact *facts, char out[DECK_SAID_BYTES])
{
    const struct deck_fact name = {"name", printer->their_name};
    size_t count = 1;
    struct deck_fact all[3] = {name};
    for (; facts != NULL && facts->name != NULL && count < 3; facts++)
        all[count++] = *facts;
    return deck_fill(printer->deck, key, all, count, out);
}

/* A sentence of the deck in a line of its own. */
static void tell(const struct hour_printer *printer, enum deck_key key,
                 const struct deck_fact *facts)
{
    char said[DECK_SAID_BYTES];
    puts(say(printer, key, facts, said));
}

static const char *who(const struct hour_printer *printer, bool mine)
{
    return mine ? deck_text(printer->deck, DECK_YOU) : printer->their_name;
}

/* ---- cards ---- */

static void print_json_change(const struct change *change)
{
    printf(
        "{\"event\":\"card\",\"card\":\"%s\",\"id\":%u,\"field\":\"%s\",\"by\":\"%s\",\"value\":",
        card_kind_name(change->card->kind), change->card->id, change->field.name,
        change->mine ? "me" : "them");
    if (change->field.type == CARD_NUMBER)
        printf("%" PRIu64, change->value->number);
    else
        print_json_string(stdout, change->value->text);
    printf("}\n");
}

/* "Ben, 4: text" */
static void print_card_text(const struct hour_printer *printer, const struct change *change)
{
    printf("%s, %u: ", who(printer, change->mine), change->card->id);
    print_indented(change->value->text, "    ");
    putchar('\n');
}

static void print_agenda_change(const struct hour_printer *printer, const struct change *change)
{
    if (change->number == AGENDA_CARD_TEXT)
        printf("[%s] ", deck_text(printer->deck, DECK_STAGES_AGENDA));
    if (change->number == AGENDA_CARD_TEXT)
        print_card_text(printer, change);
    else if (change->number == AGENDA_CARD_DONE && change->value->number != 0)
        printf("%u: %s\n", change->card->id, deck_text(printer->deck, DECK_AGENDA_DONE));
}

static void print_reflection_change(const struct hour_printer *printer, const struct change *change)
{
    if (change->number == REFLECTION_CARD_TEXT && !change->mine)
        tell(printer, DECK_REFLECTION_ASKED, NULL);
    if (change->number == REFLECTION_CARD_TEXT)
        print_card_text(printer, change);
    else if (change->number == REFLECTION_CARD_ANSWER && !change->mine)
        tell(printer,
             change->value->number == CARD_ANSWER_YES ? DECK_REFLECTION_CONFIRMED
                                                      : DECK_REFLECTION_REFUSED,
             NULL);
    else if (change->number == REFLECTION_CARD_EDITED && !change->mine) {
        tell(printer, DECK_REFLECTION_EDITED, NULL);
        print_card_text(printer, change);
    }
}

static void print_recap_change(const struct hour_printer *printer, const struct change *change)
{
    static const enum deck_key lines[] = {DECK_RECAP_DID, DECK_RECAP_STAYED, DECK_RECAP_STEP};
    if (change->number <= RECAP_CARD_NEXT) {
        printf("[%s] ", deck_text(printer->deck, lines[change->number]));
        print_indented(change->value->text, "    ");
        putchar('\n');
    } else if (recap_is_agreed(&change->face->board, 0) &&
               recap_is_agreed(&change->face->board, 1)) {
        tell(printer, DECK_RECAP_BOTH_AGREE, NULL);
    } else if (!change->mine && change->value->number != 0) {
        tell(printer, DECK_RECAP_THEY_AGREE, NULL);
    }
}

/* The time of day of a moment of the shared clock, here. */
static const char *time_here(const struct hour_face *face, uint64_t shared_ms, uint64_t now_us,
                             char out[CALENDAR_MINUTE_BYTES])
{
    int64_t ahead_ms = (int64_t)shared_ms - (int64_t)shared_clock_now(&face->clock, now_us);
    uint64_t unix_ms = (uint64_t)((int64_t)calendar_unix_ms() + ahead_ms);
    return calendar_minute_text((uint32_t)(unix_ms / 60000), out) + 11;
}

/* Both want more time: the later of the two wishes says until when. */
static bool print_more_agreed(const struct hour_printer *printer, const struct change *change)
{
    const struct hour_face *face = change->face;
    char end[CALENDAR_MINUTE_BYTES];
    const struct board_value *other =
        board_value(&face->board, CARD_HOUR, 0, HOUR_CARD_MORE, change->value->side ^ 1u);
    if (other->number == 0 || !face->times.began || !face->clock_known)
        return false;
    if (other->stamp <= change->value->stamp)
        tell(printer, DECK_TIME_MORE_AGREED,
             (const struct deck_fact[]){
                 {"end", time_here(face, face->times.ends_ms, net_now_us(), end)}, {0}});
    return true;
}

static void print_more(const struct hour_printer *printer, const struct change *change)
{
    char text[32];
    if (change->value->number == 0 || print_more_agreed(printer, change) || change->mine)
        return;
    snprintf(text, sizeof text, "%" PRIu64, change->value->number);
    tell(printer, DECK_TIME_MORE_ASK, (const struct deck_fact[]){{"minutes", text}, {0}});
}

static void print_hour_change(const struct hour_printer *printer, const struct change *change)
{
    if (change->number == HOUR_CARD_MORE) {
        print_more(printer, change);
    } else if (change->number == HOUR_CARD_NEXT && change->value->number > 0) {
        char day[CALENDAR_MINUTE_BYTES];
        calendar_minute_text((uint32_t)change->value->number, day);
        day[10] = '\0';
        tell(printer, DECK_RECAP_NEXT_IS,
             (const struct deck_fact[]){{"day", day}, {"time", day + 11}, {0}});
    } else if (change->number == HOUR_CARD_SETTLE && change->value->number > 0) {
        tell(printer, DECK_SETTLING_TOGETHER, NULL);
    }
}

/* What the field of a card that is one's own is called in the deck. */
static enum deck_key own_label(const struct change *change)
{
    static const enum deck_key feel[] = {
        [FEEL_CARD_HEARD] = DECK_LABELS_HEARD,   [FEEL_CARD_PACE] = DECK_LABELS_PACE,
        [FEEL_CARD_TOPICS] = DECK_LABELS_TOPICS, [FEEL_CARD_OVERALL] = DECK_LABELS_OVERALL,
        [FEEL_CARD_LINE] = DECK_LABELS_LINE,
    };
    static const enum deck_key format[] = {
        [FORMAT_CARD_FEELS] = DECK_LABELS_FEELS,
        [FORMAT_CARD_EASIER] = DECK_LABELS_EASIER,
        [FORMAT_CARD_LINE] = DECK_LABELS_LINE,
    };
    static const enum deck_key place[] = {
        [PLACE_CARD_TODAY] = DECK_SAFETY_PLACE_THEIRS,
        [PLACE_CARD_PHONE] = DECK_SAFETY_PHONE,
    };
    return change->card->kind == CARD_FEEL     ? feel[change->number]
           : change->card->kind == CARD_FORMAT ? format[change->number]
                                               : place[change->number];
}

/* Names of wishes, by commas, as the deck puts them; of one that it lacks, the name. */
static void print_wishes(const struct hour_printer *printer, const char *names)
{
    while (*names != '\0') {
        char name[64];
        size_t size = strcspn(names, ",");
        snprintf(name, sizeof name, "%.*s", (int)size, names);
        const struct deck_item *wish = deck_find_item(printer->deck, DECK_LIST_WISHES, name);
        printf("%s%s", wish != NULL ? wish->text : name, names[size] == ',' ? ", " : "");
        names += size + (names[size] == ',');
    }
    putchar('\n');
}

static void print_own_words(const struct hour_printer *printer, const struct change *change)
{
    if (change->mine)
        return;
    enum deck_key label = own_label(change);
    printf("%s, %s: ", printer->their_name, deck_text(printer->deck, label));
    if (change->field.type == CARD_NUMBER)
        printf("%" PRIu64 "\n", change->value->number);
    else if (label == DECK_LABELS_EASIER)
        print_wishes(printer, change->value->text);
    else
        printf("%s\n", change->value->text);
}

static void print_change(const struct hour_printer *printer, const struct change *change)
{
    if (printer->json) {
        print_json_change(change);
        return;
    }
    switch (change->card->kind) {
    case CARD_AGENDA:
        print_agenda_change(printer, change);
        break;
    case CARD_REFLECTION:
        print_reflection_change(printer, change);
        break;
    case CARD_PHRASE:
        if (change->number == PHRASE_CARD_TEXT && change->value->text[0] != '\0')
            print_card_text(printer, change);
        break;
    case CARD_RECAP:
        print_recap_change(printer, change);
        break;
    case CARD_HOUR:
        print_hour_change(printer, change);
        break;
    case CARD_FEEL:
    case CARD_FORMAT:
    case CARD_PLACE:
        print_own_words(printer, change);
        break;
    case CARD_KINDS:
        break;
    }
}

static void print_field(const struct hour_printer *printer, const struct hour_face *old,
                        struct change *change)
{
    unsigned sides = change->field.writer == CARD_EACH ? 2 : 1;
    const struct board_card *card = change->card;
    for (unsigned side = 0; side < sides; side++) {
        change->value = &card->values[change->number][side];
        if (!change->value->is_set)
            continue;
        if (old != NULL) {
            const struct board_value *before =
                board_value(&old->board, card->kind, card->id, change->number, side);
            if (before->is_set && before->stamp == change->value->stamp &&
                before->side == change->value->side)
                continue;
        }
        change->mine = change->value->side == change->face->board.side;
        print_change(printer, change);
    }
}

static void print_board(const struct hour_printer *printer, const struct hour_face *old,
                        const struct hour_face *now)
{
    struct change change = {.face = now};
    for (unsigned kind = CARD_AGENDA; kind < CARD_KINDS; kind++) {
        const struct board_card *card = NULL;
        while ((card = board_next(&now->board, (enum card_kind)kind, card)) != NULL) {
            change.card = card;
            for (change.number = 0; change.number < CARD_FIELDS_MAX; change.number++) {
                change.field = card_field_of(kind, change.number);
                if (change.field.type != CARD_ABSENT)
                    print_field(printer, old, &change);
            }
        }
    }
}

/* ---- where the hour is ---- */

static void print_stage(const struct hour_printer *printer, const struct hour_face *face)
{
    static const enum deck_key questions[] = {
        [STAGE_WARM_UP] = DECK_WARM_UP_FEELING,
        [STAGE_AGENDA] = DECK_AGENDA_ASK,
        [STAGE_WORK] = DECK_KEYS,
        [STAGE_CLOSING] = DECK_CLOSING_ASK,
        [STAGE_RECAP] = DECK_RECAP_STAYED,
    };
    printf("— %s —\n", deck_text(printer->deck, hour_words_of_stage(face->stage)));
    bool asks = face->stage >= STAGE_WARM_UP && face->stage < STAGE_CLOSED;
    if (asks && questions[face->stage] != DECK_KEYS)
        tell(printer, questions[face->stage], NULL);
    if (face->stage == STAGE_WARM_UP)
        tell(printer, DECK_WARM_UP_AROUND, NULL);
    if (face->stage == STAGE_RECAP && face->asks_format) {
        tell(printer, DECK_FORMAT_FEELS, NULL);
        tell(printer, DECK_FORMAT_EASIER, NULL);
    }
}

/* Both see it, or neither does; as the hour ends. */
static void print_sum(const struct hour_printer *printer, const struct pacing_summary *sum)
{
    char number[16];
    const struct deck_fact facts[] = {
        {"percent", number}, {"count", number}, {"seconds", number}, {0}};
    if (printer->json) {
        printf("{\"event\":\"sum\",\"my_share_percent\":%u,\"overlaps\":%u,"
               "\"longest_pause_ms\":%" PRIu32 "}\n",
               sum->my_share_percent, sum->overlaps, sum->longest_pause_ms);
        return;
    }
    snprintf(number, sizeof number, "%u", sum->my_share_percent);
    tell(printer, DECK_PACING_TALK_SHARE, &facts[0]);
    snprintf(number, sizeof number, "%u", sum->overlaps);
    tell(printer, DECK_PACING_OVERLAPS, &facts[1]);
    snprintf(number, sizeof number, "%" PRIu32, sum->longest_pause_ms / 1000);
    tell(printer, DECK_PACING_LONGEST_PAUSE, &facts[2]);
}

static bool shows_sum(const struct hour_face *face)
{
    return face->summed && face->stage >= STAGE_CLOSING;
}

static void print_json_stage(const struct hour_face *face)
{
    static const char *const traces[] = {
        [STAGE_NOT_REACHED] = "not reached", [STAGE_DONE] = "done", [STAGE_SKIPPED] = "skipped"};
    printf("{\"event\":\"stage\",\"stage\":\"%s\"", stage_name(face->stage));
    for (unsigned stage = 0; stage <= STAGE_CLOSED; stage++)
        printf(",\"%s\":\"%s\"", stage_name((enum session_stage)stage),
               traces[face->traces[stage]]);
    printf("}\n");
}

static void print_cue(const struct hour_printer *printer, enum hour_cue cue)
{
    static const char *const names[] = {[CUE_NONE] = "none",
                                        [CUE_START] = "start",
                                        [CUE_TEN] = "ten",
                                        [CUE_FIVE] = "five",
                                        [CUE_END] = "end"};
    if (printer->json)
        printf("{\"event\":\"cue\",\"cue\":\"%s\"}\n", names[cue]);
    else if (hour_words_of_cue(cue) != DECK_KEYS)
        tell(printer, hour_words_of_cue(cue), NULL);
}

/* ---- how the other is here ---- */

static void print_presence(const struct hour_printer *printer, enum presence presence)
{
    if (printer->json)
        printf("{\"event\":\"presence\",\"presence\":\"%s\"}\n", presence_name(presence));
    else
        tell(printer, hour_words_of_presence(presence), NULL);
}

/* Somebody who listens, writes and listens again never went: in lines that others hear read aloud,
 * being here is told at first, and after something else. */
static bool tells_presence(const struct hour_printer *printer, const struct hour_face *before,
                           const struct hour_face *now)
{
    bool is_here = now->presence == PRESENCE_HERE || now->presence == PRESENCE_LISTENING;
    bool was_here = before->presence == PRESENCE_HERE || before->presence == PRESENCE_LISTENING ||
                    before->presence == PRESENCE_TYPING;
    if (!before->together)
        return true;
    return now->presence != before->presence && (printer->json || !is_here || !was_here);
}

static void print_expression(const struct hour_printer *printer, enum signal_expression expression)
{
    const char *label = deck_text(printer->deck, hour_words_of_expression(expression));
    if (!printer->json) {
        printf("%s: %s\n", printer->their_name, label);
        return;
    }
    printf("{\"event\":\"expression\",\"author\":\"them\",\"expression\":%u,\"label\":",
           (unsigned)expression);
    print_json_string(stdout, label);
    printf("}\n");
}

static void print_feeling(const struct hour_printer *printer, const struct hour_face *face)
{
    const char *label = face->feeling < 5 ? deck_text(printer->deck, DECK_DIAL_LOW)
                                          : deck_text(printer->deck, DECK_DIAL_HIGH);
    if (printer->json && face->feeling_on)
        printf("{\"event\":\"feeling\",\"feeling\":%u}\n", face->feeling);
    else if (printer->json)
        printf("{\"event\":\"feeling\",\"feeling\":null}\n");
    else if (face->feeling_on && face->opener)
        printf("%s: %u (%s)\n", printer->their_name, face->feeling, label);
}

static bool same_text(const char *one, const char *other)
{
    return strcmp(one != NULL ? one : "", other != NULL ? other : "") == 0;
}

static void print_typing(const struct hour_face *face)
{
    printf("{\"event\":\"typing\",\"author\":\"them\",\"text\":");
    print_json_string(stdout, face->their_typing != NULL ? face->their_typing : "");
    printf("}\n");
}

static void print_wait(const struct hour_printer *printer, const struct hour_face *face)
{
    if (printer->json)
        printf("{\"event\":\"wait\",\"minutes\":%u}\n", face->wait_minutes);
    else
        tell(printer, DECK_DOOR_MORE_TIME, NULL);
}

static void print_nudge(const struct hour_printer *printer, const struct hour_face *face)
{
    char minutes[16];
    snprintf(minutes, sizeof minutes, "%u", face->nudge_minutes);
    tell(printer, DECK_PACING_REFLECT_NUDGE, (const struct deck_fact[]){{"minutes", minutes}, {0}});
}

static bool is_read(const struct hour_face *face)
{
    return face->together && face->live && face->they_show_typing;
}

/* Whoever types is to know that it is seen. */
static void print_reading(const struct hour_printer *printer, const struct hour_face *before,
                          const struct hour_face *now)
{
    if (is_read(now) == is_read(before))
        return;
    if (printer->json)
        printf("{\"event\":\"live\",\"on\":%s}\n", is_read(now) ? "true" : "false");
    else if (is_read(now))
        tell(printer, DECK_PRESENCE_READS, NULL);
}

static void print_others(const struct hour_printer *printer, const struct hour_face *before,
                         const struct hour_face *now)
{
    if (tells_presence(printer, before, now))
        print_presence(printer, now->presence);
    if (now->their_expressions != before->their_expressions)
        print_expression(printer, now->their_expression);
    if (now->feeling_on != before->feeling_on || now->feeling != before->feeling)
        print_feeling(printer, now);
    if (printer->json && !same_text(now->their_typing, before->their_typing))
        print_typing(now);
    if (now->nudges && !before->nudges && !printer->json)
        print_nudge(printer, now);
    print_reading(printer, before, now);
}

void hour_print(const struct hour_printer *printer, const struct hour_face *old,
                const struct hour_face *now)
{
    static const struct hour_face nothing;
    const struct hour_face *before = old != NULL ? old : &nothing;
    if (old == NULL || old->stage != now->stage) {
        if (printer->json)
            print_json_stage(now);
        else
            print_stage(printer, now);
    }
    print_board(printer, old, now);
    if (shows_sum(now) && !shows_sum(before))
        print_sum(printer, &now->sum);
    if (now->cue != before->cue && !printer->without_clock)
        print_cue(printer, now->cue);
    if (now->caller && now->wait_minutes != before->wait_minutes && now->wait_minutes > 0)
        print_wait(printer, now);
    if (now->together)
        print_others(printer, before, now);
}

/* ---- on demand ---- */

void hour_print_door(const struct hour_printer *printer)
{
    tell(printer, DECK_DOOR_AT_DOOR, NULL);
    puts("/open  /wait 5  /not-now");
}

void hour_print_agenda(const struct hour_printer *printer, const struct hour_face *face)
{
    const struct board_card *card = NULL;
    bool any = false;
    while ((card = board_next(&face->board, CARD_AGENDA, card)) != NULL) {
        if (card->values[AGENDA_CARD_GONE][0].number != 0)
            continue;
        bool done = card->values[AGENDA_CARD_DONE][0].number != 0;
        printf("%4u  [%c] %s\n", card->id, done ? 'x' : ' ',
               card->values[AGENDA_CARD_TEXT][0].text);
        any = true;
    }
    if (!any)
        tell(printer, DECK_AGENDA_EMPTY, NULL);
}

void hour_print_cards(const struct hour_printer *printer, const struct hour_face *face)
{
    static const enum deck_key answers[] = {[CARD_ANSWER_YES] = DECK_REFLECTION_YES,
                                            [CARD_ANSWER_NOT_QUITE] = DECK_REFLECTION_NOT_QUITE};
    const struct board_card *card = NULL;
    while ((card = board_next(&face->board, CARD_REFLECTION, card)) != NULL) {
        const struct board_value *text = &card->values[REFLECTION_CARD_TEXT][0];
        const struct board_value *edited = &card->values[REFLECTION_CARD_EDITED][0];
        uint64_t answer = card->values[REFLECTION_CARD_ANSWER][0].number;
        if (!text->is_set || card->values[REFLECTION_CARD_GONE][0].number != 0)
            continue;
        printf("%4u  %s: %s\n", card->id, who(printer, text->side == face->board.side), text->text);
        if (answer == CARD_ANSWER_YES || answer == CARD_ANSWER_NOT_QUITE)
            printf("      %s\n", deck_text(printer->deck, answers[answer]));
        if (edited->is_set)
            printf("      %s: %s\n", who(printer, edited->side == face->board.side), edited->text);
    }
}

void hour_print_clock(const struct hour_printer *printer, const struct hour_face *face,
                      uint64_t now_us)
{
    char from[CALENDAR_MINUTE_BYTES];
    char to[CALENDAR_MINUTE_BYTES];
    print_stage(printer, face);
    if (!face->times.began || !face->clock_known)
        return;
    const struct deck_fact facts[] = {{"time", time_here(face, face->times.began_ms, now_us, from)},
                                      {"end", time_here(face, face->times.ends_ms, now_us, to)},
                                      {0}};
    tell(printer, DECK_TIME_AGREED, facts);
}

void hour_print_places(const struct hour_printer *printer, const struct hour_face *face)
{
    static const enum deck_key labels[] = {DECK_SAFETY_PLACE_THEIRS, DECK_SAFETY_PHONE};
    char said[DECK_SAID_BYTES];
    bool any = false;
    printf("%s\n", deck_text(printer->deck, DECK_SAFETY_TITLE));
    for (unsigned field = PLACE_CARD_TODAY; field <= PLACE_CARD_PHONE; field++) {
        const struct board_value *value =
            board_value(&face->board, CARD_PLACE, 0, field, face->board.side ^ 1u);
        if (!value->is_set)
            continue;
        printf("  %s: %s\n", say(printer, labels[field], NULL, said), value->text);
        any = true;
    }
    if (!any)
        tell(printer, DECK_SAFETY_PLACE_ASKED, NULL);
}

#include "app/session_verbs.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "app/calendar.h"
#include "app/front_print.h"
#include "app/hour_paper.h"
#include "app/paper_file.h"
#include "app/slot.h"
#include "app/trend.h"
#include "papers/civil.h"
#include "papers/export.h"

enum exit_code session_verb_find(const struct space_desk *desk, bool is_named,
                                 struct object_id *out)
{
    struct object_id object = OBJECT_SPACE;
    if (is_named)
        return space_desk_find(desk, desk->options->operands[2], KIND_SESSION, out);
    *out = OBJECT_SPACE;
    while (space_next(desk->space, KIND_SESSION, &object))
        *out = object;
    if (!object_id_is_equal(*out, OBJECT_SPACE))
        return EXIT_OK;
    return complain(EXIT_USAGE, "There is no session yet. `alcove session add PERSON` makes one.");
}

/* ---- how it was ---- */

static enum exit_code say(struct space_desk *desk, enum object_kind kind, const char *example)
{
    struct object_id session;
    struct object_id said = OBJECT_SPACE;
    if (desk->options->set_count == 0)
        return complain(EXIT_USAGE, "Say how it was, for example %s; see alcove --help.", example);
    enum exit_code exit = session_verb_find(desk, desk->options->operand_count > 2, &session);
    if (exit == EXIT_OK)
        exit = space_desk_judge(hour_paper_own(desk->space, session, kind, &said));
    if (exit == EXIT_OK)
        exit = space_desk_set(desk, kind, said);
    return space_desk_end(desk, exit, kind, said);
}

enum exit_code session_verb_feel(struct space_desk *desk)
{
    return say(desk, KIND_RATING, "--overall 7");
}

enum exit_code session_verb_format(struct space_desk *desk)
{
    return say(desk, KIND_FORMAT, "--feels TEXT");
}

static void print_number(const char *name, uint8_t number)
{
    if (number == TREND_NOTHING)
        printf(",\"%s\":null", name);
    else
        printf(",\"%s\":%u", name, number);
}

static void print_points(const struct trend *trend, const char *by)
{
    for (size_t i = 0; i < trend->count; i++) {
        const struct trend_point *point = &trend->points[i];
        printf("{\"event\":\"feel\",\"by\":\"%s\",\"began_at_s\":%llu", by,
               (unsigned long long)point->began * 60);
        print_number("overall", point->overall);
        print_number("heard", point->heard);
        print_number("pace", point->pace);
        print_number("topics", point->topics);
        printf("}\n");
    }
}

/* "You, over all: 6, 7, 8 of 10, from 2027-03-04 to 2027-03-18." */
static void print_row(const struct trend *trend, const char *who, const char *what, size_t offset)
{
    char text[CIVIL_TEXT_BYTES];
    size_t shown = 0;
    uint32_t first = 0;
    uint32_t last = 0;
    for (size_t i = 0; i < trend->count; i++) {
        uint8_t number = ((const uint8_t *)&trend->points[i])[offset];
        if (number == TREND_NOTHING)
            continue;
        if (shown == 0)
            printf("%s, %s: ", who, what);
        printf("%s%u", shown > 0 ? ", " : "", number);
        first = shown == 0 ? trend->points[i].began : first;
        last = trend->points[i].began;
        shown++;
    }
    if (shown == 0)
        return;
    int zone = calendar_zone();
    printf(" of 10, from %s", civil_print_iso(civil_day_at(first, zone), text));
    printf(" to %s.\n", civil_print_iso(civil_day_at(last, zone), text));
}

static void print_trend(const struct trend *trend, const char *who)
{
    print_row(trend, who, "over all", offsetof(struct trend_point, overall));
    print_row(trend, who, "felt heard", offsetof(struct trend_point, heard));
    print_row(trend, who, "pace", offsetof(struct trend_point, pace));
    print_row(trend, who, "topics", offsetof(struct trend_point, topics));
}

static enum exit_code show_trend(struct space_desk *desk)
{
    const struct space_config *config = space_config(desk->space);
    uint8_t own = config->member_of[config->own_device];
    uint8_t hides;
    bool is_hidden = trend_is_hidden(desk->space, &hides);
    struct trend *trend = malloc(sizeof *trend);
    if (trend == NULL)
        return complain(EXIT_FAILED, "There is not enough memory for this.");
    if (is_hidden && desk->view.json)
        printf("{\"event\":\"trend\",\"hidden\":true,\"by\":\"%s\"}\n",
               hides == own ? "me" : "them");
    else if (is_hidden)
        printf("The trend is hidden: %s it so.\n",
               hides == own ? "you want" : "the other one wants");
    for (uint8_t member = 0; member < config->member_count && !is_hidden; member++) {
        trend_read(desk->space, member, trend);
        const char *who = member == own ? "You" : desk->view.their_name;
        bool shows = trend->count >= TREND_POINTS_FROM;
        if (shows && desk->view.json)
            print_points(trend, member == own ? "me" : "them");
        else if (shows)
            print_trend(trend, who);
        else if (!desk->view.json)
            printf("%s: it shows from the second feel-check on.\n", who);
    }
    free(trend);
    return EXIT_OK;
}

enum exit_code session_verb_trend(struct space_desk *desk)
{
    const char *wish = desk->options->operand_count > 2 ? desk->options->operands[2] : NULL;
    if (wish == NULL)
        return show_trend(desk);
    bool hide = strcmp(wish, "hide") == 0;
    if (!hide && strcmp(wish, "show") != 0)
        return complain(EXIT_USAGE, "The trend can `hide` or `show`, not \"%.40s\".", wish);
    enum exit_code exit = space_desk_judge(trend_hide(desk->space, hide));
    if (exit == EXIT_OK)
        exit = space_desk_keep(desk);
    return exit == EXIT_OK && !desk->view.silent ? show_trend(desk) : exit;
}

/* ---- the next hour ---- */

static bool read_rhythm(const char *text, struct slot *slot)
{
    static const char *const words[] = {"none", "week", "two-weeks"};
    for (uint8_t weeks = 0; weeks < 3; weeks++) {
        if (strcmp(text, words[weeks]) == 0) {
            slot->every_weeks = weeks;
            return true;
        }
    }
    return false;
}

static void print_wall(uint32_t wall)
{
    char text[CIVIL_TEXT_BYTES];
    uint32_t of_day = wall % CIVIL_DAY_MINUTES;
    printf("%s %02u:%02u", civil_print_iso(wall / CIVIL_DAY_MINUTES, text), of_day / 60,
           of_day % 60);
}

static void print_slot(const struct space_desk *desk, const struct slot *slot, bool is_agreed)
{
    static const char *const rhythms[] = {"once", "every week", "every two weeks"};
    char text[CALENDAR_MINUTE_BYTES];
    uint32_t next = 0;
    bool comes = slot_next(slot, calendar_minute_now(), &next);
    if (desk->view.silent)
        return;
    if (desk->view.json) {
        printf("{\"event\":\"next\",\"agreed\":%s,\"first\":\"", is_agreed ? "true" : "false");
        print_wall(slot->first);
        printf("\",\"zone\":");
        print_json_string(stdout, slot->zone);
        printf(",\"every_weeks\":%u,\"minutes\":%u,\"next_at_s\":", slot->every_weeks,
               slot->minutes);
        if (comes)
            printf("%llu}\n", (unsigned long long)next * 60);
        else
            printf("null}\n");
        return;
    }
    printf(is_agreed ? "%s from " : "As last time, %s from ",
           slot->every_weeks < 3 ? rhythms[slot->every_weeks] : "at times");
    print_wall(slot->first);
    printf(" (%s), %u minutes.\n", slot->zone, slot->minutes);
    if (comes)
        printf("The next hour is at %s here.\n", calendar_minute_text(next, text));
    if (!is_agreed)
        printf("`alcove session next PERSON --every week` agrees on it.\n");
}

static void print_once(const struct space_desk *desk, uint32_t minute)
{
    char text[CALENDAR_MINUTE_BYTES];
    if (desk->view.json)
        printf("{\"event\":\"once\",\"at_s\":%llu}\n", (unsigned long long)minute * 60);
    else
        printf("The last session named %s here.\n", calendar_minute_text(minute, text));
}

static enum exit_code show_next(struct space_desk *desk)
{
    char zone[ZONE_NAME_BYTES];
    uint32_t next = 0;
    struct slot slot;
    uint32_t now = calendar_minute_now();
    bool is_agreed = slot_read(desk->space, &slot) && slot_next(&slot, now, &next);
    uint32_t once = slot_once(desk->space, now);
    if (once > 0 && !(is_agreed && once == next))
        print_once(desk, once);
    if (!is_agreed && once > 0)
        return EXIT_OK;
    if (!is_agreed && !slot_offer(desk->space, now, zone_own_name(zone), &slot))
        return complain(EXIT_USAGE,
                        "No hour is agreed yet. `alcove session next PERSON \"Thu 15:00\" "
                        "--every week` agrees on one.");
    print_slot(desk, &slot, is_agreed);
    return EXIT_OK;
}

/* What was not said is as it was, or as the last session had it. */
static enum exit_code read_next(struct space_desk *desk, struct slot *slot)
{
    const struct options *options = desk->options;
    const char *when = options->operand_count > 2 ? options->operands[2] : NULL;
    char zone[ZONE_NAME_BYTES];
    uint32_t now = calendar_minute_now();
    bool is_offered = slot_offer(desk->space, now, zone_own_name(zone), slot);
    if (when == NULL && !is_offered)
        return complain(EXIT_USAGE, "Say when: \"Thu 15:00\", or a day and a time.");
    if (when != NULL) {
        memcpy(slot->zone, zone, sizeof zone);
        if (!slot_parse(slot, when, now))
            return complain(EXIT_USAGE,
                            "\"%.40s\" is no time like \"Thu 15:00\" or \"2027-05-01 "
                            "15:00\".",
                            when);
    }
    if (options->rhythm != NULL && !read_rhythm(options->rhythm, slot))
        return complain(EXIT_USAGE, "--every wants week, two-weeks or none, not \"%.40s\".",
                        options->rhythm);
    return EXIT_OK;
}

enum exit_code session_verb_next(struct space_desk *desk)
{
    struct slot slot;
    struct object_id object;
    if (desk->options->operand_count < 3 && desk->options->rhythm == NULL)
        return show_next(desk);
    enum exit_code exit = read_next(desk, &slot);
    if (exit == EXIT_OK)
        exit = space_desk_judge(slot_write(desk->space, &slot, &object));
    if (exit == EXIT_OK)
        exit = space_desk_keep(desk);
    if (exit == EXIT_OK)
        print_slot(desk, &slot, true);
    return exit;
}

enum exit_code session_verb_ics(struct space_desk *desk)
{
    struct export_ics_choice choice = {.only_sessions = true};
    struct paper_file *file = calloc(1, sizeof *file);
    const struct paper paper = space_desk_paper(desk);
    const char *out = desk->options->out;
    if (file == NULL)
        return complain(EXIT_FAILED, "There is not enough memory for this.");
    choice.next = slot_next_of(desk->space, paper.now, &choice.session_minutes);
    bool opened = out != NULL && paper_file_open(file, out);
    struct paper_sink sink = paper_file_sink(file);
    bool written = opened && export_ics(&paper, &choice, &sink) == EXPORT_OK;
    int number = errno;
    if (opened && !paper_file_close(file, written)) {
        written = false;
        number = errno;
    }
    free(file);
    if (out == NULL)
        return complain(EXIT_USAGE, "Say into which file: -o FILE.");
    return written ? EXIT_OK
                   : complain(EXIT_FAILED, "%s cannot be written: %s.", out, strerror(number));
}

/* ---- how it looks ---- */

static enum exit_code set_name(struct space_desk *desk, struct object_id look, uint8_t member,
                               const char *name)
{
    if (name == NULL)
        return EXIT_OK;
    const struct value value = name[0] != '\0' ? value_text(name) : value_none();
    return space_desk_set_field(desk, look, (uint8_t)(LOOK_NAME_OF_0 + member), &value);
}

static enum exit_code set_look(struct space_desk *desk, struct object_id *look)
{
    const struct options *options = desk->options;
    const struct space_config *config = space_config(desk->space);
    uint8_t own = config->member_of[config->own_device];
    enum exit_code exit = EXIT_OK;
    if (object_id_is_equal(*look, OBJECT_SPACE))
        exit = space_desk_judge(space_make(desk->space, KIND_LOOK, look));
    if (exit == EXIT_OK)
        exit = space_desk_set(desk, KIND_LOOK, *look);
    if (exit == EXIT_OK)
        exit = set_name(desk, *look, own, options->call_me);
    if (exit == EXIT_OK)
        exit = set_name(desk, *look, own == 0 ? 1 : 0, options->call_them);
    return exit == EXIT_OK ? space_desk_keep(desk) : exit;
}

enum exit_code session_verb_look(struct space_desk *desk)
{
    const struct options *options = desk->options;
    struct object_id look = OBJECT_SPACE;
    enum exit_code exit = EXIT_OK;
    bool is_there = space_next(desk->space, KIND_LOOK, &look);
    bool changes = options->set_count > 0 || options->call_me != NULL || options->call_them != NULL;
    if (!is_there && !changes)
        return complain(EXIT_USAGE,
                        "Nobody has changed it yet. Try --opening \"Good to see you.\"");
    if (!is_there)
        look = OBJECT_SPACE;
    if (changes)
        exit = set_look(desk, &look);
    if (exit == EXIT_OK)
        object_view_whole(&desk->view, KIND_LOOK, look);
    return exit;
}

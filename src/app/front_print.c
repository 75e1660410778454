#include "app/front_print.h"

#include <inttypes.h>

#include "app/doctor.h"
#include "reach/words.h"
#include "ui/words.h"

void print_json_string(FILE *file, const char *text)
{
    fputc('"', file);
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            fprintf(file, "\\%c", *at);
        else if (*at < 0x20 || *at == 0x7f)
            fprintf(file, "\\u%04x", *at);
        else
            fputc(*at, file);
    }
    fputc('"', file);
}

static const char *phase_name(enum session_phase phase)
{
    static const char *const names[] = {
        [SESSION_ARRIVING] = "arriving",   [SESSION_KNOCKING] = "knocking",
        [SESSION_AT_DOOR] = "at the door", [SESSION_TOGETHER] = "together",
        [SESSION_APART] = "apart",         [SESSION_LEAVING] = "leaving",
        [SESSION_CLOSED] = "closed",
    };
    return names[phase];
}

static bool is_said(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static void print_json_line(const struct lane_entry *entry)
{
    printf("{\"event\":\"line\",\"author\":\"%s\",\"kind\":\"%s\",\"text\":",
           entry->author == LANE_THEM ? "them" : "me",
           entry->kind == LANE_CHECK_IN ? "check-in" : "text");
    print_json_string(stdout, entry->text);
    if (entry->rated)
        printf(",\"rating\":%u", entry->rating);
    if (is_said(entry->distractions)) {
        printf(",\"distractions\":");
        print_json_string(stdout, entry->distractions);
    }
    if (is_said(entry->stressors)) {
        printf(",\"stressors\":");
        print_json_string(stdout, entry->stressors);
    }
    printf("}\n");
}

static void print_check_in(const struct lane_entry *entry, const char *name)
{
    printf("%s arrives:", name);
    if (entry->text[0] != '\0')
        printf(" %s", entry->text);
    if (entry->rated)
        printf(" (%u of 10)", entry->rating);
    if (is_said(entry->distractions))
        printf("; around them: %s", entry->distractions);
    if (is_said(entry->stressors))
        printf("; on their mind: %s", entry->stressors);
    putchar('\n');
}

static void print_line(const struct front_printer *printer, const struct lane_entry *entry,
                       const char *name)
{
    if (printer->json)
        print_json_line(entry);
    else if (entry->author == LANE_THEM && entry->kind == LANE_CHECK_IN)
        print_check_in(entry, name);
    else if (entry->author == LANE_THEM) {
        printf("%s: ", name);
        print_indented(entry->text, "    "); /* no line of theirs looks like one of ours */
        putchar('\n');
    }
}

static void print_lane(struct front_printer *printer, const struct face *face)
{
    size_t mine = 0;
    size_t theirs = 0;
    for (size_t i = 0; i < face->model.lane_count; i++) {
        const struct lane_entry *entry = &face->model.lane[i];
        if (entry->author == LANE_ME && entry->state != LANE_ARRIVED)
            continue;
        size_t *count = entry->author == LANE_ME ? &mine : &theirs;
        size_t *printed = entry->author == LANE_ME ? &printer->mine : &printer->theirs;
        if (++*count <= *printed)
            continue;
        *printed = *count;
        print_line(printer, entry, face->their_name);
    }
}

struct hour_printer front_printer_hour(const struct front_printer *printer, const struct face *face)
{
    return (struct hour_printer){
        .json = printer->json,
        .deck = printer->deck,
        .their_name = face->their_name[0] != '\0' ? face->their_name : "They",
        .without_clock = printer->without_clock,
    };
}

static void print_door(const struct front_printer *printer, const struct face *face)
{
    const struct hour_printer hour = front_printer_hour(printer, face);
    hour_print_door(&hour);
}

static void print_phase(const struct front_printer *printer, const struct face *face)
{
    const char *name = face->their_name[0] != '\0' ? face->their_name : "They";
    if (printer->json)
        printf("{\"event\":\"phase\",\"phase\":\"%s\"}\n", phase_name(face->phase));
    else if (face->phase == SESSION_TOGETHER)
        printf("You and %s are together.\n", name);
    else if (face->phase == SESSION_ARRIVING)
        printf("Waiting. Ctrl-C stops.\n");
    else if (face->phase == SESSION_KNOCKING)
        printf("Knocking at %s's door.\n", name);
    else if (face->phase == SESSION_AT_DOOR && printer->deck != NULL)
        print_door(printer, face);
    else if (face->phase == SESSION_APART)
        printf("The line is silent; what you write waits.\n");
}

/* Why they are not there yet, whenever that changes. */
static void print_hindrance(struct front_printer *printer, const struct face *face)
{
    if (printer->hindrance == face->model.hindrance)
        return;
    printer->hindrance = face->model.hindrance;
    if (printer->hindrance == CALL_HINDRANCE_NONE)
        return;
    const char *sentence = diagnosis_sentence(face->diagnosis);
    const char *action = diagnosis_action(face->diagnosis);
    if (printer->json)
        printf("{\"event\":\"diagnosis\",\"diagnosis\":\"%s\",\"sentence\":\"%s\",\"action\":\"%"
               "s\"}\n",
               doctor_name(face->diagnosis), sentence, action);
    else if (printer->deck != NULL)
        printf("%s %s\n", deck_text(printer->deck, words_why(printer->hindrance)),
               deck_text(printer->deck, words_to_do(printer->hindrance)));
    else
        printf("%s %s\n", sentence, action);
}

/* Only where it is true: in measure mode sound and pictures may go to a file. */
static void print_privacy(const struct front_printer *printer)
{
    const char *sentence = deck_text(printer->deck, DECK_PRIVACY_ONLY_TWO);
    if (printer->writes_media)
        return;
    if (!printer->json) {
        puts(sentence);
        return;
    }
    printf("{\"event\":\"privacy\",\"sentence\":");
    print_json_string(stdout, sentence);
    printf("}\n");
}

/* The network gets the blame, in words; nothing where it is quick again. */
static void print_status(const struct front_printer *printer, const struct face *old,
                         const struct face *face)
{
    enum call_status before = old != NULL ? old->model.status : CALL_STATUS_TOGETHER;
    unsigned told_ms = old != NULL ? old->model.delay_ms : 0;
    char delay[16];
    char said[DECK_SAID_BYTES];
    bool slow = face->model.status == CALL_STATUS_DELAY;
    bool same = before == face->model.status && told_ms / 100 == face->model.delay_ms / 100;
    if (printer->without_delay || same || face->phase != SESSION_TOGETHER ||
        (!slow && before != CALL_STATUS_DELAY))
        return;
    if (printer->json) {
        printf("{\"event\":\"delay\",\"delay_ms\":%u}\n", (unsigned)face->model.delay_ms);
    } else if (slow) {
        snprintf(delay, sizeof delay, "%.1f", face->model.delay_ms / 1e3);
        puts(deck_fill(printer->deck, DECK_LINE_DELAY, &(struct deck_fact){"delay", delay}, 1,
                       said));
    } else {
        puts(deck_text(printer->deck, DECK_LINE_BETTER));
    }
}

/* The words that both read to each other, or a new device in a known name. */
static void print_question(const struct front_printer *printer, const struct face *face)
{
    bool words = face->model.question == CALL_ASKS_WORDS;
    char said[DECK_SAID_BYTES];
    char list[128] = "";
    for (unsigned i = 0, at = 0; words && i < CALL_WORDS && at < sizeof list; i++)
        at += (unsigned)snprintf(list + at, sizeof list - at, "%s%s", i > 0 ? " " : "",
                                 words_word(i, face->check_words[i]));
    if (!printer->json && words)
        printf("%s (%s): %s\n/same  /differ\n", deck_text(printer->deck, DECK_FOUR_WORDS_TITLE),
               face->asked_name, list);
    else if (!printer->json)
        printf("%s %s\n/accept  /refuse\n",
               deck_fill(printer->deck, DECK_WHO_IS_IT_TITLE,
                         &(struct deck_fact){"name", face->asked_name}, 1, said),
               deck_text(printer->deck, DECK_WHO_IS_IT_HINT));
    else {
        printf("{\"event\":\"%s\",\"name\":", words ? "words" : "another key");
        print_json_string(stdout, face->asked_name);
        if (words)
            printf(",\"words\":\"%s\"", list);
        printf("}\n");
    }
}

static bool asks_anew(const struct face *old, const struct face *face)
{
    return face->model.question != CALL_ASKS_NOTHING &&
           (old == NULL || old->model.question != face->model.question);
}

void front_print_face(struct front_printer *printer, const struct face *old,
                      const struct face *face)
{
    if (printer->conversation != face->conversation) {
        printer->conversation = face->conversation;
        printer->started = false;
        printer->mine = 0;
        printer->theirs = 0;
        printer->nods = 0;
    }
    bool moved = !printer->started || printer->phase != face->phase;
    if (moved)
        print_phase(printer, face);
    if (moved && face->phase == SESSION_TOGETHER && printer->deck != NULL)
        print_privacy(printer);
    printer->started = true;
    printer->phase = face->phase;
    print_hindrance(printer, face);
    print_lane(printer, face);
    for (; printer->nods < face->their_nods; printer->nods++) {
        if (printer->json)
            printf("{\"event\":\"nod\",\"author\":\"them\"}\n");
        else
            printf("%s nods.\n", face->their_name);
    }
    if (printer->deck != NULL) {
        const struct hour_printer hour = front_printer_hour(printer, face);
        bool same = old != NULL && old->conversation == face->conversation;
        hour_print(&hour, same ? &old->hour : NULL, &face->hour);
        print_status(printer, same ? old : NULL, face);
        if (asks_anew(same ? old : NULL, face))
            print_question(printer, face);
    }
    fflush(stdout);
}

void print_indented(const char *text, const char *indent)
{
    for (const char *at = text; *at != '\0'; at++) {
        putchar(*at);
        if (*at == '\n')
            fputs(indent, stdout);
    }
}

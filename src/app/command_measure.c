/* `alcove measure`: questionnaires, none of which is there before somebody offers it. An offer is a
 * measure without answers, which who made it can erase; what is filled in is one with them. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/acquaintance_text.h"
#include "app/calendar.h"
#include "app/commands.h"
#include "app/front_print.h"
#include "app/object_code.h"
#include "app/paper_file.h"
#include "app/space_desk.h"
#include "papers/measure.h"
#include "session/heap.h"
#include "store/packs.h"

#define ANSWER_BYTES 16

/* ---- packs ---- */

/* Those that are built in come first, then the person's own. MALFORMED behind the last one. */
static enum measure_outcome open_at(const struct packs *packs, size_t i, struct measure *out)
{
    size_t built_in = measure_built_in_count();
    if (i < built_in)
        return measure_open_built_in(i, &heap_memory, out);
    if (i - built_in >= packs->count)
        return MEASURE_MALFORMED;
    const struct pack *pack = &packs->list[i - built_in];
    return measure_open(pack->bytes, pack->size, &heap_memory, out);
}

static bool open_packs(const struct household *household, struct packs *packs)
{
    struct store_error error;
    if (packs_open(packs, &household->profile.folder, &error))
        return true;
    complain(EXIT_LOCKED, "%s", error.text);
    return false;
}

/* Where the pack of that name is, or `*at` behind the last one; `out` is open where true. */
static bool find_pack(const struct packs *packs, const char *name, size_t *at, struct measure *out)
{
    for (*at = 0; open_at(packs, *at, out) == MEASURE_OK; (*at)++) {
        if (strcmp(out->name, name) == 0)
            return true;
        measure_close(out);
    }
    return false;
}

/* False after complaining. */
static bool open_pack(const struct space_desk *desk, const char *name, struct measure *out)
{
    struct packs packs;
    size_t at;
    if (!open_packs(desk->household, &packs))
        return false;
    bool found = find_pack(&packs, name, &at, out);
    packs_close(&packs);
    if (!found)
        complain(EXIT_USAGE,
                 "There is no questionnaire \"%.40s\"; see `alcove measure list PERSON`.", name);
    return found;
}

/* The offer of that pack, not erased; false if there is none. */
static bool find_offer(const struct space *space, const char *name, struct object_id *out)
{
    const struct value pack = value_text(name);
    *out = OBJECT_SPACE;
    while (space_next(space, KIND_MEASURE, out)) {
        struct value of = space_value(space, *out, MEASURE_PACK);
        struct value answers = space_value(space, *out, MEASURE_ANSWERS);
        if (answers.type == VALUE_NONE && value_is_equal(&of, &pack))
            return true;
    }
    return false;
}

/* `offer`: its id, or "". */
static void print_pack_json(const struct measure *measure, const char *offer)
{
    printf("{\"event\":\"pack\",\"name\":\"%s\",\"title\":", measure->name);
    print_json_string(stdout, measure->title);
    printf(",\"items\":%zu,\"offer\":", measure->item_count);
    print_json_string(stdout, offer);
    printf(",\"licence\":");
    print_json_string(stdout, measure->licence);
    printf("}\n");
}

static void print_pack(const struct space_desk *desk, const struct measure *measure)
{
    struct object_id offer;
    char code[OBJECT_CODE_BYTES] = "";
    bool offered = find_offer(desk->space, measure->name, &offer);
    if (offered)
        object_code_text(offer, code);
    if (desk->view.json)
        print_pack_json(measure, code);
    else
        printf("%-8s %s, %zu items; %s%s\n         %s\n", measure->name, measure->title,
               measure->item_count, offered ? "offered: " : "not offered", code, measure->licence);
}

static enum exit_code list(struct space_desk *desk)
{
    struct packs packs;
    struct measure measure;
    if (!open_packs(desk->household, &packs))
        return EXIT_LOCKED;
    for (size_t i = 0; open_at(&packs, i, &measure) == MEASURE_OK; i++) {
        print_pack(desk, &measure);
        measure_close(&measure);
    }
    packs_close(&packs);
    return EXIT_OK;
}

/* ---- bringing one along ---- */

static enum exit_code judge_pack(enum measure_outcome outcome)
{
    switch (outcome) {
    case MEASURE_OK:
        return EXIT_OK;
    case MEASURE_NEWER:
        return complain(EXIT_USAGE, "This questionnaire is for a newer Alcove.");
    case MEASURE_NO_LICENCE:
        return complain(EXIT_USAGE, "This questionnaire does not say under what terms it may be "
                                    "used; it is not taken in.");
    case MEASURE_NO_MEMORY:
        return complain(EXIT_FAILED, "There is not enough memory for this.");
    case MEASURE_MALFORMED:
        break;
    }
    return complain(EXIT_USAGE, "This is no questionnaire that Alcove can read.");
}

/* Instead of one of the person's own with that name; what is built in stays as it is. */
static enum exit_code put_pack(struct packs *packs, const struct measure *measure,
                               const uint8_t *bytes, size_t size)
{
    size_t at;
    struct measure other;
    struct store_error error;
    size_t built_in = measure_built_in_count();
    if (find_pack(packs, measure->name, &at, &other))
        measure_close(&other);
    if (at < built_in)
        return complain(EXIT_USAGE, "%s is built in, and is not replaced.", measure->name);
    if (!packs_put(packs, at - built_in, bytes, size, &error))
        return complain(EXIT_LOCKED, "%s", error.text);
    return EXIT_OK;
}

static enum exit_code import_pack(const struct options *options)
{
    enum exit_code exit;
    size_t size;
    struct packs packs = {0};
    struct measure measure;
    struct household *household = household_open(options, &exit);
    if (household == NULL)
        return exit;
    uint8_t *bytes = paper_file_read(options->operands[1], PACK_BYTES_MAX, &size);
    exit =
        bytes == NULL ? EXIT_USAGE : judge_pack(measure_open(bytes, size, &heap_memory, &measure));
    if (exit == EXIT_OK) {
        exit =
            open_packs(household, &packs) ? put_pack(&packs, &measure, bytes, size) : EXIT_LOCKED;
        if (exit == EXIT_OK && options->json)
            print_pack_json(&measure, "");
        else if (exit == EXIT_OK)
            printf("%s: %s. %s\n", measure.name, measure.title, measure.licence);
        measure_close(&measure);
    }
    packs_close(&packs);
    free(bytes);
    household_close(household);
    return exit;
}

/* ---- what is in the space ---- */

static enum exit_code set_head(struct space_desk *desk, struct object_id object,
                               const struct measure *measure)
{
    const struct value pack = value_text(measure->name);
    const struct value version = value_number(measure->version);
    const struct value today = value_number(calendar_today());
    enum exit_code exit = space_desk_set_field(desk, object, MEASURE_PACK, &pack);
    if (exit == EXIT_OK)
        exit = space_desk_set_field(desk, object, MEASURE_VERSION, &version);
    return exit == EXIT_OK ? space_desk_set_field(desk, object, MEASURE_DAY, &today) : exit;
}

static enum exit_code offer(struct space_desk *desk)
{
    struct measure measure;
    struct object_id object;
    if (!open_pack(desk, desk->options->operands[2], &measure))
        return EXIT_USAGE;
    enum exit_code exit = EXIT_OK;
    if (!find_offer(desk->space, measure.name, &object)) {
        exit = space_desk_judge(space_make(desk->space, KIND_MEASURE, &object));
        if (exit == EXIT_OK)
            exit = set_head(desk, object, &measure);
        if (exit == EXIT_OK)
            exit = space_desk_keep(desk);
    }
    if (exit == EXIT_OK)
        print_pack(desk, &measure);
    measure_close(&measure);
    return exit;
}

/* Whoever came as a client is shown no sums. */
static bool shows_sums(const struct space *space)
{
    const struct space_config *config = space_config(space);
    return space_role_of(space, config->member_of[config->own_device]) != ROLE_CLIENT;
}

/* `measure` is the pack that was filled in; NULL if it is not here. */
static void print_result(const struct space_desk *desk, struct object_id object,
                         const struct measure *measure)
{
    char code[OBJECT_CODE_BYTES];
    char day[DAY_TEXT_BYTES];
    struct value pack = space_value(desk->space, object, MEASURE_PACK);
    struct value score = space_value(desk->space, object, MEASURE_SCORE);
    struct value answers = space_value(desk->space, object, MEASURE_ANSWERS);
    bool sums = score.type == VALUE_NUMBER && shows_sums(desk->space);
    const char *range =
        sums && measure != NULL ? measure_range_text(measure, (uint16_t)score.number) : NULL;
    uint64_t at_s = (uint64_t)space_made_at(desk->space, object) * 60;
    object_code_text(object, code);
    if (!desk->view.json) {
        printf("%5s  %.*s, %s", code, (int)pack.size, (const char *)pack.bytes,
               day_text(at_s, day));
        if (sums)
            printf(": %llu", (unsigned long long)score.number);
        if (range != NULL)
            printf(", %s", range);
        printf("\n");
        return;
    }
    printf(
        "{\"event\":\"measure\",\"id\":\"%s\",\"pack\":\"%.*s\",\"made_at_s\":%llu,\"answers\":[",
        code, (int)pack.size, (const char *)pack.bytes, (unsigned long long)at_s);
    for (size_t i = 0; i < answers.size; i++)
        printf(answers.bytes[i] == MEASURE_UNANSWERED ? "%snull" : "%s%u", i > 0 ? "," : "",
               answers.bytes[i]);
    printf("],\"score\":");
    printf(sums ? "%llu" : "null", (unsigned long long)score.number);
    printf(",\"range\":");
    if (range != NULL)
        print_json_string(stdout, range);
    printf(range != NULL ? "}\n" : "null}\n");
}

/* The pack that was filled in, in the version that it was; false if it is not here. */
static bool find_filled(const struct space_desk *desk, const struct packs *packs,
                        struct object_id object, struct measure *out)
{
    char name[MEASURE_NAME_MAX + 1];
    size_t at;
    struct value pack = space_value(desk->space, object, MEASURE_PACK);
    struct value version = space_value(desk->space, object, MEASURE_VERSION);
    if (pack.size > MEASURE_NAME_MAX)
        return false;
    snprintf(name, sizeof name, "%.*s", (int)pack.size, (const char *)pack.bytes);
    if (!find_pack(packs, name, &at, out))
        return false;
    if (out->version == version.number)
        return true;
    measure_close(out);
    return false;
}

static enum exit_code show(struct space_desk *desk)
{
    struct packs packs;
    struct measure measure;
    struct object_id object = OBJECT_SPACE;
    bool any = false;
    if (!open_packs(desk->household, &packs))
        return EXIT_LOCKED;
    while (space_next(desk->space, KIND_MEASURE, &object)) {
        struct value answers = space_value(desk->space, object, MEASURE_ANSWERS);
        if (answers.type == VALUE_NONE)
            continue;
        bool is_here = find_filled(desk, &packs, object, &measure);
        print_result(desk, object, is_here ? &measure : NULL);
        if (is_here)
            measure_close(&measure);
        any = true;
    }
    packs_close(&packs);
    if (!any && !desk->view.json)
        fprintf(stderr, "None is filled in yet; `alcove measure list PERSON` shows what there is "
                        "to fill in.\n");
    return EXIT_OK;
}

/* ---- filling in ---- */

/* "0,2,,1": an empty place, or "-", is no answer. False if there are too few, too many, or
 * others. */
static bool read_answers(const struct measure *measure, const char *text,
                         uint8_t answers[MEASURE_ITEMS_MAX])
{
    for (size_t i = 0; i < measure->item_count; i++) {
        size_t length = strcspn(text, ",");
        answers[i] = MEASURE_UNANSWERED;
        if (length == 1 && text[0] >= '0' && text[0] <= '9')
            answers[i] = (uint8_t)(text[0] - '0');
        else if (length == 2 && text[0] == '1' && text[1] == '0')
            answers[i] = 10;
        else if (length > 1 || (length == 1 && text[0] != '-'))
            return false;
        bool is_last = i + 1 == measure->item_count;
        if ((text[length] == '\0') != is_last)
            return false;
        text += length + 1;
    }
    return measure_answers_fit(measure, answers, measure->item_count);
}

static void print_item(const struct measure *measure, size_t i)
{
    printf("\n%s\n\n%zu of %zu. %s\n", measure->stem, i + 1, measure->item_count,
           measure->items[i].text);
    for (size_t k = 0; k < measure->choice_count; k++)
        printf("  %zu  %s\n", k, measure->choices[k].text);
    printf("A number, or Enter to leave it out: ");
    fflush(stdout);
}

/* One after the other, word for word. False when the person gave it up. */
static bool ask_answers(const struct measure *measure, uint8_t answers[MEASURE_ITEMS_MAX])
{
    char line[ANSWER_BYTES];
    memset(answers, MEASURE_UNANSWERED, MEASURE_ITEMS_MAX);
    for (size_t i = 0; i < measure->item_count;) {
        print_item(measure, i);
        if (fgets(line, sizeof line, stdin) == NULL)
            return false;
        line[strcspn(line, "\n")] = '\0';
        char *end;
        unsigned long number = strtoul(line, &end, 10);
        bool is_number = line[0] >= '0' && line[0] <= '9' && *end == '\0';
        if (line[0] != '\0' && (!is_number || number >= measure->choice_count))
            continue; /* the same once more */
        if (is_number)
            answers[i] = (uint8_t)number;
        i++;
        if (i == measure->safety_item + 1 && measure_needs_safety(measure, answers))
            printf("\n%s\n", measure->safety_text);
    }
    return true;
}

static enum exit_code take_answers(const struct options *options, const struct measure *measure,
                                   uint8_t answers[MEASURE_ITEMS_MAX])
{
    if (measure->safety_text != NULL)
        fprintf(stderr, "%s\n", measure->safety_text);
    if (options->answers != NULL) {
        if (!read_answers(measure, options->answers, answers))
            return complain(EXIT_USAGE,
                            "--answers wants %zu numbers from 0 to %zu, with commas "
                            "between them; an empty place is no answer.",
                            measure->item_count, measure->choice_count - 1);
        if (measure_needs_safety(measure, answers))
            fprintf(stderr, "%s\n", measure->safety_text);
        return EXIT_OK;
    }
    if (isatty(STDIN_FILENO) != 1)
        return complain(EXIT_USAGE, "Fill it in on a terminal, or give --answers.");
    return ask_answers(measure, answers) ? EXIT_OK
                                         : complain(EXIT_INTERRUPTED, "Nothing was kept.");
}

static enum exit_code keep_answers(struct space_desk *desk, const struct measure *measure,
                                   const uint8_t *answers)
{
    uint16_t score;
    struct object_id object = OBJECT_SPACE;
    const struct value given = value_bytes(answers, measure->item_count);
    enum exit_code exit = space_desk_judge(space_make(desk->space, KIND_MEASURE, &object));
    if (exit == EXIT_OK)
        exit = set_head(desk, object, measure);
    if (exit == EXIT_OK)
        exit = space_desk_set_field(desk, object, MEASURE_ANSWERS, &given);
    if (exit == EXIT_OK && measure_score(measure, answers, &score)) {
        const struct value sum = value_number(score);
        exit = space_desk_set_field(desk, object, MEASURE_SCORE, &sum);
    }
    if (exit == EXIT_OK)
        exit = space_desk_keep(desk);
    if (exit == EXIT_OK)
        print_result(desk, object, measure);
    return exit;
}

static enum exit_code fill(struct space_desk *desk)
{
    struct measure measure;
    struct object_id offered;
    uint8_t answers[MEASURE_ITEMS_MAX];
    if (!open_pack(desk, desk->options->operands[2], &measure))
        return EXIT_USAGE;
    enum exit_code exit = EXIT_OK;
    if (!find_offer(desk->space, measure.name, &offered))
        exit = complain(EXIT_USAGE, "%s is not offered here: alcove measure offer PERSON %s",
                        measure.title, measure.name);
    if (exit == EXIT_OK)
        exit = take_answers(desk->options, &measure, answers);
    if (exit == EXIT_OK)
        exit = keep_answers(desk, &measure, answers);
    sodium_memzero(answers, sizeof answers);
    measure_close(&measure);
    return exit;
}

enum exit_code command_measure(const struct options *options)
{
    static const struct space_verb verbs[] = {
        {"show", show, 2, 2}, {"list", list, 2, 2}, {"offer", offer, 3, 3}, {"fill", fill, 3, 3}};
    static const struct space_verbs all = {
        KIND_MEASURE, verbs, sizeof verbs / sizeof verbs[0],
        "measure: want PERSON, `list PERSON`, `offer PERSON PACK`, `fill PERSON PACK` or "
        "`import FILE`."};
    if (strcmp(options->operands[0], "import") == 0)
        return options->operand_count == 2 ? import_pack(options)
                                           : complain(EXIT_USAGE, "%s", all.usage);
    return space_desk_run_verb(options, &all);
}

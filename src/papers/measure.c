#include "papers/measure.h"

#include <string.h>

#include "base/assert.h"
#include "papers/measure_assets.h"

#define FORMAT_VERSION 1
#define SCORE_MAX      (MEASURE_ITEMS_MAX * MEASURE_WEIGHT_MAX)

static bool name_is_plain(const char *name)
{
    return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name);
}

static bool read_choices(const struct json_value *list, struct measure *out)
{
    static const char *const keys[] = {"text", "score", NULL};
    const struct json_value *choice;
    if (!json_is(list, JSON_IS_ARRAY) || list->size < 2 || list->size > MEASURE_CHOICES_MAX)
        return false;
    for (choice = list->child; choice != NULL; choice = choice->next) {
        struct measure_choice *made = &out->choices[out->choice_count++];
        uint64_t score;
        if (!json_has_only(choice, keys) ||
            !json_line(choice, "text", MEASURE_LINE_MAX, &made->text) ||
            !json_number(choice, "score", MEASURE_WEIGHT_MAX, &score))
            return false;
        made->score = (uint8_t)score;
    }
    return true;
}

static bool read_items(const struct json_value *list, struct measure *out)
{
    static const char *const keys[] = {"text", "reversed", NULL};
    const struct json_value *item;
    if (!json_is(list, JSON_IS_ARRAY) || list->size == 0 || list->size > MEASURE_ITEMS_MAX)
        return false;
    for (item = list->child; item != NULL; item = item->next) {
        struct measure_item *made = &out->items[out->item_count++];
        const struct json_value *reversed = json_member(item, "reversed");
        if (!json_has_only(item, keys) || !json_line(item, "text", MEASURE_LINE_MAX, &made->text) ||
            (reversed != NULL && reversed->type != JSON_IS_TRUE && reversed->type != JSON_IS_FALSE))
            return false;
        made->is_reversed = json_is(reversed, JSON_IS_TRUE);
    }
    return true;
}

static bool read_ranges(const struct json_value *list, struct measure *out)
{
    static const char *const keys[] = {"from", "to", "text", NULL};
    const struct json_value *range;
    uint64_t free_from = 0;
    if (!json_is(list, JSON_IS_ARRAY) || list->size > MEASURE_RANGES_MAX)
        return false;
    for (range = list->child; range != NULL; range = range->next) {
        struct measure_range *made = &out->ranges[out->range_count++];
        uint64_t from;
        uint64_t to;
        if (!json_has_only(range, keys) || !json_number(range, "from", SCORE_MAX, &from) ||
            !json_number(range, "to", SCORE_MAX, &to) || from < free_from || to < from ||
            !json_line(range, "text", MEASURE_LINE_MAX, &made->text))
            return false;
        made->from = (uint16_t)from;
        made->to = (uint16_t)to;
        free_from = to + 1;
    }
    return true;
}

static bool read_safety(const struct json_value *safety, struct measure *out)
{
    static const char *const keys[] = {"item", "from", "text", NULL};
    uint64_t item;
    uint64_t from;
    if (safety == NULL)
        return true;
    if (!json_has_only(safety, keys) || !json_number(safety, "item", out->item_count, &item) ||
        item == 0 || !json_number(safety, "from", MEASURE_WEIGHT_MAX, &from) ||
        !json_line(safety, "text", MEASURE_LINE_MAX, &out->safety_text))
        return false;
    out->safety_item = (size_t)item - 1;
    out->safety_from = (uint8_t)from;
    return true;
}

static enum measure_outcome read_pack(const struct json_value *root, struct measure *out)
{
    static const char *const keys[] = {"alcove_measure", "name",   "version", "title",
                                       "licence",        "stem",   "items",   "answers",
                                       "ranges",         "safety", NULL};
    uint64_t version;
    if (!json_number(root, "alcove_measure", UINT16_MAX, &version) || version == 0)
        return MEASURE_MALFORMED;
    if (version > FORMAT_VERSION)
        return MEASURE_NEWER;
    if (!json_has_only(root, keys) || !json_number(root, "version", UINT16_MAX, &version) ||
        !json_line(root, "name", MEASURE_NAME_MAX, &out->name) || !name_is_plain(out->name) ||
        !json_line(root, "title", MEASURE_LINE_MAX, &out->title) ||
        !json_line(root, "stem", MEASURE_LINE_MAX, &out->stem))
        return MEASURE_MALFORMED;
    out->version = (uint16_t)version;
    if (!json_line(root, "licence", MEASURE_LINE_MAX, &out->licence))
        return MEASURE_NO_LICENCE;
    return read_choices(json_member(root, "answers"), out) &&
                   read_items(json_member(root, "items"), out) &&
                   read_ranges(json_member(root, "ranges"), out) &&
                   read_safety(json_member(root, "safety"), out)
               ? MEASURE_OK
               : MEASURE_MALFORMED;
}

enum measure_outcome measure_open(const void *bytes, size_t size,
                                  const struct alcove_memory *memory, struct measure *out)
{
    struct json_cursor cursor = json_cursor_over(bytes, size, memory);
    memset(out, 0, sizeof *out);
    out->memory = memory;
    if (size > MEASURE_PACK_MAX)
        return MEASURE_MALFORMED;
    if (!json_take_value(&cursor, &out->held))
        return cursor.out_of_memory ? MEASURE_NO_MEMORY : MEASURE_MALFORMED;
    enum measure_outcome outcome =
        json_cursor_finished(&cursor) ? read_pack(out->held.value, out) : MEASURE_MALFORMED;
    if (outcome != MEASURE_OK)
        measure_close(out);
    return outcome;
}

void measure_close(struct measure *measure)
{
    json_piece_free(&measure->held, measure->memory);
    memset(measure, 0, sizeof *measure);
}

size_t measure_built_in_count(void)
{
    return measure_asset_count;
}

enum measure_outcome measure_open_built_in(size_t index, const struct alcove_memory *memory,
                                           struct measure *out)
{
    ALCOVE_ASSERT(index < measure_asset_count);
    return measure_open(measure_assets[index].bytes, measure_assets[index].size, memory, out);
}

bool measure_answers_fit(const struct measure *measure, const uint8_t *answers, size_t count)
{
    if (count != measure->item_count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (answers[i] >= measure->choice_count && answers[i] != MEASURE_UNANSWERED)
            return false;
    }
    return true;
}

static unsigned item_score(const struct measure *measure, size_t item, uint8_t answer)
{
    unsigned least = MEASURE_WEIGHT_MAX;
    unsigned greatest = 0;
    ALCOVE_ASSERT(answer < measure->choice_count);
    unsigned score = measure->choices[answer].score;
    if (!measure->items[item].is_reversed)
        return score;
    for (size_t i = 0; i < measure->choice_count; i++) {
        least = measure->choices[i].score < least ? measure->choices[i].score : least;
        greatest = measure->choices[i].score > greatest ? measure->choices[i].score : greatest;
    }
    return greatest + least - score;
}

bool measure_score(const struct measure *measure, const uint8_t *answers, uint16_t *out)
{
    unsigned sum = 0;
    for (size_t i = 0; i < measure->item_count; i++) {
        if (answers[i] == MEASURE_UNANSWERED)
            return false;
        sum += item_score(measure, i, answers[i]);
    }
    ALCOVE_ASSERT(sum <= SCORE_MAX);
    *out = (uint16_t)sum;
    return true;
}

const char *measure_range_text(const struct measure *measure, uint16_t score)
{
    for (size_t i = 0; i < measure->range_count; i++) {
        if (score >= measure->ranges[i].from && score <= measure->ranges[i].to)
            return measure->ranges[i].text;
    }
    return NULL;
}

bool measure_needs_safety(const struct measure *measure, const uint8_t *answers)
{
    if (measure->safety_text == NULL || answers[measure->safety_item] == MEASURE_UNANSWERED)
        return false;
    return item_score(measure, measure->safety_item, answers[measure->safety_item]) >=
           measure->safety_from;
}

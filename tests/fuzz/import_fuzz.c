/* rooms: papers */
/* JSON of anyone: the first byte chooses between a copy of a space and a pack of a measure. What is
 * refused changes nothing; what is taken in can be written again, and then says the same. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/heap.h"
#include "papers/export.h"
#include "papers/import.h"
#include "papers/measure.h"

struct page {
    char *bytes;
    size_t size;
};

static bool take(void *context, const void *bytes, size_t size)
{
    struct page *page = context;
    page->bytes = realloc(page->bytes, page->size + size);
    require(page->bytes != NULL);
    memcpy(page->bytes + page->size, bytes, size);
    page->size += size;
    return true;
}

static bool begin_file(void *context, const char *name)
{
    (void)context;
    return name[0] != '\0';
}

static struct space *new_space(uint8_t id)
{
    const struct space_config config = {.id = {id}, .member_count = 1, .device_count = 1};
    struct space *space = space_create(&config, &memory);
    require(space != NULL);
    return space;
}

static struct paper paper_of(const struct space *space)
{
    return (struct paper){.space = space, .now = 29630000, .memory = &memory};
}

static enum import_outcome read_into(struct space *space, const void *bytes, size_t size)
{
    const struct paper paper = paper_of(space);
    const struct import_request request = {.bytes = bytes, .size = size, .paper = &paper};
    struct import_report report;
    struct paper_words words;
    enum import_outcome outcome = import_json(space, &request, &report);
    import_report_words(&report, &words);
    if (outcome != IMPORT_OK && outcome != IMPORT_FULL)
        require(!space_has_draft(space));
    return outcome;
}

static void write_all(const struct space *space, struct page *json)
{
    const struct paper paper = paper_of(space);
    const struct export_ics_choice choice = {true, 600, 50, 0, false};
    struct page other = {0};
    struct paper_sink sink = {.write = take, .context = json};
    struct paper_sink rest = {.write = take, .context = &other};
    require(export_json(&paper, &sink) == EXPORT_OK);
    struct export_files files = {begin_file, NULL, rest};
    require(export_csv(&paper, &rest) == EXPORT_OK);
    require(export_markdown(&paper, &files) == EXPORT_OK);
    require(export_ics(&paper, &choice, &rest) == EXPORT_OK);
    free(other.bytes);
}

static void read_space(const uint8_t *data, size_t size)
{
    struct page first = {0};
    struct page second = {0};
    struct space *one = new_space(1);
    struct space *two = new_space(1);
    if (read_into(one, data, size) == IMPORT_OK) {
        write_all(one, &first);
        require(read_into(two, first.bytes, first.size) == IMPORT_OK);
        write_all(two, &second);
        require(first.size == second.size);
    }
    free(first.bytes);
    free(second.bytes);
    space_free(one);
    space_free(two);
}

static void read_measure(const uint8_t *data, size_t size)
{
    struct measure measure;
    uint8_t answers[MEASURE_ITEMS_MAX];
    uint16_t score;
    if (measure_open(data, size, &memory, &measure) != MEASURE_OK)
        return;
    require(measure.item_count >= 1 && measure.item_count <= MEASURE_ITEMS_MAX);
    require(measure.licence[0] != '\0');
    for (size_t i = 0; i < measure.item_count; i++)
        answers[i] = (uint8_t)(data[i % size] % measure.choice_count);
    require(measure_answers_fit(&measure, answers, measure.item_count));
    require(measure_score(&measure, answers, &score));
    measure_range_text(&measure, score);
    measure_needs_safety(&measure, answers);
    measure_close(&measure);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    /* A copy of the exact size, so that a read past its end is seen. */
    uint8_t *exact = malloc(size - 1 + (size == 1));
    require(exact != NULL);
    memcpy(exact, data + 1, size - 1);
    if (data[0] == 'm')
        read_measure(exact, size - 1);
    else
        read_space(exact, size - 1);
    require(held == 0);
    free(exact);
    return 0;
}

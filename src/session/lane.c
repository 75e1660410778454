#include "session/lane.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

static void wipe(char *text)
{
    if (text != NULL)
        explicit_bzero(text, strlen(text));
    free(text);
}

void lane_wipe_line(struct line *line)
{
    wipe(line->text);
    wipe(line->distractions);
    wipe(line->stressors);
}

void lane_clear(struct lane *lane)
{
    for (size_t i = 0; i < lane->count; i++)
        lane_wipe_line(&lane->lines[i]);
    free(lane->lines);
    memset(lane, 0, sizeof *lane);
}

/* Room for one more: by growing, or at the maximum by forgetting the oldest that needs no one. */
static bool lane_make_room(struct lane *lane)
{
    if (lane->count < lane->capacity)
        return true;
    if (lane->capacity < LANE_MAX) {
        size_t capacity = lane->capacity == 0 ? 32 : lane->capacity * 2;
        if (capacity > LANE_MAX)
            capacity = LANE_MAX;
        struct line *lines = realloc(lane->lines, capacity * sizeof *lines);
        if (lines == NULL)
            return false;
        lane->lines = lines;
        lane->capacity = capacity;
        return true;
    }
    for (size_t i = 0; i < lane->count; i++) {
        if (lane->lines[i].state != LINE_ARRIVED)
            continue;
        lane_wipe_line(&lane->lines[i]);
        lane->count--;
        memmove(&lane->lines[i], &lane->lines[i + 1], (lane->count - i) * sizeof lane->lines[0]);
        return true;
    }
    return false;
}

struct line *lane_append(struct lane *lane, const struct line *line)
{
    ALCOVE_ASSERT(line->text != NULL);
    struct line copy = *line;
    copy.text = strdup(line->text);
    copy.distractions = line->distractions != NULL ? strdup(line->distractions) : NULL;
    copy.stressors = line->stressors != NULL ? strdup(line->stressors) : NULL;
    bool whole = copy.text != NULL && (line->distractions == NULL || copy.distractions != NULL) &&
                 (line->stressors == NULL || copy.stressors != NULL);
    if (!whole || !lane_make_room(lane)) {
        lane_wipe_line(&copy);
        return NULL;
    }
    copy.number = ++lane->numbers;
    lane->lines[lane->count] = copy;
    return &lane->lines[lane->count++];
}

void lane_drop_last(struct lane *lane)
{
    ALCOVE_ASSERT(lane->count > 0);
    lane_wipe_line(&lane->lines[--lane->count]);
}

struct line *lane_find_record(struct lane *lane, uint64_t record_id)
{
    for (size_t i = lane->count; i > 0; i--) {
        struct line *line = &lane->lines[i - 1];
        if (line->author == LINE_MINE && line->state != LINE_WRITTEN &&
            line->record_id == record_id)
            return line;
    }
    return NULL;
}

struct line *lane_find_number(struct lane *lane, uint64_t number)
{
    for (size_t i = lane->count; i > 0; i--) {
        if (lane->lines[i - 1].number == number)
            return &lane->lines[i - 1];
    }
    return NULL;
}

void lane_uncover(struct lane *lane)
{
    for (size_t left = lane->count, i = 0; left > 0; left--) {
        struct line line = lane->lines[i];
        if (!line.covered) {
            i++;
            continue;
        }
        line.covered = false;
        memmove(&lane->lines[i], &lane->lines[i + 1],
                (lane->count - i - 1) * sizeof lane->lines[0]);
        lane->lines[lane->count - 1] = line;
    }
}

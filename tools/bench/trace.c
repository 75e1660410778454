#include "bench/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "bench/trace_json.h"
#include "text/text.h"

#define JSON_BYTES_MAX (256u << 20)

static _Noreturn void give_up(const char *path, const char *why)
{
    fprintf(stderr, "%s: %s\n", path, why);
    exit(1);
}

/* Room for one more of what doubles. */
static void *grown(void *items, size_t count, size_t size)
{
    if (count != 0 && (count & (count - 1)) != 0)
        return items;
    items = realloc(items, (count == 0 ? 1 : 2 * count) * size);
    if (items == NULL)
        abort();
    return items;
}

char *trace_read_json(const char *path)
{
    gzFile file = gzopen(path, "rb");
    if (file == NULL)
        give_up(path, "cannot be opened");
    char *json = NULL;
    size_t size = 0, room = 1u << 20;
    int got = 0;
    do {
        size += (size_t)got;
        if (json == NULL || room - size < (1u << 19)) {
            room *= 2;
            json = realloc(json, room + 1);
        }
        if (json == NULL || room > JSON_BYTES_MAX)
            give_up(path, "too large");
        got = gzread(file, json + size, (unsigned)(room - size));
    } while (got > 0);
    if (got < 0)
        give_up(path, "not gzip");
    gzclose(file);
    json[size] = '\0';
    return json;
}

/* [position, deleted, "inserted"] */
static void read_patch(struct trace_json *json, struct trace_story *story)
{
    struct trace_patch patch;
    size_t size;
    trace_json_must(json, '[');
    patch.at = (uint32_t)trace_json_number(json);
    trace_json_must(json, ',');
    patch.deleted = (uint32_t)trace_json_number(json);
    trace_json_must(json, ',');
    patch.text = (const uint8_t *)trace_json_text(json, &size);
    patch.size = (uint32_t)size;
    trace_json_must(json, ']');
    if (!text_count(patch.text, size, &patch.inserted)) {
        fprintf(stderr, "text that no note may hold: %.20s\n", (const char *)patch.text);
        exit(1);
    }
    story->patches = grown(story->patches, story->patch_count, sizeof patch);
    story->patches[story->patch_count++] = patch;
}

/* A number, or a word whose first letter is taken for one. */
static uint32_t read_agent(struct trace_json *json)
{
    if (!trace_json_next_is(json, '"'))
        return (uint32_t)trace_json_number(json);
    return (uint8_t)trace_json_text(json, NULL)[0];
}

/* Parents are transactions; or, where there are spans, the events at which these end. */
static void read_parents(struct trace_json *json, struct trace_story *story, struct trace_txn *txn)
{
    txn->parent = story->parent_count;
    for (bool more = trace_json_begin(json, '[', ']'); more; more = trace_json_more(json, ']')) {
        story->parents = grown(story->parents, story->parent_count, sizeof *story->parents);
        story->parents[story->parent_count++] = trace_json_number(json);
        txn->parents++;
    }
}

static void read_patches(struct trace_json *json, struct trace_story *story, struct trace_txn *txn)
{
    txn->patch = story->patch_count;
    for (bool more = trace_json_begin(json, '[', ']'); more; more = trace_json_more(json, ']'))
        read_patch(json, story);
    txn->patches = story->patch_count - txn->patch;
}

static void read_txn(struct trace_json *json, struct trace_story *story)
{
    struct trace_txn txn = {.seq = (uint32_t)story->txn_count};
    for (bool more = trace_json_begin(json, '{', '}'); more; more = trace_json_more(json, '}')) {
        const char *key = trace_json_key(json);
        if (strcmp(key, "patches") == 0 || strcmp(key, "ops") == 0)
            read_patches(json, story, &txn);
        else if (strcmp(key, "parents") == 0)
            read_parents(json, story, &txn);
        else if (strcmp(key, "agent") == 0)
            txn.agent = read_agent(json);
        else if (strcmp(key, "seqStart") == 0)
            txn.seq = (uint32_t)trace_json_number(json);
        else
            trace_json_skip(json);
    }
    story->txns = grown(story->txns, story->txn_count, sizeof txn);
    story->txns[story->txn_count++] = txn;
}

static enum trace_format read_story(struct trace_json *json, struct trace_story *story)
{
    enum trace_format format = TRACE_SEQUENTIAL;
    memset(story, 0, sizeof *story);
    for (bool more = trace_json_begin(json, '{', '}'); more; more = trace_json_more(json, '}')) {
        const char *key = trace_json_key(json);
        if (strcmp(key, "txns") == 0) {
            for (bool txn = trace_json_begin(json, '[', ']'); txn; txn = trace_json_more(json, ']'))
                read_txn(json, story);
        } else if (strcmp(key, "endContent") == 0) {
            story->end = (const uint8_t *)trace_json_text(json, &story->end_size);
        } else if (strcmp(key, "kind") == 0) {
            format = strcmp(trace_json_text(json, NULL), "concurrent") == 0 ? TRACE_CONCURRENT
                                                                            : TRACE_SEQUENTIAL;
        } else {
            trace_json_skip(json);
        }
    }
    return format;
}

/* The transaction at which an event ends. */
static size_t txn_ending_at(const struct trace_story *story, size_t event)
{
    size_t index = 0, end = 0;
    for (;; index++) {
        const struct trace_txn *txn = &story->txns[index];
        for (size_t i = 0; i < txn->patches; i++) {
            const struct trace_patch *patch = &story->patches[txn->patch + i];
            end += patch->deleted + patch->inserted;
        }
        if (end > event || index + 1 == story->txn_count)
            return index;
    }
}

/* In a sequential story each transaction follows the one before it. */
static void chain_up(struct trace_story *story)
{
    for (size_t i = 1; i < story->txn_count; i++) {
        story->parents = grown(story->parents, story->parent_count, sizeof *story->parents);
        story->txns[i].parent = story->parent_count;
        story->txns[i].parents = 1;
        story->parents[story->parent_count++] = i - 1;
    }
}

/* Moves all text of a story together, so that reading it costs what reading it must. */
static void compact(struct trace_story *story)
{
    size_t size = 0;
    for (size_t i = 0; i < story->patch_count; i++)
        size += story->patches[i].size;
    story->text = malloc(size + 1);
    if (story->text == NULL)
        abort();
    size = 0;
    for (size_t i = 0; i < story->patch_count; i++) {
        struct trace_patch *patch = &story->patches[i];
        memcpy(story->text + size, patch->text, patch->size);
        patch->text = story->text + size;
        size += patch->size;
    }
}

static void check_parents(const char *path, const struct trace_story *story)
{
    for (size_t i = 0; i < story->txn_count; i++) {
        const struct trace_txn *txn = &story->txns[i];
        for (size_t p = 0; p < txn->parents; p++) {
            if (story->parents[txn->parent + p] >= i)
                give_up(path, "a parent that comes later");
        }
    }
}

/* The name of the file, without folders and what is after the first dot. */
static void name_trace(struct trace *trace, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    snprintf(trace->name, sizeof trace->name, "%.*s", (int)strcspn(name, "."), name);
}

struct trace *trace_open(const char *path)
{
    struct trace *trace = calloc(1, sizeof *trace);
    if (trace == NULL)
        abort();
    name_trace(trace, path);
    trace->json = trace_read_json(path);
    struct trace_json json = {trace->json};
    bool list = trace_json_is(&json, '[');
    do {
        trace->stories = grown(trace->stories, trace->story_count, sizeof *trace->stories);
        struct trace_story *story = &trace->stories[trace->story_count++];
        trace->format = read_story(&json, story);
        for (size_t i = 0; list && i < story->parent_count; i++)
            story->parents[i] = txn_ending_at(story, story->parents[i]);
        if (!list && trace->format == TRACE_SEQUENTIAL)
            chain_up(story);
        check_parents(path, story);
        compact(story);
        if (story->end == NULL || story->patch_count == 0)
            give_up(path, "no trace of a format that is known here");
    } while (list && trace_json_more(&json, ']'));
    trace->format = list ? TRACE_HISTORIES : trace->format;
    return trace;
}

void trace_close(struct trace *trace)
{
    for (size_t i = 0; i < trace->story_count; i++) {
        free(trace->stories[i].txns);
        free(trace->stories[i].text);
        free(trace->stories[i].patches);
        free(trace->stories[i].parents);
    }
    free(trace->stories);
    free(trace->json);
    free(trace);
}

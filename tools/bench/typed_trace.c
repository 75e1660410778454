#include "bench/typed_trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EDITS 100000

/* The text so far, and the edits. ASCII: a character is a byte. */
struct typing {
    struct trace_story *story;
    uint8_t *text;
    size_t size, caret;
    uint64_t random;
};

static uint32_t draw(struct typing *t, uint32_t bound)
{
    t->random = t->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(t->random >> 33) % bound;
}

static void type(struct typing *t)
{
    static const uint8_t letters[] = "etaoin shrdlu etaoin, cmfwyp. \n";
    const uint8_t *letter = &letters[draw(t, sizeof letters - 1)];
    memmove(t->text + t->caret + 1, t->text + t->caret, t->size - t->caret);
    t->text[t->caret] = *letter;
    t->story->patches[t->story->patch_count++] =
        (struct trace_patch){(uint32_t)t->caret, 0, 1, 1, letter};
    t->size++;
    t->caret++;
}

static void take_back(struct typing *t)
{
    t->caret--;
    memmove(t->text + t->caret, t->text + t->caret + 1, t->size - t->caret - 1);
    t->size--;
    t->story->patches[t->story->patch_count++] =
        (struct trace_patch){(uint32_t)t->caret, 1, 0, 0, NULL};
}

struct trace *typed_trace(void)
{
    struct trace *trace = calloc(1, sizeof *trace);
    struct trace_story *story = calloc(1, sizeof *story);
    struct typing t = {.story = story, .text = malloc(EDITS), .random = 20260105};
    if (trace == NULL || story == NULL || t.text == NULL)
        abort();
    story->patches = calloc(EDITS, sizeof *story->patches);
    story->txns = calloc(1, sizeof *story->txns);
    if (story->patches == NULL || story->txns == NULL)
        abort();
    while (story->patch_count < EDITS) {
        if (draw(&t, 40) == 0)
            t.caret = draw(&t, (uint32_t)t.size + 1);
        if (t.caret > 0 && draw(&t, 4) == 0)
            take_back(&t);
        else
            type(&t);
    }
    story->txn_count = 1;
    story->txns[0].patches = EDITS;
    story->end = t.text;
    story->end_size = t.size;
    snprintf(trace->name, sizeof trace->name, "typed");
    trace->json = (char *)t.text;
    trace->stories = story;
    trace->story_count = 1;
    return trace;
}

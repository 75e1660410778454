#include "people.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "naive.h"

#define TEXT_ROOM 65536

static const struct text_bounds bounds = {
    .agents = PEOPLE_MAX, .bytes = TEXT_ROOM, .spans = 20000, .runs = 60000};

void people_begin(struct people *p, uint32_t count, uint64_t seed)
{
    memset(p, 0, sizeof *p);
    counted_memory_begin(&p->counted);
    p->count = count;
    p->random = seed * 2654435761u + 88172645463325252u;
    for (uint32_t i = 0; i < count; i++) {
        p->notes[i] = text_open(&p->counted.memory, &bounds);
        assert_non_null(p->notes[i]);
    }
}

static void free_letter(struct letter *letter)
{
    for (size_t i = 0; i < letter->batch.run_count; i++)
        free((void *)(uintptr_t)letter->batch.runs[i].text);
    free((void *)(uintptr_t)letter->batch.runs);
}

void people_end(struct people *p)
{
    for (uint32_t i = 0; i < p->count; i++)
        text_close(p->notes[i]);
    for (size_t i = 0; i < p->letter_count; i++)
        free_letter(&p->letters[i]);
    counted_memory_end(&p->counted);
}

uint32_t people_draw(struct people *p, uint32_t bound)
{
    /* xorshift64* */
    p->random ^= p->random >> 12;
    p->random ^= p->random << 25;
    p->random ^= p->random >> 27;
    return (uint32_t)((p->random * 2685821657736338717u) >> 33) % bound;
}

/* One to six characters of one to four bytes; returns their bytes. */
static size_t draw_words(struct people *p, char out[32])
{
    static const char *const characters[] = {"a", "b", "c", "d", "e", " ", "\n", "é", "漢", "😀"};
    uint32_t count = 1 + people_draw(p, 6);
    size_t size = 0;
    for (uint32_t i = 0; i < count; i++) {
        const char *character =
            characters[people_draw(p, sizeof characters / sizeof characters[0])];
        memcpy(out + size, character, strlen(character));
        size += strlen(character);
    }
    return size;
}

void people_scribble(struct people *p, uint32_t who)
{
    struct text *note = p->notes[who];
    uint32_t length = text_length(note, true);
    /* Near one end or the other more often than not, so that people meet. */
    uint32_t at = people_draw(p, 3) == 0 ? people_draw(p, length + 1) : people_draw(p, 2) * length;
    if (length > 0 && people_draw(p, 5) < 2) {
        at = at == length ? length - 1 : at;
        uint32_t most = length - at < 5 ? length - at : 5;
        assert_int_equal(text_delete(note, at, 1 + people_draw(p, most)), TEXT_APPLIED);
        return;
    }
    char words[32];
    size_t size = draw_words(p, words);
    assert_int_equal(text_insert(note, at, (const uint8_t *)words, size), TEXT_APPLIED);
}

static void *copy_of(const void *bytes, size_t size)
{
    void *copy = malloc(size);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    return copy;
}

static void keep_letter(struct people *p, const struct text_batch *batch)
{
    struct letter *letter = &p->letters[p->letter_count];
    assert_true(p->letter_count < LETTERS);
    letter->batch = *batch;
    letter->end = batch->seq;
    memcpy(letter->parents, batch->parents, sizeof letter->parents);
    letter->batch.parents = letter->parents;
    struct text_run *runs = copy_of(batch->runs, batch->run_count * sizeof *runs);
    for (size_t i = 0; i < batch->run_count; i++) {
        letter->end += runs[i].count;
        if (runs[i].kind == TEXT_INSERT)
            runs[i].text = copy_of(runs[i].text, runs[i].size);
    }
    letter->batch.runs = runs;
    p->has[batch->agent][p->letter_count++] = true;
}

void people_publish(struct people *p, uint32_t who)
{
    static uint8_t before[TEXT_ROOM], after[TEXT_ROOM];
    struct text *note = p->notes[who];
    struct text_batch batch;
    size_t size = text_size(note, true);
    text_read(note, true, before);
    bool some = text_has_draft(note);
    enum text_result result = text_publish(note, who, &batch);
    assert_int_equal(result, some ? TEXT_APPLIED : TEXT_DUPLICATE);
    assert_int_equal(text_size(note, false), size);
    text_read(note, false, after);
    assert_memory_equal(before, after, size);
    if (some)
        keep_letter(p, &batch);
}

bool people_deliver(struct people *p, uint32_t who, size_t index)
{
    const struct letter *letter = &p->letters[index];
    const uint32_t *known = text_version(p->notes[who]);
    for (uint32_t i = 0; i < p->count; i++) {
        if (letter->parents[i] > known[i])
            return false;
    }
    assert_int_equal(text_merge(p->notes[who], &letter->batch, 1), TEXT_APPLIED);
    p->has[who][index] = true;
    uint32_t *told = p->told[who][letter->batch.agent];
    memcpy(told, letter->parents, sizeof letter->parents);
    told[letter->batch.agent] = letter->end;
    return true;
}

void people_deliver_some(struct people *p, uint32_t who)
{
    if (p->letter_count == 0)
        return;
    size_t from = people_draw(p, (uint32_t)p->letter_count);
    for (size_t i = 0; i < p->letter_count; i++) {
        size_t index = (from + i) % p->letter_count;
        if (!p->has[who][index] && people_deliver(p, who, index))
            return;
    }
}

void people_meet(struct people *p)
{
    for (uint32_t who = 0; who < p->count; who++)
        people_publish(p, who);
    for (uint32_t who = 0; who < p->count; who++) {
        for (size_t i = 0; i < p->letter_count; i++)
            people_deliver_some(p, who);
    }
}

void people_cut(struct people *p, uint32_t who)
{
    uint32_t stable[PEOPLE_MAX];
    memcpy(stable, text_version(p->notes[who]), sizeof stable);
    for (uint32_t other = 0; other < p->count; other++) {
        for (uint32_t i = 0; i < p->count && other != who; i++) {
            uint32_t told = p->told[who][other][i];
            stable[i] = stable[i] < told ? stable[i] : told;
        }
    }
    text_cut(p->notes[who], stable);
}

void people_reopen(struct people *p, uint32_t who)
{
    const struct alcove_memory *memory = &p->counted.memory;
    size_t size;
    uint8_t *file = text_encode(p->notes[who], people_draw(p, 2) == 0, &size);
    assert_non_null(file);
    text_close(p->notes[who]);
    assert_int_equal(text_decode(memory, &bounds, file, size, &p->notes[who]), TEXT_APPLIED);
    memory->resize(memory->context, file, size, 0);
}

static void require_authors(const struct text *note, const struct naive *naive)
{
    static struct text_span spans[TEXT_ROOM];
    static uint32_t authors[TEXT_ROOM];
    size_t length = naive_authors(naive, authors, TEXT_ROOM);
    size_t count = text_spans(note, false, spans, TEXT_ROOM);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(i == 0 || spans[i].agent != spans[i - 1].agent);
        for (uint32_t k = 0; k < spans[i].count; k++)
            assert_int_equal(authors[at++], spans[i].agent);
    }
    assert_int_equal(at, length);
}

void people_agree(struct people *p)
{
    static uint8_t expected[TEXT_ROOM], out[TEXT_ROOM];
    struct naive *naive = naive_open(PEOPLE_MAX);
    for (size_t i = 0; i < p->letter_count; i++)
        naive_merge(naive, &p->letters[i].batch);
    size_t size = naive_read(naive, expected, sizeof expected);
    for (uint32_t who = 0; who < p->count; who++) {
        assert_int_equal(text_size(p->notes[who], false), size);
        text_read(p->notes[who], false, out);
        assert_memory_equal(out, expected, size);
        require_authors(p->notes[who], naive);
    }
    naive_close(naive);
}

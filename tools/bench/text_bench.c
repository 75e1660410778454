/* What one key costs in a long text that someone writes: the edit, its layout, the caret's place,
 * the selection and the lines in sight; and what a hostile line costs at first sight. Then what a
 * font's shaping of the same bytes costs alone, once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench.h"
#include "widgets/edit_lines.h"

int text_bench(int argc, char **argv);

#define ROUNDS        51
#define KEYS          8
#define LINES_IN_VIEW 30

static void *resize(void *context, void *old, size_t old_size, size_t size)
{
    (void)context;
    (void)old_size;
    if (size > 0)
        return realloc(old, size);
    free(old);
    return NULL;
}

static const struct alcove_memory memory = {resize, NULL};

static struct edit_view view_of(struct text_engine *engine)
{
    return (struct edit_view){
        .engine = engine,
        .look = {.width_max = 420, .style = {.pixels = 15, .line_pixels = 22}},
        .page_lines = LINES_IN_VIEW,
    };
}

/* All that a refresh asks of a text. */
static int look(struct text_edit *edit, const struct edit_view *view)
{
    struct text_shown shown = text_edit_shown(edit);
    struct text_block block = view->look;
    block.bytes = shown.bytes;
    block.size = shown.size;
    struct text_extent extent = text_measure(view->engine, &block);
    struct text_caret caret = text_caret(view->engine, &block, shown.caret);
    struct rectangle boxes[8];
    int sum = text_selection(view->engine, &block,
                             (struct text_range){shown.selected_from, shown.selected_to}, boxes, 8);
    for (int i = 0; i < LINES_IN_VIEW && caret.line + i < extent.lines; i++)
        sum += text_line(view->engine, &block, caret.line + i).width;
    return sum + extent.height + caret.x;
}

/* Milliseconds a key, typed in the middle of `size` bytes of `piece`s. */
static bool keys(struct text_engine *engine, const char *piece, size_t size,
                 struct bench_figure figure)
{
    static const char key[] = "letters ";
    double values[ROUNDS];
    struct edit_view view = view_of(engine);
    struct text_edit edit;
    int sum = 0;
    text_edit_begin(&edit, &memory, (struct text_edit_kind){2 * size, true, false});
    while (edit.size + strlen(piece) <= size)
        (void)text_edit_paste(&edit, piece, strlen(piece));
    text_edit_place(&edit, edit.size / 2, false);
    sum += look(&edit, &view);
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t before_us = bench_cpu_us();
        for (int i = 0; i < KEYS; i++) {
            (void)text_edit_type(&edit, key + i, 1, 0);
            sum += look(&edit, &view);
        }
        values[round] = (double)(bench_cpu_us() - before_us) / 1000 / KEYS;
    }
    text_edit_end(&edit);
    figure.values = values;
    figure.count = ROUNDS;
    figure.unit = "ms";
    return bench_report(&figure) && sum != 0;
}

/* Milliseconds until a text never seen is laid out, by an engine that knows its letters. */
static bool first_sight(struct text_engine *engine, const char *letters, struct bench_figure figure)
{
    enum { SIZE = 65000 };
    double values[11];
    char *bytes = malloc(SIZE);
    if (bytes == NULL)
        return false;
    uint32_t dice = 1;
    int sum = 0;
    for (int round = 0; round < 11; round++) {
        for (size_t i = 0; i < SIZE; i++) {
            dice = dice * 1664525u + 1013904223u;
            bytes[i] = letters[(dice >> 16) % strlen(letters)];
        }
        struct text_block block = view_of(engine).look;
        block.bytes = bytes;
        block.size = SIZE;
        uint64_t before_us = bench_cpu_us();
        sum += text_measure(engine, &block).lines;
        values[round] = (double)(bench_cpu_us() - before_us) / 1000;
    }
    free(bytes);
    figure.values = values;
    figure.count = 11;
    figure.unit = "ms";
    return bench_report(&figure) && sum > 0;
}

int text_bench(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    struct text_engine *engine = text_engine_create();
    if (engine == NULL)
        return 1;
    static const char words[] = "It was the walk on Tuesday that changed the week for me, ";
    static const char lines[] = "It was the walk on Tuesday that changed the week\n";
    static const char hebrew[] = "זה היה הטיול ביום שלישי ";
    bool met = keys(engine, lines, 10000,
                    (struct bench_figure){.what = "a key in 10,000 bytes of lines", .at_most = 1});
    met &= keys(engine, words, 10000,
                (struct bench_figure){.what = "a key in a paragraph of 10,000", .at_most = 1});
    met &= keys(engine, hebrew, 10000,
                (struct bench_figure){.what = "a key in 10,000 of Hebrew", .at_most = 1});
    met &= keys(engine, lines, 65000, (struct bench_figure){.what = "a key in 65,000 of lines"});
    met &=
        keys(engine, words, 65000, (struct bench_figure){.what = "a key in a paragraph of 65,000"});
    met &= first_sight(
        engine, "abcdefghijklmnopqrstuvwxyzWM.i",
        (struct bench_figure){.what = "a line of 65,000 without spaces", .at_most = 75});
    met &= first_sight(engine, "etaoin shrdlu ",
                       (struct bench_figure){.what = "65,000 bytes of words at first sight"});
    text_engine_destroy(engine);
    return met ? 0 : 1;
}

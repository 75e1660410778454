/* Runs as columns of small numbers, which deflate well: what they are, how long, and how far from
 * where the run before ended. Used by text_file.c, and by the bench for histories with their
 * deleted text, which the app keeps nowhere. */
#ifndef ALCOVE_TEXT_TEXT_COLUMNS_H
#define ALCOVE_TEXT_TEXT_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "text/text_graph.h"

#define TEXT_COLUMNS 5

struct text_columns_writer {
    const struct alcove_memory *memory;
    struct byte_writer columns[TEXT_COLUMNS];
    uint8_t *block;
    size_t size; /* of the block */
    uint32_t cursor;
};

/* For `runs` runs; false without memory. */
bool text_columns_begin(struct text_columns_writer *writer, const struct alcove_memory *memory,
                        size_t runs);
void text_columns_write(struct text_columns_writer *writer, const struct text_graph_run *run);
/* Bytes that text_columns_write_out appends. */
size_t text_columns_size(const struct text_columns_writer *writer);
void text_columns_write_out(const struct text_columns_writer *writer, struct byte_writer *out);
void text_columns_finish(struct text_columns_writer *writer);

struct text_columns_reader {
    struct byte_reader columns[TEXT_COLUMNS];
    uint32_t cursor;
};

/* Takes the columns of `runs` runs, which stay borrowed; `in` fails if they are not there. */
struct text_columns_reader text_columns_open(struct byte_reader *in, size_t runs);
/* The next run, without its lv: a known kind, at least one character, its place below
 * TEXT_EVENTS_MAX. False if there is none. */
bool text_columns_read(struct text_columns_reader *reader, struct text_graph_run *out);
/* Whether all was read. */
bool text_columns_done(const struct text_columns_reader *reader);

#endif

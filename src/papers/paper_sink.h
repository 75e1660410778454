/* Where papers go: the caller's stream of bytes. What is written is never held whole; the first
 * refusal of the stream ends the writing, and shows once, at the end. Used by every writer of this
 * room; the app passes one over a file. */
#ifndef ALCOVE_PAPERS_PAPER_SINK_H
#define ALCOVE_PAPERS_PAPER_SINK_H

#include <stdbool.h>
#include <stddef.h>

struct paper_sink {
    /* Takes all of it, or returns false: the disk is full, for example. */
    bool (*write)(void *context, const void *bytes, size_t size);
    void *context; /* passed to write; not owned */
    bool failed;   /* set by the functions below; nothing is written any more */
};

void paper_put(struct paper_sink *sink, const void *bytes, size_t size);
void paper_put_text(struct paper_sink *sink, const char *text); /* NUL-terminated */
/* For short texts of our own; asserts that the result has less than 512 bytes. */
void paper_print(struct paper_sink *sink, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif

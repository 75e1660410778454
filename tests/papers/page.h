/* A sink into memory, which can refuse after so many bytes. */
#ifndef TESTS_PAPERS_PAGE_H
#define TESTS_PAPERS_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "papers/paper_sink.h"

struct page {
    char *bytes; /* NUL-terminated */
    size_t size, room;
    size_t refuse_at; /* it takes fewer bytes than this; 0: it takes all */
};

/* The page outlives the sink. */
struct paper_sink page_sink(struct page *page);
void page_free(struct page *page);

#endif

#include "page.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"

static bool take(void *context, const void *bytes, size_t size)
{
    struct page *page = context;
    if (page->refuse_at != 0 && page->size + size >= page->refuse_at)
        return false;
    if (page->size + size + 1 > page->room) {
        page->room = (page->size + size + 1) * 2;
        page->bytes = realloc(page->bytes, page->room);
        assert_non_null(page->bytes);
    }
    memcpy(page->bytes + page->size, bytes, size);
    page->size += size;
    page->bytes[page->size] = '\0';
    return true;
}

struct paper_sink page_sink(struct page *page)
{
    return (struct paper_sink){.write = take, .context = page};
}

void page_free(struct page *page)
{
    free(page->bytes);
    *page = (struct page){0};
}

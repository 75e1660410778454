#include <ctype.h>
#include <string.h>

#include "base/assert.h"
#include "papers/export.h"
#include "papers/outline.h"
#include "records/utf8.h"

struct writing {
    struct export_files *files;
    bool in_list; /* the part before was an item */
};

/* What would be read as a mark wherever it stands, or at the beginning of a line. */
static bool is_mark(const char *at, bool begins_line)
{
    if (strchr("\\`*_[]<", *at) != NULL)
        return true;
    if (!begins_line)
        return false;
    if (strchr("#>-+=|~", *at) != NULL)
        return true;
    size_t digits = strspn(at, "0123456789");
    return digits > 0 && (at[digits] == '.' || at[digits] == ')');
}

/* NUL-terminated. Where one line ends the next one begins with `indent`, and a line break within a
 * paragraph stays one. */
static void put_escaped(struct paper_sink *sink, const char *text, const char *indent)
{
    const char *from = text;
    bool begins_line = true;
    for (const char *at = text; *at != '\0'; at++) {
        bool is_number = begins_line && isdigit((unsigned char)*at) && is_mark(at, true);
        if (*at == '\n') {
            paper_put(sink, from, (size_t)(at - from));
            paper_print(sink, "%s\n%s", at[1] == '\n' || at == text || at[-1] == '\n' ? "" : "\\",
                        at[1] == '\n' ? "" : indent);
            from = at + 1;
            begins_line = true;
            continue;
        }
        if (is_number) {
            at += strspn(at, "0123456789");
            paper_put(sink, from, (size_t)(at - from));
            paper_print(sink, "\\%c", *at);
            from = at + 1;
        } else if (is_mark(at, begins_line)) {
            paper_put(sink, from, (size_t)(at - from));
            paper_print(sink, "\\%c", *at);
            from = at + 1;
        }
        begins_line = begins_line && (*at == ' ' || *at == '\t');
    }
    paper_put_text(sink, from);
}

static void begin_file(struct writing *writing, const char *name)
{
    struct paper_words file;
    words_clear(&file);
    words_print(&file, "%s.md", name);
    struct paper_sink *sink = &writing->files->sink;
    if (!sink->failed && !writing->files->begin(writing->files->context, file.bytes))
        sink->failed = true;
}

static void put(void *context, enum outline_part part, const struct paper_words *text,
                const char *target)
{
    static const char *const marks[] = {
        [OUTLINE_TITLE] = "# ", [OUTLINE_HEADING] = "\n## ", [OUTLINE_SUBHEADING] = "\n### ",
        [OUTLINE_TEXT] = "\n",  [OUTLINE_ITEM] = "- ",       [OUTLINE_LINK] = "- [",
    };
    struct writing *writing = context;
    struct paper_sink *sink = &writing->files->sink;
    bool is_item = part == OUTLINE_ITEM || part == OUTLINE_LINK;
    if (part == OUTLINE_FILE) {
        begin_file(writing, text->bytes);
        writing->in_list = false;
        return;
    }
    if (is_item && !writing->in_list)
        paper_put_text(sink, "\n");
    writing->in_list = is_item;
    paper_put_text(sink, marks[part]);
    put_escaped(sink, text->bytes, is_item ? "  " : "");
    if (part == OUTLINE_LINK)
        paper_print(sink, "](%s.md)", target);
    paper_put_text(sink, "\n");
}

/* Line by line, since it may be longer than words have room for. What looks like a mark is a
 * letter: the note says the same wherever it is shown. */
static void put_note(void *context, const uint8_t *bytes, size_t size)
{
    struct writing *writing = context;
    struct paper_sink *sink = &writing->files->sink;
    struct paper_words line;
    size_t from = 0;
    writing->in_list = false;
    paper_put_text(sink, "\n");
    while (from < size) {
        const uint8_t *end = memchr(bytes + from, '\n', size - from);
        size_t length = end == NULL ? size - from : (size_t)(end - bytes) - from;
        size_t part = utf8_prefix((const char *)bytes + from, length, PAPER_WORDS_BYTES - 1);
        words_clear(&line);
        words_add_text(&line, bytes + from, part);
        put_escaped(sink, line.bytes, "");
        from += part;
        if (part < length)
            continue;
        if (end == NULL)
            break;
        from++;
        bool is_break = length > 0 && from < size && bytes[from] != '\n';
        paper_put_text(sink, is_break ? "\\\n" : "\n");
    }
    paper_put_text(sink, "\n");
}

static bool has_failed(const void *context)
{
    const struct writing *writing = context;
    return writing->files->sink.failed;
}

enum export_outcome export_markdown(const struct paper *paper, struct export_files *files)
{
    struct writing writing = {.files = files};
    const struct outline_pen pen = {put, put_note, has_failed, &writing};
    ALCOVE_ASSERT(files->begin != NULL);
    if (!outline_write(paper, &pen))
        return EXPORT_NO_MEMORY;
    return files->sink.failed ? EXPORT_NOT_WRITTEN : EXPORT_OK;
}

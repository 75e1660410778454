#include "session/deck.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "records/utf8.h"
#include "session/deck_line.h"

#define NAME_BYTES_MAX 32

static const struct {
    const char *section, *key, *facts;
} keys[DECK_KEYS] = {
#define KEY_ROW(name, section, key, facts) {section, key, facts},
    DECK_KEY_TABLE(KEY_ROW)
#undef KEY_ROW
};

static const struct {
    const char *section;
    bool is_named;
} lists[DECK_LISTS] = {
#define LIST_ROW(name, section, is_named) {section, is_named},
    DECK_LIST_TABLE(LIST_ROW)
#undef LIST_ROW
};

const char *deck_key_section(enum deck_key key)
{
    ALCOVE_ASSERT(key < DECK_KEYS);
    return keys[key].section;
}

const char *deck_key_name(enum deck_key key)
{
    ALCOVE_ASSERT(key < DECK_KEYS);
    return keys[key].key;
}

const char *deck_key_facts(enum deck_key key)
{
    ALCOVE_ASSERT(key < DECK_KEYS);
    return keys[key].facts;
}

const char *deck_list_section(enum deck_list list)
{
    ALCOVE_ASSERT(list < DECK_LISTS);
    return lists[list].section;
}

/* ---- reading ---- */

struct reading {
    struct deck *deck;
    struct deck_error *error;
    const char *section; /* of the table; NULL before the first, and in one that it lacks */
    enum deck_list list; /* DECK_LISTS: the section is not one */
    bool passes;         /* over all up to the next section */
    size_t line;
};

static bool refuse(struct reading *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool refuse(struct reading *r, const char *format, ...)
{
    va_list arguments;
    r->error->line = r->line;
    va_start(arguments, format);
    vsnprintf(r->error->text, sizeof r->error->text, format, arguments);
    va_end(arguments);
    return false;
}

static bool is_equal(const char *name, const char *bytes, size_t size)
{
    return strlen(name) == size && memcmp(name, bytes, size) == 0;
}

/* Whether `facts`, words with a blank between them, has this one. */
static bool has_fact(const char *facts, const char *name, size_t size)
{
    while (*facts != '\0') {
        size_t length = strcspn(facts, " ");
        if (length == size && memcmp(facts, name, size) == 0)
            return true;
        facts += length + (facts[length] == ' ');
    }
    return false;
}

static bool check_facts(struct reading *r, const char *text, const char *facts)
{
    for (const char *at = text; (at = strpbrk(at, "{}")) != NULL;) {
        size_t size = strcspn(at + 1, "{}");
        if (*at == '}' || at[1 + size] != '}')
            return refuse(r, "a { and a } belong together; write a word like {name}, or neither");
        if (!has_fact(facts, at + 1, size))
            return refuse(
                r, "{%.*s} is not known here; %s%s", (int)(size < 32 ? size : 32), at + 1,
                facts[0] == '\0' ? "write the text without it" : "this text may hold: ", facts);
        at += size + 2;
    }
    return true;
}

/* Makes `*out` a string of a text. */
static bool take_text(struct reading *r, struct deck_span text, const char *facts, const char **out)
{
    char *string = r->deck->strings + text.at;
    string[text.size] = '\0';
    if (text.size == 0)
        return refuse(r, "there is no text here; write one, or take the line away");
    if (text.size > DECK_TEXT_BYTES_MAX)
        return refuse(r, "this text is too long; make it shorter than %d letters",
                      DECK_TEXT_BYTES_MAX / 2);
    if (!utf8_is_line(string, text.size))
        return refuse(r, "there are bytes here that are no letters; save the file as UTF-8");
    *out = string;
    return check_facts(r, string, facts);
}

static bool is_name(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        bool fits = (bytes[i] >= 'a' && bytes[i] <= 'z') || (bytes[i] >= '0' && bytes[i] <= '9') ||
                    bytes[i] == '-';
        if (!fits)
            return false;
    }
    return size > 0 && size <= NAME_BYTES_MAX;
}

/* Seen in this file already: by a text of it, or by its list. */
static bool was_there(const struct reading *r)
{
    if (r->list < DECK_LISTS)
        return r->deck->lists[r->list].is_there;
    for (size_t key = 0; key < DECK_KEYS; key++) {
        if (r->deck->texts[key] != NULL && strcmp(keys[key].section, r->section) == 0)
            return true;
    }
    return false;
}

static bool find_section(struct reading *r, const char *name, size_t size)
{
    r->section = NULL;
    for (r->list = 0; r->list < DECK_LISTS; r->list++) {
        if (is_equal(lists[r->list].section, name, size)) {
            r->section = lists[r->list].section;
            return true;
        }
    }
    for (size_t key = 0; key < DECK_KEYS && r->section == NULL; key++) {
        if (is_equal(keys[key].section, name, size))
            r->section = keys[key].section;
    }
    return r->section != NULL;
}

/* Another Alcove has it: an older one, or a newer. */
static bool pass_over(struct reading *r)
{
    if (r->deck->unknown_count++ == 0)
        r->deck->unknown_line = r->line;
    return true;
}

static bool read_section(struct reading *r, const struct deck_line *line)
{
    const char *name = r->deck->bytes + line->name.at;
    if (!is_name(name, line->name.size))
        return refuse(r, "a section is in letters a-z and -; \"alcove deck list\" names them all");
    r->passes = !find_section(r, name, line->name.size);
    if (r->passes)
        return pass_over(r);
    if (was_there(r))
        return refuse(r, "[%s] is here twice; put its lines together under one", r->section);
    if (r->list < DECK_LISTS)
        r->deck->lists[r->list] = (struct deck_items){
            .first = r->deck->item_count,
            .is_there = true,
            .body = {line->whole.at + line->whole.size, 0},
        };
    return true;
}

static bool read_key(struct reading *r, const struct deck_line *line)
{
    struct deck *deck = r->deck;
    const char *name = deck->bytes + line->name.at;
    size_t key = 0;
    while (key < DECK_KEYS && !(strcmp(keys[key].section, r->section) == 0 &&
                                is_equal(keys[key].key, name, line->name.size)))
        key++;
    if (key == DECK_KEYS && !is_name(name, line->name.size))
        return refuse(r, "the name of a text is in letters a-z and -; see \"alcove deck show %s\"",
                      r->section);
    if (key == DECK_KEYS)
        return pass_over(r);
    if (deck->texts[key] != NULL)
        return refuse(r, "\"%s\" is here twice; take one of the two away", keys[key].key);
    deck->text_spans[key] = line->text;
    return take_text(r, line->text, keys[key].facts, &deck->texts[key]);
}

static bool read_item(struct reading *r, const struct deck_line *line)
{
    struct deck *deck = r->deck;
    struct deck_items *items = &deck->lists[r->list];
    struct deck_item item = {.name = ""};
    if (lists[r->list].is_named) {
        char *name = deck->strings + line->name.at;
        if (line->kind != DECK_LINE_NAMED || !is_name(deck->bytes + line->name.at, line->name.size))
            return refuse(r, "a line here is \"name = text\", its name in letters a-z and -");
        name[line->name.size] = '\0';
        item.name = name;
        for (size_t i = 0; i < items->count; i++) {
            if (strcmp(deck->items[items->first + i].name, name) == 0)
                return refuse(r, "\"%s\" is here twice; take one of the two away", name);
        }
    } else if (line->kind != DECK_LINE_ITEM) {
        return refuse(r, "a line here begins with \"- \"");
    }
    if (items->count == DECK_LIST_MAX)
        return refuse(r, "[%s] is too long; %d lines fit", r->section, DECK_LIST_MAX);
    if (!take_text(r, line->text, "", &item.text))
        return false;
    deck->items[deck->item_count++] = item;
    items->count++;
    items->body.size = line->whole.at + line->whole.size - items->body.at;
    return true;
}

static bool read_line(struct reading *r, const struct deck_line *line)
{
    r->line = line->number;
    if (line->kind == DECK_LINE_QUIET)
        return true;
    if (line->number > DECK_LINES_MAX)
        return refuse(r, "the file is too long; %d lines fit", DECK_LINES_MAX);
    if (line->kind == DECK_LINE_SECTION)
        return read_section(r, line);
    if (r->passes)
        return pass_over(r);
    if (r->section == NULL)
        return refuse(r, "a line like [warm-up] comes before the first text");
    if (r->list < DECK_LISTS)
        return read_item(r, line);
    if (line->kind != DECK_LINE_NAMED)
        return refuse(r, "a line here is \"name = text\"; a remark begins with #");
    return read_key(r, line);
}

static size_t count_items(const char *bytes, size_t size)
{
    struct deck_line line = {0};
    size_t count = 0;
    while (deck_line_next(bytes, size, &line) && line.number <= DECK_LINES_MAX)
        count += line.kind == DECK_LINE_NAMED || line.kind == DECK_LINE_ITEM;
    return count;
}

static bool take_bytes(struct deck *deck, const void *bytes, size_t size)
{
    const struct alcove_memory *memory = deck->memory;
    size_t count = count_items(bytes, size);
    deck->bytes = memory->resize(memory->context, NULL, 0, size + 1);
    deck->strings = memory->resize(memory->context, NULL, 0, size + 1);
    deck->items = memory->resize(memory->context, NULL, 0, (count + 1) * sizeof deck->items[0]);
    deck->size = size;
    deck->item_capacity = count + 1;
    if (deck->bytes == NULL || deck->strings == NULL || deck->items == NULL)
        return false;
    memcpy(deck->bytes, bytes, size);
    memcpy(deck->strings, bytes, size);
    deck->bytes[size] = deck->strings[size] = '\0';
    return true;
}

enum deck_outcome deck_parse(const void *bytes, size_t size, const struct alcove_memory *memory,
                             struct deck *out, struct deck_error *error)
{
    struct deck deck = {.memory = memory};
    struct reading r = {.deck = &deck, .error = error, .list = DECK_LISTS};
    struct deck_line line = {0};
    bool fine = true;
    if (size > DECK_BYTES_MAX) {
        refuse(&r, "the file is too large; %d bytes fit", DECK_BYTES_MAX);
        return DECK_MALFORMED;
    }
    if (!take_bytes(&deck, bytes, size)) {
        deck_close(&deck);
        return DECK_NO_MEMORY;
    }
    while (fine && deck_line_next(deck.bytes, size, &line))
        fine = read_line(&r, &line);
    if (!fine) {
        deck_close(&deck);
        return DECK_MALFORMED;
    }
    *out = deck;
    return DECK_OK;
}

static void give_back(const struct alcove_memory *memory, void *block, size_t size)
{
    if (block != NULL)
        memory->resize(memory->context, block, size, 0);
}

void deck_close(struct deck *deck)
{
    give_back(deck->memory, deck->bytes, deck->size + 1);
    give_back(deck->memory, deck->strings, deck->size + 1);
    give_back(deck->memory, deck->items, deck->item_capacity * sizeof deck->items[0]);
    memset(deck, 0, sizeof *deck);
}

bool deck_is_whole(const struct deck *deck, struct deck_error *error)
{
    error->line = 0;
    for (size_t key = 0; key < DECK_KEYS; key++) {
        if (deck->texts[key] != NULL)
            continue;
        snprintf(error->text, sizeof error->text, "\"%s\" of [%s] is missing; add a line for it",
                 keys[key].key, keys[key].section);
        return false;
    }
    for (size_t list = 0; list < DECK_LISTS; list++) {
        if (deck->lists[list].count > 0)
            continue;
        snprintf(error->text, sizeof error->text, "[%s] is missing; add it with a line or more",
                 lists[list].section);
        return false;
    }
    return true;
}

/* ---- looking up ---- */

const char *deck_text(const struct deck *deck, enum deck_key key)
{
    ALCOVE_ASSERT(key < DECK_KEYS && deck->texts[key] != NULL);
    return deck->texts[key];
}

const struct deck_item *deck_list(const struct deck *deck, enum deck_list list, size_t *count)
{
    ALCOVE_ASSERT(list < DECK_LISTS);
    *count = deck->lists[list].count;
    return deck->items + deck->lists[list].first;
}

const struct deck_item *deck_find_item(const struct deck *deck, enum deck_list list,
                                       const char *name)
{
    size_t count;
    const struct deck_item *items = deck_list(deck, list, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(items[i].name, name) == 0)
            return &items[i];
    }
    return NULL;
}

static const char *find_fact(const struct deck_fact *facts, size_t count, const char *name,
                             size_t size)
{
    for (size_t i = 0; i < count; i++) {
        if (is_equal(facts[i].name, name, size))
            return facts[i].value;
    }
    return NULL;
}

/* Whether all of it fits. */
static bool append(char *out, size_t *size, const char *bytes, size_t more)
{
    size_t fits = utf8_prefix(bytes, more, DECK_SAID_BYTES - 1 - *size);
    memcpy(out + *size, bytes, fits);
    *size += fits;
    return fits == more;
}

const char *deck_fill(const struct deck *deck, enum deck_key key, const struct deck_fact *facts,
                      size_t count, char out[DECK_SAID_BYTES])
{
    size_t size = 0;
    const char *at = deck_text(deck, key);
    for (const char *fact = keys[key].facts; *fact != '\0';) {
        size_t length = strcspn(fact, " ");
        ALCOVE_ASSERT(find_fact(facts, count, fact, length) != NULL);
        fact += length + (fact[length] == ' ');
    }
    for (bool fits = true; fits && *at != '\0';) {
        size_t plain = strcspn(at, "{");
        size_t length = strcspn(at + plain, "}");
        fits = append(out, &size, at, plain);
        at += plain + length;
        if (!fits || length == 0)
            continue;
        const char *value = find_fact(facts, count, at - length + 1, length - 1);
        fits = append(out, &size, value, strlen(value));
        at++;
    }
    out[size] = '\0';
    return out;
}

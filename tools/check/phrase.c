#include "check/phrase.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct builder {
    char *text; /* ends with a blank */
    size_t size;
};

static void put(struct builder *b, char c)
{
    bool is_twice = b->size > 0 && c == ' ' && b->text[b->size - 1] == ' ';
    if (!is_twice)
        b->text[b->size++] = c;
}

static void put_bar(struct builder *b)
{
    bool is_there = b->size > 1 && b->text[b->size - 2] == '|';
    put(b, ' ');
    if (!is_there) {
        put(b, '|');
        put(b, ' ');
    }
}

/* How many bytes at `at` are no part of a word: punctuation of ASCII, of Latin-1, of Arabic, and
 * what typographers use (U+2000 to U+203F). 0 for a letter. */
static size_t gap_size(const char *at, size_t left)
{
    const unsigned char *c = (const unsigned char *)at;
    if (*c < 0x80)
        return isalnum(*c) ? 0 : 1;
    if (left > 1 && *c == 0xc2)
        return 2;
    if (left > 1 && *c == 0xd8 && (c[1] == 0x8c || c[1] == 0x9b || c[1] == 0x9f))
        return 2;
    return left > 2 && *c == 0xe2 && c[1] == 0x80 ? 3 : 0;
}

/* An apostrophe within a word does not end it. */
static size_t apostrophe_size(const char *at, size_t left)
{
    if (*at == '\'')
        return 1;
    return left > 2 && memcmp(at, "\xe2\x80\x99", 3) == 0 ? 3 : 0;
}

/* {name}, or a conversion of printf. */
static size_t blank_size(const char *at, size_t left)
{
    static const char *const name = "abcdefghijklmnopqrstuvwxyz-";
    size_t size = 1;
    if (*at == '{')
        while (size < left && strchr(name, at[size]) != NULL)
            size++;
    else if (*at == '%')
        while (size < left && !isalpha((unsigned char)at[size]))
            size++;
    bool is_one = size < left && (*at == '%' || (*at == '{' && at[size] == '}'));
    return is_one ? size + 1 : 0;
}

static void put_words(struct builder *b, const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        size_t left = size - at;
        size_t blank = blank_size(text + at, left);
        size_t gap = gap_size(text + at, left);
        size_t apostrophe = apostrophe_size(text + at, left);
        if (blank > 0)
            put_bar(b);
        else if (gap == 0)
            put(b, (char)tolower((unsigned char)text[at]));
        else if (apostrophe == 0)
            put(b, ' ');
        at += blank > 0 ? blank : gap > 0 ? gap : 1;
    }
}

static struct builder begin(size_t size)
{
    struct builder b = {malloc(size * 3 + 8), 0};
    if (b.text == NULL)
        abort();
    put(&b, ' ');
    return b;
}

static char *end(struct builder *b)
{
    put(b, ' ');
    b->text[b->size] = '\0';
    return b->text;
}

char *phrase_of(const char *text, size_t size)
{
    struct builder b = begin(size);
    put_words(&b, text, size);
    return end(&b);
}

/* Behind a comment, a character or another piece of C that is no string. */
static const char *skip_code(const char *at)
{
    const char *close = NULL;
    if (at[0] == '/' && at[1] == '*')
        close = strstr(at + 2, "*/");
    else if (at[0] == '/' && at[1] == '/')
        close = strchr(at, '\n');
    else if (at[0] == '\'')
        return at + strcspn(at + 1, "'\n") + 1 + (at[1] == '\\' && at[2] == '\'') + 1;
    else
        return at + 1;
    return close == NULL ? at + strlen(at) : close + (at[1] == '*' ? 2 : 1);
}

char *phrase_of_strings(const char *c)
{
    size_t whole = strlen(c);
    struct builder b = begin(whole);
    const char *stop = c + whole;
    bool is_joined = false;
    put_bar(&b);
    for (const char *at = c; at < stop;) {
        if (*at != '"') {
            is_joined = is_joined && isspace((unsigned char)*at);
            at = skip_code(at);
            continue;
        }
        if (!is_joined)
            put_bar(&b);
        for (at++; at < stop && *at != '"'; at += *at == '\\' ? 2 : 1) {
            bool is_escape = *at == '\\';
            size_t run = is_escape ? 0 : strcspn(at, "\"\\");
            put_words(&b, at, run);
            if (is_escape)
                put(&b, ' ');
            at += run > 0 ? run - 1 : 0;
        }
        at++;
        is_joined = true;
    }
    put_bar(&b);
    return end(&b);
}

int phrase_run(const char *phrase, const char **end)
{
    int words = 0;
    const char *at = phrase + strspn(phrase, " ");
    *end = at;
    while (*at != '\0' && *at != '|') {
        words++;
        *end = at + strcspn(at, " ");
        at = *end + strspn(*end, " ");
    }
    return words;
}

uint64_t phrase_hash(const char *bytes, size_t size)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3;
    return hash;
}

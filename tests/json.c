#include "json.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define DEPTH_MAX 16

/* Nodes come in blocks that never move, so that pointers to them last. */
#define BLOCK_NODES 1024

struct block {
    struct block *older;
    size_t used;
    struct json nodes[BLOCK_NODES];
};

struct json_document {
    char *text; /* strings are unescaped in place */
    struct block *blocks;
    struct json *root;
};

struct parser {
    struct json_document *document;
    char *at;
    int depth;
};

static struct json *new_node(struct json_document *document)
{
    if (document->blocks == NULL || document->blocks->used == BLOCK_NODES) {
        struct block *block = calloc(1, sizeof *block);
        assert_non_null(block);
        block->older = document->blocks;
        document->blocks = block;
    }
    return &document->blocks->nodes[document->blocks->used++];
}

static void skip_space(struct parser *p)
{
    p->at += strspn(p->at, " \t\r\n");
}

static bool take(struct parser *p, char c)
{
    skip_space(p);
    if (*p->at != c)
        return false;
    p->at++;
    return true;
}

static void need(struct parser *p, char c)
{
    if (!take(p, c))
        fail_msg("json: '%c' expected before: %.40s", c, p->at);
}

static char unescape(struct parser *p)
{
    static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
    char c = *p->at++;
    if (c == 'u') {
        uint8_t code[2];
        char digits[5] = {0};
        memcpy(digits, p->at, strnlen(p->at, 4));
        assert_int_equal(from_hex(digits, code, sizeof code), 2);
        p->at += 4;
        return code[0] == 0 && code[1] < 0x80 ? (char)code[1] : '?';
    }
    const char *known = strchr(from, c);
    return c != '\0' && known != NULL ? to[known - from] : c;
}

static char *parse_string(struct parser *p)
{
    need(p, '"');
    char *start = p->at;
    char *out = start;
    while (*p->at != '"') {
        if (*p->at == '\0')
            fail_msg("json: a string does not end");
        char c = *p->at++;
        *out++ = c == '\\' ? unescape(p) : c;
    }
    p->at++;
    *out = '\0';
    return start;
}

static struct json *parse_value(struct parser *p);

static struct json *parse_members(struct parser *p, struct json *node, char end)
{
    struct json **last = &node->child;
    if (take(p, end))
        return node;
    do {
        char *key = NULL;
        if (node->kind == JSON_OBJECT) {
            key = parse_string(p);
            need(p, ':');
        }
        *last = parse_value(p);
        (*last)->key = key;
        last = &(*last)->next;
    } while (take(p, ','));
    need(p, end);
    return node;
}

/* The character behind a plain value is overwritten by its NUL only after it was read: the value
 * is copied. */
static struct json *parse_plain(struct parser *p, struct json *node)
{
    size_t length = strcspn(p->at, ",]} \t\r\n");
    assert_true(length > 0);
    char *copy = strndup(p->at, length);
    assert_non_null(copy);
    node->kind = JSON_PLAIN;
    node->text = copy;
    p->at += length;
    return node;
}

static struct json *parse_value(struct parser *p)
{
    struct json *node = new_node(p->document);
    assert_true(p->depth++ < DEPTH_MAX);
    skip_space(p);
    if (*p->at == '"') {
        node->kind = JSON_TEXT;
        node->text = parse_string(p);
    } else if (take(p, '{')) {
        node->kind = JSON_OBJECT;
        parse_members(p, node, '}');
    } else if (take(p, '[')) {
        node->kind = JSON_ARRAY;
        parse_members(p, node, ']');
    } else {
        parse_plain(p, node);
    }
    p->depth--;
    return node;
}

struct json_document *json_open(const char *path)
{
    struct json_document *document = calloc(1, sizeof *document);
    assert_non_null(document);
    document->text = read_test_file(path, NULL);
    struct parser p = {.document = document, .at = document->text};
    document->root = parse_value(&p);
    skip_space(&p);
    assert_int_equal(*p.at, '\0');
    return document;
}

static void free_plain_texts(struct block *block)
{
    for (size_t i = 0; i < block->used; i++) {
        if (block->nodes[i].kind == JSON_PLAIN)
            free((void *)(uintptr_t)block->nodes[i].text);
    }
}

void json_close(struct json_document *document)
{
    while (document->blocks != NULL) {
        struct block *block = document->blocks;
        document->blocks = block->older;
        free_plain_texts(block);
        free(block);
    }
    free(document->text);
    free(document);
}

const struct json *json_root(const struct json_document *document)
{
    return document->root;
}

const struct json *json_find(const struct json *object, const char *key)
{
    assert_int_equal(object->kind, JSON_OBJECT);
    JSON_EACH(member, object)
    {
        if (strcmp(member->key, key) == 0)
            return member;
    }
    return NULL;
}

const struct json *json_get(const struct json *object, const char *key)
{
    const struct json *member = json_find(object, key);
    if (member == NULL)
        fail_msg("json: no \"%s\"", key);
    return member;
}

const char *json_text(const struct json *object, const char *key)
{
    const struct json *member = json_get(object, key);
    assert_non_null(member->text);
    return member->text;
}

size_t json_hex(const struct json *object, const char *key, uint8_t *out, size_t capacity)
{
    const struct json *member = json_find(object, key);
    if (member == NULL)
        return 0;
    assert_int_equal(member->kind, JSON_TEXT);
    return from_hex(member->text, out, capacity);
}

size_t json_count(const struct json *array)
{
    size_t count = 0;
    JSON_EACH(item, array)
    {
        (void)item;
        count++;
    }
    return count;
}

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define NAME_BYTES  64
#define LIMITS_MAX  96
#define HEADERS_MAX 12

struct limit {
    char name[NAME_BYTES];
    char value[NAME_BYTES];
};

struct limits {
    struct limit list[LIMITS_MAX];
    size_t count;
};

/* The name and value that a line of some file gives; false when it gives none. */
typedef bool (*line_reader)(const char *line, struct limit *out);

static bool take_exactly(const char **at, const char *expected)
{
    size_t size = strlen(expected);
    if (strncmp(*at, expected, size) != 0)
        return false;
    *at += size;
    return true;
}

/* What stands before the first of `ends`, without the spaces at its end; false for nothing. */
static bool take_until(const char **at, const char *ends, char out[NAME_BYTES])
{
    size_t size = strcspn(*at, ends);
    const char *start = *at;
    *at += size;
    while (size > 0 && start[size - 1] == ' ')
        size--;
    if (size == 0 || size >= NAME_BYTES)
        return false;
    memcpy(out, start, size);
    out[size] = '\0';
    return true;
}

/* What is made of other limits, or has no number, is none of its own. */
static bool read_define(const char *line, struct limit *out)
{
    if (!take_exactly(&line, "#define ") || !take_until(&line, " ", out->name))
        return false;
    line += strspn(line, " ");
    if (take_exactly(&line, "UINT64_C("))
        return take_until(&line, ")", out->value);
    return (isdigit((unsigned char)*line) || *line == '"') && take_until(&line, "/", out->value);
}

static bool read_row(const char *line, struct limit *out)
{
    return take_exactly(&line, "| `") && take_until(&line, "`", out->name) &&
           take_exactly(&line, "` | ") && take_until(&line, "|", out->value);
}

/* Adds what the file says to `out`. */
static void collect(const char *path, const char *prefix, line_reader read, struct limits *out)
{
    char *text = read_test_file(path, NULL);
    char *rest = text;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        struct limit *limit = &out->list[out->count];
        if (!read(line, limit) || strncmp(limit->name, prefix, strlen(prefix)) != 0)
            continue;
        assert_true(++out->count < LIMITS_MAX);
    }
    free(text);
}

static const struct limit *find(const struct limits *limits, const char *name)
{
    for (size_t i = 0; i < limits->count; i++) {
        if (strcmp(limits->list[i].name, name) == 0)
            return &limits->list[i];
    }
    return NULL;
}

/* How many names are missing or have another value; says them unless `where` is NULL. */
static int differences(const struct limits *has, const struct limits *must_have, const char *where)
{
    int found = 0;
    for (size_t i = 0; i < must_have->count; i++) {
        const struct limit *wanted = &must_have->list[i];
        const struct limit *given = find(has, wanted->name);
        if (given != NULL && strcmp(given->value, wanted->value) == 0)
            continue;
        found++;
        if (where != NULL)
            print_error("%s: %s is %s, not %s\n", where, wanted->name,
                        given != NULL ? given->value : "missing", wanted->value);
    }
    return found;
}

/* Names that begin alike, and the headers that define them. */
struct family {
    const char *prefix;
    const char *headers[HEADERS_MAX];
    size_t at_least;
};

static void assert_the_same(const struct family *family)
{
    static struct limits defined;
    static struct limits written;
    defined.count = 0;
    written.count = 0;
    for (size_t i = 0; i < HEADERS_MAX && family->headers[i] != NULL; i++)
        collect(family->headers[i], family->prefix, read_define, &defined);
    collect("SPEC.md", family->prefix, read_row, &written);
    assert_true(defined.count >= family->at_least);
    assert_int_equal(differences(&written, &defined, "SPEC.md"), 0);
    assert_int_equal(differences(&defined, &written, family->headers[0]), 0);
    assert_int_equal(written.count, defined.count);
}

static void assert_all(const struct family *families, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_the_same(&families[i]);
}

static void the_limits_of_the_link_are_those_of_the_specification(void **state)
{
    (void)state;
    assert_the_same(&(struct family){"ALCOVE_", {"protocol/link/limits.h"}, 50});
}

static void the_limits_of_bodies_are_those_of_the_specification(void **state)
{
    static const struct family families[] = {
        {"BODY_", {"protocol/records/body.h"}, 14},
        {"CARD_", {"protocol/records/card.h"}, 6},
        {"SIGNAL_", {"protocol/records/signal.h"}, 5},
    };
    (void)state;
    assert_all(families, sizeof families / sizeof families[0]);
}

static void the_limits_of_spaces_are_those_of_the_specification(void **state)
{
    static const struct family families[] = {
        {"SCHEMA_", {"protocol/records/schema.h"}, 6},
        {"BATCH_", {"protocol/records/batch.h"}, 7},
        {"SYNC_", {"protocol/records/sync.h", "protocol/records/sync_wire.h"}, 11},
    };
    (void)state;
    assert_all(families, sizeof families / sizeof families[0]);
}

#define REACH "protocol/reach/"

static void the_limits_of_links_in_text_are_those_of_the_specification(void **state)
{
    static const struct family families[] = {
        {"INVITE", {REACH "invite.h", "src/store/invites.h"}, 8},
        {"REPLY_", {REACH "reply.h"}, 5},
        {"LINK_TEXT_", {REACH "link_text.h"}, 6},
        {"WORDS_", {REACH "words.h"}, 5},
    };
    (void)state;
    assert_all(families, sizeof families / sizeof families[0]);
}

static void the_limits_of_finding_each_other_are_those_of_the_specification(void **state)
{
    static const struct family families[] = {
        {"ENDPOINT_", {REACH "endpoint_record.h"}, 2},
        {"CHECK_", {REACH "check_wire.h"}, 5},
        {"AGENT_", {REACH "agent.h"}, 10},
        {"PUNCH_", {REACH "punch.h"}, 8},
        {"NAT_", {REACH "nat_class.h"}, 5},
        {"FINDER_", {"src/net/finder.h", "src/net/finder_parts.h"}, 6},
        {"SEALED_VALUE_", {REACH "sealed_value.h"}, 3},
        {"RENDEZVOUS_", {REACH "rendezvous.h"}, 8},
        {"SEEKING_", {REACH "seeking.h"}, 16},
        {"SCOUT_", {"src/app/scout.h"}, 1},
        {"BOARD_", {"src/app/switchboard_room.h"}, 2},
        {"PAIRING_", {"src/app/switchboard_room.h"}, 2},
        {"MAILBOX_", {REACH "mailbox.h"}, 12},
        {"LETTERS_", {"src/store/letters.h"}, 3},
        {"CLOCK_", {REACH "clock_doubt.h"}, 2},
        {"DIAGNOSIS_", {REACH "diagnosis.h"}, 9},
        {"DOCTOR_", {"src/app/doctor.h"}, 2},
        {"WAYS_", {"src/app/ways.h"}, 3},
    };
    (void)state;
    assert_all(families, sizeof families / sizeof families[0]);
}

static void the_limits_of_the_dht_are_those_of_the_specification(void **state)
{
    static const struct family families[] = {
        {"BENCODE_", {REACH "bencode.h"}, 1},
        {"KRPC_", {REACH "krpc.h"}, 6},
        {"DHT_",
         {REACH "dht.h", REACH "dht_candidates.h", REACH "dht_host.h", REACH "dht_id.h",
          REACH "dht_item.h", REACH "dht_lookup.h", REACH "dht_memory.h", REACH "dht_pace.h",
          REACH "dht_silence.h", REACH "dht_table.h", REACH "dht_both.h", "src/net/dht_names.h"},
         47},
        {"ADDRESS_VOTES_", {REACH "address_votes.h"}, 2},
    };
    (void)state;
    assert_all(families, sizeof families / sizeof families[0]);
}

static void the_limits_nearby_are_those_of_the_specification(void **state)
{
    static const struct family families[] = {
        {"LAN_",
         {REACH "lan_token.h", "src/net/lan.h", "src/net/lan_limit.h", "src/net/lan_socket.h"},
         15},
        {"PCP_", {REACH "pcp.h"}, 6},
        {"SSDP_", {REACH "ssdp.h"}, 4},
        {"PORT_MAPPING_", {"src/net/port_mapping.h"}, 5},
        {"NETWORK_WATCH_", {"src/net/network_watch.h"}, 3},
        {"STUN_", {REACH "stun.h"}, 3},
        {"REFLEXIVE_", {REACH "reflexive.h"}, 5},
    };
    (void)state;
    assert_all(families, sizeof families / sizeof families[0]);
}

static void the_limits_of_helpers_are_those_of_the_specification(void **state)
{
    static const struct family families[] = {
        {"RELAY_",
         {REACH "relay_wire.h", REACH "endpoint_record.h", REACH "relay_table.h",
          REACH "relay_server.h", REACH "relay_client.h"},
         30},
        {"HELPER", {REACH "helper_link.h", "src/store/helpers.h"}, 4},
        {"TCP_", {"src/net/tcp_streams.h"}, 10},
    };
    (void)state;
    assert_all(families, sizeof families / sizeof families[0]);
}

static void a_row_and_a_definition_are_read_alike(void **state)
{
    (void)state;
    struct limit limit;
    assert_true(read_define("#define ALCOVE_X   12 /* why */", &limit));
    assert_string_equal(limit.name, "ALCOVE_X");
    assert_string_equal(limit.value, "12");
    assert_true(read_row("| `ALCOVE_X` | 12 | bytes | why |", &limit));
    assert_string_equal(limit.name, "ALCOVE_X");
    assert_string_equal(limit.value, "12");
    assert_true(read_define("#define ALCOVE_Y UINT64_C(34)", &limit));
    assert_string_equal(limit.value, "34");
    assert_false(read_define("#define ALCOVE_Z ALCOVE_Y", &limit));
    assert_false(read_define("#define ALCOVE_LINK_LIMITS_H", &limit));
    assert_false(read_row("| Name | Value | Unit |", &limit));
}

static void what_differs_is_found_both_ways(void **state)
{
    (void)state;
    const struct limits one = {.list = {{"A", "1"}, {"B", "2"}}, .count = 2};
    const struct limits other = {.list = {{"A", "1"}, {"B", "3"}, {"C", "4"}}, .count = 3};
    assert_int_equal(differences(&one, &one, NULL), 0);
    assert_int_equal(differences(&one, &other, NULL), 2);
    assert_int_equal(differences(&other, &one, NULL), 1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_limits_of_the_link_are_those_of_the_specification),
    cmocka_unit_test(the_limits_of_bodies_are_those_of_the_specification),
    cmocka_unit_test(the_limits_of_spaces_are_those_of_the_specification),
    cmocka_unit_test(the_limits_of_links_in_text_are_those_of_the_specification),
    cmocka_unit_test(the_limits_of_finding_each_other_are_those_of_the_specification),
    cmocka_unit_test(the_limits_of_the_dht_are_those_of_the_specification),
    cmocka_unit_test(the_limits_nearby_are_those_of_the_specification),
    cmocka_unit_test(the_limits_of_helpers_are_those_of_the_specification),
    cmocka_unit_test(a_row_and_a_definition_are_read_alike),
    cmocka_unit_test(what_differs_is_found_both_ways),
};
TEST_GROUP(limits, tests)

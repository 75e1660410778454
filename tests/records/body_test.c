#include "records/body.h"

#include <stdlib.h>
#include <string.h>

#include <msgpack.h>

#include "harness.h"
#include "records/body_trip.h"

#define WRITTEN_AT_MS UINT64_C(1800000000123)

static struct body introduction(void)
{
    struct body body = {.kind = BODY_INTRODUCTION};
    body.introduction.name = body_string_from("Noor \xd9\x86\xd9\x88\xd8\xb1");
    body.introduction.endpoint_count = 2;
    memcpy(body.introduction.endpoints[0].ip, "\0\0\0\0\0\0\0\0\0\0\xff\xff\x0a\0\0\1", 16);
    body.introduction.endpoints[0].port = 40000;
    memcpy(body.introduction.endpoints[1].ip, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16);
    body.introduction.endpoints[1].port = 1;
    return body;
}

static struct body line_of_text(void)
{
    return (struct body){.kind = BODY_TEXT,
                         .written_at_ms = WRITTEN_AT_MS,
                         .text = body_string_from("I can hear you.\nThe picture is slow.")};
}

static struct body check_in(void)
{
    struct body body = {.kind = BODY_CHECK_IN, .written_at_ms = WRITTEN_AT_MS};
    body.check_in.feeling = body_string_from("tired, but here");
    body.check_in.rating = 6;
    body.check_in.distractions[0] = body_string_from("building site");
    body.check_in.distractions[1] = body_string_from("slept badly");
    body.check_in.distraction_count = 2;
    return body;
}

static struct body number_of_a_card(void)
{
    return (struct body){.kind = BODY_CARD,
                         .card = {CARD_REFLECTION, REFLECTION_CARD_ANSWER, 7, 300, 2, NULL, 0}};
}

static struct body line_of_a_card(void)
{
    return (struct body){.kind = BODY_CARD,
                         .card = {CARD_PLACE, PLACE_CARD_TODAY, 0, 9, 0, "at home", 7}};
}

static struct body typing(void)
{
    return (struct body){
        .kind = BODY_TYPING, .written_at_ms = WRITTEN_AT_MS, .typing = {3, {"fine", 4}, true}};
}

static void an_introduction_comes_back_as_written(void **state)
{
    (void)state;
    uint8_t bytes[BODY_BYTES_MAX];
    struct body body = introduction();
    struct body again = body_trip(&body, bytes);
    assert_same_string(again.introduction.name, body.introduction.name);
    assert_int_equal(again.introduction.endpoint_count, 2);
    for (size_t i = 0; i < 2; i++)
        assert_true(alcove_address_equal(&again.introduction.endpoints[i],
                                         &body.introduction.endpoints[i]));
    body.introduction.endpoint_count = 0;
    assert_int_equal(body_trip(&body, bytes).introduction.endpoint_count, 0);
}

static void a_line_of_text_comes_back_as_written(void **state)
{
    (void)state;
    uint8_t bytes[BODY_BYTES_MAX];
    struct body body = line_of_text();
    assert_same_string(body_trip(&body, bytes).text, body.text);
}

static void a_check_in_comes_back_as_written_with_and_without_rating(void **state)
{
    (void)state;
    uint8_t bytes[BODY_BYTES_MAX];
    struct body body = check_in();
    struct body again = body_trip(&body, bytes);
    assert_same_string(again.check_in.feeling, body.check_in.feeling);
    assert_int_equal(again.check_in.rating, 6);
    assert_int_equal(again.check_in.distraction_count, 2);
    for (size_t i = 0; i < 2; i++)
        assert_same_string(again.check_in.distractions[i], body.check_in.distractions[i]);
    body.check_in.rating = BODY_RATING_NONE;
    assert_int_equal(body_trip(&body, bytes).check_in.rating, BODY_RATING_NONE);
    /* Skip is as big as Continue: nothing at all is a check-in too. */
    body.check_in.distraction_count = 0;
    body.check_in.feeling = (struct body_string){0};
    assert_int_equal(body_trip(&body, bytes).check_in.feeling.size, 0);
}

static void a_farewell_is_three_bytes(void **state)
{
    (void)state;
    uint8_t bytes[BODY_BYTES_MAX];
    const struct body body = {.kind = BODY_FAREWELL};
    body_trip(&body, bytes);
    assert_int_equal(body_encode(&body, bytes), 3);
    assert_memory_equal(bytes, "\x81\x00\x04", 3);
}

static void strings_are_borrowed_from_the_input(void **state)
{
    (void)state;
    uint8_t bytes[BODY_BYTES_MAX];
    struct body body = line_of_text();
    struct body again = body_trip(&body, bytes);
    const uint8_t *text = (const uint8_t *)again.text.bytes;
    assert_true(text > bytes && text + again.text.size <= bytes + sizeof bytes);
}

/* msgpack-c is the second implementation. */
static void msgpack_c_reads_the_same_fields(void **state)
{
    (void)state;
    uint8_t bytes[BODY_BYTES_MAX];
    struct body body = line_of_text();
    size_t size = body_encode(&body, bytes);
    msgpack_unpacked unpacked;
    msgpack_unpacked_init(&unpacked);
    size_t offset = 0;
    assert_int_equal(msgpack_unpack_next(&unpacked, (const char *)bytes, size, &offset),
                     MSGPACK_UNPACK_SUCCESS);
    assert_int_equal(offset, size);
    assert_int_equal(unpacked.data.type, MSGPACK_OBJECT_MAP);
    assert_int_equal(unpacked.data.via.map.size, 3);
    const msgpack_object_kv *pairs = unpacked.data.via.map.ptr;
    for (size_t i = 0; i < 3; i++)
        assert_true(pairs[i].key.via.u64 == i);
    assert_true(pairs[0].val.via.u64 == BODY_TEXT);
    assert_int_equal(pairs[1].val.via.str.size, body.text.size);
    assert_memory_equal(pairs[1].val.via.str.ptr, body.text.bytes, body.text.size);
    assert_true(pairs[2].val.via.u64 == WRITTEN_AT_MS);
    msgpack_unpacked_destroy(&unpacked);
}

/* The bytes of this version: a change here is a change of the wire. */
static void the_encoding_never_changes(void **state)
{
    (void)state;
    const struct {
        struct body body;
        const char *hex;
    } rows[] = {
        {{.kind = BODY_TEXT, .written_at_ms = 1, .text = {"hi", 2}}, "83000201a268690201"},
        {{.kind = BODY_TEXT, .written_at_ms = 1, .text = {"hi", 2}, .object = 225},
         "84000201a26869020103cce1"},
        {{.kind = BODY_SYNC, .sync = {(const uint8_t[]){7, 8}, 2}}, "82000701c4020708"},
        {{.kind = BODY_SYNC}, "82000701c400"},
        {{.kind = BODY_CHECK_IN,
          .written_at_ms = 256,
          .check_in = {{"ok", 2}, 10, {{"x", 1}}, 1, {0}, false}},
         "85000301a26f6b020a0391a17804cd0100"},
        {{.kind = BODY_CHECK_IN, .check_in = {{0}, BODY_RATING_NONE, {{0}}, 0, {"y", 1}, true}},
         "86000301a00390040005a1790601"},
        {{.kind = BODY_CARD, .card = {CARD_AGENDA, AGENDA_CARD_DONE, 200, 1, 1, NULL, 0}},
         "860008010102ccc8030104010501"},
        {{.kind = BODY_CARD, .card = {CARD_PLACE, PLACE_CARD_PHONE, 0, 256, 0, "1", 1}},
         "8500080108030104cd010005a131"},
        {{.kind = BODY_TYPING, .typing = {1, {"o", 1}, false}}, "830009010102a16f"},
        {{.kind = BODY_TYPING, .written_at_ms = 7, .typing = {0, {0}, true}}, "840009010002a00307"},
        {{.kind = BODY_INTRODUCTION,
          .introduction = {{"A", 1}, {{{0x20, 1, 0xd, 0xb8, [15] = 1}, 80}}, 1}},
         "83000101a1410291c41220010db80000000000000000000000010050"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[BODY_BYTES_MAX];
        uint8_t expected[64];
        size_t size = from_hex(rows[i].hex, expected, sizeof expected);
        assert_int_equal(body_encode(&rows[i].body, bytes), size);
        assert_memory_equal(bytes, expected, size);
    }
}

static void every_bound_is_reached_and_not_passed(void **state)
{
    (void)state;
    uint8_t bytes[BODY_BYTES_MAX];
    char letters[BODY_TEXT_BYTES_MAX + 1];
    memset(letters, 'a', sizeof letters);
    struct body text = line_of_text();
    text.text = (struct body_string){letters, BODY_TEXT_BYTES_MAX};
    body_trip(&text, bytes);
    text.text.size++;
    assert_int_equal(body_encode(&text, bytes), 0);
    text.text.size = 0;
    assert_int_equal(body_encode(&text, bytes), 0);

    struct body intro = introduction();
    intro.introduction.name = (struct body_string){letters, BODY_NAME_BYTES_MAX};
    for (size_t i = 0; i < BODY_ENDPOINTS_MAX; i++)
        intro.introduction.endpoints[i].port = 9;
    intro.introduction.endpoint_count = BODY_ENDPOINTS_MAX;
    body_trip(&intro, bytes);
    intro.introduction.endpoint_count++;
    assert_int_equal(body_encode(&intro, bytes), 0);
    intro.introduction.endpoint_count--;
    intro.introduction.name.size++;
    assert_int_equal(body_encode(&intro, bytes), 0);

    struct body full = check_in();
    full.check_in.feeling = (struct body_string){letters, BODY_FEELING_BYTES_MAX};
    full.check_in.rating = BODY_RATING_MAX;
    full.check_in.distraction_count = BODY_DISTRACTIONS_MAX;
    for (size_t i = 0; i < BODY_DISTRACTIONS_MAX; i++)
        full.check_in.distractions[i] = (struct body_string){letters, BODY_DISTRACTION_BYTES_MAX};
    body_trip(&full, bytes);
    struct body over = full;
    over.check_in.feeling.size++;
    assert_int_equal(body_encode(&over, bytes), 0);
    over = full;
    over.check_in.rating++;
    assert_int_equal(body_encode(&over, bytes), 0);
    over = full;
    over.check_in.distraction_count++;
    assert_int_equal(body_encode(&over, bytes), 0);
    over = full;
    over.check_in.distractions[7].size++;
    assert_int_equal(body_encode(&over, bytes), 0);
    over = full;
    over.written_at_ms = UINT64_C(1) << 48;
    assert_int_equal(body_encode(&over, bytes), 0);
}

static void strings_that_are_not_text_are_not_sent(void **state)
{
    (void)state;
    uint8_t bytes[BODY_BYTES_MAX];
    struct body text = line_of_text();
    text.text = body_string_from("\x1b[31mred");
    assert_int_equal(body_encode(&text, bytes), 0);
    text.text = body_string_from("\xc3(");
    assert_int_equal(body_encode(&text, bytes), 0);
    struct body intro = introduction();
    intro.introduction.name = body_string_from("two\nlines");
    assert_int_equal(body_encode(&intro, bytes), 0);
    intro = introduction();
    intro.introduction.endpoints[1].port = 0;
    assert_int_equal(body_encode(&intro, bytes), 0);
}

static void malformed_bodies_are_refused(void **state)
{
    (void)state;
    const char *inputs[] = {
        "",                                     /* nothing */
        "80",                                   /* no kind */
        "9104",                                 /* an array */
        "810000",                               /* kind 0 */
        "810104",                               /* the first key is not the kind */
        "81a004",                               /* a key that is a string */
        "8100a0",                               /* a kind that is a string */
        "de00010004",                           /* the map in a longer form */
        "8100cc04",                             /* the kind in a longer form */
        "81000400",                             /* a byte too many */
        "8200040004",                           /* the kind twice */
        "84000201a2686901a268690201",           /* the text twice */
        "830002020101a26869",                   /* keys out of order */
        "82000201a26869",                       /* no time */
        "8200020201",                           /* no text */
        "83000201a2c3280201",                   /* not UTF-8 */
        "83000201a21b5b0201",                   /* an escape */
        "83000201a00201",                       /* an empty line */
        "83000201c40268690201",                 /* bytes for text */
        "83000201a2686902ff",                   /* a negative time */
        "83000201a2686902cf0001000000000000",   /* a time beyond all calendars */
        "85000301a0020b03900401",               /* a rating of 11 */
        "85000301a002cc0a03900401",             /* a rating in a longer form */
        "84000301a003990000000000000000000401", /* nine distractions */
        "84000301a00391a00401",                 /* an empty distraction */
        "84000301a00391a20a0a0401",             /* a distraction of line ends */
        "83000101a1410291c41120010db800000000000000000000000100",   /* a short endpoint */
        "83000101a1410291c41220010db80000000000000000000000010000", /* port 0 */
        "8200010290",                                               /* no name */
        "84000201a2686902010300",                                   /* the object 0 */
        "84000201a26869020103cf0000002000000000",                   /* an object beyond all */
        "810007",                                                   /* no part */
        "82000701a0",                                               /* a part that is a string */
        "85000301a00390040005a0",                                   /* stressors that are none */
        "85000301a00390040005a107",                                 /* stressors: a bell */
        "85000301a0039004000600",                                   /* shown now: 0 */
        "85000301a0039004000602",                                   /* shown now: 2 */
        "860008010002ccc8030104010501",                             /* card kind 0 */
        "86000801010200030104010501",                               /* an id of 0 */
        "86000801010201030104010501",                               /* a count of 0 in an id */
        "8500080101030104010501",                                   /* a point without id */
        "860008010802020301040105a131",                             /* an id where one card is */
        "860008010102ccc8030104000501",                             /* stamp 0 */
        "860008010102ccc8030104010502",                             /* done: 2 */
        "860008010102ccc80301040105a131",                           /* a text for a number */
        "860008010102ccc8030004010501",                             /* a number for a text */
        "860008010102ccc80300040105a10a",                           /* two lines for one */
        "850008010102ccc803010401",                                 /* no value */
        "850008010102ccc803010501",                                 /* no stamp */
        "860008017f02ccc80301040005a131",                           /* a newer kind, stamp 0 */
        "830009010102a107",                                         /* a bell is typed */
        "830009cd0fa102a0",                                         /* not a key */
        "83000901cd0fa102a0",                                       /* more than a line taken */
        "8200090100",                                               /* nothing typed */
        "840009010002a003cf0001000000000000",                       /* done beyond all calendars */
    };
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        uint8_t bytes[64];
        struct body out;
        size_t size = from_hex(inputs[i], bytes, sizeof bytes);
        if (body_decode(bytes, size, &out) != BODY_MALFORMED)
            fail_msg("accepted: %s", inputs[i]);
        assert_int_equal(out.kind, 0);
    }
}

static void what_a_newer_app_adds_is_told_from_what_is_broken(void **state)
{
    (void)state;
    const struct {
        const char *hex;
        enum body_outcome outcome;
    } rows[] = {
        {"81000a", BODY_NEWER},                               /* an unknown kind */
        {"860008010902ccc80301040105a131", BODY_NEWER},       /* an unknown kind of card */
        {"860008010102ccc8030304010590", BODY_NEWER},         /* an unknown field of one */
        {"870008010102ccc80301040105010601", BODY_NEWER},     /* a known one with more */
        {"870008010102ccc80301040105020601", BODY_MALFORMED}, /* the same, out of bounds */
        {"840009010002a00401", BODY_NEWER},
        {"85000301a00390040007c3", BODY_NEWER},
        {"8200cd0100019192c0c3", BODY_NEWER},           /* with an unknown field */
        {"84000201a26869020104a178", BODY_NEWER},       /* a known kind with an unknown field */
        {"83000201a268690401", BODY_MALFORMED},         /* the same, but a known one is missing */
        {"84000201a26869020104d90178", BODY_MALFORMED}, /* unknown and not canonical */
        {"84000201a26869020104a1", BODY_MALFORMED},     /* unknown and cut */
        {"8200054000", BODY_MALFORMED},                 /* a key beyond all versions */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[64];
        struct body out;
        size_t size = from_hex(rows[i].hex, bytes, sizeof bytes);
        assert_int_equal(body_decode(bytes, size, &out), rows[i].outcome);
        assert_int_equal(out.kind, 0);
    }
}

/* A body has one encoding: whatever is accepted is written again as the same bytes. `bytes` is
 * copied to the heap, so that a sanitizer sees a read past its end. */
static void assert_refused_or_canonical(const uint8_t *bytes, size_t size)
{
    struct body out;
    uint8_t again[BODY_BYTES_MAX];
    uint8_t *copy = malloc(size + 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    if (body_decode(copy, size, &out) == BODY_OK) {
        assert_int_equal(body_encode(&out, again), size);
        assert_memory_equal(again, copy, size);
    }
    free(copy);
}

static struct body a_number(enum body_kind kind)
{
    struct body body = {.kind = kind};
    for (size_t i = 0; i < sizeof body.number; i++)
        body.number[i] = (uint8_t)(200 + i);
    return body;
}

static void a_commitment_and_a_number_come_back_as_written(void **state)
{
    (void)state;
    uint8_t bytes[BODY_BYTES_MAX];
    for (int kind = BODY_COMMITMENT; kind <= BODY_NUMBER; kind++) {
        struct body body = a_number((enum body_kind)kind);
        struct body again = body_trip(&body, bytes);
        assert_memory_equal(again.number, body.number, sizeof body.number);
    }
}

static struct body letter(void)
{
    struct body body = line_of_text();
    body.object = 7 * 32 + 1;
    return body;
}

static const uint8_t part[BODY_SYNC_BYTES_MAX + 1] = {9, 8, 7};

static struct body a_part(size_t size)
{
    return (struct body){.kind = BODY_SYNC, .sync = {part, size}};
}

static void a_letter_names_the_words_that_it_is_a_copy_of(void **state)
{
    (void)state;
    uint8_t bytes[BODY_BYTES_MAX];
    struct body body = letter();
    assert_int_equal(body_trip(&body, bytes).object, 7 * 32 + 1);
    body.object = BODY_OBJECT_MAX;
    assert_true(body_trip(&body, bytes).object == BODY_OBJECT_MAX);
    body.object++;
    assert_int_equal(body_encode(&body, bytes), 0);
    body = line_of_text();
    assert_int_equal(body_trip(&body, bytes).object, 0);
}

static void a_part_of_a_sync_comes_back_as_written_also_an_empty_one(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 255, BODY_SYNC_BYTES_MAX};
    uint8_t bytes[BODY_BYTES_MAX];
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct body body = a_part(sizes[i]);
        struct body again = body_trip(&body, bytes);
        assert_int_equal(again.sync.size, sizes[i]);
        assert_memory_equal(again.sync.bytes, part, sizes[i]);
    }
    struct body too_long = a_part(BODY_SYNC_BYTES_MAX + 1);
    assert_int_equal(body_encode(&too_long, bytes), 0);
}

static void a_number_of_another_length_is_no_number(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "820006",
        "82000601c400",
        "82000601c41f00000000000000000000000000000000000000000000000000000000000000",
        "82000601c421000000000000000000000000000000000000000000000000000000000000000000",
        "82000601a0",
        "810006",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        uint8_t bytes[64];
        struct body out;
        size_t size = from_hex(texts[i], bytes, sizeof bytes);
        assert_int_equal(body_decode(bytes, size, &out), BODY_MALFORMED);
    }
}

static struct body full_check_in(void)
{
    struct body body = check_in();
    body.check_in.stressors = body_string_from("exam");
    body.check_in.now = true;
    return body;
}

static void every_cut_is_refused_and_every_changed_byte_is_refused_or_canonical(void **state)
{
    (void)state;
    const struct body bodies[] = {
        introduction(),        line_of_text(), check_in(),     {.kind = BODY_FAREWELL},
        a_number(BODY_NUMBER), letter(),       a_part(33),     number_of_a_card(),
        line_of_a_card(),      typing(),       full_check_in()};
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        uint8_t bytes[BODY_BYTES_MAX];
        size_t size = body_encode(&bodies[i], bytes);
        for (size_t cut = 0; cut < size; cut++) {
            struct body out;
            assert_int_equal(body_decode(bytes, cut, &out), BODY_MALFORMED);
        }
        for (size_t at = 0; at < size; at++) {
            uint8_t right = bytes[at];
            for (unsigned value = 0; value < 256; value++) {
                bytes[at] = (uint8_t)value;
                assert_refused_or_canonical(bytes, size);
            }
            bytes[at] = right;
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_commitment_and_a_number_come_back_as_written),
    cmocka_unit_test(a_number_of_another_length_is_no_number),
    cmocka_unit_test(a_letter_names_the_words_that_it_is_a_copy_of),
    cmocka_unit_test(a_part_of_a_sync_comes_back_as_written_also_an_empty_one),
    cmocka_unit_test(an_introduction_comes_back_as_written),
    cmocka_unit_test(a_line_of_text_comes_back_as_written),
    cmocka_unit_test(a_check_in_comes_back_as_written_with_and_without_rating),
    cmocka_unit_test(a_farewell_is_three_bytes),
    cmocka_unit_test(strings_are_borrowed_from_the_input),
    cmocka_unit_test(msgpack_c_reads_the_same_fields),
    cmocka_unit_test(the_encoding_never_changes),
    cmocka_unit_test(every_bound_is_reached_and_not_passed),
    cmocka_unit_test(strings_that_are_not_text_are_not_sent),
    cmocka_unit_test(malformed_bodies_are_refused),
    cmocka_unit_test(what_a_newer_app_adds_is_told_from_what_is_broken),
    cmocka_unit_test(every_cut_is_refused_and_every_changed_byte_is_refused_or_canonical),
};
TEST_GROUP(body, tests)

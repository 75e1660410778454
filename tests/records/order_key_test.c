/* Order keys against a plain list: whatever is put wherever, the keys' order is the list's. */
#include "records/order_key.h"

#include <string.h>

#include "harness.h"

#define LIST_MAX 6000

static const struct order_key the_end = {0};

struct list {
    struct order_key keys[LIST_MAX];
    size_t count;
    size_t spreads;
    uint64_t draws;
};

static uint32_t draw(struct list *list)
{
    list->draws = list->draws * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(list->draws >> 33);
}

static struct order_key key_of(const char *bytes)
{
    struct order_key key = {.size = (uint8_t)strlen(bytes)};
    memcpy(key.bytes, bytes, key.size);
    return key;
}

static void assert_in_order(const struct list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        assert_true(order_key_is_valid(list->keys[i].bytes, list->keys[i].size));
        if (i > 0)
            assert_int_equal(order_key_compare(&list->keys[i - 1], &list->keys[i]), -1);
    }
}

/* As the app does it: keys that became long are spread at once. */
static void put(struct list *list, size_t place)
{
    struct order_key key = {0};
    assert_in_range(place, 0, list->count);
    for (;;) {
        const struct order_key *before = place == 0 ? &the_end : &list->keys[place - 1];
        const struct order_key *after = place == list->count ? &the_end : &list->keys[place];
        enum order_key_made made = order_key_between(before, after, (uint8_t)draw(list), &key);
        if (made == ORDER_KEY_MADE)
            break;
        order_keys_spread(list->count, list->keys);
        list->spreads++;
    }
    memmove(&list->keys[place + 1], &list->keys[place], (list->count - place) * sizeof key);
    list->keys[place] = key;
    list->count++;
}

static void test_ten_thousands_of_places_at_random(void **state)
{
    (void)state;
    static struct list list;
    for (unsigned seed = 1; seed <= 20; seed++) {
        memset(&list, 0, sizeof list);
        list.draws = seed;
        while (list.count < 1500)
            put(&list, draw(&list) % (list.count + 1));
        assert_in_order(&list);
        assert_int_equal(list.spreads, 0);
    }
}

static void test_thousands_at_either_end_stay_short(void **state)
{
    (void)state;
    static struct list list;
    memset(&list, 0, sizeof list);
    while (list.count < LIST_MAX - 1)
        put(&list, list.count);
    assert_in_order(&list);
    assert_int_equal(list.spreads, 0);
    assert_int_equal(list.keys[0].size, 2);
    assert_int_equal(list.keys[LIST_MAX - 2].size, 4);
    memset(&list, 0, sizeof list);
    while (list.count < LIST_MAX - 1)
        put(&list, 0);
    assert_in_order(&list);
    assert_int_equal(list.spreads, 0);
    assert_int_equal(list.keys[0].size, 4);
}

static void test_thousands_at_one_place_need_a_spread_now_and_then(void **state)
{
    (void)state;
    static struct list list;
    for (size_t after_the_last = 0; after_the_last <= 1; after_the_last++) {
        memset(&list, 0, sizeof list);
        for (size_t i = 0; i < 10; i++)
            put(&list, i);
        for (size_t i = 0; i < 3000; i++)
            put(&list, 5 + (after_the_last == 1 ? i : 0));
        assert_in_order(&list);
        assert_in_range(list.spreads, 1, 100);
    }
}

static void test_a_key_beyond_sixteen_bytes_says_so_and_beyond_the_bound_there_is_none(void **state)
{
    (void)state;
    struct order_key low = key_of("\x80\x40");
    struct order_key high = key_of("\x81\x40");
    enum order_key_made made;
    size_t made_long = 0;
    while ((made = order_key_between(&low, &high, 0, &high)) != ORDER_KEY_NO_ROOM) {
        assert_int_equal(made == ORDER_KEY_LONG, high.size > ORDER_KEY_BYTES_LONG);
        assert_int_equal(order_key_compare(&low, &high), -1);
        made_long += made == ORDER_KEY_LONG;
    }
    /* What was there is as it was. */
    assert_int_equal(order_key_compare(&low, &high), -1);
    assert_in_range(made_long, 8, 100);
}

static void test_the_ends_are_never_silently_used_up(void **state)
{
    (void)state;
    struct order_key last = {.size = SCHEMA_ORDER_BYTES_MAX};
    struct order_key first = {.size = SCHEMA_ORDER_BYTES_MAX};
    struct order_key key;
    memset(last.bytes, 255, sizeof last.bytes);
    memset(first.bytes, 1, sizeof first.bytes);
    first.bytes[sizeof first.bytes - 1] = 2;
    assert_int_equal(order_key_between(&last, &the_end, 7, &key), ORDER_KEY_NO_ROOM);
    assert_int_equal(order_key_between(&the_end, &first, 7, &key), ORDER_KEY_NO_ROOM);
    assert_int_equal(order_key_between(&first, &last, 7, &key), ORDER_KEY_MADE);
}

static void test_every_shape_of_two_keys_leaves_a_place(void **state)
{
    (void)state;
    static const char digits[] = {1, 2, 3, 127, (char)254, (char)255};
    struct order_key keys[7 * 7 * 7];
    size_t count = 0;
    for (size_t i = 0; i < 7 * 7 * 7; i++) {
        char bytes[4] = {0};
        size_t size = 0;
        for (size_t rest = i; rest > 0; rest /= 7) {
            if (rest % 7 != 0)
                bytes[size++] = digits[rest % 7 - 1];
        }
        struct order_key key = key_of(bytes);
        if (order_key_is_valid(key.bytes, key.size))
            keys[count++] = key;
    }
    assert_true(count > 200);
    for (size_t i = 0; i < count; i++) {
        struct order_key out;
        for (size_t k = 0; k < count; k++) {
            bool in_order = order_key_compare(&keys[i], &keys[k]) < 0;
            enum order_key_made made = order_key_between(&keys[i], &keys[k], (uint8_t)k, &out);
            assert_int_equal(made, in_order ? ORDER_KEY_MADE : ORDER_KEY_NO_ROOM);
            if (!in_order)
                continue;
            assert_true(order_key_is_valid(out.bytes, out.size));
            assert_int_equal(order_key_compare(&keys[i], &out), -1);
            assert_int_equal(order_key_compare(&out, &keys[k]), -1);
        }
        assert_int_equal(order_key_between(&keys[i], &the_end, 0, &out), ORDER_KEY_MADE);
        assert_int_equal(order_key_compare(&keys[i], &out), -1);
        assert_int_equal(order_key_between(&the_end, &keys[i], 0, &out), ORDER_KEY_MADE);
        assert_int_equal(order_key_compare(&out, &keys[i]), -1);
    }
}

static void test_two_who_put_in_one_place_are_told_apart_by_the_jitter(void **state)
{
    (void)state;
    struct order_key low = key_of("\x80\x40");
    struct order_key mine;
    struct order_key theirs;
    struct order_key between;
    order_key_between(&low, &the_end, 17, &mine);
    order_key_between(&low, &the_end, 99, &theirs);
    assert_int_equal(order_key_compare(&mine, &theirs), -1);
    assert_int_equal(order_key_between(&mine, &theirs, 0, &between), ORDER_KEY_MADE);
    /* With the same one the keys are equal: nothing fits between, and it is said. */
    order_key_between(&low, &the_end, 17, &theirs);
    assert_int_equal(order_key_compare(&mine, &theirs), 0);
    assert_int_equal(order_key_between(&mine, &theirs, 0, &between), ORDER_KEY_NO_ROOM);
}

static void test_spread_keys_are_short_even_and_leave_room(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 63, 64, 128, 5000, ORDER_KEYS_MAX};
    static struct order_key keys[ORDER_KEYS_MAX];
    for (size_t n = 0; n < sizeof counts / sizeof counts[0]; n++) {
        order_keys_spread(counts[n], keys);
        for (size_t i = 0; i < counts[n]; i++) {
            struct order_key between;
            assert_int_equal(keys[i].size, counts[n] <= 63 ? 1 : 2);
            const struct order_key *after = i + 1 == counts[n] ? &the_end : &keys[i + 1];
            assert_int_equal(order_key_between(&keys[i], after, (uint8_t)i, &between),
                             ORDER_KEY_MADE);
            assert_in_range(between.size, 2, 4);
        }
    }
}

static void test_what_is_no_key(void **state)
{
    (void)state;
    uint8_t bytes[SCHEMA_ORDER_BYTES_MAX + 1];
    memset(bytes, 7, sizeof bytes);
    assert_false(order_key_is_valid(NULL, 0));
    assert_true(order_key_is_valid(bytes, SCHEMA_ORDER_BYTES_MAX));
    assert_false(order_key_is_valid(bytes, SCHEMA_ORDER_BYTES_MAX + 1));
    bytes[3] = 0;
    assert_false(order_key_is_valid(bytes, 10));
    bytes[3] = 1; /* nothing would fit before it */
    assert_false(order_key_is_valid(bytes, 4));
    assert_true(order_key_is_valid(bytes, 5));
}

static void test_the_key_of_a_register(void **state)
{
    (void)state;
    const struct value none = {.type = VALUE_NONE};
    const struct value set = {.type = VALUE_BYTES, .bytes = (const uint8_t *)"\x80\x40", .size = 2};
    struct order_key key = order_key_of(&none);
    assert_int_equal(key.size, 0);
    key = order_key_of(&set);
    struct order_key same = key_of("\x80\x40");
    assert_int_equal(order_key_compare(&key, &same), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_ten_thousands_of_places_at_random),
    cmocka_unit_test(test_thousands_at_either_end_stay_short),
    cmocka_unit_test(test_thousands_at_one_place_need_a_spread_now_and_then),
    cmocka_unit_test(test_a_key_beyond_sixteen_bytes_says_so_and_beyond_the_bound_there_is_none),
    cmocka_unit_test(test_the_ends_are_never_silently_used_up),
    cmocka_unit_test(test_every_shape_of_two_keys_leaves_a_place),
    cmocka_unit_test(test_two_who_put_in_one_place_are_told_apart_by_the_jitter),
    cmocka_unit_test(test_spread_keys_are_short_even_and_leave_room),
    cmocka_unit_test(test_what_is_no_key),
    cmocka_unit_test(test_the_key_of_a_register),
};

TEST_GROUP(order_key, tests)

#include "store/vault_index.h"

#include <string.h>

#include "harness.h"

static struct vault_name name_of(uint8_t space, uint8_t kind, uint64_t id)
{
    struct vault_name name = {.kind = kind, .id = id};
    memset(name.space, space, sizeof name.space);
    return name;
}

static void insert(struct vault_index *index, struct vault_name name, int64_t row)
{
    const struct vault_entry entry = {name, row};
    assert_true(vault_index_reserve(index));
    assert_true(vault_index_insert(index, &entry));
}

static void names_come_in_order_whatever_the_order_of_insertion(void **state)
{
    (void)state;
    struct vault_index index = {0};
    for (uint64_t i = 0; i < 300; i++)
        insert(&index, name_of(1 + i % 3, 1 + (uint8_t)(i % 7), i * 7919 % 300), (int64_t)i);
    struct vault_name name = name_of(2, 0, 0);
    size_t seen = 0;
    uint8_t kind = 0;
    uint64_t id = 0;
    for (const struct vault_entry *e; (e = vault_index_after(&index, &name)) != NULL; seen++) {
        assert_true(e->name.kind > kind || (e->name.kind == kind && e->name.id > id));
        assert_ptr_equal(vault_index_find(&index, &e->name), e);
        name = e->name;
        kind = name.kind;
        id = name.id;
    }
    assert_int_equal(seen, 100);
    vault_index_free(&index);
}

static void a_name_is_there_once_and_then_not(void **state)
{
    (void)state;
    struct vault_index index = {0};
    const struct vault_name name = name_of(1, 2, 3);
    const struct vault_entry again = {name, 9};
    insert(&index, name, 8);
    assert_true(vault_index_reserve(&index));
    assert_false(vault_index_insert(&index, &again));
    assert_int_equal(vault_index_find(&index, &name)->row, 8);
    vault_index_remove(&index, &name);
    assert_null(vault_index_find(&index, &name));
    assert_null(vault_index_after(&index, &name));
    vault_index_free(&index);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(names_come_in_order_whatever_the_order_of_insertion),
    cmocka_unit_test(a_name_is_there_once_and_then_not),
};
TEST_GROUP(vault_index, tests)

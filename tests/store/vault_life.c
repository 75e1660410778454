#include "vault_life.h"

#include <string.h>

#include "store/vault.h"

#define TRANSACTIONS 24
#define OBJECTS      6
#define RECORDS_MAX  128
#define CONTENT_MAX  2000

/* What should be there. Versions count writings; 0: it is not there. */
struct expected {
    uint8_t objects[OBJECTS];
    bool records[RECORDS_MAX]; /* by number */
    uint8_t value;
    uint64_t next_record;
};

struct life {
    const struct life_plan *plan;
    struct vault *vault;
    struct expected acknowledged, next;
    struct life_result result;
};

static const uint8_t space[VAULT_SPACE_BYTES] = {'s', 'p', 'a', 'c', 'e'};
static const uint8_t key[VAULT_KEY_BYTES] = {1, 2, 3};

/* The same for the same thing, and different for any other. */
static struct vault_span content(char table, uint64_t id, uint8_t version)
{
    static uint8_t bytes[CONTENT_MAX];
    uint64_t x = (uint64_t)table * 1000003 + id * 7919 + version * 104729u + 1;
    size_t size = 1 + x * 31 % (version % 5 == 4 ? CONTENT_MAX : 300);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)((x + i * i * 37) >> 3);
    return (struct vault_span){bytes, size};
}

static bool same(struct vault_blob *found, struct vault_span expected)
{
    bool equal =
        found->size == expected.size && memcmp(found->bytes, expected.bytes, found->size) == 0;
    vault_blob_free(found);
    return equal;
}

static bool holds_records(struct vault *vault, const struct expected *expected)
{
    struct store_error error;
    struct vault_blob blob;
    uint64_t number = 0;
    size_t found = 0;
    size_t wanted = 0;
    for (; vault_tail_next(vault, space, &number, &blob, &error); found++) {
        if (number >= RECORDS_MAX || !expected->records[number]) {
            vault_blob_free(&blob);
            return false;
        }
        if (!same(&blob, content('t', number, 1)))
            return false;
    }
    for (size_t i = 0; i < RECORDS_MAX; i++)
        wanted += expected->records[i];
    return error.kind == STORE_ERROR_NONE && found == wanted;
}

static bool holds(struct vault *vault, const struct expected *expected)
{
    struct store_error error;
    struct vault_blob blob;
    for (uint8_t i = 0; i < OBJECTS; i++) {
        struct vault_name name = {.kind = 3, .id = i};
        memcpy(name.space, space, sizeof space);
        bool there = vault_get(vault, &name, &blob, &error);
        if (there && !same(&blob, content('o', i, expected->objects[i])))
            return false;
        if (there != (expected->objects[i] != 0) || (!there && error.kind != STORE_ERROR_MISSING))
            return false;
    }
    bool there = vault_value_get(vault, space, "settings", &blob, &error);
    if (there && !same(&blob, content('m', 0, expected->value)))
        return false;
    return there == (expected->value != 0) && holds_records(vault, expected);
}

/* ---- what is done in a life ---- */

static bool put(struct life *life, uint8_t id, struct store_error *error)
{
    struct vault_name name = {.kind = 3, .id = id};
    memcpy(name.space, space, sizeof space);
    life->next.objects[id]++;
    return vault_put(life->vault, &name, content('o', id, life->next.objects[id]), error);
}

static bool erase(struct life *life, uint8_t id, struct store_error *error)
{
    struct vault_name name = {.kind = 3, .id = id};
    memcpy(name.space, space, sizeof space);
    life->next.objects[id] = 0;
    return vault_erase(life->vault, &name, error);
}

static bool append(struct life *life, struct store_error *error)
{
    uint64_t number;
    uint64_t next = life->next.next_record++;
    if (!vault_tail_append(life->vault, space, content('t', next, 1), &number, error))
        return false;
    if (number != next)
        life->result.broken = "a record got another number than the next";
    life->next.records[next] = true;
    return true;
}

static bool drop(struct life *life, struct store_error *error)
{
    uint64_t up_to = life->next.next_record / 2;
    for (size_t i = 0; i <= up_to; i++)
        life->next.records[i] = false;
    return vault_tail_drop(life->vault, space, up_to, error);
}

static bool change(struct life *life, uint64_t dice, struct store_error *error)
{
    uint8_t id = (uint8_t)(dice / 8 % OBJECTS);
    switch (dice % 8) {
    case 0:
        return put(life, id, error) && drop(life, error); /* folding */
    case 1:
        return erase(life, id, error);
    case 2:
        life->next.value++;
        return vault_value_put(life->vault, space, "settings", content('m', 0, life->next.value),
                               error);
    case 3:
    case 4:
        return put(life, id, error) && put(life, (uint8_t)((id + 1) % OBJECTS), error);
    default:
        return append(life, error) && append(life, error);
    }
}

/* True when it was acknowledged. */
static bool transact(struct life *life, uint64_t step)
{
    struct store_error error;
    uint64_t dice = (life->plan->seed * 31 + step) * 2654435761u >> 7;
    life->next = life->acknowledged;
    if (!vault_begin(life->vault, &error))
        return false;
    if (!change(life, dice, &error)) {
        vault_rollback(life->vault);
        return false;
    }
    if (!vault_commit(life->vault, &error))
        return false;
    life->acknowledged = life->next;
    if (dice % 8 == 1)
        (void)vault_checkpoint(life->vault, &error);
    return true;
}

/* ---- a life ---- */

static bool open_vault(struct life *life)
{
    struct store_error error;
    const struct vault_place place = {.folder = life->plan->folder, .key = key};
    return vault_open(&life->vault, &place, &error);
}

static uint64_t count(const struct expected *expected)
{
    uint64_t things = expected->value != 0;
    for (size_t i = 0; i < OBJECTS; i++)
        things += expected->objects[i] != 0;
    for (size_t i = 0; i < RECORDS_MAX; i++)
        things += expected->records[i];
    return things;
}

/* After an opening that was not the first. */
static void compare(struct life *life)
{
    if (!vault_is_whole(vault_health(life->vault)))
        life->result.broken = "the vault is harmed";
    else if (!holds(life->vault, &life->acknowledged) && !holds(life->vault, &life->next))
        life->result.broken = "what was acknowledged is not there";
    else if (!holds(life->vault, &life->acknowledged))
        life->acknowledged = life->next; /* the commit that was not answered any more */
}

static void reopen(struct life *life)
{
    vault_close(life->vault);
    life->vault = NULL;
    torn_disk_mend(life->plan->seed * 1000 + life->plan->fault_at);
    if (!open_vault(life))
        life->result.broken = "the vault does not open any more";
    else
        compare(life);
}

/* What comes after the fault: reading at once, when the program lives on; and the next start. */
static void go_on(struct life *life)
{
    struct store_error error;
    bool lives = life->plan->fault != TORN_DISK_CRASH && life->vault != NULL;
    /* A vault that could not look again after the error refuses, rather than to guess. */
    if (lives && vault_begin(life->vault, &error)) {
        vault_rollback(life->vault);
        if (!holds(life->vault, &life->acknowledged))
            life->result.broken = "after an error something else is seen";
    }
    reopen(life);
    for (uint64_t step = 0; step < 4 && life->result.broken == NULL; step++) {
        if (!transact(life, 100 + step * 8))
            life->result.broken = "a change is refused after the fault is over";
    }
}

struct life_result life_run(const struct life_plan *plan)
{
    struct life life = {.plan = plan, .acknowledged.next_record = 1};
    torn_disk_begin();
    torn_disk_arm(plan->fault_at, plan->fault);
    bool runs = open_vault(&life);
    for (uint64_t step = 0; step < TRANSACTIONS && runs; step++)
        runs = transact(&life, step) && !torn_disk_struck();
    life.result.struck = torn_disk_struck();
    life.result.operations = torn_disk_operations();
    life.result.acknowledged = count(&life.acknowledged);
    if (!runs && !life.result.struck)
        life.result.broken = "a change is refused without a fault";
    if (life.result.struck && life.result.broken == NULL)
        go_on(&life);
    if (life.result.broken == NULL) {
        life.next = life.acknowledged;
        reopen(&life);
    }
    vault_close(life.vault);
    torn_disk_end();
    return life.result;
}

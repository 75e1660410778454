#include "app/queue.h"

#include <pthread.h>

#include "app/mailbox.h"
#include "harness.h"

static struct queue queue;
static int values[QUEUE_CAPACITY * 4];

static void a_full_queue_refuses_and_keeps_what_it_has(void **state)
{
    (void)state;
    for (size_t i = 0; i < QUEUE_CAPACITY; i++)
        assert_true(queue_push(&queue, &values[i]));
    assert_false(queue_push(&queue, &values[QUEUE_CAPACITY]));
    for (size_t i = 0; i < QUEUE_CAPACITY; i++)
        assert_ptr_equal(queue_pop(&queue), &values[i]);
    assert_null(queue_pop(&queue));
}

static void *push_all(void *argument)
{
    (void)argument;
    for (size_t i = 0; i < QUEUE_CAPACITY * 4;) {
        if (queue_push(&queue, &values[i]))
            i++;
    }
    return NULL;
}

static void two_threads_see_every_item_once_and_in_order(void **state)
{
    (void)state;
    pthread_t producer;
    assert_int_equal(pthread_create(&producer, NULL, push_all, NULL), 0);
    for (size_t i = 0; i < QUEUE_CAPACITY * 4;) {
        int *item = queue_pop(&queue);
        if (item == NULL)
            continue;
        assert_ptr_equal(item, &values[i]);
        i++;
    }
    pthread_join(producer, NULL);
    assert_null(queue_pop(&queue));
}

static void a_mailbox_holds_the_newest_only(void **state)
{
    (void)state;
    struct mailbox mailbox = {0};
    assert_null(mailbox_take(&mailbox));
    assert_null(mailbox_put(&mailbox, &values[0]));
    assert_ptr_equal(mailbox_put(&mailbox, &values[1]), &values[0]);
    assert_ptr_equal(mailbox_take(&mailbox), &values[1]);
    assert_null(mailbox_take(&mailbox));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_full_queue_refuses_and_keeps_what_it_has),
    cmocka_unit_test(two_threads_see_every_item_once_and_in_order),
    cmocka_unit_test(a_mailbox_holds_the_newest_only),
};
TEST_GROUP(queue, tests)

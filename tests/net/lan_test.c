#include "net/lan.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "net/lan_socket.h"
#include "reach/address_text.h"

/* Somebody who looks for people on this machine alone. */
struct seeker {
    struct lan *lan;
    size_t found; /* how often */
    size_t person;
    struct alcove_address address;
    bool stop_when_found;
};

static void on_found(void *context, size_t person, const struct alcove_address *address)
{
    struct seeker *seeker = context;
    seeker->found++;
    seeker->person = person;
    seeker->address = *address;
    if (seeker->stop_when_found)
        lan_seek(seeker->lan, false);
}

/* Keys of this run only: another run on this machine hears our beacons too. */
static void person_make(struct lan_person *person)
{
    assert_int_equal(uv_random(NULL, NULL, person->key, sizeof person->key, 0, NULL), 0);
    person->is_first = true;
}

static void seeker_open(struct seeker *seeker, uv_loop_t *loop, uint16_t port)
{
    const struct lan_wish wish = {
        .udp_port = port, .only_this_machine = true, .on_found = on_found, .context = seeker};
    struct net_error error;
    *seeker = (struct seeker){.lan = lan_open(loop, &wish, &error)};
    assert_non_null(seeker->lan);
}

static void on_closed(void *context)
{
    size_t *closed = context;
    (*closed)++;
}

static void finish(uv_loop_t *loop, struct seeker *seekers, size_t count)
{
    size_t closed = 0;
    for (size_t i = 0; i < count; i++)
        lan_close(seekers[i].lan, on_closed, &closed);
    assert_int_equal(uv_run(loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(closed, count);
    assert_int_equal(uv_loop_close(loop), 0);
}

static void two_of_a_pair_find_each_other_and_a_stranger_finds_nobody(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct seeker seekers[3];
    struct lan_person people[3];
    assert_int_equal(uv_loop_init(&loop), 0);
    for (size_t i = 0; i < 3; i++) {
        seeker_open(&seekers[i], &loop, (uint16_t)(40001 + i));
        person_make(&people[i]);
    }
    struct lan_person back = people[1];
    back.is_first = false;
    lan_set_people(seekers[0].lan, people, 2);
    lan_set_people(seekers[1].lan, &back, 1);
    lan_set_people(seekers[2].lan, &people[2], 1);
    for (size_t i = 0; i < 3; i++)
        lan_seek(seekers[i].lan, true);
    while (seekers[0].found == 0 || seekers[1].found == 0)
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(seekers[0].person, 1);
    assert_int_equal(seekers[0].address.port, 40002);
    assert_int_equal(seekers[1].person, 0);
    assert_int_equal(seekers[1].address.port, 40001);
    assert_int_equal(seekers[0].address.ip[12], 127);
    assert_int_equal(seekers[2].found, 0);
    finish(&loop, seekers, 3);
}

static void who_does_not_seek_is_not_found(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct seeker seekers[3];
    struct lan_person people[2];
    assert_int_equal(uv_loop_init(&loop), 0);
    for (size_t i = 0; i < 3; i++)
        seeker_open(&seekers[i], &loop, (uint16_t)(40011 + i));
    person_make(&people[0]);
    person_make(&people[1]);
    lan_set_people(seekers[0].lan, people, 2);
    people[0].is_first = people[1].is_first = false;
    lan_set_people(seekers[1].lan, &people[0], 1); /* stays silent */
    lan_set_people(seekers[2].lan, &people[1], 1);
    lan_seek(seekers[0].lan, true);
    lan_seek(seekers[2].lan, true);
    seekers[0].stop_when_found = true;
    while (seekers[0].found == 0)
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(seekers[0].person, 1);
    assert_int_equal(seekers[1].found, 0);
    finish(&loop, seekers, 3);
}

/* A stranger repeats one beacon a thousand times, and sends other things; the pair notices no more
 * than that somebody is there. */
static void a_repeated_beacon_is_told_once(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct seeker seeker;
    struct lan_person person;
    struct lan_interface interfaces[LAN_INTERFACES_MAX];
    uint8_t beacon[LAN_BEACON_BYTES];
    assert_int_equal(uv_loop_init(&loop), 0);
    seeker_open(&seeker, &loop, 40021);
    person_make(&person);
    lan_set_people(seeker.lan, &person, 1);
    lan_seek(seeker.lan, true);
    struct seeker other;
    seeker_open(&other, &loop, 40022);
    person.is_first = false;
    lan_set_people(other.lan, &person, 1);
    assert_int_equal(lan_interfaces_list(true, interfaces), 1);
    int fd = lan_socket_open(false);
    assert_true(fd >= 0);
    lan_socket_join(fd, false, interfaces, 1);
    lan_seek(other.lan, true);
    while (seeker.found == 0)
        uv_run(&loop, UV_RUN_ONCE);
    /* Hers and the other's are there; other runs may send some, too. */
    size_t heard = 0;
    while (recv(fd, beacon, sizeof beacon, MSG_DONTWAIT) == LAN_BEACON_BYTES) {
        for (size_t i = 0; i < 50; i++)
            lan_socket_send(fd, &interfaces[0], beacon, i % 2 == 0 ? sizeof beacon : i);
        if (++heard == 20)
            break;
    }
    assert_true(heard >= 2);
    for (int i = 0; i < 50; i++)
        uv_run(&loop, UV_RUN_NOWAIT);
    assert_int_equal(seeker.found, 1);
    (void)close(fd);
    struct seeker both[2] = {seeker, other};
    finish(&loop, both, 2);
}

static void a_new_list_of_people_begins_anew(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct seeker seekers[2];
    struct lan_person person;
    assert_int_equal(uv_loop_init(&loop), 0);
    seeker_open(&seekers[0], &loop, 40031);
    seeker_open(&seekers[1], &loop, 40032);
    lan_seek(seekers[0].lan, true);
    lan_seek(seekers[1].lan, true);
    person_make(&person);
    for (size_t round = 1; round <= 2; round++) {
        lan_set_people(seekers[0].lan, &person, 1);
        person.is_first = false;
        lan_set_people(seekers[1].lan, &person, 1);
        person.is_first = true;
        lan_refresh(seekers[0].lan);
        while (seekers[0].found < round || seekers[1].found < round)
            uv_run(&loop, UV_RUN_ONCE);
    }
    lan_set_people(seekers[0].lan, NULL, 0);
    finish(&loop, seekers, 2);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(two_of_a_pair_find_each_other_and_a_stranger_finds_nobody),
    cmocka_unit_test(who_does_not_seek_is_not_found),
    cmocka_unit_test(a_repeated_beacon_is_told_once),
    cmocka_unit_test(a_new_list_of_people_begins_anew),
};
TEST_GROUP(lan, tests)

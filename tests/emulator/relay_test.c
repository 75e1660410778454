#include "emulator/relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

#define PATIENCE_MS 10000 /* only ever used up by a failure */

static struct sockaddr_in loopback(uint16_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_port = htons(port)};
}

static int open_bound(uint16_t *port)
{
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    *port = ntohs(address.sin_port);
    return fd;
}

static size_t receive(int fd, char *out, size_t capacity, struct sockaddr_in *from)
{
    struct pollfd wait = {fd, POLLIN, 0};
    assert_int_equal(poll(&wait, 1, PATIENCE_MS), 1);
    socklen_t size = sizeof *from;
    ssize_t received = recvfrom(fd, out, capacity, 0, (struct sockaddr *)from, &size);
    assert_true(received > 0);
    return (size_t)received;
}

/* A relay in a process of its own towards `port`; returns where it listens. */
static pid_t start_relay(uint16_t port, struct sockaddr_in *out)
{
    static struct relay relay;
    static struct engine_setup setup = {.seed = 1};
    char destination[32];
    char address[80] = {0};
    int ready[2];
    snprintf(destination, sizeof destination, "127.0.0.1:%u", port);
    setup.plans[0] = setup.plans[1] = network_plan_perfect();
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const char *reason = NULL;
        bool told = relay_open(&relay, &setup, "127.0.0.1:0", destination, &reason) &&
                    relay_address(&relay, address, sizeof address) &&
                    write(ready[1], address, sizeof address) == sizeof address;
        bool stopped = told && relay_run(&relay);
        relay_close(&relay);
        _exit(stopped ? 0 : 1);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], address, sizeof address), sizeof address);
    close(ready[0]);
    *out = loopback((uint16_t)strtoul(strrchr(address, ':') + 1, NULL, 10));
    return child;
}

static void say(int fd, const char *words, const struct sockaddr_in *to)
{
    ssize_t sent = sendto(fd, words, strlen(words), 0, (const struct sockaddr *)to, sizeof *to);
    assert_int_equal(sent, strlen(words));
}

static void each_client_has_its_own_way_there_and_back_until_it_is_stopped(void **state)
{
    (void)state;
    uint16_t port = 0;
    uint16_t unused = 0;
    int therapist = open_bound(&port);
    int clients[2] = {open_bound(&unused), open_bound(&unused)};
    struct sockaddr_in relay;
    struct sockaddr_in from[2];
    struct sockaddr_in back;
    char words[32];
    pid_t child = start_relay(port, &relay);

    say(clients[0], "one", &relay);
    assert_int_equal(receive(therapist, words, sizeof words, &from[0]), 3);
    say(clients[1], "three", &relay);
    assert_int_equal(receive(therapist, words, sizeof words, &from[1]), 5);
    assert_int_not_equal(from[0].sin_port, from[1].sin_port);

    say(therapist, "to the second", &from[1]);
    say(therapist, "to the first", &from[0]);
    assert_int_equal(receive(clients[0], words, sizeof words, &back), 12);
    assert_memory_equal(words, "to the first", 12);
    assert_int_equal(back.sin_port, relay.sin_port);
    assert_int_equal(receive(clients[1], words, sizeof words, &back), 13);

    int status = 0;
    assert_int_equal(kill(child, SIGTERM), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    close(therapist);
    close(clients[0]);
    close(clients[1]);
}

static void a_bad_address_is_refused_with_a_reason(void **state)
{
    (void)state;
    static struct relay relay;
    static struct engine_setup setup = {.seed = 1};
    const char *const rows[][2] = {
        {"127.0.0.1:0", "nowhere"}, {"127.0.0.1:0", ":9"},          {"127.0.0.1:0", "example:9"},
        {"nowhere", "127.0.0.1:9"}, {"192.0.2.1:0", "127.0.0.1:9"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *reason = NULL;
        assert_false(relay_open(&relay, &setup, rows[i][0], rows[i][1], &reason));
        assert_non_null(reason);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_client_has_its_own_way_there_and_back_until_it_is_stopped),
    cmocka_unit_test(a_bad_address_is_refused_with_a_reason),
};
TEST_GROUP(relay, tests)

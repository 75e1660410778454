/* Tells from inside a home what kind of NAT is in front of it, in the terms of RFC 4787, and a few
 * more things that tests/lab/verify.sh and tests/lab/matrix need of a socket or the clock:
 *
 *   nat_probe reflect ADDRESS ADDRESS         answers on both until killed; prints `ready`
 *   nat_probe classify ADDRESS ADDRESS [MS]   asks it; MS: how long an answer may take (200)
 *   nat_probe punch PORT ADDRESS PORT LOW_MS  opens a way to the other's punch; see below
 *   nat_probe echo ADDRESS COUNT [MS]         asks COUNT times; how many answers, the fastest
 *   nat_probe clock                           CLOCK_MONOTONIC in microseconds, as the app has it
 *
 * A question is one letter, the way the answer shall take: from the socket asked, from another
 * port, another address, or both. The answer is the asker's address and port as seen outside. */
#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <netinet/in.h>

#define ADDRESSES   2
#define PORTS       8
#define SOCKETS     (ADDRESSES * PORTS)
#define FIRST_PORT  3478
#define TRIES       2
#define WAIT_MS     200
#define MESSAGE_MAX 100
#define PORT_TEXT   8

/* Ports that lie within this of one another may be a block. The two of a mapping for each address
 * come as near by chance once in thirty runs: those of more sockets tell. */
#define BLOCK_SPREAD 1024
#define BLOCK_ASKED  4
#define STEP_MAX     4

#define PUNCH_EVERY_MS 50
#define PUNCH_FOR_MS   2000
#define PUNCH_LOW_TTL  4
#define FULL_TTL       64

enum from { FROM_ASKED = 's', FROM_PORT = 'p', FROM_ADDRESS = 'a', FROM_BOTH = 'b' };

struct place {
    struct sockaddr_storage address;
    socklen_t size;
};

struct seen {
    char address[NI_MAXHOST];
    int port;
};

struct prober {
    struct place servers[SOCKETS]; /* the ports of the first address, then of the second */
    int wait_ms;
};

static uint64_t clock_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static _Noreturn void give_up(const char *what)
{
    perror(what);
    exit(1);
}

/* 0 for what is none: ports and waits of 0 do nothing. */
static int number_of(const char *text)
{
    return (int)strtoul(text, NULL, 10);
}

static struct place find_place(const char *address, int port)
{
    const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
                                   .ai_socktype = SOCK_DGRAM};
    struct addrinfo *found = NULL;
    char service[PORT_TEXT];
    struct place place = {0};
    snprintf(service, sizeof service, "%d", port);
    if (getaddrinfo(address, service, &hints, &found) != 0) {
        fprintf(stderr, "nat_probe: not an address: %s\n", address);
        exit(2);
    }
    memcpy(&place.address, found->ai_addr, found->ai_addrlen);
    place.size = found->ai_addrlen;
    freeaddrinfo(found);
    return place;
}

static struct seen describe(const struct place *place)
{
    struct seen seen = {0};
    char service[PORT_TEXT];
    if (getnameinfo((const struct sockaddr *)&place->address, place->size, seen.address,
                    sizeof seen.address, service, sizeof service,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        give_up("nat_probe: address");
    seen.port = number_of(service);
    return seen;
}

static int open_socket(const struct place *at)
{
    int fd = socket(at->address.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (const struct sockaddr *)&at->address, at->size) != 0)
        give_up("nat_probe: socket");
    return fd;
}

static void send_text(int fd, const struct place *to, const char *text)
{
    /* What cannot be sent is lost, and the asker waits in vain: that is the measurement. */
    (void)!sendto(fd, text, strlen(text), 0, (const struct sockaddr *)&to->address, to->size);
}

/* False when nothing came in time. */
static bool receive_text(int fd, int wait_ms, char *out, struct place *from)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    if (poll(&ready, 1, wait_ms) != 1)
        return false;
    from->size = sizeof from->address;
    ssize_t size =
        recvfrom(fd, out, MESSAGE_MAX - 1, 0, (struct sockaddr *)&from->address, &from->size);
    if (size < 0)
        return false;
    out[size] = '\0';
    return true;
}

/* --- The reflector ---------------------------------------------------------------------------- */

static int answering_socket(int asked, char from)
{
    int address = asked / PORTS;
    int port = asked % PORTS;
    if (from == FROM_ADDRESS || from == FROM_BOTH)
        address = 1 - address;
    if (from == FROM_PORT || from == FROM_BOTH)
        port = (port + 1) % PORTS;
    return address * PORTS + port;
}

static void answer(const struct pollfd *sockets, int asked)
{
    char text[MESSAGE_MAX];
    struct place asker;
    if (!receive_text(sockets[asked].fd, 0, text, &asker))
        return;
    struct seen seen = describe(&asker);
    int from = answering_socket(asked, text[0]);
    snprintf(text, sizeof text, "%.60s %d", seen.address, seen.port);
    send_text(sockets[from].fd, &asker, text);
}

static int reflect(char **addresses)
{
    struct pollfd sockets[SOCKETS];
    for (int i = 0; i < SOCKETS; i++) {
        struct place at = find_place(addresses[i / PORTS], FIRST_PORT + i % PORTS);
        sockets[i] = (struct pollfd){.fd = open_socket(&at), .events = POLLIN};
    }
    puts("ready");
    fflush(stdout);
    while (poll(sockets, SOCKETS, -1) > 0) {
        for (int i = 0; i < SOCKETS; i++) {
            if (sockets[i].revents != 0)
                answer(sockets, i);
        }
    }
    return 1;
}

/* --- The classifier --------------------------------------------------------------------------- */

static int new_socket(const struct prober *prober)
{
    struct place anywhere = {.size = prober->servers[0].size};
    anywhere.address.ss_family = prober->servers[0].address.ss_family;
    return open_socket(&anywhere);
}

static int local_port(int fd)
{
    struct place at = {.size = sizeof at.address};
    if (getsockname(fd, (struct sockaddr *)&at.address, &at.size) != 0)
        give_up("nat_probe: own port");
    return describe(&at).port;
}

/* "ADDRESS PORT" */
static bool read_seen(const char *text, struct seen *out)
{
    const char *blank = strchr(text, ' ');
    if (blank == NULL)
        return false;
    snprintf(out->address, sizeof out->address, "%.*s", (int)(blank - text), text);
    out->port = number_of(blank + 1);
    return true;
}

static bool ask(const struct prober *prober, int fd, int server, enum from from, struct seen *out)
{
    const char question[2] = {(char)from, '\0'};
    char text[MESSAGE_MAX];
    struct place who;
    for (int i = 0; i < TRIES; i++) {
        send_text(fd, &prober->servers[server], question);
        if (receive_text(fd, prober->wait_ms, text, &who) && read_seen(text, out))
            return true;
    }
    return false;
}

static bool same(const struct seen *a, const struct seen *b)
{
    return a->port == b->port && strcmp(a->address, b->address) == 0;
}

/* RFC 4787 4.1 */
static const char *name_mapping(const struct seen *seen)
{
    bool within_address = true;
    for (int i = 0; i < SOCKETS; i++)
        within_address = within_address && same(&seen[i], &seen[i / PORTS * PORTS]);
    if (!within_address)
        return "address-and-port-dependent";
    return same(&seen[0], &seen[PORTS]) ? "endpoint-independent" : "address-dependent";
}

/* RFC 4787 5: who else may answer, once one has been asked. */
static const char *name_filtering(const struct prober *prober)
{
    struct seen seen;
    int fd = new_socket(prober);
    const char *name = "address-and-port-dependent";
    if (!ask(prober, fd, 0, FROM_ASKED, &seen))
        name = "unknown";
    else if (ask(prober, fd, 0, FROM_BOTH, &seen))
        name = "endpoint-independent";
    else if (ask(prober, fd, 0, FROM_PORT, &seen))
        name = "address-dependent";
    close(fd);
    return name;
}

/* Whether the ports of other sockets lie there, too. */
static bool is_block(const struct prober *prober, int lowest, int highest)
{
    for (int i = 0; i < BLOCK_ASKED && highest - lowest < BLOCK_SPREAD; i++) {
        struct seen seen;
        int fd = new_socket(prober);
        if (ask(prober, fd, i % SOCKETS, FROM_ASKED, &seen)) {
            lowest = seen.port < lowest ? seen.port : lowest;
            highest = seen.port > highest ? seen.port : highest;
        }
        close(fd);
    }
    return highest - lowest < BLOCK_SPREAD;
}

/* RFC 4787 4.2, and how far the next port can be guessed. */
static const char *name_ports(const struct prober *prober, const struct seen *seen, int own_port)
{
    int kept = 0;
    int lowest = seen[0].port;
    int highest = seen[0].port;
    bool steps = true;
    for (int i = 0; i < SOCKETS; i++) {
        kept += seen[i].port == own_port;
        lowest = seen[i].port < lowest ? seen[i].port : lowest;
        highest = seen[i].port > highest ? seen[i].port : highest;
        int step = i == 0 ? 1 : seen[i].port - seen[i - 1].port;
        steps = steps && step > 0 && step <= STEP_MAX;
    }
    if (kept == SOCKETS)
        return "preserved";
    if (seen[0].port == own_port)
        return "first-preserved";
    if (highest == lowest)
        return "assigned";
    if (steps)
        return "sequential";
    return is_block(prober, lowest, highest) ? "block" : "random";
}

/* RFC 4787 6: two sockets behind the NAT, one sends to the other's outside address, and should be
 * seen at its own outside address there (REQ-9a). */
static const char *name_hairpin(const struct prober *prober)
{
    struct seen outside;
    struct seen sender;
    char text[MESSAGE_MAX];
    struct place who;
    bool heard = false;
    int one = new_socket(prober);
    int two = new_socket(prober);
    if (ask(prober, one, 0, FROM_ASKED, &outside) && ask(prober, two, 0, FROM_ASKED, &sender)) {
        struct place to = find_place(outside.address, outside.port);
        for (int i = 0; i < TRIES && !heard; i++) {
            send_text(two, &to, "hairpin");
            heard = receive_text(one, prober->wait_ms, text, &who) && strcmp(text, "hairpin") == 0;
        }
    }
    close(one);
    close(two);
    if (!heard)
        return "no";
    struct seen from = describe(&who);
    return same(&from, &sender) ? "yes" : "elsewhere";
}

static int classify(char **addresses, int wait_ms)
{
    struct prober prober = {.wait_ms = wait_ms};
    struct seen seen[SOCKETS];
    for (int i = 0; i < SOCKETS; i++)
        prober.servers[i] = find_place(addresses[i / PORTS], FIRST_PORT + i % PORTS);
    int fd = new_socket(&prober);
    for (int i = 0; i < SOCKETS; i++) {
        if (ask(&prober, fd, i, FROM_ASKED, &seen[i]))
            continue;
        puts("mapping=none filtering=none ports=none hairpin=no outside=none");
        return 0;
    }
    printf("mapping=%s", name_mapping(seen));
    printf(" filtering=%s", name_filtering(&prober));
    printf(" ports=%s", name_ports(&prober, seen, local_port(fd)));
    printf(" hairpin=%s", name_hairpin(&prober));
    printf(" outside=%s\n", seen[0].address);
    close(fd);
    return 0;
}

static int echo(const char *address, int count, int wait_ms)
{
    struct prober prober = {.servers = {find_place(address, FIRST_PORT)}, .wait_ms = wait_ms};
    uint64_t fastest_us = UINT64_MAX;
    int answers = 0;
    int fd = new_socket(&prober);
    for (int i = 0; i < count; i++) {
        char text[MESSAGE_MAX];
        struct place who;
        uint64_t start_us = clock_us();
        send_text(fd, &prober.servers[0], "s");
        if (!receive_text(fd, wait_ms, text, &who))
            continue;
        uint64_t took_us = clock_us() - start_us;
        fastest_us = took_us < fastest_us ? took_us : fastest_us;
        answers++;
    }
    printf("answers=%d fastest_ms=%llu\n", answers,
           answers == 0 ? 0 : (unsigned long long)(fastest_us / 1000));
    close(fd);
    return answers > 0 ? 0 : 1;
}

/* --- Punching ---------------------------------------------------------------------------------
 * Sends to the other side until it has been heard, at most for PUNCH_FOR_MS: the first LOW_MS with
 * a TTL that ends on the way. Prints `sent` after the first packet, at last `open` or `shut`. */

static void set_ttl(int fd, int ttl)
{
    if (setsockopt(fd, IPPROTO_IP, IP_TTL, &ttl, sizeof ttl) != 0)
        give_up("nat_probe: TTL");
}

static int punch(int port, const char *address, int their_port, uint64_t low_ms)
{
    struct place here = find_place("0.0.0.0", port);
    struct place there = find_place(address, their_port);
    struct place who;
    char text[MESSAGE_MAX];
    bool heard = false;
    int fd = open_socket(&here);
    uint64_t start_us = clock_us();
    for (int i = 0; i < PUNCH_FOR_MS / PUNCH_EVERY_MS && !heard; i++) {
        bool low = clock_us() - start_us < low_ms * 1000;
        set_ttl(fd, low ? PUNCH_LOW_TTL : FULL_TTL);
        send_text(fd, &there, "punch");
        if (i == 0)
            puts("sent");
        fflush(stdout);
        /* On time, though the news that a packet died on its way ends a wait early. */
        uint64_t next_us = start_us + (uint64_t)(i + 1) * PUNCH_EVERY_MS * 1000;
        while (!heard && clock_us() < next_us)
            heard = receive_text(fd, (int)((next_us - clock_us()) / 1000 + 1), text, &who);
    }
    set_ttl(fd, FULL_TTL);
    send_text(fd, &there, "punch");
    puts(heard ? "open" : "shut");
    close(fd);
    return heard ? 0 : 1;
}

static int print_clock(void)
{
    return printf("%llu\n", (unsigned long long)clock_us()) > 0 ? 0 : 1;
}

/* A number behind the words that must be there, or what holds without it. */
static int number_at(char **words, int index, int otherwise)
{
    for (int i = 0; i < index; i++) {
        if (words[i] == NULL)
            return otherwise;
    }
    return words[index] == NULL ? otherwise : number_of(words[index]);
}

int main(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";
    char **words = argv + 2;
    if (strcmp(verb, "clock") == 0)
        return print_clock();
    if (strcmp(verb, "reflect") == 0 && argc == 4)
        return reflect(words);
    if (strcmp(verb, "classify") == 0 && argc >= 4)
        return classify(words, number_at(words, 2, WAIT_MS));
    if (strcmp(verb, "echo") == 0 && argc >= 4)
        return echo(words[0], number_at(words, 1, 1), number_at(words, 2, WAIT_MS));
    if (strcmp(verb, "punch") == 0 && argc == 6)
        return punch(number_of(words[0]), words[1], number_of(words[2]),
                     (uint64_t)number_of(words[3]));
    fputs("nat_probe reflect|classify ADDRESS ADDRESS | echo ADDRESS COUNT |\n"
          "          punch PORT ADDRESS PORT LOW_MS | clock\n",
          stderr);
    return 2;
}

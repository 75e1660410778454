#include "stranger.h"

#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness.h"
#include "reach/address_text.h"

#define READ_MS 5000

struct alcove_address loopback(uint16_t port)
{
    const uint8_t ip[4] = {127, 0, 0, 1};
    return address_from_ipv4(ip, port);
}

static struct sockaddr_in at(uint16_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
}

struct stranger stranger_open(void)
{
    struct sockaddr_in bound = at(0);
    socklen_t length = sizeof bound;
    int on = 1;
    struct stranger stranger = {.fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    assert_true(stranger.fd >= 0);
    assert_int_equal(bind(stranger.fd, (const struct sockaddr *)&bound, length), 0);
    assert_int_equal(getsockname(stranger.fd, (struct sockaddr *)&bound, &length), 0);
    assert_int_equal(setsockopt(stranger.fd, IPPROTO_IP, IP_RECVTTL, &on, sizeof on), 0);
    stranger.address = loopback(ntohs(bound.sin_port));
    return stranger;
}

void stranger_close(struct stranger *stranger)
{
    assert_int_equal(close(stranger->fd), 0);
    stranger->fd = -1;
}

void stranger_send(const struct stranger *stranger, uint16_t port, const void *bytes, size_t size)
{
    const struct sockaddr_in to = at(port);
    assert_int_equal(sendto(stranger->fd, bytes, size, 0, (const struct sockaddr *)&to, sizeof to),
                     size);
}

static bool waits(const struct stranger *stranger, int milliseconds)
{
    struct pollfd wanted = {.fd = stranger->fd, .events = POLLIN};
    return poll(&wanted, 1, milliseconds) == 1;
}

bool stranger_has_mail(const struct stranger *stranger)
{
    return waits(stranger, 0);
}

struct stranger_letter stranger_read(const struct stranger *stranger)
{
    struct stranger_letter letter = {0};
    struct sockaddr_in from;
    uint8_t control[CMSG_SPACE(sizeof(int))];
    struct iovec piece = {letter.bytes, sizeof letter.bytes};
    struct msghdr message = {.msg_name = &from,
                             .msg_namelen = sizeof from,
                             .msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof control};
    assert_true(waits(stranger, READ_MS));
    ssize_t size = recvmsg(stranger->fd, &message, 0);
    assert_true(size > 0);
    letter.size = (size_t)size;
    letter.from = loopback(ntohs(from.sin_port));
    struct cmsghdr *part = CMSG_FIRSTHDR(&message);
    assert_non_null(part);
    assert_int_equal(part->cmsg_type, IP_TTL);
    memcpy(&letter.ttl, CMSG_DATA(part), sizeof letter.ttl);
    return letter;
}

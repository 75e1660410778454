#include "net/lan_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <uv.h>

#include "base/assert.h"
#include "net/socket_address.h"
#include "reach/address_scope.h"
#include "reach/address_text.h"

/* Chosen at random from what belongs to nobody: RFC 2365 section 6.1 (local scope), and RFC 4291
 * section 2.7 (link-local scope, not assigned by anybody). */
#define GROUP_IPV4 "239.255.71.93"
#define GROUP_IPV6 "ff12::5d47:9e21"
#define PORT       47193

#ifndef IPV6_MULTICAST_ALL
#define IPV6_MULTICAST_ALL 29
#endif

static bool interface_read(const struct ifaddrs *from, bool loopback, struct lan_interface *out)
{
    if (from->ifa_addr == NULL || (from->ifa_flags & IFF_UP) == 0 ||
        !socket_address_to(from->ifa_addr, &out->address))
        return false;
    enum address_scope scope = address_scope(&out->address);
    bool is_loopback = (from->ifa_flags & IFF_LOOPBACK) != 0;
    out->address.port = 0;
    out->index = if_nametoindex(from->ifa_name);
    if (loopback)
        return is_loopback && scope == ADDRESS_SCOPE_LOOPBACK && address_is_ipv4(&out->address);
    bool needs_zone = scope == ADDRESS_SCOPE_LINK_LOCAL && !address_is_ipv4(&out->address);
    return !is_loopback && (from->ifa_flags & IFF_MULTICAST) != 0 && !needs_zone &&
           scope >= ADDRESS_SCOPE_LINK_LOCAL;
}

size_t lan_interfaces_list(bool only_this_machine, struct lan_interface out[LAN_INTERFACES_MAX])
{
    struct ifaddrs *all = NULL;
    size_t count = 0;
    if (getifaddrs(&all) != 0)
        return 0;
    for (int loopback = only_this_machine ? 1 : 0; loopback < 2 && count == 0; loopback++) {
        for (const struct ifaddrs *at = all; at != NULL && count < LAN_INTERFACES_MAX;
             at = at->ifa_next)
            count += interface_read(at, loopback == 1, &out[count]);
    }
    freeifaddrs(all);
    ALCOVE_ASSERT(count <= LAN_INTERFACES_MAX);
    return count;
}

static socklen_t group_address(bool ipv6, struct sockaddr_storage *out)
{
    memset(out, 0, sizeof *out);
    if (ipv6) {
        struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(PORT)};
        (void)inet_pton(AF_INET6, GROUP_IPV6, &six.sin6_addr);
        memcpy(out, &six, sizeof six);
        return sizeof six;
    }
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    (void)inet_pton(AF_INET, GROUP_IPV4, &four.sin_addr);
    memcpy(out, &four, sizeof four);
    return sizeof four;
}

static void option_set(int fd, int level, int name, int value)
{
    (void)setsockopt(fd, level, name, &value, sizeof value);
}

int lan_socket_open(bool ipv6)
{
    struct sockaddr_storage at;
    socklen_t size = group_address(ipv6, &at);
    int fd = socket(ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return uv_translate_sys_error(errno);
    option_set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    option_set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
    if (ipv6) {
        option_set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
        option_set(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 1);
        option_set(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 1);
        option_set(fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0);
        /* A group of a link cannot be bound to without naming the link. */
        struct sockaddr_in6 any = {.sin6_family = AF_INET6, .sin6_port = htons(PORT)};
        memcpy(&at, &any, sizeof any);
    } else {
        option_set(fd, IPPROTO_IP, IP_MULTICAST_TTL, 1);
        option_set(fd, IPPROTO_IP, IP_MULTICAST_LOOP, 1);
        option_set(fd, IPPROTO_IP, IP_MULTICAST_ALL, 0);
    }
    if (bind(fd, (const struct sockaddr *)&at, size) == 0)
        return fd;
    int failed = uv_translate_sys_error(errno);
    (void)close(fd);
    return failed;
}

void lan_socket_join(int fd, bool ipv6, const struct lan_interface *interfaces, size_t count)
{
    struct sockaddr_storage group;
    (void)group_address(ipv6, &group);
    for (size_t i = 0; i < count; i++) {
        const struct lan_interface *interface = &interfaces[i];
        struct group_req wish = {.gr_interface = interface->index};
        if (address_is_ipv4(&interface->address) == ipv6)
            continue;
        memcpy(&wish.gr_group, &group, sizeof group);
        /* It fails where we are in the group already. */
        (void)setsockopt(fd, ipv6 ? IPPROTO_IPV6 : IPPROTO_IP, MCAST_JOIN_GROUP, &wish,
                         sizeof wish);
    }
}

void lan_socket_send(int fd, const struct lan_interface *interface, const uint8_t *bytes,
                     size_t size)
{
    bool ipv6 = !address_is_ipv4(&interface->address);
    struct sockaddr_storage group;
    socklen_t group_size = group_address(ipv6, &group);
    uint8_t copy[256];
    union {
        struct cmsghdr align;
        uint8_t bytes[CMSG_SPACE(sizeof(struct in6_pktinfo))];
    } control = {0};
    ALCOVE_ASSERT(size <= sizeof copy);
    memcpy(copy, bytes, size);
    struct iovec part = {.iov_base = copy, .iov_len = size};
    struct msghdr message = {
        .msg_name = &group,
        .msg_namelen = group_size,
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen =
            ipv6 ? CMSG_SPACE(sizeof(struct in6_pktinfo)) : CMSG_SPACE(sizeof(struct in_pktinfo)),
    };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = ipv6 ? IPPROTO_IPV6 : IPPROTO_IP;
    header->cmsg_type = ipv6 ? IPV6_PKTINFO : IP_PKTINFO;
    header->cmsg_len =
        ipv6 ? CMSG_LEN(sizeof(struct in6_pktinfo)) : CMSG_LEN(sizeof(struct in_pktinfo));
    if (ipv6) {
        struct in6_pktinfo from = {.ipi6_ifindex = interface->index};
        memcpy(&from.ipi6_addr, interface->address.ip, sizeof from.ipi6_addr);
        memcpy(CMSG_DATA(header), &from, sizeof from);
    } else {
        struct in_pktinfo from = {.ipi_ifindex = (int)interface->index};
        memcpy(&from.ipi_spec_dst, interface->address.ip + 12, sizeof from.ipi_spec_dst);
        memcpy(CMSG_DATA(header), &from, sizeof from);
    }
    (void)sendmsg(fd, &message, 0);
}

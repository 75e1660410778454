#include "emulator/tunnel.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define MTU        1500
#define READ_BATCH 32

struct interface_spec {
    char namespace[64];
    char name[IFNAMSIZ];
    char address[INET_ADDRSTRLEN]; /* empty: whoever made the namespace gives addresses */
    char peer[INET_ADDRSTRLEN];
};

/* Copies what comes before the next ':' and moves `*text` behind that, or to NULL at the end. */
static bool take_part(const char **text, char *out, size_t size)
{
    if (*text == NULL)
        return false;
    const char *colon = strchr(*text, ':');
    size_t length = colon == NULL ? strlen(*text) : (size_t)(colon - *text);
    if (length == 0 || length >= size)
        return false;
    memcpy(out, *text, length);
    out[length] = '\0';
    *text = colon == NULL ? NULL : colon + 1;
    return true;
}

static bool parse_spec(const char *text, struct interface_spec *out)
{
    if (!take_part(&text, out->namespace, sizeof out->namespace) ||
        !take_part(&text, out->name, sizeof out->name))
        return false;
    return text == NULL || (take_part(&text, out->address, sizeof out->address) &&
                            take_part(&text, out->peer, sizeof out->peer) && text == NULL);
}

static bool set_address(int control, struct ifreq *request, unsigned long what, const char *text)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    if (inet_pton(AF_INET, text, &address.sin_addr) != 1)
        return false;
    memcpy(&request->ifr_addr, &address, sizeof address);
    return ioctl(control, what, request) == 0;
}

static bool configure(int control, const struct interface_spec *spec)
{
    struct ifreq request = {0};
    memcpy(request.ifr_name, spec->name, sizeof request.ifr_name);
    if (spec->address[0] != '\0' && (!set_address(control, &request, SIOCSIFADDR, spec->address) ||
                                     !set_address(control, &request, SIOCSIFDSTADDR, spec->peer)))
        return false;
    request.ifr_mtu = MTU;
    if (ioctl(control, SIOCSIFMTU, &request) != 0)
        return false;
    if (ioctl(control, SIOCGIFFLAGS, &request) != 0)
        return false;
    request.ifr_flags |= IFF_UP | IFF_RUNNING;
    return ioctl(control, SIOCSIFFLAGS, &request) == 0;
}

/* In the namespace this thread is in now. */
static int open_interface(const struct interface_spec *spec)
{
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    memcpy(request.ifr_name, spec->name, sizeof request.ifr_name);
    bool opened =
        fd >= 0 && control >= 0 && ioctl(fd, TUNSETIFF, &request) == 0 && configure(control, spec);
    if (control >= 0)
        close(control);
    if (opened)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool enter_namespace(const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "/run/netns/%s", name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool entered = setns(fd, CLONE_NEWNET) == 0;
    close(fd);
    return entered;
}

/* Opens the interface in its namespace and returns to our own. */
static int open_end(const char *text)
{
    struct interface_spec spec = {0};
    if (!parse_spec(text, &spec))
        return -1;
    if (strcmp(spec.namespace, "-") == 0)
        return open_interface(&spec);
    int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (home < 0)
        return -1;
    int fd = enter_namespace(spec.namespace) ? open_interface(&spec) : -1;
    bool returned = setns(home, CLONE_NEWNET) == 0;
    close(home);
    if (fd >= 0 && !returned) {
        close(fd);
        return -1;
    }
    return fd;
}

static void tunnel_readable(void *context, uint32_t source)
{
    struct tunnel *tunnel = context;
    for (int i = 0; i < READ_BATCH; i++) {
        uint8_t bytes[NETWORK_DATAGRAM_MAX];
        ssize_t size = read(tunnel->interfaces[source], bytes, sizeof bytes);
        if (size < 0)
            return;
        struct network_datagram packet = {0, (size_t)size, bytes};
        engine_carry(&tunnel->engine, (enum direction)source, &packet);
    }
}

static void tunnel_deliver(void *context, enum direction direction,
                           const struct network_datagram *packet)
{
    struct tunnel *tunnel = context;
    /* A write that fails is a loss, as on any network. */
    (void)!write(tunnel->interfaces[1 - direction], packet->bytes, packet->size);
}

bool tunnel_open(struct tunnel *tunnel, const struct engine_setup *setup, const char *a,
                 const char *b, const char **reason)
{
    *tunnel = (struct tunnel){.interfaces = {-1, -1}};
    struct engine_ends ends = {tunnel, tunnel_readable, tunnel_deliver};
    if (!engine_open(&tunnel->engine, setup, &ends)) {
        *reason = "no memory, or no timers";
        return false;
    }
    *reason = "cannot make the interfaces (root? NAMESPACE:INTERFACE[:ADDRESS:PEER]?)";
    tunnel->interfaces[DIRECTION_THERE] = open_end(a);
    tunnel->interfaces[DIRECTION_BACK] = open_end(b);
    for (uint32_t i = 0; i < DIRECTIONS; i++) {
        if (tunnel->interfaces[i] >= 0 && engine_watch(&tunnel->engine, tunnel->interfaces[i], i))
            continue;
        tunnel_close(tunnel);
        return false;
    }
    return true;
}

bool tunnel_run(struct tunnel *tunnel)
{
    return engine_run(&tunnel->engine);
}

void tunnel_close(struct tunnel *tunnel)
{
    for (int i = 0; i < DIRECTIONS; i++) {
        if (tunnel->interfaces[i] >= 0)
            close(tunnel->interfaces[i]);
    }
    engine_close(&tunnel->engine);
}

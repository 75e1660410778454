#include "net/gateway.h"

#include <net/route.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/assert.h"
#include "net/socket_address.h"
#include "reach/address_text.h"

/* More than any desktop's table; default routes stand at its head. */
#define ROUTES_BYTES_MAX 16384
#define ANY_PORT         9 /* nothing is sent to it */

#define COUNT_PATH_BYTES 64

/* Columns. Addresses are words of the machine; their bytes are in network order. */
enum column {
    COLUMN_DESTINATION = 1,
    COLUMN_ROUTER = 2,
    COLUMN_FLAGS = 3,
    COLUMN_METRIC = 6,
    COLUMN_MASK = 7,
    COLUMNS = 8,
};

/* The numbers of one line, by column; false if it has fewer, as the heading does. */
static bool line_read(const char *line, unsigned long out[COLUMNS])
{
    const char *at = line;
    for (size_t i = 0; i < COLUMNS; i++) {
        at += strspn(at, " \t");
        size_t length = strcspn(at, " \t\n");
        char *end = NULL;
        if (length == 0)
            return false;
        out[i] = i == 0 ? 0 : strtoul(at, &end, i == COLUMN_METRIC ? 10 : 16);
        if (i > 0 && end != at + length)
            return false;
        at += length;
    }
    return true;
}

static void interface_read(const char *line, char out[IF_NAMESIZE])
{
    line += strspn(line, " \t");
    size_t length = strcspn(line, " \t\n");
    length = length < IF_NAMESIZE ? length : IF_NAMESIZE - 1;
    memcpy(out, line, length);
    out[length] = '\0';
}

bool gateway_parse_routes(const char *text, struct gateway_route *out)
{
    unsigned long best_metric = 0;
    bool found = false;
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        unsigned long columns[COLUMNS];
        line += *line == '\n';
        if (!line_read(line, columns))
            continue;
        uint32_t router = (uint32_t)columns[COLUMN_ROUTER];
        unsigned long flags = columns[COLUMN_FLAGS];
        bool is_default = columns[COLUMN_DESTINATION] == 0 && columns[COLUMN_MASK] == 0 &&
                          router != 0 && (flags & RTF_UP) != 0 && (flags & RTF_GATEWAY) != 0;
        if (!is_default || (found && columns[COLUMN_METRIC] >= best_metric))
            continue;
        found = true;
        best_metric = columns[COLUMN_METRIC];
        memcpy(out->ip, &router, sizeof router);
        interface_read(line, out->interface);
    }
    return found;
}

static bool routes_read(char out[ROUTES_BYTES_MAX])
{
    FILE *file = fopen("/proc/net/route", "re");
    if (file == NULL)
        return false;
    size_t size = fread(out, 1, ROUTES_BYTES_MAX - 1, file);
    out[size] = '\0';
    (void)fclose(file);
    return size > 0;
}

static unsigned long line_changes_read(const char *interface)
{
    char path[COUNT_PATH_BYTES];
    unsigned long count = 0;
    (void)snprintf(path, sizeof path, "/sys/class/net/%s/carrier_changes", interface);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    if (fscanf(file, "%lu", &count) != 1)
        count = 0;
    (void)fclose(file);
    return count;
}

/* Connecting a UDP socket sends nothing: it asks the system for the source address. */
static bool client_find(struct gateway *g)
{
    struct alcove_address to = g->router;
    struct sockaddr_storage at = {0};
    struct sockaddr_storage own = {0};
    socklen_t size = sizeof own;
    to.port = ANY_PORT;
    if (!socket_address_from(&to, true, &at))
        return false;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    bool found = connect(fd, (const struct sockaddr *)&at, sizeof(struct sockaddr_in)) == 0 &&
                 getsockname(fd, (struct sockaddr *)&own, &size) == 0 &&
                 socket_address_to((const struct sockaddr *)&own, &g->client);
    (void)close(fd);
    g->client.port = 0;
    return found;
}

bool gateway_find(struct gateway *out)
{
    ALCOVE_ASSERT(out != NULL);
    char routes[ROUTES_BYTES_MAX];
    struct gateway_route route = {0};
    struct gateway found = {0};
    memset(out, 0, sizeof *out);
    if (!routes_read(routes) || !gateway_parse_routes(routes, &route))
        return false;
    found.router = address_from_ipv4(route.ip, 0);
    found.interface = if_nametoindex(route.interface);
    found.line_changes = line_changes_read(route.interface);
    if (!client_find(&found))
        return false;
    found.is_known = true;
    *out = found;
    return true;
}

bool gateway_equal(const struct gateway *a, const struct gateway *b)
{
    return a->is_known == b->is_known && alcove_address_equal(&a->router, &b->router) &&
           alcove_address_equal(&a->client, &b->client) && a->interface == b->interface &&
           a->line_changes == b->line_changes;
}

/* `alcove helper`: this device, always on, tells addresses and relays for its owner's people.
 * `alcove helpers`: whose help the owner's app may ask for. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <uv.h>

#include "app/commands.h"
#include "app/interrupt.h"
#include "app/log.h"
#include "app/ways.h"
#include "net/helper_node.h"
#include "net/interfaces.h"
#include "net/random.h"
#include "reach/address_text.h"
#include "reach/virtual_address.h"
#include "store/helper_secret.h"

#define LOG_PAUSE_MS 60000

/* ---- alcove helper ---- */

struct helper_run {
    uv_loop_t loop;
    uv_async_t stop; /* rung by the thread of signals */
    uv_timer_t minute;
    struct helper_node *node;
    struct relay_server_statistics told; /* up to the last line of the log */
};

static void ring_stop(void *context)
{
    struct helper_run *run = context;
    uv_async_send(&run->stop);
}

static void on_stop(uv_async_t *stop)
{
    struct helper_run *run = stop->data;
    helper_node_close(run->node, NULL, NULL);
    uv_close((uv_handle_t *)&run->minute, NULL);
    uv_close((uv_handle_t *)&run->stop, NULL);
}

/* Volume only: who is helped is nobody's business, the owner's neither. */
static void on_minute(uv_timer_t *minute)
{
    struct helper_run *run = minute->data;
    struct relay_server_statistics now = helper_node_get_statistics(run->node).relay;
    uint64_t bytes = now.relayed_bytes - run->told.relayed_bytes;
    if (bytes > 0)
        log_event(LOG_INFO, "kilobytes relayed in the last minute", (bytes + 999) / 1000);
    run->told = now;
}

static bool parse_port(const char *text, uint16_t *port)
{
    char *end;
    unsigned long value = text[0] >= '0' && text[0] <= '9' ? strtoul(text, &end, 10) : 65536;
    *port = (uint16_t)value;
    return value <= 65535 && *end == '\0';
}

/* An address as people write it, with a port or without: then it is `port`. */
static bool parse_public(const char *text, uint16_t port, struct alcove_address *out)
{
    char with_port[ADDRESS_TEXT_BYTES_MAX + 8];
    bool parsed = address_text_parse(text, out);
    if (!parsed) {
        (void)snprintf(with_port, sizeof with_port,
                       strchr(text, ':') != NULL ? "[%.46s]:%u" : "%.46s:%u", text, (unsigned)port);
        parsed = address_text_parse(with_port, out);
    }
    return parsed && out->port != 0 && !address_is_virtual(out);
}

static bool is_anywhere(const struct alcove_address *listen)
{
    struct alcove_address any = {.port = listen->port};
    static const uint8_t any_ipv4[4] = {0};
    struct alcove_address ipv4 = address_from_ipv4(any_ipv4, listen->port);
    return alcove_address_equal(listen, &any) || alcove_address_equal(listen, &ipv4);
}

/* Where the owner's people reach it: what the owner says, else where it listens. */
static bool fill_link(struct helper_link *link, const struct options *options,
                      const struct helper_node *node, const struct alcove_address *listen)
{
    const struct option_few *given = &options->public_addresses;
    uint16_t port = helper_node_udp_port(node);
    link->tcp_port = helper_node_tcp_port(node);
    for (int i = 0; i < given->count; i++) {
        if (!parse_public(given->values[i], port, &link->addresses[i])) {
            complain(EXIT_USAGE, "--public wants an address like 192.0.2.7:4242, not \"%.40s\".",
                     given->values[i]);
            return false;
        }
        link->address_count++;
    }
    if (link->address_count > 0)
        return true;
    if (!is_anywhere(listen)) {
        link->addresses[0] = *listen;
        link->addresses[0].port = port;
        link->address_count = 1;
        return true;
    }
    struct interfaces_wish wish = {.port = port, .ipv4_only = helper_node_is_ipv4_only(node)};
    link->address_count = interfaces_list(&wish, link->addresses, HELPER_ADDRESSES_MAX);
    wish.with_loopback = true;
    if (link->address_count == 0)
        link->address_count = interfaces_list(&wish, link->addresses, HELPER_ADDRESSES_MAX);
    if (link->address_count > 0)
        return true;
    complain(EXIT_FAILED, "This device has no address; connect it, or say one with --public.");
    return false;
}

static void print_link(const struct helper_link *link, uint16_t udp_port, bool json)
{
    char text[HELPER_LINK_TEXT_BYTES_MAX];
    helper_link_encode(link, text);
    if (json)
        printf("{\"event\":\"helper\",\"link\":\"%s\",\"udp_port\":%u,\"tcp_port\":%u}\n", text,
               (unsigned)udp_port, (unsigned)link->tcp_port);
    else
        printf("%s\n", text);
    fflush(stdout);
    sodium_memzero(text, sizeof text);
    if (!json)
        fprintf(stderr, "Keep this link to yourself: give it to `alcove helpers add` on your own "
                        "device. Helping until Ctrl-C.\n");
}

static enum exit_code serve(struct helper_run *run)
{
    run->stop.data = run;
    run->minute.data = run;
    (void)uv_timer_init(&run->loop, &run->minute);
    (void)uv_timer_start(&run->minute, on_minute, LOG_PAUSE_MS, LOG_PAUSE_MS);
    if (!interrupt_listen(ring_stop, run)) {
        on_stop(&run->stop);
        uv_run(&run->loop, UV_RUN_DEFAULT);
        return complain(EXIT_FAILED, "The system has no threads left; close other programs.");
    }
    uv_run(&run->loop, UV_RUN_DEFAULT);
    interrupt_forget();
    return EXIT_OK;
}

static bool node_options(struct helper_node_options *node, const struct options *options,
                         const struct household *household)
{
    struct store_error error;
    if (!listen_address(options, household, &node->listen))
        return false;
    for (int i = 0; i < options->tcp_ports.count; i++) {
        if (!parse_port(options->tcp_ports.values[i], &node->tcp_ports[i])) {
            complain(EXIT_USAGE, "--tcp wants a port like 443, not \"%.40s\".",
                     options->tcp_ports.values[i]);
            return false;
        }
        node->tcp_port_count++;
    }
    uint64_t kbit = options->max_rate_kbit;
    node->relay.pair_bits_per_s = kbit > 4000000 ? 4000000000u : (uint32_t)kbit * 1000;
    /* Whoever allows one more than all together, allows all as much. */
    if (node->relay.pair_bits_per_s > RELAY_TOTAL_BITS_PER_S)
        node->relay.total_bits_per_s = node->relay.pair_bits_per_s;
    node->relay.random = net_random;
    if (helper_secret_load(&household->profile.folder, node->relay.secret, &error))
        return true;
    complain(EXIT_LOCKED, "%s", error.text);
    return false;
}

/* The loop is run to its end whatever happens, so that all its handles are closed. */
static enum exit_code open_and_serve(struct helper_run *run, const struct options *options,
                                     struct household *household,
                                     const struct helper_node_options *node)
{
    struct net_error net_error;
    struct store_error error;
    struct helper_link link = {0};
    run->node = helper_node_open(&run->loop, node, &net_error);
    if (run->node == NULL)
        return complain(EXIT_FAILED, "%s", net_error.text);
    enum exit_code exit = EXIT_USAGE;
    if (fill_link(&link, options, run->node, &node->listen)) {
        uint16_t port = helper_node_udp_port(run->node);
        memcpy(link.secret, node->relay.secret, sizeof link.secret);
        /* The port stays, so that the link works tomorrow too. */
        exit = EXIT_OK;
        if (!profile_set_listen_port(&household->profile, port, &error))
            exit = complain(EXIT_LOCKED, "%s", error.text);
        else if (uv_async_init(&run->loop, &run->stop, on_stop) != 0)
            exit = complain(EXIT_FAILED, "The system has no descriptors left; close programs.");
        else
            print_link(&link, port, options->json);
    }
    sodium_memzero(&link, sizeof link);
    if (exit == EXIT_OK)
        return serve(run);
    helper_node_close(run->node, NULL, NULL);
    return exit;
}

/* A helper has a profile of its own: the owner's app may run beside it. */
static bool own_profile(struct options *options, char directory[FOLDER_PATH_BYTES_MAX])
{
    static const char suffix[] = "-helper";
    struct store_error error;
    if (options->profile != NULL)
        return true;
    if (!profile_default_directory(directory, &error)) {
        complain(EXIT_LOCKED, "%s", error.text);
        return false;
    }
    size_t length = strlen(directory);
    if (length + sizeof suffix > FOLDER_PATH_BYTES_MAX) {
        complain(EXIT_LOCKED, "The name of the home folder is too long; give one by --profile.");
        return false;
    }
    memcpy(directory + length, suffix, sizeof suffix);
    options->profile = directory;
    return true;
}

enum exit_code command_helper(const struct options *given)
{
    char directory[FOLDER_PATH_BYTES_MAX];
    struct options options = *given;
    struct helper_node_options node = {0};
    struct helper_run run = {0};
    enum exit_code exit;
    if (!own_profile(&options, directory))
        return EXIT_LOCKED;
    struct household *household = household_open(&options, &exit);
    if (household == NULL)
        return exit;
    exit = EXIT_USAGE;
    if (uv_loop_init(&run.loop) != 0) {
        exit = complain(EXIT_FAILED, "The system has no descriptors left; close other programs.");
    } else {
        if (node_options(&node, &options, household))
            exit = open_and_serve(&run, &options, household, &node);
        uv_run(&run.loop, UV_RUN_DEFAULT);
        uv_loop_close(&run.loop);
    }
    sodium_memzero(&node, sizeof node);
    household_close(household);
    return exit;
}

/* ---- alcove helpers ---- */

static enum exit_code list(const struct household *household, bool json)
{
    for (size_t i = 0; i < household->helpers.count; i++) {
        const struct known_helper *helper = &household->helpers.list[i];
        printf(json ? "{\"id\":%u,\"addresses\":[" : "%4u ", helper->id);
        for (size_t k = 0; k < helper->link.address_count; k++) {
            char text[ADDRESS_TEXT_BYTES_MAX];
            address_text_print(&helper->link.addresses[k], text);
            if (json)
                printf("%s\"%s\"", k > 0 ? "," : "", text);
            else
                printf(" %s", text);
        }
        if (json)
            printf("],\"tcp_port\":%u}\n", (unsigned)helper->link.tcp_port);
        else if (helper->link.tcp_port != 0)
            printf("  TCP %u\n", (unsigned)helper->link.tcp_port);
        else
            printf("\n");
    }
    if (household->helpers.count == 0 && !json)
        fprintf(stderr, "None yet. `alcove helper` on a device that is always on prints a link.\n");
    return EXIT_OK;
}

static enum exit_code add(struct household *household, bool json)
{
    static const char *const complaints[] = {
        [PACKED_OK] = "",
        [PACKED_NOT_ONE] =
            "This is not a helper link: those begin with \"alcove-helper:\". Copy the whole link.",
        [PACKED_TRUNCATED] = "The end of this helper link is missing. Copy the whole link.",
        [PACKED_MISTYPED] = "A character of this helper link is wrong. Copy the link again.",
        [PACKED_NEWER_VERSION] = "This helper link was made by a newer Alcove. Update yours.",
    };
    char typed[HELPER_LINK_INPUT_BYTES_MAX];
    struct helper_link link;
    struct store_error error;
    uint32_t id;
    size_t size = fread(typed, 1, sizeof typed, stdin);
    enum packed_outcome outcome = helper_link_decode(typed, size, &link);
    sodium_memzero(typed, sizeof typed);
    if (outcome != PACKED_OK)
        return complain(EXIT_INVITE, "%s", complaints[outcome]);
    bool added = helpers_add(&household->helpers, &link, &id, &error);
    sodium_memzero(&link, sizeof link);
    if (!added)
        return complain(error.kind == STORE_ERROR_FULL ? EXIT_FAILED : EXIT_LOCKED, "%s",
                        error.text);
    if (json)
        printf("{\"event\":\"helper_added\",\"id\":%" PRIu32 "}\n", id);
    else
        printf("Helper %" PRIu32 " is known now.\n", id);
    return EXIT_OK;
}

static enum exit_code remove_one(struct household *household, const char *number)
{
    struct store_error error;
    char *end;
    unsigned long id = strtoul(number, &end, 10);
    if (number[0] < '0' || number[0] > '9' || *end != '\0' || id > UINT32_MAX)
        return complain(EXIT_USAGE,
                        "helpers remove: want the number before the address in `alcove helpers "
                        "list`.");
    if (helpers_remove(&household->helpers, (uint32_t)id, &error))
        return EXIT_OK;
    return complain(error.kind == STORE_ERROR_INVALID ? EXIT_USAGE : EXIT_LOCKED, "%s", error.text);
}

/* By which ways people are found when --helpers does not say. */
static enum exit_code ways(struct household *household, const char *text)
{
    struct ways parsed;
    struct store_error error;
    char complaint[200];
    if (text == NULL) {
        const char *kept = household->profile.ways;
        printf("%s\n", kept[0] != '\0' ? kept : WAYS_DEFAULT);
        return EXIT_OK;
    }
    bool standard = strcmp(text, "default") == 0;
    if (!standard && !ways_parse(&parsed, text, complaint))
        return complain(EXIT_USAGE, "%s", complaint);
    if (profile_set_ways(&household->profile, standard ? "" : text, &error))
        return EXIT_OK;
    return complain(error.kind == STORE_ERROR_INVALID ? EXIT_USAGE : EXIT_LOCKED, "%s", error.text);
}

static enum exit_code run_verb(struct household *household, const struct options *options)
{
    const char *verb = options->operands[0];
    int count = options->operand_count;
    if (strcmp(verb, "list") == 0 && count == 1)
        return list(household, options->json);
    if (strcmp(verb, "add") == 0 && count == 1)
        return add(household, options->json);
    if (strcmp(verb, "remove") == 0 && count == 2)
        return remove_one(household, options->operands[1]);
    if (strcmp(verb, "ways") == 0)
        return ways(household, count == 2 ? options->operands[1] : NULL);
    return complain(EXIT_USAGE, "helpers: want `list`, `remove NUMBER`, `add` with the link as its "
                                "input, or `ways [LIST]`.");
}

enum exit_code command_helpers(const struct options *options)
{
    enum exit_code exit;
    struct household *household = household_open(options, &exit);
    if (household == NULL)
        return exit;
    exit = run_verb(household, options);
    household_close(household);
    return exit;
}

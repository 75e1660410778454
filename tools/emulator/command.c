#include "emulator/command.h"

#include <stdlib.h>
#include <string.h>

#include "emulator/networks.h"

const char command_usage[] =
    "link_emulator relay --listen ADDR:PORT --to ADDR:PORT [OPTIONS]   UDP, no privilege\n"
    "link_emulator tun --a NS:IF[:ADDR:PEER] --b NS:IF[:ADDR:PEER] [OPTIONS]\n"
    "                   as root; NS - = here; without addresses the interface has none\n"
    "link_emulator networks   list the named networks\n"
    "link_emulator calibrate   measure delay, rate and loss over loopback against what was set\n"
    "\n"
    "  --name NETWORK     terms of a named network\n"
    "  --set TERMS        both directions: rate=1M,delay=50,loss=1,queue=300 ...\n"
    "  --there TERMS      only from the listening side (a) towards the destination (b)\n"
    "  --back TERMS       only the other way\n"
    "  --schedule \"SECONDS both|there|back TERMS\"   a change to come; repeatable, in order\n"
    "  --seed N           of all chance (1)\n"
    "  --log FILE.csv     rates, losses and queue of each interval\n"
    "  --interval MS      of the log (1000)\n"
    "  --capture FILE.pcap   relay: every datagram that enters, before its fate; LINKTYPE_USER0,\n"
    "                     one byte in front: 0 there, 1 back; times from the start\n"
    "  --for SECONDS      stop by itself\n"
    "\n"
    "Terms: rate queue queue_bytes delay jitter shape order loss burst mask reorder late\n"
    "duplicate overhead down; times in ms, shares in percent. Prints `ready ADDR:PORT`, then runs\n"
    "until SIGTERM or SIGINT and prints totals.\n";

/* Options build on one another, whatever their order on the line: a named network first, then what
 * differs from it, then its changes over time. */
enum stage {
    STAGE_ENDS,
    STAGE_NAME,
    STAGE_TERMS,
    STAGE_SCHEDULE,
    STAGES,
};

static bool read_number(const char *text, uint64_t most, uint64_t *out)
{
    char *end = NULL;
    if (text[0] < '0' || text[0] > '9')
        return false;
    *out = strtoull(text, &end, 10);
    return *end == '\0' && *out <= most;
}

static bool take_end(struct command *c, const char *option, const char *value)
{
    bool relay = c->mode == COMMAND_RELAY;
    uint64_t number = 0;
    if (strcmp(option, relay ? "--listen" : "--a") == 0)
        return (c->end_a = value) != NULL;
    if (strcmp(option, relay ? "--to" : "--b") == 0)
        return (c->end_b = value) != NULL;
    if (strcmp(option, "--log") == 0)
        return (c->log_path = value) != NULL;
    if (relay && strcmp(option, "--capture") == 0)
        return (c->capture_path = value) != NULL;
    if (strcmp(option, "--seed") == 0)
        return read_number(value, UINT64_MAX, &c->setup.seed);
    if (strcmp(option, "--interval") == 0) {
        bool read = read_number(value, 3600000, &number) && number > 0;
        c->setup.interval_us = number * 1000;
        return read;
    }
    if (strcmp(option, "--for") == 0) {
        bool read = read_number(value, 1000000, &number);
        c->setup.stop_us = number * 1000000;
        return read;
    }
    return false;
}

static bool take_name(struct command *c, const char *name)
{
    const struct named_network *network = named_network_find(name);
    if (network == NULL)
        return false;
    named_network_plan(network, &c->setup.plans[DIRECTION_THERE], &c->setup.plans[DIRECTION_BACK]);
    return true;
}

/* The terms of a named network are in its plan's changes too, so each of them takes the text. */
static bool plan_set(struct network_plan *plan, const char *terms)
{
    bool understood = network_terms_set(&plan->terms, terms);
    for (size_t i = 0; understood && i < plan->change_count; i++)
        understood = network_terms_set(&plan->changes[i].terms, terms);
    return understood;
}

static bool take_terms(struct command *c, const char *option, const char *terms)
{
    bool there = strcmp(option, "--back") != 0;
    bool back = strcmp(option, "--there") != 0;
    return (!there || plan_set(&c->setup.plans[DIRECTION_THERE], terms)) &&
           (!back || plan_set(&c->setup.plans[DIRECTION_BACK], terms));
}

/* "SECONDS both|there|back TERMS" */
static bool take_change(struct command *c, const char *text)
{
    char *end = NULL;
    double seconds = strtod(text, &end);
    if (end == text || *end != ' ' || !(seconds >= 0 && seconds < 1e6))
        return false;
    const char *direction = end + strspn(end, " ");
    size_t size = strcspn(direction, " ");
    const char *terms = direction + size + strspn(direction + size, " ");
    bool both = size == 4 && memcmp(direction, "both", size) == 0;
    bool there = both || (size == 5 && memcmp(direction, "there", size) == 0);
    bool back = both || (size == 4 && memcmp(direction, "back", size) == 0);
    uint64_t at_us = (uint64_t)(seconds * 1e6);
    return (there || back) &&
           (!there || network_plan_change(&c->setup.plans[DIRECTION_THERE], at_us, terms)) &&
           (!back || network_plan_change(&c->setup.plans[DIRECTION_BACK], at_us, terms));
}

static enum stage stage_of(const char *option)
{
    if (strcmp(option, "--name") == 0)
        return STAGE_NAME;
    if (strcmp(option, "--set") == 0 || strcmp(option, "--there") == 0 ||
        strcmp(option, "--back") == 0)
        return STAGE_TERMS;
    return strcmp(option, "--schedule") == 0 ? STAGE_SCHEDULE : STAGE_ENDS;
}

static bool take_option(struct command *c, const char *option, const char *value)
{
    switch (stage_of(option)) {
    case STAGE_NAME:
        return take_name(c, value);
    case STAGE_TERMS:
        return take_terms(c, option, value);
    case STAGE_SCHEDULE:
        return take_change(c, value);
    case STAGE_ENDS:
    case STAGES:
        break;
    }
    return take_end(c, option, value);
}

static bool take_stage(struct command *c, enum stage stage, const char *const *words,
                       const char **bad)
{
    for (; words[0] != NULL; words += 2) {
        if (words[1] == NULL ||
            (stage_of(words[0]) == stage && !take_option(c, words[0], words[1]))) {
            *bad = words[1] == NULL ? words[0] : words[1];
            return false;
        }
    }
    /* A whole IP packet has its headers inside. */
    if (stage == STAGE_NAME && c->mode == COMMAND_TUN)
        return take_terms(c, "--set", "overhead=0");
    return true;
}

static bool read_mode(const char *word, enum command_mode *out)
{
    static const char *const words[] = {"relay", "tun", "networks", "calibrate"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(word, words[i]) != 0)
            continue;
        *out = (enum command_mode)i;
        return true;
    }
    return false;
}

bool command_parse(const char *const *words, struct command *out, const char **bad)
{
    *out = (struct command){.setup = {.seed = 1, .interval_us = 1000000}};
    for (int i = 0; i < DIRECTIONS; i++)
        out->setup.plans[i] = network_plan_perfect();
    *bad = words[0] == NULL ? "no command" : words[0];
    if (words[0] == NULL || !read_mode(words[0], &out->mode))
        return false;
    for (enum stage stage = STAGE_ENDS; stage < STAGES; stage++) {
        if (!take_stage(out, stage, words + 1, bad))
            return false;
    }
    if (out->mode != COMMAND_RELAY && out->mode != COMMAND_TUN)
        return true;
    *bad = out->mode == COMMAND_RELAY ? "--listen and --to" : "--a and --b";
    return out->end_a != NULL && out->end_b != NULL;
}

/* The doctor's findings as words, codes and JSON. */
#include <inttypes.h>
#include <string.h>

#include "app/doctor.h"
#include "base/assert.h"
#include "ui/words.h"

static const struct {
    const char *name;
    enum call_hindrance hindrance;
    enum exit_code exit;
} rows[DIAGNOSES] = {
    [DIAGNOSIS_CONNECTED] = {"connected", CALL_HINDRANCE_NONE, EXIT_OK},
    [DIAGNOSIS_THEY_ARE_OFFLINE] = {"they_are_offline", CALL_HINDRANCE_OFFLINE, EXIT_UNREACHABLE},
    [DIAGNOSIS_NO_NETWORK] = {"no_network", CALL_HINDRANCE_NO_NETWORK, EXIT_UNREACHABLE},
    [DIAGNOSIS_UDP_BLOCKED] = {"udp_blocked", CALL_HINDRANCE_BLOCKED, EXIT_UNREACHABLE},
    [DIAGNOSIS_BOTH_RESTRICTED] = {"both_restricted", CALL_HINDRANCE_RESTRICTED, EXIT_UNREACHABLE},
    [DIAGNOSIS_CLOCK_WRONG] = {"clock_wrong", CALL_HINDRANCE_CLOCK, EXIT_UNREACHABLE},
    [DIAGNOSIS_VERSIONS_DIFFER] = {"versions_differ", CALL_HINDRANCE_VERSIONS, EXIT_UNREACHABLE},
    [DIAGNOSIS_INVITE_OVER] = {"invite_over", CALL_HINDRANCE_INVITE_OVER, EXIT_INVITE},
    [DIAGNOSIS_WRONG_KEY] = {"wrong_key", CALL_HINDRANCE_WRONG_KEY, EXIT_WRONG_KEY},
    [DIAGNOSIS_STILL_TRYING] = {"still_trying", CALL_HINDRANCE_STILL_TRYING, EXIT_UNREACHABLE},
};

enum call_hindrance doctor_hindrance(enum diagnosis diagnosis, uint64_t elapsed_us)
{
    ALCOVE_ASSERT(diagnosis < DIAGNOSES);
    if (diagnosis == DIAGNOSIS_STILL_TRYING && elapsed_us < DOCTOR_FOR_US)
        return CALL_HINDRANCE_NONE;
    return rows[diagnosis].hindrance;
}

enum exit_code doctor_exit(enum diagnosis diagnosis)
{
    ALCOVE_ASSERT(diagnosis < DIAGNOSES);
    return rows[diagnosis].exit;
}

const char *doctor_name(enum diagnosis diagnosis)
{
    ALCOVE_ASSERT(diagnosis < DIAGNOSES);
    return rows[diagnosis].name;
}

/* Nobody waits for what was given up: where the action is to wait, another one fits. */
struct told doctor_tell(enum diagnosis diagnosis)
{
    ALCOVE_ASSERT(diagnosis < DIAGNOSES);
    enum call_hindrance hindrance = rows[diagnosis].hindrance;
    switch (hindrance) {
    case CALL_HINDRANCE_OFFLINE:
        return (struct told){.what = DECK_NOTES_OFFLINE, .to_do = DECK_NOTES_UNREACHED_DO};
    case CALL_HINDRANCE_NONE:
    case CALL_HINDRANCE_STILL_TRYING:
        return (struct told){.what = DECK_NOTES_UNREACHED, .to_do = DECK_NOTES_UNREACHED_DO};
    default:
        return (struct told){.what = words_why(hindrance), .to_do = words_to_do(hindrance)};
    }
}

struct told doctor_tell_joining(enum diagnosis diagnosis)
{
    if (diagnosis == DIAGNOSIS_THEY_ARE_OFFLINE || diagnosis == DIAGNOSIS_STILL_TRYING)
        return (struct told){.what = DECK_NOTES_UNANSWERED, .to_do = DECK_NOTES_UNANSWERED_DO};
    return doctor_tell(diagnosis);
}

static const char *path_name(const struct doctor_report *report)
{
    static const char *const names[] = {
        [AGENT_PATH_LOCAL] = "local",     [AGENT_PATH_IPV6] = "ipv6",
        [AGENT_PATH_DIRECT] = "direct",   [AGENT_PATH_TCP] = "tcp",
        [AGENT_PATH_RELAYED] = "relayed",
    };
    return report->facts.path_found ? names[report->path] : "none";
}

static const char *mapping_name(enum nat_mapping mapping)
{
    static const char *const names[] = {
        [NAT_UNKNOWN] = "unknown",      [NAT_NONE] = "none",           [NAT_INDEPENDENT] = "same",
        [NAT_DEPENDENT] = "by_address", [NAT_UDP_BLOCKED] = "blocked",
    };
    return names[mapping];
}

static void print_flag(FILE *file, const char *key, bool value)
{
    fprintf(file, ",\"%s\":%s", key, value ? "true" : "false");
}

static void print_facts(FILE *file, const struct doctor_report *report)
{
    static const char *const tcp[] = {"unknown", "works", "fails"};
    static const char *const clock[] = {"fine", "ours_is_wrong", "one_of_two_is_wrong"};
    const struct diagnosis_facts *facts = &report->facts;
    fprintf(file, ",\"path\":\"%s\",\"own_mapping\":\"%s\",\"their_mapping\":\"%s\"",
            path_name(report), mapping_name(facts->own_mapping),
            mapping_name(facts->their_mapping));
    print_flag(file, "record_seen", facts->record_seen);
    if (facts->record_seen)
        fprintf(file, ",\"record_age_s\":%" PRIu64, facts->record_age_s);
    print_flag(file, "they_seek", facts->they_seek);
    print_flag(file, "network", facts->network_present);
    print_flag(file, "route", facts->default_route);
    print_flag(file, "helper_known", facts->relay_possible);
    print_flag(file, "helper_answers", facts->relay_bound);
    print_flag(file, "port_mapped", report->statistics.mapped);
    print_flag(file, "behind_carrier", report->statistics.behind_carrier);
    fprintf(file,
            ",\"tcp\":\"%s\",\"clock\":\"%s\",\"udp_sent\":%" PRIu32 ",\"udp_received\":%" PRIu32
            ",\"checks_sent\":%" PRIu64 ",\"checks_received\":%" PRIu64 ",\"dht_nodes\":%zu",
            tcp[facts->tcp], clock[facts->clock], facts->udp_sent, facts->udp_received,
            report->statistics.checks_out, report->statistics.checks_in,
            report->statistics.dht_nodes);
}

void doctor_print(FILE *file, const struct doctor_report *report, bool json)
{
    enum diagnosis diagnosis = report->diagnosis;
    const char *sentence = diagnosis_sentence(diagnosis);
    const char *action = diagnosis_action(diagnosis);
    if (diagnosis == DIAGNOSIS_CONNECTED) {
        sentence = "You can reach each other now.";
        action = "Call them.";
    }
    if (!json) {
        fprintf(file, "%s\n%s\n", sentence, action);
        return;
    }
    fprintf(file,
            "{\"diagnosis\":\"%s\",\"sentence\":\"%s\",\"action\":\"%s\",\"elapsed_ms\":%" PRIu64,
            doctor_name(diagnosis), sentence, action, report->facts.elapsed_us / 1000);
    if (report->judged)
        print_facts(file, report);
    fprintf(file, "}\n");
}

#include "reach/diagnosis.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "harness.h"

#define SECOND_US UINT64_C(1000000)

/* Both look, all is well, and no packet has met yet. */
static struct diagnosis_facts both_looking(uint64_t elapsed_s)
{
    return (struct diagnosis_facts){
        .elapsed_us = elapsed_s * SECOND_US,
        .network_present = true,
        .default_route = true,
        .udp_sent = 30,
        .udp_received = 20,
        .own_mapping = NAT_INDEPENDENT,
        .own_link_version = 1,
        .record_seen = true,
        .record_age_s = 5,
        .they_seek = true,
        .their_mapping = NAT_INDEPENDENT,
        .their_link_version = 1,
    };
}

/* The moment from which one diagnosis holds; before it, another. */
static void assert_from(const struct diagnosis_facts *facts, uint64_t from_us,
                        enum diagnosis before, enum diagnosis after)
{
    struct diagnosis_facts moment = *facts;
    if (from_us > 0) {
        moment.elapsed_us = from_us - 1;
        assert_int_equal(diagnose(&moment), before);
    }
    moment.elapsed_us = from_us;
    assert_int_equal(diagnose(&moment), after);
}

static void connected_beats_everything(void **state)
{
    (void)state;
    struct diagnosis_facts facts = {.connected = true,
                                    .wrong_key = true,
                                    .clock = CLOCK_OURS_IS_WRONG,
                                    .invite = DIAGNOSIS_INVITE_ENDED,
                                    .elapsed_us = UINT64_MAX};
    assert_int_equal(diagnose(&facts), DIAGNOSIS_CONNECTED);
}

static void no_sign_of_the_other_is_offline_after_ten_seconds(void **state)
{
    (void)state;
    struct diagnosis_facts unseen = both_looking(0);
    struct diagnosis_facts idle = both_looking(0);
    struct diagnosis_facts stale = both_looking(0);
    unseen.record_seen = false;
    idle.they_seek = false;
    stale.record_age_s = DIAGNOSIS_RECORD_FRESH_S + 1;
    const struct diagnosis_facts *rows[] = {&unseen, &idle, &stale};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(diagnose(rows[i]), DIAGNOSIS_STILL_TRYING);
        assert_from(rows[i], DIAGNOSIS_OFFLINE_US, DIAGNOSIS_STILL_TRYING,
                    DIAGNOSIS_THEY_ARE_OFFLINE);
    }
}

static void no_network_is_said_at_once_and_no_route_after_two_seconds(void **state)
{
    (void)state;
    const struct diagnosis_facts nothing = {0};
    struct diagnosis_facts facts = both_looking(0);
    assert_int_equal(diagnose(&nothing), DIAGNOSIS_NO_NETWORK);
    facts.default_route = false;
    facts.udp_received = 0;
    assert_from(&facts, 2 * SECOND_US, DIAGNOSIS_STILL_TRYING, DIAGNOSIS_NO_NETWORK);
    /* Somebody answers all the same: the route was not seen. */
    facts.udp_received = 1;
    assert_from(&facts, 2 * SECOND_US, DIAGNOSIS_STILL_TRYING, DIAGNOSIS_STILL_TRYING);
}

static void silence_of_all_nodes_is_a_blocking_network_after_five_seconds(void **state)
{
    (void)state;
    struct diagnosis_facts facts = both_looking(0);
    facts.udp_received = 0;
    assert_from(&facts, 5 * SECOND_US, DIAGNOSIS_STILL_TRYING, DIAGNOSIS_UDP_BLOCKED);
    facts.tcp = DIAGNOSIS_TCP_WORKS;
    assert_from(&facts, 5 * SECOND_US, DIAGNOSIS_STILL_TRYING, DIAGNOSIS_UDP_BLOCKED);
    /* Not even that: the Wi-Fi is there and leads nowhere. */
    facts.tcp = DIAGNOSIS_TCP_FAILS;
    assert_from(&facts, 5 * SECOND_US, DIAGNOSIS_STILL_TRYING, DIAGNOSIS_NO_NETWORK);
    /* Too few were asked to know, unless it is known already. */
    facts.tcp = DIAGNOSIS_TCP_UNKNOWN;
    facts.udp_sent = DIAGNOSIS_UDP_SENT_MIN - 1;
    assert_from(&facts, 5 * SECOND_US, DIAGNOSIS_STILL_TRYING, DIAGNOSIS_STILL_TRYING);
    facts.own_mapping = NAT_UDP_BLOCKED;
    assert_from(&facts, 5 * SECOND_US, DIAGNOSIS_STILL_TRYING, DIAGNOSIS_UDP_BLOCKED);
    /* A helper over TCP gets until then. */
    facts.relay_possible = true;
    assert_from(&facts, DIAGNOSIS_OFFLINE_US, DIAGNOSIS_STILL_TRYING, DIAGNOSIS_UDP_BLOCKED);
}

static void a_helper_that_answers_leaves_nothing_to_blame_the_network_for(void **state)
{
    (void)state;
    struct diagnosis_facts facts = both_looking(DIAGNOSIS_UDP_BLOCKED_US / SECOND_US);
    facts.udp_received = 0;
    facts.relay_possible = true;
    facts.relay_bound = true; /* over TCP */
    facts.tcp = DIAGNOSIS_TCP_WORKS;
    assert_int_equal(diagnose(&facts), DIAGNOSIS_STILL_TRYING);
    facts.they_seek = false;
    facts.elapsed_us = DIAGNOSIS_OFFLINE_US;
    assert_int_equal(diagnose(&facts), DIAGNOSIS_THEY_ARE_OFFLINE);
}

static void who_answered_a_check_is_not_said_to_be_away(void **state)
{
    (void)state;
    struct diagnosis_facts facts = both_looking(29);
    facts.path_found = true;
    facts.record_seen = false;
    facts.udp_received = 0;
    facts.default_route = false;
    assert_int_equal(diagnose(&facts), DIAGNOSIS_STILL_TRYING);
    /* What is sure stays so. */
    facts.their_link_version = 2;
    assert_int_equal(diagnose(&facts), DIAGNOSIS_VERSIONS_DIFFER);
}

static void two_restricted_networks_are_told_after_eight_seconds(void **state)
{
    (void)state;
    const struct {
        enum nat_mapping own, their;
        bool told;
    } rows[] = {
        {NAT_DEPENDENT, NAT_DEPENDENT, true},    {NAT_DEPENDENT, NAT_UDP_BLOCKED, true},
        {NAT_UDP_BLOCKED, NAT_DEPENDENT, true},  {NAT_INDEPENDENT, NAT_UDP_BLOCKED, true},
        {NAT_DEPENDENT, NAT_INDEPENDENT, false}, {NAT_INDEPENDENT, NAT_DEPENDENT, false},
        {NAT_DEPENDENT, NAT_UNKNOWN, false},     {NAT_UNKNOWN, NAT_UNKNOWN, false},
        {NAT_NONE, NAT_DEPENDENT, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct diagnosis_facts facts = both_looking(0);
        facts.own_mapping = rows[i].own;
        facts.their_mapping = rows[i].their;
        assert_from(&facts, 8 * SECOND_US, DIAGNOSIS_STILL_TRYING,
                    rows[i].told ? DIAGNOSIS_BOTH_RESTRICTED : DIAGNOSIS_STILL_TRYING);
        assert_from(&facts, 30 * SECOND_US,
                    rows[i].told ? DIAGNOSIS_BOTH_RESTRICTED : DIAGNOSIS_STILL_TRYING,
                    DIAGNOSIS_BOTH_RESTRICTED);
    }
}

static void a_helper_or_a_way_in_keeps_hope_for_restricted_networks(void **state)
{
    (void)state;
    struct diagnosis_facts facts = both_looking(20);
    facts.own_mapping = NAT_DEPENDENT;
    facts.their_mapping = NAT_DEPENDENT;
    facts.relay_possible = true;
    assert_int_equal(diagnose(&facts), DIAGNOSIS_STILL_TRYING);
    facts.relay_possible = false;
    facts.inbound_possible = true;
    assert_int_equal(diagnose(&facts), DIAGNOSIS_STILL_TRYING);
    facts.inbound_possible = false;
    assert_int_equal(diagnose(&facts), DIAGNOSIS_BOTH_RESTRICTED);
    /* When they do not look, that is what is to be said. */
    facts.they_seek = false;
    assert_int_equal(diagnose(&facts), DIAGNOSIS_THEY_ARE_OFFLINE);
}

static void our_wrong_clock_is_told_at_once_one_of_two_after_five_seconds(void **state)
{
    (void)state;
    struct diagnosis_facts facts = both_looking(0);
    facts.clock = CLOCK_OURS_IS_WRONG;
    assert_int_equal(diagnose(&facts), DIAGNOSIS_CLOCK_WRONG);
    facts.clock = CLOCK_ONE_OF_TWO_IS_WRONG;
    assert_from(&facts, 5 * SECOND_US, DIAGNOSIS_STILL_TRYING, DIAGNOSIS_CLOCK_WRONG);
}

static void versions_that_differ_are_told_at_once_unknown_ones_are_not(void **state)
{
    (void)state;
    struct diagnosis_facts facts = both_looking(0);
    facts.their_link_version = 2;
    assert_int_equal(diagnose(&facts), DIAGNOSIS_VERSIONS_DIFFER);
    facts.their_link_version = 0;
    assert_int_equal(diagnose(&facts), DIAGNOSIS_STILL_TRYING);
}

static void an_invite_that_ended_is_told_before_anything_else(void **state)
{
    (void)state;
    struct diagnosis_facts facts = {.invite = DIAGNOSIS_INVITE_ENDED, .wrong_key = true};
    assert_int_equal(diagnose(&facts), DIAGNOSIS_INVITE_OVER);
    facts = both_looking(0);
    facts.invite = DIAGNOSIS_INVITE_OPEN;
    assert_int_equal(diagnose(&facts), DIAGNOSIS_STILL_TRYING);
}

static void another_key_and_a_block_are_told_at_once(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct diagnosis_facts facts = both_looking(0);
        facts.wrong_key = i == 0;
        facts.blocked = i == 1;
        assert_int_equal(diagnose(&facts), DIAGNOSIS_WRONG_KEY);
    }
}

/* Each row has the facts of all rows below it too, and still says its own. */
static void the_more_certain_reason_comes_first(void **state)
{
    (void)state;
    const enum diagnosis order[] = {
        DIAGNOSIS_CONNECTED,       DIAGNOSIS_INVITE_OVER,     DIAGNOSIS_NO_NETWORK,
        DIAGNOSIS_VERSIONS_DIFFER, DIAGNOSIS_WRONG_KEY,       DIAGNOSIS_CLOCK_WRONG,
        DIAGNOSIS_UDP_BLOCKED,     DIAGNOSIS_BOTH_RESTRICTED, DIAGNOSIS_STILL_TRYING,
    };
    size_t rows = sizeof order / sizeof order[0];
    for (size_t i = 0; i < rows; i++) {
        struct diagnosis_facts facts = both_looking(9);
        facts.connected = i <= 0;
        facts.invite = i <= 1 ? DIAGNOSIS_INVITE_ENDED : DIAGNOSIS_INVITE_NONE;
        facts.network_present = i > 2;
        facts.their_link_version = i <= 3 ? 2 : 1;
        facts.wrong_key = i <= 4;
        facts.clock = i <= 5 ? CLOCK_OURS_IS_WRONG : CLOCK_FINE;
        facts.udp_received = i <= 6 ? 0 : 5;
        facts.own_mapping = i <= 7 ? NAT_DEPENDENT : NAT_INDEPENDENT;
        facts.their_mapping = i <= 7 ? NAT_DEPENDENT : NAT_INDEPENDENT;
        assert_int_equal(diagnose(&facts), order[i]);
    }
}

/* The 2^13 settings of two-valued facts, by the bits of a number. */
static struct diagnosis_facts facts_of(uint32_t bits)
{
    return (struct diagnosis_facts){
        .connected = (bits & 1) != 0,
        .network_present = (bits & 2) != 0,
        .default_route = (bits & 4) != 0,
        .udp_sent = (bits & 8) != 0 ? 20 : 0,
        .udp_received = (bits & 16) != 0 ? 9 : 0,
        .relay_possible = (bits & 32) != 0,
        .inbound_possible = (bits & 64) != 0,
        .record_seen = (bits & 128) != 0,
        .record_age_s = (bits & 256) != 0 ? 100000 : 1,
        .they_seek = (bits & 512) != 0,
        .own_link_version = 1,
        .their_link_version = (bits & 1024) != 0 ? 2 : 1,
        .wrong_key = (bits & 2048) != 0,
        .invite = (bits & 4096) != 0 ? DIAGNOSIS_INVITE_ENDED : DIAGNOSIS_INVITE_NONE,
    };
}
#define FACT_BITS 13

static void assert_sound(const struct diagnosis_facts *facts)
{
    enum diagnosis found = diagnose(facts);
    bool looking = facts->record_seen && facts->they_seek && facts->record_age_s == 1;
    assert_true(found < DIAGNOSES);
    assert_true(diagnosis_sentence(found)[0] != '\0' && diagnosis_action(found)[0] != '\0');
    assert_int_equal(found == DIAGNOSIS_CONNECTED, facts->connected);
    /* Decided within ten seconds, unless both look; then within thirty. */
    if (facts->elapsed_us >= (looking ? 30 : 10) * SECOND_US)
        assert_int_not_equal(found, DIAGNOSIS_STILL_TRYING);
}

static void every_combination_of_facts_has_a_sentence_and_is_decided_in_time(void **state)
{
    (void)state;
    const uint64_t elapsed_us[] = {0, 6 * SECOND_US, DIAGNOSIS_OFFLINE_US, 30 * SECOND_US};
    for (uint32_t bits = 0; bits < UINT32_C(1) << FACT_BITS; bits++) {
        struct diagnosis_facts facts = facts_of(bits);
        for (unsigned i = 0; i < 5 * 5 * 4; i++) {
            facts.own_mapping = (enum nat_mapping)(i % 5);
            facts.their_mapping = (enum nat_mapping)(i / 5 % 5);
            facts.elapsed_us = elapsed_us[i / 25];
            facts.clock = (enum clock_verdict)((bits + i) % 3);
            facts.tcp = (enum diagnosis_tcp)((bits / 3 + i) % 3);
            assert_sound(&facts);
        }
    }
}

static unsigned words_in(const char *text)
{
    unsigned words = 0;
    for (const char *c = text; *c != '\0'; c++)
        words += *c != ' ' && (c == text || c[-1] == ' ');
    return words;
}

static void sentences_are_short_and_plain(void **state)
{
    (void)state;
    const char *trade[] = {"peer", "nat", "nats",      "fingerprint", "udp",       "tcp", "dht",
                           "node", "key", "handshake", "packet",      "symmetric", "ip"};
    for (int i = 0; i < DIAGNOSES; i++) {
        const char *texts[] = {diagnosis_sentence((enum diagnosis)i),
                               diagnosis_action((enum diagnosis)i)};
        for (size_t k = 0; k < 2; k++) {
            size_t size = strlen(texts[k]);
            assert_in_range(words_in(texts[k]), 2, DIAGNOSIS_SENTENCE_WORDS_MAX);
            assert_true(isupper((unsigned char)texts[k][0]) && texts[k][size - 1] == '.');
            for (size_t t = 0; t < sizeof trade / sizeof trade[0]; t++)
                for (const char *at = texts[k]; *at != '\0'; at += strcspn(at, " ") + 1) {
                    size_t word = strcspn(at, " .,:");
                    assert_false(word == strlen(trade[t]) && strncasecmp(at, trade[t], word) == 0);
                    if (at[strcspn(at, " ")] == '\0')
                        break;
                }
        }
    }
}

static void no_two_diagnoses_say_the_same(void **state)
{
    (void)state;
    for (int i = 0; i < DIAGNOSES; i++)
        for (int k = 0; k < i; k++)
            assert_string_not_equal(diagnosis_sentence((enum diagnosis)i),
                                    diagnosis_sentence((enum diagnosis)k));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(connected_beats_everything),
    cmocka_unit_test(no_sign_of_the_other_is_offline_after_ten_seconds),
    cmocka_unit_test(no_network_is_said_at_once_and_no_route_after_two_seconds),
    cmocka_unit_test(silence_of_all_nodes_is_a_blocking_network_after_five_seconds),
    cmocka_unit_test(a_helper_that_answers_leaves_nothing_to_blame_the_network_for),
    cmocka_unit_test(who_answered_a_check_is_not_said_to_be_away),
    cmocka_unit_test(two_restricted_networks_are_told_after_eight_seconds),
    cmocka_unit_test(a_helper_or_a_way_in_keeps_hope_for_restricted_networks),
    cmocka_unit_test(our_wrong_clock_is_told_at_once_one_of_two_after_five_seconds),
    cmocka_unit_test(versions_that_differ_are_told_at_once_unknown_ones_are_not),
    cmocka_unit_test(an_invite_that_ended_is_told_before_anything_else),
    cmocka_unit_test(another_key_and_a_block_are_told_at_once),
    cmocka_unit_test(the_more_certain_reason_comes_first),
    cmocka_unit_test(every_combination_of_facts_has_a_sentence_and_is_decided_in_time),
    cmocka_unit_test(sentences_are_short_and_plain),
    cmocka_unit_test(no_two_diagnoses_say_the_same),
};
TEST_GROUP(diagnosis, tests)

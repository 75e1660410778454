#include "net/port_mapping.h"

#include <string.h>

#include "harness.h"
#include "net/port_mapping_parts.h"
#include "reach/address_text.h"

/* No method at all: nothing leaves this machine. The routers are in tests/lab/mapping.sh. */
#define NO_METHOD (1U << 31)

struct news {
    size_t reports;
    struct port_mapping_report last;
    bool is_closed;
    struct port_mapping *close_at_once;
};

static void on_closed(void *context)
{
    struct news *news = context;
    news->is_closed = true;
}

static void on_change(void *context, const struct port_mapping_report *report)
{
    struct news *news = context;
    news->reports++;
    news->last = *report;
    if (news->close_at_once != NULL)
        port_mapping_close(news->close_at_once, on_closed, news);
}

static struct port_mapping *begin(uv_loop_t *loop, struct news *news)
{
    const struct port_mapping_wish wish = {
        .port = 41000, .methods = NO_METHOD, .on_change = on_change, .context = news};
    assert_int_equal(uv_loop_init(loop), 0);
    struct port_mapping *mapping = port_mapping_open(loop, &wish);
    assert_non_null(mapping);
    assert_int_equal(news->reports, 0);
    return mapping;
}

static void finish(uv_loop_t *loop, const struct news *news)
{
    assert_int_equal(uv_run(loop, UV_RUN_DEFAULT), 0);
    assert_true(news->is_closed);
    assert_int_equal(uv_loop_close(loop), 0);
}

static void without_a_method_it_is_refused_once_and_closes(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct news news = {0};
    struct port_mapping *mapping = begin(&loop, &news);
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(news.reports, 1);
    assert_int_equal(news.last.outcome, PORT_MAPPING_REFUSED);
    assert_int_equal(news.last.made_count, 0);
    port_mapping_refresh(mapping);
    assert_true(port_mapping_renewals(mapping) == 0);
    port_mapping_close(mapping, on_closed, &news);
    finish(&loop, &news);
    assert_int_equal(news.reports, 1);
}

static void it_may_be_closed_at_once_or_from_its_own_report(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct news early = {0};
    port_mapping_close(begin(&loop, &early), on_closed, &early);
    finish(&loop, &early);
    assert_int_equal(early.reports, 0);
    struct news within = {0};
    within.close_at_once = begin(&loop, &within);
    finish(&loop, &within);
    assert_int_equal(within.reports, 1);
}

static struct alcove_address at(const char *text)
{
    struct alcove_address address;
    assert_true(address_text_parse(text, &address));
    return address;
}

static void only_a_global_address_with_a_port_is_a_mapping(void **state)
{
    (void)state;
    static const struct {
        const char *external;
        uint32_t lifetime_s;
        enum port_mapping_outcome outcome;
    } rows[] = {
        {"45.0.1.5:41000", 7200, PORT_MAPPING_MADE},
        {"[2001:db8::5]:41000", 7200, PORT_MAPPING_MADE},
        {"45.0.1.5:0", 7200, PORT_MAPPING_REFUSED},
        {"45.0.1.5:41000", 0, PORT_MAPPING_REFUSED},
        {"0.0.0.0:41000", 7200, PORT_MAPPING_REFUSED},
        {"127.0.0.1:41000", 7200, PORT_MAPPING_REFUSED},
        {"224.0.0.1:41000", 7200, PORT_MAPPING_REFUSED},
        {"169.254.0.1:41000", 7200, PORT_MAPPING_REFUSED},
        {"255.255.255.255:41000", 7200, PORT_MAPPING_REFUSED},
        {"100.64.1.5:41000", 7200, PORT_MAPPING_BEHIND_CARRIER},
        {"10.0.0.5:41000", 7200, PORT_MAPPING_BEHIND_CARRIER},
        {"192.168.0.5:41000", 7200, PORT_MAPPING_BEHIND_CARRIER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mapping_part part = {.method = &mapping_pcp};
        struct alcove_address external = at(rows[i].external);
        part.made[1].external = at("45.0.1.4:1"); /* of before */
        assert_int_equal(mapping_judge(&part, true, &external, rows[i].lifetime_s),
                         rows[i].outcome);
        bool is_made = rows[i].outcome == PORT_MAPPING_MADE;
        assert_int_equal(part.made[1].external.port, is_made ? 41000 : 0);
        assert_int_equal(part.made[0].external.port, 0);
    }
}

static void a_mapping_is_renewed_at_half_of_its_life(void **state)
{
    (void)state;
    assert_true(mapping_renew_after_ms(7200) == 3600000);
    assert_true(mapping_renew_after_ms(4) == 2000);
    assert_true(mapping_renew_after_ms(0) == 1000);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(without_a_method_it_is_refused_once_and_closes),
    cmocka_unit_test(it_may_be_closed_at_once_or_from_its_own_report),
    cmocka_unit_test(only_a_global_address_with_a_port_is_a_mapping),
    cmocka_unit_test(a_mapping_is_renewed_at_half_of_its_life),
};
TEST_GROUP(port_mapping, tests)

#include "emulator/terms.h"

#include <string.h>

#include "emulator/dice.h"

#define MS_US       1000u
#define PERCENT_PPM (DICE_PPM / 100)

/* A part of the text, borrowed; `size` counts. */
struct span {
    const char *at;
    size_t size;
};

static bool span_is(struct span s, const char *word)
{
    return strlen(word) == s.size && memcmp(s.at, word, s.size) == 0;
}

/* The part before the first `mark`; `rest` becomes what follows it. */
static struct span span_cut(struct span *rest, char mark)
{
    const char *found = rest->size == 0 ? NULL : memchr(rest->at, mark, rest->size);
    struct span part = {rest->at, found == NULL ? rest->size : (size_t)(found - rest->at)};
    size_t taken = part.size + (found == NULL ? 0 : 1);
    *rest = (struct span){rest->at + taken, rest->size - taken};
    return part;
}

/* A decimal with up to three digits after the point, times a thousand. */
static bool read_thousandths(struct span s, uint64_t *out)
{
    uint64_t value = 0;
    int decimals = -1;
    size_t digits = 0;
    for (size_t i = 0; i < s.size; i++) {
        char c = s.at[i];
        if (c == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (c < '0' || c > '9' || decimals == 3 || value > UINT64_C(1000000000000))
            return false;
        value = value * 10 + (uint64_t)(c - '0');
        decimals += decimals >= 0 ? 1 : 0;
        digits++;
    }
    for (int i = decimals < 0 ? 0 : decimals; i < 3; i++)
        value *= 10;
    *out = value;
    return digits > 0;
}

static bool read_rate(struct span s, uint64_t *out)
{
    uint64_t unit = 1;
    char last = s.size == 0 ? '\0' : s.at[s.size - 1];
    if (last == 'k' || last == 'M' || last == 'G') {
        unit = last == 'k' ? 1000 : last == 'M' ? 1000000 : 1000000000;
        s.size--;
    }
    uint64_t thousandths = 0;
    if (!read_thousandths(s, &thousandths) || thousandths > UINT64_C(100000000000000) / unit)
        return false;
    *out = thousandths * unit / 1000;
    return true;
}

/* A number times `unit`, at most `most` after that. */
static bool read_scaled(struct span s, uint32_t unit, uint32_t most, uint32_t *out)
{
    uint64_t thousandths = 0;
    if (!read_thousandths(s, &thousandths))
        return false;
    uint64_t value = thousandths * unit / 1000;
    if (value > most)
        return false;
    *out = (uint32_t)value;
    return true;
}

/* An hour is longer than any delay or queue; it keeps the arithmetic far from its limits. */
static bool read_ms(struct span s, uint32_t *out_us)
{
    return read_scaled(s, MS_US, 3600u * 1000000u, out_us);
}

static bool read_percent(struct span s, uint32_t *out_ppm)
{
    return read_scaled(s, PERCENT_PPM, DICE_PPM, out_ppm);
}

static bool read_bytes(struct span s, uint32_t *out)
{
    return read_scaled(s, 1, 1u << 30, out);
}

static bool read_switch(struct span s, bool *out)
{
    *out = span_is(s, "1");
    return *out || span_is(s, "0");
}

static bool read_mask(struct span s, uint64_t *out)
{
    static const char digits[] = "0123456789abcdef";
    uint64_t mask = 0;
    for (size_t i = 0; i < s.size; i++) {
        const char *digit = memchr(digits, s.at[i], 16);
        if (digit == NULL)
            return false;
        mask = mask << 4 | (uint64_t)(digit - digits);
    }
    *out = mask;
    return s.size >= 1 && s.size <= 16;
}

static bool read_shape(struct span s, enum jitter_shape *out)
{
    static const char *const words[] = {"uniform", "normal", "pareto"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!span_is(s, words[i]))
            continue;
        *out = (enum jitter_shape)i;
        return true;
    }
    return false;
}

static bool read_burst(struct span s, struct network_terms *terms)
{
    uint32_t ppm[4] = {0, 0, DICE_PPM, 0};
    size_t count = 0;
    while (s.size > 0) {
        struct span part = span_cut(&s, '/');
        if (count == 4 || !read_percent(part, &ppm[count]))
            return false;
        count++;
    }
    terms->burst_enter_ppm = ppm[0];
    terms->burst_leave_ppm = ppm[1];
    terms->burst_bad_loss_ppm = ppm[2];
    terms->burst_good_loss_ppm = ppm[3];
    return count >= 2;
}

static bool set_rate_or_queue(struct network_terms *terms, struct span key, struct span value)
{
    if (span_is(key, "rate"))
        return read_rate(value, &terms->rate_bits_per_s);
    if (span_is(key, "queue_bytes"))
        return read_bytes(value, &terms->queue_bytes);
    if (span_is(key, "overhead"))
        return read_bytes(value, &terms->overhead_bytes);
    if (!span_is(key, "queue"))
        return false;
    terms->queue_bytes = 0;
    return read_ms(value, &terms->queue_us);
}

static bool set_time(struct network_terms *terms, struct span key, struct span value)
{
    if (span_is(key, "delay"))
        return read_ms(value, &terms->delay_us);
    if (span_is(key, "jitter"))
        return read_ms(value, &terms->jitter_us);
    if (span_is(key, "shape"))
        return read_shape(value, &terms->jitter_shape);
    if (span_is(key, "order"))
        return read_switch(value, &terms->keeps_order);
    return span_is(key, "late") && read_ms(value, &terms->reorder_late_us);
}

static bool set_fault(struct network_terms *terms, struct span key, struct span value)
{
    if (span_is(key, "loss"))
        return read_percent(value, &terms->loss_ppm);
    if (span_is(key, "burst"))
        return read_burst(value, terms);
    if (span_is(key, "mask"))
        return read_mask(value, &terms->loss_mask);
    if (span_is(key, "reorder"))
        return read_percent(value, &terms->reorder_ppm);
    if (span_is(key, "duplicate"))
        return read_percent(value, &terms->duplicate_ppm);
    return span_is(key, "down") && read_switch(value, &terms->down);
}

bool network_terms_set(struct network_terms *terms, const char *text)
{
    struct network_terms changed = *terms;
    struct span rest = {text, strlen(text)};
    while (rest.size > 0) {
        struct span value = span_cut(&rest, ',');
        struct span key = span_cut(&value, '=');
        if (!set_rate_or_queue(&changed, key, value) && !set_time(&changed, key, value) &&
            !set_fault(&changed, key, value))
            return false;
    }
    *terms = changed;
    return true;
}

struct network_terms network_terms_perfect(void)
{
    return (struct network_terms){
        .queue_us = 300 * MS_US,
        .keeps_order = true,
        .burst_bad_loss_ppm = DICE_PPM,
        .reorder_late_us = 20 * MS_US,
        .overhead_bytes = 28,
    };
}

struct network_plan network_plan_perfect(void)
{
    return (struct network_plan){.terms = network_terms_perfect()};
}

bool network_plan_change(struct network_plan *plan, uint64_t at_us, const char *text)
{
    size_t count = plan->change_count;
    const struct network_change *last = count == 0 ? NULL : &plan->changes[count - 1];
    if (count == NETWORK_CHANGES_MAX || (last != NULL && at_us < last->at_us))
        return false;
    struct network_terms terms = last == NULL ? plan->terms : last->terms;
    if (!network_terms_set(&terms, text))
        return false;
    plan->changes[count] = (struct network_change){at_us, terms};
    plan->change_count = count + 1;
    return true;
}

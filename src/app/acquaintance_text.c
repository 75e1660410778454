#include "app/acquaintance_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "app/commands.h"

const char *day_text(uint64_t unix_s, char out[DAY_TEXT_BYTES])
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    time_t at = (time_t)unix_s;
    struct tm local;
    out[0] = '\0';
    if (localtime_r(&at, &local) != NULL && local.tm_mon >= 0 && local.tm_mon < 12)
        snprintf(out, DAY_TEXT_BYTES, "%d %s %d", local.tm_mday, months[local.tm_mon],
                 local.tm_year + 1900);
    return out;
}

const char *left_text(uint64_t until_s, uint64_t now_s, char out[LEFT_TEXT_BYTES])
{
    static const struct {
        uint64_t seconds;
        const char *one, *many;
    } units[] = {{3600, "hour", "hours"}, {60, "minute", "minutes"}, {1, "second", "seconds"}};
    snprintf(out, LEFT_TEXT_BYTES, "over");
    if (until_s <= now_s)
        return out;
    uint64_t left = until_s - now_s;
    size_t i = 0;
    while (left < 2 * units[i].seconds && units[i].seconds > 1)
        i++;
    uint64_t count = left / units[i].seconds;
    snprintf(out, LEFT_TEXT_BYTES, "in %" PRIu64 " %s", count,
             count == 1 ? units[i].one : units[i].many);
    return out;
}

const char *state_text(const struct person *person)
{
    if (person->refuted)
        return "blocked: the words did not match; pair anew";
    if (person->blocked)
        return "blocked";
    if (person->key_question)
        return "another key came: accept or refuse it";
    return person->verified ? "confirmed" : "not yet confirmed";
}

enum exit_code complain_of_key(const struct person *person)
{
    char since[DAY_TEXT_BYTES];
    char came[DAY_TEXT_BYTES];
    complain(EXIT_WRONG_KEY, "Another key came in the name of %s.", person->name);
    fprintf(stderr,
            "  The key you know them by is theirs since %s; the other one came on %s.\n"
            "  They may have a new computer. Or somebody else used the invite.\n"
            "  Nothing was replaced, and nobody of this name is called or answered until you "
            "decide.\n"
            "  Ask %s by another way, then:  alcove people accept %" PRIu32 "   (it is them)\n"
            "                            or  alcove people refuse %" PRIu32
            "   (keep the key you know)\n"
            "                            or  alcove people forget %" PRIu32 "\n",
            day_text(person->key_since_s, since), day_text(person->newcomer.paired_at_s, came),
            person->name, person->id, person->id, person->id);
    return EXIT_WRONG_KEY;
}

enum exit_code complain_of_closed(const struct person *person)
{
    if (person->refuted)
        return complain(EXIT_DECLINED,
                        "%s is blocked: your words were not the same. Pair anew, by an invite "
                        "that you hand over yourself.",
                        person->name);
    if (person->blocked)
        return complain(EXIT_DECLINED, "%s is blocked. To take that back: alcove people unblock %u",
                        person->name, person->id);
    return person->key_question ? complain_of_key(person) : EXIT_OK;
}

#include "app/news.h"

static bool is_near(const struct home_next *next, uint32_t now)
{
    return next->is_known && now != 0 && next->minute >= now && next->minute - now <= NEWS_SOON_MIN;
}

enum desktop_notice news_of(struct news *news, const struct home_model *home)
{
    size_t words = 0;
    uint32_t soon = 0;
    for (size_t i = 0; i < home->person_count; i++) {
        const struct home_person *person = &home->people[i];
        words += person->new_words;
        if (is_near(&person->next, home->now))
            soon = person->next.minute;
    }
    bool more = words > news->words;
    bool nears = soon != 0 && soon != news->soon;
    news->words = words;
    if (nears)
        news->soon = soon;
    return nears ? DESKTOP_NOTICE_SOON : more ? DESKTOP_NOTICE_WORDS : DESKTOP_NOTICE_NONE;
}

/* What of home is worth a notice to whoever does not look at the window; what it is, the notice
 * does not say. SPEC.md, Appendix B. */
#ifndef ALCOVE_APP_NEWS_H
#define ALCOVE_APP_NEWS_H

#include "desktop/desktop.h"
#include "ui/home_model.h"

#define NEWS_SOON_MIN 10 /* minutes before an hour */

/* What was told already; begins as zeroes. */
struct news {
    size_t words;  /* that were new to read at the last look */
    uint32_t soon; /* the minute of the hour that was told last */
};

/* DESKTOP_NOTICE_NONE: nothing that was not told before. An hour that nears comes first; each is
 * told once. Pure. */
enum desktop_notice news_of(struct news *news, const struct home_model *home);

#endif

/* The demo's account: what it prints at the end, and whether all that it claims is so. */
#ifndef ALCOVE_APP_DEMO_ACCOUNT_H
#define ALCOVE_APP_DEMO_ACCOUNT_H

#include <stdbool.h>

#include "app/demo_person.h"

struct demo_account {
    const struct demo_person *therapist, *client;
    const char *out; /* folder of pictures and figures */
};

void demo_account_print_words(const struct demo_account *account);
void demo_account_print_figures(const struct demo_account *account);
/* False when something did not happen; says what on stderr. */
bool demo_account_check(const struct demo_account *account);

#endif

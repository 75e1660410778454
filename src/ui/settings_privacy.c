/* Privacy: the passphrase, the lock, copies, and what goes for good. */
#include "ui/home_wish.h"
#include "ui/settings_parts.h"

#define PEOPLE_SHOWN 32

/* ---- the passphrase ---- */

static void warn(struct tree *tree, enum deck_key words)
{
    tree_label(tree,
               &(struct label){.words = words_deck(words), .role = TYPE_SMALL, .tone = TONE_WARN});
}

static void secret_twice(struct tree *tree, const struct screen_input *in)
{
    settings_secret(tree, in, FIELD_SECRET_NEW, DECK_SETTINGS_PASSPHRASE_NEW);
    settings_secret(tree, in, FIELD_SECRET_AGAIN, DECK_SETTINGS_PASSPHRASE_AGAIN);
    warn(tree, in->desk->settings.secrets_differ ? DECK_SETTINGS_PASSPHRASE_DIFFER
                                                 : DECK_SETTINGS_PASSPHRASE_LOST);
}

static void new_secret(struct tree *tree, const struct screen_input *in, enum settings_fold fold,
                       enum deck_key words)
{
    if (!settings_fold(tree, in, fold, words))
        return;
    if (fold != SETTINGS_FOLD_SET)
        settings_secret(tree, in, FIELD_SECRET_OLD, DECK_SETTINGS_PASSPHRASE_OLD);
    if (fold != SETTINGS_FOLD_REMOVE)
        secret_twice(tree, in);
    settings_fold_end(tree, in, SETTINGS_SECRET);
}

static void lock_after(struct tree *tree, uint16_t chosen)
{
    static const uint16_t minutes[] = {5, 10, 30};
    char words[3][WORDS_SENTENCE_MAX];
    struct settings_option options[4] = {{0, words_deck(DECK_SETTINGS_LOCK_NEVER)}};
    for (size_t i = 0; i < 3; i++)
        options[i + 1] = (struct settings_option){
            minutes[i], words_fill(words[i], DECK_SETTINGS_LOCK_MINUTES,
                                   &(struct word_facts){.minutes = minutes[i]})};
    settings_choose(tree, &(struct settings_choice){.act = SETTINGS_LOCK,
                                                    .name = words_deck(DECK_SETTINGS_LOCK_AFTER),
                                                    .options = options,
                                                    .count = 4,
                                                    .chosen = chosen});
}

static void passphrase(struct tree *tree, const struct screen_input *in)
{
    const struct home_settings *kept = &in->home->settings;
    screen_open_card(tree, "passphrase", DECK_SETTINGS_PASSPHRASE, screen_fills);
    screen_hint(tree, words_deck(DECK_SETTINGS_PASSPHRASE_WHY));
    if (!kept->has_passphrase) {
        new_secret(tree, in, SETTINGS_FOLD_SET, DECK_SETTINGS_PASSPHRASE_SET);
    } else {
        new_secret(tree, in, SETTINGS_FOLD_CHANGE, DECK_SETTINGS_PASSPHRASE_CHANGE);
        new_secret(tree, in, SETTINGS_FOLD_REMOVE, DECK_SETTINGS_PASSPHRASE_REMOVE);
        lock_after(tree, kept->auto_lock_min);
    }
    tree_close(tree);
}

static void no_trace(struct tree *tree)
{
    screen_open_card(tree, "trace", DECK_SETTINGS_NO_TRACE, screen_fills);
    screen_hint(tree, words_deck(DECK_SETTINGS_NO_TRACE_HINT));
    tree_close(tree);
}

/* ---- copies, and what goes ---- */

static void people(struct tree *tree, const struct screen_input *in)
{
    struct settings_option options[PEOPLE_SHOWN];
    size_t count = in->home->person_count < PEOPLE_SHOWN ? in->home->person_count : PEOPLE_SHOWN;
    for (size_t i = 0; i < count; i++)
        options[i] =
            (struct settings_option){in->home->people[i].id, words_name(in->home->people[i].name)};
    settings_choose(tree, &(struct settings_choice){.act = SETTINGS_PERSON,
                                                    .name = words_deck(DECK_HOME_PEOPLE),
                                                    .options = options,
                                                    .count = count,
                                                    .chosen = in->desk->settings.person});
}

static void export_form(struct tree *tree, const struct screen_input *in)
{
    const struct settings_option forms[] = {
        {HOME_FORM_PDF, "PDF"}, {HOME_FORM_MARKDOWN, "Markdown"}, {HOME_FORM_CSV, "CSV"},
        {HOME_FORM_ICS, "ICS"}, {HOME_FORM_JSON, "JSON"},
    };
    settings_choose(tree, &(struct settings_choice){.act = SETTINGS_FORM,
                                                    .name = words_deck(DECK_SETTINGS_FORM),
                                                    .options = forms,
                                                    .count = sizeof forms / sizeof forms[0],
                                                    .chosen = in->desk->settings.form});
}

static void backup(struct tree *tree, const struct screen_input *in)
{
    if (!settings_fold(tree, in, SETTINGS_FOLD_BACKUP, DECK_SETTINGS_BACKUP))
        return;
    screen_hint(tree, words_deck(DECK_SETTINGS_BACKUP_HINT));
    screen_field(tree, in, FIELD_FILE, DECK_SETTINGS_FILE, 0);
    secret_twice(tree, in);
    settings_fold_end(tree, in, SETTINGS_BACKUP);
}

static void of_a_person(struct tree *tree, const struct screen_input *in)
{
    if (settings_fold(tree, in, SETTINGS_FOLD_EXPORT, DECK_SETTINGS_EXPORT)) {
        screen_hint(tree, words_deck(DECK_SETTINGS_EXPORT_HINT));
        people(tree, in);
        export_form(tree, in);
        screen_field(tree, in, FIELD_FILE, DECK_SETTINGS_FILE, 0);
        settings_fold_end(tree, in, SETTINGS_EXPORT);
    }
    if (settings_fold(tree, in, SETTINGS_FOLD_ERASE, DECK_SETTINGS_ERASE_PERSON)) {
        people(tree, in);
        settings_fold_end(tree, in, SETTINGS_ERASE);
    }
}

static void erase_all(struct tree *tree, const struct screen_input *in)
{
    if (!settings_fold(tree, in, SETTINGS_FOLD_ERASE_ALL, DECK_SETTINGS_ERASE_ALL))
        return;
    screen_hint(tree, words_deck(DECK_SETTINGS_ERASE_ALL_MEANS));
    settings_fold_end(tree, in, SETTINGS_ERASE);
}

static void copies(struct tree *tree, const struct screen_input *in)
{
    bool leaves = in->settings != NULL && !in->settings->leaves_no_trace;
    screen_open_card(tree, "copies", DECK_SETTINGS_KEPT, screen_fills);
    backup(tree, in);
    if (in->home->person_count > 0)
        of_a_person(tree, in);
    if (leaves)
        erase_all(tree, in);
    tree_close(tree);
}

void settings_privacy(struct tree *tree, const struct screen_input *in)
{
    if (in->home != NULL)
        passphrase(tree, in);
    if (in->settings != NULL && in->settings->leaves_no_trace)
        no_trace(tree);
    if (in->home != NULL)
        copies(tree, in);
}

static const char *name_of(const struct screen_input *in)
{
    for (size_t i = 0; in->home != NULL && i < in->home->person_count; i++) {
        if (in->home->people[i].id == in->desk->settings.person)
            return words_name(in->home->people[i].name);
    }
    return words_name(NULL);
}

/* What is asked, and what it means. */
static struct question question_of(const struct screen_input *in, char sentence[WORDS_SENTENCE_MAX])
{
    bool all = in->desk->settings.open == SETTINGS_FOLD_ERASE_ALL;
    bool again = in->desk->settings.erase_asked > 1;
    struct question question = {.number = again};
    if (all) {
        words_copy(sentence,
                   words_deck(again ? DECK_SETTINGS_ERASE_ALL_AGAIN : DECK_SETTINGS_ERASE_ALL_ASK));
        question.means = words_deck(DECK_SETTINGS_ERASE_ALL_MEANS);
    } else {
        words_fill(sentence, again ? DECK_DIALOGS_ERASE_AGAIN : DECK_DIALOGS_ERASE_ASK,
                   &(struct word_facts){.words = name_of(in)});
        question.means = words_deck(DECK_PEOPLE_FORGET_MEANS);
    }
    question.ask = sentence;
    return question;
}

void settings_ask(struct tree *tree, const struct screen_input *in)
{
    char sentence[WORDS_SENTENCE_MAX];
    struct question question = question_of(in, sentence);
    question.key = "erase";
    question.yes = question.number > 0 ? DECK_DIALOGS_ERASE_SURE : DECK_DIALOGS_ERASE;
    question.no = DECK_DIALOGS_KEEP;
    question.tone = BUTTON_DANGER;
    question.does = (struct act){SETTINGS_ERASE_SURE, 0};
    question.keeps = (struct act){SETTINGS_KEEP, 0};
    screen_question(tree, &question);
}

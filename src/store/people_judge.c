/* Who somebody is: what a pairing claims, and what the person in front of the screen decides. */
#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "store/people.h"

bool person_is_open(const struct person *person)
{
    return !person->blocked && !person->key_question;
}

const uint8_t *person_words(const struct person *person)
{
    if (person->key_question)
        return person->newcomer.words_present ? person->newcomer.check_words : NULL;
    return person->words_present ? person->check_words : NULL;
}

static struct person_newcomer newcomer_of(const struct person *person)
{
    struct person_newcomer newcomer = {
        .psk = person->psk,
        .words_present = person->words_present,
        .endpoint_count = person->endpoint_count,
        .paired_at_s = person->added_at_s,
    };
    memcpy(newcomer.remote_static, person->remote_static, sizeof newcomer.remote_static);
    memcpy(newcomer.envelope_root, person->envelope_root, sizeof newcomer.envelope_root);
    memcpy(newcomer.check_words, person->check_words, sizeof newcomer.check_words);
    memcpy(newcomer.endpoints, person->endpoints, sizeof newcomer.endpoints);
    return newcomer;
}

/* The newcomer's keys in the place of those known so far. */
static void take_newcomer(struct person *person)
{
    const struct person_newcomer *newcomer = &person->newcomer;
    memcpy(person->remote_static, newcomer->remote_static, sizeof person->remote_static);
    memcpy(person->envelope_root, newcomer->envelope_root, sizeof person->envelope_root);
    person->psk = newcomer->psk;
    sodium_memzero(&person->psk_older, sizeof person->psk_older);
    person->words_present = newcomer->words_present;
    memcpy(person->check_words, newcomer->check_words, sizeof person->check_words);
    memcpy(person->endpoints, newcomer->endpoints, sizeof person->endpoints);
    person->endpoint_count = newcomer->endpoint_count;
    person->key_since_s = newcomer->paired_at_s;
    person->verified = false;
    person->refuted = false;
}

static void drop_newcomer(struct person *person)
{
    person->key_question = false;
    sodium_memzero(&person->newcomer, sizeof person->newcomer);
}

static const struct person *find_newcomer(const struct people *people,
                                          const uint8_t remote_static[32])
{
    for (size_t i = 0; i < people->count; i++) {
        const struct person *person = &people->list[i];
        if (person->key_question && memcmp(person->newcomer.remote_static, remote_static, 32) == 0)
            return person;
    }
    return NULL;
}

/* Whose place the newcomer claims; NULL when it is nobody's. */
static const struct person *find_claimed(const struct people *people, const struct person *person)
{
    const struct person *known = find_newcomer(people, person->remote_static);
    if (known != NULL)
        return known;
    if (people_find_key(people, person->remote_static) != NULL ||
        strcmp(person->name, PERSON_NAMELESS) == 0)
        return NULL;
    return people_find_name(people, person->name);
}

bool people_meet(struct people *people, const struct person *person, uint32_t *id, bool *question,
                 struct store_error *error)
{
    const struct person *known = find_claimed(people, person);
    *question = false;
    if (known == NULL)
        return people_add(people, person, id, error);
    struct person changed = *known;
    changed.newcomer = newcomer_of(person);
    changed.key_question = !known->refuted;
    if (known->refuted) {
        take_newcomer(&changed);
        drop_newcomer(&changed);
        changed.blocked = false;
    }
    *id = known->id;
    *question = changed.key_question;
    bool kept = people_update(people, &changed, error);
    sodium_memzero(&changed, sizeof changed);
    return kept;
}

static bool refuse(struct store_error *error, const char *why)
{
    return store_error_set(error, STORE_ERROR_INVALID, "%s", why);
}

static bool decide_words(struct person *person, bool match, struct store_error *error)
{
    if (person_words(person) == NULL)
        return refuse(error, "there are no words to compare; pair anew to get some");
    if (person->key_question) {
        if (match)
            take_newcomer(person);
        drop_newcomer(person);
        person->verified = person->verified || match;
        return true;
    }
    person->verified = match;
    if (match)
        return true;
    person->blocked = true;
    person->refuted = true;
    person->words_present = false;
    sodium_memzero(person->check_words, sizeof person->check_words);
    return true;
}

static bool decide(struct person *person, enum people_judgement judgement,
                   struct store_error *error)
{
    switch (judgement) {
    case PEOPLE_WORDS_MATCH:
    case PEOPLE_WORDS_DIFFER:
        return decide_words(person, judgement == PEOPLE_WORDS_MATCH, error);
    case PEOPLE_ACCEPT_KEY:
    case PEOPLE_REFUSE_KEY:
        if (!person->key_question)
            return refuse(error, "nothing about them is in question");
        if (judgement == PEOPLE_ACCEPT_KEY)
            take_newcomer(person);
        drop_newcomer(person);
        return true;
    case PEOPLE_BLOCK:
        person->blocked = true;
        return true;
    case PEOPLE_UNBLOCK:
        if (person->refuted)
            return refuse(error, "the words did not match; pair anew, by a new invite");
        person->blocked = false;
        return true;
    }
    return refuse(error, "nothing was decided");
}

bool people_judge(struct people *people, uint32_t id, enum people_judgement judgement,
                  struct store_error *error)
{
    ALCOVE_ASSERT(people->folder != NULL);
    const struct person *known = people_find(people, id);
    if (known == NULL)
        return refuse(error, "there is no such person");
    struct person changed = *known;
    bool kept = decide(&changed, judgement, error) && people_update(people, &changed, error);
    sodium_memzero(&changed, sizeof changed);
    return kept;
}

/* A finder's mailboxes: words that lie in the DHT until the other side fetches them. What is put
 * when, and where to look, is reach/mailbox.h's; here are the puts, the lookups, and what each says
 * to the other of what it has read. */
#include "net/finder_parts.h"

#include <time.h>

#include <sodium.h>

#include "base/assert.h"
#include "net/clock.h"

/* Where nobody of the DHT has answered at all, nothing was looked at: again after so long, and then
 * after twice as long each time, up to the time between two looks. */
#define ALONE_AGAIN_S   3
#define ALONE_DOUBLINGS 8
/* While there is nobody to ask, or others are asked first. */
#define WAIT_US 1000000
/* Who made a record so short a time ago may look for words now. */
#define HOPE_S 7200
/* A put of our record that is due within this time is under way. */
#define PUT_SOON_US 2500000

static uint64_t unix_now(void)
{
    return (uint64_t)time(NULL);
}

static enum rendezvous_direction theirs(const struct finder_person *person)
{
    return person->options.root.own == RENDEZVOUS_FROM_SMALLER ? RENDEZVOUS_FROM_LARGER
                                                               : RENDEZVOUS_FROM_SMALLER;
}

/* When anybody of the DHT last answered; 0: nobody has. */
static uint64_t heard_us(const struct finder *finder)
{
    uint64_t latest_us = 0;
    for (int i = 0; i < DHT_FAMILIES; i++) {
        if (finder->dht->families[i].heard_us > latest_us)
            latest_us = finder->dht->families[i].heard_us;
    }
    return latest_us;
}

static bool knows_anybody(const struct finder *finder)
{
    size_t known = dht_both_statistics(finder->dht).nodes;
    for (int i = 0; i < DHT_FAMILIES; i++)
        known += finder->dht->families[i].contact_count;
    return known > 0;
}

static void tell(struct finder_person *person, const struct finder_news *news)
{
    person->finder->options.on_news(person->options.owner, news);
}

uint64_t finder_mail_read(const struct finder_person *person)
{
    return person->letters.served ? person->letters.mail.inbox->words_read : 0;
}

/* ---- what they have read ---- */

/* From their record, by whichever way it came. */
static bool take_acknowledgement(struct finder_person *person)
{
    struct finder_letters *letters = &person->letters;
    struct mailbox_outbox *outbox = letters->mail.outbox;
    uint64_t words_read = agent_other(&person->agent)->words_read;
    bool fresh = person->record_seen && person->record_seen_s + HOPE_S > unix_now();
    if (fresh && person->record_seen_s != letters->record_seen_s) {
        letters->record_seen_s = person->record_seen_s;
        mailbox_outbox_revive(outbox, unix_now());
    }
    if (words_read == letters->words_read)
        return false;
    letters->words_read = words_read;
    if (mailbox_outbox_on_read(outbox, words_read) == 0)
        return false;
    const struct finder_news news = {.kind = FINDER_NEWS_OUTBOX};
    tell(person, &news);
    return true;
}

/* ---- ours ---- */

static void on_put(struct finder_person *person, size_t copies)
{
    struct finder *finder = person->finder;
    const struct finder_news news = {.kind = FINDER_NEWS_OUTBOX, .copies = copies};
    mailbox_outbox_on_put(person->letters.mail.outbox, unix_now(), copies, &finder->options.random);
    tell(person, &news);
}

static bool put_words(struct finder_person *person, uint64_t counter)
{
    struct finder *finder = person->finder;
    struct finder_letters *letters = &person->letters;
    struct mailbox_words words = {0};
    struct mailbox_keys keys;
    uint8_t value[MAILBOX_VALUE_BYTES];
    uint64_t now_s = unix_now();
    if (!letters->mail.find_words(person->options.owner, counter, &words))
        return false;
    const struct mailbox_place place = {counter, mailbox_era(now_s)};
    mailbox_key(person->options.secret, person->options.root.own, &place, &keys);
    mailbox_seal(&keys, &finder->options.random, &words, value);
    sodium_memzero(&words, sizeof words);
    letters->put_seq = rendezvous_seq(now_s, letters->seq_seen);
    const struct dht_put put = {keys.sign_secret, letters->put_seq, value, sizeof value,
                                DHT_COPIES_MAILBOX};
    bool begun = dht_both_put(finder->dht, net_now_us(), &put, &letters->put);
    sodium_memzero(&keys, sizeof keys);
    return begun;
}

/* With nobody to take them a put would fail, and wait long for its next turn. */
static bool begin_put(struct finder_person *person)
{
    struct finder *finder = person->finder;
    if (finder->mail_flying >= FINDER_MAIL_MAX || heard_us(finder) == 0)
        return false;
    uint64_t counter = mailbox_outbox_poll(person->letters.mail.outbox, unix_now());
    if (counter == 0)
        return false;
    if (put_words(person, counter))
        finder->mail_flying++;
    else
        on_put(person, 0);
    return true;
}

static void on_put_done(struct finder_person *person, const struct dht_event *event)
{
    struct finder_letters *letters = &person->letters;
    letters->put = 0;
    person->finder->mail_flying--;
    /* Nodes hold a later one, of a clock that was ahead: the next put goes above it. */
    if (event->seq > letters->put_seq)
        letters->seq_seen = event->seq;
    on_put(person, event->stored);
}

/* ---- theirs ---- */

static void on_nothing(struct finder_person *person, bool alone)
{
    struct finder_letters *letters = &person->letters;
    struct mailbox_inbox *inbox = letters->mail.inbox;
    uint64_t now_s = unix_now();
    mailbox_inbox_on_nothing(inbox, now_s, &person->finder->options.random);
    if (!alone || letters->alone > ALONE_DOUBLINGS) {
        letters->alone = alone ? letters->alone : 0;
        return;
    }
    mailbox_inbox_look(inbox, now_s + ((uint64_t)ALONE_AGAIN_S << letters->alone));
    letters->alone++;
}

static bool begin_get(struct finder_person *person)
{
    struct finder *finder = person->finder;
    struct finder_letters *letters = &person->letters;
    struct mailbox_place place;
    struct mailbox_keys keys;
    if (finder->mail_flying >= FINDER_MAIL_MAX || !knows_anybody(finder))
        return false;
    if (!mailbox_inbox_poll(letters->mail.inbox, unix_now(), &place))
        return false;
    letters->place = place;
    mailbox_key(person->options.secret, theirs(person), &letters->place, &keys);
    letters->get_us = net_now_us();
    if (dht_both_get_newer(finder->dht, letters->get_us, keys.sign_public, 0, &letters->get))
        finder->mail_flying++;
    else
        on_nothing(person, true);
    sodium_memzero(&keys, sizeof keys);
    return true;
}

static void end_get(struct finder_person *person)
{
    person->letters.get = 0;
    person->finder->mail_flying--;
}

/* What does not open was not made by them as we know it, and is as if it were not there. */
static void on_value(struct finder_person *person, const struct dht_event *event)
{
    struct finder_letters *letters = &person->letters;
    struct mailbox_keys keys;
    struct mailbox_words words;
    mailbox_key(person->options.secret, theirs(person), &letters->place, &keys);
    bool opened = mailbox_open(&keys, event->value, event->size, &words);
    sodium_memzero(&keys, sizeof keys);
    if (!opened)
        return;
    dht_both_cancel(person->finder->dht, letters->get);
    end_get(person);
    letters->handed = true;
    const struct finder_news news = {
        .kind = FINDER_NEWS_WORDS, .words = &words, .counter = letters->place.counter};
    tell(person, &news);
    sodium_memzero(&words, sizeof words);
}

void finder_keep_words(struct finder_person *person, bool kept)
{
    struct finder_letters *letters = &person->letters;
    if (!letters->handed)
        return; /* of a person who was removed and added again meanwhile */
    letters->handed = false;
    if (kept) {
        mailbox_inbox_on_read(letters->mail.inbox, unix_now());
        person->finder->here_changed = true;
    } else {
        on_nothing(person, false);
    }
    finder_drain(person->finder);
}

/* ---- both ---- */

void finder_mail_on_event(struct finder_person *person, const struct dht_event *event)
{
    struct finder_letters *letters = &person->letters;
    if (!letters->served || event->handle == 0)
        return;
    if (event->handle == letters->put && event->kind == DHT_EVENT_DONE) {
        on_put_done(person, event);
    } else if (event->handle == letters->get && event->kind == DHT_EVENT_VALUE) {
        on_value(person, event);
    } else if (event->handle == letters->get && event->kind == DHT_EVENT_DONE) {
        end_get(person);
        on_nothing(person, heard_us(person->finder) < letters->get_us);
    }
}

bool finder_mail_step(struct finder_person *person)
{
    bool any = false;
    if (!person->letters.served)
        return false;
    any = take_acknowledgement(person);
    if (person->finder->dht == NULL || !person->letters.served)
        return any;
    any |= begin_put(person);
    if (person->letters.served)
        any |= begin_get(person);
    return any;
}

void finder_mail_forget(struct finder_person *person)
{
    struct finder_letters *letters = &person->letters;
    struct finder *finder = person->finder;
    if (!letters->served)
        return;
    ALCOVE_ASSERT(finder->mail_flying >= (size_t)(letters->put != 0) + (letters->get != 0));
    finder->mail_flying -= (size_t)(letters->put != 0) + (letters->get != 0);
    if (letters->put != 0)
        dht_both_cancel(finder->dht, letters->put);
    if (letters->get != 0)
        dht_both_cancel(finder->dht, letters->get);
    letters->mail.outbox->flying = 0;
    letters->mail.inbox->flying = 0;
    letters->served = false;
}

static uint64_t from_unix(uint64_t at_s, uint64_t now_us)
{
    uint64_t now_s = unix_now();
    if (at_s == UINT64_MAX)
        return FINDER_NEVER;
    if (at_s <= now_s)
        return now_us;
    uint64_t wait_s = at_s - now_s;
    return now_us + (wait_s > MAILBOX_ERA_S ? MAILBOX_ERA_S : wait_s) * 1000000;
}

/* The step has done what could be done: what is still due waits for others. */
uint64_t finder_mail_next(const struct finder_person *person, uint64_t now_us)
{
    const struct finder_letters *letters = &person->letters;
    if (!letters->served || person->finder->dht == NULL)
        return FINDER_NEVER;
    uint64_t next_us = from_unix(mailbox_outbox_next_s(letters->mail.outbox), now_us);
    if (letters->mail.inbox->flying == 0) {
        uint64_t look_us = from_unix(letters->mail.inbox->next_s, now_us);
        next_us = look_us < next_us ? look_us : next_us;
    }
    return next_us < now_us + WAIT_US ? now_us + WAIT_US : next_us;
}

void finder_serve_mail(struct finder_person *person, const struct finder_mail *mail)
{
    struct finder_letters *letters = &person->letters;
    ALCOVE_ASSERT(!letters->served && mail->outbox->flying == 0 && mail->inbox->flying == 0);
    *letters = (struct finder_letters){.served = true, .mail = *mail};
    person->finder->here_changed = true;
    finder_drain(person->finder);
}

void finder_look_for_words(struct finder_person *person)
{
    if (!person->letters.served)
        return;
    if (person->letters.mail.inbox->flying == 0)
        mailbox_inbox_look(person->letters.mail.inbox, unix_now());
    finder_drain(person->finder);
}

bool finder_mail_is_done(const struct finder_person *person)
{
    const struct finder_letters *letters = &person->letters;
    uint64_t now_us = net_now_us();
    if (!letters->served || person->finder->dht == NULL)
        return true;
    if (letters->put != 0 || letters->get != 0 || letters->handed || !person->looked)
        return false;
    if (finder_mail_next(person, now_us) <= now_us + WAIT_US)
        return false;
    return person->put == 0 && !person->waits_to_put &&
           person->seeking.next_put_us > now_us + PUT_SOON_US;
}

#include "app/store_thread.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/backing_up.h"
#include "app/commands.h"
#include "app/home_verbs.h"
#include "app/hour_shelf.h"
#include "base/assert.h"

struct store_job *store_job_create(enum store_job_kind kind)
{
    struct store_job *job = calloc(1, sizeof *job);
    if (job != NULL)
        job->kind = kind;
    return job;
}

void store_job_free(struct store_job *job)
{
    if (job == NULL)
        return;
    if (job->letters != NULL)
        letters_close(job->letters);
    free(job->letters);
    setting_free(job->setting);
    order_free(job->order);
    ledger_close(&job->book);
    ledger_batches_free(&job->batches);
    if (job->hour != NULL)
        sodium_memzero(job->hour, job->hour_size);
    free(job->hour);
    sodium_memzero(job, sizeof *job);
    free(job);
}

/* What was decided of them meanwhile stays, and keys of before never come back. */
static bool update_person(struct store_thread *store, struct store_job *job)
{
    const struct person *known = people_find(store->options.people, job->person.id);
    if (known == NULL)
        return people_update(store->options.people, &job->person, &job->error);
    struct person changed = *known;
    if (memcmp(known->remote_static, job->person.remote_static, 32) != 0)
        return true;
    changed.psk = job->person.psk;
    changed.psk_older = job->person.psk_older;
    changed.endpoint_count = job->person.endpoint_count;
    memcpy(changed.endpoints, job->person.endpoints, sizeof changed.endpoints);
    changed.record_size = job->person.record_size;
    memcpy(changed.record, job->person.record, sizeof changed.record);
    bool kept = people_update(store->options.people, &changed, &job->error);
    sodium_memzero(&changed, sizeof changed);
    return kept;
}

static void show_person(struct store_thread *store, struct store_job *job)
{
    const struct person *kept = people_find(store->options.people, job->person.id);
    if (job->kept && kept != NULL)
        job->person = *kept;
}

static bool open_book(struct store_thread *store, struct store_job *job)
{
    const struct store_thread_options *options = &store->options;
    return ledger_open(&job->book, options->vault, options->own_public, &job->person, &job->error);
}

/* From a book of its own: the link thread goes on with its own meanwhile. */
static bool copy_book(struct store_thread *store, struct store_job *job)
{
    const struct profile *profile = store->options.profile;
    char complaint[HOME_COMPLAINT_BYTES];
    if (!open_book(store, job))
        return false;
    const struct home_desk desk = {profile->name, profile->static_secret, &job->person, &job->book};
    bool written = home_verb_do(&desk, &job->order->home, complaint) == EXIT_OK;
    ledger_close(&job->book);
    return written || store_error_set(&job->error, STORE_ERROR_NONE, "%s", complaint);
}

static bool keep_hour(struct store_thread *store, struct store_job *job)
{
    struct space_config config;
    const struct hour_shelf_entry entry = {job->unix_ms, {job->hour, job->hour_size}};
    ledger_configure(store->options.own_public, job->person.remote_static, &config);
    return hour_shelf_put(store->options.vault, config.id, &entry, &job->error);
}

static bool name_person(struct store_thread *store, struct store_job *job)
{
    const struct person *known = people_find(store->options.people, job->person.id);
    struct person changed = known != NULL ? *known : job->person;
    memcpy(changed.name, job->person.name, sizeof changed.name);
    bool kept = people_update(store->options.people, &changed, &job->error);
    sodium_memzero(&changed, sizeof changed);
    return kept;
}

static bool forget_person(struct store_thread *store, struct store_job *job)
{
    const struct store_thread_options *options = &store->options;
    const struct folder *folder = &options->profile->folder;
    return people_remove(options->people, job->person.id, &job->error) &&
           letters_forget(folder, job->person.id, &job->error) &&
           (options->vault == NULL ||
            ledger_forget(options->vault, options->own_public, &job->person, &job->error));
}

static bool make_invite(struct store_thread *store, struct store_job *job)
{
    const struct pending_invite *made;
    const struct invite_wish wish = {
        .for_name = job->person.name,
        .now_s = (uint64_t)time(NULL),
        .lifetime_s = INVITE_LIFETIME_S_MAX,
    };
    if (!profile_set_listen_port(store->options.profile, job->port, &job->error) ||
        !invites_create(store->options.invites, &wish, &made, &job->error))
        return false;
    job->invite = *made;
    return true;
}

static bool take_reply(struct store_thread *store, struct store_job *job)
{
    struct invites *invites = store->options.invites;
    if (!invites_take_reply(invites, &job->reply, &job->invite_id, &job->error))
        return false;
    job->invite = *invites_find(invites, job->invite_id);
    return true;
}

/* Whole or not at all; what goes wrong is complained of in one line. */
static bool back_up(struct store_thread *store, struct store_job *job)
{
    const struct store_thread_options *options = &store->options;
    const struct backing_up from = {options->profile, options->people, options->vault};
    const char *path = job->setting->texts[0];
    const char *secret = job->setting->texts[1];
    const struct backup_passphrase given = {secret, secret != NULL ? strlen(secret) : 0};
    struct backup_writing writing = {0};
    if (path == NULL || given.size == 0 || from.vault == NULL)
        return store_error_set(&job->error, STORE_ERROR_INVALID,
                               "a file and a passphrase are "
                               "needed for it");
    complain_into(job->error.text, sizeof job->error.text);
    bool kept = backing_up_gather(&from, NULL, &writing) == EXIT_OK &&
                backing_up_seal(path, &writing, &given) == EXIT_OK;
    complain_into(NULL, 0);
    backup_writing_free(&writing);
    return kept;
}

static void do_setting(struct store_thread *store, struct store_job *job)
{
    struct profile *profile = store->options.profile;
    if (job->setting->kind == HOME_BACKUP)
        job->kept = back_up(store, job);
    else
        job->kept = setting_store(job->setting, profile, &job->error);
    setting_read(profile, &job->values);
}

/* Of what two people share, in the vault. */
static bool do_shared(struct store_thread *store, struct store_job *job)
{
    struct vault *vault = store->options.vault;
    switch (job->kind) {
    case STORE_OPEN_BOOK:
        return open_book(store, job);
    case STORE_BATCHES:
        return ledger_append(&job->batches, vault, &job->error);
    case STORE_HOUR:
        return keep_hour(store, job);
    case STORE_WHOLE:
        return ledger_replace(&job->book, vault, &job->error);
    case STORE_COPY:
        return copy_book(store, job);
    default:
        return false;
    }
}

static void do_job(struct store_thread *store, struct store_job *job)
{
    switch (job->kind) {
    case STORE_ADD_PERSON:
        job->kept = people_meet(store->options.people, &job->person, &job->person.id,
                                &job->question, &job->error);
        show_person(store, job);
        break;
    case STORE_UPDATE_PERSON:
        job->kept = update_person(store, job);
        break;
    case STORE_JUDGE_PERSON:
        job->kept =
            people_judge(store->options.people, job->person.id, job->judgement, &job->error);
        show_person(store, job);
        break;
    case STORE_SETTING:
        do_setting(store, job);
        break;
    case STORE_NAME_PERSON:
        job->kept = name_person(store, job);
        show_person(store, job);
        break;
    case STORE_TAKE_REPLY:
        job->kept = take_reply(store, job);
        break;
    case STORE_FORGET_PERSON:
        job->kept = forget_person(store, job);
        break;
    case STORE_MAKE_INVITE:
        job->kept = make_invite(store, job);
        break;
    case STORE_CONSUME_INVITE:
        job->kept = invites_consume(store->options.invites, job->invite_id, &job->error);
        break;
    case STORE_LETTERS:
        job->kept = letters_save(job->letters, &job->error);
        break;
    default:
        job->kept = do_shared(store, job);
        break;
    }
}

static void finish(struct store_thread *store, struct store_job *job)
{
    do_job(store, job);
    bool pushed = queue_push(&store->done, job);
    ALCOVE_ASSERT(pushed); /* no more were submitted than there is room for */
}

static void *store_main(void *argument)
{
    struct store_thread *store = argument;
    for (;;) {
        bool stop = atomic_load(&store->stop);
        struct store_job *job = queue_pop(&store->todo);
        if (job != NULL) {
            finish(store, job);
            store->options.ring(store->options.context);
        } else if (stop) {
            return NULL;
        } else {
            wake_wait(&store->wake, UINT64_MAX);
        }
    }
}

bool store_thread_start(struct store_thread *store, const struct store_thread_options *options)
{
    memset(store, 0, sizeof *store);
    store->options = *options;
    if (!wake_open(&store->wake))
        return false;
    store->runs = pthread_create(&store->thread, NULL, store_main, store) == 0;
    if (!store->runs)
        wake_close(&store->wake);
    return store->runs;
}

void store_thread_stop(struct store_thread *store)
{
    if (!store->runs)
        return;
    atomic_store(&store->stop, true);
    wake_ring(&store->wake);
    pthread_join(store->thread, NULL);
    store->runs = false;
    wake_close(&store->wake);
}

bool store_thread_submit(struct store_thread *store, struct store_job *job)
{
    if (store->submitted == QUEUE_CAPACITY)
        return false;
    store->submitted++;
    if (!store->runs) {
        finish(store, job);
        return true;
    }
    bool pushed = queue_push(&store->todo, job);
    ALCOVE_ASSERT(pushed);
    wake_ring(&store->wake);
    return true;
}

struct store_job *store_thread_take(struct store_thread *store)
{
    struct store_job *job = queue_pop(&store->done);
    if (job != NULL)
        store->submitted--;
    return job;
}

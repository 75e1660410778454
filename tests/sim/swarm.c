#include "swarm.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "person.h"

#define FAULTS_US_MIN (30 * WORLD_SECOND_US)
#define FAULTS_US_MAX (150 * WORLD_SECOND_US)
/* A call given up (90 s), and the next one. */
#define LIFT_US_MAX     (180 * WORLD_SECOND_US)
#define CALL_AGAIN_US   WORLD_SECOND_US
#define WRITE_PAUSE_MAX (3 * WORLD_SECOND_US)

static const char healthy[] = "rate=2M,queue=300,delay=30,jitter=0,order=1,loss=0,burst=0/0,"
                              "reorder=0,duplicate=0,down=0";

/* What may befall this run at all. */
struct faults {
    bool loss;
    bool bursts;
    bool narrow;
    bool far;
    bool jitter;
    bool disorder;
    bool copies;
    bool outages;
    bool one_way;
    bool moves;
    unsigned mover; /* one of the two: if both move, only a rendezvous can help */
    bool media;
};

struct swarm {
    struct world world;
    struct person people[WORLD_NODES];
    struct dice dice;
    struct faults faults;
    uint64_t write_until_us;
};

static bool coin(struct dice *dice)
{
    return dice_chance(dice, DICE_PPM / 2);
}

static uint32_t draw(struct dice *dice, uint32_t least, uint32_t most)
{
    return least + (uint32_t)dice_below(dice, most - least + 1);
}

static struct faults draw_faults(struct dice *dice)
{
    return (struct faults){
        .loss = coin(dice),
        .bursts = coin(dice),
        .narrow = coin(dice),
        .far = coin(dice),
        .jitter = coin(dice),
        .disorder = coin(dice),
        .copies = coin(dice),
        .outages = coin(dice),
        .one_way = coin(dice),
        .moves = coin(dice),
        .mover = coin(dice) ? THERAPIST : CLIENT,
        .media = coin(dice),
    };
}

/* Terms for one direction, as bad as this run allows. */
static void draw_terms(struct swarm *swarm, char *out, size_t size)
{
    static const uint32_t rates_kbit[] = {8, 16, 64, 150, 500, 2000};
    struct dice *dice = &swarm->dice;
    const struct faults *faults = &swarm->faults;
    uint32_t rate = faults->narrow ? rates_kbit[dice_below(dice, 6)] : 5000;
    uint32_t delay = faults->far ? draw(dice, 50, 500) : draw(dice, 1, 50);
    uint32_t jitter = faults->jitter ? draw(dice, 0, 80) : 0;
    uint32_t loss = faults->loss ? draw(dice, 0, 40) : 0;
    uint32_t burst = faults->bursts ? draw(dice, 0, 5) : 0;
    uint32_t reorder = faults->disorder ? draw(dice, 0, 20) : 0;
    uint32_t copies = faults->copies ? draw(dice, 0, 20) : 0;
    unsigned down = faults->outages && dice_chance(dice, DICE_PPM / 4) ? 1 : 0;
    snprintf(out, size,
             "rate=%uk,delay=%u,jitter=%u,order=%d,loss=%u,burst=%u/20,reorder=%u,duplicate=%u,"
             "down=%u",
             rate, delay, jitter, faults->disorder ? 0 : 1, loss, burst, reorder, copies, down);
}

static void befall(struct swarm *swarm)
{
    char terms[200];
    draw_terms(swarm, terms, sizeof terms);
    for (unsigned i = 0; i < WORLD_NODES; i++) {
        if (swarm->faults.one_way)
            draw_terms(swarm, terms, sizeof terms);
        world_change_from(&swarm->world, i, terms);
        if (swarm->world.prints)
            printf("# %12s %s\n", "", terms);
    }
    if (swarm->faults.moves && dice_chance(&swarm->dice, DICE_PPM / 5))
        world_move(&swarm->world, swarm->faults.mover);
}

/* The client calls again when a call came to nothing, the therapist is there again. `step` counts
 * the closed links that were dealt with. */
static void stay_in_touch(struct person *person)
{
    if (person->links_closed == person->step)
        return;
    person->step = person->links_closed;
    if (person->index == THERAPIST)
        person_wait_again(person);
    else
        person->wake_us = person_clock_us(person) + CALL_AGAIN_US;
}

static void client_script(struct person *client)
{
    bool time_to_call = client->wake_us == WORLD_NEVER && !client->linked &&
                        client->links_closed == client->step &&
                        alcove_link_get_state(client->link) == ALCOVE_LINK_CLOSED;
    if (time_to_call)
        person_call_again(client);
    stay_in_touch(client);
}

static void write_a_line(struct swarm *swarm)
{
    char words[LINE_BYTES_MAX - 4] = {0};
    struct person *person = &swarm->people[dice_below(&swarm->dice, WORLD_NODES)];
    if (person->written_count == LINES_MAX)
        return;
    /* From one word to a whole check-in. */
    uint32_t size = draw(&swarm->dice, 1, sizeof words - 1);
    memset(words, (int)('a' + person->written_count % 26), coin(&swarm->dice) ? size : 1);
    person_write(person, words);
}

static void run_until(struct swarm *swarm, uint64_t until_us)
{
    while (world_step(&swarm->world, until_us)) {
    }
}

static void suffer(struct swarm *swarm)
{
    uint64_t end_us = FAULTS_US_MIN + dice_below(&swarm->dice, FAULTS_US_MAX - FAULTS_US_MIN);
    uint64_t fault_us = 0;
    while (swarm->world.now_us < end_us && swarm->world.wrong == NULL) {
        if (swarm->world.now_us >= fault_us) {
            befall(swarm);
            fault_us = swarm->world.now_us + draw(&swarm->dice, 1, 15) * WORLD_SECOND_US;
        }
        write_a_line(swarm);
        uint64_t pause_us = dice_below(&swarm->dice, WRITE_PAUSE_MAX);
        run_until(swarm, swarm->world.now_us + pause_us);
    }
}

static bool all_is_told(const struct swarm *swarm)
{
    for (unsigned i = 0; i < WORLD_NODES; i++) {
        const struct person *person = &swarm->people[i];
        if (!person_all_arrived(person) ||
            person->heard_count != swarm->people[1 - i].written_count)
            return false;
    }
    return true;
}

static bool heard_what_was_written(const struct person *writer, const struct person *reader)
{
    for (uint32_t i = 0; i < reader->heard_count; i++) {
        const struct line *written = &writer->written[i];
        const struct line *heard = &reader->heard[i];
        if (written->size != heard->size || memcmp(written->words, heard->words, heard->size) != 0)
            return false;
    }
    return true;
}

static const char *heal(struct swarm *swarm)
{
    world_change(&swarm->world, healthy);
    for (unsigned i = 0; i < WORLD_NODES; i++) {
        if (alcove_link_get_state(swarm->people[i].link) == ALCOVE_LINK_RESTING)
            person_ask_around(&swarm->people[i]);
    }
    uint64_t end_us = swarm->world.now_us + LIFT_US_MAX;
    while (!all_is_told(swarm) && world_step(&swarm->world, end_us)) {
    }
    if (swarm->world.wrong != NULL)
        return swarm->world.wrong;
    if (!all_is_told(swarm))
        return "the line is well, and yet not every line arrived";
    if (!heard_what_was_written(&swarm->people[THERAPIST], &swarm->people[CLIENT]) ||
        !heard_what_was_written(&swarm->people[CLIENT], &swarm->people[THERAPIST]))
        return "what was heard is not what was written";
    return NULL;
}

static void begin(struct swarm *swarm, uint64_t seed, bool prints)
{
    const struct network_plan plans[WORLD_NODES] = {network_plan_perfect(), network_plan_perfect()};
    world_init(&swarm->world, seed, plans);
    swarm->world.prints = prints;
    people_init(swarm->people, &swarm->world, ACQUAINTANCE_CONTACT);
    swarm->dice = dice_seeded(dice_roll(&swarm->world.dice));
    swarm->faults = draw_faults(&swarm->dice);
    swarm->people[THERAPIST].script = stay_in_touch;
    swarm->people[CLIENT].script = client_script;
    befall(swarm);
    person_call(&swarm->people[CLIENT]);
    for (unsigned i = 0; swarm->faults.media && i < WORLD_NODES; i++) {
        person_speak(&swarm->people[i], 60000, 60);
        person_show(&swarm->people[i], 200000, 2000);
    }
}

struct swarm_result swarm_run(uint64_t seed, bool prints)
{
    static struct swarm swarm;
    swarm = (struct swarm){0};
    begin(&swarm, seed, prints);
    suffer(&swarm);
    struct swarm_result result = {.wrong = heal(&swarm), .seed = seed};
    result.at_us = swarm.world.now_us;
    result.log_hash = swarm.world.log_hash;
    for (unsigned i = 0; i < WORLD_NODES; i++) {
        result.lines += swarm.people[i].written_count;
        result.links += swarm.people[i].links_established;
        result.rests += swarm.people[i].rests;
    }
    people_free(swarm.people);
    world_free(&swarm.world);
    return result;
}

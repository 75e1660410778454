/* Two links in memory, and all that a packet passes between them: a frame is given, sealed, taken,
 * opened, acknowledged and handed on. Beside each figure stands what libsodium's bare AEAD needs
 * for as many packets of the same size. No socket is in it: loopback_bench has them. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench.h"
#include "link/link.h"
#include "pump/allocations.h"

int link_bench(int argc, char **argv);

#define ROUNDS          7
#define VOICE_FRAMES    10000
#define VOICE_BYTES     200
#define VOICE_EVERY_US  20000
#define VIDEO_PACKETS   20000
#define PICTURE_BYTES   20000
#define FOREIGN         2000
#define CONTACTS        100
#define NEVER_LONGER_US 5000

struct end {
    struct alcove_link *link;
    struct alcove_address address;
    uint64_t established, voices, video_bytes, full_packets;
};

static struct end ends[2];
static uint64_t now_us;
static uint8_t coded[PICTURE_BYTES];

static void fill(void *context, uint8_t *out, size_t size)
{
    (void)context;
    randombytes_buf(out, size);
}

static struct alcove_link *link_new(const struct alcove_link_config *config)
{
    void *storage = calloc(1, alcove_link_storage_bytes());
    if (storage == NULL)
        abort();
    return alcove_link_init(storage, alcove_link_storage_bytes(), config, now_us);
}

static void make_ends(void)
{
    struct alcove_link_config configs[2] = {{0}};
    memset(ends, 0, sizeof ends);
    for (size_t i = 0; i < 2; i++) {
        configs[i].purpose = ALCOVE_LINK_CONTACT;
        configs[i].random.fill = fill;
        configs[i].psk.present = true;
        memset(configs[i].static_secret, (int)i + 1, 32);
        crypto_scalarmult_base(configs[i].static_public, configs[i].static_secret);
        ends[i].address.ip[15] = (uint8_t)(i + 1);
        ends[i].address.port = 40000;
    }
    for (size_t i = 0; i < 2; i++) {
        memcpy(configs[i].remote_static, configs[1 - i].static_public, 32);
        ends[i].link = link_new(&configs[i]);
    }
}

static void free_ends(void)
{
    for (size_t i = 0; i < 2; i++) {
        alcove_link_wipe(ends[i].link);
        free(ends[i].link);
    }
}

static void take_event(struct end *end, const struct alcove_event *event)
{
    if (event->kind == ALCOVE_EVENT_ESTABLISHED)
        end->established++;
    if (event->kind != ALCOVE_EVENT_FRAME)
        return;
    if (event->frame.kind == ALCOVE_FRAME_VOICE)
        end->voices++;
    else
        end->video_bytes += event->frame.size;
}

/* What net's pump does after each mutation, with the other link in the place of the socket. True
 * when something left. */
static bool drain(struct end *from, struct end *to)
{
    struct alcove_transmit transmit;
    struct alcove_event event;
    bool sent = false;
    while (alcove_link_poll_transmit(from->link, now_us, &transmit)) {
        if (alcove_link_receive(to->link, now_us, &from->address, transmit.bytes, transmit.size) !=
            ALCOVE_RECEIVE_TAKEN)
            abort();
        to->full_packets += transmit.size == ALCOVE_DATAGRAM_BYTES_MAX;
        while (alcove_link_poll_event(to->link, &event))
            take_event(to, &event);
        sent = true;
    }
    while (alcove_link_poll_event(from->link, &event))
        take_event(from, &event);
    return sent;
}

static void drain_both(void)
{
    while (drain(&ends[0], &ends[1]) || drain(&ends[1], &ends[0])) {
    }
}

static void pass_time(uint64_t until_us)
{
    for (;;) {
        uint64_t due_us[2];
        for (size_t i = 0; i < 2; i++)
            due_us[i] = alcove_link_next_timeout(ends[i].link);
        uint64_t next_us = due_us[0] < due_us[1] ? due_us[0] : due_us[1];
        if (next_us > until_us)
            break;
        if (next_us > now_us)
            now_us = next_us;
        for (size_t i = 0; i < 2; i++) {
            if (due_us[i] <= now_us)
                alcove_link_handle_timeout(ends[i].link, now_us);
        }
        drain_both();
    }
    now_us = until_us;
}

static void meet(void)
{
    make_ends();
    alcove_link_add_candidate(ends[0].link, &ends[1].address);
    alcove_link_connect(ends[0].link, now_us);
    drain_both();
    pass_time(now_us + 1000000);
    if (ends[0].established != 1 || ends[1].established != 1)
        abort();
}

/* Both speak, a frame each 20 ms. */
static void speak(uint32_t frames)
{
    static uint32_t id;
    for (uint32_t i = 0; i < frames; i++, id++) {
        for (size_t k = 0; k < 2; k++) {
            const struct alcove_frame frame = {
                .kind = ALCOVE_FRAME_VOICE, .id = id, .bytes = coded, .size = VOICE_BYTES};
            alcove_link_send_frame(ends[k].link, now_us, &frame);
            drain_both();
        }
        pass_time(now_us + VOICE_EVERY_US);
    }
}

/* The first shows a picture whenever its link would take one. */
static void show(uint64_t packets)
{
    static uint32_t id;
    while (ends[1].full_packets < packets) {
        if (alcove_link_get_budget(ends[0].link, now_us).may_send_video) {
            const struct alcove_frame frame = {
                .kind = ALCOVE_FRAME_VIDEO, .id = id++, .bytes = coded, .size = sizeof coded};
            alcove_link_send_frame(ends[0].link, now_us, &frame);
            drain_both();
        }
        uint64_t next_us = alcove_link_next_timeout(ends[0].link);
        if (next_us <= now_us || next_us > now_us + NEVER_LONGER_US)
            next_us = now_us + NEVER_LONGER_US;
        pass_time(next_us);
    }
}

/* Packets of this size a CPU second that libsodium alone seals and opens. */
static double bare_packets(size_t datagram_bytes)
{
    enum { PACKETS = 20000, TAG = crypto_aead_chacha20poly1305_ietf_ABYTES };
    static const uint8_t key[crypto_aead_chacha20poly1305_ietf_KEYBYTES] = {1};
    uint8_t nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES] = {0};
    uint8_t sealed[ALCOVE_DATAGRAM_BYTES_MAX], plaintext[ALCOVE_DATAGRAM_BYTES_MAX] = {0};
    size_t size = datagram_bytes - ALCOVE_PACKET_OVERHEAD_BYTES;
    uint64_t before_us = bench_cpu_us();
    for (uint32_t i = 0; i < PACKETS; i++) {
        memcpy(nonce, &i, sizeof i);
        crypto_aead_chacha20poly1305_ietf_encrypt(sealed, NULL, plaintext, size, NULL, 0, NULL,
                                                  nonce, key);
        if (crypto_aead_chacha20poly1305_ietf_decrypt(plaintext, NULL, NULL, sealed, size + TAG,
                                                      NULL, 0, nonce, key) != 0)
            abort();
    }
    return (double)PACKETS * 1e6 / (double)(bench_cpu_us() - before_us);
}

/* What one round of two links brings, a CPU second of both together. */
struct round {
    double voices, video_packets, video_gigabits;
    uint64_t allocations;
};

static void measure_voices(struct round *round)
{
    speak(500);
    uint64_t voices = ends[0].voices + ends[1].voices;
    uint64_t allocations = allocations_so_far();
    uint64_t before_us = bench_cpu_us();
    speak(VOICE_FRAMES / 2);
    uint64_t took_us = bench_cpu_us() - before_us;
    round->allocations += allocations_so_far() - allocations;
    voices = ends[0].voices + ends[1].voices - voices;
    round->voices = (double)voices * 1e6 / (double)took_us;
}

static void measure_video(struct round *round)
{
    show(ends[1].full_packets + VIDEO_PACKETS / 4);
    uint64_t bytes = ends[1].video_bytes;
    uint64_t packets = ends[1].full_packets;
    uint64_t allocations = allocations_so_far();
    uint64_t before_us = bench_cpu_us();
    show(ends[1].full_packets + VIDEO_PACKETS);
    uint64_t took_us = bench_cpu_us() - before_us;
    round->allocations += allocations_so_far() - allocations;
    round->video_packets = (double)(ends[1].full_packets - packets) * 1e6 / (double)took_us;
    round->video_gigabits = (double)(ends[1].video_bytes - bytes) * 8 / 1e3 / (double)took_us;
}

static bool report(const char *what, const char *unit, double *values, double *ceiling,
                   double at_least)
{
    return bench_report(&(struct bench_figure){.what = what,
                                               .unit = unit,
                                               .values = values,
                                               .ceiling = ceiling,
                                               .count = ROUNDS,
                                               .at_least = at_least});
}

static bool moving_packets(void)
{
    double voices[ROUNDS], bare_voices[ROUNDS], packets[ROUNDS], bare_packets_full[ROUNDS];
    double gigabits[ROUNDS], bare_gigabits[ROUNDS];
    double allocated = 0;
    for (size_t i = 0; i < ROUNDS; i++) {
        struct round round = {0};
        meet();
        measure_voices(&round);
        bare_voices[i] = bare_packets(VOICE_BYTES + ALCOVE_PACKET_OVERHEAD_BYTES);
        measure_video(&round);
        bare_packets_full[i] = bare_packets(ALCOVE_DATAGRAM_BYTES_MAX);
        bare_gigabits[i] = bare_packets_full[i] * ALCOVE_PLAINTEXT_BYTES_MAX * 8 / 1e9;
        voices[i] = round.voices;
        packets[i] = round.video_packets;
        gigabits[i] = round.video_gigabits;
        allocated += (double)round.allocations;
        free_ends();
    }
    bool good = report("voice frames of 200 bytes through two links", "/CPU s", voices, bare_voices,
                       120000);
    good = report("video packets of 1,200 bytes through two links", "/CPU s", packets,
                  bare_packets_full, 0) &&
           good;
    good = report("pictures in packets of 1,200 bytes through two links", "Gbit/CPU s", gigabits,
                  bare_gigabits, 1) &&
           good;
    return bench_report(&(struct bench_figure){.what = "allocations, once the links are there",
                                               .unit = "",
                                               .values = &allocated,
                                               .count = 1}) &&
           allocated == 0 && good;
}

/* Spoilt datagrams a CPU second, each offered to all `links`. */
static double refusals(struct alcove_link *const *links, size_t count, uint8_t *datagram,
                       size_t size)
{
    const struct alcove_address from = {.port = 9};
    const uint32_t datagrams = FOREIGN * (uint32_t)(CONTACTS / count);
    uint64_t before_us = bench_cpu_us();
    for (uint32_t i = 0; i < datagrams; i++) {
        memcpy(datagram + size - sizeof i, &i, sizeof i);
        for (size_t k = 0; k < count; k++) {
            if (alcove_link_receive(links[k], now_us, &from, datagram, size) !=
                ALCOVE_RECEIVE_NOT_MINE)
                abort();
        }
    }
    return datagrams * 1e6 / (double)(bench_cpu_us() - before_us);
}

/* Envelopes a CPU second that libsodium alone refuses, each under `keys` keys. */
static double bare_envelope_refusals(size_t keys)
{
    enum { NONCE = ALCOVE_ENVELOPE_NONCE_BYTES, SIZE = ALCOVE_ENVELOPE_BYTES_MAX };
    uint8_t foreign[SIZE] = {0};
    uint8_t plaintext[SIZE];
    static const uint8_t key[32] = {1};
    uint64_t before_us = bench_cpu_us();
    for (uint32_t i = 0; i < FOREIGN * keys; i++) {
        memcpy(foreign, &i, sizeof i);
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(plaintext, NULL, NULL, foreign + NONCE,
                                                       SIZE - NONCE, NULL, 0, foreign, key) == 0)
            abort();
    }
    return FOREIGN * 1e6 / (double)(bench_cpu_us() - before_us);
}

static double bare_packet_refusals(void)
{
    enum { SIZE = ALCOVE_DATAGRAM_BYTES_MAX - ALCOVE_PACKET_HEADER_BYTES };
    const uint32_t datagrams = FOREIGN * CONTACTS;
    uint8_t foreign[SIZE] = {0};
    uint8_t plaintext[SIZE];
    static const uint8_t key[32] = {1}, nonce[12] = {1};
    uint64_t before_us = bench_cpu_us();
    for (uint32_t i = 0; i < datagrams; i++) {
        memcpy(foreign, &i, sizeof i);
        if (crypto_aead_chacha20poly1305_ietf_decrypt(plaintext, NULL, NULL, foreign, SIZE, NULL, 0,
                                                      nonce, key) == 0)
            abort();
    }
    return datagrams * 1e6 / (double)(bench_cpu_us() - before_us);
}

static bool refused_by_contacts(void)
{
    struct alcove_link *links[CONTACTS];
    double envelopes[ROUNDS], bare[ROUNDS];
    uint8_t foreign[ALCOVE_ENVELOPE_BYTES_MAX];
    struct alcove_link_config config = {.purpose = ALCOVE_LINK_CONTACT, .random.fill = fill};
    config.psk.present = true;
    for (size_t i = 0; i < CONTACTS; i++) {
        randombytes_buf(config.envelope_root, sizeof config.envelope_root);
        links[i] = link_new(&config);
    }
    randombytes_buf(foreign, sizeof foreign);
    for (size_t i = 0; i < ROUNDS; i++) {
        envelopes[i] = refusals(links, CONTACTS, foreign, sizeof foreign);
        bare[i] = bare_envelope_refusals(CONTACTS);
    }
    for (size_t i = 0; i < CONTACTS; i++)
        free(links[i]);
    return report("datagrams of a handshake's size refused by 100 contacts", "/CPU s", envelopes,
                  bare, 17000);
}

/* A packet for the second that it never gets whole: it has yet to see its counter. */
static void overhear_packet(uint8_t datagram[static ALCOVE_DATAGRAM_BYTES_MAX])
{
    struct alcove_transmit transmit;
    const struct alcove_frame frame = {
        .kind = ALCOVE_FRAME_VIDEO, .bytes = coded, .size = sizeof coded};
    alcove_link_send_frame(ends[0].link, now_us, &frame);
    do {
        if (!alcove_link_poll_transmit(ends[0].link, now_us, &transmit))
            abort();
    } while (transmit.size != ALCOVE_DATAGRAM_BYTES_MAX);
    memcpy(datagram, transmit.bytes, transmit.size);
}

/* The dearest that somebody on the way can make of a packet without the key: one whose header is
 * right, so that all of it is authenticated before it is refused. */
static bool refused_by_a_link(void)
{
    double packets[ROUNDS], bare[ROUNDS];
    uint8_t overheard[ALCOVE_DATAGRAM_BYTES_MAX];
    meet();
    overhear_packet(overheard);
    for (size_t i = 0; i < ROUNDS; i++) {
        packets[i] = refusals(&ends[1].link, 1, overheard, sizeof overheard);
        bare[i] = bare_packet_refusals();
    }
    bool forged = alcove_link_get_statistics(ends[1].link).refused_forged >=
                  (uint64_t)ROUNDS * FOREIGN * CONTACTS;
    free_ends();
    return report("packets of 1,200 bytes, spoilt at the end, refused by a link", "/CPU s", packets,
                  bare, 0) &&
           forged;
}

int link_bench(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    if (sodium_init() < 0) /* it chooses the fast code for this processor */
        return 1;
    now_us = 1000000;
    bool good = moving_packets();
    good = refused_by_contacts() && good;
    return refused_by_a_link() && good ? 0 : 1;
}

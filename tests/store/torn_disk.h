/* A disk for SQLite that lives in memory, loses its current or fails at any operation that is
 * chosen, and afterwards holds what a real one might: all that was synced, and of the rest some
 * writes whole, some torn, some not at all. */
#ifndef TESTS_STORE_TORN_DISK_H
#define TESTS_STORE_TORN_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How far apart the places are at which a test strikes. Under a sanitizer each request for memory
 * costs a walk of the stack, and a life asks for thousands. */
#define TORN_DISK_STRIDE 1
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#undef TORN_DISK_STRIDE
#define TORN_DISK_STRIDE 11
#endif
#endif

enum torn_disk_fault {
    TORN_DISK_CRASH, /* this operation is not done, nor any after it */
    TORN_DISK_ERROR, /* it fails, and the next succeeds */
    TORN_DISK_FULL,  /* it and all writes that follow fail until torn_disk_mend */
};

/* From now on this is SQLite's disk; with empty files. */
void torn_disk_begin(void);
/* SQLite's own disk is back; nothing is open. */
void torn_disk_end(void);
/* The operation number `at` from now (from 1: write, sync, truncate, delete; with errors also
 * reads) goes wrong; 0: none. */
void torn_disk_arm(uint64_t at, enum torn_disk_fault fault);
/* Operations since the arming. */
uint64_t torn_disk_operations(void);
/* Whether what was armed has happened. */
bool torn_disk_struck(void);
/* After a crash, with all files closed: the current is back, and unsynced writes are there or not,
 * as `seed` decides. Without a crash: the disk is whole again, with all that was written. */
void torn_disk_mend(uint64_t seed);
/* Whether the bytes are in any file now. */
bool torn_disk_holds(const void *bytes, size_t size);

#endif

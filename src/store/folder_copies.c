#include "store/folder_copies.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/folder.h"

struct copy {
    struct copy *next;
    char name[FOLDER_NAME_BYTES_MAX];
    uint8_t *bytes; /* NULL: taken away */
    size_t size;
};

struct folder_copies {
    pthread_mutex_t mutex;
    struct copy *first;
};

struct folder_copies *folder_copies_make(void)
{
    struct folder_copies *copies = calloc(1, sizeof *copies);
    if (copies != NULL)
        (void)pthread_mutex_init(&copies->mutex, NULL);
    return copies;
}

void folder_copies_free(struct folder_copies *copies)
{
    if (copies == NULL)
        return;
    for (struct copy *copy = copies->first; copy != NULL;) {
        struct copy *next = copy->next;
        folder_free(copy->bytes, copy->size);
        free(copy);
        copy = next;
    }
    (void)pthread_mutex_destroy(&copies->mutex);
    free(copies);
}

static struct copy *find(const struct folder_copies *copies, const char *name)
{
    struct copy *copy = copies->first;
    while (copy != NULL && strcmp(copy->name, name) != 0)
        copy = copy->next;
    return copy;
}

static struct copy *find_or_add(struct folder_copies *copies, const char *name)
{
    struct copy *copy = find(copies, name);
    if (copy != NULL)
        return copy;
    copy = calloc(1, sizeof *copy);
    if (copy == NULL)
        return NULL;
    (void)snprintf(copy->name, sizeof copy->name, "%s", name);
    copy->next = copies->first;
    copies->first = copy;
    return copy;
}

static uint8_t *duplicate(const uint8_t *bytes, size_t size)
{
    uint8_t *same = malloc(size + 1);
    if (same != NULL)
        memcpy(same, bytes, size);
    return same;
}

int folder_copies_put(struct folder_copies *copies, const char *name, const uint8_t *bytes,
                      size_t size)
{
    uint8_t *same = bytes == NULL ? NULL : duplicate(bytes, size);
    if (bytes != NULL && same == NULL)
        return ENOMEM;
    (void)pthread_mutex_lock(&copies->mutex);
    struct copy *copy = find_or_add(copies, name);
    if (copy != NULL) {
        folder_free(copy->bytes, copy->size);
        copy->bytes = same;
        copy->size = size;
    }
    (void)pthread_mutex_unlock(&copies->mutex);
    if (copy == NULL)
        folder_free(same, size);
    return copy == NULL ? ENOMEM : 0;
}

int folder_copies_get(struct folder_copies *copies, const char *name, uint8_t **bytes, size_t *size)
{
    int result = FOLDER_COPIES_UNKNOWN;
    (void)pthread_mutex_lock(&copies->mutex);
    const struct copy *copy = find(copies, name);
    if (copy != NULL && copy->bytes == NULL) {
        result = ENOENT;
    } else if (copy != NULL) {
        *bytes = duplicate(copy->bytes, copy->size);
        *size = copy->size;
        result = *bytes == NULL ? ENOMEM : 0;
    }
    (void)pthread_mutex_unlock(&copies->mutex);
    return result;
}

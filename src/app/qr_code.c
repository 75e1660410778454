#include "app/qr_code.h"

#include <stdlib.h>
#include <string.h>

#include <qrencode.h>
#include <sodium.h>

static QRcode *encode(const char *link)
{
    size_t size = strlen(link);
    char *upper = malloc(size + 1);
    if (upper == NULL)
        return NULL;
    for (size_t i = 0; i <= size; i++)
        upper[i] = link[i] >= 'a' && link[i] <= 'z' ? (char)(link[i] - 'a' + 'A') : link[i];
    QRcode *code = QRcode_encodeString(upper, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    sodium_memzero(upper, size);
    free(upper);
    return code;
}

bool qr_code_make(const char *link, struct qr_code *out)
{
    QRcode *code = encode(link);
    *out = (struct qr_code){0};
    if (code == NULL)
        return false;
    size_t count = (size_t)code->width * (size_t)code->width;
    out->squares = malloc(count);
    if (out->squares != NULL)
        out->side = code->width;
    for (size_t i = 0; i < count && out->squares != NULL; i++)
        out->squares[i] = code->data[i] & 1;
    sodium_memzero(code->data, count);
    QRcode_free(code);
    return out->squares != NULL;
}

void qr_code_free(struct qr_code *code)
{
    if (code->squares != NULL)
        sodium_memzero(code->squares, (size_t)code->side * (size_t)code->side);
    free(code->squares);
    *code = (struct qr_code){0};
}

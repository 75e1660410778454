#include "app/qr_print.h"

#include <stdlib.h>
#include <string.h>

#include <qrencode.h>
#include <sodium.h>

#define QUIET 4 /* squares on every side, ISO/IEC 18004 */
/* Black on bright white, and back. */
#define COLOURS "\033[30;107m"
#define RESET   "\033[0m"

static bool is_dark(const QRcode *code, int x, int y)
{
    bool inside = x >= 0 && y >= 0 && x < code->width && y < code->width;
    return inside && (code->data[y * code->width + x] & 1) != 0;
}

static void print_code(FILE *file, const QRcode *code)
{
    for (int y = -QUIET; y < code->width + QUIET; y += 2) {
        fputs(COLOURS, file);
        for (int x = -QUIET; x < code->width + QUIET; x++) {
            bool upper = is_dark(code, x, y);
            bool lower = is_dark(code, x, y + 1);
            fputs(upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ", file);
        }
        fputs(RESET "\n", file);
    }
}

bool qr_print(FILE *file, const char *link)
{
    size_t size = strlen(link);
    char *upper = malloc(size + 1);
    if (upper == NULL)
        return false;
    for (size_t i = 0; i <= size; i++)
        upper[i] = link[i] >= 'a' && link[i] <= 'z' ? (char)(link[i] - 'a' + 'A') : link[i];
    QRcode *code = QRcode_encodeString(upper, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    sodium_memzero(upper, size);
    free(upper);
    if (code == NULL)
        return false;
    print_code(file, code);
    sodium_memzero(code->data, (size_t)code->width * (size_t)code->width);
    QRcode_free(code);
    return true;
}

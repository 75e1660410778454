#include "app/qr_print.h"

#include "app/qr_code.h"

/* Black on bright white, and back. */
#define COLOURS "\033[30;107m"
#define RESET   "\033[0m"

static bool is_dark(const struct qr_code *code, int x, int y)
{
    bool inside = x >= 0 && y >= 0 && x < code->side && y < code->side;
    return inside && code->squares[y * code->side + x] != 0;
}

bool qr_print(FILE *file, const char *link)
{
    struct qr_code code;
    if (!qr_code_make(link, &code))
        return false;
    for (int y = -QR_CODE_QUIET; y < code.side + QR_CODE_QUIET; y += 2) {
        fputs(COLOURS, file);
        for (int x = -QR_CODE_QUIET; x < code.side + QR_CODE_QUIET; x++) {
            bool upper = is_dark(&code, x, y);
            bool lower = is_dark(&code, x, y + 1);
            fputs(upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ", file);
        }
        fputs(RESET "\n", file);
    }
    qr_code_free(&code);
    return true;
}

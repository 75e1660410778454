/* ThreadSanitizer must be ready before the first constructor of any library runs: SDL2 pulls in
 * libgcrypt, whose constructor allocates, and the runtime would crash before main. */
void __tsan_init(void);

__attribute__((section(".preinit_array"),
               used)) static void (*const start_tsan)(void) = __tsan_init;

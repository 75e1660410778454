/* Ctrl-C, a closing terminal and a polite kill: noticed by a thread of their own, so that the main
 * thread is woken like by any other. */
#ifndef ALCOVE_APP_INTERRUPT_H
#define ALCOVE_APP_INTERRUPT_H

#include <stdbool.h>

/* Call once in main, before any other thread starts: from then on the signals only count. */
void interrupt_block(void);
/* Starts listening; `ring` is called once on the first signal. False when there is no thread. */
bool interrupt_listen(void (*ring)(void *), void *context);
/* Stops listening; `ring` is not called after it. */
void interrupt_forget(void);
bool interrupt_happened(void);

#endif

#ifndef FB_INTERNAL_H
#define FB_INTERNAL_H
#include <stdbool.h>
#include <termios.h>

/// signals.c: what the fatal-signal handler writes and restores, prepared while it is safe to.
void fb_note_terminal(void);
void fb_note_leaving_sequence(void);
void fb_screen_taken(bool taken);
#endif

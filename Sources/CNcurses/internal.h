#ifndef FB_INTERNAL_H
#define FB_INTERNAL_H
#include <signal.h>
#include <stdbool.h>
#include <termios.h>

/// signals.c: what the fatal-signal handler writes and restores, prepared while it is safe to.
void fb_note_terminal(void);
void fb_note_leaving_sequence(void);
void fb_screen_taken(bool taken);

/// crash.c: by async-signal-safe calls.
void fb_write_crash_report(int number, const siginfo_t *info, const void *context);
/// Standard error is kept in memory while the screen is taken, when it is a terminal.
void fb_keep_errors(bool keep);
/// Forgets what was kept when it is over 64 KB.
void fb_bound_kept_errors(void);
#endif

#ifndef CNcurses_H
#define CNcurses_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// The part of ncurses flipback uses, on the one screen there is; no pointer of ncurses leaves this file's C.
// All of it is called from one thread, but for fb_fatal_signals' own handler.

enum fb_attributes { FB_BOLD = 1, FB_DIM = 2, FB_UNDERLINE = 4, FB_REVERSE = 8 };

/// What fb_read_key found.
enum fb_key_kind {
    FB_KEY_NONE = 0,        ///< nothing is waiting
    FB_KEY_CHARACTER = 1,   ///< `code` is a Unicode scalar (or a C0 control)
    FB_KEY_NAMED = 2,       ///< `code` is one of fb_named_key
    FB_KEY_GONE = 3         ///< the terminal is gone
};

enum fb_named_key {
    FB_UP = 1, FB_DOWN, FB_LEFT, FB_RIGHT, FB_PAGE_UP, FB_PAGE_DOWN, FB_HOME, FB_END, FB_BACKSPACE, FB_DELETE, FB_ENTER,
    FB_BACK_TAB, FB_PASTE_BEGIN, FB_PASTE_END, FB_OTHER, FB_FUNCTION = 100 ///< F1 is 101
};

struct fb_key { int kind; uint32_t code; };

/// Opens the screen for a terminal type. False: terminfo does not know it or it can't be used; nothing has changed.
bool fb_open(const char *_Nonnull term);
/// True when terminfo has the type at all and it can place the cursor.
bool fb_can_address_cursor(const char *_Nonnull term, bool *_Nonnull known);
/// Starts colours with the terminal's default colours as pair 0. Colours the terminal has; 0 for none.
int fb_start_colours(void);
int fb_pair_limit(void);
bool fb_init_pair(int pair, int foreground, int background);
/// Colour and attributes of what is written next, and of erased cells.
void fb_set_style(int pair, int attributes);
void fb_set_base(int pair, int attributes);
void fb_move(int y, int x);
/// Writes UTF-8 text at the cursor with the set style.
void fb_add_text(const char *_Nonnull bytes, size_t count);
/// Cells libc gives a scalar: −1 when it would not print it in this locale.
int fb_cells_of(uint32_t scalar);
void fb_erase_row(int y);
void fb_refresh(void);
void fb_repaint_with_next_refresh(void);
void fb_place_cursor(int y, int x, bool visible);
void fb_beep(void);
void fb_flush_input(void);
struct fb_key fb_read_key(void);
/// Size by the terminal itself; false when it is not told.
bool fb_terminal_size(int *_Nonnull columns, int *_Nonnull rows);
void fb_resize(int columns, int rows);
/// Gives the terminal back as it was found (close, stop); fb_resume takes it again.
void fb_suspend(void);
void fb_resume(void);
/// The locale of LC_ALL, LC_CTYPE, LANG; C.UTF-8 when `utf8` and the environment's is not. True: text can be UTF-8.
bool fb_set_locale(bool utf8);

/// True when input waits or the terminal is gone.
bool fb_wait_for_input(int milliseconds);

/// Stops the process as the terminal's own Ctrl-Z would; returns when it is continued, at once if nobody could continue it.
void fb_stop_self(void);
/// The terminal is another job's now.
bool fb_in_background(void);
/// Stops while the terminal is another job's (`bg`, `flipback &`).
void fb_wait_for_foreground(void);
/// Signals as bytes of a pipe, to be read where ncurses is called. −1: no pipe can be made.
int fb_signal_descriptor(void);
/// False when the signal is ignored by whoever started the program; it stays so.
bool fb_listen(int number);
void fb_unlisten(int number);
/// The next signal that came; 0 for none.
int fb_next_signal(void);
/// The same for INT, TERM and HUP, apart, since they also matter where there is no screen.
int fb_ending_descriptor(void);
int fb_next_ending(void);

/// On SEGV, ABRT, BUS, ILL, TRAP and FPE: gives the terminal back and writes the crash report, by async-signal-safe calls, then
/// lets what was set before (Swift's backtrace, or death) happen. Once a process.
void fb_fatal_signals(void);
/// Where a crash is reported and the report's first line. Without it there is no report.
void fb_note_crash_report(const char *_Nonnull path, const char *_Nonnull header);

/// The ncurses that is loaded, `ncurses 6.4.20221231`.
const char *_Nonnull fb_ncurses_version(void);

// The guardian.

/// How the guarded process ended; `signal` is 0 when it exited by itself.
struct fb_child_end { int code; int signal; bool failed; };
bool fb_save_terminal(void);
/// Restores what fb_save_terminal saw and leaves the modes of the console; false when there was nothing to restore.
bool fb_restore_terminal(void);
/// −1: errno tells. HUP and TERM are passed on to the child from now on.
pid_t fb_spawn_guarded(
    const char *_Nonnull path, char *_Nullable const *_Nonnull arguments, char *_Nullable const *_Nonnull environment);
/// Waits; stops and continues with the child.
struct fb_child_end fb_wait_for_child(pid_t child);
/// The child's side: it dies with its guardian. False: the guardian is gone already.
bool fb_die_with_guardian(pid_t guardian);
#endif

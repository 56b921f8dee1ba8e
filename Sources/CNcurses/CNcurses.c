#define _GNU_SOURCE 1
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_NOMACROS 1
#include "CNcurses.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

#include "internal.h"

enum { KEY_PASTE_BEGIN = KEY_MAX + 1001, KEY_PASTE_END, KEY_CSI_BACK_TAB };

static SCREEN *screen;
static bool has_default_colours;
static bool taken;

bool fb_set_locale(bool utf8) {
    // Text only: numbers and sorting stay as they are in C.
    if (!setlocale(LC_CTYPE, "")) setlocale(LC_CTYPE, "C");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return true;
    return utf8 && setlocale(LC_CTYPE, "C.UTF-8") != NULL;
}

bool fb_can_address_cursor(const char *term, bool *known) {
    int problem = 0;
    *known = setupterm(term, STDOUT_FILENO, &problem) == OK && problem == 1;
    if (!*known) return false;
    const char *address = tigetstr("cup");
    bool able = address != NULL && address != (char *)-1;
    del_curterm(cur_term);
    return able;
}

static void say(const char *text) {
    // Behind what curses has buffered; both go through stdout.
    fputs(text, stdout);
    fflush(stdout);
}

/// Modes curses does not know of: no Ctrl-S freeze (a stopped screen would lie about its age), no Ctrl-V quoting.
static void own_modes(void) {
    struct termios modes;
    if (tcgetattr(STDIN_FILENO, &modes) != 0) return;
    modes.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
    modes.c_lflag &= ~(tcflag_t)IEXTEN;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
    def_prog_mode();
}

bool fb_open(const char *term) {
    fb_wait_for_foreground();
    fb_note_terminal();
    struct sigaction interrupt, terminate;
    sigaction(SIGINT, NULL, &interrupt);
    sigaction(SIGTERM, NULL, &terminate);
    screen = newterm((char *)term, stdout, stdin);
    // newterm's handlers would exit at once; how the program ends is decided elsewhere.
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGTERM, &terminate, NULL);
    if (!screen) return false;
    set_term(screen);
    cbreak();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    scrollok(stdscr, FALSE);
    idlok(stdscr, FALSE);
    leaveok(stdscr, FALSE);
    set_escdelay(25);
    own_modes();
    define_key("\033[200~", KEY_PASTE_BEGIN);
    define_key("\033[201~", KEY_PASTE_END);
    define_key("\033[Z", KEY_CSI_BACK_TAB);
    // Mouse reports that another program left on would be cut in two, and their tail typed; whole they are ignored.
    define_key(NULL, KEY_MOUSE);
    curs_set(0);
    fb_note_leaving_sequence();
    refresh();
    say("\033[?2004h");
    taken = true;
    fb_screen_taken(true);
    return true;
}

void fb_suspend(void) {
    if (!taken) return;
    taken = false;
    say("\033[?2004l");
    curs_set(1);
    endwin();
    fflush(stdout);
    fb_screen_taken(false);
}

void fb_resume(void) {
    if (taken || !screen) return;
    fb_wait_for_foreground();
    fb_screen_taken(true);
    reset_prog_mode();
    clearok(curscr, TRUE);
    refresh();
    curs_set(0);
    say("\033[?2004h");
    taken = true;
}

int fb_start_colours(void) {
    if (!has_colors() || start_color() == ERR) return 0;
    has_default_colours = use_default_colors() == OK;
    return COLORS;
}

int fb_pair_limit(void) { return COLOR_PAIRS < 32767 ? COLOR_PAIRS : 32767; }

bool fb_init_pair(int pair, int foreground, int background) {
    if (!has_default_colours) {
        if (foreground < 0) foreground = COLOR_WHITE;
        if (background < 0) background = COLOR_BLACK;
    }
    return init_pair((short)pair, (short)foreground, (short)background) == OK;
}

static attr_t curses_attributes(int attributes) {
    attr_t result = WA_NORMAL;
    if (attributes & FB_BOLD) result |= WA_BOLD;
    if (attributes & FB_DIM) result |= WA_DIM;
    if (attributes & FB_UNDERLINE) result |= WA_UNDERLINE;
    if (attributes & FB_REVERSE) result |= WA_REVERSE;
    return result;
}

void fb_set_style(int pair, int attributes) { attr_set(curses_attributes(attributes), (short)pair, NULL); }

void fb_set_base(int pair, int attributes) {
    cchar_t blank;
    setcchar(&blank, L" ", curses_attributes(attributes), (short)pair, NULL);
    bkgrndset(&blank);
}

void fb_move(int y, int x) { move(y, x); }

void fb_add_text(const char *bytes, size_t count) {
    wchar_t wide[256];
    int used = 0;
    for (size_t i = 0; i < count;) {
        unsigned char first = (unsigned char)bytes[i];
        int length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (i + (size_t)length > count) break;
        uint32_t scalar = length == 1 ? first : first & (0xFFu >> (length + 1));
        for (int k = 1; k < length; k++) scalar = (scalar << 6) | ((unsigned char)bytes[i + (size_t)k] & 0x3Fu);
        i += (size_t)length;
        // A combining mark must not be parted from its base by the end of the buffer.
        if (used >= 240 && wcwidth((wchar_t)scalar) > 0) {
            addnwstr(wide, used);
            used = 0;
        }
        if (used < 256) wide[used++] = (wchar_t)scalar;
    }
    if (used > 0) addnwstr(wide, used);
}

int fb_cells_of(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

void fb_erase_row(int y) {
    move(y, 0);
    clrtoeol();
}

void fb_refresh(void) {
    refresh();
    fb_bound_kept_errors();
}

void fb_repaint_with_next_refresh(void) { clearok(curscr, TRUE); }

void fb_place_cursor(int y, int x, bool visible) {
    curs_set(visible ? 1 : 0);
    if (visible) move(y, x);
}

void fb_beep(void) { beep(); }

void fb_flush_input(void) { flushinp(); }

static uint32_t named(wint_t code) {
    if (code > KEY_F0 && code <= KEY_F(63)) return FB_FUNCTION + (uint32_t)(code - KEY_F0);
    switch (code) {
    case KEY_UP: return FB_UP;
    case KEY_DOWN: return FB_DOWN;
    case KEY_LEFT: return FB_LEFT;
    case KEY_RIGHT: return FB_RIGHT;
    case KEY_PPAGE: return FB_PAGE_UP;
    case KEY_NPAGE: return FB_PAGE_DOWN;
    case KEY_HOME: case KEY_FIND: return FB_HOME;
    case KEY_END: case KEY_SELECT: return FB_END;
    case KEY_BACKSPACE: return FB_BACKSPACE;
    case KEY_DC: return FB_DELETE;
    case KEY_ENTER: return FB_ENTER;
    case KEY_BTAB: case KEY_CSI_BACK_TAB: return FB_BACK_TAB;
    case KEY_PASTE_BEGIN: return FB_PASTE_BEGIN;
    case KEY_PASTE_END: return FB_PASTE_END;
    default: return FB_OTHER;
    }
}

struct fb_key fb_read_key(void) {
    wint_t code = 0;
    errno = 0;
    int status = get_wch(&code);
    if (status == OK) return (struct fb_key){FB_KEY_CHARACTER, (uint32_t)code};
    if (status == KEY_CODE_YES) return (struct fb_key){FB_KEY_NAMED, named(code)};
    if (fb_in_background()) return (struct fb_key){FB_KEY_NONE, 0};
    if (errno == EIO) return (struct fb_key){FB_KEY_GONE, 0};
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&input, 1, 0) <= 0) return (struct fb_key){FB_KEY_NONE, 0};
    if (input.revents & (POLLHUP | POLLERR | POLLNVAL)) return (struct fb_key){FB_KEY_GONE, 0};
    int waiting = 0;
    // Readable with nothing to read is the end of input; with bytes left, they were not text of this locale.
    if (ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 || waiting == 0) return (struct fb_key){FB_KEY_GONE, 0};
    return (struct fb_key){FB_KEY_NAMED, FB_OTHER};
}

bool fb_wait_for_input(int milliseconds) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, milliseconds) > 0;
}

bool fb_terminal_size(int *wide, int *high) {
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) {
        *wide = COLS;
        *high = LINES;
        return false;
    }
    *wide = size.ws_col;
    *high = size.ws_row;
    return true;
}

// resizeterm would also queue a KEY_RESIZE, which is not a key.
void fb_resize(int wide, int high) {
    if (is_term_resized(high, wide)) resize_term(high, wide);
}

const char *fb_ncurses_version(void) { return curses_version(); }

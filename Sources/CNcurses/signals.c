#define _GNU_SOURCE 1
#define NCURSES_NOMACROS 1
#include "CNcurses.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <term.h>
#include <unistd.h>

#include "internal.h"

static struct termios found;
static bool has_found;
static char leaving[256];
static size_t leaving_length;
static atomic_bool screen_is_ours;
static atomic_int reporting;

void fb_note_terminal(void) { has_found = tcgetattr(STDIN_FILENO, &found) == 0; }

void fb_screen_taken(bool taken) {
    atomic_store(&screen_is_ours, taken);
    fb_keep_errors(taken);
}

static void append(const char *text) {
    if (text == NULL || text == (char *)-1) return;
    for (; *text && leaving_length + 1 < sizeof leaving; text++) {
        if (text[0] == '$' && text[1] == '<') {  // terminfo padding
            const char *end = strchr(text, '>');
            if (end) { text = end; continue; }
        }
        leaving[leaving_length++] = *text;
    }
}

void fb_note_leaving_sequence(void) {
    leaving_length = 0;
    append("\033[?2004l");
    append(tigetstr("sgr0"));
    append(tigetstr("cnorm"));
    append(tigetstr("rmkx"));
    append(tigetstr("rmcup"));
    append("\r\n");
}

static const int fatal[] = {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGTRAP, SIGFPE};
enum { FATAL = sizeof fatal / sizeof *fatal };
static struct sigaction before[FATAL];

// Async-signal-safe calls only.
static void on_fatal(int number, siginfo_t *info, void *context) {
    int kept = errno;
    if (atomic_exchange(&screen_is_ours, false)) {
        size_t done = 0;
        while (done < leaving_length) {
            ssize_t written = write(STDOUT_FILENO, leaving + done, leaving_length - done);
            if (written <= 0) break;
            done += (size_t)written;
        }
        if (has_found) tcsetattr(STDIN_FILENO, TCSANOW, &found);
    }
    // One thread reports. Another's fault waits for the end that the first one brings; its own, while it reports, is the end.
    int nobody = 0, self = (int)syscall(SYS_gettid);
    if (atomic_compare_exchange_strong(&reporting, &nobody, self)) {
        fb_write_crash_report(number, info, context);
    } else if (nobody != self) {
        for (;;) pause();
    }
    const struct sigaction *earlier = NULL;
    for (int i = 0; i < FATAL; i++)
        if (fatal[i] == number) earlier = &before[i];
    if (info->si_code > 0 && earlier) {
        // A fault happens again when we return, now in the hands of what was set before (Swift's backtrace, or death).
        sigaction(number, earlier, NULL);
        errno = kept;
        return;
    }
    // A signal somebody sent (or abort) happens once, and Swift's handler returns from it: it is called, then we die.
    if (earlier && (earlier->sa_flags & SA_SIGINFO) && earlier->sa_sigaction) {
        earlier->sa_sigaction(number, info, context);
    } else if (earlier && earlier->sa_handler != SIG_DFL && earlier->sa_handler != SIG_IGN) {
        earlier->sa_handler(number);
    }
    signal(number, SIG_DFL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    raise(number);
}

void fb_fatal_signals(void) {
    static bool installed;
    if (installed) return;
    installed = true;
    struct sigaction action = {0};
    action.sa_sigaction = on_fatal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < FATAL; i++) sigaction(fatal[i], &action, &before[i]);
}

// Two pipes: what the screen must hear (WINCH, TSTP, CONT) and what ends the program (INT, TERM, HUP).
static int wake[2] = {-1, -1};
static int ending[2] = {-1, -1};

static bool ends(int number) { return number == SIGINT || number == SIGTERM || number == SIGHUP; }

static void on_note(int number) {
    int kept = errno;
    char byte = (char)number;
    // A full pipe holds the same news already.
    (void)!write(ends(number) ? ending[1] : wake[1], &byte, 1);
    errno = kept;
}

static int reading_end(int ends_of[2]) {
    if (ends_of[0] < 0 && pipe2(ends_of, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    return ends_of[0];
}

int fb_signal_descriptor(void) { return reading_end(wake); }

int fb_ending_descriptor(void) { return reading_end(ending); }

bool fb_listen(int number) {
    if (reading_end(ends(number) ? ending : wake) < 0) return false;
    struct sigaction current;
    sigaction(number, NULL, &current);
    // Ignored by whoever started us (nohup, a shell without job control): stays ignored.
    if (current.sa_handler == SIG_IGN && number != SIGWINCH && number != SIGCONT) return false;
    struct sigaction action = {0};
    action.sa_handler = on_note;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    return sigaction(number, &action, NULL) == 0;
}

void fb_unlisten(int number) {
    struct sigaction current;
    sigaction(number, NULL, &current);
    if (current.sa_handler == on_note) signal(number, SIG_DFL);
}

static int next_of(int descriptor) {
    char byte;
    ssize_t count;
    do count = read(descriptor, &byte, 1);
    while (count < 0 && errno == EINTR);
    return count == 1 ? byte : 0;
}

int fb_next_signal(void) { return next_of(wake[0]); }

int fb_next_ending(void) { return next_of(ending[0]); }

/// Worker threads block most signals; this one must be taken here and now, with its default action, so that the kernel does
/// not stop a process nobody could continue (an orphaned group).
static void stop_by(int number) {
    struct sigaction ours, stop = {0};
    stop.sa_handler = SIG_DFL;
    sigemptyset(&stop.sa_mask);
    sigaction(number, &stop, &ours);
    sigset_t set, old;
    sigemptyset(&set);
    sigaddset(&set, number);
    pthread_sigmask(SIG_UNBLOCK, &set, &old);
    raise(number);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    sigaction(number, &ours, NULL);
}

void fb_stop_self(void) { stop_by(SIGTSTP); }

bool fb_in_background(void) {
    pid_t front = tcgetpgrp(STDIN_FILENO);
    return front > 0 && front != getpgrp();
}

void fb_wait_for_foreground(void) {
    // An orphaned group can't be stopped: it goes on after some tries.
    for (int i = 0; i < 64 && fb_in_background(); i++) stop_by(SIGTTIN);
}

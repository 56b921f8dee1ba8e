#define _GNU_SOURCE 1
#include "CNcurses.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static struct termios saved;
static bool has_saved;
static volatile pid_t guarded;

bool fb_save_terminal(void) {
    has_saved = tcgetattr(STDIN_FILENO, &saved) == 0;
    return has_saved;
}

static bool same(const struct termios *a, const struct termios *b) {
    return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_cflag == b->c_cflag && a->c_lflag == b->c_lflag &&
           memcmp(a->c_cc, b->c_cc, sizeof a->c_cc) == 0;
}

bool fb_restore_terminal(void) {
    struct termios now;
    if (!has_saved || tcgetattr(STDIN_FILENO, &now) != 0 || same(&now, &saved)) return false;
    if (tcgetpgrp(STDIN_FILENO) != getpgrp()) return false;  // somebody else's turn
    sigset_t set, old;
    sigemptyset(&set);
    sigaddset(&set, SIGTTOU);
    sigprocmask(SIG_BLOCK, &set, &old);
    // Paste mode off, plain attributes, cursor shown, keypad off, alternate screen left, then a line of its own. A terminal
    // without one of these ignores it. Only written when the modes show that a screen was left behind: leaving an
    // alternate screen that is not in use moves the cursor.
    static const char leave[] = "\033[?2004l\033[0m\033[?25h\033[?1l\033>\033[?1049l\r\n";
    (void)!write(STDOUT_FILENO, leave, sizeof leave - 1);
    tcflush(STDIN_FILENO, TCIFLUSH);  // keys meant for the console are not commands for the shell
    tcsetattr(STDIN_FILENO, TCSADRAIN, &saved);
    sigprocmask(SIG_SETMASK, &old, NULL);
    return true;
}

static void pass_on(int number) {
    int kept = errno;
    if (guarded > 0) kill(guarded, number);
    errno = kept;
}

static void leave_to_child(int number) { (void)number; }

static void handle(int number, void (*handler)(int)) {
    struct sigaction action = {0}, current;
    sigaction(number, NULL, &current);
    if (current.sa_handler == SIG_IGN) return;  // and the child inherits that it is ignored
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

pid_t fb_spawn_guarded(const char *path, char *const *arguments, char *const *environment) {
    sigset_t all, old;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &old);
    // The terminal sends these to the whole group: the child has them already. exec puts handlers back to the default.
    handle(SIGINT, leave_to_child);
    handle(SIGQUIT, leave_to_child);
    handle(SIGTSTP, leave_to_child);
    handle(SIGHUP, pass_on);
    handle(SIGTERM, pass_on);

    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &old);
    pid_t child = -1;
    int problem = posix_spawn(&child, path, NULL, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    guarded = problem == 0 ? child : 0;
    sigprocmask(SIG_SETMASK, &old, NULL);
    errno = problem;
    return problem == 0 ? child : -1;
}

struct fb_child_end fb_wait_for_child(pid_t child) {
    struct fb_child_end end = {0, false};
    for (;;) {
        int status = 0;
        if (waitpid(child, &status, WUNTRACED) < 0) {
            if (errno == EINTR) continue;
            end.failed = true;
            break;
        }
        if (WIFSTOPPED(status)) {
            // The child has given the terminal back and stopped; so do we, which is what the shell waits for.
            raise(SIGSTOP);
            kill(child, SIGCONT);
            continue;
        }
        guarded = 0;
        end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        end.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + end.signal;
        break;
    }
    return end;
}

bool fb_die_with_guardian(pid_t guardian) {
    // HUP: the console ends as if its terminal had gone, with its journal in order.
    prctl(PR_SET_PDEATHSIG, SIGHUP);
    return getppid() == guardian;
}

#define _GNU_SOURCE 1
#include "CNcurses.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "internal.h"

// The report of a crash: async-signal-safe calls only, and nothing of the process's memory but addresses, since memory holds
// secrets; beside them what was printed on standard error. A report is read with `addr2line -Cfe flipback OFFSET`, the offset being what stands behind `flipback+`.

enum { FRAMES = 64, SCANNED = 16 * 1024, KEPT = 64 * 1024, TAIL = 4096 };
static char report_path[4096];
static char report_header[512];
// Reading through a pipe tells of a bad address instead of dying of it.
static int probe[2] = {-1, -1};
// Standard error while the screen is taken: what libraries and the runtime print there would tear the screen.
static int kept = -1;
static int real = -1;

void fb_note_crash_report(const char *path, const char *header) {
    snprintf(report_path, sizeof report_path, "%s", path);
    snprintf(report_header, sizeof report_header, "%s", header);
    unlink(report_path);  // of an earlier process with this number
    if (probe[0] < 0 && pipe2(probe, O_CLOEXEC | O_NONBLOCK) != 0) probe[0] = probe[1] = -1;
}

/// Copies the end of what was printed on standard error.
static void put_errors(int file) {
    if (kept < 0) return;
    char text[TAIL];
    off_t length = lseek(kept, 0, SEEK_END);
    ssize_t count = pread(kept, text, sizeof text, length > TAIL ? length - TAIL : 0);
    if (count > 0) (void)!write(file, text, (size_t)count);
}

void fb_keep_errors(bool keep) {
    if (keep == (real >= 0)) return;
    if (keep) {
        if (!isatty(STDERR_FILENO)) return;  // somebody reads them elsewhere
        if (kept < 0) kept = memfd_create("flipback-stderr", MFD_CLOEXEC);
        if (kept < 0) return;
        fcntl(kept, F_SETFL, O_APPEND);
        int copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
        if (copy < 0) return;
        dup2(kept, STDERR_FILENO);
        real = copy;
        return;
    }
    dup2(real, STDERR_FILENO);
    close(real);
    real = -1;
    put_errors(STDERR_FILENO);
    (void)!ftruncate(kept, 0);
}

void fb_bound_kept_errors(void) {
    if (real >= 0 && lseek(kept, 0, SEEK_END) > KEPT) (void)!ftruncate(kept, 0);
}

static void put(int file, const char *text) { (void)!write(file, text, strlen(text)); }

static void put_number(int file, uint64_t value, unsigned base) {
    char text[24];
    size_t at = sizeof text;
    do text[--at] = "0123456789abcdef"[value % base];
    while ((value /= base) && at > 0);
    (void)!write(file, text + at, sizeof text - at);
}

static void put_hex(int file, const char *label, uint64_t value) {
    put(file, label);
    put(file, "0x");
    put_number(file, value, 16);
}

static bool read_pair(uint64_t address, uint64_t pair[2]) {
    if (probe[1] < 0) return false;
    char rest[64];
    while (read(probe[0], rest, sizeof rest) > 0) {}
    return write(probe[1], (const void *)address, 16) == 16 && read(probe[0], pair, 16) == 16;
}

extern const char __executable_start, etext;

static bool is_ours(uint64_t address) { return address >= (uint64_t)&__executable_start && address < (uint64_t)&etext; }

/// An address, and its offset in this program when it is of it.
static void put_frame(int file, uint64_t address, bool returned) {
    put_hex(file, "  ", address);
    // One less: the call, not what follows it.
    if (is_ours(address)) put_hex(file, "  flipback+", address - (uint64_t)&__executable_start - (returned ? 1 : 0));
    put(file, "\n");
}

/// Libraries keep no frame pointers: what lies on the stack and points into this program is, mostly, where it called from.
static void put_scan(int file, uint64_t sp) {
    put(file, "words of its stack that point into flipback:\n");
    int found = 0;
    for (uint64_t at = sp & ~7ULL; at < sp + SCANNED && found < FRAMES; at += 16) {
        uint64_t pair[2];
        if (!read_pair(at, pair)) break;
        for (int i = 0; i < 2; i++)
            if (is_ours(pair[i]) && found++ < FRAMES) put_frame(file, pair[i], true);
    }
}

static void put_stack(int file, const void *context) {
    const mcontext_t *machine = &((const ucontext_t *)context)->uc_mcontext;
#if defined(__x86_64__)
    uint64_t pc = (uint64_t)machine->gregs[REG_RIP], sp = (uint64_t)machine->gregs[REG_RSP], fp = (uint64_t)machine->gregs[REG_RBP];
    uint64_t top[2];
    bool leaf = false;
#elif defined(__aarch64__)
    uint64_t pc = machine->pc, sp = machine->sp, fp = machine->regs[29];
    uint64_t top[2] = {0, machine->regs[30]};
    bool leaf = true;
#endif
    put_hex(file, "stack pointer ", sp);
    put_hex(file, ", frame pointer ", fp);
    put(file, "\nstack, the crashed thread's, innermost first:\n");
    put_frame(file, pc, false);
    if (leaf) put_frame(file, top[1], true);
    for (int count = 0; count < FRAMES; count++) {
        // Swift marks the frame of an asynchronous function in bit 60 of the saved frame pointer.
        fp &= ~(1ULL << 60);
        uint64_t pair[2];
        if (fp == 0 || (fp & 7) || !read_pair(fp, pair) || pair[1] == 0) break;
        put_frame(file, pair[1], true);
        if ((pair[0] & ~(1ULL << 60)) <= fp) break;
        fp = pair[0];
    }
    put_scan(file, sp);
}

static void put_mappings(int file) {
    int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (maps < 0) return;
    char text[1024];
    for (ssize_t count; (count = read(maps, text, sizeof text)) > 0;) (void)!write(file, text, (size_t)count);
    close(maps);
}

void fb_write_crash_report(int number, const siginfo_t *info, const void *context) {
    if (real >= 0) put_errors(real);
    if (!report_path[0]) return;
    int file = open(report_path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) return;
    put(file, report_header);
    put(file, "\nsignal ");
    put_number(file, (uint64_t)number, 10);
    put(file, info->si_code > 0 ? ", a fault" : ", sent");
    put(file, ", code ");
    if (info->si_code < 0) put(file, "-");
    put_number(file, (uint64_t)(info->si_code < 0 ? -(int64_t)info->si_code : info->si_code), 10);
    if (info->si_code > 0) put_hex(file, ", address ", (uint64_t)info->si_addr);
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    put(file, "\nUnix time ");
    put_number(file, (uint64_t)now.tv_sec, 10);
    put(file, ", process ");
    put_number(file, (uint64_t)getpid(), 10);
    put(file, ", thread ");
    put_number(file, (uint64_t)syscall(SYS_gettid), 10);
    put(file, "\n");
    put_stack(file, context);
    put(file, "printed last on standard error:\n");
    put_errors(file);
    put(file, "\nmappings:\n");
    put_mappings(file);
    close(file);
}

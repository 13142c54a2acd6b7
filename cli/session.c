/* SPDX-License-Identifier: MIT
 *
 * A run of the library: context with log and progress, the rules, messages, and the exit code that
 * belongs to a status. SIGINT, SIGTERM and SIGHUP set a flag; the progress callback passes it on,
 * the library removes its temporary files and returns RASIF_E_CANCELLED. Where a stage does not
 * call back within a second, a thread removes the temporary files and ends the program. The same
 * signal again ends it at once, and removes nothing.
 *
 * Only async-signal-safe calls happen in the handler. The watching thread is started once and
 * sleeps on a semaphore; it ends the program after a second if the stage has not returned
 * (docs/decisions/0215). */
#include "cli.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 800 /* from the signal to the end of the program (docs/decisions/0215) */
#define STACK_SIZE ((size_t)128 << 10)

/* Set by a signal, never cleared: the process ends with its run. */
static volatile sig_atomic_t stop_requested;
static sem_t stop_asked;

/* SA_RESETHAND has put the default handler back: the same signal again ends the program at once. */
static void request_stop(int number)
{
    (void)number;
    stop_requested = 1;
    sem_post(&stop_asked);
}

/* Waits for a signal, then for PATIENCE_MS; a run that ends in time ends the process, and this
 * thread with it. The message is written by write, because stdio may be locked by the working
 * thread. */
static void *end_in_time(void *user)
{
    static const char message[] = "\r\033[Krasif: cancelled\n"; /* over the line of progress */
    size_t skipped = isatty(STDERR_FILENO) ? 0 : strlen("\r\033[K");
    struct timespec patience = {.tv_nsec = PATIENCE_MS * 1000000L};
    (void)user;
    while (sem_wait(&stop_asked) != 0) /* interrupted */
        ;
    nanosleep(&patience, NULL);
    rasif_discard_temporaries();
    outputs_discard();
    ssize_t told = write(STDERR_FILENO, message + skipped, sizeof message - 1 - skipped);
    (void)told; /* a closed stderr does not matter here */
    _exit(EXIT_OUTPUT);
}

/* Starts the watching thread once per process. Where that fails only the flag works, which the
 * library reads by the progress callback. */
static void watch_for_stop(void)
{
    static bool watching;
    pthread_attr_t small; /* its stack counts for --max-memory */
    pthread_t thread;
    if (watching || sem_init(&stop_asked, 0, 0) != 0 || pthread_attr_init(&small) != 0)
        return;
    watching = true;
    pthread_attr_setstacksize(&small, STACK_SIZE);
    pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
    pthread_create(&thread, &small, end_in_time, NULL);
    pthread_attr_destroy(&small);
}

bool interrupted(void)
{
    return stop_requested != 0;
}

/* Names of files may hold what a terminal obeys: control characters, U+0080 to U+009F with them,
 * and the turns of direction U+202A to U+202E and U+2066 to U+2069. */
static void put_harmless(const char *text, FILE *file)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        size_t n = *c < 0x20 || *c == 0x7F                                      ? 1
                   : *c == 0xC2 && c[1] >= 0x80 && c[1] < 0xA0                  ? 2
                   : *c == 0xE2 && c[1] == 0x80 && c[2] >= 0xAA && c[2] <= 0xAE ? 3
                   : *c == 0xE2 && c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9 ? 3
                                                                                : 0;
        fputc(n > 0 ? '?' : *c, file);
        c += n > 1 ? n - 1 : 0;
    }
}

void say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *line = os_format_list(format, arguments);
    va_end(arguments);
    progress_clear();
    char *text = translated(line != NULL ? line : "out of memory");
    fputs("rasif: ", stderr);
    put_harmless(text, stderr);
    fputc('\n', stderr);
    free(text);
    free(line);
}

/* The table of cli.h, by status; statuses that are missing here are a warning of the compiler. */
static int exit_code(rasif_status status)
{
    switch (status) {
    case RASIF_OK:
        return EXIT_DONE;
    case RASIF_E_ARGUMENT:
        return EXIT_USAGE;
    case RASIF_E_RULE:
    case RASIF_E_IO:
    case RASIF_E_DATA:
    case RASIF_E_CRS:
        return EXIT_INPUT;
    case RASIF_E_MEMORY:
    case RASIF_E_CANCELLED:
    case RASIF_E_INTERNAL:
    case RASIF_E_OUTPUT:
        break;
    }
    return EXIT_OUTPUT;
}

/* Bytes of --max-memory, for the message of report_error; 0 = no limit. */
static size_t most_memory;

/* RLIMIT_DATA counts the memory that the program allocates, not libraries and files mapped into it.
 * A hard limit below `most` stays as it is. */
int session_limit_memory(size_t most)
{
    struct rlimit limit;
    most_memory = most;
    if (most == 0 || getrlimit(RLIMIT_DATA, &limit) != 0)
        return 0;
    if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > most)
        limit.rlim_cur = most;
    if (setrlimit(RLIMIT_DATA, &limit) == 0)
        return 0;
    say("memory can't be limited: %s", strerror(errno));
    return EXIT_OUTPUT;
}

/* One message for each line: checks that go on after a mistake find several. */
static void say_lines(const char *message)
{
    for (size_t length; *message; message += length + (message[length] == '\n')) {
        length = strcspn(message, "\n");
        say("%.*s", (int)length, message);
    }
}

/* With --max-memory the message names the limit. After a signal "cancelled" stands for any
 * message: what failed then failed because of it. */
int report_error(const rasif_error *err)
{
    if (err->status == RASIF_E_MEMORY && most_memory > 0) {
        say("out of memory: more is needed than the %.0f MB of --max-memory",
            (double)most_memory / 1e6);
        return EXIT_OUTPUT;
    }
    if (err->status == RASIF_E_CANCELLED || interrupted()) {
        say("cancelled");
        return EXIT_OUTPUT;
    }
    say_lines(err->message[0] ? err->message : "failed without a message");
    return exit_code(err->status);
}

/* Warnings and errors are shown at verbosity 0, info at 1, debug at 2. -q shows none:
 * report_error still prints the error that ends the run. */
static void show_log(void *user, rasif_log_level level, const char *line)
{
    static const char *const names[] = {"error: ", "warning: ", "", ""};
    const struct session *session = user;
    int needed = level <= RASIF_LOG_WARNING ? 0 : level == RASIF_LOG_INFO ? 1 : 2;
    if (session->verbosity >= needed)
        say("%s%s", names[level], line);
}

/* Not 0 makes the library cancel the run. */
static int show_progress(void *user, const char *stage, double done)
{
    (void)user;
    progress_show(stage, done);
    return interrupted();
}

int session_open(struct session *session, int verbosity, enum progress_mode mode)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = request_stop, .sa_flags = (int)SA_RESETHAND};
    watch_for_stop();
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction before;
        sigaction(signals[i], NULL, &before);
        if (before.sa_handler != SIG_IGN) /* nohup stays nohup */
            sigaction(signals[i], &action, NULL);
    }

    *session = (struct session){.verbosity = verbosity};
    rasif_status status = rasif_context_new(&session->context);
    if (status != RASIF_OK) {
        say("out of memory");
        return exit_code(status);
    }
    progress_start(mode == PROGRESS_AUTO && verbosity < 0 ? PROGRESS_NEVER : mode);
    rasif_context_set_log(session->context, show_log, session);
    rasif_context_set_progress(session->context, show_progress, session);
    return 0;
}

/* What a folder gave is information that is shown without -v: a file that was meant to be read, and
 * was not, changes every verdict. */
int session_load_rules(struct session *session, const char *directory)
{
    rasif_error err = {0};
    int verbosity = session->verbosity;
    session->verbosity += directory && verbosity == 0;
    rasif_status status = rasif_rules_load(session->context, directory, &session->rules, &err);
    session->verbosity = verbosity;
    return status == RASIF_OK ? 0 : report_error(&err);
}

void session_close(struct session *session)
{
    progress_clear();
    rasif_audit_free(session->audit);
    rasif_rules_free(session->rules);
    rasif_context_free(session->context);
    *session = (struct session){0};
}

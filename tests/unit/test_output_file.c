/* SPDX-License-Identifier: MIT
 *
 * write/output_file.c: what the writer refuses, and that a failure leaves everything as it was. */
#include "output_fixture.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>

static void expect_refusal(struct setup *s, const char *path, rasif_status status,
                           const char *words)
{
    rasif_error err = {0};
    assert_int_equal(write_to(s, path, &err), status);
    if (strstr(err.message, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.message, words);
}

static void target__that_must_not_be_written__is_refused(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    char path[160], link_path[160];
    s.overwrite = true;
    expect_refusal(&s, f->input, RASIF_E_ARGUMENT, "is an input");
    snprintf(link_path, sizeof link_path, "%s/link.gpkg", f->folder);
    assert_int_equal(symlink(f->input, link_path), 0);
    expect_refusal(&s, link_path, RASIF_E_ARGUMENT, "is an input");
    unlink(link_path);
    assert_int_equal(link(f->input, link_path), 0);
    expect_refusal(&s, link_path, RASIF_E_ARGUMENT, "is an input");
    unlink(link_path);
    expect_refusal(&s, f->folder, RASIF_E_OUTPUT, "folder");
    snprintf(path, sizeof path, "%s/none/out.gpkg", f->folder);
    expect_refusal(&s, path, RASIF_E_OUTPUT, "No such file");
    snprintf(path, sizeof path, "%s-wal", f->output);
    close(open(path, O_CREAT | O_WRONLY, 0600));
    expect_refusal(&s, f->output, RASIF_E_OUTPUT, "-wal beside it");
    unlink(path);
    close(open(f->output, O_CREAT | O_WRONLY, 0640));
    s.overwrite = false;
    expect_refusal(&s, f->output, RASIF_E_ARGUMENT, "exists");
    s.overwrite = true;
    must_write(&s, f);
    struct stat status;
    assert_int_equal(stat(f->output, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    assert_int_equal(count_files(f), 2);
}

static void target__symbolic_link__is_written_through(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    char path[160];
    snprintf(path, sizeof path, "%s/real.gpkg", f->folder);
    close(open(path, O_CREAT | O_WRONLY, 0644));
    assert_int_equal(symlink("real.gpkg", f->output), 0);
    s.overwrite = true;
    must_write(&s, f);
    struct stat status;
    assert_int_equal(lstat(f->output, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    EXPECT(path, "SELECT count(*) FROM audit_findings", "120");
}

static void left_by(const char *folder, const char *name, char path[200])
{
    char file[260];
    snprintf(path, 200, "%s/%s", folder, name);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(file, sizeof file, "%s/out.gpkg", path);
    close(open(file, O_CREAT | O_WRONLY, 0600));
}

static void remove_left(const char *path)
{
    char file[260];
    snprintf(file, sizeof file, "%s/out.gpkg", path);
    assert_int_equal(unlink(file), 0);
    assert_int_equal(rmdir(path), 0);
}

static void temporary_folders__of_the_dead__are_removed(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    char dead[200], living[200], other[200], longer[200];
    left_by(f->folder, ".out.gpkg.rasif-tmp.a1B2c3", dead);
    left_by(f->folder, ".out.gpkg.rasif-tmp.living", living);
    left_by(f->folder, ".other.gpkg.rasif-tmp.a1B2c3", other);
    left_by(f->folder, ".out.gpkg.rasif-tmp.longer1", longer);
    int lock = open(living, O_RDONLY | O_DIRECTORY);
    assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
    must_write(&s, f);
    assert_int_equal(access(dead, F_OK), -1);
    assert_int_equal(access(living, F_OK), 0);
    assert_int_equal(access(other, F_OK), 0);
    assert_int_equal(access(longer, F_OK), 0);
    close(lock);
    s.overwrite = true;
    must_write(&s, f);
    assert_int_equal(access(living, F_OK), -1);
    remove_left(other);
    remove_left(longer);
}

struct writing {
    struct setup setup;
    const char *path;
};

static void *write_once(void *user)
{
    struct writing *writing = user;
    rasif_error err = {0};
    rasif_status status = write_to(&writing->setup, writing->path, &err);
    return status == RASIF_OK ? NULL : strdup(err.message);
}

/* One process, one target, several threads: the last one's file is whole, and nobody fails. */
static void target__written_by_threads__is_whole(void **state)
{
    struct fixture *f = *state;
    enum { THREADS = 6 };
    struct writing writings[THREADS];
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        writings[i] = (struct writing){usual(f), f->output};
        writings[i].setup.overwrite = true;
        assert_int_equal(pthread_create(&threads[i], NULL, write_once, &writings[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *message = NULL;
        pthread_join(threads[i], &message);
        if (message != NULL)
            fail_msg("%s", (const char *)message);
    }
    expect_whole(f);
    EXPECT(f->output, "SELECT count(*) FROM audit_findings", "120");
    assert_int_equal(count_files(f), 2);
}

static bool at_once(void *user, double done)
{
    (void)user;
    assert_true(done >= 0 && done <= 1);
    return true;
}

static void failure__of_any_kind__leaves_all_as_it_was(void **state)
{
    struct fixture *f = *state;
    struct setup s = usual(f);
    struct view many = findings;
    many.n_rows = 100000;
    s.tables[0] = &many;
    s.overwrite = true;
    FILE *old = fopen(f->output, "w");
    fputs("old", old);
    fclose(old);
    s.cancelled = at_once;
    expect_refusal(&s, f->output, RASIF_E_CANCELLED, "cancelled");
    s.cancelled = NULL;
    struct rlimit limit, small = {1 << 20, RLIM_INFINITY};
    getrlimit(RLIMIT_FSIZE, &limit);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    rasif_error err = {0};
    rasif_status status = write_to(&s, f->output, &err);
    setrlimit(RLIMIT_FSIZE, &limit);
    assert_int_equal(status, RASIF_E_OUTPUT);
    if (strstr(err.message, "File too large") == NULL)
        fail_msg("%s", err.message);
    struct view same_ids = findings;
    static const int64_t ids[] = {1, 1};
    same_ids.row_ids = ids;
    same_ids.n_rows = 2;
    s.tables[0] = &same_ids;
    expect_refusal(&s, f->output, RASIF_E_OUTPUT, "table \"audit_findings\"");
    char text[8] = "";
    old = fopen(f->output, "r");
    assert_non_null(fgets(text, sizeof text, old));
    fclose(old);
    assert_string_equal(text, "old");
    assert_int_equal(count_files(f), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(target__that_must_not_be_written__is_refused),
        TEST(target__symbolic_link__is_written_through),
        TEST(temporary_folders__of_the_dead__are_removed),
        TEST(target__written_by_threads__is_whole),
        TEST(failure__of_any_kind__leaves_all_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

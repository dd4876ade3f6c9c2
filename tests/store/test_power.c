/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_power.c - the power goes: what was not synced is gone.
 *
 * A shim over SQLite's file layer keeps, beside each file, what of it is durable: the bytes at its
 * last sync. Every such state of the disk is then started as a node of its own: what had been
 * confirmed before is there, and every batch is there wholly or not at all. A second turn keeps in
 * addition some of what was written to the log after its sync, as a disk may. A third turn lies
 * about the syncs, to show that the test would see what it looks for.
 */
#include "fixture.h"
#include "fixture_batches.h"

#include "base/file.h"
#include "base/rand.h"

#include <sys/stat.h>

enum { FILES = 32, STATES = 1000 };

static struct {
	sqlite3_file *file;
	char path[200];
} open_files[FILES];

static sqlite3_vfs *real_vfs, shim_vfs;
static sqlite3_io_methods shimmed[2]; /* SQLite locks its log otherwise than its database */
static int (*files_close[2])(sqlite3_file *);
static int states, confirmed, confirmed_at[STATES];
static bool torn, lying;
static struct prng chance;

/* ---- the disk ---- */

/* The first `limit` bytes of a file as another; a file that is not there makes none. */
static void keep(const char *from, const char *to, size_t limit)
{
	struct arena *a = arena_open();
	struct str s;

	unlink(to);
	if (file_read(from, 64 << 20, a, &s, NULL) == ERR_OK) {
		FILE *f = fopen(to, "w");

		s = str_cut(s, 0, limit);
		assert_non_null(f);
		assert_int_equal(fwrite(s.p, 1, s.n, f), s.n);
		fclose(f);
	}
	arena_close(a);
}

static off_t size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_size : 0;
}

/* What would be found after a power loss now. */
static void take_state(void)
{
	struct arena *a = arena_open();
	const char *db = arena_printf(a, "%s/state%d-db", fx_root, states).p;
	const char *wal = arena_printf(a, "%s/state%d-wal", fx_root, states).p;
	const char *live = arena_printf(a, "%s/store/cresset.db-wal", fx_dir).p;
	off_t more;

	assert_true(states < STATES);
	keep(arena_printf(a, "%s/durable-db", fx_root).p, db, SIZE_MAX);
	keep(arena_printf(a, "%s/durable-wal", fx_root).p, wal, SIZE_MAX);
	more = size_of(live) - size_of(wal);
	if (torn && more > 0)
		keep(live, wal, (size_t)size_of(wal) + prng_below(&chance, (uint64_t)more));
	confirmed_at[states++] = confirmed;
	arena_close(a);
}

/* ---- the shim ---- */

static int shim_sync(sqlite3_file *f, int flags)
{
	struct str path = { 0 };
	struct arena *a = arena_open();

	(void)flags;
	for (int i = 0; i < FILES; i++) {
		if (open_files[i].file == f)
			path = str_of(open_files[i].path);
	}
	if (path.n && str_starts(path, str_of(fx_dir)) && !lying) {
		const char *name = str_ends(path, STR("-wal")) ? "wal" : "db";

		take_state(); /* the last moment before */
		keep(path.p, arena_printf(a, "%s/durable-%s", fx_root, name).p, SIZE_MAX);
		take_state(); /* the first moment after */
	}
	arena_close(a);
	return SQLITE_OK;
}

static int shim_close(sqlite3_file *f)
{
	for (int i = 0; i < FILES; i++) {
		if (open_files[i].file == f)
			open_files[i].file = NULL;
	}
	return files_close[f->pMethods == &shimmed[1]](f);
}

static int shim_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *f, int flags, int *out)
{
	int rc = real_vfs->xOpen(real_vfs, name, f, flags, out);
	sqlite3_io_methods *m = &shimmed[(flags & SQLITE_OPEN_WAL) != 0];

	(void)vfs;
	if (rc != SQLITE_OK || !name || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)))
		return rc;
	*m = *f->pMethods;
	files_close[(flags & SQLITE_OPEN_WAL) != 0] = m->xClose;
	m->xClose = shim_close;
	m->xSync = shim_sync;
	f->pMethods = m;
	for (int i = 0; i < FILES; i++) {
		if (open_files[i].file)
			continue;
		open_files[i].file = f;
		snprintf(open_files[i].path, sizeof open_files[i].path, "%s", name);
		return rc;
	}
	fail_msg("more than %d files", FILES);
	return rc;
}

static void shim_on(void)
{
	real_vfs = sqlite3_vfs_find(NULL);
	shim_vfs = *real_vfs;
	shim_vfs.zName = "power";
	shim_vfs.xOpen = shim_open;
	assert_int_equal(sqlite3_vfs_register(&shim_vfs, 1), SQLITE_OK);
}

static void shim_off(void)
{
	assert_int_equal(sqlite3_vfs_unregister(&shim_vfs), SQLITE_OK);
	assert_int_equal(sqlite3_vfs_register(real_vfs, 1), SQLITE_OK);
}

/* ---- the story ---- */

/* Some lives of a writer, each with some commits; closing folds the log into the database. */
static void live(int lives, int commits)
{
	struct arena *a = arena_open();
	const char *db = arena_printf(a, "%s/store/cresset.db", fx_dir).p;

	states = confirmed = 0;
	keep(db, arena_printf(a, "%s/durable-db", fx_root).p, SIZE_MAX);
	shim_on();
	for (int i = 0; i < lives; i++) {
		struct node *n = NULL;
		struct door *d = NULL;

		fx_ok(node_open(fx_dir, &n, FX));
		fx_ok(door_open(n, &d, FX));
		for (int k = 0; k < commits; k++) {
			struct batch *b = numbered(i, k, true);
			struct batch_result r;

			fx_ok(door_commit(d, b, a, &r, FX));
			confirmed++;
			take_state();
			batch_close(b);
		}
		door_close(d);
		take_state();
		node_close(n);
	}
	shim_off();
	arena_close(a);
}

/* How many of the states lost something that had been confirmed; none may be half. */
static int states_with_losses(void)
{
	char home[sizeof fx_dir], cmd[400];
	struct arena *a = arena_open();
	int losses = 0;

	strcpy(home, fx_dir);
	snprintf(cmd, sizeof cmd, "cp -r '%s' '%s/after'", fx_dir, fx_root);
	assert_int_equal(system(cmd), 0);
	snprintf(fx_dir, sizeof fx_dir, "%.60s/after", fx_root);
	for (int i = 0; i < states; i++) {
		const char *db = arena_printf(a, "%s/store/cresset.db", fx_dir).p;
		int64_t there;

		unlink(arena_printf(a, "%s-shm", db).p);
		keep(arena_printf(a, "%s/state%d-db", fx_root, i).p, db, SIZE_MAX);
		keep(arena_printf(a, "%s/state%d-wal", fx_root, i).p,
		     arena_printf(a, "%s-wal", db).p, SIZE_MAX);
		there = whole_batches();
		losses += there < confirmed_at[i];
		assert_true(there <= confirmed_at[i] + 1);
	}
	strcpy(fx_dir, home);
	arena_close(a);
	return losses;
}

TEST(nothing_confirmed_is_lost_when_unsynced_writes_are)
{
	torn = lying = false;
	live(3, 10);
	assert_true(states > 100);
	assert_int_equal(states_with_losses(), 0);
}

TEST(nothing_confirmed_is_lost_when_some_unsynced_writes_are)
{
	torn = true;
	lying = false;
	chance = prng_of(5);
	live(2, 8);
	assert_int_equal(states_with_losses(), 0);
}

TEST(a_disk_that_lies_about_syncs_would_be_noticed_by_this_test)
{
	torn = false;
	lying = true;
	live(1, 5);
	assert_int_equal(states_with_losses(), 6);
}

#define C(name) CASE_UP(name, fx_up, fx_down)
TESTS("store/power", C(nothing_confirmed_is_lost_when_unsynced_writes_are),
      C(nothing_confirmed_is_lost_when_some_unsynced_writes_are),
      C(a_disk_that_lies_about_syncs_would_be_noticed_by_this_test))

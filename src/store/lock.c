/* SPDX-License-Identifier: Apache-2.0 */
#include "store/lock.h"

#include "base/arena.h"
#include "store/sql.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

static enum err held(int fd, const char *dir, struct why *why)
{
	char text[32] = { 0 };
	ssize_t n = pread(fd, text, sizeof text - 1, 0);

	return why_set(why, ERR_BUSY, SAY_LOCK_HELD, A(dir),
		       A(n > 0 ? str_trim(str_of(text)) : STR("?")));
}

/* For people only; the lock itself is the kernel's. */
static void write_pid(int fd)
{
	char text[32];
	int n = snprintf(text, sizeof text, "%d\n", (int)getpid());

	if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)n, 0) != n)
		return;
}

enum err lock_take(const char *dir, int *fd, struct why *why)
{
	struct arena *a = arena_open();
	const char *path = arena_printf(a, "%s/lock", dir).p;
	enum err e = ERR_OK;

	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*fd < 0)
		e = why_set(why, ERR_IO, SAY_FILE_OPEN, A(path), A(strerror(errno)));
	else if (flock(*fd, LOCK_EX | LOCK_NB) != 0)
		e = errno == EWOULDBLOCK ?
			    held(*fd, dir, why) :
			    why_set(why, ERR_IO, SAY_FILE_OPEN, A(path), A(strerror(errno)));
	else
		write_pid(*fd);
	if (e != ERR_OK && *fd >= 0)
		close(*fd);
	if (e != ERR_OK)
		*fd = -1;
	arena_close(a);
	return e;
}

/* ---- sweeping ---- */

struct sweep {
	const char *dir, *folder;
	sqlite3_stmt *named;
	struct arena *a;
	struct why *why;
};

static enum err is_named(struct sweep *w, const char *name, bool *named)
{
	enum err e;

	sql_text(w->named, 1, arena_printf(w->a, "%s/%s", w->folder, name));
	e = sql_row(w->named, named, w->why);
	sql_reset(w->named);
	return e;
}

static enum err sweep_one(struct sweep *w, const struct dirent *f, bool all)
{
	bool keep = true;
	enum err e = ERR_OK;

	if (f->d_name[0] == '.' || (f->d_type != DT_REG && f->d_type != DT_UNKNOWN))
		return ERR_OK;
	if (strstr(f->d_name, ".tmp."))
		keep = false;
	else if (all)
		e = is_named(w, f->d_name, &keep);
	if (e == ERR_OK && !keep)
		unlink(arena_printf(w->a, "%s/%s/%s", w->dir, w->folder, f->d_name).p);
	return e;
}

/* all: what is not named goes; else temporary names only. */
static enum err sweep_folder(struct sweep *w, const char *folder, bool all)
{
	DIR *d = opendir(arena_printf(w->a, "%s/%s", w->dir, folder).p);
	const struct dirent *f;
	enum err e = ERR_OK;

	w->folder = folder;
	while (d && e == ERR_OK && (f = readdir(d)))
		e = sweep_one(w, f, all);
	if (d)
		closedir(d);
	return e;
}

enum err lock_sweep(const char *dir, struct why *why)
{
	struct sweep w = { .dir = dir, .a = arena_open(), .why = why };
	sqlite3 *db;
	enum err e = sql_open(arena_printf(w.a, "%s/store/cresset.db", dir).p, SQL_READ, &db, why);

	if (e == ERR_OK)
		e = sql_prepare(db, "SELECT 1 FROM file WHERE path = ?", &w.named, why);
	if (e == ERR_OK)
		e = sweep_folder(&w, "sets", true);
	if (e == ERR_OK)
		e = sweep_folder(&w, "evidence", true);
	if (e == ERR_OK)
		e = sweep_folder(&w, "store", false);
	sqlite3_finalize(w.named);
	sqlite3_close(db);
	arena_close(w.a);
	return e;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * checkpointer.c - folds the write-ahead log into the database beside the writer, so that no commit
 * waits for it: when the log is large, and now and then. Passive: it takes what no reader needs.
 */
#include "store/sql.h"
#include "store/writer_int.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "base/log.h"
#include "store/node.h"

#include <sys/stat.h>

enum { LOG_BYTES = 4 << 20, TICK_MS = 500, TICKS = 60 };

static off_t log_size(const char *db_path)
{
	struct buf b = { 0 };
	struct stat st;
	off_t size;

	buf_printf(&b, "%s-wal", db_path);
	size = stat(buf_cstr(&b), &st) == 0 ? st.st_size : 0;
	buf_fini(&b);
	return size;
}

static void checkpoint(sqlite3 *db)
{
	int rc = sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	struct why why;

	if (rc == SQLITE_OK || (rc & 0xFF) == SQLITE_BUSY || (rc & 0xFF) == SQLITE_LOCKED)
		return;
	(void)sql_fail(db, &why); /* a failed fsync ends the process here */
	log_why(LOG_WARN, &why);
}

static void *tick_loop(void *arg)
{
	struct writer *w = arg;
	struct buf path = { 0 };
	sqlite3 *db = NULL;
	struct why why;
	unsigned ticks = 0;

	buf_printf(&path, "%s/store/cresset.db", node_dir(w->node));
	if (sql_open(buf_cstr(&path), SQL_WRITE, &db, &why) != ERR_OK)
		log_why(LOG_WARN, &why);
	pthread_mutex_lock(&w->m);
	while (!w->stop) {
		struct timespec end = writer_after(TICK_MS);

		pthread_cond_timedwait(&w->tick, &w->m, &end);
		if (w->stop || !db)
			continue;
		pthread_mutex_unlock(&w->m);
		if (log_size(path.p) >= LOG_BYTES || ++ticks >= TICKS) {
			checkpoint(db);
			ticks = 0;
		}
		pthread_mutex_lock(&w->m);
	}
	pthread_mutex_unlock(&w->m);
	sqlite3_close(db);
	buf_fini(&path);
	return NULL;
}

void checkpointer_start(struct writer *w)
{
	ensure(pthread_create(&w->checkpointer, NULL, tick_loop, w) == 0);
}

void checkpointer_stop(struct writer *w)
{
	pthread_mutex_lock(&w->m);
	pthread_cond_broadcast(&w->tick);
	pthread_mutex_unlock(&w->m);
	pthread_join(w->checkpointer, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "store/engine_int.h"

#include "base/mem.h"

static const char *const sql[Q_COUNT] = {
	[Q_HEAD] = "SELECT pos, recorded FROM leaf ORDER BY pos DESC LIMIT 1",
	[Q_LEAF] = "INSERT INTO leaf(pos, recorded, bytes) VALUES(?, ?, ?)",
	[Q_VERSION] =
		"INSERT INTO version(rec, ver, leaf, type, recorded_from, pack_hash, salt, body) "
		"VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
	[Q_BODY] = "SELECT body FROM version WHERE rec = ? AND ver = ?",
	[Q_BY_ID] = "SELECT rec, ver, retired FROM record WHERE type = ? AND rec = ?",
	[Q_BY_KEY] = "SELECT rec, ver, retired FROM record WHERE type = ? AND key = ?",
	[Q_BY_EXTERNAL] = "SELECT rec, ver, retired FROM record WHERE type = ? AND source = ? "
			  "AND external_id = ?",
	[Q_KEY] = "SELECT wrapped FROM record_key WHERE rec = ?",
	[Q_KEY_PUT] = "INSERT INTO record_key(rec, wrapped) VALUES(?, ?)",
	[Q_ONCE] = "SELECT 1 FROM batch WHERE kind = ? AND identity = ?",
	[Q_ONCE_PUT] = "INSERT INTO batch(kind, identity, recorded, leaf_from, leaf_to) "
		       "VALUES(?, ?, ?, ?, ?)",
	[Q_CURSOR] = "INSERT INTO cursor(name, value, recorded) VALUES(?, ?, ?) ON CONFLICT(name) "
		     "DO UPDATE SET value = excluded.value, recorded = excluded.recorded",
	[Q_FILE] = "SELECT identity FROM file WHERE path = ?",
	[Q_FILE_PUT] = "INSERT INTO file(path, identity, sha256, size, leaf) VALUES(?, ?, ?, ?, ?)",
	[Q_TALLY] = "INSERT INTO tally_leaf(leaf, salt, root, count) VALUES(?, ?, ?, ?)",
};

static enum err open_statements(struct engine *g, struct why *why)
{
	enum err e = projector_open(g->db, g->types, g->type_count, &g->projector, why);

	if (e == ERR_OK)
		e = sums_open(g->db, g->types, g->type_count, &g->sums, why);
	for (size_t i = 0; i < Q_COUNT && e == ERR_OK; i++)
		e = sql_prepare(g->db, sql[i], &g->q[i], why);
	return e;
}

enum err engine_open_on(const struct node *n, sqlite3 *db, struct engine **out, struct why *why)
{
	struct engine *g = mem_zero(1, sizeof *g);
	enum err e;

	g->node = n;
	g->db = db;
	g->types = node_types(n, &g->type_count);
	g->usual = mem_zero(g->type_count, sizeof *g->usual);
	for (size_t i = 0; i < g->type_count; i++)
		g->usual[i] = usual_of(&g->types[i]);
	e = open_statements(g, why);
	if (e != ERR_OK) {
		engine_close(g);
		g = NULL;
	}
	*out = g;
	return e;
}

enum err engine_open(const struct node *n, bool own_checkpoints, struct engine **out,
		     struct why *why)
{
	struct buf path = { 0 };
	sqlite3 *db;
	enum err e;

	*out = NULL;
	buf_printf(&path, "%s/store/cresset.db", node_dir(n));
	e = sql_open(buf_cstr(&path), SQL_WRITE, &db, why);
	buf_fini(&path);
	if (e == ERR_OK && own_checkpoints)
		e = sql_exec(db, "PRAGMA wal_autocheckpoint=0", why);
	if (e == ERR_OK)
		return engine_open_on(n, db, out, why);
	sqlite3_close(db);
	return e;
}

void engine_close(struct engine *g)
{
	if (!g)
		return;
	for (size_t i = 0; i < Q_COUNT; i++)
		sqlite3_finalize(g->q[i]);
	projector_close(g->projector);
	sums_close(g->sums);
	/* Readers may hold it back, this process's own too: it does not wait for them. What stays in
	 * the log is as durable as what is folded in. */
	if (g->db) {
		sqlite3_busy_timeout(g->db, 0);
		sqlite3_wal_checkpoint_v2(g->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	}
	sqlite3_close(g->db);
	mem_free(g->usual);
	mem_free(g);
}

static void fail_all(struct job *const *jobs, size_t n, enum err e, const struct why *why)
{
	for (size_t i = 0; i < n; i++) {
		jobs[i]->err = e;
		jobs[i]->why = *why;
		jobs[i]->result = (struct batch_result){ 0 };
	}
}

/* One job in a savepoint. An error returned is the transaction's; the job's own is in job->err. */
static enum err one_of_many(struct engine *g, struct job *job)
{
	enum err e = sql_exec(g->db, "SAVEPOINT job", &job->why);

	if (e != ERR_OK)
		return e;
	job->err = apply_batch(g, job);
	if (sqlite3_get_autocommit(g->db))
		return job->err; /* SQLite gave the whole transaction up */
	if (job->err != ERR_OK || job->result.repeated)
		e = sql_exec(g->db, "ROLLBACK TO job", NULL);
	return e == ERR_OK ? sql_exec(g->db, "RELEASE job", &job->why) : e;
}

static enum err run_jobs(struct engine *g, struct job *const *jobs, size_t n, struct why *why)
{
	for (size_t i = 0; i < n; i++) {
		enum err e;

		if (n > 1) {
			e = one_of_many(g, jobs[i]);
		} else {
			e = jobs[i]->err = apply_batch(g, jobs[i]);
		}
		if (e != ERR_OK) {
			*why = jobs[i]->why;
			return e;
		}
	}
	return ERR_OK;
}

/* All jobs in one transaction. false: nothing was changed, and each job has its reason. */
static bool together(struct engine *g, struct job *const *jobs, size_t n)
{
	struct why why = { 0 };
	enum err e = sql_exec(g->db, "BEGIN IMMEDIATE", &why);

	if (e == ERR_OK)
		e = run_jobs(g, jobs, n, &why);
	if (e == ERR_OK)
		e = sql_exec(g->db, n == 1 && jobs[0]->result.repeated ? "ROLLBACK" : "COMMIT",
			     &why);
	if (e == ERR_OK)
		return true;
	if (!sqlite3_get_autocommit(g->db))
		sqlite3_exec(g->db, "ROLLBACK", NULL, NULL, NULL);
	fail_all(jobs, n, e, &why);
	return false;
}

void engine_apply(struct engine *g, struct job *const *jobs, size_t n)
{
	if (together(g, jobs, n) || n == 1)
		return;
	for (size_t i = 0; i < n; i++)
		together(g, &jobs[i], 1);
}

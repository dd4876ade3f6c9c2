/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_run.c - the node: the one place where the stages meet.
 *
 * Threads: the writer and the checkpointer (store/door.h), the listener's, the HTTP pool, the keeper of results
 * (cmd/keep_results.h), and this one, which
 * is the scheduler: it wakes five times a second, compiles a new generation when a source or a pool has
 * changed, only the changes when a pushed indicator has, and ends the node on SIGINT or SIGTERM, letting what runs finish.
 */
#include "cmd/cmd.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "cmd/args.h"
#include "cmd/keep_results.h"
#include "cmd/look_alerts.h"
#include "cmd/tables.h"
#include "sense/sketch_key.h"
#include "serve/serve.h"
#include "store/door.h"
#include "store/query.h"
#include "wire/domain.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

enum {
	FILES_WANTED = 4096,
	ALERT_DAYS = 7,
	TURN_NS = 200000000, /* a pushed warning is to be seen within a second */
};

struct run {
	const char *dir, *listen;
	bool help;
	struct arena *arena;
	struct node *node;
	struct pack *pack;
	struct writer *writer;
	struct reader *reader; /* the scheduler's own */
	struct node_view view;
	bool view_open;
	struct serve *serve;
	struct keeper *keeper;          /* of results, on a schedule */
	struct base *base;              /* of what is published */
	struct buf sets_of, changes_of; /* the fingerprints of what is published */
	int64_t version;                /* of the store, when they were looked at */
	int64_t minute;                 /* the last in which each_minute() looked */
};

static enum err read_choices(struct run *r, int argc, char **argv, struct why *why)
{
	struct opt opts[] = {
		{ "node", 'n', OPT_TEXT, "DIR", SAY_OPT_NODE, .text = &r->dir },
		{ "listen", 0, OPT_TEXT, "ADDRESS:PORT", SAY_OPT_LISTEN, .text = &r->listen },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, NULL, &r->help, why);

	if (r->help)
		args_help("run", "-n DIR [--listen 127.0.0.1:8421]", SAY_RUN_ABOUT, opts);
	if (e == ERR_OK && !r->help && !r->dir)
		return why_set(why, ERR_ARG, SAY_CMD_NEEDS_NODE);
	return e;
}

/* The node's sets, compiled: shared by all lookups that differ only in what changed since. */
struct base {
	struct tables tables;
	atomic_uint uses;
};

static void base_leave(struct base *b)
{
	if (!b || atomic_fetch_sub(&b->uses, 1) != 1)
		return;
	tables_close(&b->tables);
	mem_free(b);
}

/* What a lookup needs to live, and the lookup itself. */
struct published {
	struct lookup lookup;
	struct base *base;
	struct tables changes;
};

static void drop_published(struct lookup *l)
{
	struct published *p = (struct published *)l; /* lookup is the first member */

	tables_close(&p->changes);
	base_leave(p->base);
	mem_free(p);
}

/* Change exactly when a source or a subscriber pool does; when an indicator record does. */
static enum err fingerprint(struct run *r, bool changes, struct buf *out, struct why *why)
{
	static const char *const sql[] = {
		"SELECT max(leaf) FROM main.source",
		"SELECT max(leaf_to) FROM main.source",
		"SELECT max(leaf) FROM main.resource WHERE use = 'subscriber-pool'",
		"SELECT max(leaf_to) FROM main.resource WHERE use = 'subscriber-pool'",
		"SELECT max(leaf) FROM main.indicator",
		"SELECT max(leaf_to) FROM main.indicator",
	};
	enum err e = ERR_OK;
	int64_t v;

	for (size_t i = changes ? 4 : 0; i < (changes ? 6 : 4) && e == ERR_OK; i++) {
		e = query_one(reader_db(r->reader), sql[i], &v, why);
		buf_printf(out, "%lld ", (long long)v);
	}
	return e;
}

/* A new generation where the sets changed; it costs seconds where they are large. */
static enum err compile_base(struct run *r, struct why *why)
{
	struct base *b = mem_zero(1, sizeof *b);
	enum err e = tables_base(&b->tables, r->node, r->reader, why);

	atomic_init(&b->uses, 1);
	if (e != ERR_OK) {
		base_leave(b);
		return e;
	}
	base_leave(r->base);
	r->base = b;
	log_say(LOG_NOTE, SAY_RUN_COMPILED, A(generation_counts(b->tables.generation).indicators));
	tables_keep(&b->tables, r->node);
	return ERR_OK;
}

/* The sets and what changed since, in one exchange. */
static enum err publish(struct run *r, struct why *why)
{
	struct published *p = mem_zero(1, sizeof *p);
	enum err e = tables_changes(&p->changes, &r->base->tables, r->reader, why);

	p->base = r->base;
	atomic_fetch_add(&r->base->uses, 1);
	if (e != ERR_OK) {
		drop_published(&p->lookup);
		return e;
	}
	p->lookup = (struct lookup){ .generation = r->base->tables.generation,
				     .delta = p->changes.delta,
				     .compiled = clock_now(),
				     .drop = drop_published };
	node_view_publish(&r->view, &p->lookup);
	return ERR_OK;
}

static enum err refresh_from(struct run *r, struct str sets, struct str changes, struct why *why)
{
	enum err e = ERR_OK;

	if (str_eq(sets, buf_str(&r->sets_of)) && str_eq(changes, buf_str(&r->changes_of)))
		return ERR_OK;
	if (!r->base || !str_eq(sets, buf_str(&r->sets_of)))
		e = compile_base(r, why);
	if (e == ERR_OK)
		e = publish(r, why);
	if (e != ERR_OK)
		return e;
	buf_clear(&r->sets_of);
	buf_put(&r->sets_of, sets);
	buf_clear(&r->changes_of);
	buf_put(&r->changes_of, changes);
	return ERR_OK;
}

/* One turn of the scheduler: is what is published still what the store says? */
static enum err refresh(struct run *r, struct why *why)
{
	struct buf sets = { 0 }, changes = { 0 };
	int64_t version;
	enum err e = query_one(reader_db(r->reader), "PRAGMA data_version", &version, why);

	if (e != ERR_OK || (r->base && version == r->version))
		return e; /* nobody wrote anything */
	e = reader_begin(r->reader, 0, why);
	if (e != ERR_OK)
		return e;
	e = fingerprint(r, false, &sets, why);
	if (e == ERR_OK)
		e = fingerprint(r, true, &changes, why);
	if (e == ERR_OK)
		e = refresh_from(r, buf_str(&sets), buf_str(&changes), why);
	reader_end(r->reader);
	if (e == ERR_OK)
		r->version = version;
	buf_fini(&sets);
	buf_fini(&changes);
	return e;
}

static enum err by_writer(void *writer, struct batch *b, struct arena *a,
			  struct batch_result *result, struct why *why)
{
	return writer_commit(writer, b, a, result, why);
}

/* Once a minute: is anything unusual, and is the sketch key of yesterday gone? */
static enum err each_minute(struct run *r, struct why *why)
{
	struct instant now = clock_now();
	struct alert_look look = { .from = { now.us - ALERT_DAYS * US_PER_DAY }, .now = now };
	struct alert_result seen = { 0 };
	enum err e;

	if (now.us / US_PER_MINUTE == r->minute)
		return ERR_OK;
	r->minute = now.us / US_PER_MINUTE;
	e = sketch_keys_end(r->dir, now, why);
	if (e == ERR_OK)
		e = look_for_alerts(r->reader, r->pack, &look, by_writer, r->writer, &seen, why);
	if (e == ERR_OK && seen.raised + seen.withdrawn)
		log_say(LOG_NOTE, SAY_RUN_ALERTS, A(seen.raised), A(seen.withdrawn));
	return e;
}

static enum err start(struct run *r, struct why *why)
{
	enum err e;

	r->arena = arena_open();
	e = node_open(r->dir, &r->node, why);
	if (e == ERR_OK)
		e = pack_thaw(r->arena, node_pack_frozen(r->node), &r->pack, why);
	if (e == ERR_OK)
		e = writer_start(r->node, &r->writer, why);
	if (e == ERR_OK)
		e = writer_listen(r->writer, why);
	if (e == ERR_OK)
		e = reader_open(r->node, &r->reader, why);
	if (e != ERR_OK)
		return e;
	node_view_open(&r->view, r->node, r->pack);
	r->view_open = true;
	e = refresh(r, why);
	if (e == ERR_OK)
		e = serve_start(&r->view, str_of(r->listen), &r->serve, why);
	if (e == ERR_OK)
		r->keeper = keeper_start(r->node, r->pack, r->writer);
	return e;
}

static void stop(struct run *r)
{
	keeper_stop(r->keeper);
	serve_stop(r->serve);
	if (r->view_open)
		node_view_close(&r->view);
	base_leave(r->base);
	buf_fini(&r->sets_of);
	buf_fini(&r->changes_of);
	reader_close(r->reader);
	writer_stop(r->writer);
	node_close(r->node);
	arena_close(r->arena);
}

/* Each connection is a file to the system, and its usual limit is meant for programs that use
 * select(2). Less than asked for is no error: the server then takes fewer connections. */
static void raise_file_limit(void)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l) != 0 || l.rlim_cur >= FILES_WANTED)
		return;
	l.rlim_cur = l.rlim_max < FILES_WANTED ? l.rlim_max : FILES_WANTED;
	(void)setrlimit(RLIMIT_NOFILE, &l);
}

/* Signals are taken here alone; threads started later inherit the mask. */
static sigset_t block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return set;
}

static void keep_going(struct run *r, const sigset_t *signals)
{
	const struct timespec turn = { .tv_nsec = TURN_NS };
	struct why why;

	while (sigtimedwait(signals, NULL, &turn) < 0) {
		/* A node that cannot refresh goes on with what it has, and says so. */
		if (refresh(r, &why) != ERR_OK)
			log_why(LOG_WARN, &why);
		if (each_minute(r, &why) != ERR_OK)
			log_why(LOG_WARN, &why);
	}
}

int cmd_run(int argc, char **argv)
{
	struct run r = { .listen = "127.0.0.1:8421" };
	struct why why = { 0 };
	sigset_t signals;
	enum err e;

	if (read_choices(&r, argc, argv, &why) != ERR_OK) {
		why_print(&why, stderr);
		return EXIT_USAGE;
	}
	if (r.help)
		return EXIT_DONE;
	domain_init();
	raise_file_limit();
	signals = block_signals();
	e = start(&r, &why);
	if (e == ERR_OK) {
		say_line(stdout, SAY_RUN_LISTENING, A(serve_address(r.serve)));
		fflush(stdout);
		keep_going(&r, &signals);
		log_say(LOG_NOTE, SAY_RUN_STOPPING);
	} else {
		why_print(&why, stderr);
	}
	stop(&r);
	return e == ERR_OK ? EXIT_DONE : err_exit(e);
}

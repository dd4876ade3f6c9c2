/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_run.c - the node: the one place where the stages meet.
 *
 * Threads: the writer and the checkpointer (store/door.h), the listener's, the HTTP pool, and this one, which
 * is the scheduler: it wakes every second, compiles a new generation when a source or a pushed
 * indicator has changed, and ends the node on SIGINT or SIGTERM, letting what runs finish.
 */
#include "cmd/cmd.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "cmd/args.h"
#include "cmd/tables.h"
#include "serve/serve.h"
#include "store/door.h"
#include "store/query.h"
#include "wire/domain.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

enum { FILES_WANTED = 4096 };

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
	struct str compiled_from; /* the fingerprint of what is published */
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

/* What a lookup needs to live, and the lookup itself. */
struct published {
	struct lookup lookup;
	struct tables tables;
};

static void drop_published(struct lookup *l)
{
	struct published *p = (struct published *)l; /* lookup is the first member */

	tables_close(&p->tables);
	mem_free(p);
}

/* Changes exactly when a source, an indicator record or a subscriber pool does. */
static enum err fingerprint(struct run *r, struct buf *out, struct why *why)
{
	static const char *const sql[] = {
		"SELECT max(leaf) FROM main.source",
		"SELECT max(leaf_to) FROM main.source",
		"SELECT max(leaf) FROM main.indicator",
		"SELECT max(leaf_to) FROM main.indicator",
		"SELECT max(leaf) FROM main.resource WHERE use = 'subscriber-pool'",
		"SELECT max(leaf_to) FROM main.resource WHERE use = 'subscriber-pool'",
	};
	enum err e = ERR_OK;
	int64_t v;

	for (size_t i = 0; i < sizeof sql / sizeof *sql && e == ERR_OK; i++) {
		e = query_one(reader_db(r->reader), sql[i], &v, why);
		buf_printf(out, "%lld ", (long long)v);
	}
	return e;
}

static enum err compile(struct run *r, struct why *why)
{
	struct published *p = mem_zero(1, sizeof *p);
	enum err e = tables_from_node(&p->tables, r->node, r->reader, why);

	if (e != ERR_OK) {
		drop_published(&p->lookup);
		return e;
	}
	p->lookup = (struct lookup){ .generation = p->tables.generation,
				     .delta = p->tables.delta,
				     .compiled = clock_now(),
				     .drop = drop_published };
	node_view_publish(&r->view, &p->lookup);
	log_say(LOG_NOTE, SAY_RUN_COMPILED, A(generation_counts(p->tables.generation).indicators));
	return ERR_OK;
}

/* One turn of the scheduler: is what is published still what the store says? */
static enum err refresh(struct run *r, struct why *why)
{
	struct buf now = { 0 };
	enum err e = reader_begin(r->reader, 0, why);

	if (e != ERR_OK)
		return e;
	e = fingerprint(r, &now, why);
	if (e == ERR_OK && !str_eq(buf_str(&now), r->compiled_from)) {
		e = compile(r, why);
		if (e == ERR_OK)
			r->compiled_from = str_keep(r->arena, buf_str(&now));
	}
	reader_end(r->reader);
	buf_fini(&now);
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
	return e;
}

static void stop(struct run *r)
{
	serve_stop(r->serve);
	if (r->view_open)
		node_view_close(&r->view);
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
	const struct timespec second = { .tv_sec = 1 };
	struct why why;

	while (sigtimedwait(signals, NULL, &second) < 0) {
		/* A node that cannot refresh goes on with what it has, and says so. */
		if (refresh(r, &why) != ERR_OK)
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

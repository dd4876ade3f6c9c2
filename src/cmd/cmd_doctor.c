/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_doctor.c - is this node sound, and does it hold nobody's identifier?
 *
 * Checks the store against its own leaves and rebuild, every set file in force against its
 * identity; searches the directory for identifiers from a list, and for the client addresses of logs.
 */
#include "cmd/cmd.h"

#include "base/clock.h"
#include "cmd/args.h"
#include "cmd/disk_search.h"
#include "cmd/node_path.h"
#include "desk/sources.h"
#include "index/set.h"
#include "intake/input.h"
#include "store/doctor.h"
#include "store/door.h"
#include "store/query.h"
#include "wire/domain.h"
#include "wire/event_reader.h"
#include "wire/json.h"
#include "wire/time3339.h"

#include <stdio.h>

struct doctor {
	const char *dir, *identifiers;
	struct arg_list logs;
	bool json, rebuild, help;
	struct arena *arena;
	struct node *node;
	struct reader *reader;
	struct disk_search *search;
	struct disk_search_result result;
	uint64_t sets, rebuilt;
	struct store_report store;
};

static enum err read_choices(struct doctor *d, int argc, char **argv, struct why *why)
{
	struct opt opts[] = {
		{ "node", 'n', OPT_TEXT, "DIR", SAY_OPT_NODE, .text = &d->dir },
		{ "identifiers", 0, OPT_TEXT, "FILE", SAY_OPT_IDENTIFIERS,
		  .text = &d->identifiers },
		{ "rebuild", 0, OPT_FLAG, NULL, SAY_OPT_REBUILD, .flag = &d->rebuild },
		{ "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON, .flag = &d->json },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, &d->logs, &d->help, why);

	if (d->help)
		args_help("doctor", "-n DIR [LOGS...]", SAY_DOCTOR_ABOUT, opts);
	if (e == ERR_OK && !d->help && !d->dir)
		return why_set(why, ERR_ARG, SAY_CMD_NEEDS_NODE);
	return e;
}

/* Every line of FILE is an identifier. */
static enum err add_list(struct doctor *d, struct why *why)
{
	struct input *in = NULL;
	enum err e = d->identifiers ? input_open(d->identifiers, &in, why) : ERR_OK;
	bool end = !d->identifiers, cut;

	while (e == ERR_OK && !end) {
		struct str line;
		uint64_t number;

		e = input_line(in, &line, &number, &end, &cut, why);
		if (e == ERR_OK && !end && str_trim(line).n)
			disk_search_add(d->search, str_trim(line));
	}
	input_close(in);
	return e;
}

static void add_clients(struct doctor *d, struct input *in, struct event_reader *r)
{
	bool end = false, cut, found;
	struct event ev;

	while (!end) {
		struct str line;
		uint64_t number;
		enum err e = input_line(in, &line, &number, &end, &cut, NULL);

		if (e != ERR_OK && e != ERR_LIMIT)
			break;
		if (e == ERR_LIMIT || end ||
		    event_read(r, line, number, &ev, &found, NULL) != ERR_OK || !found)
			continue;
		for (size_t i = 0; i < ev.n; i++)
			if (field_is_client(ev.v[i].field))
				disk_search_add(d->search, ev.v[i].text);
	}
}

/* The client side of every event of a log: what must not be found. */
static enum err add_log(struct doctor *d, const char *path, struct why *why)
{
	struct arena *a = arena_open();
	struct input *in = NULL;
	struct event_reader *r = NULL;
	struct str head;
	enum err e = input_open(path, &in, why);

	if (e == ERR_OK)
		e = input_peek(in, 4096, &head, why);
	if (e == ERR_OK)
		e = event_reader_open(a, event_format_guess(head), (struct str){ 0 }, &r, why);
	if (e == ERR_OK)
		add_clients(d, in, r);
	else
		why_at(why, path, 0, 0);
	event_reader_close(r);
	input_close(in);
	arena_close(a);
	return e;
}

static enum err check_set(struct doctor *d, const struct source *s, struct why *why)
{
	struct set *set;
	struct buf hex = { 0 };
	struct sha256 id;
	enum err e = set_open_file(
		arena_printf(d->arena, "%s/sets/%.*s.set", node_dir(d->node), STR_FMT(s->set_hash))
			.p,
		&set, why);

	if (e != ERR_OK)
		return e;
	id = set_identity(set);
	buf_hex(&hex, id.b, sizeof id.b);
	if (!str_eq(buf_str(&hex), s->set_hash) || set_count(set) != s->count)
		e = why_set(why, ERR_CORRUPT, SAY_DOCTOR_SET, A(s->name));
	/* Listed addresses are matchable values: a client that is listed cannot be told from them. */
	for (size_t i = 0; e == ERR_OK && !set_is_warnings(set) && i < set_count(set); i++) {
		struct indicator ind = set_row(set, i);

		disk_search_allow(d->search, ind.value);
	}
	d->sets++;
	buf_fini(&hex);
	set_close(set);
	return e;
}

static enum err check_sets(struct doctor *d, struct why *why)
{
	struct source *list;
	size_t n;
	enum err e = sources_list(d->reader, d->arena, &list, &n, why);

	for (size_t i = 0; i < n && e == ERR_OK; i++)
		if (list[i].set_hash.n)
			e = check_set(d, &list[i], why);
	return e;
}

/* What organisations declared as their own may be an address of a client, too. */
static enum err allow_declared(struct doctor *d, struct why *why)
{
	struct query *q;
	enum err e = query_open(reader_db(d->reader),
				"SELECT value FROM asset_prefixes UNION ALL SELECT value FROM"
				" resource WHERE kind = 'prefix'",
				&q, why);
	bool row;

	if (e != ERR_OK)
		return e;
	while ((e = query_next(q, &row, why)) == ERR_OK && row)
		disk_search_allow(d->search, query_text(q, 0));
	query_close(q);
	return e;
}

static bool searched(const struct doctor *d)
{
	return d->identifiers || d->logs.n;
}

/* What was searched; a search that was not asked for found nothing and says nothing. */
static void search_json(const struct doctor *d, struct json_writer *w)
{
	struct buf now = { 0 };

	time3339_write(clock_now(), &now);
	json_w_key(w, "at");
	json_w_str(w, buf_str(&now));
	json_w_key(w, "files");
	json_w_u64(w, d->result.files);
	json_w_key(w, "found");
	json_w_u64(w, d->result.found);
	json_w_key(w, "identifiers");
	json_w_u64(w, d->result.identifiers);
	json_w_key(w, "left_out");
	json_w_u64(w, d->result.left_out);
	json_w_key(w, "searched_bytes");
	json_w_u64(w, d->result.bytes);
	buf_fini(&now);
}

/* The verdict (only a sound node gets so far), and the search if there was one. */
static void verdict_json(const struct doctor *d, struct buf *out)
{
	struct json_writer w = json_write(out);

	json_w_object(&w);
	json_w_key(&w, "sound");
	json_w_bool(&w, true);
	json_w_key(&w, "leaves");
	json_w_u64(&w, d->store.leaves);
	json_w_key(&w, "versions");
	json_w_u64(&w, d->store.versions);
	json_w_key(&w, "sets");
	json_w_u64(&w, d->sets);
	if (searched(d))
		search_json(d, &w);
	json_w_object_end(&w);
	buf_c(out, '\n');
}

/* The node remembers what was searched and found, so that its page can say it. */
static enum err remember(struct doctor *d, struct why *why)
{
	struct batch *b = batch_open(STR("cli"), STR("doctor"));
	struct batch_result result;
	struct buf json = { 0 };
	struct json_writer w;
	struct door *door;
	enum err e = door_open(d->node, &door, why);

	if (e == ERR_OK) {
		w = json_write(&json);
		json_w_object(&w);
		search_json(d, &w);
		json_w_object_end(&w);
		batch_cursor(b, STR("doctor.identifiers"), buf_str(&json));
		e = door_commit(door, b, d->arena, &result, why);
		door_close(door);
	}
	buf_fini(&json);
	batch_close(b);
	return e;
}

static enum err search(struct doctor *d, struct why *why)
{
	enum err e = allow_declared(d, why);

	if (e == ERR_OK)
		e = disk_search_dir(d->search, d->dir, &d->result, why);
	if (e == ERR_OK)
		e = remember(d, why);
	return e;
}

static void on_fault(void *ctx, const struct why *why)
{
	(void)ctx;
	why_print(why, stderr);
}

/* Faults are printed one by one as they are met; here they become the verdict. */
static enum err check_store(struct doctor *d, struct why *why)
{
	enum err e = ERR_OK;

	if (d->rebuild)
		e = store_rebuild(d->node, &d->rebuilt, why);
	if (e == ERR_OK)
		e = store_check(d->node, on_fault, NULL, &d->store, why);
	if (e == ERR_OK && d->store.faults)
		e = why_set(why, ERR_CORRUPT, SAY_DOCTOR_FAULTS, A(d->store.faults));
	return e;
}

static enum err examine(struct doctor *d, struct why *why)
{
	enum err e;

	d->arena = arena_open();
	d->search = disk_search_open();
	e = node_open(d->dir, &d->node, why);
	if (e == ERR_OK)
		e = check_store(d, why);
	if (e == ERR_OK)
		e = add_list(d, why);
	for (size_t i = 0; i < d->logs.n && e == ERR_OK; i++)
		e = add_log(d, d->logs.v[i], why);
	if (e == ERR_OK)
		e = reader_open(d->node, &d->reader, why);
	if (e == ERR_OK)
		e = reader_begin(d->reader, 0, why);
	if (e == ERR_OK)
		e = check_sets(d, why);
	if (e == ERR_OK && searched(d))
		e = search(d, why);
	return e;
}

static void print(const struct doctor *d)
{
	struct buf out = { 0 };

	if (d->json) {
		verdict_json(d, &out);
	} else {
		say(&out, say_lang_default(), SAY_DOCTOR_SOUND, A(d->dir), A(d->store.leaves),
		    A(d->store.versions), A(d->store.files), A(d->sets));
		buf_c(&out, '\n');
	}
	if (!d->json && searched(d)) {
		say(&out, say_lang_default(), SAY_DOCTOR_SEARCHED, A(d->result.found),
		    A(d->result.identifiers), A(d->result.files), A(d->result.bytes),
		    A(d->result.left_out));
		buf_c(&out, '\n');
	}
	if (!d->json && d->result.found) {
		say(&out, say_lang_default(), SAY_DOCTOR_FOUND, A(d->result.first_file),
		    A(d->result.first_form));
		buf_c(&out, '\n');
	}
	fwrite(out.p, 1, out.n, stdout);
	buf_fini(&out);
}

int cmd_doctor(int argc, char **argv)
{
	struct doctor d = { 0 };
	struct why why = { 0 };
	int code = EXIT_DONE;
	enum err e;

	if (read_choices(&d, argc, argv, &why) != ERR_OK) {
		why_print(&why, stderr);
		code = EXIT_USAGE;
	} else if (!d.help) {
		domain_init();
		e = examine(&d, &why);
		if (e == ERR_OK)
			print(&d);
		else
			why_print(&why, stderr);
		code = e != ERR_OK || d.result.found ? EXIT_FAILED : EXIT_DONE;
		disk_search_close(d.search);
		reader_close(d.reader);
		node_close(d.node);
		arena_close(d.arena);
	}
	args_fini(&d.logs);
	return code;
}

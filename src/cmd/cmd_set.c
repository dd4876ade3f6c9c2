/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_set.c - indicator sets as files: what is in one, what differs between two, several made one, and one
 * taken apart. No node is needed.
 */
#include "cmd/cmd.h"

#include "base/file.h"
#include "cmd/args.h"
#include "cmd/set_show.h"
#include "wire/domain.h"
#include "wire/json.h"
#include "wire/time3339.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD = 64 << 10 };

struct set_choices {
	bool json, plain, help;
	struct arg_list words;
};

/* ---- opening, and what else a file may be ---- */

static size_t read_head(const char *path, char *to, bool *folder)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	ssize_t n;

	*folder = fd >= 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
	n = fd >= 0 && !*folder ? read(fd, to, HEAD) : 0;
	if (fd >= 0)
		close(fd);
	return n > 0 ? (size_t)n : 0;
}

/* Not a set: a person who gave the wrong file wants to hear what it is. */
static enum err tell_other(const char *path, struct why *why)
{
	struct arena *a = arena_open();
	char *head = arena_alloc(a, HEAD);
	enum feed_format format;
	bool folder;
	size_t n = read_head(path, head, &folder);
	enum err e;

	if (folder)
		e = why_set(why, ERR_ARG, SAY_FILE_IS_DIR, A(path));
	else if (feed_guess(str_n(head, n), path, &format, why) == ERR_OK)
		e = why_set(why, ERR_UNSUPPORTED, SAY_SETCMD_IS_FEED, A(feed_format_name(format)));
	else
		e = ERR_UNSUPPORTED;
	arena_close(a);
	why_at(why, path, 0, 0);
	return e;
}

static enum err open_set(const char *path, struct set **out, struct why *why)
{
	enum err e = set_open_file(path, out, why);

	return e == ERR_CORRUPT && why->id == SAY_SET_MAGIC ? tell_other(path, why) : e;
}

/* ---- info ---- */

static unsigned first_kind(const struct set *s)
{
	return set_is_warnings(s) ? 0 : 1;
}

static const char *kind_name(const struct set *s, unsigned k)
{
	return set_is_warnings(s) ? warn_type_name((enum warn_type)k) :
				    indicator_kind_name((enum indicator_kind)k);
}

/* Rows of kind (or type) k, or -1 behind the last. */
static int64_t kind_rows(const struct set *s, unsigned k)
{
	if (k >= (set_is_warnings(s) ? (unsigned)WARN_TYPES : (unsigned)IND_KINDS))
		return -1;
	return (int64_t)(set_kind_first(s, k + 1) - set_kind_first(s, k));
}

static void info_json(const char *path, const struct set *s, bool holds)
{
	struct set_facts f = set_facts(s);
	struct sha256 id = set_identity(s);
	struct buf b = { 0 }, text = { 0 };
	struct json_writer w = json_write(&b);

	json_w_object(&w);
	json_w_text(&w, "file", str_of(path));
	json_w_text(&w, "sort", set_is_warnings(s) ? STR("warnings") : STR("indicators"));
	json_w_key(&w, "version");
	json_w_u64(&w, f.version);
	buf_hex(&text, id.b, sizeof id.b);
	json_w_text(&w, "identity", buf_str(&text));
	json_w_key(&w, "rows");
	json_w_u64(&w, set_count(s));
	json_w_key(&w, "kinds");
	json_w_object(&w);
	for (unsigned k = first_kind(s); kind_rows(s, k) >= 0; k++) {
		if (!kind_rows(s, k))
			continue;
		json_w_key(&w, kind_name(s, k));
		json_w_i64(&w, kind_rows(s, k));
	}
	json_w_object_end(&w);
	json_w_key(&w, "classes");
	json_w_u64(&w, f.classes);
	buf_clear(&text);
	if (f.from.us != INT64_MIN)
		time3339_write(f.from, &text);
	json_w_text_or_null(&w, "valid_from", buf_str(&text));
	buf_clear(&text);
	if (f.until.us != INT64_MAX)
		time3339_write(f.until, &text);
	json_w_text_or_null(&w, "valid_until", buf_str(&text));
	json_w_key(&w, "bytes");
	json_w_u64(&w, f.bytes);
	json_w_key(&w, "text_bytes");
	json_w_u64(&w, f.text_bytes);
	json_w_key(&w, "checksum_fits");
	json_w_bool(&w, true); /* else it would not have opened */
	json_w_key(&w, "identity_holds");
	json_w_bool(&w, holds);
	json_w_object_end(&w);
	buf_c(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
	buf_fini(&b);
	buf_fini(&text);
}

static void put_window(struct buf *b, const struct set_facts *f)
{
	if (f->from.us == INT64_MIN)
		say(b, say_lang_default(), SAY_SETCMD_ALWAYS);
	else
		time3339_write(f->from, b);
	buf_puts(b, " .. ");
	if (f->until.us == INT64_MAX)
		say(b, say_lang_default(), SAY_SETCMD_NO_END);
	else
		time3339_write(f->until, b);
}

static void info_text(const char *path, const struct set *s, bool holds)
{
	struct set_facts f = set_facts(s);
	struct sha256 id = set_identity(s);
	struct buf hex = { 0 }, kinds = { 0 }, window = { 0 };

	buf_hex(&hex, id.b, sizeof id.b);
	for (unsigned k = first_kind(s); kind_rows(s, k) >= 0; k++)
		if (kind_rows(s, k))
			buf_printf(&kinds, "%s%s %lld", kinds.n ? ", " : "", kind_name(s, k),
				   (long long)kind_rows(s, k));
	put_window(&window, &f);
	say_line(stdout, set_is_warnings(s) ? SAY_SETCMD_INFO_WARNINGS : SAY_SETCMD_INFO, A(path),
		 A(f.version));
	say_line(stdout, SAY_SETCMD_IDENTITY, A(buf_str(&hex)));
	say_line(stdout, SAY_SETCMD_ROWS, A(set_count(s)), A(buf_str(&kinds)));
	if (!set_is_warnings(s))
		say_line(stdout, SAY_SETCMD_CLASSES, A(f.classes), A(buf_str(&window)));
	say_line(stdout, SAY_SETCMD_BYTES, A(f.bytes), A(f.text_bytes));
	say_line(stdout, holds ? SAY_SETCMD_SOUND : SAY_SETCMD_LIED);
	buf_fini(&hex);
	buf_fini(&kinds);
	buf_fini(&window);
}

/* One bad file costs that file. */
static int run_info(const struct set_choices *c)
{
	size_t bad = 0;

	for (size_t i = 0; i < c->words.n; i++) {
		struct why why = { 0 };
		struct set *s;
		bool holds;

		if (open_set(c->words.v[i], &s, &why) != ERR_OK) {
			why_print(&why, stderr);
			bad++;
			continue;
		}
		holds = set_identity_holds(s);
		bad += !holds;
		(c->json ? info_json : info_text)(c->words.v[i], s, holds);
		set_close(s);
	}
	return !bad ? EXIT_DONE : bad < c->words.n ? EXIT_REFUSED : EXIT_FAILED;
}

/* ---- diff, dump ---- */

static enum err diff(const struct set_choices *c, struct why *why)
{
	struct set *a = NULL, *b = NULL;
	enum err e = open_set(c->words.v[0], &a, why);

	if (e == ERR_OK)
		e = open_set(c->words.v[1], &b, why);
	if (e == ERR_OK && set_is_warnings(a) != set_is_warnings(b))
		e = why_set(why, ERR_ARG, SAY_SETCMD_MIXED, A(c->words.v[0]), A(c->words.v[1]));
	if (e == ERR_OK)
		set_show_diff(a, b, c->json);
	set_close(a);
	set_close(b);
	return e;
}

static enum err dump(const struct set_choices *c, struct why *why)
{
	struct set *s;
	enum err e = open_set(c->words.v[0], &s, why);

	if (e == ERR_OK)
		set_show_dump(s, c->plain);
	if (e == ERR_OK)
		set_close(s);
	return e;
}

/* ---- merge ---- */

/* Lines are those of one feed; of several they mean nothing, and are not kept. */
static bool add_rows(struct set_builder *b, const struct set *s)
{
	bool fits = true;

	for (size_t i = 0; i < set_count(s) && fits; i++) {
		struct indicator ind;
		enum warn_type type;

		if (set_is_warnings(s)) {
			struct str text = set_warning(s, i, &type, NULL);

			fits = set_builder_warn(b, type, text, 0);
		} else {
			ind = set_row(s, i);
			ind.line = 0;
			fits = set_builder_add(b, &ind);
		}
	}
	return fits;
}

static enum err gather(const struct set_choices *c, struct set_builder *b, struct why *why)
{
	int sort = -1; /* of the first that is not empty */
	const char *first = NULL;
	enum err e = ERR_OK;

	for (size_t i = 1; i < c->words.n && e == ERR_OK; i++) {
		struct set *s;

		e = open_set(c->words.v[i], &s, why);
		if (e != ERR_OK)
			return e;
		if (set_count(s) && sort < 0) {
			sort = set_is_warnings(s);
			first = c->words.v[i];
		}
		if (set_count(s) && sort != (int)set_is_warnings(s))
			e = why_set(why, ERR_ARG, SAY_SETCMD_MIXED, A(first), A(c->words.v[i]));
		else if (!add_rows(b, s))
			e = why_set(why, ERR_LIMIT, SAY_SETCMD_FULL, A(c->words.v[i]));
		set_close(s);
	}
	return e;
}

/* Under another name first, so that there is never half a set; an existing file is never replaced, since
 * the words may have been given in the wrong order. */
static enum err publish(struct set_builder *b, const char *path, struct why *why)
{
	struct arena *a = arena_open();
	const char *tmp = arena_printf(a, "%s.tmp.%d", path, (int)getpid()).p;
	struct set_written w;
	enum err e = set_builder_write(b, tmp, &w, why);

	if (e == ERR_OK && link(tmp, path) != 0)
		e = errno == EEXIST ?
			    why_set(why, ERR_CONFLICT, SAY_SETCMD_EXISTS, A(path)) :
			    why_set(why, ERR_IO, SAY_FILE_WRITE, A(path), A(strerror(errno)));
	unlink(tmp);
	arena_close(a);
	return e;
}

static enum err merge(const struct set_choices *c, struct why *why)
{
	const char *out = c->words.v[0];
	struct set_builder *b;
	struct set *s;
	enum err e;

	if (access(out, F_OK) == 0) /* before the work; publish() asks again */
		return why_set(why, ERR_CONFLICT, SAY_SETCMD_EXISTS, A(out));
	b = set_builder_open();
	e = gather(c, b, why);
	if (e == ERR_OK)
		e = publish(b, out, why);
	set_builder_close(b);
	if (e == ERR_OK)
		e = open_set(out, &s, why);
	if (e != ERR_OK)
		return e;
	(c->json ? info_json : info_text)(out, s, set_identity_holds(s));
	set_close(s);
	return ERR_OK;
}

/* ---- the command ---- */

static const struct verb {
	const char *name, *words;
	enum say_id about;
	size_t least, most; /* words */
	enum err (*run)(const struct set_choices *c, struct why *why);
} verbs[] = {
	{ "info", "FILE...", SAY_SETCMD_INFO_ABOUT, 1, SIZE_MAX, NULL },
	{ "diff", "A B", SAY_SETCMD_DIFF_ABOUT, 2, 2, diff },
	{ "merge", "OUT IN...", SAY_SETCMD_MERGE_ABOUT, 2, SIZE_MAX, merge },
	{ "dump", "FILE", SAY_SETCMD_DUMP_ABOUT, 1, 1, dump },
};

static const struct verb *verb_of(const char *name)
{
	for (size_t i = 0; name && i < sizeof verbs / sizeof *verbs; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static enum err read_choices(struct set_choices *c, const struct verb *v, int argc, char **argv,
			     struct why *why)
{
	struct opt opts[] = {
		{ "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON, .flag = &c->json },
		{ "plain", 0, OPT_FLAG, NULL, SAY_SETCMD_PLAIN, .flag = &c->plain },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, &c->words, &c->help, why);

	if (c->help) {
		char name[32];

		snprintf(name, sizeof name, "set %s", v ? v->name : "info|diff|merge|dump");
		args_help(name, v ? v->words : "FILE...", v ? v->about : SAY_SETCMD_ABOUT, opts);
	}
	if (e != ERR_OK || c->help)
		return e;
	if (!v)
		return why_set(why, ERR_ARG, SAY_SETCMD_USAGE);
	if (c->words.n < v->least || c->words.n > v->most)
		return why_set(why, ERR_ARG, SAY_SETCMD_WORDS, A(v->name), A(v->words));
	return ERR_OK;
}

int cmd_set(int argc, char **argv)
{
	const struct verb *v = argc > 1 ? verb_of(argv[1]) : NULL;
	struct set_choices c = { 0 };
	struct why why = { 0 };
	int code = EXIT_DONE;

	if (read_choices(&c, v, argc - (v != NULL), argv + (v != NULL), &why) != ERR_OK) {
		why_print(&why, stderr);
		code = EXIT_USAGE;
	} else if (!c.help) {
		domain_init();
		if (!v->run) {
			code = run_info(&c);
		} else if (v->run(&c, &why) != ERR_OK) {
			why_print(&why, stderr);
			code = EXIT_FAILED;
		}
	}
	args_fini(&c.words);
	return code;
}

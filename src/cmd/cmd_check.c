/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_check.c - is this pack right? Each fault with its place; then what the pack holds. */
#include "cmd/cmd.h"

#include "cmd/args.h"
#include "cmd/check_explain.h"
#include "cmd/check_tests.h"
#include "pack/complete.h"
#include "wire/json.h"

#include <stdio.h>
#include <unistd.h>

struct check_choices {
	const char *packs;
	struct arg_list words, tests;
	bool json, no_tests, all_proven, explain, help;
};

/* One pack on its way. */
struct checking {
	const struct check_choices *c;
	struct arena *a;
	const char *dir; /* NULL: embedded */
	struct str id;
	struct pack *p; /* NULL: it could not be loaded */
	struct check_tests tests;
	size_t faults;
	struct buf list; /* the faults as JSON */
	struct json_writer w;
};

static enum err read_choices(struct check_choices *c, int argc, char **argv, struct why *why)
{
	struct opt opts[] = {
		{ "packs", 0, OPT_TEXT, "DIR", SAY_OPT_PACKS, .text = &c->packs },
		{ "no-tests", 0, OPT_FLAG, NULL, SAY_CHECK_OPT_NO_TESTS, .flag = &c->no_tests },
		{ "test", 0, OPT_MANY, "CASE", SAY_CHECK_OPT_TEST, .many = &c->tests },
		{ "proven", 0, OPT_FLAG, NULL, SAY_CHECK_OPT_PROVEN, .flag = &c->all_proven },
		{ "explain", 0, OPT_FLAG, NULL, SAY_CHECK_OPT_EXPLAIN, .flag = &c->explain },
		{ "json", 0, OPT_FLAG, NULL, SAY_OPT_JSON, .flag = &c->json },
		{ 0 },
	};
	enum err e = args_read(argc, argv, opts, &c->words, &c->help, why);

	if (c->help)
		args_help("check", "PACK...", SAY_CHECK_ABOUT, opts);
	if (e == ERR_OK && !c->help && !c->words.n)
		return why_set(why, ERR_ARG, SAY_CHECK_USAGE);
	return e;
}

static void complain(void *ctx, const struct why *why)
{
	struct checking *k = ctx;
	struct buf text = { 0 };

	k->faults++;
	if (k->c->json) {
		json_w_object(&k->w);
		json_w_text_or_null(&k->w, "file", str_of(why->file));
		json_w_key(&k->w, "line");
		json_w_u64(&k->w, why->line);
		json_w_key(&k->w, "column");
		json_w_u64(&k->w, why->column);
		why_sentence(why, LANG_EN, &text);
		json_w_text(&k->w, "en", buf_str(&text));
		buf_clear(&text);
		why_sentence(why, LANG_ZH, &text);
		json_w_text(&k->w, "zh", buf_str(&text));
		json_w_object_end(&k->w);
	} else {
		why_text(why, say_lang_default(), &text);
		fprintf(stderr, "%s\n", buf_cstr(&text));
	}
	buf_fini(&text);
}

/* A word is a folder with a pack.yaml, wherever it is, or the id of a pack (of --packs, else of those
 * inside the program). */
static void find_pack(struct checking *k, const char *word)
{
	const char *yaml = arena_printf(k->a, "%s/pack.yaml", word).p;
	struct str path = str_of(word);
	size_t slash;

	k->id = path;
	k->dir = k->c->packs;
	if (k->dir || access(yaml, F_OK) != 0)
		return;
	while (path.n > 1 && path.p[path.n - 1] == '/')
		path.n--;
	for (slash = path.n; slash > 0 && path.p[slash - 1] != '/';)
		slash--;
	k->id = str_cut(path, slash, path.n);
	k->dir = slash > 1 ? str_keep(k->a, str_cut(path, 0, slash - 1)).p : slash ? "/" : ".";
}

static enum err check_pack(struct checking *k, struct why *why)
{
	struct pack *p = NULL;
	enum err e = pack_load(k->a, k->dir, k->id, complain, k, &p, why);

	if (e == ERR_SYNTAX)
		return ERR_OK; /* all told */
	if (e != ERR_OK)
		return e;
	k->p = p;
	pack_complete(p, complain, k);
	k->tests = (struct check_tests){ .dir = k->dir,
					 .only = &k->c->tests,
					 .skip = k->c->no_tests,
					 .all_proven = k->c->all_proven,
					 .complain = complain,
					 .ctx = k };
	return check_tests_run(&k->tests, k->a, p, why);
}

struct totals {
	size_t articles, mechanisms, declined, types, rules, parameters;
};

static struct totals totals_of(const struct pack *p)
{
	struct totals t = { 0 };

	if (!p)
		return t;
	pack_articles(p, &t.articles);
	pack_mechanisms(p, &t.mechanisms);
	pack_declined(p, &t.declined);
	pack_types(p, &t.types);
	pack_rules(p, &t.rules);
	pack_parameters(p, &t.parameters);
	return t;
}

static void w_total(struct json_writer *w, const char *key, size_t n)
{
	json_w_key(w, key);
	json_w_u64(w, n);
}

static void print_json(struct checking *k)
{
	struct totals t = totals_of(k->p);
	struct buf out = { 0 };
	struct json_writer w = json_write(&out);

	json_w_object(&w);
	json_w_text(&w, "pack", k->id);
	json_w_key(&w, "faults");
	json_w_raw(&w, buf_str(&k->list));
	json_w_key(&w, "totals");
	json_w_object(&w);
	w_total(&w, "types", t.types);
	w_total(&w, "articles", t.articles);
	w_total(&w, "mechanisms", t.mechanisms);
	w_total(&w, "declined", t.declined);
	w_total(&w, "measures", k->tests.measures);
	w_total(&w, "rules", t.rules);
	w_total(&w, "parameters", t.parameters);
	w_total(&w, "tests", k->tests.tests);
	w_total(&w, "measures_tested", k->tests.measures_tested);
	w_total(&w, "mechanisms_due", k->tests.mechanisms);
	w_total(&w, "mechanisms_proven", k->tests.mechanisms_proven);
	if (k->p)
		explain_totals_json(k->p, &w);
	json_w_object_end(&w);
	if (k->p && k->c->explain) {
		json_w_key(&w, "things");
		explain_json(k->p, &w);
	}
	json_w_object_end(&w);
	printf("%s\n", buf_cstr(&out));
	buf_fini(&out);
}

static void print_text(const struct checking *k)
{
	struct totals t = totals_of(k->p);
	struct buf out = { 0 };

	if (!k->p) {
		say_line(stdout, SAY_CHECK_NOT_LOADED, A(k->id), A(k->faults));
		return;
	}
	say_line(stdout, SAY_CHECK_DONE, A(k->id), A(k->faults), A(t.articles), A(t.mechanisms),
		 A(k->tests.measures), A(t.types));
	explain_totals_text(k->p, say_lang_default(), &out);
	if (k->c->explain)
		explain_text(k->p, say_lang_default(), &out);
	fwrite(out.p, 1, out.n, stdout);
	buf_fini(&out);
	if (!k->c->no_tests && !k->c->tests.n && k->dir)
		say_line(stdout, SAY_CHECK_TESTS, A(k->tests.tests), A(k->tests.measures_tested),
			 A(k->tests.mechanisms_proven), A(k->tests.mechanisms));
}

static int check_word(const struct check_choices *c, const char *word)
{
	struct checking k = { .c = c, .a = arena_open() };
	struct why why = { 0 };
	enum err e;

	k.w = json_write(&k.list);
	json_w_array(&k.w);
	find_pack(&k, word);
	e = check_pack(&k, &why);
	json_w_array_end(&k.w);
	if (e != ERR_OK)
		why_print(&why, stderr);
	else if (c->json)
		print_json(&k);
	else
		print_text(&k);
	buf_fini(&k.list);
	arena_close(k.a);
	return e != ERR_OK ? err_exit(e) : k.faults ? EXIT_FAILED : EXIT_DONE;
}

int cmd_check(int argc, char **argv)
{
	struct check_choices c = { 0 };
	struct why why = { 0 };
	int code = EXIT_DONE;

	if (read_choices(&c, argc, argv, &why) != ERR_OK) {
		why_print(&why, stderr);
		code = EXIT_USAGE;
	}
	for (size_t i = 0; code != EXIT_USAGE && !c.help && i < c.words.n; i++) {
		int one = check_word(&c, c.words.v[i]);

		code = one ? one : code;
	}
	args_fini(&c.words);
	args_fini(&c.tests);
	return code;
}

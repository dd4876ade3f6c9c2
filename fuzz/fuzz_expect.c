/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_expect.c - a pack test, whatever its two files hold: in.jsonl, a line "----", expect.json. It is
 * read and run on the types and flows of the pack core; every complaint must be sayable, and the store
 * as empty afterwards as before.
 */
#include "base/ensure.h"
#include "gauge/prove.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct arena *arena; /* of the pack, for the whole run */
static struct prove *prove;

static void quiet(void *ctx, const struct why *why)
{
	struct buf said = { 0 };

	(void)ctx;
	why_text(why, LANG_ZH, &said);
	buf_fini(&said);
}

static void open_once(void)
{
	struct pack *p;

	if (prove)
		return;
	arena = arena_open();
	ensure(pack_load(arena, NULL, STR("core"), NULL, NULL, &p, NULL) == ERR_OK);
	ensure(prove_open(p, &prove, NULL) == ERR_OK);
}

static size_t run(struct str in, struct str expect)
{
	struct prove_case c = { STR("fuzz"), "in.jsonl", "expect.json", in, expect };

	return prove_run(prove, &c, quiet, NULL, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str all = str_n((const char *)data, n), in = all, expect = STR("");
	size_t cut = str_find_str(all, STR("----\n"));
	size_t faults;

	if (cut != SIZE_MAX) {
		in = str_cut(all, 0, cut);
		expect = str_cut(all, cut + 5, all.n);
	}
	open_once();
	faults = run(in, expect);
	ensure(run(in, expect) == faults); /* nothing stayed behind */
	return 0;
}

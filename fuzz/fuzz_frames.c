/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_frames.c - any bytes as what a decoder sends: the loader's side believes nothing. */
#include "base/ensure.h"
#include "intake/feed_frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void touch(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		*(volatile const char *)(s.p + i);
}

static void on_indicator(void *ctx, const struct indicator *ind)
{
	ensure(ind->kind > IND_NONE && ind->kind < IND_KINDS && ind->tlp < TLP_COUNT);
	ensure(ind->value.n > 0);
	touch(ind->value);
	touch(ind->ref);
	++*(uint64_t *)ctx;
}

static void on_warning(void *ctx, enum warn_type type, struct str text, uint64_t line)
{
	(void)line;
	ensure(type < WARN_TYPES);
	touch(text);
	++*(uint64_t *)ctx;
}

static void on_refused(void *ctx, uint64_t line, struct str text, const struct why *why)
{
	struct buf b = { 0 };

	(void)line;
	touch(text);
	why_text(why, LANG_EN, &b); /* a forged sentence must still be printable */
	buf_fini(&b);
	++*(uint64_t *)ctx;
}

static void on_set_aside(void *ctx, uint64_t line, struct str type, bool personal)
{
	(void)line;
	(void)personal;
	touch(type);
	++*(uint64_t *)ctx;
}

static void on_title(void *ctx, struct str name)
{
	(void)ctx;
	touch(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	uint64_t told = 0;
	struct feed_sink sink = { &told,      on_indicator, on_warning,
				  on_refused, on_set_aside, on_title };
	struct feed_frame_facts f = { 0 };
	struct str rest = str_n((const char *)data, n), payload;
	unsigned kind;
	bool whole = true;

	while (frame_take(&rest, &kind, &payload, &whole) == ERR_OK && whole) {
		struct why why;

		if (kind == FRAME_END)
			(void)frame_get_why(&payload, &why);
		else
			(void)feed_frame_take(kind, payload, &sink, &f);
	}
	ensure(told == f.taken + f.refused + f.unmatchable + f.personal);
	return 0;
}

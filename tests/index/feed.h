/* SPDX-License-Identifier: Apache-2.0 */
/* feed.h - sets and generations in memory, for the tests of index and match. */
#pragma once

#include "test.h"

#include "base/arena.h"
#include "index/generation.h"

#define ALWAYS ((struct instant){ INT64_MIN })
#define NEVER ((struct instant){ INT64_MAX })

static inline struct indicator row_of(enum indicator_kind k, struct str value, uint64_t line)
{
	return (struct indicator){ .kind = k,
				   .value = value,
				   .line = line,
				   .valid_from = ALWAYS,
				   .valid_until = NEVER,
				   .confidence = 255 };
}

/* Finishes the builder and opens what it made; the bytes live in the arena. */
static inline struct set *set_of_builder(struct arena *a, struct set_builder *b)
{
	struct buf out = { 0 };
	struct sha256 id;
	struct set *s;

	set_builder_finish(b, &out, &id);
	assert_ok(set_open(str_keep(a, buf_str(&out)), &s, NULL));
	buf_fini(&out);
	set_builder_close(b);
	return s;
}

static inline struct set *set_of_rows(struct arena *a, const struct indicator *rows, size_t n)
{
	struct set_builder *b = set_builder_open();

	for (size_t i = 0; i < n; i++)
		assert_true(set_builder_add(b, &rows[i]));
	return set_of_builder(a, b);
}

/* "domain evil.example" and the like, one string a row, ended by NULL; lines from 1. */
static inline struct set *set_of_texts(struct arena *a, const char *const *texts)
{
	struct set_builder *b = set_builder_open();

	for (uint64_t line = 1; *texts; texts++, line++) {
		struct str value = str_of(*texts), name;
		enum indicator_kind k;
		struct indicator r;

		assert_true(str_split(&value, ' ', &name));
		assert_true(indicator_kind_of(name, &k));
		r = row_of(k, value, line);
		assert_true(set_builder_add(b, &r));
	}
	return set_of_builder(a, b);
}
#define SET_OF(a, ...) set_of_texts((a), (const char *const[]){ __VA_ARGS__, NULL })

static inline struct set *warnings_of(struct arena *a, enum warn_type t, const char *const *texts)
{
	struct set_builder *b = set_builder_open();

	for (uint64_t line = 1; *texts; texts++, line++)
		assert_true(set_builder_warn(b, t, str_of(*texts), line));
	return set_of_builder(a, b);
}
#define WARNINGS_OF(a, t, ...) warnings_of((a), (t), (const char *const[]){ __VA_ARGS__, NULL })

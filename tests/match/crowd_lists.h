/* SPDX-License-Identifier: Apache-2.0 */
/* crowd_lists.h - answers, a generation and a delta of things out of the crowd (crowd.h). */
#pragma once

#include "crowd.h"

static inline struct str an_answer(struct world *w)
{
	return below(w, 3) ? a_name(w) : below(w, 2) ? a_v4(w) : a_v6(w);
}

static inline void list_text(struct world *w, struct set_builder *b, struct str text)
{
	struct indicator ind;

	if (indicator_guess(w->a, text, &ind, NULL) == ERR_OK)
		set_builder_add(b, &ind);
}

/* Of what was listed; the builder ends. */
static inline struct generation *generation_of(struct world *w, struct set_builder *b,
					       struct set **set)
{
	struct buf bytes = { 0 };
	struct sha256 id;
	struct generation_input in = { .name = STR("feed"), .category = CAT_C2 };
	struct why why;

	set_builder_finish(b, &bytes, &id);
	set_builder_close(b);
	assert_int_equal(set_open(str_keep(w->a, buf_str(&bytes)), set, &why), ERR_OK);
	buf_fini(&bytes);
	in.set = *set;
	return generation_build(&in, 1, NULL, 0);
}

static inline void list_something(struct world *w, struct set_builder *b)
{
	struct str text;

	switch (below(w, 7)) {
	case 0:
	case 1:
		text = a_name(w);
		break;
	case 2:
		text = a_v4(w);
		break;
	case 3:
		text = a_v6(w);
		break;
	case 4:
		text = below(w, 2) ? arena_printf(w->a, "198.51.%u.0/%u", below(w, 3) * 100,
						  20 + below(w, 9)) :
				     arena_printf(w->a, "2001:db8:%x::/%u", below(w, 3),
						  32 + below(w, 40));
		break;
	case 5:
		text = arena_printf(w->a, "http://%.*s/%s",
				    STR_FMT(below(w, 4) ? a_name(w) : a_v4(w)),
				    PICK(w, "", "a/", "a/b?q=1"));
		break;
	default:
		text = a_hex(w, 64);
	}
	list_text(w, b, text);
}

static inline struct generation *some_generation(struct world *w, struct set **set, size_t rows)
{
	struct set_builder *b = set_builder_open();

	for (size_t i = 0; i < rows; i++)
		list_something(w, b);
	return generation_of(w, b, set);
}

static inline void make_world(struct world *w, uint64_t seed)
{
	*w = (struct world){ .a = arena_open(), .r = prng_of(seed) };
	w->g = some_generation(w, &w->sets[0], 1 + below(w, ROWS));
	if (below(w, 2))
		w->d = delta_build(some_generation(w, &w->sets[1], 1 + below(w, 5)), NULL, 0);
}

static inline void free_world(struct world *w)
{
	delta_close(w->d);
	generation_close(w->g);
	set_close(w->sets[0]);
	set_close(w->sets[1]);
	arena_close(w->a);
}

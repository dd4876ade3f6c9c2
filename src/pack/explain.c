/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/explain.h"
#include "pack/areas_file.h"
#include "pack/calendar_parts.h"
#include "pack/flow.h"
#include "pack/lineage.h"
#include "pack/parts.h"
#include "pack/return.h"

#include "base/ensure.h"

#include <stddef.h>

/* Where a thing has its words for people. */
static const size_t title_at[NOUNS] = {
	[NOUN_PARAMETER] = offsetof(struct parameter, title),
	[NOUN_CALENDAR] = offsetof(struct calendar_file, title),
	[NOUN_CODES] = offsetof(struct code_list, title),
	[NOUN_AREAS] = offsetof(struct areas_file, source),
	[NOUN_TYPE] = offsetof(struct rec_type, label),
	[NOUN_RULE] = offsetof(struct rule, title),
	[NOUN_METRIC] = offsetof(struct metric, title),
	[NOUN_FLOW] = offsetof(struct flow, title),
	[NOUN_RETURN] = offsetof(struct pack_return, title),
	[NOUN_MEASURE] = offsetof(struct measure, title),
	[NOUN_MECHANISM] = offsetof(struct mechanism, name),
	[NOUN_LINEAGE] = offsetof(struct lineage, note),
	[NOUN_ABOVE] = offsetof(struct article_above, article.title),
	[NOUN_ARTICLE] = offsetof(struct article, title),
};

static struct pack_thing thing_of(const struct pack *p, enum noun_id noun, size_t i)
{
	void *item = shelf_at(p, noun, i);
	const struct str *title = (const struct str *)((const char *)item + title_at[noun]);

	return (struct pack_thing){
		.kind = nouns[noun].folder[0] ? nouns[noun].folder : nouns[noun].member,
		.id = *(const struct str *)item,
		.title = { title[0], title[1] },
		.origin = *item_origin(noun, item),
		.was = p->shelf[noun].places[i].was,
		.file = p->shelf[noun].places[i].file,
	};
}

struct pack_thing *pack_things(const struct pack *p, struct arena *a, size_t *n)
{
	size_t all = 0;
	struct pack_thing *out;

	for (int noun = 0; noun < NOUNS; noun++)
		ensure(title_at[noun] > 0);
	for (int noun = 0; noun < NOUNS; noun++)
		all += p->shelf[noun].n;
	out = arena_array(a, struct pack_thing, all);
	*n = 0;
	for (int noun = 0; noun < NOUNS; noun++)
		for (size_t i = 0; i < p->shelf[noun].n; i++)
			out[(*n)++] = thing_of(p, (enum noun_id)noun, i);
	return out;
}

struct str *pack_chain(const struct pack *p, struct arena *a, size_t *n)
{
	struct str *out = arena_array(a, struct str, p->chain_count);

	for (size_t i = 0; i < p->chain_count; i++)
		out[i] = p->chain[i].id;
	*n = p->chain_count;
	return out;
}

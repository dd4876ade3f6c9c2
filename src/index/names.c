/* SPDX-License-Identifier: Apache-2.0 */
#include "index/names.h"

static uint64_t label_bit(unsigned labels)
{
	return 1ull << (labels < 63 ? labels : 63);
}

void names_open(struct names *n, size_t count)
{
	*n = (struct names){ .key = hash_key_random() };
	tags_open(&n->tags, count);
}

void names_close(struct names *n)
{
	tags_close(&n->tags);
}

void names_put(struct names *n, struct str name, uint32_t id)
{
	unsigned labels = 1;

	for (size_t i = 0; i < name.n; i++)
		labels += name.p[i] == '.';
	n->label_counts |= label_bit(labels);
	tags_put(&n->tags, hash_keyed(n->key, name.p, name.n), id);
}

static void add_suffix(struct name_walk *w, size_t at, unsigned labels)
{
	if (!(w->names->label_counts & label_bit(labels)))
		return;
	w->at[w->left] = (uint8_t)at;
	w->hash[w->left] = hash_keyed(w->names->key, w->name.p + at, w->name.n - at);
	tags_prefetch(&w->names->tags, w->hash[w->left]);
	w->left++;
}

void name_walk_start(struct name_walk *w, const struct names *n, struct str name)
{
	unsigned labels = 1;

	w->names = n;
	w->name = name;
	w->left = 0;
	w->probe = (struct tags_probe){ .t = &n->tags };
	if (!n->label_counts || name.n == 0 || name.n > NAME_MAX_BYTES)
		return;
	/* A name of an event may begin with a dot, and have more labels than a listed one can. */
	for (size_t i = name.n; i-- > 0 && labels < NAME_LABELS_MAX;)
		if (name.p[i] == '.')
			add_suffix(w, i + 1, labels++);
	add_suffix(w, 0, labels);
}

bool name_walk_next(struct name_walk *w, uint32_t *id)
{
	while (!w->probe.tag || !tags_next(&w->probe, id)) {
		if (!w->left)
			return false;
		w->left--;
		w->now = str_cut(w->name, w->at[w->left], w->name.n);
		w->probe = tags_probe(&w->names->tags, w->hash[w->left]);
	}
	return true;
}

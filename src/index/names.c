/* SPDX-License-Identifier: Apache-2.0 */
#include "index/names.h"

void names_open(struct names *n, size_t count, uint32_t most)
{
	*n = (struct names){ .key = fast_key_random() };
	tags_open(&n->tags, count, most);
}

void names_close(struct names *n)
{
	tags_close(&n->tags);
}

/* The place behind the last dot before `end`, or 0. */
static size_t label_start(struct str name, size_t end)
{
	while (end && name.p[end - 1] != '.')
		end--;
	return end;
}

uint64_t names_hash(const struct fast_key *key, struct str name)
{
	uint64_t h = fast_start(key);
	size_t end = name.n;

	for (;;) {
		size_t at = label_start(name, end);

		h = fast_chain(key, h, name.p + at, end - at);
		if (!at)
			return fast_end(h);
		end = at - 1;
	}
}

uint64_t names_enter(struct names *n, struct str name)
{
	unsigned labels = 1;

	for (size_t i = 0; i < name.n; i++)
		labels += name.p[i] == '.';
	n->label_counts |= names_label_bit(labels);
	return names_hash(&n->key, name);
}

static void add_suffix(struct name_walk *w, size_t at, unsigned labels, uint64_t hash)
{
	if (!(w->names->label_counts & names_label_bit(labels)))
		return;
	w->at[w->left] = (uint8_t)at;
	w->hash[w->left] = hash;
	tags_prefetch(&w->names->tags, hash);
	w->left++;
}

void name_walk_start(struct name_walk *w, const struct names *n, struct str name)
{
	uint64_t h = fast_start(&n->key);
	size_t end = name.n;

	w->names = n;
	w->name = name;
	w->left = 0;
	w->probe = (struct tags_probe){ .t = &n->tags };
	if (!n->label_counts || name.n == 0 || name.n > NAME_MAX_BYTES)
		return;
	/* A name of an event may begin with a dot, and have more labels than a listed one can. */
	for (unsigned labels = 1; labels <= NAME_LABELS_MAX; labels++) {
		size_t at = label_start(name, end);

		h = fast_chain(&n->key, h, name.p + at, end - at);
		add_suffix(w, at, labels, fast_end(h));
		if (!at)
			return;
		end = at - 1;
	}
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

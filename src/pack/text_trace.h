/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_trace.h - what does the pack make of each article of a text, and what is left over on both sides?
 *
 * Articles are linked by their numbers to the mechanisms of the leaf pack: those that belong to the
 * article or that its file lists. Mechanisms that the pack inherits belong to the text of the pack that
 * they come from, and are counted only. A measure belongs to a mechanism that lists it or that it names.
 *
 * Threads: pure; arena. Room: pack. May include: base.
 */
#pragma once

#include "pack/pack.h"
#include "pack/text_split.h"

struct traced_mechanism {
	const struct mechanism *m;
	const struct measure **measures;
	size_t n;
};

struct traced_article {
	const struct text_article *article;
	bool doubtful; /* its title is another one than the pack's */
	struct traced_mechanism *mechanisms;
	size_t n;
};

struct text_trace {
	struct traced_article *articles; /* as many as the document has */
	size_t inherited;                /* mechanisms of other packs, not linked */
	/* orphans */
	const struct text_article **bare; /* without a mechanism */
	size_t bare_n;
	const struct mechanism **astray; /* whose article the text has not */
	size_t astray_n;
	const struct mechanism **unmeasured; /* neither a measure nor declined nor a mere stance */
	size_t unmeasured_n;
	const struct measure **loose; /* whose article or mechanism is not there */
	size_t loose_n;
};

void text_trace(struct arena *a, const struct text_doc *d, const struct pack *p,
		struct text_trace *out);

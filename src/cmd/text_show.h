/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_show.h - what `cresset text` prints: reports for people, JSON for programs.
 *
 * Room: cmd. May include: all.
 */
#pragma once

#include "base/buf.h"
#include "base/say.h"
#include "pack/text_align.h"
#include "pack/text_diff.h"
#include "pack/text_trace.h"

struct text_look {
	enum lang lang;
	bool colour; /* the output is a terminal */
};

/* The title, else how the text begins; one line. */
struct str text_show_head(const struct text_article *t);

void text_show_split(const struct text_docs *docs, const struct text_look *look, struct buf *out);
void text_show_split_json(const struct text_docs *docs, struct buf *out);

struct text_two {
	const struct text_doc *a, *b;
};

struct text_bodies {
	struct text_body a, b;
};

void text_show_diff(struct text_two t, const struct text_bodies *bodies, const struct text_diff *d,
		    const struct text_look *look, struct buf *out);
void text_show_diff_json(struct text_two t, const struct text_bodies *bodies,
			 const struct text_diff *d, struct buf *out);
/* `sentences`: each one, too. */
void text_show_align(struct text_two t, const struct text_alignment *al, bool sentences,
		     const struct text_look *look, struct buf *out);
void text_show_align_json(struct text_two t, const struct text_alignment *al, bool sentences,
			  struct buf *out);
void text_show_trace(const struct text_doc *d, const struct pack *p, const struct text_trace *t,
		     const struct text_look *look, struct buf *out);
void text_show_trace_json(const struct text_doc *d, const struct pack *p,
			  const struct text_trace *t, struct buf *out);

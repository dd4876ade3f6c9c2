/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html.h - text for people's browsers: escaped, defanged, with readable numbers and times.
 *
 * html_text() is the one way in which foreign text reaches a page, in content and in quoted
 * attributes alike. Indicators are shown so that nobody clicks or pastes them by mistake.
 *
 * Threads: pure. Room: serve. May include: all but cmd.
 */
#pragma once

#include "base/buf.h"
#include "base/clock.h"
#include "base/say.h"

/* Escapes & < > " '; control and bidirectional-override characters and bytes that are not UTF-8
 * become U+FFFD. */
void html_text(struct buf *out, struct str s);
/* For a terminal: the same replacements (a newline too), and nothing escaped. */
void text_plain(struct buf *out, struct str s);
/* A sentence of the catalogue, its arguments escaped with it. */
#define html_say(out, lang, id, ...) \
	html_say_((out), (lang), (id), SAY_LIST(__VA_ARGS__) + 1, SAY_LEN(__VA_ARGS__))
void html_say_(struct buf *out, enum lang lang, enum say_id id, const struct say_arg *args,
	       size_t n);

/* "evil[.]example/a", "192.0.2[.]1", "2001[:]db8::1", "hxxp://..."; hashes as they are. */
void text_defang(struct buf *out, struct str indicator);
/* As one word for a POSIX shell: quoted only where it must be. */
void text_shell(struct buf *out, struct str word);
/* 1,670,000 */
void text_count(struct buf *out, uint64_t n);
/* "512 B", "1.4 MB" (powers of 1000) */
void text_bytes(struct buf *out, uint64_t n);
/* A number with at most three digits behind the point, none needlessly. */
void text_number(struct buf *out, double v);
/* "2026-11-20 23:59 UTC" */
void text_time(struct buf *out, struct instant t);

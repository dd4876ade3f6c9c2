/* SPDX-License-Identifier: Apache-2.0 */
/*
 * number.h - numbers in a pack: as text, as parameters, and as spans of time.
 *
 * Room: pack, for its own files. May include: base wire store.
 */
#pragma once

#include "pack/parts.h"

/* A number as text, at most 31 characters; one that needs no source: 0, 1, 100, ... */
bool number_read(struct str s, double *out);
bool number_is_scale(struct str s, double *out);
/* The parameter that member `key` names, and its value as a number above 0. */
void number_resolve(struct reading *r, const struct pack *p, const struct yaml *t, const char *key,
		    struct rule_number *n);
/* Complains unless the number is a span of time; working days need a calendar, which must exist. */
void need_time(struct reading *r, const struct pack *p, const struct yaml *t,
	       const struct rule_number *n, struct str calendar);

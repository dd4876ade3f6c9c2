/* SPDX-License-Identifier: Apache-2.0 */
/*
 * owed.h - figures that somebody owes: how a board names the return, the debtor and the days late.
 *
 * Whether a return is late is the desk's to know, and gauge never asks it: cmd and serve fill this list
 * from there and hand it on. An empty list says that nothing is known to be late.
 *
 * Threads: pure. Room: gauge. May include: base wire store pack.
 */
#pragma once

#include "gauge/gauge.h"

struct gauge_owed {
	struct str measure; /* its id: the figure that waits */
	struct str ret;     /* the return's id */
	struct str debtor;  /* who owes it, for people */
	int64_t days_late;
};

struct gauge_owed_list {
	const struct gauge_owed *v;
	size_t n;
};

/* How many returns of its measures are late; each return and debtor counts once. */
size_t gauge_owed_late(const struct gauge_owed_list *list, const struct gauge_article *a);

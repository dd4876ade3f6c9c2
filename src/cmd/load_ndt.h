/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load_ndt.h - speed tests of Measurement Lab (wire/ndt.h) become observations: download_rate, upload_rate
 * and round_trip_time, one each a test.
 *
 * What is observed is "ndt-" and the test's token: told apart, and joined to nobody. The area is the one that the
 * file says (a province of China by its code, a city there that the register knows by name, elsewhere
 * the codes of ISO 3166), else the node's. The period is the day of the test in UTC.
 *
 * A file holds one document, over several lines or one, or a document a line.
 *
 * Threads: one. Room: cmd. May include: all.
 */
#pragma once

#include "cmd/load_feed.h"

MUST_CHECK enum err load_is_ndt(const struct loader *l, const char *path, bool *is,
				struct why *why);
MUST_CHECK enum err load_ndt(struct loader *l, const char *path, struct load_report *report,
			     struct why *why);

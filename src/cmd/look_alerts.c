/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/look_alerts.h"

#include "store/node.h"

enum err look_for_alerts(struct reader *r, const struct pack *pack, const struct alert_look *look,
			 commit_fn *commit, void *door, struct alert_result *out, struct why *why)
{
	struct batch *b = batch_open(STR("node"), STR("alerts"));
	struct arena *a = arena_open();
	struct batch_result result = { 0 };
	enum err e = reader_begin(r, 0, why);

	if (e == ERR_OK) {
		e = alerts_look(r, pack, look, b, out, why);
		reader_end(r);
	}
	if (e == ERR_OK && batch_count(b))
		e = commit(door, b, a, &result, why);
	if (e == ERR_OK && result.refusal_count) {
		*why = result.refusals[0].why;
		e = ERR_SYNTAX;
	}
	arena_close(a);
	batch_close(b);
	return e;
}

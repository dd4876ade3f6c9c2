/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config.h - cresset.yaml: the few settings of a node that its keeper may change by hand.
 *
 * The file is YAML, but only as much of it as we write: lines `key: value`, comments and empty
 * lines. A value is a plain word or text in double quotes with JSON's escapes. Whatever else YAML
 * could be (lists, blocks, anchors, single quotes) is refused with file:line, never guessed.
 *
 *	name: "河北省通信管理局"
 *	area: "130000"
 *	listen: 127.0.0.1:8421
 *
 * Room: store. May include: base wire.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/why.h"

struct config {
	struct str name, area, listen;
};

void config_write(const struct config *c, struct buf *out);
/* Text is kept in `a`. `file` is for the place in a sentence. */
MUST_CHECK enum err config_read(struct arena *a, struct str text, const char *file,
				struct config *out, struct why *why);

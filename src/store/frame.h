/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frame.h - what goes over node.sock: a batch one way, its result the other.
 *
 * A frame is "CRS1", a length (4 bytes, big-endian) and as many bytes: a batch (batch.h), or a
 * result as JSON. A frame longer than its limit is refused before it is read.
 *
 * Threads: pure but for the descriptors. Room: store. May include: base wire.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "store/batch.h"

/* A frame arrives within FRAME_TIMEOUT_S and a second more for each FRAME_SLOWEST bytes of it. */
enum {
	FRAME_HEAD = 8,
	FRAME_RESULT_MAX = 256 << 20,
	FRAME_TIMEOUT_S = 30,
	FRAME_SLOWEST = 1 << 20
};

/* false: the other side is gone, or too slow. */
bool frame_send(int fd, struct str bytes);
/* The length of the next frame. false: the other side is gone, or sends something else. */
bool frame_head(int fd, size_t limit, size_t *n);
/* Its n bytes, appended. */
bool frame_body(int fd, size_t n, struct buf *out);

void frame_result_write(enum err err, const struct why *why, const struct batch_result *result,
			struct buf *out);
/* ERR_CORRUPT if it is no result; else what the batch's application returned. */
enum err frame_result_read(struct str bytes, struct arena *a, struct batch_result *result,
			   struct why *why);

/* node.sock in `dir`, however long its path: connected, or listening. -1: no. The other side is the
 * same user or root, or the connection is closed. */
int frame_connect(const char *dir);
int frame_listen(const char *dir, int backlog);
bool frame_peer_ok(int fd);

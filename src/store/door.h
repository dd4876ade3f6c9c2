/* SPDX-License-Identifier: Apache-2.0 */
/*
 * door.h - the one way to change anything.
 *
 * Whoever holds flock(DIR/lock) is the writer. door_open() takes the lock, or, when a running node
 * holds it, connects to DIR/node.sock (peer credentials: same user or root); the caller cannot tell
 * the difference. door_commit() returns when the batch is durable (fsync'd), or with a reason and
 * nothing changed.
 *
 * A running node must answer within DOOR_ANSWER_S and a second more for each 256 KiB (ERR_TIMEOUT).
 * A lost connection during commit returns ERR_IO with a sentence that says: give the input again; a
 * batch with a name (batch_once) is then applied exactly once.
 *
 * Opening the door as the lock holder also removes files in sets/ and evidence/ that no transaction
 * names: open the door first, then publish a file, then commit the batch that names it. Compiled
 * files that can be made again belong elsewhere (store/cache/). While another command holds the
 * lock, door_open() waits for it up to DOOR_WAIT_MS.
 *
 * Threads: one door, one thread; the node's own threads use door_local() of the writer.
 * Room: store. May include: base wire.
 */
#pragma once

#include "base/arena.h"
#include "store/batch.h"

struct node;
struct door;

enum { DOOR_WAIT_MS = 10000, DOOR_ANSWER_S = 600 };

MUST_CHECK enum err door_open(struct node *n, struct door **out, struct why *why);
void door_close(struct door *d); /* accepts NULL */
bool door_is_local(const struct door *d);

MUST_CHECK enum err door_commit(struct door *d, struct batch *b, struct arena *a,
				struct batch_result *result, struct why *why);

/* For tests: instead of DOOR_ANSWER_S; 0: as usual. */
void door_test_patience(unsigned seconds);

/* ---- the running node ---- */

struct writer;

/* Takes the lock (ERR_BUSY with the holder's process id if it is held) and starts the writer
 * thread: batches waiting together become one transaction (at most 2 ms or 1,000 operations; group
 * commit). */
MUST_CHECK enum err writer_start(struct node *n, struct writer **out, struct why *why);
/* Serves node.sock until writer_stop(): each connection a thread of its own, at most 16. While all are
 * taken and another waits, one that has been at rest for LISTEN_REST_S is ended. */
MUST_CHECK enum err writer_listen(struct writer *w, struct why *why);
void writer_stop(struct writer *w); /* finishes what was queued; accepts NULL */
/* From any thread of the node. */
MUST_CHECK enum err writer_commit(struct writer *w, struct batch *b, struct arena *a,
				  struct batch_result *result, struct why *why);

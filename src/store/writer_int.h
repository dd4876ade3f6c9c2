/* SPDX-License-Identifier: Apache-2.0 */
/* writer_int.h - the threads of the running node's writer, shared by writer.c, listener.c and
 * checkpointer.c alone. Room: store. May include: base wire. */
#pragma once

#include "store/door.h"
#include "store/engine.h"

#include <pthread.h>

enum {
	GROUP_OPS = 1000,
	GROUP_MS = 2,
	GROUP_JOBS = 256,
	CONNECTIONS = 16,
	LISTEN_REST_S = 10,
	FLIGHT_MAX = BATCH_BYTES_MAX /* bytes of batches being received or waiting, all together */
};

struct connection {
	struct writer *w;
	pthread_t thread;
	int fd;
	uint64_t rests_since; /* monotonic ns; 0: a batch is on its way */
	enum { CONN_FREE, CONN_USED, CONN_OVER } state;
};

struct writer {
	struct node *node;
	int lock;
	struct engine *engine;
	pthread_t thread;

	pthread_mutex_t m; /* guards what follows, but for what one thread alone uses */
	pthread_cond_t work, done;
	struct job *first, *last;
	size_t queued_ops;
	bool stop;

	/* the listener */
	bool listening, closing;
	int sock, wake; /* wake: an eventfd that ends its poll */
	pthread_t listener;
	struct connection conn[CONNECTIONS];
	pthread_cond_t slot; /* a connection ended, or bytes were given back */
	size_t flight;

	/* the checkpointer */
	pthread_t checkpointer;
	pthread_cond_t tick;
};

/* Waits until the job is done. */
void writer_run(struct writer *w, struct job *job);
void listener_stop(struct writer *w);
void checkpointer_start(struct writer *w);
void checkpointer_stop(struct writer *w);
/* CLOCK_MONOTONIC, ms from now. */
struct timespec writer_after(unsigned ms);

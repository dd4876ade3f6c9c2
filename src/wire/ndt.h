/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ndt.h - a speed test as Measurement Lab archives it: rates and delay, and nothing about who took it.
 *
 * One JSON document a test: NDT7Result and NDT5Result files of the archive, or a row of the BigQuery tables (the
 * same below "raw", with the client's geography below "client"). Taken are
 *   download   NDT7: 8 * BytesAcked / ElapsedTime (us) of the last server measurement; NDT5: S2C.MeanThroughputMbps
 *   upload     NDT7: 8 * BytesReceived / ElapsedTime of the last (on an upload, acknowledged bytes are
 *              the server's own); NDT5: C2S.MeanThroughputMbps
 *   delay      TCPInfo.MinRTT of the last (us); NDT5: S2C.MinRTT (ns)
 *   when       StartTime;  where  country, first subdivision and city of the client, if the document has them
 * The client's address, port, network, system, position and what it says of itself are not looked at; the
 * test's id, under which the archive has the address, is given only to be veiled. A direction that
 * ended in an error, or has no figure above zero, has none.
 *
 * Sources: m-lab/ndt-server data/ and ndt5/s2c (Go structs of the archive), tcp-info; m-lab.org on NDT.
 * Limits: the document NDT_BYTES_MAX; rates up to 1 Tbit/s, delays up to 10 minutes.
 * Threads: any. Room: wire. May include: base.
 */
#pragma once

#include "base/arena.h"
#include "base/clock.h"
#include "base/why.h"
#include "wire/raw_id.h"

enum { NDT_BYTES_MAX = 16 << 20 };

enum ndt_kind { NDT_DOWNLOAD, NDT_UPLOAD, NDT_DELAY, NDT_KINDS };

struct ndt_figure {
	bool has;
	double value; /* Mbit/s; ms */
};

struct ndt_test {
	struct raw_id id; /* wipe it */
	struct instant start;
	struct ndt_figure figures[NDT_KINDS];
	struct str country, region, city; /* ISO 3166 codes; may be empty */
	unsigned version;                 /* 5 or 7 */
};

/* Does a file that begins like this hold such tests? */
bool ndt_looks_like(struct str head);
/* ERR_SYNTAX: no JSON; ERR_UNSUPPORTED: no test, or one without any figure. Texts are in the arena. */
MUST_CHECK enum err ndt_read(struct arena *a, struct str json, struct ndt_test *out,
			     struct why *why);

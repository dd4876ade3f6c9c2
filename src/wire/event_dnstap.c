/* SPDX-License-Identifier: Apache-2.0 */
/* event_dnstap.c - dnstap in Frame Streams. */
#include "wire/event_stream_inner.h"

const struct stream_ops stream_dnstap = { .name = "dnstap" };

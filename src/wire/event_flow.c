/* SPDX-License-Identifier: Apache-2.0 */
/* event_flow.c - NetFlow v5, v9 and IPFIX. */
#include "wire/event_stream_inner.h"

const struct stream_ops stream_flow = { .name = "flow" };

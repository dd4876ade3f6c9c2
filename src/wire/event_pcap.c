/* SPDX-License-Identifier: Apache-2.0 */
/* event_pcap.c - captures. */
#include "wire/event_stream_inner.h"

const struct stream_ops stream_pcap = { .name = "pcap" };

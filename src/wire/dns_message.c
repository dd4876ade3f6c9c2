/* SPDX-License-Identifier: Apache-2.0 */
/* dns_message.c - the sections of a message, one behind the other. */
#include "wire/dns_message.h"

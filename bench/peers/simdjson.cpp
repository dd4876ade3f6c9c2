// SPDX-License-Identifier: Apache-2.0
// simdjson EVENTS [REPS] - merely takes the fields out that a match would ask about: no table, no hit. On-demand, keys
// asked for in the order in which they stand (the fastest way to use it), no helper thread.
#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>
#include <vector>

using namespace simdjson;

static double cpu() {
	timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return double(t.tv_sec) + double(t.tv_nsec) / 1e9;
}

struct sums {
	size_t events = 0, values = 0, bytes = 0;
};

static void take(sums &s, simdjson_result<ondemand::value> v) {
	std::string_view text;

	if (!v.get_string().get(text)) {
		s.values++;
		s.bytes += text.size() + static_cast<unsigned char>(text[text.size() / 2]);
	}
}

static void take_dns(sums &s, ondemand::object dns) {
	ondemand::array answers;

	take(s, dns.find_field("rrname"));
	if (dns.find_field("answers").get_array().get(answers))
		return;
	for (auto answer : answers)
		take(s, answer.find_field("rdata"));
}

static void take_http(sums &s, ondemand::object http) {
	take(s, http.find_field("hostname"));
	take(s, http.find_field("url"));
}

static void take_event(sums &s, ondemand::object e) {
	std::string_view type;
	ondemand::object inner;

	s.events++;
	if (e.find_field("event_type").get_string().get(type))
		return;
	take(s, e.find_field("src_ip"));
	take(s, e.find_field("dest_ip"));
	if (type == "dns") {
		if (!e.find_field("dns").get_object().get(inner))
			take_dns(s, inner);
		return;
	}
	if (!e.find_field("http").get_object().get(inner))
		take_http(s, inner);
	if (type == "fileinfo" && !e.find_field("fileinfo").get_object().get(inner))
		take(s, inner.find_field("sha256"));
}

static sums run(ondemand::parser &parser, const padded_string &text) {
	ondemand::document_stream docs;
	sums s;

	if (parser.iterate_many(text).get(docs))
		std::abort();
	for (auto doc : docs) {
		ondemand::object o;

		if (!doc.get_object().get(o))
			take_event(s, o);
	}
	return s;
}

int main(int argc, char **argv) {
	padded_string text;
	ondemand::parser parser;
	std::vector<double> times;
	sums s;

	if (argc < 2 || padded_string::load(argv[1]).get(text))
		return 2;
#ifdef SIMDJSON_THREADS_ENABLED
	parser.threaded = false;
#endif
	for (int i = 0; i < (argc > 2 ? std::atoi(argv[2]) : 7); i++) {
		double began = cpu();

		s = run(parser, text);
		times.push_back(cpu() - began);
	}
	std::sort(times.begin(), times.end());
	std::printf("{\"events\":%zu,\"values\":%zu,\"bytes\":%zu,\"load_s\":0,\"run_s\":%.6f,\"how\":\"%s\"}\n", s.events,
		    s.values, s.bytes, times[times.size() / 2], get_active_implementation()->name().c_str());
	return 0;
}

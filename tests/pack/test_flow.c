/* SPDX-License-Identifier: Apache-2.0 */
/* The flows of core, walked: who may do what, what is refused, and when clocks run out. */
#include "packtest.h"

#include "pack/flow_walk.h"
#include "wire/time3339.h"

struct story {
	struct arena *a;
	struct pack *p;
	const struct flow *f;
	struct flow_fact facts[4];
	size_t fact_count;
	struct flow_try tries[32];
	size_t count;
	struct flow_walk w;
};

static struct instant at(const char *text)
{
	struct instant t;

	assert_true(time3339_read(str_of(text), false, &t));
	return t;
}

static struct names words(struct arena *a, const char *text)
{
	struct str rest = str_of(text), word;
	struct names n = { arena_array(a, struct str, 16), 0 };

	while (text[0] && str_split(&rest, ' ', &word))
		n.v[n.n++] = word;
	return n;
}

static struct story story_open(const char *flow, const char *kind)
{
	struct story s = { .a = arena_open() };

	assert_ok(pack_load(s.a, NULL, STR("core"), NULL, NULL, &s.p, NULL));
	s.f = pack_flow(s.p, str_of(flow));
	assert_non_null(s.f);
	s.facts[s.fact_count++] = (struct flow_fact){ STR("kind"), str_of(kind) };
	return s;
}

static void fact(struct story *s, const char *field, const char *value)
{
	s->facts[s->fact_count++] = (struct flow_fact){ str_of(field), str_of(value) };
}

static void act(struct story *s, const char *when, const char *role, const char *step,
		const char *proofs)
{
	s->tries[s->count++] = (struct flow_try){ .step = str_of(step),
						  .role = str_of(role),
						  .at = at(when),
						  .proofs = words(s->a, proofs),
						  .confirmed = true };
}

static void walk(struct story *s, const char *opened, const char *now)
{
	flow_walk(s->a, s->p, s->f, s->facts, s->fact_count, at(opened), s->tries, s->count,
		  at(now), &s->w);
}

static void clock_is(const struct story *s, const char *clock, const char *state)
{
	const struct flow_run *r = flow_run_of(&s->w, str_of(clock));

	assert_non_null(r);
	assert_string_equal(flow_clock_word(r->state), state);
}

static void refused(const struct story *s, size_t i, enum flow_answer answer, const char *what)
{
	struct buf said = { 0 };

	assert_int_equal(s->w.told[i].answer, answer);
	assert_str(s->w.told[i].what, what);
	for (int lang = 0; lang < 2; lang++)
		flow_told_text(s->p, s->f, &s->w.told[i], (enum lang)lang, &said);
	assert_true(said.n > 20);
	buf_fini(&said);
}

TEST(all_22_flows_are_there)
{
	struct story s = story_open("W01", "permit");
	size_t n;

	pack_flows(s.p, &n);
	assert_int_equal(n, 22);
	arena_close(s.a);
}

static void permit(struct story *s)
{
	act(s, "2025-03-03T09:00:00+08:00", "applicant", "submit", "application");
	act(s, "2025-03-05T09:00:00+08:00", "permit-officer", "accept", "acceptance");
	act(s, "2025-03-06T09:00:00+08:00", "permit-officer", "begin", "");
}

TEST(a_permit_is_granted_in_time)
{
	struct story s = story_open("W01", "permit");

	permit(&s);
	act(&s, "2025-03-20T09:00:00+08:00", "approver", "grant", "review-opinion decision");
	act(&s, "2025-03-24T09:00:00+08:00", "permit-officer", "publish", "publication");
	walk(&s, "2025-03-01T09:00:00+08:00", "2025-12-01T00:00:00Z");
	assert_str(s.w.state->id, "published");
	assert_int_equal(s.w.refused, 0);
	clock_is(&s, "completeness", "met");
	clock_is(&s, "decision", "met");
	clock_is(&s, "delivery", "met");
	arena_close(s.a);
}

TEST(a_decision_late_by_a_day_is_missed_and_an_extension_saves_it)
{
	struct story s = story_open("W01", "permit");

	permit(&s); /* accepted on a Wednesday: due 20 working days on, 2 April */
	act(&s, "2025-04-03T10:00:00+08:00", "approver", "grant", "review-opinion decision");
	walk(&s, "2025-03-01T09:00:00+08:00", "2025-12-01T00:00:00Z");
	clock_is(&s, "decision", "missed");
	s.count = 3;
	act(&s, "2025-03-20T10:00:00+08:00", "approver", "prolong", "reason");
	act(&s, "2025-04-03T10:00:00+08:00", "approver", "grant", "review-opinion decision");
	walk(&s, "2025-03-01T09:00:00+08:00", "2025-12-01T00:00:00Z");
	clock_is(&s, "decision", "met");
	assert_int_equal(flow_run_of(&s.w, STR("decision"))->extended, 1);
	arena_close(s.a);
}

TEST(time_for_a_test_is_not_counted)
{
	struct story s = story_open("W01", "permit");

	permit(&s);
	act(&s, "2025-03-10T09:00:00+08:00", "permit-officer", "test", "notice");
	act(&s, "2025-03-24T09:00:00+08:00", "assessor", "tested", "test-report");
	act(&s, "2025-04-11T09:00:00+08:00", "approver", "refuse", "review-opinion decision");
	walk(&s, "2025-03-01T09:00:00+08:00", "2025-12-01T00:00:00Z");
	clock_is(&s, "decision", "met");
	assert_str(s.w.state->id, "refused");
	arena_close(s.a);
}

TEST(holidays_do_not_count_and_make_up_days_do)
{
	struct story s = story_open("W01", "permit");

	act(&s, "2025-09-22T09:00:00+08:00", "applicant", "submit", "application");
	act(&s, "2025-09-24T09:00:00+08:00", "permit-officer", "accept", "acceptance");
	walk(&s, "2025-09-01T09:00:00+08:00", "2025-10-01T00:00:00Z");
	/* 25, 26, 28 (made up), 29, 30 September; 1 to 8 October are off; 9, 10, 11 (made up), 13 to
	 * 17, 20 to 24, 27, 28 October: the twentieth. */
	const struct flow_run *r = flow_run_of(&s.w, STR("decision"));

	assert_int_equal(r->due.us, at("2025-10-28T09:00:00+08:00").us);
	assert_false(r->provisional);
	arena_close(s.a);
}

TEST(each_refusal_has_its_reason)
{
	struct story s = story_open("W01", "permit");

	act(&s, "2025-03-03T09:00:00Z", "applicant", "fly", "");
	act(&s, "2025-03-03T09:00:00Z", "applicant", "grant", "");
	act(&s, "2025-03-03T09:00:00Z", "approver", "submit", "application");
	act(&s, "2025-03-03T09:00:00Z", "applicant", "submit", "");
	act(&s, "2025-03-01T09:00:00Z", "applicant", "submit", "application");
	act(&s, "2025-03-03T09:00:00Z", "applicant", "submit", "application");
	act(&s, "2025-03-04T09:00:00Z", "permit-officer", "accept", "acceptance");
	act(&s, "2025-03-05T09:00:00Z", "permit-officer", "begin", "");
	act(&s, "2025-03-06T09:00:00Z", "approver", "grant", "review-opinion decision");
	s.tries[8].confirmed = false;
	walk(&s, "2025-03-02T09:00:00Z", "2025-03-10T00:00:00Z");
	refused(&s, 0, FLOW_NO_STEP, "fly");
	refused(&s, 1, FLOW_NOT_HERE, "draft");
	refused(&s, 2, FLOW_NOT_BY, "approver");
	refused(&s, 3, FLOW_LACKS, "application");
	refused(&s, 4, FLOW_OUT_OF_ORDER, "");
	refused(&s, 8, FLOW_ONE_PERSON, "");
	assert_int_equal(s.w.refused, 6);
	assert_str(s.w.state->id, "review");
	clock_is(&s, "decision", "running");
	arena_close(s.a);
}

static void report(struct story *s)
{
	act(s, "2025-03-03T08:00:00Z", "response-team", "verify", "report technical-evidence");
	act(s, "2025-03-03T09:00:00Z", "response-team", "notify",
	    "technical-evidence notice legal-basis");
	act(s, "2025-03-04T09:00:00Z", "registrar", "take_down", "action-report");
}

TEST(only_four_technical_categories_are_taken_down)
{
	static const char *const yes[] = { "phishing", "malware", "c2", "fraud-site" };
	static const char *const no[] = { "spyware", "scanner", "other-technical" };

	for (size_t i = 0; i < 4 + 3; i++) {
		struct story s = story_open("W12", "takedown");

		fact(&s, "category", i < 4 ? yes[i] : no[i - 4]);
		report(&s);
		walk(&s, "2025-03-03T07:00:00Z", "2025-03-05T00:00:00Z");
		assert_str(s.w.state->id, i < 4 ? "down" : "reported");
		assert_int_equal(s.w.refused, i < 4 ? 0 : 3);
		arena_close(s.a);
	}
}

TEST(a_referral_takes_nothing_down)
{
	struct story s = story_open("W12", "referral");

	fact(&s, "category", "phishing");
	report(&s);
	act(&s, "2025-03-04T10:00:00Z", "response-team", "refer", "referral-letter");
	walk(&s, "2025-03-03T07:00:00Z", "2025-03-05T00:00:00Z");
	assert_int_equal(s.w.refused, 3);
	assert_int_equal(s.w.told[1].answer, FLOW_NOT_HERE);
	assert_str(s.w.state->id, "referred");
	clock_is(&s, "verify", "missed"); /* 24 hours; it took 27 */
	arena_close(s.a);
}

TEST(an_unfiled_service_is_a_finding_about_the_filing)
{
	struct story s = story_open("W12", "takedown");

	report(&s);
	act(&s, "2025-03-03T10:00:00Z", "response-team", "unfiled", "notice");
	walk(&s, "2025-03-03T07:00:00Z", "2025-03-05T00:00:00Z");
	assert_str(s.w.state->id, "filing-finding");
	assert_int_equal(s.w.refused, 3);
	arena_close(s.a);
}

TEST(an_appeal_stops_the_clock_and_can_restore)
{
	struct story s = story_open("W12", "takedown");

	fact(&s, "category", "phishing");
	report(&s);
	s.count = 2;
	act(&s, "2025-03-03T19:00:00Z", "party-concerned", "appeal", "appeal"); /* 10 of 48 hours */
	walk(&s, "2025-03-03T07:00:00Z", "2025-03-07T00:00:00Z");
	clock_is(&s, "action", "paused");
	act(&s, "2025-03-07T09:00:00Z", "regulator", "reject", "decision");
	act(&s, "2025-03-08T23:00:00Z", "registrar", "take_down", "action-report");
	walk(&s, "2025-03-03T07:00:00Z", "2025-03-10T12:00:00Z");
	assert_str(s.w.state->id, "down"); /* by the registrar, not by the rejection */
	clock_is(&s, "action", "met");
	assert_int_equal(flow_run_of(&s.w, STR("action"))->due.us, at("2025-03-08T23:00:00Z").us);
	s.tries[4].at.us++;
	walk(&s, "2025-03-03T07:00:00Z", "2025-03-10T12:00:00Z");
	clock_is(&s, "action", "missed");
	s.tries[3].step = STR("restore");
	walk(&s, "2025-03-03T07:00:00Z", "2025-03-10T12:00:00Z");
	assert_str(s.w.state->id, "restored");
	clock_is(&s, "appeal", "met");
	arena_close(s.a);
}

TEST(what_is_down_stays_down_until_an_appeal_is_upheld)
{
	struct story s = story_open("W12", "takedown");

	fact(&s, "category", "malware");
	report(&s);
	act(&s, "2025-03-05T09:00:00Z", "response-team", "watch", "down-check");
	act(&s, "2025-03-06T09:00:00Z", "response-team", "close", "down-check");
	act(&s, "2025-03-06T10:00:00Z", "party-concerned", "appeal_down", "appeal");
	act(&s, "2025-03-07T10:00:00Z", "regulator", "reject_down", "decision");
	walk(&s, "2025-03-03T07:00:00Z", "2025-03-10T12:00:00Z");
	refused(&s, 4, FLOW_TOO_EARLY, "watch");
	assert_str(s.w.state->id, "down");
	assert_int_equal(s.w.refused, 1);
	arena_close(s.a);
}

TEST(saying_that_it_is_fixed_does_not_buy_time)
{
	struct story s = story_open("W06", "finding");

	fact(&s, "severity",
	     "critical"); /* seven days from the notice, without the two of checking */
	act(&s, "2025-03-03T08:00:00Z", "inspector", "notify", "notice");
	act(&s, "2025-03-04T08:00:00Z", "operator", "acknowledge", "receipt");
	act(&s, "2025-03-06T08:00:00Z", "operator", "fix", "rectification-proof");
	act(&s, "2025-03-08T08:00:00Z", "inspector", "reopen", "reason");
	act(&s, "2025-03-08T09:00:00Z", "operator", "acknowledge", "receipt");
	act(&s, "2025-03-12T07:00:00Z", "operator", "fix", "rectification-proof");
	act(&s, "2025-03-13T08:00:00Z", "inspector", "verify", "verification");
	walk(&s, "2025-03-03T07:00:00Z", "2025-04-01T00:00:00Z");
	assert_int_equal(s.w.refused, 0);
	clock_is(&s, "critical", "met");
	assert_int_equal(flow_run_of(&s.w, STR("critical"))->seq, 1); /* no second seven days */
	s.tries[5].at = at("2025-03-14T09:00:00Z");
	s.tries[6].at = at("2025-03-15T09:00:00Z");
	walk(&s, "2025-03-03T07:00:00Z", "2025-04-01T00:00:00Z");
	clock_is(&s, "critical", "missed");
	arena_close(s.a);
}

TEST(severity_chooses_the_clock_of_a_warning)
{
	struct story s = story_open("W10", "warning");

	fact(&s, "severity", "critical");
	act(&s, "2025-03-03T08:00:00Z", "approver", "approve", "draft-text");
	act(&s, "2025-03-03T08:10:00Z", "response-team", "issue", "notice");
	walk(&s, "2025-03-03T07:00:00Z", "2025-03-03T09:00:00Z");
	clock_is(&s, "red", "running");
	assert_null(flow_run_of(&s.w, STR("blue")));
	assert_int_equal(flow_run_of(&s.w, STR("red"))->warn.us,
			 at("2025-03-03T08:52:00Z").us); /* 70 % of an hour */
	walk(&s, "2025-03-03T07:00:00Z", "2025-03-03T09:10:00.000001Z");
	clock_is(&s, "red", "missed");
	arena_close(s.a);
}

TEST(a_score_is_not_published_before_the_time_to_reply)
{
	struct story s = story_open("W20", "score");

	act(&s, "2025-03-03T08:00:00+08:00", "regulator", "tell", "method notice");
	act(&s, "2025-03-10T08:00:00+08:00", "approver", "publish", "decision publication");
	act(&s, "2025-03-25T08:00:00+08:00", "approver", "publish", "decision publication");
	walk(&s, "2025-03-03T07:00:00+08:00", "2025-04-03T09:00:00+08:00");
	refused(&s, 1, FLOW_TOO_EARLY, "reply");
	assert_str(s.w.state->id, "published");
	clock_is(&s, "reply", "met");
	arena_close(s.a);
}

TEST(a_planned_date_is_the_clock_of_a_decision_under_supervision)
{
	struct story s = story_open("W16", "supervision");

	fact(&s, "due", "2025-03-31");
	act(&s, "2025-03-03T08:00:00+08:00", "supervisor", "assign", "order");
	walk(&s, "2025-03-03T07:00:00+08:00", "2025-03-31T12:00:00+08:00");
	clock_is(&s, "plan", "running");
	walk(&s, "2025-03-03T07:00:00+08:00", "2025-04-01T12:00:00+08:00");
	clock_is(&s, "plan", "missed");
	s.fact_count = 1; /* without a date there is no deadline to miss */
	walk(&s, "2025-03-03T07:00:00+08:00", "2025-04-01T12:00:00+08:00");
	assert_null(flow_run_of(&s.w, STR("plan")));
	arena_close(s.a);
}

TEST(a_case_of_another_kind_is_not_taken)
{
	struct story s = story_open("W01", "complaint");

	permit(&s);
	walk(&s, "2025-03-01T09:00:00Z", "2025-03-10T00:00:00Z");
	assert_false(s.w.taken);
	refused(&s, 0, FLOW_NOT_FOR, "kind");
	assert_str(s.w.state->id, "draft");
	arena_close(s.a);
}

/* From each state some end is reached by steps that somebody may take: walked, not argued. */
static size_t ends_reached(struct story *s, const char *state, unsigned depth)
{
	const struct flow_state *here = flow_state(s->f, str_of(state));

	if (here->end)
		return 1;
	for (size_t i = 0; depth && i < s->f->step_count; i++)
		for (size_t j = 0; j < s->f->steps[i].from.n; j++)
			if (str_eq(s->f->steps[i].from.v[j], here->id) &&
			    ends_reached(s, str_keep(s->a, s->f->steps[i].to).p, depth - 1))
				return 1;
	return 0;
}

TEST(every_flow_comes_to_an_end_from_everywhere)
{
	struct story s = story_open("W01", "permit");
	size_t n;
	const struct flow *all = pack_flows(s.p, &n);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < all[i].state_count; j++) {
			s.f = &all[i];
			assert_int_equal(ends_reached(&s, str_keep(s.a, all[i].states[j].id).p, 8),
					 1);
		}
	arena_close(s.a);
}

TESTS("pack/flow", CASE(all_22_flows_are_there), CASE(a_permit_is_granted_in_time),
      CASE(a_decision_late_by_a_day_is_missed_and_an_extension_saves_it),
      CASE(time_for_a_test_is_not_counted), CASE(holidays_do_not_count_and_make_up_days_do),
      CASE(each_refusal_has_its_reason), CASE(only_four_technical_categories_are_taken_down),
      CASE(a_referral_takes_nothing_down), CASE(an_unfiled_service_is_a_finding_about_the_filing),
      CASE(an_appeal_stops_the_clock_and_can_restore),
      CASE(what_is_down_stays_down_until_an_appeal_is_upheld),
      CASE(saying_that_it_is_fixed_does_not_buy_time),
      CASE(severity_chooses_the_clock_of_a_warning),
      CASE(a_score_is_not_published_before_the_time_to_reply),
      CASE(a_planned_date_is_the_clock_of_a_decision_under_supervision),
      CASE(a_case_of_another_kind_is_not_taken), CASE(every_flow_comes_to_an_end_from_everywhere))

//! A round: one collection, usually one a year, and the rate at which it is answered.

use std::fmt;

use jiff::civil::Date;

use super::codes::codes;
use super::figure::Tally;
use super::ids::{OrganisationId, RoundId, Token};
use super::period::Period;

codes! {
    /// How far a round has come.
    State {
        /// Created; nothing is collected.
        Planned = "planned",
        /// Opened: answers are taken between its days.
        Open = "open",
        /// Nothing is taken any more, and the figures are being counted.
        Closing = "closing",
        /// Over: figures may be shown.
        Closed = "closed",
        /// Over without answers: the key that they were sealed with was lost.
        Abandoned = "abandoned",
    }
}

impl State {
    /// Whether nothing is taken or counted any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Abandoned)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Planned => "planerad",
            Self::Open => "öppen",
            Self::Closing => "stängs",
            Self::Closed => "stängd",
            Self::Abandoned => "stängd utan svar",
        })
    }
}

/// One collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Its year, or more where there are several in a year.
    pub id: RoundId,
    /// What pages call it.
    pub title: String,
    /// First day on which answers are taken.
    pub opens: Date,
    /// Last day on which answers are taken.
    pub closes: Date,
    /// As stored; see [`Self::state_on`] for a day.
    pub state: State,
    /// The smallest base whose figures are shown: at the close of the round, and the highest since.
    pub thresholds: (i64, i64),
    /// The last day of those that may answer longest, where some may answer longer than the others.
    pub extended: Option<Date>,
    /// Whether it is known by figures alone that were counted elsewhere.
    pub is_imported: bool,
    /// What its answers are about; none until it is given or the round opens.
    pub period: Option<Period>,
}

/// Whether a respondent may answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Not opened, or before the first day.
    NotYet,
    /// Answers are taken.
    Open,
    /// After the last day, or closed by hand.
    Closed,
}

/// Proof that a round has closed, so that its figures may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedRound(Round);

impl ClosedRound {
    /// Whether too few answered through a link for anything that they wrote to be read.
    pub fn is_few(&self, link: &Link) -> bool {
        link.responses.unwrap_or(0) - link.deducted < self.thresholds.1
    }
}

impl std::ops::Deref for ClosedRound {
    type Target = Round;
    fn deref(&self) -> &Round {
        &self.0
    }
}

/// An organisation in a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The round.
    pub round: RoundId,
    /// Whose link it is.
    pub organisation: OrganisationId,
    /// The unguessable part of its address.
    pub token: Token,
    /// Which questionnaire.
    pub questionnaire: String,
    /// Which version of it.
    pub version: i64,
    /// How many answers are expected without a register.
    pub expected: Option<i64>,
    /// Of a closed round: how many answers there are.
    pub responses: Option<i64>,
    /// Of a closed round: how many of them are deducted before a base is compared with the threshold.
    pub deducted: i64,
    /// Whether its first answers were imported when the round had closed with those of others.
    pub late: bool,
    /// Its own last day, where it may answer longer than the others.
    pub closes: Option<Date>,
}

impl Round {
    /// The year that it is of.
    pub fn year(&self) -> i64 {
        self.id.year()
    }

    /// Proof that it has closed, if it has.
    pub fn closed(&self) -> Option<ClosedRound> {
        (self.state == State::Closed).then(|| ClosedRound(self.clone()))
    }

    /// The latest closed round of an earlier year, of rounds with the oldest first.
    pub fn closed_before<'a>(&self, rounds: &'a [Self]) -> Option<&'a Self> {
        rounds.iter().rev().find(|r| r.state == State::Closed && r.year() < self.year())
    }

    /// Its state on a day: after the last day of everybody an open round is closing, whoever has noticed.
    pub fn state_on(&self, today: Date) -> State {
        if self.state == State::Open && today > self.ends() { State::Closing } else { self.state }
    }

    /// The last day on which anybody may answer.
    pub fn ends(&self) -> Date {
        self.closes.max(self.extended.unwrap_or(self.closes))
    }

    /// Where answers are taken no more, and others may still answer: until when.
    pub fn waits_until(&self) -> Option<Date> {
        self.extended.filter(|day| self.state == State::Closing && *day > self.closes)
    }

    /// As it is on a day for an organisation: with the organisation's own last day, after which nothing is taken there. Its
    /// figures wait for the others.
    #[must_use]
    pub fn for_link(&self, link: &Link, today: Date) -> Self {
        let closes = self.closes.max(link.closes.unwrap_or(self.closes));
        let state = if self.state == State::Open && today > closes { State::Closing } else { self.state_on(today) };
        Self { closes, state, ..self.clone() }
    }

    /// Whether a respondent may answer on a day.
    pub fn access(&self, today: Date) -> Access {
        match self.state_on(today) {
            State::Closing | State::Closed | State::Abandoned => Access::Closed,
            State::Open if today >= self.opens => Access::Open,
            State::Open | State::Planned => Access::NotYet,
        }
    }
}

/// How many had answered by the end of each day, from `opens` to `until`, by the number of each day. An
/// answer outside these days counts on the nearest.
pub fn progress(opens: Date, until: Date, answered: &[(Date, i64)]) -> Vec<i64> {
    let days = (until - opens).get_days().max(0);
    let mut sums = vec![0; usize::try_from(days).unwrap_or(0) + 1];
    for (day, count) in answered {
        let at = (*day - opens).get_days().clamp(0, days);
        sums.iter_mut().skip(usize::try_from(at).unwrap_or(0)).for_each(|sum| *sum += count);
    }
    sums
}

/// Completed over eligible: response rate 1 of AAPOR's Standard Definitions, with known eligibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rate {
    /// Units in the snapshot, or the expected number of answers.
    pub sample: i64,
    /// Units that were taken out of scope.
    pub out_of_scope: i64,
    /// Units that answered, or submitted answers.
    pub completed: i64,
}

impl Rate {
    /// Units in scope.
    pub const fn eligible(self) -> i64 {
        self.sample - self.out_of_scope
    }

    /// Units in scope that have not answered.
    pub fn remaining(self) -> i64 {
        (self.eligible() - self.completed).max(0)
    }

    /// The rate as a share; none if nobody is eligible, or more answered than were expected.
    pub fn share(self) -> Option<Tally> {
        let share = Tally { count: self.completed, base: self.eligible() };
        (share.base > 0 && share.count <= share.base).then_some(share)
    }
}

impl Rate {
    /// Whether its share, in tenths of a percent, is below another's.
    pub fn is_below(self, other: Self) -> bool {
        let tenths = |rate: Self| rate.share().and_then(Tally::tenths);
        tenths(self).is_some_and(|own| Some(own) < tenths(other))
    }
}

impl std::ops::Add for Rate {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            sample: self.sample + other.sample,
            out_of_scope: self.out_of_scope + other.out_of_scope,
            completed: self.completed + other.completed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn answers_are_taken_on_the_first_and_the_last_day() {
        let (opens, closes) = (date(2026, 10, 1), date(2026, 10, 31));
        let round = Round {
            id: "2026".parse().expect("an id"),
            title: String::new(),
            opens,
            closes,
            state: State::Open,
            thresholds: (5, 5),
            period: None,
            is_imported: false,
            extended: None,
        };
        assert_eq!(round.access(date(2026, 9, 30)), Access::NotYet);
        assert_eq!(round.access(date(2026, 10, 1)), Access::Open);
        assert_eq!(round.access(date(2026, 10, 31)), Access::Open);
        assert_eq!(round.access(date(2026, 11, 1)), Access::Closed);
        assert_eq!(round.state_on(date(2026, 10, 31)), State::Open);
        assert_eq!(round.state_on(date(2026, 11, 1)), State::Closing);
        let planned = Round { state: State::Planned, ..round };
        assert_eq!(planned.access(date(2026, 10, 15)), Access::NotYet);
    }

    #[test]
    fn a_round_ends_with_the_organisation_that_may_answer_longest() {
        let day = |d| date(2026, 10, d);
        let round = Round {
            id: "2026".parse().expect("an id"),
            title: String::new(),
            opens: day(1),
            closes: day(20),
            state: State::Open,
            thresholds: (5, 5),
            period: None,
            is_imported: false,
            extended: Some(day(25)),
        };
        let link = |closes| Link {
            round: round.id,
            organisation: "a".into(),
            token: "t".to_owned().into(),
            questionnaire: String::new(),
            version: 1,
            expected: None,
            responses: None,
            deducted: 0,
            late: false,
            closes,
        };
        let access = |closes, d| round.for_link(&link(closes), day(d)).access(day(d));
        assert_eq!((access(None, 20), access(None, 21)), (Access::Open, Access::Closed));
        assert_eq!((access(Some(day(23)), 23), access(Some(day(23)), 24)), (Access::Open, Access::Closed));
        assert_eq!((round.state_on(day(25)), round.state_on(day(26))), (State::Open, State::Closing));
        assert_eq!(round.for_link(&link(Some(day(23))), day(22)).closes, day(23));
        // A day before that of the others is theirs.
        assert_eq!(round.for_link(&link(Some(day(10))), day(20)).closes, day(20));
    }

    #[test]
    fn progress_counts_up_day_by_day() {
        let day = |d| date(2026, 10, d);
        assert_eq!(progress(day(1), day(4), &[(day(3), 2), (day(1), 1), (day(20), 1)]), [1, 1, 3, 4]);
        assert_eq!(progress(day(1), day(1), &[]), [0]);
    }

    #[test]
    fn those_out_of_scope_leave_the_denominator() {
        let rate = Rate { sample: 28, out_of_scope: 2, completed: 17 };
        assert_eq!((rate.share(), rate.remaining()), (Some(Tally { count: 17, base: 26 }), 9));
        assert_eq!(Rate { sample: 2, out_of_scope: 2, completed: 0 }.share(), None);
        assert_eq!(Rate { sample: 2, out_of_scope: 0, completed: 3 }.share(), None);
    }

    fn round(id: &str, state: State) -> Round {
        Round {
            id: id.parse().expect("an id"),
            title: String::new(),
            opens: date(2026, 10, 1),
            closes: date(2026, 10, 20),
            state,
            thresholds: (5, 7),
            period: None,
            is_imported: false,
            extended: None,
        }
    }

    #[test]
    fn the_round_before_is_the_latest_closed_one_of_an_earlier_year() {
        let before = |rounds: &[Round]| round("2026", State::Open).closed_before(rounds).map(|r| r.id.to_string());
        let of = |id| round(id, State::Closed);
        assert_eq!(before(&[of("2022"), of("2024"), round("2025", State::Abandoned)]).as_deref(), Some("2024"));
        assert_eq!(before(&[of("2024"), of("2026"), of("2027")]).as_deref(), Some("2024"), "another of the year is none before");
        assert_eq!(before(&[]), None);
    }

    #[test]
    fn only_a_closed_round_shows_figures() {
        for state in State::ALL {
            let closed = round("2026", *state).closed();
            assert_eq!(closed.map(|r| r.year()), (*state == State::Closed).then_some(2026), "{state}");
            assert_eq!(state.is_over(), matches!(state, State::Closed | State::Abandoned), "{state}");
        }
    }

    #[test]
    fn a_round_waits_for_those_that_may_answer_longer() {
        let waits = |state, extended| Round { extended, ..round("2026", state) }.waits_until();
        let later = Some(date(2026, 10, 25));
        assert_eq!(waits(State::Closing, later), later);
        assert_eq!(waits(State::Open, later), None, "answers are taken still");
        assert_eq!(waits(State::Closing, Some(date(2026, 10, 20))), None, "no longer than the others");
        assert_eq!(waits(State::Closing, None), None);
    }

    #[test]
    fn what_was_written_is_read_where_as_many_answered_as_the_threshold_asks() {
        let link = |responses, deducted| Link {
            round: "2026".parse().expect("an id"),
            organisation: "a".into(),
            token: "t".to_owned().into(),
            questionnaire: String::new(),
            version: 1,
            expected: None,
            responses,
            deducted,
            late: false,
            closes: None,
        };
        let closed = round("2026", State::Closed).closed().expect("closed");
        let few = |responses, deducted| closed.is_few(&link(responses, deducted));
        assert_eq!([few(Some(6), 0), few(Some(7), 0), few(None, 0)], [true, false, true], "the highest threshold since");
        assert_eq!([few(Some(9), 2), few(Some(9), 3)], [false, true], "one's own answers are deducted");
    }

    #[test]
    fn a_rate_over_several_organisations_sums_their_counts() {
        let sum = Rate { sample: 28, out_of_scope: 2, completed: 17 } + Rate { sample: 5, out_of_scope: 3, completed: 2 };
        assert_eq!(sum, Rate { sample: 33, out_of_scope: 5, completed: 19 });
        assert_eq!((sum.eligible(), sum.remaining()), (28, 9));
    }

    #[test]
    fn nobody_remains_where_more_answered_than_were_expected() {
        assert_eq!(Rate { sample: 2, out_of_scope: 0, completed: 3 }.remaining(), 0);
        let all = Rate { sample: 3, out_of_scope: 0, completed: 3 };
        assert_eq!((all.remaining(), all.share()), (0, Some(Tally { count: 3, base: 3 })));
    }

    #[test]
    fn a_rate_is_below_another_where_that_can_be_seen() {
        let rate = |completed, sample| Rate { sample, out_of_scope: 0, completed };
        assert!(rate(1, 2).is_below(rate(2, 3)));
        assert!(!rate(2, 3).is_below(rate(1, 2)));
        assert!(!rate(1, 2).is_below(rate(2, 4)), "as high");
        assert!(!rate(5000, 10_001).is_below(rate(1, 2)), "no difference in tenths of a percent");
        assert!(!rate(0, 0).is_below(rate(1, 2)), "no rate");
    }

    #[test]
    fn a_round_without_its_key_is_told_to_be_closed_without_answers() {
        assert_eq!([State::Closed, State::Abandoned].map(|state| state.to_string()), ["stängd", "stängd utan svar"]);
    }
}

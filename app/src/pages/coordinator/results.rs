//! Figures of a closed round: awareness side by side, over years, by question and by line of work.

use leptos::prelude::*;

use super::{ImportedYears, OrganisationFrame, OrganisationHeading, Tab};
use crate::domain::distribution::{Distribution, Field};
use crate::domain::figure::{Tally, whole};
use crate::domain::ids::RoundId;
use crate::domain::meaning::Respondent;
use crate::domain::questionnaire::{Indicator, Statistic};
use crate::domain::suppression::Figure;
use crate::domain::wording::mean;
use crate::texts::coordinator::results as t;
use crate::texts::coordinator::{results_hint, surplus as surplus_text};
use crate::texts::parts;
use crate::ui::chart::{InRowBar, InRowLegend, Line, SmallMultiple, StackedBar, StackedLegend};
use crate::ui::figure::{FigureCell, FigureText, TallyText, hidden_reason, length, number, percent};
use crate::ui::nav::Contents;
use crate::ui::table::{Column, ScrollingTable};
use crate::ui::text::{Notice, NoticeKind, Section};

/// An indicator with a tally for each verksamhetsområde.
pub type Breakdown = (Indicator, Vec<Option<Tally>>);

/// All that is known of a round.
pub struct Results {
    /// Whose.
    pub frame: OrganisationFrame,
    /// Answers beyond the units that stand for them.
    pub surplus: i64,
    /// Those whose answers are summed under this name, and in which years.
    pub merged: (Vec<String>, Vec<RoundId>),
    /// What managers and staff know: the topic, managers, staff.
    pub awareness: Vec<(String, Option<Compared>, Option<Compared>)>,
    /// What those who answered are called.
    pub respondent: Respondent,
    /// The years of the trends, oldest first, at most seven.
    pub years: Vec<RoundId>,
    pub trends: Vec<Trend>,
    pub sections: Vec<QuestionSection>,
    /// The year before, if there is one.
    pub before: Option<RoundId>,
    /// Lines of work, and each indicator by them.
    pub lines: (Vec<String>, Vec<Breakdown>),
    /// The years in which the organisation cannot be compared.
    pub incomparable: Vec<RoundId>,
}

/// A figure beside last year's and the city's.
#[derive(Debug, Clone, Copy)]
pub struct Compared {
    pub now: Figure,
    pub before: Option<Figure>,
    pub city: Figure,
}

/// An indicator over the years.
pub struct Trend {
    pub indicator: Indicator,
    /// The ends of the scale that a mean is of.
    pub scale: Option<(i64, i64)>,
    /// Oldest first.
    pub own: Vec<Figure>,
    pub city: Vec<Figure>,
}

/// The questions of a section.
pub struct QuestionSection {
    pub title: String,
    pub questions: Vec<Question>,
}

/// A question, or a row of a matrix, and its answers.
pub struct Question {
    /// What was asked.
    pub field: Field,
    /// This year's.
    pub own: Distribution,
    /// Last year's.
    pub before: Distribution,
    /// The city's.
    pub city: Distribution,
}

/// The page.
pub fn page(results: Results) -> impl IntoView {
    let Results { frame, surplus, merged, awareness, respondent, years, trends, mut sections, before, lines, incomparable } =
        results;
    let threshold = frame.threshold;
    let (before_it, merged_in) = merged;
    let merged = (!merged_in.is_empty()).then(|| view! { <p>{t::merged(&before_it, &merged_in)}</p> });
    let incomparable: Vec<String> = incomparable.iter().map(ToString::to_string).collect();
    let incomparable = (!incomparable.is_empty()).then(|| view! { <p>{t::incomparable(&incomparable.join(", "))}</p> });
    // What has changed most is looked at first.
    sections.sort_by_key(|section| std::cmp::Reverse(section.change().map(|(change, _)| change.abs())));
    let contents = [
        (!awareness.is_empty()).then(|| ("kannedom", t::AWARENESS.to_owned())),
        (!trends.is_empty()).then(|| ("ar", t::YEARS.to_owned())),
        Some(("fragor", t::QUESTIONS.to_owned())),
        Some(("omraden", t::LINES.to_owned())),
    ];
    let sections = sections.iter().map(|section| view! { <SectionResult section before threshold/> }).collect_view();
    view! {
        <OrganisationHeading frame=&frame here=Tab::Results/>
        {merged}
        {incomparable}
        <p class="hint">{t::LEAD}</p>
        <ImportedYears frame=&frame/>
        <Notice kind=NoticeKind::Hint when={surplus > 0} text=surplus_text(surplus)/>
        <Contents label=parts::CONTENTS items=contents.into_iter().flatten().collect()/>
        {(!awareness.is_empty()).then(|| view! { <Awareness rows=&awareness respondent=&respondent before threshold/> })}
        {(!trends.is_empty()).then(|| view! { <Trends trends=&trends years=&years threshold/> })}
        <Section heading=t::QUESTIONS id="fragor"><Notice kind=NoticeKind::Hint when=before.is_some() text=t::QUESTIONS_LEAD/>{sections}</Section>
        <LinesOfWork lines=&lines.0 rows=&lines.1 threshold/>
    }
}

#[component]
fn Awareness<'a>(
    rows: &'a [(String, Option<Compared>, Option<Compared>)],
    respondent: &'a Respondent,
    before: Option<RoundId>,
    threshold: i64,
) -> impl IntoView + use<> {
    let statistic = Statistic::Share(vec![]);
    // Only those who have staff are asked about them.
    let staffed = rows.iter().any(|(_, _, staff)| staff.is_some());
    let cell = |compared: Option<Compared>| {
        let shown = compared.map(|Compared { now, before, city }| {
            let length = |figure| length(&statistic, None, figure);
            view! {
                <FigureText figure=now statistic=&statistic threshold/>
                <InRowBar share=length(now) before=before.and_then(length) city=length(city)/>
            }
        });
        view! { <td class="n">{shown}</td> }
    };
    let table = rows.iter().map(|(topic, own, staff)| {
        let staff = staffed.then(|| cell(*staff));
        view! { <tr><th scope="row">{topic.clone()}</th>{cell(*own)}{staff}</tr> }
    });
    let table = table.collect_view();
    let name = t::awareness(respondent, staffed);
    let columns = [Column::text(t::TOPIC), Column::number(t::people(respondent))].into_iter();
    let columns = columns.chain(staffed.then(|| Column::number(t::STAFF))).collect();
    let before = before.map(|year| year.to_string());
    let lead = t::awareness_lead(respondent, staffed);
    view! {
        <Section heading=name.clone() id="kannedom">
            <p>{lead}</p>
            <InRowLegend now=t::OWN before city=true/>
            <ScrollingTable caption=name columns class="barred aware">{table}</ScrollingTable>
        </Section>
    }
}

/// Each indicator over years: the own figures, and the city's.
#[component]
fn Trends<'a>(trends: &'a [Trend], years: &'a [RoundId], threshold: i64) -> impl IntoView + use<> {
    // The latest first, where a phone shows it.
    let columns = years.iter().rev().map(|year| Column::number(year.to_string()));
    let columns = std::iter::once(Column::text(t::INDICATOR)).chain(columns).collect();
    let rows = trends.iter().map(|Trend { indicator, own, city, .. }| {
        let cells = |figures: &[Figure]| {
            let statistic = &indicator.statistic;
            figures.iter().rev().map(|figure| view! { <FigureCell figure=*figure statistic threshold/> }).collect_view()
        };
        let label = indicator.label.clone();
        view! {
            <tr><th scope="row">{label.clone()}" "<span class="of">{t::OWN}</span></th>{cells(own)}</tr>
            <tr class="before"><th scope="row"><span class="unseen">{label}" "</span>{t::CITY}</th>{cells(city)}</tr>
        }
    });
    let rows = rows.collect_view();
    let charts: Vec<_> = trends.iter().filter(|_| years.len() > 1).filter_map(|trend| small_multiple(trend, years)).collect();
    let table = view! { <ScrollingTable caption=t::YEARS columns>{rows}</ScrollingTable> };
    let shown = if charts.is_empty() {
        table.into_any()
    } else {
        view! {
            <p>{t::YEARS_LEAD}</p>
            <div class="smalls">{charts}</div>
            <details><summary>{parts::AS_TABLE}</summary>{table}</details>
        }
        .into_any()
    };
    view! { <Section heading=t::YEARS id="ar">{shown}</Section> }
}

/// None where no year can be shown.
fn small_multiple(trend: &Trend, years: &[RoundId]) -> Option<AnyView> {
    let Trend { indicator, scale, own, city } = trend;
    let statistic = &indicator.statistic;
    let line = |colour, figures: &[Figure], whose: &str| {
        let values: Vec<_> = figures.iter().map(|figure| length(statistic, *scale, *figure)).collect();
        let last = figures.last().and_then(Figure::shown).map(|tally| number(statistic, tally));
        Line { colour, values, last: format!("{whose} {}", last.as_deref().unwrap_or(parts::NO_NUMBER)) }
    };
    let lines = vec![line(1, city, t::CITY), line(0, own, t::OWN)];
    if lines.iter().all(|line| line.values.iter().flatten().count() == 0) {
        return None;
    }
    let ends = match scale {
        Some((min, max)) if *statistic == Statistic::Mean => [min.to_string(), max.to_string()],
        _ => ["0\u{a0}%".to_owned(), "100\u{a0}%".to_owned()],
    };
    Some(view! { <SmallMultiple title=indicator.label.clone() years=years.to_vec() lines ends/> }.into_any())
}

impl Question {
    /// The answer whose share has changed most since last year, by so many tenths of a percent; none where nothing is
    /// compared.
    fn change(&self) -> Option<(i64, &str)> {
        self.before.base()?;
        let change = |value: &str| Some(tenths(&self.own, value)? - tenths(&self.before, value).unwrap_or(0));
        let answers = self.field.options.iter().filter(|(_, _, none)| !none);
        answers.filter_map(|(value, text, _)| Some((change(value)?, text.as_str()))).max_by_key(|(change, _)| change.abs())
    }

    fn title(&self) -> String {
        match &self.field.row {
            Some(row) => format!("{} {row}", self.field.text),
            None => self.field.text.clone(),
        }
    }

    fn answers(&self) -> Vec<Answer> {
        // What can be answered is open where there are no options: then it is what was answered.
        if self.field.options.is_empty() && !self.field.number {
            self.own.values().into_iter().map(|value| (value.to_owned(), value.to_owned(), false)).collect()
        } else {
            self.field.options.clone()
        }
    }
}

impl QuestionSection {
    /// The greatest change of any of its questions.
    fn change(&self) -> Option<(i64, &str)> {
        self.questions.iter().filter_map(Question::change).max_by_key(|(change, _)| change.abs())
    }
}

/// A section's questions, folded: a matrix as a whole, others each by itself.
#[component]
fn SectionResult<'a>(section: &'a QuestionSection, before: Option<RoundId>, threshold: i64) -> impl IntoView + use<> {
    let is_matrix = |a: &Question, b: &Question| a.field.row.is_some() && b.field.row.is_some() && a.field.text == b.field.text;
    let questions = section.questions.chunk_by(is_matrix).map(|questions| match questions {
        [question] => view! { <QuestionResult question before threshold/> }.into_any(),
        rows => view! { <MatrixResult rows before threshold/> }.into_any(),
    });
    let questions = questions.collect_view();
    let change = section.change().zip(before).map(|((change, answer), year)| t::largest_change(change, answer, year));
    view! { <details class="asked"><summary>{section.title.clone()}" "<span class="of">{change}</span></summary>{questions}</details> }
}

/// A question's answers, or why they are not shown.
#[component]
fn QuestionResult<'a>(question: &'a Question, before: Option<RoundId>, threshold: i64) -> impl IntoView + use<> {
    let title = question.title();
    let Some(base) = question.own.base() else {
        let why = t::hidden(&hidden_reason(question.own.hidden(), threshold));
        return view! { <section><h3>{title}</h3><Notice kind=NoticeKind::Empty text=why/></section> }.into_any();
    };
    view! { <section><h3>{title}</h3><p class="of">{t::base(base)}</p><AnswersTable question before/></section> }.into_any()
}

/// The rows of a matrix as bars that add up to all, with a table a row.
#[component]
fn MatrixResult<'a>(rows: &'a [Question], before: Option<RoundId>, threshold: i64) -> impl IntoView + use<> {
    let title = rows.first().map(|row| row.field.text.clone());
    let answers = rows.first().map(Question::answers).unwrap_or_default();
    let answers: Vec<Answer> = answers.into_iter().filter(|(_, _, none)| !none).collect();
    let bars = rows.iter().map(|row| {
        let bar = match row.own.base() {
            Some(base) => {
                let tallies = answers.iter().map(|(value, ..)| Tally { count: count(&row.own, value), base }).collect();
                view! { <p class="of">{t::base(base)}</p><StackedBar tallies/> }.into_any()
            }
            None => {
                let why = t::hidden(&hidden_reason(row.own.hidden(), threshold));
                view! { <Notice kind=NoticeKind::Empty text=why/> }.into_any()
            }
        };
        view! { <div class="part"><h4>{row.field.row.clone()}</h4>{bar}</div> }
    });
    let bars = bars.collect_view();
    let tables = rows.iter().filter(|row| row.own.base().is_some()).map(|question| view! { <AnswersTable question before/> });
    let tables = tables.collect_view();
    view! {
        <section><h3>{title}</h3>
            <StackedLegend answers=answers.into_iter().map(|(_, text, _)| text).collect()/>
            {bars}
            <details><summary>{parts::AS_TABLE}</summary>{tables}</details>
        </section>
    }
}

#[component]
fn AnswersTable<'a>(question: &'a Question, before: Option<RoundId>) -> impl IntoView + use<> {
    let field = &question.field;
    let answers = question.answers();
    let rows = answers.iter().filter(|(value, _, none)| !none || question.own.has(value));
    let rows = rows.map(|answer| answer_row(question, before, answer)).collect_view();
    let mean = field.number.then(|| mean_row(question, before));
    let columns = [Column::text(t::ANSWER), Column::number(t::SHARE), Column::number(t::COUNT)];
    let columns = columns.into_iter().chain(before.map(|year| Column::comparison(year.to_string())));
    let columns = columns.chain([Column::comparison(t::CITY)]).collect();
    let in_matrix = field.row.is_some();
    view! { <ScrollingTable caption=question.title() columns class="barred" visible_caption=in_matrix>{rows}{mean}</ScrollingTable> }
}

/// A value, its text, and whether it counts as no answer.
type Answer = (String, String, bool);

fn count(counts: &Distribution, value: &str) -> i64 {
    counts.of(value).map_or(0, |tally| tally.count)
}

/// The share that gave an answer, in tenths of a percent.
fn tenths(counts: &Distribution, value: &str) -> Option<i64> {
    counts.of(value).and_then(Tally::tenths)
}

/// An answer's row. What counts as no answer has a number and no share.
fn answer_row(question: &Question, before: Option<RoundId>, (value, text, none): &Answer) -> impl IntoView + use<> {
    let count = whole(count(&question.own, value));
    let before_cell = |text: String| before.map(|_| view! { <td class="n before">{text}</td> });
    let share = |counts: &Distribution| percent(counts.of(value));
    let cells = if *none {
        view! { <td class="of">{t::NONE_OF}</td><td class="n">{count}</td>{before_cell(String::new())}<td></td> }.into_any()
    } else {
        let length = |counts: &Distribution| tenths(counts, value);
        let Question { own, before, city, .. } = question;
        view! {
            <td class="n strong">{share(own)}<InRowBar share=length(own) before=length(before) city=length(city)/></td>
            <td class="n">{count}</td>{before_cell(share(before))}<td class="n before">{share(city)}</td>
        }
        .into_any()
    };
    view! { <tr><th scope="row">{text.clone()}</th>{cells}</tr> }
}

fn mean_row(question: &Question, before: Option<RoundId>) -> impl IntoView + use<> {
    let mean = |counts: &Distribution| counts.sum().and_then(mean).unwrap_or_else(|| parts::NO_NUMBER.to_owned());
    let earlier = before.map(|_| view! { <td class="n before">{mean(&question.before)}</td> });
    view! {
        <tr><th scope="row">{t::MEAN}</th><td class="n strong">{mean(&question.own)}</td><td></td>
            {earlier}<td class="n before">{mean(&question.city)}</td></tr>
    }
}

/// Each indicator by verksamhetsområde.
#[component]
fn LinesOfWork<'a>(lines: &'a [String], rows: &'a [Breakdown], threshold: i64) -> impl IntoView + use<> {
    let columns = lines.iter().map(|line| Column::number(line.clone()));
    let columns = std::iter::once(Column::text(t::INDICATOR)).chain(columns).collect();
    let rows = rows.iter().map(|(indicator, tallies)| {
        let statistic = &indicator.statistic;
        let cells = tallies.iter().map(|tally| view! { <td class="n"><TallyText tally=*tally statistic/></td> }).collect_view();
        view! { <tr><th scope="row">{indicator.label.clone()}</th>{cells}</tr> }
    });
    let rows = rows.collect_view();
    let none = lines.is_empty();
    let table = (!none).then(|| {
        view! {
            <Notice kind=NoticeKind::Hint text=results_hint(threshold)/>
            <ScrollingTable caption=t::LINES columns>{rows}</ScrollingTable>
        }
    });
    view! { <Section heading=t::LINES id="omraden"><Notice kind=NoticeKind::Empty when=none text=t::LINES_NONE/>{table}</Section> }
}

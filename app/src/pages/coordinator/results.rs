//! Figures of a closed round: awareness side by side, over years, by question and by line of work.

use leptos::prelude::*;

use super::{OrganisationFrame, OrganisationHeading, Tab};
use crate::domain::chart::{Bar, Group};
use crate::domain::distribution::{Distribution, Field};
use crate::domain::figure::{Tally, decimal, hundredths, tenths_of_percent, whole};
use crate::domain::ids::RoundId;
use crate::domain::indicator::value;
use crate::domain::meaning::Respondent;
use crate::domain::questionnaire::{Indicator, Statistic};
use crate::domain::suppression::Figure;
use crate::texts::coordinator::results as t;
use crate::texts::coordinator::results_hint;
use crate::ui::chart::{BarChart, Line, YearChart};
use crate::ui::figure::{FigureCell, FigureText, TallyText, hidden_reason, percent};
use crate::ui::table::{Column, ScrollingTable};
use crate::ui::text::{Notice, NoticeKind, Section};

/// An indicator with a tally for each verksamhetsområde.
pub type Breakdown = (Indicator, Vec<Option<Tally>>);

/// All that is known of a round.
pub struct Results {
    /// Whose.
    pub frame: OrganisationFrame,
    /// Those whose answers are summed under this name.
    pub merged: Vec<String>,
    /// What managers and staff know: the topic, managers, staff.
    pub awareness: Vec<(String, Option<Figure>, Option<Figure>)>,
    /// What those who answered are called.
    pub respondent: Respondent,
    /// Years of the table, oldest first, at most seven.
    pub years: Vec<RoundId>,
    /// Each indicator over these years: the own, and the city's.
    pub trends: Vec<(Indicator, Vec<Figure>, Vec<Figure>)>,
    /// Each question, with last year's answers.
    pub questions: Vec<Question>,
    /// The year before, if there is one.
    pub before: Option<RoundId>,
    /// Lines of work, and each indicator by them.
    pub lines: (Vec<String>, Vec<Breakdown>),
    /// The years in which the organisation cannot be compared.
    pub incomparable: Vec<RoundId>,
}

/// A question and its answers.
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
    let Results { frame, merged, awareness, respondent, years, trends, questions, before, lines, incomparable } = results;
    let threshold = frame.threshold;
    let merged = (!merged.is_empty()).then(|| view! { <p>{t::merged(&merged.join(", "))}</p> });
    let incomparable: Vec<String> = incomparable.iter().map(ToString::to_string).collect();
    let incomparable = (!incomparable.is_empty()).then(|| view! { <p>{t::incomparable(&incomparable.join(", "))}</p> });
    let questions = questions.iter().map(|question| view! { <QuestionResult question before threshold/> }).collect_view();
    view! {
        <OrganisationHeading frame=&frame here=Tab::Results/>
        {merged}
        {incomparable}
        <p class="hint">{t::LEAD}</p>
        {(!awareness.is_empty()).then(|| view! { <Awareness rows=&awareness respondent=&respondent threshold/> })}
        {(!trends.is_empty()).then(|| view! { <Trends trends=&trends years=&years threshold/> })}
        <Section heading=t::QUESTIONS>{questions}</Section>
        <LinesOfWork lines=&lines.0 rows=&lines.1 threshold/>
    }
}

fn share(figure: Figure) -> (Option<i64>, String) {
    match figure.shown() {
        Some(tally) => {
            let tenths = tenths_of_percent(tally.count, tally.base);
            let percent = tenths.map(|n| format!("{}\u{a0}%", decimal(n, 1))).unwrap_or_default();
            (tenths, format!("{percent} ({} av {})", whole(tally.count), whole(tally.base)))
        }
        None => (None, t::NOT_SHOWN.to_owned()),
    }
}

/// What managers and staff know, as bars.
pub fn awareness_groups(awareness: &[(String, Option<Figure>, Option<Figure>)]) -> Vec<Group> {
    let bar = |colour: u8, figure: Option<Figure>| {
        figure.map(|figure| {
            let (tenths, text) = share(figure);
            Bar { colour, tenths, text }
        })
    };
    let group = |(topic, managers, staff): &(String, Option<Figure>, Option<Figure>)| Group {
        label: topic.clone(),
        bars: [bar(0, *managers), bar(1, *staff)].into_iter().flatten().collect(),
    };
    awareness.iter().map(group).collect()
}

/// The colours of a chart with two series.
#[component]
fn Legend(#[prop(into)] dark: String, light: &'static str) -> impl IntoView {
    view! { <ul class="legend-row"><li><span class="key k0"></span>{dark}</li><li><span class="key k1"></span>{light}</li></ul> }
}

#[component]
fn Awareness<'a>(
    rows: &'a [(String, Option<Figure>, Option<Figure>)],
    respondent: &'a Respondent,
    threshold: i64,
) -> impl IntoView + use<> {
    let statistic = Statistic::Share(vec![]);
    // Only those who have staff are asked about them.
    let staffed = rows.iter().any(|(_, _, staff)| staff.is_some());
    let cell = |figure: Option<Figure>| {
        let text = figure.map(|figure| view! { <FigureText figure statistic=&statistic threshold/> });
        view! { <td class="n">{text}</td> }
    };
    let table = rows.iter().map(|(topic, own, staff)| {
        let staff = staffed.then(|| cell(*staff));
        view! { <tr><th scope="row">{topic.clone()}</th>{cell(*own)}{staff}</tr> }
    });
    let table = table.collect_view();
    let (name, who) = (t::awareness(respondent, staffed), t::people(respondent));
    let columns = [Column::text(t::TOPIC), Column::number(who.clone())].into_iter();
    let columns = columns.chain(staffed.then(|| Column::number(t::STAFF))).collect();
    let groups = awareness_groups(rows);
    let chart = view! { <BarChart name=name.clone() groups=&groups/> };
    let lead = t::awareness_lead(respondent, staffed);
    let legend = staffed.then(|| view! { <Legend dark=who light=t::STAFF/> });
    view! {
        <Section heading=name.clone()>
            <p>{lead}</p>
            {legend}
            <div class="pair">{chart}<ScrollingTable caption=name columns>{table}</ScrollingTable></div>
        </Section>
    }
}

/// Each indicator over years: the own figures, and the city's.
#[component]
fn Trends<'a>(
    trends: &'a [(Indicator, Vec<Figure>, Vec<Figure>)],
    years: &'a [RoundId],
    threshold: i64,
) -> impl IntoView + use<> {
    let columns = years.iter().map(|year| Column::number(year.to_string()));
    let columns = std::iter::once(Column::text(t::INDICATOR)).chain(columns).collect();
    let rows = trends.iter().map(|(indicator, own, city)| {
        let cells = |figures: &[Figure]| {
            let statistic = &indicator.statistic;
            figures.iter().map(|figure| view! { <FigureCell figure=*figure statistic threshold/> }).collect_view()
        };
        let label = indicator.label.clone();
        view! {
            <tr><th scope="row">{label.clone()}" "<span class="of">{t::OWN}</span></th>{cells(own)}</tr>
            <tr class="before"><th scope="row"><span class="unseen">{label}" "</span>{t::CITY}</th>{cells(city)}</tr>
        }
    });
    let rows = rows.collect_view();
    let charts = (years.len() > 1).then(|| {
        let charts = trends.iter().map(|(indicator, own, city)| trend_chart(indicator, own, city, years)).collect_view();
        view! { <Legend dark=t::OWN light=t::CITY/><div class="smalls">{charts}</div> }
    });
    view! {
        <Section heading=t::YEARS>
            <p>{t::YEARS_LEAD}</p>
            {charts}
            <ScrollingTable caption=t::YEARS columns>{rows}</ScrollingTable>
        </Section>
    }
}

fn trend_chart(indicator: &Indicator, own: &[Figure], city: &[Figure], years: &[RoundId]) -> impl IntoView + use<> {
    let statistic = &indicator.statistic;
    let number = |figure: &Figure| value(statistic, figure.shown()?).map(|(number, _)| number);
    let values = |figures: &[Figure]| figures.iter().map(number).collect::<Vec<_>>();
    let (top, top_label) = if *statistic == Statistic::Mean { (500, "5") } else { (1000, "100\u{a0}%") };
    let lines = vec![Line { colour: 1, values: values(city) }, Line { colour: 0, values: values(own) }];
    view! {
        <figure class="small"><figcaption>{indicator.label.clone()}</figcaption>
            <YearChart name=t::trend(&indicator.label) years lines top top_label/></figure>
    }
}

/// A question's answers as bars and as a table, or why they are not shown.
#[component]
fn QuestionResult<'a>(question: &'a Question, before: Option<RoundId>, threshold: i64) -> impl IntoView + use<> {
    let Question { field, own, .. } = question;
    let title = match &field.row {
        Some(row) => format!("{} {row}", field.text),
        None => field.text.clone(),
    };
    let Some(base) = own.base() else {
        let why = t::hidden(&hidden_reason(own.hidden(), threshold));
        return view! { <section class="asked"><h3>{title}</h3><Notice kind=NoticeKind::Empty text=why/></section> }.into_any();
    };
    // What can be answered is open where there are no options: then it is what was answered.
    let answered: Vec<Answer> = own.values().into_iter().map(|value| (value.to_owned(), value.to_owned(), false)).collect();
    let answers = if field.options.is_empty() && !field.number { &answered } else { &field.options };
    let groups: Vec<Group> =
        answers.iter().filter(|(_, _, none)| !none).map(|answer| answer_bars(question, before, base, answer)).collect();
    let chart = (!groups.is_empty()).then(|| view! { <BarChart name=t::chart(&title, base) groups=&groups/> });
    let rows = answers.iter().filter(|(value, _, none)| !none || own.has(value));
    let rows = rows.map(|answer| answer_row(question, before, answer)).collect_view();
    let mean = field.number.then(|| mean_row(question, before));
    let columns = [Column::text(t::ANSWER), Column::number(t::COUNT), Column::number(t::SHARE)];
    let columns = columns.into_iter().chain(before.map(|year| Column::comparison(year.to_string())));
    let columns = columns.chain([Column::comparison(t::CITY)]).collect();
    view! {
        <section class="asked"><h3>{title.clone()}</h3><p class="of">{t::base(base)}</p>
            <div class="pair">{chart}<ScrollingTable caption=title columns>{rows}{mean}</ScrollingTable></div>
        </section>
    }
    .into_any()
}

/// A value, its text, and whether it counts as no answer.
type Answer = (String, String, bool);

fn count(counts: &Distribution, value: &str) -> i64 {
    counts.of(value).map_or(0, |tally| tally.count)
}

/// The share that gave an answer, in tenths of a percent.
fn tenths(counts: &Distribution, value: &str) -> Option<i64> {
    counts.of(value).and_then(|tally| tenths_of_percent(tally.count, tally.base))
}

/// An answer's bar, and last year's below it.
fn answer_bars(question: &Question, before: Option<RoundId>, base: i64, (value, text, _): &Answer) -> Group {
    let count = count(&question.own, value);
    let share = percent(tenths(&question.own, value));
    let now = Bar { colour: 0, tenths: tenths_of_percent(count, base), text: format!("{share} ({})", whole(count)) };
    let earlier = before.map(|_| {
        let tenths = tenths(&question.before, value);
        Bar { colour: 2, tenths, text: percent(tenths) }
    });
    Group { label: text.clone(), bars: std::iter::once(now).chain(earlier).collect() }
}

/// An answer's row. What counts as no answer has a number and no share.
fn answer_row(question: &Question, before: Option<RoundId>, (value, text, none): &Answer) -> impl IntoView + use<> {
    let count = whole(count(&question.own, value));
    let share = |counts: &Distribution| percent(tenths(counts, value));
    let cells = if *none {
        view! { <td class="of">{t::NONE_OF}</td>{before.map(|_| view! { <td></td> })}<td></td> }.into_any()
    } else {
        comparison_cells(question, before, share).into_any()
    };
    view! { <tr><th scope="row">{text.clone()}</th><td class="n">{count}</td>{cells}</tr> }
}

fn mean_row(question: &Question, before: Option<RoundId>) -> impl IntoView + use<> {
    let mean = |counts: &Distribution| {
        let mean = counts.sum().and_then(|tally| hundredths(tally.count, tally.base));
        mean.map_or_else(|| "–".to_owned(), |mean| decimal(mean, 2))
    };
    view! { <tr><th scope="row">{t::MEAN}</th><td></td>{comparison_cells(question, before, mean)}</tr> }
}

/// The same number for the own answers, last year's and the city's.
fn comparison_cells(question: &Question, before: Option<RoundId>, number: impl Fn(&Distribution) -> String) -> AnyView {
    view! {
        <td class="n strong">{number(&question.own)}</td>
        {before.map(|_| view! { <td class="n before">{number(&question.before)}</td> })}
        <td class="n before">{number(&question.city)}</td>
    }
    .into_any()
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
    view! { <Section heading=t::LINES><Notice kind=NoticeKind::Empty when=none text=t::LINES_NONE/>{table}</Section> }
}

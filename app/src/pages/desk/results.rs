//! Figures of a closed round: awareness side by side, over years, by question and by line of work.

use leptos::prelude::*;

use super::{Desk, head};
use crate::domain::chart::{Bar, Group};
use crate::domain::distribution::{Distribution, Field};
use crate::domain::figure::{Tally, decimal, hundredths, tenths_of_percent, whole};
use crate::domain::ids::RoundId;
use crate::domain::indicator::value;
use crate::domain::questionnaire::{Indicator, Statistic};
use crate::domain::suppression::Figure;
use crate::texts::desk::results as t;
use crate::texts::desk::tab;
use crate::ui::chart::{Line, bars, years};
use crate::ui::parts::{figure, reason, scrolling, shown};

/// An indicator with a tally for each verksamhetsområde.
pub type Breakdown = (Indicator, Vec<Option<Tally>>);

/// All that is known of a round.
pub struct Results {
    /// Whose.
    pub desk: Desk,
    /// Those whose answers are summed under this name.
    pub merged: Vec<String>,
    /// What managers and staff know: the topic, managers, staff.
    pub awareness: Vec<(String, Option<Figure>, Option<Figure>)>,
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
    let head = head(&results.desk, tab::RESULTS);
    let merged = (!results.merged.is_empty()).then(|| view! { <p>{t::merged(&results.merged.join(", "))}</p> });
    let years: Vec<String> = results.incomparable.iter().map(ToString::to_string).collect();
    let incomparable = (!years.is_empty()).then(|| view! { <p>{t::incomparable(&years.join(", "))}</p> });
    let questions = results.questions.iter().map(|q| question(q, results.before, results.desk.threshold)).collect_view();
    view! {
        {head}
        {merged}
        {incomparable}
        <p class="hint">{t::LEAD}</p>
        {awareness(&results.awareness, results.desk.threshold)}
        {trends(&results)}
        <section><h2>{t::QUESTIONS}</h2>{questions}</section>
        {lines(&results)}
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

fn legend(dark: &'static str, light: &'static str) -> impl IntoView {
    view! { <ul class="legend-row"><li><span class="key k0"></span>{dark}</li><li><span class="key k1"></span>{light}</li></ul> }
}

fn awareness(rows: &[(String, Option<Figure>, Option<Figure>)], threshold: i64) -> impl IntoView + use<> {
    let statistic = Statistic::Share(vec![]);
    let cell = |found: Option<Figure>| view! { <td class="n">{found.map(|f| figure(f, &statistic, threshold))}</td> };
    let table = rows
        .iter()
        .map(|(topic, managers, staff)| view! { <tr><th scope="row">{topic.clone()}</th>{cell(*managers)}{cell(*staff)}</tr> })
        .collect_view();
    let (chart, _) = bars(t::AWARENESS, &awareness_groups(rows));
    (!rows.is_empty()).then(|| view! {
        <section><h2>{t::AWARENESS}</h2><p>{t::AWARENESS_LEAD}</p>
            {legend(t::MANAGERS, t::STAFF)}
            <div class="pair">{chart}
            {scrolling(t::AWARENESS, view! {
                <table><thead><tr><th scope="col">{t::TOPIC}</th><th scope="col" class="n">{t::MANAGERS}</th><th scope="col" class="n">{t::STAFF}</th></tr></thead><tbody>{table}</tbody></table>
            })}</div>
        </section>
    })
}

fn trends(results: &Results) -> impl IntoView + use<> {
    let heads = results.years.iter().map(|year| view! { <th scope="col" class="n">{year.to_string()}</th> }).collect_view();
    let number = |statistic: &Statistic, figure: &Figure| value(statistic, figure.shown()?).map(|(n, _)| n);
    let rows = results.trends.iter().map(|(indicator, own, city)| {
        let cells = |figures: &[Figure]| {
            figures.iter().map(|f| view! { <td class="n">{figure(*f, &indicator.statistic, results.desk.threshold)}</td> }).collect_view()
        };
        view! {
            <tr><th scope="row">{indicator.label.clone()}" "<span class="of">{t::OWN}</span></th>{cells(own)}</tr>
            <tr class="before"><th scope="row"><span class="unseen">{indicator.label.clone()}" "</span>{t::CITY}</th>{cells(city)}</tr>
        }
    });
    let charts = results.trends.iter().map(|(indicator, own, city)| {
        let values = |figures: &[Figure]| figures.iter().map(|f| number(&indicator.statistic, f)).collect::<Vec<_>>();
        let top = if indicator.statistic == Statistic::Mean { (500, "5") } else { (1000, "100\u{a0}%") };
        let lines = [
            Line { colour: 1, values: values(city) },
            Line { colour: 0, values: values(own) },
        ];
        let name = t::trend(&indicator.label);
        view! { <figure class="small"><figcaption>{indicator.label.clone()}</figcaption>{years(&name, &results.years, &lines, top)}</figure> }
    });
    (!results.trends.is_empty()).then(|| view! {
        <section><h2>{t::YEARS}</h2><p>{t::YEARS_LEAD}</p>
            {(results.years.len() > 1).then(|| view! { {legend(t::OWN, t::CITY)}<div class="smalls">{charts.collect_view()}</div> })}
            {scrolling(t::YEARS, view! {
                <table><thead><tr><th scope="col">{t::INDICATOR}</th>{heads}</tr></thead><tbody>{rows.collect_view()}</tbody></table>
            })}
        </section>
    })
}

fn percent(counts: &Distribution, value: &str) -> String {
    let tenths = counts.of(value).and_then(|tally| tenths_of_percent(tally.count, tally.base));
    tenths.map_or_else(|| "–".to_owned(), |tenths| format!("{}\u{a0}%", decimal(tenths, 1)))
}

fn question(question: &Question, before: Option<RoundId>, threshold: i64) -> impl IntoView + use<> {
    let Question { field, own, before: earlier, city } = question;
    let title = match &field.row {
        Some(row) => format!("{} {row}", field.text),
        None => field.text.clone(),
    };
    let Some(base) = own.base() else {
        let why = t::hidden(&reason(own.hidden(), threshold));
        return view! { <section class="asked"><h3>{title}</h3><p class="empty">{why}</p></section> }.into_any();
    };
    let open: Vec<(String, String, bool)> =
        own.values().into_iter().map(|value| (value.to_owned(), value.to_owned(), false)).collect();
    let options = if field.options.is_empty() && !field.number { &open } else { &field.options };
    let count = |value: &str| own.of(value).map_or(0, |tally| tally.count);
    let groups: Vec<Group> = options
        .iter()
        .filter(|(_, _, none)| !none)
        .map(|(value, text, _)| {
            let before = before.map(|_| Bar {
                colour: 2,
                tenths: earlier.of(value).and_then(|tally| tenths_of_percent(tally.count, tally.base)),
                text: percent(earlier, value),
            });
            let now = Bar {
                colour: 0,
                tenths: tenths_of_percent(count(value), base),
                text: format!("{} ({})", percent(own, value), whole(count(value))),
            };
            Group { label: text.clone(), bars: [Some(now), before].into_iter().flatten().collect() }
        })
        .collect();
    let told = options.iter().filter(|(value, _, none)| !none || own.has(value));
    let rows = told.map(|(value, text, none)| {
        let cells = if *none {
            view! { <td class="n">{whole(count(value))}</td><td class="of">{t::NONE_OF}</td>{before.map(|_| view! { <td></td> })}<td></td> }.into_any()
        } else {
            view! { <td class="n">{whole(count(value))}</td><td class="n strong">{percent(own, value)}</td>
                {before.map(|_| view! { <td class="n before">{percent(earlier, value)}</td> })}<td class="n before">{percent(city, value)}</td> }
            .into_any()
        };
        view! { <tr><th scope="row">{text.clone()}</th>{cells}</tr> }
    });
    let mean = |counts: &Distribution| {
        let sum = counts.sum().and_then(|tally| hundredths(tally.count, tally.base));
        sum.map_or_else(|| "–".to_owned(), |n| decimal(n, 2))
    };
    let mean = field.number.then(|| {
        view! {
            <tr><th scope="row">{t::MEAN}</th><td></td><td class="n strong">{mean(own)}</td>
                {before.map(|_| view! { <td class="n before">{mean(earlier)}</td> })}<td class="n before">{mean(city)}</td></tr>
        }
    });
    let chart = (!groups.is_empty()).then(|| bars(&t::chart(&title, base), &groups).0);
    view! {
        <section class="asked"><h3>{title.clone()}</h3><p class="of">{t::base(base)}</p>
            <div class="pair">{chart}
            {scrolling(&title, view! {
                <table><thead><tr><th scope="col">{t::ANSWER}</th><th scope="col" class="n">{t::COUNT}</th><th scope="col" class="n">{t::SHARE}</th>
                    {before.map(|year| view! { <th scope="col" class="n before">{year.to_string()}</th> })}<th scope="col" class="n before">{t::CITY}</th></tr></thead>
                <tbody>{rows.collect_view()}{mean}</tbody></table>
            })}</div>
        </section>
    }
    .into_any()
}

fn lines(results: &Results) -> impl IntoView + use<> {
    let (lines, rows) = &results.lines;
    let heads = lines.iter().map(|line| view! { <th scope="col" class="n">{line.clone()}</th> }).collect_view();
    let rows = rows.iter().map(|(indicator, figures)| {
        let cells = figures.iter().map(|f| view! { <td class="n">{shown(*f, &indicator.statistic)}</td> }).collect_view();
        view! { <tr><th scope="row">{indicator.label.clone()}</th>{cells}</tr> }
    });
    let rows = rows.collect_view();
    view! {
        <section><h2>{t::LINES}</h2>
            {lines.is_empty().then(|| view! { <p class="empty">{t::LINES_NONE}</p> })}
            {(!lines.is_empty()).then(|| view! {
                <p class="hint">{crate::texts::desk::results_hint(results.desk.threshold)}</p>
                {scrolling(t::LINES, view! { <table><thead><tr><th scope="col">{t::INDICATOR}</th>{heads}</tr></thead><tbody>{rows}</tbody></table> })}
            })}
        </section>
    }
}

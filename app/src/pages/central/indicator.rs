//! One indicator over the years: the city, the audiences, and each organisation by itself.
//!
//! Organisations stand in the order of the alphabet, and how they lie is told by their middle: nobody is ranked.

use leptos::prelude::*;

use super::in_round;
use crate::domain::ids::RoundId;
use crate::domain::indicator::value;
use crate::domain::quartiles::Quartiles;
use crate::domain::questionnaire::{Indicator, Statistic};
use crate::domain::suppression::{Figure, Reason};
use crate::domain::wording::change_of;
use crate::routes;
use crate::texts::central::indicator as t;
use crate::texts::{central, parts};
use crate::ui::chart::{Line, Slope, SmallMultiple};
use crate::ui::figure::{FigureCell, hidden_reason, length, number};
use crate::ui::nav::YearChoice;
use crate::ui::table::{Column, ScrollingTable};
use crate::ui::text::{Notice, NoticeKind, PageHeading, Section, TextList};

/// An indicator over the years.
pub struct OverYears {
    pub indicator: Indicator,
    /// The ends of the scale that a mean is of.
    pub scale: Option<(i64, i64)>,
    /// The years of the figures, oldest first; the last is the one shown.
    pub years: Vec<RoundId>,
    /// The years to choose between.
    pub all_years: Vec<RoundId>,
    /// Those of which figures alone are known.
    pub imported: Vec<RoundId>,
    pub city: Series,
    /// None where all organisations are of one.
    pub audiences: Vec<Series>,
    /// In the order of the alphabet.
    pub organisations: Vec<Series>,
    /// The smallest base that is shown.
    pub threshold: i64,
}

/// The figures of somebody, a year each.
pub struct Series {
    /// The organisation's id; none for the city and the audiences.
    pub organisation: Option<String>,
    pub name: String,
    /// Whether it sums those before it.
    pub merged: bool,
    /// Whether another one here sums it.
    pub is_summed: bool,
    pub figures: Vec<Figure>,
}

impl Series {
    fn now(&self) -> Option<Figure> {
        self.figures.last().copied()
    }

    /// This year's figure and last year's, where both are shown.
    fn compared(&self) -> Option<(crate::domain::figure::Tally, crate::domain::figure::Tally)> {
        let [.., before, now] = self.figures.as_slice() else { return None };
        before.shown().zip(now.shown())
    }

    /// Whether any year can be shown.
    pub fn any_shown(&self) -> bool {
        self.figures.iter().any(|figure| figure.shown().is_some())
    }
}

impl OverYears {
    /// A line of a chart, with this year's number at its end.
    pub fn line(&self, series: &Series, colour: u8, name: &str) -> Line {
        let statistic = &self.indicator.statistic;
        let values = series.figures.iter().map(|figure| length(statistic, self.scale, *figure)).collect();
        let last = series.now().and_then(|figure| figure.shown()).map(|tally| number(statistic, tally));
        Line { colour, values, last: format!("{name} {}", last.as_deref().unwrap_or(parts::NO_NUMBER)).trim().to_owned() }
    }

    /// The value at the bottom and at the top, in words.
    pub fn ends(&self) -> [String; 2] {
        match self.scale {
            Some((min, max)) if self.indicator.statistic == Statistic::Mean => [min.to_string(), max.to_string()],
            _ => ["0\u{a0}%".to_owned(), "100\u{a0}%".to_owned()],
        }
    }

    /// How this year's figures of the organisations lie, as the page writes numbers.
    fn quartiles(&self) -> Option<(Quartiles, [String; 3])> {
        let statistic = &self.indicator.statistic;
        let values = self
            .organisations
            .iter()
            .filter(|series| !series.is_summed)
            .filter_map(|series| value(statistic, series.now()?.shown()?))
            .map(|(n, _)| n);
        let quartiles = Quartiles::of(values.collect())?;
        let words = [quartiles.low, quartiles.median, quartiles.high].map(|n| t::number(statistic, n));
        Some((quartiles, words))
    }
}

/// The page.
pub fn page(page: OverYears) -> impl IntoView {
    let year = page.years.last().copied();
    let id = page.indicator.id.clone();
    let choice = year.map(|current| {
        let href = |year: RoundId| routes::INDICATOR.href([&id]) + &format!("?ar={year}");
        view! { <YearChoice years=page.all_years.clone() current href/> }.into_any()
    });
    let spread = page.quartiles().map(|(quartiles, words)| {
        t::spread(quartiles.count, page.organisations.iter().filter(|series| !series.is_summed).count(), &words)
    });
    let imported: Vec<String> = page.imported.iter().map(ToString::to_string).collect();
    let back = year.map(|year| view! { <p class="screen"><a href=in_round(routes::AWARENESS, year)>{t::BACK}</a></p> });
    view! {
        {back}
        <PageHeading over=central::awareness::HEADING title=page.indicator.label.clone() aside=choice.into_any()/>
        <p>{t::city(&page.indicator.statistic, page.city.now().and_then(|f| f.shown()), page.city.compared())}" "{spread}</p>
        <Notice kind=NoticeKind::Hint when=!imported.is_empty() text=crate::texts::rounds::imported_years(&imported)/>
        <Together page=&page/>
        <Organisations page=&page/>
        <Slopes page=&page/>
        <FiguresTable page=&page/>
        <Pictures page=&page/>
    }
}

/// The city, and the audiences beside it.
#[component]
fn Together<'a>(page: &'a OverYears) -> impl IntoView + use<> {
    if page.years.len() < 2 {
        return ().into_any();
    }
    let (years, ends) = (&page.years, page.ends());
    let chart = |title: &str, lines| view! { <SmallMultiple title years=years.clone() lines ends=ends.clone()/> };
    let city = chart(&page.city.name, vec![page.line(&page.city, 0, "")]);
    let audiences = page
        .audiences
        .iter()
        .filter(|series| series.any_shown())
        .map(|series| chart(&series.name, vec![page.line(&page.city, 1, parts::CITY), page.line(series, 0, "")]));
    let audiences = audiences.collect_view();
    view! { <Section heading=t::TOGETHER id="staden"><div class="smalls">{city}{audiences}</div></Section> }.into_any()
}

/// Each organisation, with the city behind it.
#[component]
fn Organisations<'a>(page: &'a OverYears) -> impl IntoView + use<> {
    let (shown, hidden): (Vec<&Series>, Vec<&Series>) = page.organisations.iter().partition(|series| series.any_shown());
    let charts = shown.iter().map(|series| {
        let lines = vec![page.line(&page.city, 1, parts::CITY), page.line(series, 0, "")];
        let picture = series.organisation.as_ref().zip(page.years.last()).map(|(organisation, year)| {
            let query: [(&str, &dyn std::fmt::Display); 3] =
                [("ar", year), ("indikator", &page.indicator.id), ("organisation", organisation)];
            let href = routes::with_query(&routes::CHART.href([&"organisation.png"]), &query);
            view! { <p class="hint screen"><a href=href>{t::PICTURE}<span class="unseen">" "{series.name.clone()}</span></a></p> }
        });
        view! { <div><SmallMultiple title=series.name.clone() years=page.years.clone() lines ends=page.ends()/>{picture}</div> }
    });
    let charts: Vec<_> = charts.collect();
    let charts = (page.years.len() > 1 && !charts.is_empty()).then(|| {
        view! { <p class="hint">{t::ORGANISATIONS_LEAD}</p><div class="smalls">{charts}</div> }
    });
    let why = |series: &&Series| {
        let reason = series.now().and_then(|figure| figure.hidden());
        let reason = reason.map_or_else(String::new, |reason| hidden_reason(Some(reason), page.threshold));
        t::not_shown(&series.name, &reason)
    };
    let hidden: Vec<String> = hidden.iter().map(why).collect();
    let hidden = (!hidden.is_empty()).then(|| view! { <h3>{t::HIDDEN}</h3><TextList items=hidden/> });
    view! { <Section heading=t::ORGANISATIONS id="organisationer">{charts}{hidden}</Section> }
}

/// From last year to this one.
#[component]
fn Slopes<'a>(page: &'a OverYears) -> impl IntoView + use<> {
    let [.., before, now] = page.years.as_slice() else { return ().into_any() };
    let both = |series: &&Series| series.compared().is_some();
    let two = |series: &Series, colour| {
        let line = page.line(series, colour, &series.name);
        Line { values: line.values[line.values.len() - 2..].to_vec(), ..line }
    };
    let others = page.organisations.iter().filter(both).map(|series| two(series, 1));
    let lines: Vec<Line> = others.chain([&page.city].into_iter().filter(both).map(|series| two(series, 0))).collect();
    if lines.len() < 3 {
        return ().into_any();
    }
    let (title, years, ends) = (t::slope(before, now), [*before, *now], page.ends());
    view! { <Section heading=title.clone() id="forandring"><p class="hint">{t::SLOPE_LEAD}</p><Slope title years lines ends/></Section> }
        .into_any()
}

/// Everything above as numbers.
#[component]
fn FiguresTable<'a>(page: &'a OverYears) -> impl IntoView + use<> {
    let statistic = &page.indicator.statistic;
    let years = page.years.iter().rev().map(|year| Column::number(year.to_string()));
    let columns = [Column::text(central::awareness::COLUMN_ORGANISATION), Column::text(t::COLUMN_CHANGE)].into_iter();
    let columns: Vec<Column> = columns.chain(years).collect();
    let row = |series: &Series| {
        let change = series.compared().and_then(|(before, now)| change_of(statistic, before, now));
        let asked = series.now().and_then(|figure| figure.hidden()) != Some(Reason::NotAsked);
        let change = change.map(t::change).or((asked && page.years.len() > 1).then_some(t::NOT_COMPARED));
        let cells = series.figures.iter().rev().map(|figure| {
            view! { <FigureCell figure=*figure statistic threshold=page.threshold/> }
        });
        let cells = cells.collect_view();
        let merged = series.merged.then(|| view! { <span class="of">{central::awareness::MERGED}</span> });
        view! { <tr><th scope="row">{series.name.clone()}{merged}</th><td>{change}</td>{cells}</tr> }
    };
    let groups = vec![
        (None, page.organisations.iter().map(row).collect_view().into_any()),
        (Some(t::TOGETHER.to_owned()), page.audiences.iter().chain([&page.city]).map(row).collect_view().into_any()),
    ];
    let caption = page.indicator.label.clone();
    view! {
        <Section heading=t::TABLE id="tabell"><p class="hint">{t::CHANGE_HINT}</p><ScrollingTable caption columns groups/></Section>
    }
}

/// The charts as files.
#[component]
fn Pictures<'a>(page: &'a OverYears) -> impl IntoView + use<> {
    let Some(year) = page.years.last() else { return ().into_any() };
    let links = t::PICTURES.map(|(file, name)| {
        let link = |ending: &'static str, format: &'static str| {
            let address = routes::CHART.href([&format!("{file}.{ending}")]);
            let address = routes::with_query(&address, &[("ar", year), ("indikator", &page.indicator.id)]);
            view! { <a href=address>{format}</a> }
        };
        view! { <li>{name}": "{link("png", "PNG")}", "{link("svg", "SVG")}", "{link("csv", "CSV")}</li> }
    });
    view! { <Section heading=central::exports::HEADING id="hamta"><ul>{links.collect_view()}</ul></Section> }.into_any()
}

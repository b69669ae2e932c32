//! The central office's page of one question: who answered what, of everybody or of those that are chosen.

use std::collections::BTreeSet;

use app::domain::distribution::Distribution;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::meaning::Meaning;
use app::domain::organisation::{Audience, Organisation, collation_key};
use app::pages::central::question as pages;
use app::routes;
use app::texts::central as t;
use axum::extract::State;
use serde::Deserialize;

use super::WebError;
use super::awareness::Years;
use super::central::{Answer, name, nothing_yet};
use super::city::has_answers;
use super::input::Asked;
use super::render::Page;
use super::session::CentralStaff;
use crate::services::cross_tables::{self, FieldTable, Spread};
use crate::services::results::RoundFigures;
use crate::services::{Context, HistoryError, Refusal, Result, questionnaires};

#[derive(Deserialize)]
pub(super) struct Which {
    ar: Option<String>,
    fraga: Option<String>,
    vilka: Option<String>,
    omrade: Option<String>,
}

/// Whose answers are chosen.
enum Whom {
    All,
    Audience(Audience),
    Organisation(OrganisationId),
}

/// Before the code of a kind, which no organisation's id has.
const KIND: &str = "typ:";

impl Whom {
    fn parse(code: &str, organisations: &[Organisation]) -> std::result::Result<Self, WebError> {
        if code.is_empty() {
            return Ok(Self::All);
        }
        match code.strip_prefix(KIND) {
            Some(kind) => kind.parse().map(Self::Audience).map_err(|()| WebError::NotFound),
            None => {
                let found = organisations.iter().find(|o| o.id == *code).ok_or(WebError::NotFound)?;
                Ok(Self::Organisation(found.id.clone()))
            }
        }
    }

    fn code(&self) -> String {
        match self {
            Self::All => String::new(),
            Self::Audience(audience) => format!("{KIND}{audience}"),
            Self::Organisation(id) => id.to_string(),
        }
    }

    fn name(&self, organisations: &[Organisation]) -> String {
        match self {
            Self::All => t::WHOLE_CITY.to_owned(),
            Self::Audience(audience) => t::organisations::kinds(*audience).to_owned(),
            Self::Organisation(id) => name(organisations, id),
        }
    }

    /// Theirs in a round, with the organisations of the one that is shown.
    fn of(&self, spread: &Spread, figures: &RoundFigures, now: &RoundFigures) -> Option<Distribution> {
        match self {
            Self::All => Some(spread.city.clone()),
            Self::Audience(audience) => spread.by_audience.get(audience).cloned(),
            Self::Organisation(id) => spread.among(figures, id, &now.organisations),
        }
    }
}

pub(super) async fn page(State(cx): State<Context>, staff: CentralStaff, Asked(which): Asked<Which>) -> Answer {
    let Some(mut years) = Years::find(&cx, which.ar.as_deref()).await? else {
        return Ok(nothing_yet(&staff, routes::AWARENESS.path(), t::nothing_yet::AWARENESS));
    };
    let now = &years.now()?.round;
    if now.is_imported {
        return Err(Refusal::from(HistoryError::FiguresAlone(now.id)).into());
    }
    years.rounds.retain(has_answers);
    years.figures.retain(|figures| !figures.round.is_imported);
    let (now, before) = years.figures.split_last().ok_or(WebError::NotFound)?;
    let fields = cross_tables::fields_of_round(&cx, &now.round.id).await?;
    // Without one asked for, what they want of support, and otherwise the first.
    let support = of_meaning(&cx, &now.round.id, Meaning::SupportWanted).await?;
    let first = || fields.first().map(|field| field.id.clone());
    let asked = which.fraga.or(support).or_else(first).unwrap_or_default();
    if !fields.iter().any(|field| field.id == asked) {
        return Err(WebError::NotFound);
    }
    let whom = Whom::parse(&which.vilka.unwrap_or_default(), &now.organisations)?;
    let line = which.omrade.filter(|line| !line.is_empty());
    let mut earlier = vec![];
    for figures in before {
        let tables = match line {
            Some(_) => cross_tables::by_line_of_work(&cx, figures, &asked).await?,
            None => cross_tables::by_organisation(&cx, figures, &asked).await?,
        };
        earlier.push((figures, tables));
    }
    let tables = cross_tables::by_line_of_work(&cx, now, &asked).await?;
    let chosen = Chosen { now, tables, earlier, whom, line };
    let page = pages::Question {
        year: now.round.id,
        years: years.rounds.iter().map(|r| r.id).collect(),
        fields: fields.into_iter().map(|field| (field.id.clone(), pages::title(&field))).collect(),
        asked,
        whom: (chosen.whom.code(), chosen.whom_options()),
        line: (chosen.line.clone().unwrap_or_default(), chosen.line_options()),
        tables: chosen.tables.iter().filter_map(|table| chosen.table(table)).collect(),
        not_asked: chosen.not_asked(),
        threshold: now.thresholds().1,
    };
    Ok(Page::new(t::question::TITLE).staff(&staff.staff, routes::AWARENESS.path()).plain(pages::question(page)))
}

/// The field of a question with a meaning.
pub(super) async fn of_meaning(cx: &Context, round: &RoundId, meaning: Meaning) -> Result<Option<String>> {
    let asked = questionnaires::of_round(cx, round).await?;
    Ok(asked.iter().find_map(|q| q.question_for(meaning).map(|question| question.id.clone())))
}

/// A question in a round and those before it, and what is chosen of it.
struct Chosen<'a> {
    now: &'a RoundFigures,
    tables: Vec<FieldTable>,
    /// Oldest first.
    earlier: Vec<(&'a RoundFigures, Vec<FieldTable>)>,
    whom: Whom,
    line: Option<String>,
}

/// The answers in a verksamhetsområde, or all.
fn spread_of<'t>(table: &'t FieldTable, line: Option<&str>) -> Option<&'t Spread> {
    match line {
        None => Some(&table.all),
        Some(id) => table.by_line.iter().find(|line| line.id == *id).map(|line| &line.spread),
    }
}

impl Chosen<'_> {
    /// What there is of some, all variants of the question together; none where nobody of them was asked.
    fn of(&self, whom: &Whom, line: Option<&str>) -> Option<Distribution> {
        let spreads = self.tables.iter().filter_map(|table| spread_of(table, line));
        spreads.filter_map(|spread| whom.of(spread, self.now, self.now)).reduce(|a, b| a.and(&b))
    }

    /// Whose answers can be chosen, with how many there are.
    fn whom_options(&self) -> Vec<(String, String)> {
        let audiences = Audience::ALL.iter().filter(|a| self.tables.iter().any(|table| table.audiences.contains(a)));
        let audiences: Vec<Whom> = audiences.map(|a| Whom::Audience(*a)).collect();
        let organisations = self.tables.iter().flat_map(|table| &table.all.organisations).map(|(id, _)| id);
        // One that sums others may be of two variants.
        let mut organisations: Vec<&OrganisationId> = organisations.collect::<BTreeSet<_>>().into_iter().collect();
        organisations.sort_by_cached_key(|id| collation_key(&name(&self.now.organisations, id)));
        let several = audiences.len() > 1;
        let all = [Whom::All].into_iter().chain(audiences.into_iter().filter(|_| several));
        let all = all.chain(organisations.into_iter().map(|id| Whom::Organisation(id.clone())));
        let option = |whom: &Whom| {
            let name = whom.name(&self.now.organisations);
            let text = match self.of(whom, self.line.as_deref()) {
                Some(own) => t::question::option(&name, own.base()),
                None => t::question::not_asked_option(&name),
            };
            (whom.code(), text)
        };
        let mut options: Vec<_> = all.map(|whom| option(&whom)).collect();
        if !options.iter().any(|(code, _)| *code == self.whom.code()) {
            options.push(option(&self.whom));
        }
        options
    }

    /// The verksamhetsområden that can be chosen; none where none is shown.
    fn line_options(&self) -> Vec<(String, String)> {
        let mut lines: Vec<(&str, &str)> = vec![];
        for line in self.tables.iter().flat_map(|table| &table.by_line) {
            if !lines.iter().any(|(id, _)| *id == line.id) {
                lines.push((&line.id, &line.name));
            }
        }
        let option = |id: Option<&str>, name: &str| {
            let own = self.of(&self.whom, id);
            let is_chosen = id == self.line.as_deref();
            // What those chosen were not asked for is no choice, unless it has been made.
            (own.is_some() || is_chosen || id.is_none())
                .then(|| (id.unwrap_or_default().to_owned(), t::question::option(name, own.and_then(|own| own.base()))))
        };
        let all = option(None, t::question::ALL_LINES);
        let lines: Vec<_> = lines.iter().filter_map(|(id, name)| option(Some(id), name)).collect();
        let is_shown = |line: &cross_tables::Line| {
            line.spread.city.base().is_some() || line.spread.organisations.iter().any(|(_, own)| own.base().is_some())
        };
        let any = self.tables.iter().flat_map(|table| &table.by_line).any(is_shown);
        if any { all.into_iter().chain(lines).collect() } else { vec![] }
    }

    /// Why there is nothing of what is chosen.
    fn not_asked(&self) -> String {
        let names = &self.now.organisations;
        let kinds: BTreeSet<Audience> = self.tables.iter().flat_map(|table| &table.audiences).copied().collect();
        let kinds: Vec<String> = kinds.into_iter().map(|a| t::organisations::kinds(a).to_lowercase()).collect();
        match self.of(&self.whom, None) {
            Some(_) => t::question::no_such_line(&self.whom.name(names)),
            None => t::question::not_asked(&self.whom.name(names), &app::texts::parts::listed(&kinds)),
        }
    }

    /// A table of what is chosen, and the same over the years; none where nobody of them was asked.
    fn table(&self, table: &FieldTable) -> Option<pages::QuestionTable> {
        let names = &self.now.organisations;
        let spread = spread_of(table, self.line.as_deref())?;
        let own = self.whom.of(spread, self.now, self.now)?;
        let audience_of = |id: &OrganisationId| names.iter().find(|o| o.id == *id).map(|o| o.audience);
        let is_chosen = |id: &OrganisationId| match &self.whom {
            Whom::All => true,
            Whom::Audience(audience) => audience_of(id) == Some(*audience),
            Whom::Organisation(chosen) => id == chosen,
        };
        let rows = spread.organisations.iter().filter(|(id, _)| is_chosen(id));
        let mut organisations: Vec<_> = rows.map(|(id, own)| (name(names, id), own.clone())).collect();
        organisations.sort_by_cached_key(|(name, _)| collation_key(name));
        let kinds_differ = matches!(self.whom, Whom::All) && spread.by_audience.len() > 1;
        let audiences = spread.by_audience.iter().filter(|_| kinds_differ);
        let audiences = audiences.map(|(a, own)| (t::organisations::kinds(*a).to_owned(), own.clone())).collect();
        let several = self.tables.len() > 1;
        let kinds: Vec<String> = table.audiences.iter().map(|a| t::organisations::kinds(*a).to_lowercase()).collect();
        let all = if several { t::question::ALL_ASKED.to_owned() } else { t::WHOLE_CITY.to_owned() };
        let whom = if matches!(self.whom, Whom::All) { all.clone() } else { self.whom.name(names) };
        let of_all = matches!(self.whom, Whom::All | Whom::Organisation(_));
        let total = if of_all { (all, spread.city.clone()) } else { (whom.clone(), own.clone()) };
        let lines = if self.line.is_none() { self.lines(table) } else { vec![] };
        let line = self.line.as_deref().and_then(|id| table.by_line.iter().find(|line| line.id == *id));
        Some(pages::QuestionTable {
            of: several.then(|| app::texts::parts::listed(&kinds)),
            values: pages::values(&table.field, &table.all.city),
            field: table.field.clone(),
            organisations,
            audiences,
            total,
            lines,
            other_words: self.other_words(table),
            years: self.years(table).into_iter().chain([(self.now.round.id, own.clone())]).collect(),
            chosen: pages::Choice { whom, line: line.map(|line| line.name.clone()), own },
        })
    }

    /// Those chosen by verksamhetsområde.
    fn lines(&self, table: &FieldTable) -> Vec<(String, Distribution)> {
        let of = |line: &cross_tables::Line| Some((line.name.clone(), self.whom.of(&line.spread, self.now, self.now)?));
        let lines: Vec<_> = table.by_line.iter().filter_map(of).collect();
        // One alone compares nothing.
        if lines.iter().filter(|(_, own)| own.base().is_some()).count() > 1 { lines } else { vec![] }
    }

    /// The tables of the years before that asked the same.
    fn same(&self, table: &FieldTable) -> impl Iterator<Item = (&RoundFigures, &FieldTable)> {
        let is_same = |other: &&FieldTable| other.field.is_same(&table.field) && !other.audiences.is_disjoint(&table.audiences);
        self.earlier.iter().filter_map(move |(figures, tables)| Some((*figures, tables.iter().find(is_same)?)))
    }

    /// What is chosen in the years before.
    fn years(&self, table: &FieldTable) -> Vec<(RoundId, Distribution)> {
        let of_year = |(figures, table): (&RoundFigures, &FieldTable)| {
            Some((figures.round.id, self.whom.of(spread_of(table, self.line.as_deref())?, figures, self.now)?))
        };
        self.same(table).filter_map(of_year).collect()
    }

    /// What the question was in years that said it in other words.
    fn other_words(&self, table: &FieldTable) -> Vec<(Vec<RoundId>, String)> {
        let asked = pages::title(&table.field);
        let mut all: Vec<(Vec<RoundId>, String)> = vec![];
        for (figures, table) in self.same(table) {
            let (round, words) = (figures.round.id, pages::title(&table.field));
            match all.iter_mut().find(|(_, known)| *known == words) {
                Some((rounds, _)) => rounds.push(round),
                None => all.push((vec![round], words)),
            }
        }
        all.retain(|(_, words)| *words != asked);
        all
    }
}

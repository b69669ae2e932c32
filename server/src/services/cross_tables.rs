//! A question of a closed round by organisation, kind of organisation and verksamhetsområde.
//!
//! What is shown of each organisation and of the city is decided as its other figures are ([`super::decided`]), and their parts by
//! verksamhetsområde as those of indicators ([`super::breakdowns`]), so that whatever is chosen belongs to one decision. The
//! rest is derived from what is shown.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::distribution::{BASE, Distribution, Field, fields};
use app::domain::figure::Tally;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::organisation::{Audience, Organisation, lineage};
use app::domain::suppression::{Figure, Reason};

use super::breakdowns::{Column, Counted, Group, Lines, line_field, line_sums};
use super::decided::{Decided, DecidedField, added, asked, sums};
use super::results::{RoundFigures, Whose};
use super::{Context, Result, questionnaires};
use crate::store;
use crate::store::counts::ByLine;

/// A field as everybody who was asked it answered.
#[derive(Debug, Clone)]
pub struct FieldTable {
    /// What was asked.
    pub field: Field,
    /// Those who were asked.
    pub audiences: BTreeSet<Audience>,
    /// The ids of their questionnaires.
    pub questionnaires: BTreeSet<String>,
    pub all: Spread,
    /// The same of each verksamhetsområde, where that was asked for.
    pub by_line: Vec<Line>,
}

/// Those of a verksamhetsområde.
#[derive(Debug, Clone)]
pub struct Line {
    /// The option's id, which is the same in all questionnaires; with the kind of organisation where others have another
    /// option under it.
    pub id: String,
    pub name: String,
    pub spread: Spread,
}

/// How those who were asked the same answered.
#[derive(Debug, Clone)]
pub struct Spread {
    pub city: Distribution,
    /// Each that has answers, or sums those before it.
    pub organisations: Vec<(OrganisationId, Distribution)>,
    /// All of a kind together, where that can be had from what is shown.
    pub by_audience: BTreeMap<Audience, Distribution>,
}

impl Spread {
    fn new(
        city: Distribution,
        organisations: Vec<(&Organisation, Distribution)>,
        roots: &BTreeSet<&OrganisationId>,
        field: &Field,
    ) -> Self {
        let audiences: BTreeSet<Audience> = organisations.iter().map(|(o, _)| o.audience).collect();
        let of_roots = organisations.iter().filter(|(o, _)| roots.contains(&o.id));
        let of_roots: Vec<(Audience, &Distribution)> = of_roots.map(|(o, own)| (o.audience, own)).collect();
        let of_audience = |a: &Audience| (*a, of_audience(*a, &of_roots, &city).without_non_answers(field));
        let by_audience = audiences.iter().map(of_audience).collect();
        let organisations = organisations.into_iter().map(|(o, own)| (o.id.clone(), own)).collect();
        Self { city, organisations, by_audience }
    }

    /// An organisation's of a later round, with the organisations of that one: those that it has taken over from since are added.
    pub fn among(&self, figures: &RoundFigures, organisation: &str, later: &[Organisation]) -> Option<Distribution> {
        let answered =
            |id: &OrganisationId| lineage(&figures.organisations, id).iter().any(|o| figures.answered_by(&o.id).responses > 0);
        let parts = figures.parts_among(organisation, later);
        let is_alone = parts.len() == 1;
        let parts = parts.iter().filter(|id| is_alone || answered(id));
        let of = |id| self.organisations.iter().find(|(o, _)| o == id).map(|(_, own)| own.clone());
        parts.filter_map(of).reduce(|a, b| a.and(&b))
    }
}

/// The fields that were asked in a round, each once.
pub async fn fields_of_round(cx: &Context, round: &RoundId) -> Result<Vec<Field>> {
    let mut list: Vec<Field> = vec![];
    for questionnaire in questionnaires::of_round(cx, round).await? {
        for field in fields(&questionnaire) {
            if !list.iter().any(|other| other.id == field.id) {
                list.push(field);
            }
        }
    }
    Ok(list)
}

/// A field by organisation: a table for all who were asked the same, of whom the same is counted.
pub async fn by_organisation(cx: &Context, figures: &RoundFigures, field: &str) -> Result<Vec<FieldTable>> {
    tables(cx, figures, field, false).await
}

/// The same by verksamhetsområde, too.
pub async fn by_line_of_work(cx: &Context, figures: &RoundFigures, field: &str) -> Result<Vec<FieldTable>> {
    tables(cx, figures, field, true).await
}

async fn tables(cx: &Context, figures: &RoundFigures, field: &str, by_line: bool) -> Result<Vec<FieldTable>> {
    let round = &figures.round;
    let mut db = cx.store.read().await?;
    let questionnaires = questionnaires::by_organisation(cx, &mut db, &round.id).await?;
    let mut sums = sums(store::counts::list_distribution_of(&mut db, &round.id, field).await?);
    let (mut counts, mut responses) = (BTreeMap::new(), BTreeMap::new());
    if by_line {
        sums.extend(line_sums(&mut db, figures, questionnaires.iter().map(|(_, q)| &**q)).await?);
        counts = store::counts::list_by_line(&mut db, &round.id, field).await?;
        responses = store::counts::list_responses_by_line(&mut db, &round.id).await?;
    }
    drop(db);
    let asked = asked(&questionnaires);
    let decided = Decided { all: &figures.organisations, figures, asked: &asked, sums: &sums };
    let lines = Lines::new(&decided, responses);
    let mut tables: Vec<FieldTable> = vec![];
    let mut done: Vec<&OrganisationId> = vec![];
    for (id, questionnaire) in &asked {
        let Some(field) = fields(questionnaire).into_iter().find(|f| f.id == *field).filter(|_| !done.contains(&id)) else {
            continue;
        };
        // The verksamhetsområden are their own.
        let is_line = line_field(questionnaire).is_some_and(|line| line.id == field.id);
        let decided = decided.field(field, questionnaire);
        if let Some(mut table) = table(figures, &decided) {
            let is_same = |id: &OrganisationId| decided.same.contains(&id);
            table.questionnaires = asked.iter().filter(|(id, _)| is_same(id)).map(|(_, q)| q.id.clone()).collect();
            if by_line && !is_line {
                table.by_line = Parted { figures, decided: &decided, lines: &lines, counts: &counts }.lines();
            }
            tables.push(table);
        }
        done.extend(decided.same);
    }
    Ok(tables)
}

/// The organisations of a table: those that answered, or sum others that did.
fn rows<'a>(figures: &'a RoundFigures, decided: &DecidedField) -> Vec<&'a Organisation> {
    let all = &figures.organisations;
    let is_of = |o: &&Organisation| lineage(all, &o.id).iter().any(|part| decided.same.contains(&&part.id));
    let answers = |o: &&Organisation| figures.asked.contains_key(&o.id) || figures.is_merged(&o.id);
    all.iter().filter(answers).filter(is_of).collect()
}

/// Those that nobody has taken over from.
fn roots<'a>(figures: &RoundFigures, rows: &[&'a Organisation]) -> BTreeSet<&'a OrganisationId> {
    let known = |id: &OrganisationId| figures.organisations.iter().any(|o| o.id == *id);
    rows.iter().filter(|o| !o.successor.as_ref().is_some_and(known)).map(|o| &o.id).collect()
}

fn table(figures: &RoundFigures, decided: &DecidedField) -> Option<FieldTable> {
    let rows = rows(figures, decided);
    let organisations: Vec<_> = rows.iter().map(|o| (*o, decided.own(&o.id))).collect();
    let all = Spread::new(decided.city(), organisations, &roots(figures, &rows), &decided.field);
    (!rows.is_empty()).then(|| FieldTable {
        field: decided.field.clone(),
        audiences: rows.iter().map(|o| o.audience).collect(),
        questionnaires: BTreeSet::new(),
        all,
        by_line: vec![],
    })
}

/// The sum of an audience's organisations, or what is left of the city without those of all others.
fn of_audience(audience: Audience, roots: &[(Audience, &Distribution)], city: &Distribution) -> Distribution {
    // Where nobody answered there is nothing to add.
    let added = |is_its: bool| {
        let of = roots.iter().filter(|(of, _)| (*of == audience) == is_its).map(|(_, own)| *own);
        of.filter(|own| own.hidden() != Some(Reason::Empty)).cloned().reduce(|a, b| a.and(&b))
    };
    let Some(sum) = added(true) else { return Distribution::empty() };
    if sum.base().is_some() { sum } else { added(false).map_or_else(|| city.clone(), |others| city.without(&others)) }
}

/// What a field is parted by verksamhetsområde from.
struct Parted<'a> {
    figures: &'a RoundFigures,
    decided: &'a DecidedField<'a>,
    lines: &'a Lines<'a>,
    counts: &'a BTreeMap<OrganisationId, ByLine>,
}

impl Parted<'_> {
    fn lines(&self) -> Vec<Line> {
        let same = &self.decided.same;
        let tally = |counts: &BTreeMap<String, i64>| Tally { count: 0, base: counts.get(BASE).copied().unwrap_or(0) };
        let of = same.iter().copied().filter_map(|id| Some((id, self.counts.get(id)?)));
        let tallies = of.flat_map(|(id, by_line)| by_line.iter().map(move |(line, counts)| ((id, line.as_str()), tally(counts))));
        let counted = Counted { figures: self.decided.figures.clone(), asked: same.clone(), tallies: tallies.collect() };
        // Where the indicators that count it were asked of others too, their columns less these would be those of the others.
        let is_whole = self.decided.is_whole && same.iter().all(|id| self.is_counted(id));
        let columns = if is_whole { self.lines.columns(&counted) } else { BTreeMap::new() };
        let of_field = |group: &&Group| group.organisations.iter().any(|id| same.contains(id));
        let groups: Vec<(usize, &Group)> = self.lines.groups.iter().enumerate().filter(|(_, group)| of_field(group)).collect();
        let options = groups.iter().flat_map(|(_, group)| &group.field.options);
        let every = self.lines.groups.iter().flat_map(|group| &group.field.options);
        let names: BTreeSet<(&str, &str)> = every.map(|(id, name, _)| (id.as_str(), name.as_str())).collect();
        let mut lines: Vec<Line> = vec![];
        for (id, name, _) in options {
            let of_line: Vec<(usize, &Group)> = groups.iter().copied().filter(|(_, group)| has(group, (id, name))).collect();
            let is_shared = names.iter().filter(|(other, _)| other == id).count() > 1;
            let kind = of_line.first().and_then(|(_, group)| self.kinds(group).first().copied()).filter(|_| is_shared);
            let code = kind.map_or_else(|| id.clone(), |kind| format!("{id}.{kind}"));
            if !lines.iter().any(|line| line.id == code) {
                let spread = self.of_line(id, &of_line, &counted, &columns);
                lines.push(Line { id: code, name: name.clone(), spread });
            }
        }
        lines
    }

    /// Whether an organisation's answers are counted by verksamhetsområde: those of a round that closed earlier may not be.
    fn is_counted(&self, id: &OrganisationId) -> bool {
        self.counts.contains_key(id) || self.decided.base_of(id) == 0
    }

    /// The verksamhetsområde of the groups that were asked for it.
    fn of_line(&self, line: &str, groups: &[(usize, &Group)], counted: &Counted, columns: &BTreeMap<Column, Figure>) -> Spread {
        let rows = rows(self.figures, self.decided);
        let own = |o: &Organisation| {
            // One that is not asked for this has no row; one that sums others is not parted.
            let group = groups.iter().find(|(_, group)| group.organisations.contains(&&o.id));
            if !self.figures.is_merged(&o.id) && group.is_none() {
                return None;
            }
            let cells = group.map(|(_, group)| self.lines.own(group, &o.id, counted)).unwrap_or_default();
            let figure = cells.into_iter().find(|(of, ..)| of == line).and_then(|(_, _, figure)| figure);
            Some(self.distribution(figure, [&o.id].into_iter(), line))
        };
        let organisations: Vec<_> = rows.iter().filter_map(|o| Some((*o, own(o)?))).collect();
        let of_group = |(number, group): &(usize, &Group)| {
            let column = columns.get(&(*number, line.to_owned())).filter(|_| group.is_shown(&Whose::City));
            let of = group.organisations.iter().copied().filter(|id| self.decided.same.contains(id));
            (self.kinds(group), self.distribution(column.copied(), of, line))
        };
        let sums: Vec<(BTreeSet<Audience>, Distribution)> = groups.iter().map(of_group).collect();
        let added = |sums: &mut dyn Iterator<Item = &Distribution>| sums.cloned().reduce(|a, b| a.and(&b));
        let city = added(&mut sums.iter().map(|(_, own)| own)).unwrap_or_else(Distribution::empty);
        let mut spread = Spread::new(city, organisations, &roots(self.figures, &rows), &self.decided.field);
        // Where groups are of one kind, their sum is the kind's.
        for (audience, own) in spread.by_audience.iter_mut().filter(|(_, own)| own.base().is_none()) {
            let of_kind = || sums.iter().filter(|(kinds, _)| kinds.contains(audience));
            if of_kind().all(|(kinds, _)| kinds.len() == 1) {
                *own = added(&mut of_kind().map(|(_, own)| own)).unwrap_or_else(|| own.clone());
            }
        }
        spread
    }

    /// The kinds of organisations in a group that were asked.
    fn kinds(&self, group: &Group) -> BTreeSet<Audience> {
        let of = |o: &&Organisation| group.organisations.contains(&&o.id) && self.decided.same.contains(&&o.id);
        self.figures.organisations.iter().filter(of).map(|o| o.audience).collect()
    }

    /// The answers in a verksamhetsområde. Why they are not shown is not told: that nobody answered would be an answer.
    fn distribution<'b>(&self, figure: Option<Figure>, of: impl Iterator<Item = &'b OrganisationId>, line: &str) -> Distribution {
        let figure = figure.filter(|figure| figure.shown().is_some()).unwrap_or_else(Figure::withheld);
        let counts = of.filter_map(|id| self.counts.get(id)?.get(line));
        Distribution::new(figure, &added(counts)).without_non_answers(&self.decided.field)
    }
}

/// Whether a group was asked for a verksamhetsområde.
fn has(group: &Group, line: (&str, &str)) -> bool {
    group.field.options.iter().any(|(id, name, _)| (id.as_str(), name.as_str()) == line)
}

//! By verksamhetsområde in a closed round: an organisation's own, and the city's.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::domain::distribution::{Field, fields};
use app::domain::figure::Tally;
use app::domain::ids::OrganisationId;
use app::domain::meaning::Meaning;
use app::domain::organisation::lineage;
use app::domain::questionnaire::{Indicator, Questionnaire};
use app::domain::suppression::columns::{Cell, Row, protect_columns};
use app::domain::suppression::{Count, Figure, Node, protect_since};
use sqlx::AnyConnection;

use super::decided::{Decided, Sums, asked, sums};
use super::results::{RoundFigures, Whose};
use super::{Context, OrganisationAccess, Result, questionnaires};
use crate::store;
use crate::store::counts::Breakdown;

/// The key of a breakdown's total, which no option has.
const WHOLE: &str = "=";

/// Indicators by verksamhetsområde: the areas' names, and a figure for each.
#[derive(Debug, Clone, Default)]
pub struct ByLine {
    /// In the order of the questionnaire.
    pub lines: Vec<String>,
    /// Each indicator with a tally a line. Why one is not shown is not told: that nobody answered
    /// would be an answer.
    pub rows: Vec<(Indicator, Vec<Option<Tally>>)>,
}

/// An organisation's indicators by verksamhetsområde, where it is shown how many belong to each and at
/// least two can be shown. Not of a year in which it is a sum of several: each of these has its own, and the two
/// together would tell too much.
pub async fn by_line_of_work(cx: &Context, access: &OrganisationAccess, figures: &RoundFigures) -> Result<ByLine> {
    let organisation = access.id();
    let Read { questionnaires, sums, responses, breakdowns } = Read::new(cx, figures).await?;
    let asked = asked(&questionnaires);
    let lines = Lines::new(&Decided { all: &figures.organisations, figures, asked: &asked, sums: &sums }, responses);
    let Some((_, group)) = lines.group_of(organisation) else { return Ok(ByLine::default()) };
    let Some((_, questionnaire)) = asked.iter().find(|(id, _)| id == organisation) else { return Ok(ByLine::default()) };
    let shown = |indicator: &Indicator| {
        let counted = Counted::of_indicator(figures, &breakdowns, &indicator.id);
        let own = lines.own(group, organisation, &counted);
        own.into_iter().filter_map(|(line, _, figure)| Some((line, figure?.shown()?))).collect()
    };
    let field = line_field(questionnaire).unwrap_or_else(|| group.field.clone());
    Ok(ByLine::new(&field, &questionnaire.indicators, shown))
}

/// The same of the whole city: a table of all organisations that were asked for the same areas, with the title of their
/// questionnaire. None where the threshold has been raised since the close: what was shown before would count.
pub async fn by_line_of_work_in_city(cx: &Context, figures: &RoundFigures) -> Result<Vec<(String, ByLine)>> {
    let Read { questionnaires, sums, responses, breakdowns } = Read::new(cx, figures).await?;
    let asked = asked(&questionnaires);
    let lines = Lines::new(&Decided { all: &figures.organisations, figures, asked: &asked, sums: &sums }, responses);
    // One of fewer organisations than another of the same field would tell of those that it is not of.
    let columns: BTreeMap<&str, BTreeMap<Column, Figure>> = figures
        .indicators
        .iter()
        .filter(|i| figures.is_whole(&i.id))
        .map(|i| (i.id.as_str(), lines.columns(&Counted::of_indicator(figures, &breakdowns, &i.id))))
        .collect();
    let tables = lines.groups.iter().enumerate().filter(|(_, group)| group.is_shown(&Whose::City)).map(|(number, group)| {
        let shown = |indicator: &Indicator| {
            let own = columns.get(indicator.id.as_str()).into_iter().flatten().filter(|((of, _), _)| *of == number);
            own.filter_map(|((_, line), figure)| Some((line.clone(), figure.shown()?))).collect()
        };
        (group.questionnaire.title.clone(), ByLine::new(&group.field, &group.questionnaire.indicators, shown))
    });
    Ok(tables.filter(|(_, table)| !table.lines.is_empty()).collect())
}

/// What is read of a round.
struct Read {
    questionnaires: Vec<(OrganisationId, Arc<Questionnaire>)>,
    sums: Sums,
    responses: BTreeMap<OrganisationId, BTreeMap<String, i64>>,
    breakdowns: BTreeMap<OrganisationId, Breakdown>,
}

impl Read {
    async fn new(cx: &Context, figures: &RoundFigures) -> Result<Self> {
        let mut db = cx.store.read().await?;
        let questionnaires = questionnaires::by_organisation(cx, &mut db, &figures.round.id).await?;
        let sums = line_sums(&mut db, figures, questionnaires.iter().map(|(_, q)| &**q)).await?;
        let breakdowns = store::counts::list_breakdown(&mut db, &figures.round.id).await?;
        let responses = store::counts::list_responses_by_line(&mut db, &figures.round.id).await?;
        Ok(Self { questionnaires, sums, responses, breakdowns })
    }
}

/// How many chose each verksamhetsområde.
pub(super) async fn line_sums<'a>(
    db: &mut AnyConnection,
    figures: &RoundFigures,
    questionnaires: impl Iterator<Item = &'a Questionnaire>,
) -> Result<Sums> {
    let mut fields: Vec<&str> =
        questionnaires.filter_map(|q| q.question_for(Meaning::LineOfWork)).map(|q| q.id.as_str()).collect();
    fields.sort_unstable();
    fields.dedup();
    let mut all = BTreeMap::new();
    for field in fields {
        all.extend(sums(store::counts::list_distribution_of(db, &figures.round.id, field).await?));
    }
    Ok(all)
}

/// The question of the verksamhetsområde.
pub(super) fn line_field(questionnaire: &Questionnaire) -> Option<Field> {
    let question = questionnaire.question_for(Meaning::LineOfWork)?;
    fields(questionnaire).into_iter().find(|field| field.id == question.id)
}

/// What is counted by verksamhetsområde.
pub(super) struct Counted<'a> {
    /// Whose figures of it are shown.
    pub(super) figures: BTreeMap<Whose, Figure>,
    /// The organisations that were asked it.
    pub(super) asked: Vec<&'a OrganisationId>,
    /// By organisation and verksamhetsområde.
    pub(super) tallies: BTreeMap<(&'a OrganisationId, &'a str), Tally>,
}

impl<'a> Counted<'a> {
    fn of_indicator(figures: &'a RoundFigures, breakdowns: &'a BTreeMap<OrganisationId, Breakdown>, indicator: &str) -> Self {
        let is_its = |ids: &Vec<String>| ids.iter().any(|i| i == indicator);
        let of = |(organisation, breakdown): (&'a OrganisationId, &'a Breakdown)| {
            let own = breakdown.iter().filter(|((counted, _), _)| counted == indicator);
            own.map(move |((_, line), tally)| ((organisation, line.as_str()), *tally)).collect::<Vec<_>>()
        };
        Self {
            figures: figures.all_of(indicator),
            asked: figures.asked.iter().filter(|(_, ids)| is_its(ids)).map(|(id, _)| id).collect(),
            tallies: breakdowns.iter().flat_map(of).collect(),
        }
    }
}

/// The number of a group, and a verksamhetsområde.
pub(super) type Column = (usize, String);

/// The verksamhetsområden of a round, and who belongs to them.
pub(super) struct Lines<'a> {
    figures: &'a RoundFigures,
    pub(super) groups: Vec<Group<'a>>,
    /// Responses by organisation and verksamhetsområde.
    responses: BTreeMap<OrganisationId, BTreeMap<String, i64>>,
}

/// The organisations that were asked for the same verksamhetsområden, and how many chose each where that is shown.
pub(super) struct Group<'a> {
    pub(super) field: Field,
    questionnaire: &'a Questionnaire,
    pub(super) organisations: Vec<&'a OrganisationId>,
    spread: BTreeMap<Whose, Figure>,
}

impl Group<'_> {
    pub(super) fn is_shown(&self, whose: &Whose) -> bool {
        self.spread.get(whose).is_some_and(|figure| figure.shown().is_some())
    }
}

impl<'a> Lines<'a> {
    pub(super) fn new(decided: &Decided<'a>, responses: BTreeMap<OrganisationId, BTreeMap<String, i64>>) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        for (_, questionnaire) in decided.asked {
            let Some(field) = line_field(questionnaire).filter(|f| !groups.iter().any(|g| g.field.is_same(f))) else { continue };
            let of_group = decided.field(field, questionnaire);
            groups.push(Group { field: of_group.field, questionnaire, organisations: of_group.same, spread: of_group.figures });
        }
        Self { figures: decided.figures, groups, responses }
    }

    /// An organisation's group, and its number.
    pub(super) fn group_of(&self, organisation: &OrganisationId) -> Option<(usize, &Group<'a>)> {
        self.groups.iter().enumerate().find(|(_, group)| group.organisations.contains(&organisation))
    }

    /// An organisation's cells: the verksamhetsområde, what is counted, and what is decided where any may be shown.
    pub(super) fn own(
        &self,
        group: &Group,
        organisation: &OrganisationId,
        counted: &Counted,
    ) -> Vec<(String, Count, Option<Figure>)> {
        let deducted = self.figures.answered_by(organisation).deducted;
        let count = |(line, responses): (&String, &i64)| {
            let tally = counted.tallies.get(&(organisation, line.as_str())).copied().unwrap_or_default();
            (line.clone(), Count { tally, responses: *responses, deducted })
        };
        let counts: Vec<(String, Count)> = self.responses.get(organisation).into_iter().flatten().map(count).collect();
        let own = Whose::Own(organisation.clone());
        // A figure that is hidden to protect another is not told by its parts either.
        let shown = counted.figures.get(&own).is_some_and(|figure| figure.shown().is_some());
        let decided = if shown && group.is_shown(&own) && !self.figures.is_merged(organisation) {
            let parts = counts.iter().map(|(line, count)| Node::Part(line.clone(), *count));
            protect_since(&Node::Total(WHOLE.to_owned(), parts.collect()), self.figures.thresholds())
        } else {
            BTreeMap::new()
        };
        counts.into_iter().map(|(line, count)| (line.clone(), count, decided.get(&line).copied())).collect()
    }

    /// The sum of each verksamhetsområde over the organisations that were asked. None where the threshold has been raised or
    /// answers of further organisations have come since the close: what was shown before would count. All groups are one table: their organisations add up to the same city.
    pub(super) fn columns(&self, counted: &Counted) -> BTreeMap<Column, Figure> {
        let (threshold, raised) = self.figures.thresholds();
        if threshold != raised || self.figures.has_late {
            return BTreeMap::new();
        }
        let row = |id: &&OrganisationId| {
            let (number, group) = self.group_of(id)?;
            let cell = |(line, count, figure): (String, Count, Option<Figure>)| {
                ((number, line), Cell { count, shown: figure.is_some_and(|f| f.shown().is_some()) })
            };
            let cells = self.own(group, id, counted).into_iter().map(cell).collect();
            Some(Row { sum: self.known_by(&counted.figures, id), cells })
        };
        protect_columns(&counted.asked.iter().filter_map(row).collect::<Vec<_>>(), threshold)
    }

    /// What an organisation's part is known by, for `protect_columns`: its own figure, that of those who took
    /// over from it, or what is left of the city without those.
    fn known_by(&self, figures: &BTreeMap<Whose, Figure>, id: &OrganisationId) -> Option<String> {
        let is_shown = |whose: Whose| figures.get(&whose).is_some_and(|figure| figure.shown().is_some());
        if is_shown(Whose::Own(id.clone())) {
            return Some(id.to_string());
        }
        let all = &self.figures.organisations;
        let took_over = |o: &&app::domain::organisation::Organisation| lineage(all, &o.id).iter().any(|part| part.id == *id);
        let merged = all.iter().filter(took_over).find(|o| is_shown(Whose::Merged(o.id.clone())));
        let rest = || is_shown(Whose::City).then(String::new);
        merged.map(|o| format!("{}, sammanlagd", o.id)).or_else(rest)
    }
}

impl ByLine {
    /// A table of what is shown of each indicator; empty where one area alone is, since that compares nothing.
    fn new(field: &Field, indicators: &[Indicator], shown: impl Fn(&Indicator) -> BTreeMap<String, Tally>) -> Self {
        let row = |indicator: &Indicator| {
            let tallies = shown(indicator);
            (indicator.clone(), field.options.iter().map(|(id, _, _)| tallies.get(id).copied()).collect::<Vec<_>>())
        };
        let rows: Vec<_> = indicators.iter().map(row).collect();
        let is_shown = |i: &usize| rows.iter().any(|(_, cells)| cells[*i].is_some());
        if (0..field.options.len()).filter(is_shown).count() < 2 {
            return Self::default();
        }
        Self { lines: field.options.iter().map(|(_, text, _)| text.clone()).collect(), rows }
    }
}

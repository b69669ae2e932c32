//! Indicators by verksamhetsområde of a closed round: an organisation's own, and the city's.

use std::collections::BTreeMap;

use app::domain::distribution::{Field, fields};
use app::domain::figure::Tally;
use app::domain::ids::OrganisationId;
use app::domain::meaning::Meaning;
use app::domain::questionnaire::{Indicator, Questionnaire};
use app::domain::round::ClosedRound;
use app::domain::suppression::columns::{Cell, Row, protect_columns};
use app::domain::suppression::{Count, Figure, Node, protect_since};
use sqlx::AnyConnection;

use super::counting::RESPONSES;
use super::distributions::{self, Asked, Decided, counted_by, questionnaires_by_organisation, sums};
use super::results::{RoundFigures, Whose};
use super::{Context, OrganisationAccess, Result, questionnaires};
use crate::store;

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
    let distributions = distributions::list(cx, access, figures).await?;
    let organisation = access.id();
    let mut db = cx.store.read().await?;
    let links = store::rounds::list_links(&mut db, &figures.round.id).await?;
    let link = links.iter().find(|l| l.organisation == *organisation).filter(|_| !figures.is_merged(organisation));
    let Some(link) = link else { return Ok(ByLine::default()) };
    let questionnaire = questionnaires::of_link(cx, &mut db, link).await?;
    let line_of_work = questionnaire.question_for(Meaning::LineOfWork).map(|q| q.id.as_str());
    let lines = distributions.iter().find(|s| Some(s.field.id.as_str()) == line_of_work && s.own.base().is_some());
    let Some(lines) = lines else { return Ok(ByLine::default()) };
    let breakdown = breakdown(&mut db, &figures.round, organisation).await?;
    let shown = |indicator: &Indicator| {
        let row = own_row(figures, organisation, &breakdown, &indicator.id, true);
        row.cells.into_iter().filter(|(_, cell)| cell.shown).map(|(line, cell)| (line, cell.count.tally)).collect()
    };
    Ok(ByLine::new(&lines.field, &questionnaire.indicators, shown))
}

/// The same of the whole city: a table of all organisations that were asked for the same areas, with the title of their
/// questionnaire. None where the threshold has been raised since the close: what was shown before would count.
pub async fn by_line_of_work_in_city(cx: &Context, figures: &RoundFigures) -> Result<Vec<(String, ByLine)>> {
    let (threshold, raised) = figures.thresholds();
    if threshold != raised {
        return Ok(vec![]);
    }
    let mut db = cx.store.read().await?;
    let questionnaires = questionnaires_by_organisation(cx, &mut db, &figures.round).await?;
    let sums = sums(&mut db, &figures.round).await?;
    let mut breakdowns = BTreeMap::new();
    for (id, _) in &questionnaires {
        breakdowns.insert(id.clone(), breakdown(&mut db, &figures.round, id).await?);
    }
    drop(db);
    let asked: Asked = questionnaires.iter().map(|(id, q)| (id.clone(), &**q)).collect();
    let decided = Decided { all: &figures.organisations, figures, asked: &asked, sums: &sums };
    let groups = groups_by_line(&decided);
    // All groups are one table: their organisations add up to the same city.
    let decide = |indicator: &str| {
        let rows = groups.iter().enumerate().flat_map(|(number, group)| {
            let asked = |id: &&&OrganisationId| figures.asked.get(**id).is_some_and(|ids| ids.iter().any(|i| i == indicator));
            group.organisations.iter().filter(asked).map(move |id| (number, group, *id))
        });
        let row = |(number, group, id): (usize, &Group, &OrganisationId)| {
            let may_be_shown = group.is_shown(&Whose::Own(id.clone())) && !figures.is_merged(id);
            let own = own_row(figures, id, &breakdowns[id], indicator, may_be_shown);
            let cells = own.cells.into_iter().map(|(line, cell)| ((number, line), cell)).collect();
            Row { sum: figures.known_by(indicator, id), cells }
        };
        protect_columns(&rows.map(row).collect::<Vec<_>>(), threshold)
    };
    let columns: BTreeMap<&str, BTreeMap<(usize, String), Figure>> =
        figures.indicators.iter().map(|indicator| (indicator.id.as_str(), decide(&indicator.id))).collect();
    let tables = groups.iter().enumerate().filter(|(_, group)| group.is_shown(&Whose::City)).map(|(number, group)| {
        let shown = |indicator: &Indicator| {
            let own = columns.get(indicator.id.as_str()).into_iter().flatten().filter(|((of, _), _)| *of == number);
            own.filter_map(|((_, line), figure)| Some((line.clone(), figure.shown()?))).collect()
        };
        (group.questionnaire.title.clone(), ByLine::new(&group.field, &group.questionnaire.indicators, shown))
    });
    Ok(tables.filter(|(_, table)| !table.lines.is_empty()).collect())
}

/// The organisations that were asked for the same verksamhetsområden, and how many chose each where that is shown.
struct Group<'a> {
    field: Field,
    questionnaire: &'a Questionnaire,
    organisations: Vec<&'a OrganisationId>,
    spread: BTreeMap<Whose, Figure>,
}

impl Group<'_> {
    fn is_shown(&self, whose: &Whose) -> bool {
        self.spread.get(whose).is_some_and(|figure| figure.shown().is_some())
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

/// Indicators of an organisation by verksamhetsområde; under [`RESPONSES`] all its answers.
type Breakdown = BTreeMap<String, BTreeMap<String, Tally>>;

async fn breakdown(db: &mut AnyConnection, round: &ClosedRound, organisation: &OrganisationId) -> Result<Breakdown> {
    let mut counted = Breakdown::new();
    for (indicator, line, count, base) in store::counts::list_breakdown(db, &round.id, organisation).await? {
        counted.entry(indicator).or_default().insert(line, Tally { count, base });
    }
    Ok(counted)
}

/// An indicator of an organisation by verksamhetsområde, with what is shown of it where any of it may be.
fn own_row(
    figures: &RoundFigures,
    organisation: &OrganisationId,
    breakdown: &Breakdown,
    indicator: &str,
    may_be_shown: bool,
) -> Row<String> {
    let deducted = figures.answered_by(organisation).deducted;
    let tallies = breakdown.get(indicator);
    let count = |(line, here): (&String, &Tally)| {
        let tally = tallies.and_then(|t| t.get(line)).copied().unwrap_or_default();
        (line.clone(), Count { tally, responses: here.base, deducted })
    };
    let counts: BTreeMap<String, Count> = breakdown.get(RESPONSES).into_iter().flatten().map(count).collect();
    // A figure that is hidden to protect another is not told by its parts either.
    let shown = figures.figure(indicator, &Whose::Own(organisation.clone())).shown().is_some();
    let decided = if shown && may_be_shown {
        let parts = counts.iter().map(|(line, count)| Node::Part(line.clone(), *count));
        protect_since(&Node::Total(WHOLE.to_owned(), parts.collect()), figures.thresholds())
    } else {
        BTreeMap::new()
    };
    let is_shown = |line: &String| decided.get(line).is_some_and(|f| f.shown().is_some());
    let cell = |(line, count): (String, Count)| {
        let shown = is_shown(&line);
        (line, Cell { count, shown })
    };
    Row { sum: None, cells: counts.into_iter().map(cell).collect() }
}

fn field_of(questionnaire: &Questionnaire, id: &str) -> Option<Field> {
    fields(questionnaire).into_iter().find(|field| field.id == id)
}

/// The groups that were asked for their verksamhetsområde.
fn groups_by_line<'a>(decided: &Decided<'a>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group> = Vec::new();
    for (_, questionnaire) in decided.asked {
        let field = questionnaire.question_for(Meaning::LineOfWork).and_then(|q| field_of(questionnaire, &q.id));
        let counted = |field: &Field| !counted_by(questionnaire, &field.id).is_empty();
        let Some(field) = field.filter(|f| !counted(f) && !groups.iter().any(|g| g.field.is_same(f))) else { continue };
        let organisations = decided.asked_the_same(&field, &[]);
        let spread = decided.tree(&field, &organisations);
        groups.push(Group { field, questionnaire, organisations, spread });
    }
    groups
}

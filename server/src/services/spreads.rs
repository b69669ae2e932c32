//! How the answers to each question are spread, and indicators by verksamhetsområde, of a closed
//! round.
//!
//! A field that an indicator counts has that indicator's base, so it is decided with it: were each
//! decided by itself, what one hides could be had from the other. Other fields have a tree of
//! their own.

use std::collections::BTreeMap;

use app::domain::figure::Tally;
use app::domain::indicator::Counter;
use app::domain::organisation::{Organisation, lineage};
use app::domain::questionnaire::{Indicator, Questionnaire};
use app::domain::spread::{BASE, Counts, Field, fields};
use app::domain::suppression::{Figure, Node, protect};
use sqlx::AnyConnection;

use super::results::{RoundFigures, Whose, forest};
use super::{Caller, Result, Services};
use crate::store;
use crate::store::answers::read_response;

/// The question whose answer is the verksamhetsområde, in every questionnaire of the standard.
const LINE_OF_WORK: &str = "omrade";

/// A field, and how its answers are spread.
#[derive(Debug, Clone)]
pub struct Spread {
    /// What was asked.
    pub field: Field,
    /// The organisation's, those before it included.
    pub own: Counts,
    /// All organisations that were asked the same.
    pub city: Counts,
}

/// Indicators by verksamhetsområde: the areas' names, and a figure for each.
#[derive(Debug, Clone, Default)]
pub struct ByLine {
    /// In the order of the questionnaire.
    pub lines: Vec<String>,
    /// Each indicator with a figure a line.
    pub rows: Vec<(Indicator, Vec<Figure>)>,
}

type Sums = BTreeMap<(String, String), BTreeMap<String, i64>>;

/// The questionnaire that each organisation answered.
type Asked<'a> = Vec<(String, &'a Questionnaire)>;

impl Services {
    /// Counts every field of a round anew, within the write that changed its answers.
    pub(crate) async fn recount_spread(&self, db: &mut AnyConnection, year: i64) -> Result<()> {
        let mut sums: BTreeMap<(String, String, String), i64> = BTreeMap::new();
        for link in store::rounds::list_links(db, year).await? {
            let fields = fields(&*self.questionnaire(db, &link).await?);
            let rows = sqlx::query(store::sql::LIST_RESPONSES_OF).bind(year).bind(&link.organisation);
            for row in rows.fetch_all(&mut *db).await? {
                let response = read_response(&row)?;
                for field in &fields {
                    for (value, count) in field.count(&response.answers) {
                        *sums.entry((link.organisation.clone(), field.id.clone(), value)).or_default() += count;
                    }
                }
            }
        }
        store::answers::set_spread(db, year, &sums).await?;
        Ok(())
    }

    /// How the answers of an organisation and of the city are spread, question by question.
    pub async fn spreads(&self, caller: &Caller, figures: &RoundFigures, organisation: &str) -> Result<Vec<Spread>> {
        let all = self.organisations().await?;
        caller.may_read(&all, organisation)?;
        let year = self.closed_round(figures.round.year).await?.year;
        let mut db = self.store.read().await?;
        let links = store::rounds::list_links(&mut db, year).await?;
        let mut questionnaires = BTreeMap::new();
        for link in &links {
            questionnaires.insert(link.organisation.clone(), self.questionnaire(&mut db, link).await?);
        }
        let mut sums: Sums = BTreeMap::new();
        for (organisation, field, value, count) in store::answers::list_spread(&mut db, year).await? {
            sums.entry((organisation, field)).or_default().insert(value, count);
        }
        drop(db);
        let asked: Asked = questionnaires.iter().map(|(id, q)| (id.clone(), &**q)).collect();
        let family: Vec<&str> = lineage(&all, organisation).iter().map(|o| o.id.as_str()).collect();
        let mut spreads: Vec<Spread> = Vec::new();
        // The own questionnaire's fields first, then what only those before were asked.
        for id in &family {
            let Some(questionnaire) = questionnaires.get(*id) else { continue };
            for field in fields(questionnaire) {
                if spreads.iter().any(|s| s.field.is_same(&field)) {
                    continue;
                }
                let (own, city) = Decided { all: &all, figures, asked: &asked, sums: &sums, threshold: self.threshold() }.counts(
                    &field,
                    questionnaire,
                    organisation,
                    &family,
                );
                spreads.push(Spread { field, own, city });
            }
        }
        Ok(spreads)
    }

    /// An organisation's indicators by verksamhetsområde. Not of a year in which it is a sum of
    /// several: each of these has its own, and the two together would tell too much.
    pub async fn by_line(&self, caller: &Caller, figures: &RoundFigures, organisation: &str) -> Result<ByLine> {
        caller.may_read(&self.organisations().await?, organisation)?;
        let year = self.closed_round(figures.round.year).await?.year;
        let mut db = self.store.read().await?;
        let links = store::rounds::list_links(&mut db, year).await?;
        let Some(link) = links.iter().find(|l| l.organisation == organisation).filter(|_| !figures.is_merged(organisation))
        else {
            return Ok(ByLine::default());
        };
        let questionnaire = self.questionnaire(&mut db, link).await?;
        let Some(lines) = fields(&questionnaire).into_iter().find(|f| f.id == LINE_OF_WORK && !f.options.is_empty()) else {
            return Ok(ByLine::default());
        };
        let rows = sqlx::query(store::sql::LIST_RESPONSES_OF).bind(year).bind(organisation).fetch_all(&mut *db).await?;
        let responses = rows.iter().map(read_response).collect::<store::Result<Vec<_>>>()?;
        let mut table = ByLine { lines: lines.options.iter().map(|(_, text, _)| text.clone()).collect(), rows: vec![] };
        for indicator in &questionnaire.indicators {
            let counter = Counter::new(&questionnaire, indicator);
            let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
            for response in &responses {
                let line = lines.count(&response.answers).into_iter().map(|(value, _)| value).find(|value| value != BASE);
                let sum = tallies.entry(line.unwrap_or_default()).or_default();
                *sum = *sum + counter.count(&response.answers);
            }
            let parts = tallies.into_iter().map(|(line, tally)| Node::Part(line, tally)).collect();
            let whole = figures.figure(&indicator.id, &Whose::Own(organisation.to_owned()));
            // A figure that is hidden to protect another is not told by its parts either.
            let decided = match whole.shown() {
                Some(_) => protect(&Node::Total("=".to_owned(), parts), self.threshold()),
                None => BTreeMap::new(),
            };
            let figure = |(id, _, _): &(String, String, bool)| {
                let hidden = if whole.shown().is_some() { Figure::empty() } else { whole };
                decided.get(id).copied().unwrap_or(hidden)
            };
            table.rows.push((indicator.clone(), lines.options.iter().map(figure).collect()));
        }
        Ok(table)
    }
}

/// The ends of the ids of what managers say of themselves, and of their staff.
const OF_MANAGERS: &str = "_chef";
const OF_STAFF: &str = "_medarbetare";

/// A topic, and what managers and their staff know of it, where that is counted.
pub type Aware = (String, Option<Figure>, Option<Figure>);

/// What managers know beside what they say of their staff, a row a topic: each row of a matrix
/// that such an indicator counts.
pub fn aware(figures: &[(&Indicator, Figure)], spreads: &[Spread]) -> Vec<Aware> {
    let mut rows: Vec<(String, Aware)> = Vec::new();
    for (indicator, figure) in figures {
        let (managers, staff) = (indicator.id.ends_with(OF_MANAGERS), indicator.id.ends_with(OF_STAFF));
        let (Some(row), true) = (&indicator.row, managers || staff) else { continue };
        let field = format!("{}.{row}", indicator.question);
        let at = rows.iter().position(|(f, _)| *f == field).unwrap_or_else(|| {
            let topic = spreads.iter().find(|s| s.field.id == field).and_then(|s| s.field.row.clone());
            rows.push((field.clone(), (topic.unwrap_or_else(|| indicator.label.clone()), None, None)));
            rows.len() - 1
        });
        let row = &mut rows[at].1;
        *(if managers { &mut row.1 } else { &mut row.2 }) = Some(*figure);
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

/// What the decisions about one round's fields are made from.
struct Decided<'a> {
    all: &'a [Organisation],
    figures: &'a RoundFigures,
    asked: &'a Asked<'a>,
    sums: &'a Sums,
    threshold: i64,
}

impl Decided<'_> {
    fn counts(&self, field: &Field, questionnaire: &Questionnaire, organisation: &str, family: &[&str]) -> (Counts, Counts) {
        let counting = counted_by(questionnaire, &field.id);
        // Those who were asked the same, and of whom the same is counted.
        let same = |q: &Questionnaire| fields(q).iter().any(|f| f.is_same(field)) && counted_by(q, &field.id) == counting;
        let all: Vec<&str> = self.asked.iter().filter(|(_, q)| same(q)).map(|(id, _)| id.as_str()).collect();
        let whole_family = family;
        let family: Vec<&str> = all.iter().copied().filter(|id| family.contains(id)).collect();
        let (own, city) = if counting.is_empty() {
            let base = |id: &str| {
                let sums = self.sums.get(&(id.to_owned(), field.id.clone()));
                all.contains(&id).then(|| Tally { count: 0, base: sums.and_then(|s| s.get(BASE)).copied().unwrap_or(0) })
            };
            let decided = protect(&Node::Total(Whose::City, forest(self.all, &base)), self.threshold);
            let own = decided
                .get(&Whose::Merged(organisation.to_owned()))
                .or_else(|| decided.get(&Whose::Own(organisation.to_owned())));
            (own.copied().unwrap_or_else(Figure::empty), decided.get(&Whose::City).copied().unwrap_or_else(Figure::empty))
        } else {
            let own = strictest(counting.iter().map(|i| self.figures.figure_of(i, organisation)));
            let city = strictest(counting.iter().map(|i| self.figures.figure(i, &Whose::City)));
            // Those whose indicator it is have to be those whose answers are counted here.
            let agree = |counted: &[&str], among: &dyn Fn(&str) -> bool| {
                counting.iter().all(|i| {
                    let asked = self.figures.asked.iter().filter(|(_, ids)| ids.contains(i)).map(|(id, _)| id.as_str());
                    asked.filter(|id| among(id)).eq(counted.iter().copied())
                })
            };
            let if_so = |agree: bool, figure: Figure| if agree { figure } else { Figure::empty() };
            (if_so(agree(&family, &|id| whole_family.contains(&id)), own), if_so(agree(&all, &|_| true), city))
        };
        let of = |figure: Figure, whose: &[&str]| {
            let counts = Counts::new(figure, &self.sum(whose, &field.id));
            if whose.len() > 1 { counts.without_non_answers(field) } else { counts }
        };
        (of(own, &family), of(city, &all))
    }

    fn sum(&self, organisations: &[&str], field: &str) -> BTreeMap<String, i64> {
        let mut sum: BTreeMap<String, i64> = BTreeMap::new();
        for counts in organisations.iter().filter_map(|id| self.sums.get(&((*id).to_owned(), field.to_owned()))) {
            counts.iter().for_each(|(value, count)| *sum.entry(value.clone()).or_default() += count);
        }
        sum
    }
}

/// The indicators that count a field.
fn counted_by(questionnaire: &Questionnaire, field: &str) -> Vec<String> {
    let name = |i: &Indicator| i.row.as_ref().map_or_else(|| i.question.clone(), |row| format!("{}.{row}", i.question));
    questionnaire.indicators.iter().filter(|i| name(i) == field).map(|i| i.id.clone()).collect()
}

/// Shown only if all are.
fn strictest(figures: impl Iterator<Item = Figure>) -> Figure {
    figures.reduce(|a, b| if a.shown().is_some() { b } else { a }).unwrap_or_else(Figure::empty)
}

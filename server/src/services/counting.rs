//! Counts the answers of a round that has closed: indicators, the answers to each question, both
//! by background answer, and the incidents. Counted once, and again when answers are imported later.

use app::domain::answer::Answers;
use app::domain::distribution::{BASE, Field, fields};
use app::domain::figure::Tally;
use app::domain::incident::Incident;
use app::domain::indicator::Counter;
use app::domain::meaning::Meaning;
use app::domain::questionnaire::Questionnaire;
use app::domain::round::Link;
use futures::TryStreamExt;
use sqlx::AnyConnection;

use super::{Context, Result, questionnaires};
use crate::store;
use crate::store::counts::{Counted, RESPONSES};

/// What is counted of the answers to one questionnaire.
struct Counters<'a> {
    indicators: Vec<(&'a str, Counter<'a>)>,
    fields: Vec<Field>,
    /// The field of the verksamhetsområde, if it is asked.
    lines: Option<Field>,
    counted: Counted,
}

impl<'a> Counters<'a> {
    fn new(questionnaire: &'a Questionnaire) -> Self {
        let indicators = questionnaire.indicators.iter().map(|i| (i.id.as_str(), Counter::new(questionnaire, i)));
        let fields = fields(questionnaire);
        let lines = questionnaire.question_for(Meaning::LineOfWork);
        let lines = lines.and_then(|q| fields.iter().find(|f| f.id == q.id)).cloned();
        Self { indicators: indicators.collect(), fields, lines, counted: Counted::default() }
    }

    fn count(&mut self, answers: &Answers) {
        let Self { indicators, fields, lines, counted } = self;
        counted.responses += 1;
        let line = lines.as_ref().map(|lines| {
            let chosen = lines.count(answers).into_iter().map(|(value, _)| value).find(|value| value != BASE);
            chosen.unwrap_or_default()
        });
        for field in fields.iter() {
            for (value, count) in field.count(answers) {
                if let Some(line) = &line {
                    let of_field = counted.by_line.entry(field.id.clone()).or_default();
                    *of_field.entry(line.clone()).or_default().entry(value.clone()).or_default() += count;
                }
                *counted.fields.entry((field.id.clone(), value)).or_default() += count;
            }
        }
        let mut by_line = |indicator: &str, tally: Tally| {
            if let Some(line) = &line {
                let sum = counted.breakdown.entry((indicator.to_owned(), line.clone())).or_default();
                *sum = *sum + tally;
            }
        };
        by_line(RESPONSES, Tally { count: 0, base: 1 });
        for (id, counter) in indicators.iter() {
            let tally = counter.count(answers);
            by_line(id, tally);
            let sum = counted.tallies.entry((*id).to_owned()).or_default();
            *sum = *sum + tally;
        }
    }
}

/// Counts the answers of an organisation in a round, one at a time.
pub(super) async fn count(cx: &Context, db: &mut AnyConnection, link: &Link) -> Result<Counted> {
    let questionnaire = questionnaires::of_link(cx, db, link).await?;
    let mut counters = Counters::new(&questionnaire);
    let mut responses = store::responses::stream(db, &link.round, &link.organisation);
    while let Some(response) = responses.try_next().await? {
        counters.count(&response.answers);
        let incidents = Incident::all(&questionnaire, &response.answers);
        counters.counted.incidents.extend(incidents.into_iter().map(|incident| (cx.ambient.id(), incident)));
    }
    let mut counted = counters.counted;
    cx.ambient.shuffle(&mut counted.incidents);
    Ok(counted)
}

/// Counts an organisation anew, within the write that changed its answers.
pub(crate) async fn recount(cx: &Context, db: &mut AnyConnection, link: &Link) -> Result<()> {
    let counted = count(cx, db, link).await?;
    Ok(store::counts::set(db, &link.round, &link.organisation, &counted).await?)
}

/// Counts closed rounds of which something has not been counted, as an older program left them.
pub(crate) async fn count_missing(cx: &Context) -> Result<()> {
    let uncounted = store::counts::list_uncounted(&mut *cx.store.read().await?).await?;
    for (round, organisation) in uncounted {
        let mut write = cx.store.write().await?;
        cx.store.hold_round(&mut write, &round).await?;
        let links = store::rounds::list_links(&mut write, &round).await?;
        if let Some(link) = links.iter().find(|l| l.organisation == organisation) {
            recount(cx, &mut write, link).await?;
        }
        write.commit().await?;
    }
    Ok(())
}

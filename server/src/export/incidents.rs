//! The incidents of a round.

use std::io::Write;

use app::domain::answer::Answer;
use app::domain::assessment::Assessment;
use app::domain::event::Event;
use app::domain::round::ClosedRound;
use app::texts::exports::column;
use app::texts::incidents as t;

use super::sheets::{Scope, part};
use super::words::{OPTIONS_OF_INCIDENTS, named, names, options_of_incidents, words_of};
use super::write::RowWriter;
use super::{Cell, Subject};
use crate::services::{Context, Result, incidents, results};

/// Every incident that the caller may see, as she may see it.
pub(super) async fn write<W: Write + Send>(
    cx: &Context,
    round: &ClosedRound,
    scope: &Scope,
    rows: &mut RowWriter<W>,
) -> Result<()> {
    let figures = results::figures(cx, round).await?;
    let incidents = match scope {
        Scope::City(central) => incidents::list_all(cx, central, &figures).await?,
        Scope::Organisation(at) => incidents::list(cx, at, &figures).await?,
    };
    let columns = [
        "ar",
        "rapporterad_av",
        "stadsdelsomrade",
        "miljo",
        "typ",
        "annat_text",
        "manad",
        "rapporterat",
        "beskrivning",
        "omhandertagen",
        "bedomning",
    ];
    let names = names(cx, rows.format()).await?;
    let options = options_of_incidents(cx, round, rows.format()).await?;
    let in_words = column::INCIDENTS.map(String::from).to_vec();
    rows.begin(part(cx, Subject::Incidents, &round.id, columns.map(String::from).to_vec(), in_words))?;
    for Event { incident, reporter, assessment, .. } in incidents {
        let cells = [
            round.id.into(),
            reporter.map_or_else(String::new, Into::into).into(),
            incident.place.into(),
            incident.environment.join(",").into(),
            incident.kind.join(",").into(),
            incident.other_text.into(),
            incident.month.into(),
            incident.reported.join(",").into(),
            incident.description.into(),
            incident.handled.into(),
            assessment.code().into(),
        ];
        rows.row_in_words(&cells, || {
            let mut words = named(&names, 1, &cells);
            for (column, meaning) in OPTIONS_OF_INCIDENTS {
                if let Cell::Text(codes) = &words[column] {
                    let codes = Answer::Many(codes.split(',').map(str::to_owned).collect());
                    words[column] = words_of(options.get(&meaning).map_or(&[], Vec::as_slice), &codes);
                }
            }
            words[10] = assessed(&assessment).into();
            words
        })?;
    }
    Ok(())
}

/// An assessment as pages say it.
fn assessed(assessment: &Assessment) -> &'static str {
    let connection = assessment.connection.map_or("", t::connection);
    if assessment.same_as.is_some() { t::DUPLICATE } else { connection }
}

//! The underlag of a closed round, of an organisation or the city, and what is written in it.

mod analysis;
mod city;
mod facts;
mod place;
mod survey;

use app::domain::audit::Action;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::round::ClosedRound;
use app::domain::underlag::{Block, Sentence, TitlePage, Underlag};
use app::domain::writing::{Decision, Problem, Written};
use app::texts::underlag as t;

use super::{Caller, Central, Changeable, Context, HistoryError, OrganisationRound, Refusal, Result, TextError, audit};
use crate::store;
use facts::{Compared, Facts};

/// The underlag of an organisation.
///
/// # Errors
/// Refused while the round is open, and for a round that neither the organisation nor those
/// before it were in.
pub async fn assemble(cx: &Context, at: &OrganisationRound) -> Result<Underlag> {
    let underlag = derive(cx, at).await?;
    let edits = store::underlag::list(&mut *cx.store.read().await?, &at.round().id, Some(at.id())).await?;
    Ok(underlag.with(&edits))
}

/// The underlag as it is when nobody has written in it.
async fn derive(cx: &Context, at: &OrganisationRound) -> Result<Underlag> {
    let round = at.closed()?;
    if round.is_imported {
        return Err(HistoryError::FiguresAlone(round.id).into());
    }
    if !at.rounds().iter().any(|r| r.id == round.id) {
        return Err(Refusal::NotInRound(at.id().to_string(), round.id).into());
    }
    let facts = Facts::read(cx, at, &round).await?;
    let name = &at.organisation().name;
    let board = t::board(facts.sender.as_deref().unwrap_or(name));
    Ok(Underlag {
        title: t::title(&round.id),
        front: TitlePage::new(name, &board, cx.ambient.today()),
        parts: vec![facts.place(), facts.survey(), facts.analysis(), facts.questions()],
    })
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn said(place: &str, text: impl Into<String>) -> Sentence {
    Sentence::derived(place, text)
}

fn paragraph(place: &str, text: impl Into<String>) -> Block {
    Block::Text(vec![said(place, text)])
}

/// Keeps what a coordinator wrote, place by place; all of it or, when one text is refused, none. The underlag
/// with it.
///
/// # Errors
/// Refused when a text may not stand there, and when another has written there what the coordinator has not seen.
pub async fn edit(cx: &Context, at: Changeable<'_, OrganisationRound>, written: &[Written]) -> Result<Underlag> {
    let underlag = derive(cx, &at).await?;
    let (round, organisation) = (&at.round().id, at.id());
    let mut write = cx.store.write().await?;
    store::letters::hold(&mut write, round, organisation).await?;
    keep(cx, write, (round, Some(organisation)), (at.caller(), &at.subject()), underlag, written).await
}

/// The city's underlag.
///
/// # Errors
/// Refused for a round of which figures alone are known.
pub async fn assemble_of_city(cx: &Context, central: &Central, round: &ClosedRound) -> Result<Underlag> {
    let underlag = city::derive(cx, central, round).await?;
    let edits = store::underlag::list(&mut *cx.store.read().await?, &round.id, None).await?;
    Ok(underlag.with(&edits))
}

/// Keeps what the central office wrote in it, as [`edit`] does.
pub async fn edit_of_city(cx: &Context, central: &Central, round: &ClosedRound, written: &[Written]) -> Result<Underlag> {
    let underlag = city::derive(cx, central, round).await?;
    let mut write = cx.store.write().await?;
    cx.store.hold_round(&mut write, &round.id).await?;
    let subject = of_city(&round.id);
    keep(cx, write, (&round.id, None), (central.caller(), &subject), underlag, written).await
}

/// How the audit log names the city's.
fn of_city(round: &RoundId) -> String {
    format!("*, {round}")
}

/// Keeps what was written in the underlag of a round, of an organisation or the city.
async fn keep(
    cx: &Context,
    mut write: store::Write,
    (round, whose): (&RoundId, Option<&OrganisationId>),
    (caller, of): (&Caller, &str),
    underlag: Underlag,
    written: &[Written],
) -> Result<Underlag> {
    let edits = store::underlag::list(&mut write, round, whose).await?;
    for one in written {
        let place = &one.place;
        let edit = edits.iter().find(|edit| edit.place == *place);
        let derived = underlag.sentences().find(|s| s.place == *place).map(|s| s.derived.as_str());
        let before = edit.map(|edit| edit.text.as_str()).or(derived).unwrap_or_default().to_owned();
        let subject = format!("{of}, {place}");
        match one.decide(edit, derived).map_err(|problem| refused(place, problem))? {
            Decision::Restore => {
                store::underlag::remove(&mut write, round, whose, place).await?;
                let change = (before, derived.unwrap_or_default().to_owned());
                cx.audit_writing(&mut write, caller, Action::RestoreUnderlag, &subject, change).await?;
            }
            Decision::Put { derived, text } if underlag.find(place).is_some() => {
                store::underlag::put(&mut write, round, whose, place, &derived, &text).await?;
                cx.audit_writing(&mut write, caller, Action::EditUnderlag, &subject, (before, text)).await?;
            }
            Decision::Put { .. } | Decision::Leave => {}
        }
    }
    let edits = store::underlag::list(&mut write, round, whose).await?;
    write.commit().await?;
    Ok(underlag.with(&edits))
}

/// A refusal at the place's field.
fn refused(place: &str, problem: Problem) -> TextError {
    let field = format!("text.{place}");
    match problem {
        Problem::TooLong(longest) => TextError::TextTooLong { field, longest },
        Problem::NotADate => TextError::NotADate { field },
        Problem::Meanwhile(now) => TextError::EditedMeanwhile { field, now },
    }
}

/// Notes that staff took an underlag away as a file.
pub async fn audit_export(cx: &Context, at: &OrganisationRound) -> Result<()> {
    audit::note_export(cx, at.caller(), Action::ExportUnderlag, &at.subject()).await
}

/// The same of the city's.
pub async fn audit_export_of_city(cx: &Context, central: &Central, round: &RoundId) -> Result<()> {
    audit::note_export(cx, central.caller(), Action::ExportUnderlag, &of_city(round)).await
}

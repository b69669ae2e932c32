//! The underlag of one organisation's closed round, and what a coordinator writes in it.

mod analysis;
mod facts;
mod place;
mod survey;

use app::domain::audit::Action;
use app::domain::figure::day;
use app::domain::underlag::{Block, Sentence, Underlag};
use app::texts::underlag as t;

use super::{Changeable, Context, OrganisationRound, Refusal, Result, TextError, clean};
use crate::store;
use facts::{Compared, Facts};

/// Where the case number stands.
const REGISTRATION: &str = "diarienummer";
/// Unicode scalar values of the longest text.
const LONGEST: usize = 2000;

/// What was posted for one place.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// Where.
    pub place: String,
    /// What is to stand there.
    pub text: String,
    /// What stood there when the form was made.
    pub was: String,
    /// What the figures said when the form was made.
    pub said: String,
    /// The figures' text is wanted back.
    pub restored: bool,
    /// What was written is right although the figures have changed.
    pub checked: bool,
}

/// The underlag of an organisation.
///
/// # Errors
/// Refused while the round is open, and for a round that neither the organisation nor those
/// before it were in.
pub async fn assemble(cx: &Context, at: &OrganisationRound) -> Result<Underlag> {
    let round = at.closed()?;
    if !at.rounds().iter().any(|r| r.id == round.id) {
        return Err(Refusal::NotInRound(at.id().to_string(), round.id).into());
    }
    let facts = Facts::read(cx, at, &round).await?;
    let underlag = Underlag {
        title: t::title(&round.id),
        lines: vec![at.organisation().name.clone(), t::dated(&day(cx.ambient.today()))],
        registration: Sentence::derived(REGISTRATION, ""),
        parts: vec![facts.place(), facts.survey(), facts.analysis(), facts.questions()],
    };
    let edits = store::underlag::list(&mut *cx.store.read().await?, &round.id, at.id()).await?;
    Ok(underlag.with(&edits))
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

/// Keeps what a coordinator wrote, place by place; all of it or, when one text is refused, none.
/// What was left as it stood in the form is left as it stands, whatever it says now.
pub async fn edit(cx: &Context, at: Changeable<'_, OrganisationRound>, written: &[Written]) -> Result<()> {
    let underlag = assemble(cx, &at).await?;
    let (round, organisation) = (&at.round().id, at.id());
    let mut write = cx.store.write().await?;
    store::letters::hold(&mut write, round, organisation).await?;
    let edits = store::underlag::list(&mut write, round, organisation).await?;
    for Written { place, text, was, said, restored, checked } in written {
        let [text, was, said] = [text, was, said].map(|text| clean(text));
        let derived = underlag.sentences().find(|s| s.place == *place).map(|s| s.derived.clone());
        let edit = edits.iter().find(|edit| edit.place == *place);
        let now = edit.map(|edit| edit.text.clone()).or(derived.clone()).unwrap_or_default();
        let change = (Some(now.clone()), Some(text.clone()));
        if *restored || (text != was && text == said && edit.is_some()) {
            store::underlag::remove(&mut write, round, organisation, place).await?;
            cx.audit(&mut write, at.caller(), Action::RestoreUnderlag, &at.subject(), change).await?;
            continue;
        }
        if text == was && !(*checked && edit.is_some()) {
            continue;
        }
        if text.chars().count() > LONGEST {
            return Err(TextError::TextTooLong { field: format!("text.{place}"), longest: LONGEST }.into());
        }
        if edit.is_some() && now != was && now != text {
            return Err(TextError::EditedMeanwhile { field: format!("text.{place}"), now }.into());
        }
        if !is_place(&underlag, place) {
            continue;
        }
        // What she wrote stands against what she saw.
        let said = if *checked { derived.unwrap_or(said) } else { said };
        store::underlag::put(&mut write, round, organisation, place, &said, &text).await?;
        cx.audit(&mut write, at.caller(), Action::EditUnderlag, &at.subject(), change).await?;
    }
    Ok(write.commit().await?)
}

/// Notes that staff took an underlag away as a file.
pub async fn audit_export(cx: &Context, at: &OrganisationRound) -> Result<()> {
    let mut write = cx.store.write().await?;
    cx.audit(&mut write, at.caller(), Action::ExportUnderlag, &at.subject(), (None, None)).await?;
    Ok(write.commit().await?)
}

/// Whether something may stand there: a sentence does, or did in one of the parts.
fn is_place(underlag: &Underlag, place: &str) -> bool {
    let part = place.split_once('.').map(|(part, _)| part);
    let is_gone = || place.len() <= 100 && part.is_some_and(|part| underlag.parts.iter().any(|p| p.id == part));
    underlag.sentences().any(|s| s.place == place) || is_gone()
}

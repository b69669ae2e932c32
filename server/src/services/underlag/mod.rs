//! The underlag of one organisation's closed round, and what a coordinator writes in it.

mod parts;

use app::domain::audit::Action;
use app::domain::event::Events;
use app::domain::figure::day;
use app::domain::round::ClosedRound;
use app::domain::underlag::{Sentence, Underlag};
use app::texts::underlag as t;

use super::{
    Changeable, Context, OrganisationRound, Refusal, Result, TextError, clean, distributions, free_text, incidents, rates,
    results, sources,
};
use crate::store;
use parts::{Before, Facts};

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
    let facts = facts(cx, at, &round).await?;
    let underlag = Underlag {
        title: t::title(&round.id),
        lines: vec![at.organisation().name.clone(), t::dated(&day(cx.ambient.today()))],
        registration: Sentence::derived(REGISTRATION, ""),
        parts: facts.parts(),
    };
    let edits = store::underlag::list(&mut *cx.store.read().await?, &round.id, at.id()).await?;
    Ok(underlag.with(&edits))
}

/// All that the underlag is written from.
async fn facts(cx: &Context, at: &OrganisationRound, round: &ClosedRound) -> Result<Facts> {
    let figures = results::figures(cx, round).await?;
    let before = match at.before() {
        Some(closed) => {
            let then = at.in_round(cx, &closed).await?;
            Some(Before {
                figures: results::figures(cx, &closed).await?,
                rate: rates::of_family(cx, &then).await?,
                sources: sources::list(cx, &then).await?,
            })
        }
        None => None,
    };
    let Events { here, elsewhere, .. } = incidents::events(cx, at, &figures).await?;
    let seen = [here, elsewhere].concat();
    let own = seen.iter().filter(|i| i.reporter.as_ref().is_some_and(|r| at.family().contains(r))).count();
    Ok(Facts {
        compared: figures.compared(before.as_ref().map(|b| &b.figures), at.id()),
        distributions: distributions::list(cx, at, &figures).await?,
        // With few answers it is not even said how many incidents are its own.
        own: incidents::tells_own(at, &figures).then_some(own),
        saw_none: incidents::saw_none(cx, at, &figures).await?,
        words: incidents::option_texts(cx, at).await?,
        texts: free_text::list(cx, at).await?,
        sources: sources::list(cx, at).await?,
        merged: at.predecessors(),
        names: at.organisations().iter().map(|o| (o.id.clone(), o.name.clone())).collect(),
        threshold: figures.thresholds().1,
        rate: rates::of_family(cx, at).await?,
        round: round.clone(),
        before,
        seen,
    })
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
    place == REGISTRATION || place.len() <= 100 && part.is_some_and(|part| underlag.parts.iter().any(|p| p.id == part))
}

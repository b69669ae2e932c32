//! The underlag of one organisation's closed round, and what a coordinator writes in it.

mod parts;

use app::domain::figure::day;
use app::domain::organisation::lineage;
use app::domain::round::State;
use app::domain::underlag::{Edit, Sentence, Underlag};
use app::texts::central::log as central;
use app::texts::desk::log;
use app::texts::underlag as t;

use super::{Caller, Refusal, Result, Services, clean};
use crate::store;
use parts::Facts;

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

impl Services {
    /// The underlag of an organisation.
    ///
    /// # Errors
    /// Refused while the round is open, and for a round that neither the organisation nor those
    /// before it were in.
    pub async fn underlag(&self, caller: &Caller, year: i64, organisation: &str) -> Result<Underlag> {
        let all = self.organisations().await?;
        caller.may_read(&all, organisation)?;
        let round = self.closed_round(year).await?;
        let family = lineage(&all, organisation);
        let ids: Vec<String> = family.iter().map(|o| o.id.clone()).collect();
        let mut rounds = self.rounds_of(&ids).await?;
        if !rounds.iter().any(|r| r.year == year) {
            return Err(Refusal::NotInRound(organisation.to_owned(), year).into());
        }
        rounds.retain(|r| r.year < year && r.state == State::Closed);
        let before = rounds.pop();
        let figures = self.figures(year).await?;
        let earlier = match &before {
            Some(round) => Some((self.figures(round.year).await?, self.family_rate(&all, organisation, round.year).await?)),
            None => None,
        };
        let rate = self.family_rate(&all, organisation, year).await?;
        let seen = self.incidents(caller, year, Some(organisation)).await?;
        let own = seen.iter().filter(|i| i.reporter.as_ref().is_some_and(|r| ids.contains(r))).count();
        let facts = Facts {
            last: before.as_ref().map(|r| r.year),
            compared: figures.compared(earlier.as_ref().map(|(f, _)| f), organisation),
            spreads: self.spreads(caller, &figures, organisation).await?,
            // With few answers it is not even said how many incidents are its own.
            own: self.tells_own_incidents(year, organisation).await?.then_some(own),
            saw_none: self.saw_none(caller, year, organisation).await?,
            words: self.option_texts(year).await?,
            texts: self.free_texts(caller, year, organisation).await?,
            sources: self.sources(caller, year, organisation).await?,
            last_sources: match &before {
                Some(round) => self.sources(caller, round.year, organisation).await?,
                None => vec![],
            },
            merged: family.iter().skip(1).map(|o| o.name.clone()).collect(),
            before: earlier.map(|(_, rate)| rate),
            names: all.iter().map(|o| (o.id.clone(), o.name.clone())).collect(),
            threshold: figures.thresholds().1,
            round,
            rate,
            seen,
        };
        let name = family.first().map(|o| o.name.clone()).unwrap_or_default();
        let underlag = Underlag {
            title: t::title(year),
            lines: vec![name, t::dated(&day(self.ambient.today()))],
            registration: Sentence::derived(REGISTRATION, ""),
            parts: facts.parts(),
        };
        let edits = store::desk::list_edited(&mut *self.store.read().await?, year, organisation).await?;
        let edits: Vec<Edit> = edits.into_iter().map(|(place, derived, text)| Edit { place, derived, text }).collect();
        Ok(underlag.with(&edits))
    }

    /// Keeps what a coordinator wrote, place by place; all of it or, when one text is refused, none.
    /// What was left as it stood in the form is left as it stands, whatever it says now.
    pub async fn edit_underlag(
        &self,
        caller: &Caller,
        year: i64,
        organisation: &str,
        written: &[Written],
    ) -> Result<std::result::Result<(), (String, Refusal)>> {
        caller.may_change(&self.organisations().await?, organisation)?;
        let underlag = self.underlag(caller, year, organisation).await?;
        let mut write = self.store.write().await?;
        store::mail::hold(&mut write, year, organisation).await?;
        let edits = store::desk::list_edited(&mut write, year, organisation).await?;
        let subject = format!("{organisation}, {year}");
        for Written { place, text, was, said, restored, checked } in written {
            let [text, was, said] = [text, was, said].map(|text| clean(text));
            let derived = underlag.sentences().find(|s| s.place == *place).map(|s| s.derived.clone());
            let edit = edits.iter().find(|(at, _, _)| at == place);
            let now = edit.map(|(_, _, text)| text.clone()).or(derived.clone()).unwrap_or_default();
            let change = (Some(now.clone()), Some(text.clone()));
            if *restored || (text != was && text == said && edit.is_some()) {
                store::desk::remove_edited(&mut write, year, organisation, place).await?;
                self.audit(&mut write, caller, log::RESTORE, &subject, change).await?;
                continue;
            }
            if text == was && !(*checked && edit.is_some()) {
                continue;
            }
            if text.chars().count() > LONGEST {
                return Ok(Err((place.clone(), Refusal::TextTooLong(LONGEST))));
            }
            if edit.is_some() && now != was && now != text {
                return Ok(Err((place.clone(), Refusal::EditedMeanwhile(now))));
            }
            if !is_place(&underlag, place) {
                continue;
            }
            // What she wrote stands against what she saw.
            let said = if *checked { derived.unwrap_or(said) } else { said };
            store::desk::put_edited(&mut write, year, organisation, place, &said, &text).await?;
            self.audit(&mut write, caller, log::EDIT, &subject, change).await?;
        }
        write.commit().await?;
        Ok(Ok(()))
    }

    /// Notes that staff took an underlag away as a file.
    pub async fn audit_report(&self, caller: &Caller, year: i64, organisation: &str) -> Result<()> {
        let mut write = self.store.write().await?;
        self.audit(&mut write, caller, central::EXPORT, &central::report(year, organisation), (None, None)).await?;
        Ok(write.commit().await?)
    }
}

/// Whether something may stand there: a sentence does, or did in one of the parts.
fn is_place(underlag: &Underlag, place: &str) -> bool {
    let part = place.split_once('.').map(|(part, _)| part);
    place == REGISTRATION || place.len() <= 100 && part.is_some_and(|part| underlag.parts.iter().any(|p| p.id == part))
}

//! The underlag of one organisation's closed round, and what a coordinator writes in it.

mod parts;

use app::domain::figure::day;
use app::domain::organisation::lineage;
use app::domain::round::State;
use app::domain::underlag::{Edit, Sentence, Underlag};
use app::texts::central::log as central;
use app::texts::desk::log;
use app::texts::underlag as t;

use super::{Caller, Refusal, Result, Services};
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
            compared: figures.compared(earlier.as_ref().map(|(f, _)| f), &all, organisation),
            spreads: self.spreads(caller, &figures, organisation).await?,
            // With few answers it is not even said how many incidents are its own.
            own: (rate.responses >= self.threshold()).then_some(own),
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

    /// Keeps what a coordinator wrote, place by place.
    pub async fn edit_underlag(&self, caller: &Caller, year: i64, organisation: &str, written: &[Written]) -> Result<()> {
        caller.may_change(&self.organisations().await?, organisation)?;
        let underlag = self.underlag(caller, year, organisation).await?;
        let mut write = self.store.write().await?;
        let subject = format!("{organisation}, {year}");
        for one in written {
            let text = one.text.replace("\r\n", "\n").trim().to_owned();
            if text.chars().count() > LONGEST {
                return Err(Refusal::TextTooLong(LONGEST).into());
            }
            let Some(now) = underlag.sentences().find(|s| s.place == one.place) else { continue };
            let change = (Some(now.text.clone()), Some(text.clone()));
            if one.restored || (text == now.derived && now.written) {
                store::desk::remove_edited(&mut write, year, organisation, &one.place).await?;
                self.audit(&mut write, caller, log::RESTORE, &subject, change).await?;
            } else if text != one.was.replace("\r\n", "\n").trim() || (one.checked && now.written) {
                // Untouched is what stands as it stood when the form was made, whatever the figures say now.
                store::desk::put_edited(&mut write, year, organisation, &one.place, &now.derived, &text).await?;
                self.audit(&mut write, caller, log::EDIT, &subject, change).await?;
            }
        }
        Ok(write.commit().await?)
    }

    /// Notes that staff took an underlag away as a file.
    pub async fn audit_report(&self, caller: &Caller, year: i64, organisation: &str) -> Result<()> {
        let mut write = self.store.write().await?;
        self.audit(&mut write, caller, central::EXPORT, &central::report(year, organisation), (None, None)).await?;
        Ok(write.commit().await?)
    }
}

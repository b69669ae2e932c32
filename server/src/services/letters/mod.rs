//! Letters to the units: planned in the database, or sent by a coordinator herself and *noted*.

mod send;
pub mod staff;

pub use send::{Step, give_up_left, send_next};

use app::domain::audit::Action;
use app::domain::figure::day;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::letter::{Delivery, Invited, LetterState, Mailing, MailingKind, MailingState};
use app::domain::organisation::{Organisation, askers};
use app::domain::round::{Access, Round, State};
use app::domain::text::is_unfit;
use app::domain::unit::SampleUnit;
use app::forms::LetterForm;
use app::texts::parts::listed;
use jiff::civil::{Date, DateTime};
use sqlx::AnyConnection;

use super::{
    Caller, Changeable, Context, Error, LetterError, OrganisationRound, Result, RoundError, clean, questionnaires, rounds, sample,
};
use crate::ambient::{in_stockholm, instant, time_in_words};
use crate::store;

/// Seconds between two reminders.
const BETWEEN: i64 = 48 * 3600;

/// A letter that may go out.
#[derive(Debug)]
pub struct Checked {
    mailing: Mailing,
    later: bool,
    /// Who would get it as things stand.
    pub recipients: Vec<SampleUnit>,
}

impl Checked {
    /// The Unix second at which it goes out.
    pub const fn due(&self) -> i64 {
        self.mailing.due
    }

    /// Whether it goes out later, at a time that was chosen.
    pub const fn is_later(&self) -> bool {
        self.later
    }
}

/// Who asks an organisation in a round, where it does not ask itself.
pub fn sender(all: &[Organisation], organisation: &Organisation, round: &Round) -> Option<String> {
    let names: Vec<String> = askers(all, organisation, round.year()).iter().map(|o| o.name.clone()).collect();
    (!names.is_empty()).then(|| listed(&names))
}

/// Whom the organisation's letters and posters speak to.
pub async fn invited(cx: &Context, at: &OrganisationRound) -> Result<Invited> {
    let link = rounds::link_of(cx, at).await?;
    let registered = sample::has_any(cx, &at.round().id, at.id()).await?;
    let questionnaire = questionnaires::of_link(cx, &mut *cx.store.read().await?, &link).await?;
    Ok(Invited {
        organisation: at.organisation().name.clone(),
        sender: sender(at.organisations(), at.organisation(), at.round()),
        respondent: questionnaire.respondent.clone(),
        minutes: questionnaire.minutes,
        registered,
    })
}

/// The address to send, and who is asked there, if the organisation has a link in the round.
pub async fn shared(cx: &Context, at: &OrganisationRound) -> Option<(String, Invited)> {
    let link = rounds::link_of(cx, at).await.ok()?;
    Some((cx.address(&link.token), invited(cx, at).await.ok()?))
}

/// What has been sent and is planned, with what became of each letter.
pub async fn list(cx: &Context, at: &OrganisationRound) -> Result<Vec<(Mailing, Vec<Delivery>)>> {
    let mut db = cx.store.read().await?;
    let mut mailings = store::letters::list(&mut db, &at.round().id, at.id()).await?;
    mailings.retain(|mailing| !mailing.kind.is_to_staff());
    let mut deliveries = store::letters::list_deliveries(&mut db, &at.round().id, at.id()).await?;
    deliveries.sort_by_cached_key(|d| app::domain::organisation::collation_key(&d.name));
    let of = |m: &Mailing| deliveries.iter().filter(|d| d.mailing == m.id).cloned().collect();
    Ok(mailings.into_iter().map(|m| (of(&m), m)).map(|(deliveries, m)| (m, deliveries)).collect())
}

/// Whether a letter may go out, and to whom.
pub async fn check(cx: &Context, at: Changeable<'_, OrganisationRound>, letter: &LetterForm) -> Result<Checked> {
    let round = at.round();
    if !cx.config.has_mail() {
        return Err(LetterError::MailOff.into());
    }
    if round.state != State::Open {
        return Err(RoundError::NotOpen(round.id).into());
    }
    let address = cx.address(&rounds::link_of(cx, &at).await?.token);
    let (subject, body) = check_text(letter, &address)?;
    let when = letter.when().map_err(|_| LetterError::BadTime)?;
    let (kind, due) = (letter.kind(), due(cx, round, when)?);
    let mut db = cx.store.read().await?;
    check_earlier(&store::letters::list(&mut db, &round.id, at.id()).await?, kind, due)?;
    if is_off(&mut db, kind, &round.id, at.id()).await? {
        return Err(LetterError::RemindersOff.into());
    }
    drop(db);
    let recipients = recipients(cx, &at, kind).await?;
    if recipients.is_empty() {
        return Err(LetterError::NobodyToWriteTo.into());
    }
    let mailing = Mailing {
        id: cx.ambient.id(),
        round: round.id,
        organisation: at.id().clone(),
        kind,
        due,
        subject,
        body,
        reply_to: match at.caller() {
            Caller::Staff(account) => account.email.clone(),
            _ => cx.config.mail_from.as_ref().map(ToString::to_string).unwrap_or_default(),
        },
        state: MailingState::Planned,
        problem: None,
    };
    Ok(Checked { mailing, later: when.is_some(), recipients })
}

/// Whether letters of a kind do not go out. Whose answer it is that stands for no unit cannot be told,
/// so nobody is reminded.
async fn is_off(db: &mut AnyConnection, kind: MailingKind, round: &RoundId, organisation: &OrganisationId) -> Result<bool> {
    if kind != MailingKind::Reminder {
        return Ok(false);
    }
    let unlinked = store::responses::count_unlinked(db, round).await?;
    Ok(unlinked.iter().any(|(o, n)| o == organisation && *n > 0))
}

/// Subject and text as they are sent.
fn check_text(letter: &LetterForm, address: &str) -> Result<(String, String)> {
    let subject = letter.amne.trim();
    if subject.is_empty() || subject.chars().count() > 200 || subject.contains(is_unfit) {
        return Err(LetterError::NoSubject.into());
    }
    let body = clean(&letter.text);
    if body.is_empty() || body.chars().count() > 5000 {
        return Err(LetterError::NoLetter.into());
    }
    if !body.contains(address) {
        return Err(LetterError::NoLinkInLetter(address.to_owned()).into());
    }
    Ok((subject.to_owned(), body))
}

/// Who would get a letter as things stand: those that can and have not answered, and no
/// invitation again.
async fn recipients(cx: &Context, at: &OrganisationRound, kind: MailingKind) -> Result<Vec<SampleUnit>> {
    let mut units = sample::list(cx, at).await?;
    units.retain(|u| !u.email.is_empty() && u.out_of_scope.is_none() && u.answered_on.is_none());
    if kind == MailingKind::Invitation {
        let earlier = list(cx, at).await?;
        let invitations = earlier.iter().filter(|(m, _)| m.kind == MailingKind::Invitation);
        let invited: Vec<_> =
            invitations.flat_map(|(_, d)| d).filter(|d| d.state != LetterState::Failed).map(|d| &d.unit).collect();
        units.retain(|u| !invited.contains(&&u.unit));
    }
    Ok(units)
}

fn due(cx: &Context, round: &Round, when: Option<DateTime>) -> Result<i64> {
    let now = cx.ambient.seconds();
    let Some(when) = when else {
        return match round.access(cx.ambient.today()) {
            Access::Open => Ok(now),
            _ => Err(LetterError::BeforeRound(day(round.opens)).into()),
        };
    };
    if when.date() < round.opens {
        return Err(LetterError::BeforeRound(day(round.opens)).into());
    }
    if when.date() > round.closes {
        return Err(LetterError::AfterRound(day(round.closes)).into());
    }
    let due = instant(when).ok_or(LetterError::BadTime)?;
    if due < now { Err(LetterError::TimeHasPassed.into()) } else { Ok(due) }
}

/// Plans a letter to the units, to go out now or later.
pub async fn plan(cx: &Context, at: Changeable<'_, OrganisationRound>, letter: &LetterForm) -> Result<()> {
    let mailing = check(cx, at, letter).await?.mailing;
    let mut write = cx.store.write().await?;
    store::letters::hold(&mut write, &mailing.round, &mailing.organisation).await?;
    let earlier = store::letters::list(&mut write, &mailing.round, &mailing.organisation).await?;
    // Somebody may have been as quick.
    check_earlier(&earlier, mailing.kind, mailing.due)?;
    store::letters::add(&mut write, &mailing).await?;
    let after = format!("{} {}", mailing.kind.as_str(), moment(&mailing));
    cx.audit(&mut write, at.caller(), Action::PlanMailing, &at.subject(), (None, Some(after))).await?;
    Ok(write.commit().await?)
}

/// Notes a reminder that went out from elsewhere, on a day of the round that has begun.
pub async fn note(cx: &Context, at: Changeable<'_, OrganisationRound>, day: &str) -> Result<()> {
    let round = at.round();
    if round.state != State::Open {
        return Err(RoundError::NotOpen(round.id).into());
    }
    let day: Option<Date> = day.trim().parse().ok().filter(|day| (round.opens..=cx.ambient.today()).contains(day));
    let due = day.and_then(|day| instant(day.at(12, 0, 0, 0))).ok_or(LetterError::BadNoteDay)?;
    let mailing = Mailing {
        id: cx.ambient.id(),
        round: round.id,
        organisation: at.id().clone(),
        kind: MailingKind::Reminder,
        due,
        subject: String::new(),
        body: String::new(),
        reply_to: String::new(),
        state: MailingState::Noted,
        problem: None,
    };
    let mut write = cx.store.write().await?;
    store::letters::hold(&mut write, &mailing.round, &mailing.organisation).await?;
    let earlier = store::letters::list(&mut write, &mailing.round, &mailing.organisation).await?;
    if earlier.iter().any(|m| m.state == MailingState::Noted && m.due == due) {
        return Err(LetterError::NotedAlready.into());
    }
    let planned = |m: &&Mailing| m.kind == mailing.kind && m.state.is_under_way() && (m.due - due).abs() < BETWEEN;
    if let Some(planned) = earlier.iter().find(planned) {
        return Err(LetterError::ReminderPlanned(moment(planned)).into());
    }
    store::letters::add(&mut write, &mailing).await?;
    cx.audit(&mut write, at.caller(), Action::NoteReminder, &at.subject(), (None, Some(moment(&mailing)))).await?;
    Ok(write.commit().await?)
}

/// Ends a mailing: what has not been sent is not sent. A note of one that went out from elsewhere goes. Returns the
/// state in which it was.
pub async fn cancel(cx: &Context, at: Changeable<'_, OrganisationRound>, id: &str) -> Result<MailingState> {
    let (mut write, mailing) = hold(cx, &at, id).await?;
    store::letters::remove_waiting(&mut write, id).await?;
    if mailing.state.is_under_way() {
        store::letters::set_state(&mut write, id, mailing.state, MailingState::Cancelled).await?;
    }
    store::letters::remove_note(&mut write, id).await?;
    cx.audit(&mut write, at.caller(), Action::CancelMailing, &subject(&at, &mailing), (None, None)).await?;
    write.commit().await?;
    Ok(mailing.state)
}

/// Tries those letters of a mailing again that the mail server did not take.
pub async fn retry(cx: &Context, at: Changeable<'_, OrganisationRound>, id: &str) -> Result<()> {
    if at.round().state != State::Open {
        return Err(RoundError::NotOpen(at.round().id).into());
    }
    let (mut write, mailing) = hold(cx, &at, id).await?;
    if mailing.state == MailingState::Noted {
        return Err(Error::NotFound);
    }
    store::letters::retry(&mut write, id, cx.ambient.seconds()).await?;
    store::letters::set_state(&mut write, id, MailingState::Done, MailingState::Sending).await?;
    cx.audit(&mut write, at.caller(), Action::RetryMailing, &subject(&at, &mailing), (None, None)).await?;
    Ok(write.commit().await?)
}

/// A write about a mailing that nobody else changes until it ends.
async fn hold(cx: &Context, at: &OrganisationRound, id: &str) -> Result<(store::Write, Mailing)> {
    let mut write = cx.store.write().await?;
    store::letters::hold(&mut write, &at.round().id, at.id()).await?;
    let mailings = store::letters::list(&mut write, &at.round().id, at.id()).await?;
    let mailing = mailings.into_iter().find(|m| m.id == id && !m.kind.is_to_staff());
    Ok((write, mailing.ok_or(Error::NotFound)?))
}

fn subject(at: &OrganisationRound, mailing: &Mailing) -> String {
    format!("{}, {}", at.subject(), moment(mailing))
}

/// Refuses a reminder within two days of another, and an invitation while one is not done.
fn check_earlier(earlier: &[Mailing], kind: MailingKind, due: i64) -> std::result::Result<(), LetterError> {
    let mut of_kind = earlier.iter().filter(|m| m.kind == kind);
    match kind {
        MailingKind::Reminder => {
            let near = of_kind.find(|m| m.state != MailingState::Cancelled && (m.due - due).abs() < BETWEEN);
            near.map_or(Ok(()), |near| Err(LetterError::ReminderTooSoon(moment(near))))
        }
        MailingKind::Invitation if of_kind.any(|m| m.state.is_under_way()) => Err(LetterError::InvitationUnderWay),
        _ => Ok(()),
    }
}

/// When a mailing goes out, in words; of a noted one the day alone is known.
pub fn moment(mailing: &Mailing) -> String {
    if mailing.state == MailingState::Noted { day(in_stockholm(mailing.due).date()) } else { time_in_words(mailing.due) }
}

/// The days of the round on which reminders went out, oldest first.
pub async fn days_of_reminders(cx: &Context, at: &OrganisationRound) -> Result<Vec<Date>> {
    let mailings = store::letters::list(&mut *cx.store.read().await?, &at.round().id, at.id()).await?;
    let went = mailings.into_iter().filter(|m| m.kind == MailingKind::Reminder && m.state.has_gone_out());
    Ok(went.map(|m| in_stockholm(m.due).date()).collect())
}

//! Letters from the central office to coordinators, each from a *template* of hers. They go out by the same queue as
//! letters to units.

use app::domain::audit::Action;
use app::domain::figure::day;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::letter::{Delivery, Mailing, MailingKind, MailingState};
use app::domain::organisation::{Audience, Organisation};
use app::domain::round::{Rate, Round, State};
use app::domain::text::is_unfit;
use app::routes;
use app::texts::staff_letters as t;
use serde::{Deserialize, Serialize};

use super::{Context, LetterError, Result, RoundError, clean};
use crate::services::digest;
use crate::services::results::RoundFigures;
use crate::services::{Caller, Central, OrganisationRound, accounts, incidents, organisations, rates, results};
use crate::store;

/// What a letter of a kind says: {…} stands for what is an organisation's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    pub subject: String,
    pub body: String,
}

fn setting(kind: MailingKind) -> String {
    format!("template.{}", kind.as_str())
}

/// The template of a kind, as it was last written.
pub async fn template(cx: &Context, _: &Central, kind: MailingKind) -> Result<Template> {
    let kept = store::settings::find(&mut *cx.store.read().await?, &setting(kind)).await?;
    let kept = kept.and_then(|text| serde_json::from_str(&text).ok());
    Ok(kept.unwrap_or_else(|| beginning(kind)))
}

/// A letter to the coordinators of an organisation, as it would go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prospect {
    pub organisation: OrganisationId,
    pub name: String,
    /// The addresses of its coordinators.
    pub recipients: Vec<String>,
    /// Whether it is the kind of letter that this organisation needs now.
    pub is_suggested: bool,
    pub subject: String,
    pub body: String,
}

/// The letters of a kind to everybody in a round, in the order of the Swedish alphabet.
///
/// # Errors
/// The kind is not for a round that stands so, or the template cannot be sent.
pub async fn prospects(
    cx: &Context,
    central: &Central,
    round: &Round,
    kind: MailingKind,
    template: &Template,
) -> Result<Vec<Prospect>> {
    check(round, kind, template)?;
    let all = match round.closed() {
        Some(closed) => organisations::list_of_round(cx, &closed).await?,
        None => organisations::list(cx).await?,
    };
    let coordinators = accounts::coordinators(cx, central).await?;
    let links = store::rounds::list_links(&mut *cx.store.read().await?, &round.id).await?;
    let has_it: Vec<OrganisationId> =
        list(cx, central, round).await?.into_iter().map(|(m, _)| m).filter(|m| m.kind == kind).map(|m| m.organisation).collect();
    let rates = rates::list(cx, round).await?;
    let city = rates.iter().fold(Rate::default(), |sum, rate| sum + rate.rate);
    let figures = match round.closed().filter(|_| kind == MailingKind::Events) {
        Some(closed) => Some(results::figures(cx, &closed).await?),
        None => None,
    };
    let mut prospects = vec![];
    for organisation in &all {
        let Some(link) = links.iter().find(|link| link.organisation == organisation.id) else { continue };
        let own = round.for_link(link, cx.ambient.today());
        let rate = rates.iter().find(|rate| rate.organisation == organisation.id).map(|rate| rate.rate).unwrap_or_default();
        let events = match &figures {
            Some(figures) => count_events(cx, central, figures, organisation).await?,
            None => 0,
        };
        let recipients: Vec<String> =
            coordinators.iter().filter(|(_, id)| *id == organisation.id).map(|(email, _)| email.clone()).collect();
        if !kind.is_after_the_close() && own.state != State::Open {
            continue;
        }
        let needs = match kind {
            MailingKind::Opens => !has_it.contains(&organisation.id),
            MailingKind::LowRate => rate.is_below(city),
            MailingKind::ClosesTomorrow => rate.remaining() > 0,
            MailingKind::Events => events > 0 && !has_it.contains(&organisation.id),
            _ => organisation.audience != Audience::Extern && !has_it.contains(&organisation.id),
        };
        let filled = |text: &str| {
            let address = address(cx, kind, &organisation.id, &round.id);
            t::filled(
                text,
                &t::Own {
                    organisation: &organisation.name,
                    round: &round.title,
                    rate,
                    last_day: &day(own.closes),
                    events,
                    address: &address,
                },
            )
        };
        prospects.push(Prospect {
            organisation: organisation.id.clone(),
            name: organisation.name.clone(),
            is_suggested: needs && !recipients.is_empty(),
            recipients,
            subject: filled(&template.subject),
            body: filled(&template.body),
        });
    }
    Ok(prospects)
}

async fn count_events(cx: &Context, central: &Central, figures: &RoundFigures, organisation: &Organisation) -> Result<i64> {
    let at = OrganisationRound::find(cx, central.caller(), &organisation.id, &figures.round.id).await?;
    Ok(i64::try_from(incidents::list(cx, &at, figures).await?.len()).unwrap_or(i64::MAX))
}

fn check(round: &Round, kind: MailingKind, Template { subject, body }: &Template) -> Result<()> {
    let stands = if kind.is_after_the_close() { State::Closed } else { State::Open };
    if !kind.is_to_staff() || round.state != stands {
        return Err(if kind.is_after_the_close() {
            RoundError::StillOpen(round.id).into()
        } else {
            RoundError::NotOpen(round.id).into()
        });
    }
    if subject.trim().is_empty() || subject.chars().count() > 200 || subject.contains(is_unfit) {
        return Err(LetterError::NoSubject.into());
    }
    if body.is_empty() || body.chars().count() > 5000 {
        return Err(LetterError::NoLetter.into());
    }
    Ok(())
}

/// The page that a letter of a kind leads to.
fn address(cx: &Context, kind: MailingKind, organisation: &OrganisationId, round: &RoundId) -> String {
    let route = match kind {
        MailingKind::Events => routes::INCIDENTS,
        MailingKind::UnderlagDue => {
            return cx.page_address(&routes::UNDERLAG.href([round as &dyn std::fmt::Display, organisation]));
        }
        _ => routes::LETTERS,
    };
    cx.page_address(&route.query(&[("organisation", organisation), ("ar", round)]))
}

/// The page that a mailing leads to.
pub(super) fn page(cx: &Context, mailing: &Mailing) -> String {
    address(cx, mailing.kind, &mailing.organisation, &mailing.round)
}

/// How letters leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By the queue, now.
    Queue,
    /// They were copied, and went out from elsewhere.
    Elsewhere,
}

/// Who would get letters, and how many there were, as one text: whoever sends some says what was looked at.
pub fn seen(prospects: &[Prospect], sent: usize) -> String {
    let who = prospects.iter().map(|prospect| format!("{}: {}; ", prospect.organisation, prospect.recipients.join(" ")));
    digest(format!("{sent} {}", who.collect::<String>()))[..16].to_owned()
}

/// Keeps the template, and sends its letters to the coordinators of organisations, or notes that they went out, as they were
/// [`seen`]. Returns to how many organisations.
///
/// # Errors
/// It cannot be sent, nobody is chosen or one of them has no coordinator, or a colleague has sent some meanwhile.
pub async fn send(
    cx: &Context,
    central: &Central,
    (round, kind): (&Round, MailingKind),
    template: &Template,
    (chosen, looked_at): (&[OrganisationId], &str),
    way: Way,
) -> Result<usize> {
    if way == Way::Queue && !cx.config.has_mail() {
        return Err(LetterError::MailOff.into());
    }
    let all = prospects(cx, central, round, kind, template).await?;
    let mut letters = all.clone();
    letters.retain(|letter| chosen.contains(&letter.organisation));
    if let Some(letter) = letters.iter().find(|letter| letter.recipients.is_empty()) {
        return Err(LetterError::NoCoordinator(letter.name.clone()).into());
    }
    if letters.is_empty() {
        return Err(LetterError::NobodyChosen.into());
    }
    let reply_to = match central.caller() {
        Caller::Staff(account) => account.email.clone(),
        _ => cx.config.mail_from.as_ref().map(ToString::to_string).unwrap_or_default(),
    };
    let state = if way == Way::Queue { MailingState::Planned } else { MailingState::Noted };
    let mut write = cx.store.write().await?;
    cx.store.hold_round(&mut write, &round.id).await?;
    let sent = store::letters::list_to_staff(&mut write, &round.id).await?.len();
    if seen(&all, sent) != looked_at {
        return Err(LetterError::SentMeanwhile.into());
    }
    let now = store::rounds::find(&mut write, &round.id).await?.map(|now| now.state_on(cx.ambient.today()));
    if now != Some(round.state) {
        return Err(LetterError::OfAnotherTime.into());
    }
    keep(cx, &mut write, central, kind, template).await?;
    let count = letters.len();
    for Prospect { organisation, recipients, subject, body, .. } in letters {
        let (id, due) = (cx.ambient.id(), cx.ambient.seconds());
        let mailing = Mailing {
            id,
            round: round.id,
            organisation,
            kind,
            due,
            subject,
            body,
            reply_to: reply_to.clone(),
            state,
            problem: None,
        };
        store::letters::add(&mut write, &mailing).await?;
        for email in &recipients {
            store::letters::add_to_staff(&mut write, &mailing, email).await?;
        }
        let subject = format!("{}, {}", mailing.organisation, round.id);
        let action = if way == Way::Queue { Action::PlanMailing } else { Action::NoteReminder };
        cx.audit(&mut write, central.caller(), action, &subject, (None, Some(kind.as_str().to_owned()))).await?;
    }
    write.commit().await?;
    Ok(count)
}

/// Keeps a template as it was written.
async fn keep(cx: &Context, write: &mut store::Write, central: &Central, kind: MailingKind, new: &Template) -> Result<()> {
    let text = serde_json::to_string(new).unwrap_or_default();
    let before = store::settings::find(write, &setting(kind)).await?;
    let is_as_it_began = before.is_none() && *new == beginning(kind);
    if is_as_it_began || before.as_ref() == Some(&text) {
        return Ok(());
    }
    store::settings::put(write, &setting(kind), &text).await?;
    cx.audit(write, central.caller(), Action::EditTemplate, kind.as_str(), (None, Some(new.subject.clone()))).await?;
    Ok(())
}

fn beginning(kind: MailingKind) -> Template {
    Template { subject: t::subject(kind).to_owned(), body: t::body(kind).to_owned() }
}

/// A template as it is kept, of what was typed.
pub fn typed(subject: &str, body: &str) -> Template {
    Template { subject: subject.trim().to_owned(), body: clean(body) }
}

/// Who in a round has got what, oldest first.
pub async fn list(cx: &Context, _: &Central, round: &Round) -> Result<Vec<(Mailing, Vec<Delivery>)>> {
    let mut db = cx.store.read().await?;
    let mailings = store::letters::list_to_staff(&mut db, &round.id).await?;
    let deliveries = store::letters::list_deliveries_to_staff(&mut db, &round.id).await?;
    let of = |m: &Mailing| deliveries.iter().filter(|d| d.mailing == m.id).cloned().collect();
    Ok(mailings.into_iter().map(|m| (of(&m), m)).map(|(deliveries, m)| (m, deliveries)).collect())
}

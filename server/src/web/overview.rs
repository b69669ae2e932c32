//! Where the year stands, as the central office sees it first.

use std::collections::BTreeSet;

use app::domain::account::Role;
use app::domain::figure::{Tally, day};
use app::domain::ids::OrganisationId;
use app::domain::organisation::{Audience, Organisation};
use app::domain::round::{Rate, Round, State};
use app::pages::central::overview::Overview;
use app::routes;
use app::texts::central::overview as t;
use jiff::civil::Date;

use super::central::name;
use super::session::CentralStaff;
use crate::services::accounts::{self, StoredAccount};
use crate::services::opening::{self, Prospect};
use crate::services::questionnaires::{self, Version};
use crate::services::rates::OrganisationRate;
use crate::services::{Context, Result, rounds};

/// How many of those behind are named.
const BEHIND: usize = 3;

/// What waits, who is behind, and what comes next.
pub(super) async fn of(cx: &Context, staff: &CentralStaff, all: &[Organisation], all_rounds: &[Round]) -> Result<Overview> {
    let today = cx.ambient.today();
    let mut overview = Overview::default();
    let mut dates: Vec<(Date, String, String)> = vec![];
    let mut asked: BTreeSet<OrganisationId> = BTreeSet::new();
    for round in all_rounds {
        let page = routes::ROUND.href([&round.id]);
        if round.state == State::Planned {
            let prospects = opening::preview(cx, &staff.central, &round.id).await?.prospects;
            let obstacles = prospects.iter().filter(|prospect| prospect.obstacle().is_some()).count();
            let opening = routes::ROUND_OPEN.href([&round.id]);
            if round.closes < today {
                overview.waiting.push((t::is_past(&round.title), page.clone()));
            } else if obstacles > 0 {
                overview.waiting.push((t::is_stopped(&round.title, obstacles), opening));
            } else if round.opens <= today {
                overview.waiting.push((t::is_due(&round.title), opening));
            }
            dates.push((round.opens, t::opens(&round.title), page));
            asked.extend(prospects.into_iter().filter(Prospect::gets_link).map(|prospect| prospect.organisation.id));
        } else if round.state == State::Open {
            if round.closes < round.ends() {
                dates.push((round.ends(), t::extended(&round.title), page.clone()));
            }
            dates.push((round.closes, t::closes(&round.title), page));
            asked.extend(rounds::links(cx, &staff.central, &round.id).await?.into_iter().map(|link| link.organisation));
        }
    }
    let versions = questionnaires::list(cx, &staff.central).await?;
    // In the order in which a new city is set up.
    let missing = [
        (all.is_empty(), t::NO_ORGANISATION, routes::ORGANISATIONS),
        (versions.iter().all(|version| version.published.is_none()), t::NO_QUESTIONNAIRE, routes::QUESTIONNAIRES),
        (dates.is_empty(), t::NO_ROUND, routes::ROUNDS),
    ];
    let missing = missing.into_iter().filter(|(is_missing, ..)| *is_missing);
    overview.waiting.extend(missing.map(|(_, sentence, route)| (sentence.to_owned(), route.path().to_owned())));
    dates.retain(|(day, ..)| *day >= today);
    dates.sort();
    overview.dates = dates.into_iter().map(|(date, what, href)| (day(date), what, href)).collect();
    overview.waiting.extend(people(cx, staff, all, asked).await?);
    overview.waiting.extend(drafts(&versions));
    Ok(overview)
}

/// Those below the whole city in an open round, the lowest first.
pub(super) fn behind(round: &Round, all: &[Organisation], rates: &[OrganisationRate]) -> Vec<(String, Rate, String)> {
    if round.state != State::Open {
        return vec![];
    }
    let share = |rate: &Rate| rate.share().and_then(Tally::tenths);
    let city = rates.iter().fold(Rate::default(), |sum, rate| sum + rate.rate);
    let mut below: Vec<_> = rates.iter().filter(|of| of.rate.is_below(city)).collect();
    below.sort_by_key(|r| share(&r.rate));
    let board = |r: &OrganisationRate| routes::BOARD.query(&[("organisation", &r.organisation), ("ar", &round.id)]);
    below.into_iter().take(BEHIND).map(|r| (name(all, &r.organisation), r.rate, board(r))).collect()
}

/// Who has no coordinator, or one who has never been here.
async fn people(
    cx: &Context,
    staff: &CentralStaff,
    all: &[Organisation],
    mut asked: BTreeSet<OrganisationId>,
) -> Result<Vec<(String, String)>> {
    // An external party is looked after by those of its areas.
    asked.retain(|id| all.iter().any(|o| o.id == *id && o.audience != Audience::Extern));
    for (_, organisation) in accounts::coordinators(cx, &staff.central).await? {
        asked.remove(&organisation);
    }
    let mut waiting = vec![];
    let without: Vec<String> = asked.iter().map(|id| name(all, id)).collect();
    if !without.is_empty() {
        waiting.push((t::without_coordinator(&without), format!("{}#utan", routes::ACCOUNTS.path())));
    }
    let is_new = |a: &&StoredAccount| a.account.role == Role::Samordnare && !a.disabled && a.last_login.is_none();
    let new = accounts::list(cx, &staff.central).await?.iter().filter(is_new).count();
    if new > 0 {
        waiting.push((t::never_logged_in(new), routes::ACCOUNTS.path().to_owned()));
    }
    Ok(waiting)
}

/// What is written and not published.
fn drafts(versions: &[Version]) -> impl Iterator<Item = (String, String)> {
    let is_newest = |v: &&Version| !versions.iter().any(|other| other.id == v.id && other.version > v.version);
    let drafts = versions.iter().filter(is_newest).filter(|version| version.published.is_none());
    drafts.map(|v| (t::draft(&v.definition.title), routes::QUESTIONNAIRE_REVIEW.href([&v.id])))
}

//! The demo city: every organisation with units, a closed round a year and one open, all from a
//! seed. Östermalm 2022 is what the city once had, figure for figure.

mod answers;
mod events;
mod units;

use app::domain::account::Role;
use app::domain::answer::Setting;
use app::domain::ids::{RoundId, UnitId};
use app::domain::journey::walk;
use app::domain::meaning::LinkName;
use app::domain::organisation::Organisation;
use app::domain::response::Draft;
use app::forms::{SourceForm, SupportLinksForm};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};

use crate::services::rounds::NewRound;
use crate::services::{
    Caller, Central, Context, OrganisationAccess, OrganisationRound, Result, RoundError, accounts, areas, closing, opening,
    organisations, questionnaires, register, responses, rounds, sealed, sources, support_links,
};
use crate::store;

/// The password of every demo account.
pub const PASSWORD: &str = "prova-lagesbild";
/// The demo's accounts: address, role, organisation.
pub const ACCOUNTS: &[(&str, Role, Option<&str>)] = &[
    ("central@example.org", Role::Central, None),
    ("samordnare@example.org", Role::Samordnare, Some("norra-innerstaden")),
    ("samordnare-farsta@example.org", Role::Samordnare, Some("farsta")),
    ("lasare@example.org", Role::Lasare, Some("social")),
];

const ORGANISATIONS: &[u8] = include_bytes!("../../demo/organisationer.csv");
const OSTERMALM_UNITS: &[u8] = include_bytes!("../../demo/enheter-ostermalm-2022.csv");
const OSTERMALM_ANSWERS: &[u8] = include_bytes!("../../demo/svar-ostermalm-2022.csv");
/// The questionnaires of the first years.
const FIRST_QUESTIONNAIRES: [&str; 3] = [
    include_str!("../../../app/enkat/2022/vbe-stadsdel.json"),
    include_str!("../../../app/enkat/2022/vbe-fack.json"),
    include_str!("../../../app/enkat/2022/vbe-bra.json"),
];

/// Those that replace them, and from which year.
const QUESTIONNAIRES: [&str; 3] = [
    include_str!("../../../app/enkat/vbe-stadsdel.json"),
    include_str!("../../../app/enkat/vbe-fack.json"),
    include_str!("../../../app/enkat/vbe-bra.json"),
];
const CHANGED: i64 = 2025;

/// The first year and the last that is closed.
const YEARS: std::ops::RangeInclusive<i64> = 2022..=2025;
/// What else the lägesbild of one organisation rests on.
const SOURCES: [(&str, Option<i64>, &str); 3] = [
    ("blanketter", Some(3), "januari–september"),
    ("ia", Some(6), "januari–augusti"),
    ("polisen", None, "till och med den 30 september"),
];
/// Successors that were not there in the first year.
const MERGED: [&str; 2] = ["jarva", "norra-innerstaden"];

/// Whose coordinators assess events and keep blanketter.
const NOTING: [&str; 2] = ["norra-innerstaden", "farsta"];

/// Fills an empty database.
pub async fn fill(cx: &Context) -> Result<()> {
    let operator = Caller::Operator.central()?;
    let mut random = StdRng::seed_from_u64(2022);
    organisations::import(cx, &operator, ORGANISATIONS).await?;
    publish(cx, &operator, FIRST_QUESTIONNAIRES).await?;
    let organisations = organisations::list(cx).await?;
    let city = areas(&organisations);
    register::file::import(cx, operator.caller(), OSTERMALM_UNITS, false).await?;
    let (new, old): (Vec<&Organisation>, Vec<_>) = organisations.iter().partition(|o| MERGED.contains(&o.id.as_str()));
    register::file::import(cx, operator.caller(), units::register(&old, &city, &mut random).as_bytes(), false).await?;
    for year in YEARS {
        if year == CHANGED {
            publish(cx, &operator, QUESTIONNAIRES).await?;
        }
        if year == 2023 {
            register::file::import(cx, operator.caller(), units::register(&new, &city, &mut random).as_bytes(), false).await?;
        }
        let spring = i16::try_from(year).unwrap_or(2022);
        let (opens, closes) = (date(spring, 9, 15), date(spring, 10, 31));
        let id = round(cx, &operator, year, (opens, closes)).await?;
        answer(cx, &id, (opens, closes), 1.0, &mut random).await?;
        closing::close_and_wait(cx, &operator, &id, |_| ()).await?;
        if year == 2022 {
            responses::import(cx, &operator, (&id, &"ostermalm".into()), OSTERMALM_ANSWERS, |_, _| ()).await?;
        }
        // Later on the blanketter are kept one by one.
        for (kind, count, period) in SOURCES.into_iter().filter(|(kind, ..)| year < 2024 || *kind != "blanketter") {
            let count = count.map(|n| n + random.random_range(0..=n)).map(|n| n.to_string()).unwrap_or_default();
            let source = SourceForm { slag: kind.to_owned(), antal: count, period: period.to_owned(), anteckning: String::new() };
            let organisation = if year == 2022 { "ostermalm" } else { "norra-innerstaden" };
            let at = OrganisationRound::find(cx, operator.caller(), organisation, &id).await?;
            sources::add(cx, at.to_change()?, &source).await?;
        }
        for organisation in NOTING.into_iter().filter(|_| year > 2023) {
            let at = OrganisationRound::find(cx, operator.caller(), organisation, &id).await?;
            events::note(cx, &at, &mut StdRng::seed_from_u64(2024)).await?;
        }
    }
    set_support_links(cx, &operator).await?;
    let today = cx.ambient.today();
    let year = i64::from(today.year()).max(YEARS.end() + 1);
    let (opens, closes) = (today.saturating_sub(18.days()), today.saturating_add(20.days()));
    let id = round(cx, &operator, year, (opens, closes)).await?;
    answer(cx, &id, (opens, today), 0.62, &mut random).await?;
    for (email, role, organisation) in ACCOUNTS {
        accounts::add(cx, &operator, email, (*role, organisation.map(Into::into).as_ref()), Some(PASSWORD)).await?;
    }
    Ok(())
}

async fn publish(cx: &Context, operator: &Central, questionnaires: [&str; 3]) -> Result<()> {
    for text in questionnaires {
        let (id, _) = questionnaires::import(cx, operator, text.as_bytes()).await?;
        questionnaires::publish(cx, operator, &id).await?;
    }
    Ok(())
}

/// Says where the city's links to support lead, and those of the organisations that have a coordinator.
async fn set_support_links(cx: &Context, operator: &Central) -> Result<()> {
    let page = |name: LinkName| (name, format!("https://intranat.example.org/{}", name.as_str()));
    let city = SupportLinksForm(LinkName::OF_THE_CITY.into_iter().map(page).collect());
    support_links::set_of_city(cx, operator, &city).await?;
    for (email, role, organisation) in ACCOUNTS {
        let (Role::Samordnare, Some(organisation)) = (role, organisation) else { continue };
        let plan = format!("https://{organisation}.example.org/handlingsplan");
        let own = [(LinkName::Handlingsplan, plan), (LinkName::Samordnare, (*email).to_owned())];
        let access = OrganisationAccess::find(cx, operator.caller(), organisation).await?;
        support_links::set_of_organisation(cx, access.to_change()?, &SupportLinksForm(own.into())).await?;
    }
    Ok(())
}

/// Plans and opens a round.
async fn round(cx: &Context, operator: &Central, year: i64, (opens, closes): (Date, Date)) -> Result<RoundId> {
    let id: RoundId = year.to_string().parse().map_err(|_| RoundError::BadRoundId(year.to_string()))?;
    rounds::create(cx, operator, NewRound { id, title: None, opens, closes, period: None, pinned: vec![] }).await?;
    opening::open(cx, operator, &id).await?;
    Ok(id)
}

/// What sets an organisation apart, the same every year.
struct Nature {
    /// The share that answers.
    rate: f64,
    /// Added to every awareness.
    awareness: f64,
    /// How many notice something.
    incidents: f64,
}

fn nature(id: &str) -> Nature {
    let seed = id.bytes().fold(7_u64, |h, b| h.wrapping_mul(31).wrapping_add(u64::from(b)));
    let mut random = StdRng::seed_from_u64(seed);
    Nature {
        rate: if id == "kultur" { 0.8 } else { random.random_range(0.48..0.92) },
        awareness: random.random_range(-0.16..0.16),
        incidents: random.random_range(0.03..0.22),
    }
}

/// Lets the units of a round answer.
async fn answer(cx: &Context, round: &RoundId, (first, last): (Date, Date), share: f64, random: &mut StdRng) -> Result<()> {
    // A year that is over has its answers as it closed with them.
    let keys = if share < 1.0 { Some(cx.keys.of(round)?) } else { None };
    let mut write = cx.store.write().await?;
    cx.store.hold_round(&mut write, round).await?;
    let organisations = store::organisations::list(&mut write).await?;
    let setting = Setting { areas: areas(&organisations), this_month: None };
    let days = first.until(last).map_or(1, |span| span.get_days().max(1));
    for link in store::rounds::list_links(&mut write, round).await? {
        let year = round.year();
        if year == 2022 && link.organisation == "ostermalm" {
            continue;
        }
        let questionnaire = questionnaires::of_link(cx, &mut write, &link).await?;
        let nature = nature(&link.organisation);
        let own_areas = organisations.iter().find(|o| o.id == link.organisation).map_or(&[][..], |o| &o.areas);
        let rate = (nature.rate + random.random_range(-0.06..0.06)) * share;
        let mut units: Vec<(Option<UnitId>, String)> = store::sample::list(&mut write, round, &link.organisation)
            .await?
            .into_iter()
            .map(|u| (Some(u.unit), u.line))
            .collect();
        let expected = usize::try_from(link.expected.unwrap_or(0)).unwrap_or(0);
        if units.is_empty() {
            units = vec![(None, String::new()); expected];
        }
        units.shuffle(random);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a share of a short list
        let mut count = (units.len() as f64 * rate).round() as usize;
        if year == 2024 && link.organisation == "kultur" {
            count = 4;
        }
        for (i, (unit, line)) in units.into_iter().enumerate() {
            let form = answers::fill_in(&questionnaire, &nature, year, &line, (own_areas, &setting.areas), random);
            let journey = walk(&questionnaire, &form, &setting);
            if i >= count {
                // Some have begun and not submitted.
                if let Some(keys) = keys.as_deref().filter(|_| random.random_bool(0.12)) {
                    let (sealed, answered) = sealed::sealed(keys, &link.organisation, &Draft { form, ..sealed::blank() })?;
                    store::drafts::add(&mut write, round, &link.organisation, &sealed, answered).await?;
                }
                continue;
            }
            // Most answer at once or after the reminder halfway.
            let late = random.random_bool(0.4);
            let day = random.random_range(0..=days) * random.random_range(0..=days) / days.max(1);
            let day = first.saturating_add(if late { (days / 2 + day / 2).min(days) } else { day / 2 }.days());
            if let Some(unit) = &unit {
                store::sample::add_participation(&mut write, round, &link.organisation, unit, day).await?;
            }
            responses::keep(cx, &mut write, &link, unit.is_some(), journey.answers, keys.as_deref()).await?;
        }
    }
    write.commit().await?;
    Ok(())
}

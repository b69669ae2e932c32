//! The demo city: every organisation with units, a closed round a year and one open, all from a
//! seed. Östermalm 2022 is what the city once had, figure for figure.

use app::domain::account::Role;
use app::domain::answer::Form;
use app::domain::ids::{RoundId, UnitId};
use app::domain::journey::walk;
use app::domain::organisation::{Audience, Organisation};
use app::domain::questionnaire::{Kind, Question, Questionnaire};
use app::domain::response::{Draft, Response};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};

use crate::services::rounds::NewRound;
use crate::services::sources::SourceForm;
use crate::services::{
    Caller, Central, Context, OrganisationRound, Refusal, Result, accounts, areas, closing, organisations, questionnaires,
    register, responses, rounds, sources,
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

const ORGANISATIONS: &[u8] = include_bytes!("../demo/organisationer.csv");
const OSTERMALM_UNITS: &[u8] = include_bytes!("../demo/enheter-ostermalm-2022.csv");
const OSTERMALM_ANSWERS: &[u8] = include_bytes!("../demo/svar-ostermalm-2022.csv");
const QUESTIONNAIRES: [&str; 3] = [
    include_str!("../../app/enkat/2022/vbe-stadsdel.json"),
    include_str!("../../app/enkat/2022/vbe-fack.json"),
    include_str!("../../app/enkat/2022/vbe-bra.json"),
];

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

/// Fills an empty database.
pub async fn fill(cx: &Context) -> Result<()> {
    let operator = Caller::Operator.central()?;
    let mut random = StdRng::seed_from_u64(2022);
    organisations::import(cx, &operator, ORGANISATIONS).await?;
    for text in QUESTIONNAIRES {
        let (id, _) = questionnaires::import(cx, &operator, text.as_bytes()).await?;
        questionnaires::publish(cx, &operator, &id).await?;
    }
    let organisations = organisations::list(cx).await?;
    let city = areas(&organisations);
    register::file::import(cx, operator.caller(), OSTERMALM_UNITS, false).await?;
    let (new, old): (Vec<&Organisation>, Vec<_>) = organisations.iter().partition(|o| MERGED.contains(&o.id.as_str()));
    register::file::import(cx, operator.caller(), register(&old, &city, &mut random).as_bytes(), false).await?;
    for year in YEARS {
        if year == 2023 {
            register::file::import(cx, operator.caller(), register(&new, &city, &mut random).as_bytes(), false).await?;
        }
        let spring = i16::try_from(year).unwrap_or(2022);
        let (opens, closes) = (date(spring, 9, 15), date(spring, 10, 31));
        let id = round(cx, &operator, year, (opens, closes)).await?;
        answer(cx, &id, (opens, closes), 1.0, &mut random).await?;
        closing::close_and_wait(cx, &operator, &id, |_| ()).await?;
        if year == 2022 {
            responses::import(cx, &operator, (&id, &"ostermalm".into()), OSTERMALM_ANSWERS, |_, _| ()).await?;
        }
        for (kind, count, period) in SOURCES {
            let count = count.map(|n| n + random.random_range(0..=n)).map(|n| n.to_string()).unwrap_or_default();
            let source = SourceForm { kind, count: &count, period, note: "" };
            let organisation = if year == 2022 { "ostermalm" } else { "norra-innerstaden" };
            let at = OrganisationRound::find(cx, operator.caller(), organisation, &id).await?;
            sources::add(cx, at.to_change()?, source).await?;
        }
    }
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

/// Plans and opens a round.
async fn round(cx: &Context, operator: &Central, year: i64, (opens, closes): (Date, Date)) -> Result<RoundId> {
    let id: RoundId = year.to_string().parse().map_err(|_| Refusal::BadRoundId(year.to_string()))?;
    rounds::create(cx, operator, NewRound { id, title: None, opens, closes, period: None, pinned: vec![] }).await?;
    rounds::open(cx, operator, &id).await?;
    Ok(id)
}

/// Avdelningar with their units, and the line of work of each unit.
type Divisions = &'static [(&'static str, &'static [(&'static str, &'static str)])];

const DISTRICT: Divisions = &[
    (
        "Socialtjänst",
        &[
            ("Mottagningsenheten", "socialtjanst"),
            ("Familjeenheten", "socialtjanst"),
            ("Ungdomsenheten", "socialtjanst"),
            ("Vuxenenheten", "socialtjanst"),
            ("Enheten för ekonomiskt bistånd", "socialtjanst"),
            ("Socialpsykiatriska enheten", "funktionsnedsattning"),
            ("Preventionsenheten", "fritid"),
            ("Relationsvåldsenheten", "socialtjanst"),
        ],
    ),
    (
        "Äldreomsorg och funktionsnedsättning",
        &[
            ("Beställarenheten äldre", "aldreomsorg"),
            ("LSS-enheten", "funktionsnedsattning"),
            ("Hemtjänsten norr", "aldreomsorg"),
            ("Hemtjänsten söder", "aldreomsorg"),
            ("Vård- och omsorgsboendet Linden", "aldreomsorg"),
            ("Vård- och omsorgsboendet Eken", "aldreomsorg"),
            ("Dagverksamheten", "aldreomsorg"),
            ("Gruppbostäderna", "funktionsnedsattning"),
        ],
    ),
    (
        "Förskola",
        &[
            ("Förskoleområde 1", "forskola"),
            ("Förskoleområde 2", "forskola"),
            ("Förskoleområde 3", "forskola"),
            ("Förskoleområde 4", "forskola"),
            ("Förskoleområde 5", "forskola"),
            ("Förskoleområde 6", "forskola"),
            ("Öppna förskolan", "forskola"),
        ],
    ),
    (
        "Stadsmiljö och fritid",
        &[
            ("Fritidsenheten", "fritid"),
            ("Parklekarna", "fritid"),
            ("Parkmiljöenheten", "stadsmiljo"),
            ("Medborgarservice", "stadsmiljo"),
        ],
    ),
    (
        "Administration",
        &[("Ekonomienheten", "administration"), ("HR-enheten", "administration"), ("Nämndkansliet", "administration")],
    ),
];
const SOCIAL: Divisions = &[
    (
        "Stadsövergripande sociala frågor",
        &[
            ("Socialjouren", "socialtjanst"),
            ("Enheten för hemlösa", "socialtjanst"),
            ("Ungdomsjouren", "socialtjanst"),
            ("Tillståndsenheten", "administration"),
            ("Utrednings- och fältenheten", "socialtjanst"),
        ],
    ),
    (
        "Boenden och behandling",
        &[
            ("Stödboendet City", "socialtjanst"),
            ("Stödboendet Söder", "socialtjanst"),
            ("Behandlingsenheten vuxna", "socialtjanst"),
            ("Behandlingsenheten unga", "socialtjanst"),
            ("Familjehemsenheten", "socialtjanst"),
        ],
    ),
    ("Stab", &[("Kansliet", "administration"), ("HR-enheten", "administration")]),
];
const EDUCATION: Divisions = &[
    (
        "Grundskola",
        &[
            ("Grundskoleområde 1", "grundskola"),
            ("Grundskoleområde 2", "grundskola"),
            ("Grundskoleområde 3", "grundskola"),
            ("Grundskoleområde 4", "grundskola"),
            ("Grundskoleområde 5", "grundskola"),
            ("Grundskoleområde 6", "grundskola"),
            ("Grundskoleområde 7", "grundskola"),
            ("Anpassad grundskola", "grundskola"),
            ("Elevhälsan grundskola", "grundskola"),
        ],
    ),
    (
        "Gymnasieskola",
        &[
            ("Gymnasieområde 1", "gymnasieskola"),
            ("Gymnasieområde 2", "gymnasieskola"),
            ("Gymnasieområde 3", "gymnasieskola"),
            ("Språkintroduktion", "gymnasieskola"),
            ("Elevhälsan gymnasiet", "gymnasieskola"),
        ],
    ),
    ("Stab", &[("Säkerhetsenheten", "administration"), ("Kommunikationsenheten", "administration")]),
];
const LABOUR: Divisions = &[
    (
        "Jobbtorg",
        &[
            ("Jobbtorg nordost", "jobbtorg"),
            ("Jobbtorg sydväst", "jobbtorg"),
            ("Jobbtorg unga", "jobbtorg"),
            ("Uppsökande enheten", "jobbtorg"),
        ],
    ),
    (
        "Vuxenutbildning",
        &[
            ("Sfi-enheten", "vuxenutbildning"),
            ("Vuxenutbildningscentrum", "vuxenutbildning"),
            ("Studievägledningen", "vuxenutbildning"),
        ],
    ),
];
const CULTURE: Divisions = &[(
    "Verksamhet",
    &[
        ("Biblioteken norr", "bibliotek"),
        ("Biblioteken söder", "bibliotek"),
        ("Kulturskolan", "kultur"),
        ("Museerna", "kultur"),
        ("Konst i staden", "kultur"),
    ],
)];
const SPORT: Divisions = &[
    (
        "Anläggningar",
        &[
            ("Simhallarna norr", "idrott"),
            ("Simhallarna söder", "idrott"),
            ("Idrottsplatserna", "idrott"),
            ("Ishallarna", "idrott"),
        ],
    ),
    ("Föreningsstöd", &[("Föreningsenheten", "idrott"), ("Bokningsenheten", "administration"), ("Evenemang", "idrott")]),
];

/// The register of these organisations as a file; Östermalm has its own. Units of an organisation
/// without areas lie anywhere in the city.
fn register(organisations: &[&Organisation], city: &[String], random: &mut StdRng) -> String {
    let mut csv = String::from("forvaltning;enhet;avdelning;omrade;stadsdelsomrade;epost\n");
    let mut number = 100;
    for organisation in organisations.iter().filter(|o| o.id != "ostermalm" && o.expected.is_none()) {
        let divisions = match organisation.id.as_str() {
            "social" => SOCIAL,
            "utbildning" => EDUCATION,
            "arbetsmarknad" => LABOUR,
            "kultur" => CULTURE,
            "idrott" => SPORT,
            _ => DISTRICT,
        };
        for (division, units) in divisions {
            // Districts differ in size: some have no sixth preschool area.
            let mut units: Vec<_> = units.iter().collect();
            if organisation.audience == Audience::Stadsdelsforvaltning && random.random_bool(0.5) {
                units.pop();
            }
            for (unit, line) in units {
                let areas = if organisation.areas.is_empty() { city } else { &organisation.areas };
                let area = areas.choose(random).map_or("", String::as_str);
                number += 1;
                csv.push_str(&format!("{};{unit};{division};{line};{area};enhet{number}@example.org\n", organisation.id));
            }
        }
    }
    csv
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
    let mut write = cx.store.write().await?;
    cx.store.hold_round(&mut write, round).await?;
    let areas = areas(&store::organisations::list(&mut write).await?);
    let days = first.until(last).map_or(1, |span| span.get_days().max(1));
    for link in store::rounds::list_links(&mut write, round).await? {
        let year = round.year();
        if year == 2022 && link.organisation == "ostermalm" {
            continue;
        }
        let questionnaire = questionnaires::of_link(cx, &mut write, &link).await?;
        let nature = nature(&link.organisation);
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
            let form = fill_in(&questionnaire, &nature, year, &line, &areas, random);
            let journey = walk(&questionnaire, &form, &areas);
            if i >= count {
                // Some have begun and not submitted.
                if share < 1.0 && random.random_bool(0.12) {
                    let draft = Draft { id: cx.ambient.id(), form, ..Draft::default() };
                    store::drafts::add(&mut write, round, &link.organisation, &draft).await?;
                }
                continue;
            }
            if let Some(unit) = &unit {
                // Most answer at once or after the reminder halfway.
                let late = random.random_bool(0.4);
                let day = random.random_range(0..=days) * random.random_range(0..=days) / days.max(1);
                let day = first.saturating_add(if late { (days / 2 + day / 2).min(days) } else { day / 2 }.days());
                store::sample::add_participation(&mut write, round, &link.organisation, unit, day).await?;
            }
            let response = Response {
                organisation: link.organisation.clone(),
                id: cx.ambient.id(),
                answers: journey.answers,
                linked: unit.is_some(),
                receipt: None,
            };
            store::responses::add(&mut write, round, &response).await?;
        }
    }
    write.commit().await?;
    Ok(())
}

const NEEDS: &[&str] = &[
    "Vi behöver korta underlag att använda på APT.",
    "Återkommande digitala informationsträffar vore bra.",
    "Ett närmare samarbete med skolorna i området.",
    "Frågan ligger långt från vårt dagliga uppdrag.",
    "Materialet på intranätet är bra men svårt att hitta.",
    "Gärna en genomgång av rutinen för nya medarbetare.",
];
const INITIATIVES: &[&str] = &[
    "Vi har lagt in frågan i enhetens plan för akuta händelser.",
    "Vi går igenom rutinen en gång per termin.",
    "Samarbete med fältassistenterna kring platser där unga samlas.",
];
const EVENTS: &[&str] = &[
    "Klistermärken på skyltar utanför entrén. De togs bort samma dag.",
    "Symboler klottrade på en vägg i parken.",
    "Flygblad i brevlådan från en extremistisk rörelse.",
    "Uttalanden i en grupp ungdomar som gjorde personalen orolig.",
];

/// Fills in a questionnaire as someone of that organisation plausibly would.
fn fill_in(questionnaire: &Questionnaire, nature: &Nature, year: i64, line: &str, areas: &[String], random: &mut StdRng) -> Form {
    let mut form = Form::default();
    let better = nature.awareness + 0.035 * (year - *YEARS.start()) as f64;
    for question in questionnaire.questions() {
        fill_question(&mut form, question, "", (nature, better, year, line), areas, random);
    }
    form
}

fn fill_question(
    form: &mut Form,
    question: &Question,
    prefix: &str,
    at: (&Nature, f64, i64, &str),
    areas: &[String],
    random: &mut StdRng,
) {
    let (nature, better, year, line) = at;
    let field = format!("{prefix}{}", question.id);
    match (&question.kind, question.id.as_str()) {
        (Kind::SingleChoice { options }, "omrade") => {
            let known = options.iter().find(|o| o.id == line).or_else(|| options.choose(random));
            form.set(field, known.map_or("annat", |o| o.id.as_str()));
        }
        (_, "handelse") => {
            let yes = random.random_bool(nature.incidents);
            form.set(
                field,
                if yes {
                    "ja"
                } else if random.random_bool(0.08) {
                    "vet_ej"
                } else {
                    "nej"
                },
            );
        }
        (_, "apt") => form.set(
            field,
            if random.random_bool((0.3 + better).clamp(0.05, 0.95)) {
                "ja"
            } else {
                *["nej", "planerat"].choose(random).unwrap_or(&"nej")
            },
        ),
        (Kind::SingleChoice { options }, _) => form.set(field, options.choose(random).map_or("", |o| o.id.as_str())),
        (Kind::MultipleChoice { options }, _) => {
            let mut chosen: Vec<String> =
                options.iter().filter(|o| !o.exclusive && !o.other_text).map(|o| o.id.clone()).collect();
            chosen.shuffle(random);
            chosen.truncate(random.random_range(1..=2));
            form.0.insert(field, chosen);
        }
        (Kind::Matrix { rows, columns }, _) => {
            for row in rows {
                let common = match row.id.as_str() {
                    "handlingsplan" => 0.72,
                    "samordnare" | "stodmaterial" | "vagledning" => 0.6,
                    "blankett" => 0.34,
                    "sekretess" => 0.2,
                    _ => 0.5,
                };
                let known = |share: f64, random: &mut StdRng| random.random_bool((share + better).clamp(0.04, 0.97));
                let (chief, staff) = (known(common, random), known(common - 0.34, random));
                let id = match (chief, staff) {
                    _ if columns.iter().any(|c| c.id == "alla") => columns.choose(random).map_or("", |c| c.id.as_str()),
                    (true, true) if columns.iter().any(|c| c.id == "bada") => "bada",
                    (true, _) => "jag",
                    (false, true) if columns.iter().any(|c| c.id == "medarbetare") => "medarbetare",
                    _ => "ingen",
                };
                if random.random_bool(0.97) {
                    form.set(format!("{field}.{}", row.id), id);
                }
            }
        }
        (Kind::Scale { min, max, .. }, _) => {
            let middle = if question.id.contains("medarbetare") { 2.2 } else { 2.8 };
            #[allow(clippy::cast_possible_truncation)] // between min and max
            let point = (middle + 3.0 * better + random.random_range(-1.4..1.4)).round() as i64;
            form.set(field, point.clamp(*min, *max).to_string());
        }
        (Kind::LongText { .. }, id) => {
            let texts = match id {
                "initiativ" => INITIATIVES,
                "beskrivning" => EVENTS,
                _ => NEEDS,
            };
            if random.random_bool(if id == "beskrivning" { 0.8 } else { 0.2 }) {
                form.set(field, *texts.choose(random).unwrap_or(&""));
            }
        }
        (Kind::Month, _) => form.set(field, format!("{year}-{:02}", random.random_range(1..=9))),
        (Kind::Area, _) => form.set(field, areas.choose(random).map_or("", String::as_str)),
        (Kind::Group { questions, .. }, _) => {
            for number in 1..=random.random_range(1..=2) {
                for inner in questions {
                    fill_question(form, inner, &format!("{field}.{number}."), at, areas, random);
                }
            }
        }
        _ => {}
    }
}

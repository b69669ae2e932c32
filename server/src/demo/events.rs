//! What the demo city's coordinators note of events.

use app::domain::event::HANDLED;
use app::forms::{AssessmentForm, ReportForm};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::services::incidents::version;
use crate::services::{Context, OrganisationRound, Result, incidents, reports, results};

const NOTES: [&str; 3] = ["", "Samtal med skolan visade ett skämt.", "Polisen har anmälan."];
const BLANKETTER: [&str; 3] =
    ["Klistermärken på en lyktstolpe vid torget.", "Ungdomar som delade bilder på en fritidsgård.", "Klotter i en gångtunnel."];

/// Lets the coordinator of a place assess some events of a closed round, and keep some blanketter.
pub(super) async fn note(cx: &Context, at: &OrganisationRound, random: &mut StdRng) -> Result<()> {
    let to_change = at.to_change()?;
    let events = incidents::events(cx, at, &results::figures(cx, &at.closed()?).await?).await?;
    for event in events.here.iter().filter(|event| event.may_assess) {
        if random.random_bool(0.4) {
            continue;
        }
        let choose = |codes: &[&str], random: &mut StdRng| codes.choose(random).copied().unwrap_or_default().to_owned();
        let form = AssessmentForm {
            koppling: choose(&["kopplad", "kopplad", "inte_kopplad", "oklar"], random),
            samma_som: String::new(),
            omhandertagen: choose(&HANDLED, random),
            anteckning: choose(&NOTES, random),
        };
        incidents::assess(cx, to_change, &event.id, Some(&form), &version(&event.assessment)).await?;
    }
    let Some(area) = at.organisation().areas.first() else { return Ok(()) };
    let last = reports::period(cx, at).await?.to;
    for (months, text) in (1..).zip(BLANKETTER) {
        let form = ReportForm {
            datum: last.saturating_sub(jiff::Span::new().months(months)).to_string(),
            kalla: "blanketter".to_owned(),
            plats: area.clone(),
            miljo: vec!["hoger".to_owned()],
            typ: vec!["klotter".to_owned()],
            text: text.to_owned(),
            ..ReportForm::default()
        };
        reports::add(cx, to_change, &form).await?;
    }
    Ok(())
}

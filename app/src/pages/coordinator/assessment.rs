//! The assessment of one event.

use leptos::prelude::*;

use super::incidents::EventRow;
use super::{OrganisationFrame, Tab};
use crate::domain::assessment::Connection;
use crate::domain::event::{Aspect, HANDLED};
use crate::forms::AssessmentForm;
use crate::routes;
use crate::texts::incidents as t;
use crate::ui::form::{ChoiceField, ErrorSummary, FormState, Hidden, SelectField, Submit, TextAreaField};
use crate::ui::text::{PageHeading, Section};

/// An event that is assessed.
pub struct Assessed {
    /// Whose page it is.
    pub frame: OrganisationFrame,
    pub event: EventRow,
    /// The events that it can be the same as: id, and what it is in short.
    pub originals: Vec<(String, String)>,
    /// What was said of it when the form was made.
    pub version: String,
    pub form: FormState<AssessmentForm>,
}

/// The page.
pub fn page(assessed: Assessed) -> impl IntoView {
    let Assessed { frame, event, originals, version, form } = assessed;
    let FormState { typed, faults } = form;
    let action = format!("{}&handelse={}", frame.address(routes::INCIDENT), event.id);
    let back = frame.tab(Tab::Incidents);
    let named = |code: &str, text: &str| (code.to_owned(), text.to_owned());
    let connections = Connection::ALL.iter().map(|c| named(c.as_str(), t::connection(*c))).chain([named("", t::NOT_ASSESSED)]);
    let connections = connections.collect();
    let [yes, no] = HANDLED;
    let handled = vec![named("", t::HANDLED_AS_ANSWERED), named(yes, t::handled(true)), named(no, t::handled(false))];
    let take_back = event.assessed.then(|| {
        view! { <Submit text=t::TAKE_BACK class="second" action="ta_tillbaka"/> }
    });
    let same_as = (!originals.is_empty()).then(|| {
        view! {
            <SelectField name="samma_som" label=t::SAME_AS options=originals chosen=typed.samma_som none=t::SAME_AS_NONE optional=true
                hint=t::SAME_AS_HINT fault=faults.at("samma_som")/>
        }
    });
    view! {
        <ErrorSummary faults=&faults/>
        <PageHeading over=frame.name.clone() title=t::TITLE/>
        <p>{t::ASSESSMENT_LEAD}</p>
        <Section heading=t::EVENT><EventFacts event/></Section>
        <Section heading=t::YOURS>
            <form method="post" action=action class="narrow">
                <Hidden name="sett" value=version/>
                <ChoiceField name="koppling" legend=t::CONNECTION options=connections chosen=vec![typed.koppling]
                    fault=faults.at("koppling")/>
                {same_as}
                <ChoiceField name="omhandertagen" legend=t::HANDLED options=handled chosen=vec![typed.omhandertagen]/>
                <TextAreaField name="anteckning" label=t::NOTE value=typed.anteckning rows=3 optional=true hint=t::NOTE_HINT
                    fault=faults.at("anteckning")/>
                <Submit text=t::SAVE action="spara"/>
                {take_back}
            </form>
        </Section>
        <p><a href=back>{t::BACK}</a></p>
    }
}

/// What was reported, as far as the reader may see it.
#[component]
fn EventFacts(event: EventRow) -> impl IntoView {
    let EventRow { place, month, kind, environment, reported, handled, reporter, description, .. } = event;
    let facts = [
        (t::aspect(Aspect::Place), place),
        (t::aspect(Aspect::Month), month),
        (t::aspect(Aspect::Kind), kind),
        (t::aspect(Aspect::Environment), environment),
        (t::COLUMN_REPORTED, reported),
        (t::aspect(Aspect::Handled), handled),
        (t::aspect(Aspect::Reporter), reporter),
        (t::COLUMN_DESCRIPTION, description),
    ];
    let facts = facts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| {
        view! { <div><dt>{name}</dt><dd class="lines">{text}</dd></div> }
    });
    view! { <dl class="answers narrow">{facts.collect_view()}</dl> }
}

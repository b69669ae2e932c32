//! The city's underlag, which the central office edits where it stands.

use leptos::prelude::*;

use super::{CityPages, in_round};
use crate::domain::ids::RoundId;
use crate::domain::underlag::Underlag;
use crate::pages::coordinator::underlag::{Editing, Place, Typed, form_of, in_place};
use crate::routes;
use crate::texts::underlag::city as u;
use crate::ui::form::FormState;
use crate::ui::nav::YearChoice;
use crate::ui::text::PageHeading;

/// The city's underlag, or its summary alone.
pub struct CityUnderlag {
    pub year: RoundId,
    pub years: Vec<RoundId>,
    /// Whether it is the summary alone.
    pub one_page: bool,
    pub underlag: Underlag,
}

/// The query of a round's underlag.
fn of_round(year: &RoundId, one_page: bool) -> Vec<(&'static str, &dyn std::fmt::Display)> {
    let part = one_page.then_some(("del", &"sammanfattning" as &dyn std::fmt::Display));
    std::iter::once(("ar", year as &dyn std::fmt::Display)).chain(part).collect()
}

/// The page of the city's underlag.
pub fn page(page: CityUnderlag) -> impl IntoView {
    let CityUnderlag { year, years, one_page, underlag } = page;
    let choice = view! { <YearChoice years current=year href=|year| in_round(routes::CITY_UNDERLAG, year)/> }.into_any();
    let other = routes::CITY_UNDERLAG.query(&of_round(&year, !one_page));
    let other_name = if one_page { u::WHOLE } else { u::ONE_PAGE };
    let heading = view! {
        <PageHeading over=u::CITY title=underlag.title.clone() aside=choice/>
        <CityPages here=routes::CITY_UNDERLAG year/>
        <p class="screen"><a href=other>{other_name}</a></p>
    };
    let query = of_round(&year, one_page);
    let place = Place {
        heading: heading.into_any(),
        file: routes::CITY_UNDERLAG_FILE.query(&query),
        here: routes::CITY_UNDERLAG.query(&query),
        editing: Some(Editing {
            form: routes::CITY_UNDERLAG_EDIT.query(&[("ar", &year)]),
            save: routes::CITY_UNDERLAG_SAVE.query(&[("ar", &year)]),
        }),
    };
    in_place(underlag, place)
}

/// The form in which it is edited without the island.
pub fn form(year: RoundId, underlag: Underlag, form: FormState<Typed>) -> impl IntoView {
    let addresses = (routes::CITY_UNDERLAG_EDIT, routes::CITY_UNDERLAG);
    let addresses = (in_round(addresses.0, year), in_round(addresses.1, year));
    form_of(underlag, (u::CITY.to_owned(), u::EDIT_TITLE), addresses, form)
}

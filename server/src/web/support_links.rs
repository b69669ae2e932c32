//! Where the central office sets the city's links to support.

use app::forms::SupportLinksForm;
use app::pages::support_links as pages;
use app::routes;
use app::texts::support_links as t;
use app::ui::form::FormState;
use axum::extract::State;
use axum::response::Response;

use super::error::{refusal, refused};
use super::input::Fields;
use super::render::Page;
use super::session::CentralStaff;
use super::{WebError, notice};
use crate::services::{Context, support_links};

type Answer = Result<Response, WebError>;

pub(super) async fn list(State(cx): State<Context>, staff: CentralStaff) -> Answer {
    let links = support_links::of_city(&cx, &staff.central).await?;
    Ok(page(&staff, FormState::new(SupportLinksForm::of(links))))
}

fn page(staff: &CentralStaff, form: FormState<SupportLinksForm>) -> Response {
    let frame = Page::new(t::TITLE).staff(&staff.staff, routes::CITY_SUPPORT_LINKS.path()).faulty(form.is_faulty());
    frame.plain(pages::city(form))
}

pub(super) async fn set(State(cx): State<Context>, staff: CentralStaff, Fields(fields): Fields<Vec<(String, String)>>) -> Answer {
    let form = SupportLinksForm::from_pairs(fields);
    match refusal(support_links::set_of_city(&cx, &staff.central, &form).await)? {
        Ok(()) => Ok(notice::done(&cx, routes::CITY_SUPPORT_LINKS.path(), t::SAVED)),
        Err(refusal) => Ok(page(&staff, refused(form, &refusal, "blankett"))),
    }
}

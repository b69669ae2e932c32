//! Where a coordinator sets her organisation's links to support.

use app::domain::organisation::Audience;
use app::forms::SupportLinksForm;
use app::pages::coordinator::Tab;
use app::pages::coordinator::support_links as pages;
use app::ui::form::FormState;
use axum::extract::State;
use axum::response::Response;

use super::{Answer, OrganisationPage};
use crate::services::{Context, support_links};
use crate::web::error::{refusal, refused};
use crate::web::input::Fields;
use app::texts::support_links as t;

pub(in crate::web) async fn list(State(cx): State<Context>, frame: OrganisationPage) -> Answer {
    let links = support_links::of_organisation(&cx, frame.access()).await?;
    Ok(page(&frame, FormState::new(SupportLinksForm::of(links))))
}

fn page(frame: &OrganisationPage, form: FormState<SupportLinksForm>) -> Response {
    let has_own = frame.access().organisation().audience != Audience::Extern;
    let faulty = form.is_faulty();
    let links = pages::SupportLinks { frame: frame.view(), has_own, form };
    frame.page(Tab::SupportLinks).faulty(faulty).plain(pages::page(links))
}

pub(in crate::web) async fn set(
    State(cx): State<Context>,
    frame: OrganisationPage,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Answer {
    let form = SupportLinksForm::from_pairs(fields);
    match refusal(support_links::set_of_organisation(&cx, frame.access().to_change()?, &form).await)? {
        Ok(()) => Ok(frame.done(&cx, Tab::SupportLinks, "", t::SAVED)),
        Err(refusal) => Ok(page(&frame, refused(form, &refusal, "handlingsplan"))),
    }
}

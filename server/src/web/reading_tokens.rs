//! Reading tokens: where they are made and revoked, and how a request shows one.

use app::domain::account::Role;
use app::domain::ids::OrganisationId;
use app::domain::reading_token::{ReadingToken, Scope};
use app::forms::TokenForm;
use app::pages::reading_tokens::{self as pages, Addresses};
use app::routes;
use app::texts::central::exports as names;
use app::texts::exports::sheet;
use app::texts::reading_tokens as t;
use app::ui::form::FormState;
use axum::extract::{FromRequestParts, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::Response;
use axum_extra::TypedHeader;
use axum_extra::headers::Authorization;
use axum_extra::headers::authorization::{Basic, Bearer};

use super::error::{refusal, refused};
use super::files::LATEST;
use super::input::Fields;
use super::render::Page;
use super::session::Staff;
use super::{WebError, notice};
use crate::services::{Caller, Context, OrganisationAccess, reading_tokens, rounds};

type Answer = Result<Response, WebError>;

/// What stands in an address so that a program is asked for its token, and not sent to the login page.
const PROGRAM: (&str, &str) = ("lasare", "program");

pub(super) async fn list(State(cx): State<Context>, staff: Staff) -> Answer {
    page(&cx, &staff, FormState::default(), None).await
}

async fn page(cx: &Context, staff: &Staff, form: FormState<TokenForm>, made: Option<String>) -> Answer {
    let central = staff.account.role == Role::Central;
    let tokens = reading_tokens::list(cx, &staff.account).await?;
    let all = OrganisationAccess::list(cx, &staff.caller()).await?;
    let scopes = Scope::ALL.iter().copied().filter(|scope| central || *scope != Scope::Everything).collect();
    let frame = Page::new(t::TITLE).staff(staff, routes::ACCOUNT.path()).faulty(form.is_faulty());
    let addresses = addresses(cx, staff).await?;
    let page = pages::ReadingTokens {
        made,
        tokens: tokens.into_iter().map(|(token, owner)| (token, central.then_some(owner))).collect(),
        today: cx.ambient.today(),
        form,
        scopes,
        lifetimes: reading_tokens::LIFETIMES.to_vec(),
        organisations: all.into_iter().map(|o| (o.id.to_string(), o.name)).collect(),
        addresses,
    };
    Ok(frame.with_islands(move || pages::page(page)))
}

/// Of the latest closed round; a coordinator reads the exports of one organisation.
async fn addresses(cx: &Context, staff: &Staff) -> Result<Option<Addresses>, WebError> {
    let own = staff.account.organisation.clone();
    let rounds = match &own {
        Some(id) => rounds::list_of(cx, std::slice::from_ref(id)).await?,
        None => rounds::list(cx).await?,
    };
    let Some(round) = rounds.iter().rfind(|round| round.closed().is_some() && !round.is_imported) else { return Ok(None) };
    let all = [
        ("indikatorer", names::INDICATORS, false),
        ("svarsfrekvens", sheet::RATES, false),
        ("handelser", names::INCIDENTS, false),
        ("kodbok", names::CODEBOOK, false),
        ("svar", names::ANSWERS, true),
        ("fritext", names::TEXTS, true),
    ];
    let read = all.into_iter().filter(|(.., central)| own.is_none() || !central);
    let exports = read.map(|(file, name, _)| (name.to_owned(), routes::EXPORT.href([&LATEST, &file]))).collect();
    let whose = own.map(|id| ("organisation", id.to_string()));
    let query = whose.into_iter().chain([(PROGRAM.0, PROGRAM.1.to_owned())]).collect();
    let installation = cx.page_address("").trim_end_matches('/').to_owned();
    Ok(Some(Addresses { round: round.id, installation, exports, query }))
}

pub(super) async fn change(State(cx): State<Context>, staff: Staff, Fields(form): Fields<TokenForm>) -> Answer {
    if form.gor == "ta_bort" {
        reading_tokens::remove(&cx, &staff.account, &form.nyckel).await?;
        return Ok(notice::done(&cx, routes::READING_TOKENS.path(), t::REVOKED));
    }
    match refusal(reading_tokens::add(&cx, &staff.account, &form).await)? {
        // Shown by this very response: nothing keeps the text until another.
        Ok(text) => page(&cx, &staff, FormState::default(), Some(text)).await,
        Err(refusal) => page(&cx, &staff, refused(form, &refusal, "namn"), None).await,
    }
}

/// Who reads an export: someone who has logged in, or a program with a reading token.
pub(super) struct ExportReader {
    pub(super) caller: Caller,
    token: Option<ReadingToken>,
}

impl ExportReader {
    /// The token's name, where it reads an export that asks for so much.
    ///
    /// # Errors
    /// Forbidden where it does not.
    pub(super) fn reads(&self, needed: Scope, organisation: Option<&OrganisationId>) -> Result<Option<&str>, WebError> {
        match &self.token {
            Some(token) if !token.reads(needed, organisation) => Err(WebError::NarrowToken),
            token => Ok(token.as_ref().map(|token| token.name.as_str())),
        }
    }

    /// Whether it is a program.
    pub(super) const fn is_program(&self) -> bool {
        self.token.is_some()
    }
}

impl FromRequestParts<Context> for ExportReader {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, cx: &Context) -> Result<Self, WebError> {
        let is_program = parts.uri.query().is_some_and(|query| {
            serde_urlencoded::from_str::<Vec<(String, String)>>(query)
                .is_ok_and(|pairs| pairs.iter().any(|(name, value)| (name.as_str(), value.as_str()) == PROGRAM))
        });
        if !parts.headers.contains_key(header::AUTHORIZATION) {
            return match Staff::from_request_parts(parts, cx).await {
                Ok(staff) => Ok(Self { caller: staff.caller(), token: None }),
                Err(WebError::NotLoggedIn(_)) if is_program => Err(WebError::NoToken),
                Err(error) => Err(error),
            };
        }
        let text = token_of(parts, cx).await.ok_or(WebError::NoToken)?;
        let (account, token) = reading_tokens::find(cx, &text).await?.ok_or(WebError::NoToken)?;
        Ok(Self { caller: Caller::Staff(account), token: Some(token) })
    }
}

/// The token that a request shows; as the password of any user where a program knows no other way.
async fn token_of(parts: &mut Parts, cx: &Context) -> Option<String> {
    if let Ok(TypedHeader(bearer)) = TypedHeader::<Authorization<Bearer>>::from_request_parts(parts, cx).await {
        return Some(bearer.token().to_owned());
    }
    let basic = TypedHeader::<Authorization<Basic>>::from_request_parts(parts, cx).await;
    basic.ok().map(|TypedHeader(basic)| basic.password().to_owned())
}

//! How other programs read exports, and the tokens for it.

use leptos::prelude::*;

use super::copy_field::CopyField;
use crate::domain::figure::day;
use crate::domain::ids::RoundId;
use crate::domain::reading_token::{ReadingToken, Scope};
use crate::forms::TokenForm;
use crate::routes;
use crate::texts::reading_tokens as t;
use crate::ui::form::{ChoiceField, ErrorSummary, FormState, PostButton, SelectField, Submit, TextField};
use crate::ui::table::{ScrollingTable, text_columns};
use crate::ui::text::{Notice, NoticeKind, Section};
use jiff::civil::Date;

/// The page of reading tokens.
pub struct ReadingTokens {
    /// The text of one that has just been made.
    pub made: Option<String>,
    /// Those that can be revoked here, with whose they are where that may be somebody else.
    pub tokens: Vec<(ReadingToken, Option<String>)>,
    pub today: Date,
    pub form: FormState<TokenForm>,
    /// What one may read.
    pub scopes: Vec<Scope>,
    /// Days for which one may hold.
    pub lifetimes: Vec<i64>,
    /// Ids and names to choose from.
    pub organisations: Vec<(String, String)>,
    pub addresses: Option<Addresses>,
}

/// Where the exports of a round are.
pub struct Addresses {
    pub round: RoundId,
    /// The installation's address, without a slash at its end.
    pub installation: String,
    /// Names of exports, and the addresses' paths without ending.
    pub exports: Vec<(String, String)>,
    /// What stands after the question mark.
    pub query: Vec<(&'static str, String)>,
}

/// How other programs read exports.
pub fn page(page: ReadingTokens) -> impl IntoView {
    let ReadingTokens { made, tokens, today, form, scopes, lifetimes, organisations, addresses } = page;
    let made = made.map(|text| {
        view! {
            <section class="note" aria-live="polite"><h2>{t::NEW_HEADING}</h2><p>{t::NEW_LEAD}</p>
                <CopyField id="ny-nyckel" label=t::NEW_LABEL rows=2 text/></section>
        }
    });
    let none = tokens.is_empty();
    let tokens = (!none).then(|| view! { <Tokens tokens today organisations=&organisations/> });
    view! {
        <ErrorSummary faults=&form.faults/>
        <h1>{t::TITLE}</h1>
        <p>{t::LEAD}</p>
        {made}
        <Section heading=t::LIST id="nycklar">
            <Notice kind=NoticeKind::Empty when=none text=t::NONE/>
            {tokens}
        </Section>
        <Make form scopes lifetimes organisations/>
        {match addresses {
            Some(addresses) => view! { <Recipes addresses/> }.into_any(),
            None => view! { <Section heading=t::ADDRESSES><p>{t::NO_ROUND}</p></Section> }.into_any(),
        }}
    }
}

#[component]
fn Tokens<'a>(
    tokens: Vec<(ReadingToken, Option<String>)>,
    today: Date,
    organisations: &'a [(String, String)],
) -> impl IntoView + use<> {
    let rows = tokens.into_iter().map(|(token, owner)| {
        let expires = if token.has_expired(today) { t::expired(&day(token.expires)) } else { day(token.expires) };
        let used = token.last_used.map_or_else(|| t::NEVER_USED.to_owned(), day);
        let of = |id: &str| organisations.iter().find(|(other, _)| other == id).map_or_else(|| id.to_owned(), |(_, n)| n.clone());
        let of = token.organisation.as_deref().map(of);
        let owner = owner.map(|owner| view! { <br/><small>{owner}</small> });
        view! {
            <tr><th scope="row">{token.name.clone()}{owner}</th>
                <td data-label=t::COLUMN_READS>{t::scope(token.scope)}{of.map(|of| view! { <br/><small>{of}</small> })}</td>
                <td data-label=t::COLUMN_EXPIRES>{expires}</td>
                <td data-label=t::COLUMN_USED>{used}</td>
                <td data-label="">
                    <details><summary>{t::REVOKE}<span class="unseen">" "{token.name.clone()}</span></summary><p>{t::REVOKE_LEAD}</p>
                        <PostButton address=routes::READING_TOKENS.path() field="nyckel" value=token.id text=t::BUTTON_REVOKE about=token.name action="ta_bort"/>
                    </details>
                </td></tr>
        }
    });
    let rows = rows.collect_view();
    let columns = text_columns([t::COLUMN_NAME, t::COLUMN_READS, t::COLUMN_EXPIRES, t::COLUMN_USED, t::COLUMN_DO]);
    view! { <ScrollingTable caption=t::LIST columns class="cards">{rows}</ScrollingTable> }
}

#[component]
fn Make(
    form: FormState<TokenForm>,
    scopes: Vec<Scope>,
    lifetimes: Vec<i64>,
    organisations: Vec<(String, String)>,
) -> impl IntoView {
    let FormState { typed, faults } = form;
    let scopes = scopes.into_iter().map(|scope| (scope.as_str().to_owned(), t::scope(scope).to_owned())).collect();
    let lifetimes = lifetimes.into_iter().map(|days| (days.to_string(), t::lifetime(days))).collect();
    view! {
        <Section heading=t::MAKE_HEADING id="skapa">
            <form method="post" action=routes::READING_TOKENS.path() class="narrow" novalidate>
                <TextField name="namn" label=t::NAME hint=t::NAME_HINT value=typed.namn maxlength="60" fault=faults.at("namn")/>
                <ChoiceField name="omfattning" legend=t::SCOPE options=scopes chosen=vec![typed.omfattning] fault=faults.at("omfattning")/>
                <SelectField name="organisation" label=t::ORGANISATION options=organisations chosen=typed.organisation none=t::ALL/>
                <ChoiceField name="giltighet" legend=t::LIFETIME options=lifetimes chosen=vec![typed.giltighet] fault=faults.at("giltighet")/>
                <Submit text=t::BUTTON action="skapa"/>
            </form>
        </Section>
    }
}

#[component]
fn Recipes(addresses: Addresses) -> impl IntoView {
    let Addresses { round, installation, exports, query } = addresses;
    let after: Vec<(&str, &dyn std::fmt::Display)> = query.iter().map(|(name, value)| (*name, value as _)).collect();
    let rows = exports.iter().map(|(name, path)| {
        let address = routes::with_query(&format!("{installation}{path}.csv"), &after);
        view! { <tr><th scope="row">{name.clone()}</th><td data-label=t::COLUMN_ADDRESS><code>{address}</code></td></tr> }
    });
    let rows = rows.collect_view();
    let path = exports.first().map(|(_, path)| path.clone()).unwrap_or_default();
    let recipes = t::recipes(&installation, &path, &query).map(|t::Recipe { id, program, steps, query }| {
        let steps = steps.iter().map(|step| view! { <li>{*step}</li> }).collect_view();
        let lines = query.lines().count() + 1;
        view! {
            <details id=id><summary>{program}</summary><ol>{steps}</ol>
                <CopyField id=format!("fraga-{id}") label=t::query(program) rows=lines text=query/></details>
        }
    });
    view! {
        <Section heading=t::HOW id="fragor">{recipes.collect_view()}</Section>
        <Section heading=t::ADDRESSES id="adresser">
            <p>{t::addresses_lead(&round)}</p>
            <ScrollingTable caption=t::ADDRESSES columns=text_columns([t::COLUMN_EXPORT, t::COLUMN_ADDRESS]) class="cards">{rows}</ScrollingTable>
        </Section>
    }
}

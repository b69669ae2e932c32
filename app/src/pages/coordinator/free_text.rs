//! Free text, apart from other answers, with the themes that a coordinator gives.

use leptos::prelude::*;

use super::{OrganisationFrame, OrganisationHeading, Tab};
use crate::domain::figure::whole;
use crate::routes;
use crate::texts::coordinator::free_text as t;
use crate::ui::form::{ErrorSummary, Faults, Hidden, Select};
use crate::ui::table::{Column, ScrollingTable};
use crate::ui::text::{Notice, NoticeKind, Section};

/// The texts that match a search.
pub struct Texts {
    /// Whose.
    pub frame: OrganisationFrame,
    /// What is searched for.
    pub search: String,
    /// The theme that is looked at.
    pub theme: String,
    /// By question.
    pub questions: Vec<(String, Vec<Text>)>,
    /// Every theme, and how many texts it has.
    pub themes: Vec<(String, i64)>,
    /// Whether some are not shown, since few answered.
    pub few: bool,
    /// Whether there is any text at all.
    pub any: bool,
    /// What was refused.
    pub fault: Option<String>,
}

/// A text.
pub struct Text {
    /// A digest of it.
    pub id: String,
    /// As it was written.
    pub text: String,
    /// By how many.
    pub count: i64,
    /// Its themes.
    pub themes: Vec<String>,
}

/// The page.
pub fn page(texts: Texts) -> impl IntoView {
    let Texts { frame, search, theme, questions, themes, few, any, fault } = texts;
    let faults = Faults::of("texter", fault);
    let suggestions = themes.iter().map(|(theme, _)| view! { <option value=theme.clone()></option> }).collect_view();
    let hits: i64 = questions.iter().flat_map(|(_, texts)| texts).map(|t| t.count).sum();
    let questions = questions.iter().filter(|(_, texts)| !texts.is_empty()).map(|(question, texts)| {
        let items = texts.iter().map(|text| view! { <TextItem frame=&frame text/> }).collect_view();
        view! { <Section heading=question.clone()><ul class="texts">{items}</ul></Section> }
    });
    let questions = questions.collect_view();
    view! {
        <ErrorSummary faults=&faults/>
        <OrganisationHeading frame=&frame here=Tab::FreeText/>
        <p>{t::LEAD}</p>
        <Notice kind=NoticeKind::Empty when=few text=t::few(frame.threshold)/>
        <Notice kind=NoticeKind::Empty when=!any && !few text=t::NONE/>
        {any.then(|| view! {
            <SearchForm frame=&frame search theme themes=&themes/>
            <p role="status">{if hits == 0 { t::NO_HITS.to_owned() } else { t::texts(hits) }}</p>
        })}
        <datalist id="teman">{suggestions}</datalist>
        <div id="texter" tabindex="-1">{questions}</div>
        <Themes themes=&themes/>
    }
}

#[component]
fn SearchForm<'a>(
    frame: &'a OrganisationFrame,
    search: String,
    theme: String,
    themes: &'a [(String, i64)],
) -> impl IntoView + use<> {
    let options = themes.iter().map(|(theme, _)| (theme.clone(), theme.clone())).collect();
    view! {
        <form method="get" action=routes::FREE_TEXT.path() class="filter screen" role="search">
            <Hidden name="organisation" value=frame.organisation.clone()/>
            <Hidden name="ar" value=frame.year()/>
            <p><label for="sok">{t::SEARCH}</label><input type="search" id="sok" name="sok" value=search/></p>
            <p><label for="tema">{t::THEME}</label><Select name="tema" options chosen=theme none=t::ANY_THEME/></p>
            <button class="second">{t::BUTTON_SEARCH}</button>
        </form>
    }
}

/// Every theme with its number of texts.
#[component]
fn Themes<'a>(themes: &'a [(String, i64)]) -> impl IntoView + use<> {
    let rows = themes.iter().map(|(theme, count)| {
        view! { <tr><th scope="row">{theme.clone()}</th><td class="n">{whole(*count)}</td></tr> }
    });
    let rows: Vec<_> = rows.collect();
    let columns = vec![Column::text(t::THEME_COLUMN), Column::number(t::COUNT_COLUMN)];
    (!rows.is_empty()).then(|| {
        view! {
            <Section heading=t::THEMES>
                <ScrollingTable caption=t::THEMES columns class="narrow">{rows}</ScrollingTable>
            </Section>
        }
    })
}

/// A text with its themes.
#[component]
fn TextItem<'a>(frame: &'a OrganisationFrame, text: &'a Text) -> impl IntoView + use<> {
    let address = frame.address(routes::FREE_TEXT);
    let themes = text.themes.iter().map(|theme| {
        let remove = frame.may_change.then(|| view! {
            <form method="post" action=address.clone()>
                <Hidden name="text" value=text.id.clone()/><Hidden name="tema" value=theme.clone()/>
                <button class="quiet" name="gor" value="ta_bort"><span class="unseen">{t::REMOVE}" "{theme.clone()}</span><span aria-hidden="true">"×"</span></button>
            </form>
        });
        view! { <li>{theme.clone()}{remove}</li> }
    });
    let themes: Vec<_> = themes.collect();
    let field = format!("tema-{}", text.id);
    let add = frame.may_change.then(|| {
        view! {
            <form method="post" action=address.clone() class="inline screen">
                <Hidden name="text" value=text.id.clone()/>
                <label class="unseen" for=field.clone()>{t::ADD_LABEL}</label>
                <input type="text" id=field.clone() name="tema" list="teman" maxlength="60" autocomplete="off"/>
                <button class="second" name="gor" value="lagg_till">{t::ADD}</button>
            </form>
        }
    });
    view! {
        <li><p class="lines">{text.text.clone()}</p>
            {(text.count > 1).then(|| view! { <p class="of">{t::written_by(text.count)}</p> })}
            {(!themes.is_empty()).then(|| view! { <ul class="themes">{themes}</ul> })}
            {add}</li>
    }
}

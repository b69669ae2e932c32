//! Free text, apart from other answers, with the themes that a coordinator gives.

use leptos::prelude::*;

use super::{Desk, head};
use crate::domain::figure::whole;
use crate::texts::desk::free_text as t;
use crate::texts::desk::tab;
use crate::ui::parts::{error_summary, scrolling};

/// The texts that match a search.
pub struct Texts {
    /// Whose.
    pub desk: Desk,
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
    let desk = &texts.desk;
    let options = texts.themes.iter().map(|(theme, _)| {
        let chosen = *theme == texts.theme;
        view! { <option value=theme.clone() selected=chosen>{theme.clone()}</option> }
    });
    let options = options.collect_view();
    let known = texts.themes.iter().map(|(theme, _)| view! { <option value=theme.clone()></option> }).collect_view();
    let rows = texts.themes.iter().map(|(theme, count)| {
        view! { <tr><th scope="row">{theme.clone()}</th><td class="n">{whole(*count)}</td></tr> }
    });
    let rows = rows.collect_view();
    let hits: i64 = texts.questions.iter().flat_map(|(_, texts)| texts).map(|t| t.count).sum();
    let questions = texts.questions.iter().filter(|(_, texts)| !texts.is_empty()).map(|(question, of_question)| {
        let items = of_question.iter().map(|text| item(desk, text)).collect_view();
        view! { <section><h2>{question.clone()}</h2><ul class="texts">{items}</ul></section> }
    });
    let questions = questions.collect_view();
    let round = desk.round.as_ref().map(|round| round.year.to_string()).unwrap_or_default();
    view! {
        {error_summary(texts.fault.clone().map(|f| ("texter".to_owned(), f)).into_iter().collect())}
        {head(desk, tab::TEXTS)}
        <p>{t::LEAD}</p>
        {texts.few.then(|| view! { <p class="empty">{t::few(desk.threshold)}</p> })}
        {(!texts.any && !texts.few).then(|| view! { <p class="empty">{t::NONE}</p> })}
        {texts.any.then(|| view! {
            <form method="get" action="/forvaltning/fritext" class="filter screen" role="search">
                <input type="hidden" name="organisation" value=desk.organisation.clone()/><input type="hidden" name="ar" value=round/>
                <p><label for="sok">{t::SEARCH}</label><input type="search" id="sok" name="sok" value=texts.search.clone()/></p>
                <p><label for="tema">{t::THEME}</label><select id="tema" name="tema"><option value="">{t::ANY_THEME}</option>{options}</select></p>
                <button class="second">{t::BUTTON_SEARCH}</button>
            </form>
            <p role="status">{if hits == 0 { t::NO_HITS.to_owned() } else { t::texts(hits) }}</p>
        })}
        <datalist id="teman">{known}</datalist>
        <div id="texter" tabindex="-1">{questions}</div>
        {(!texts.themes.is_empty()).then(|| view! {
            <section><h2>{t::THEMES}</h2>
                {scrolling(t::THEMES, view! { <table class="narrow"><thead><tr><th scope="col">{t::THEME_COLUMN}</th><th scope="col" class="n">{t::COUNT_COLUMN}</th></tr></thead><tbody>{rows}</tbody></table> })}
            </section>
        })}
    }
}

fn item(desk: &Desk, text: &Text) -> impl IntoView + use<> {
    let action = desk.address("/fritext");
    let hidden = || view! { <input type="hidden" name="text" value=text.id.clone()/> };
    let themes = text.themes.iter().map(|theme| {
        let remove = desk.may_change.then(|| view! {
            <form method="post" action=action.clone()>{hidden()}<input type="hidden" name="tema" value=theme.clone()/>
                <button class="quiet" name="gor" value="ta_bort"><span class="unseen">{t::REMOVE}" "{theme.clone()}</span><span aria-hidden="true">"×"</span></button></form>
        });
        view! { <li>{theme.clone()}{remove}</li> }
    });
    let themes = themes.collect_view();
    let field = format!("tema-{}", text.id);
    let add = desk.may_change.then(|| view! {
        <form method="post" action=action.clone() class="inline screen">{hidden()}
            <label class="unseen" for=field.clone()>{t::ADD_LABEL}</label><input type="text" id=field name="tema" list="teman" maxlength="60" autocomplete="off"/>
            <button class="second" name="gor" value="lagg_till">{t::ADD}</button></form>
    });
    view! {
        <li><p class="lines">{text.text.clone()}</p>
            {(text.count > 1).then(|| view! { <p class="of">{t::written_by(text.count)}</p> })}
            {(!text.themes.is_empty()).then(|| view! { <ul class="themes">{themes}</ul> })}
            {add}</li>
    }
}

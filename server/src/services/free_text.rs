//! The free texts of a closed round, with the themes that a coordinator gives them.

use std::collections::BTreeMap;

use app::domain::audit::Action;
use app::domain::ids::OrganisationId;
use app::domain::meaning::Meaning;
use app::domain::microdata::texts_of;
use app::domain::organisation::collation_key;
use app::domain::text::is_unfit;
use futures::TryStreamExt;
use unicode_normalization::UnicodeNormalization;

use super::results::RoundFigures;
use super::{Central, Changeable, Context, Error, OrganisationRound, Result, TextError, digest, questionnaires, without_persons};
use crate::store;

/// The free texts of one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// As it was asked.
    pub question: String,
    /// Whether it asks who answers rather than what they have to say.
    pub background: bool,
    /// In the order of the alphabet, which says nothing of who wrote what.
    pub texts: Vec<FreeText>,
}

/// A text, however many wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeText {
    /// A digest of question and text.
    pub id: String,
    /// As it was written.
    pub text: String,
    /// How many wrote it.
    pub count: i64,
    /// The themes that a coordinator gave it.
    pub themes: Vec<String>,
}

/// An organisation's free texts in a round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FreeTexts {
    /// By question.
    pub questions: Vec<Texts>,
    /// Whether some are not shown, since fewer than five answered.
    pub few: bool,
}

impl FreeTexts {
    /// How many texts each theme has, most first.
    pub fn themes(&self) -> Vec<(String, i64)> {
        let mut counts: BTreeMap<&String, i64> = BTreeMap::new();
        for text in self.questions.iter().flat_map(|q| &q.texts) {
            text.themes.iter().for_each(|theme| *counts.entry(theme).or_default() += text.count);
        }
        let mut counts: Vec<(String, i64)> = counts.into_iter().map(|(theme, n)| (theme.clone(), n)).collect();
        counts.sort_by_cached_key(|(theme, n)| (-n, collation_key(theme)));
        counts
    }

    /// Whether anybody wrote what a theme would tell of.
    pub fn have_content(&self) -> bool {
        self.questions.iter().any(|q| !q.background && !q.texts.is_empty())
    }

    /// How many texts there are.
    pub fn count(&self) -> i64 {
        self.questions.iter().flat_map(|q| &q.texts).map(|t| t.count).sum()
    }
}

/// The free texts of an organisation and those before it, apart from all other answers. Where
/// fewer than the threshold answered, nobody reads what they wrote.
///
/// # Errors
/// Refused while the round is open.
pub async fn list(cx: &Context, at: &OrganisationRound) -> Result<FreeTexts> {
    let round = at.closed()?;
    let mut db = cx.store.read().await?;
    let links = store::rounds::list_links(&mut db, &round.id).await?;
    let mut themes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (text, name) in store::themes::list(&mut db, &round.id, at.id()).await? {
        themes.entry(text).or_default().push(name);
    }
    let mut found = FreeTexts::default();
    let mut questions: Vec<((String, bool), BTreeMap<String, i64>)> = Vec::new();
    for id in at.family() {
        let Some(link) = links.iter().find(|l| l.organisation == *id) else { continue };
        let questionnaire = questionnaires::of_link(cx, &mut db, link).await?;
        if round.is_few(link) {
            found.few |= link.responses.is_some_and(|n| n > 0);
            continue;
        }
        let mut responses = store::responses::stream(&mut db, &round.id, id);
        while let Some(response) = responses.try_next().await? {
            for question in questionnaire.questions() {
                let background = question.meaning.is_some_and(|meaning| Meaning::BACKGROUND.contains(&meaning));
                for (_, text) in texts_of(question, &response.answers) {
                    let place = questions.iter().position(|((q, _), _)| *q == question.text).unwrap_or_else(|| {
                        questions.push(((question.text.clone(), background), BTreeMap::new()));
                        questions.len() - 1
                    });
                    *questions[place].1.entry(text).or_default() += 1;
                }
            }
        }
    }
    let texts_of_question = |((question, background), texts): ((String, bool), BTreeMap<String, i64>)| {
        let text = |(text, count): (String, i64)| {
            let id = digest(format!("{question}\n{text}"))[..20].to_owned();
            FreeText { themes: themes.get(&id).cloned().unwrap_or_default(), id, text, count }
        };
        let mut texts: Vec<FreeText> = texts.into_iter().map(text).collect();
        texts.sort_by_cached_key(|t| collation_key(&t.text));
        Texts { question, background, texts }
    };
    found.questions = questions.into_iter().map(texts_of_question).collect();
    Ok(found)
}

/// A theme over the city: how many texts have it, and those of which organisations.
pub type CityTheme = (String, i64, Vec<OrganisationId>);

/// The themes that coordinators gave to free texts of a closed round, the most frequent first. Those of organisations
/// whose texts nobody reads are left out.
pub async fn themes_of_city(cx: &Context, _: &Central, figures: &RoundFigures) -> Result<Vec<CityTheme>> {
    let counted = store::themes::count(&mut *cx.store.read().await?, &figures.round.id).await?;
    let mut themes: BTreeMap<String, (i64, Vec<OrganisationId>)> = BTreeMap::new();
    for (organisation, name, count) in counted.into_iter().filter(|(id, ..)| !figures.is_few(id)) {
        let theme = themes.entry(name).or_default();
        theme.0 += count;
        theme.1.push(organisation);
    }
    let mut themes: Vec<CityTheme> = themes.into_iter().map(|(name, (count, of))| (name, count, of)).collect();
    themes.sort_by_cached_key(|(name, count, _)| (-count, collation_key(name)));
    Ok(themes)
}

/// Gives a free text a theme, or takes it away.
pub async fn set_theme(cx: &Context, at: Changeable<'_, OrganisationRound>, text: &str, theme: &str, given: bool) -> Result<()> {
    let theme: String = theme.trim().nfc().collect();
    if theme.is_empty() || theme.chars().count() > 60 || theme.contains(is_unfit) {
        return Err(TextError::NoTheme.into());
    }
    without_persons("tema", &theme)?;
    let texts = list(cx, &at).await?;
    if !texts.questions.iter().flat_map(|q| &q.texts).any(|t| t.id == text) {
        return Err(Error::NotFound);
    }
    let (round, organisation) = (&at.round().id, at.id());
    let mut write = cx.store.write().await?;
    if given {
        store::themes::add(&mut write, round, organisation, text, &theme).await?;
    } else {
        store::themes::remove(&mut write, round, organisation, text, &theme).await?;
    }
    let change = if given { (None, Some(theme)) } else { (Some(theme), None) };
    cx.audit(&mut write, at.caller(), Action::SetTheme, &at.subject(), change).await?;
    Ok(write.commit().await?)
}

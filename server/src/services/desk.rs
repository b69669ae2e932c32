//! What a coordinator reads and adds beside the figures: free text with its themes, other sources,
//! and incidents with those who saw none.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::answer::{Answer, Answers};
use app::domain::meaning::Meaning;
use app::domain::organisation::{collation_key, lineage};
use app::domain::persons;
use app::domain::questionnaire::{Kind, OTHER_TEXT, Question, WHOLE_CITY};
use app::domain::text::is_unfit;
use app::texts::desk::log;
use unicode_normalization::UnicodeNormalization;

use super::{Caller, Error, Refusal, Result, Services, clean, digest};
use crate::store;
use crate::store::answers::read_response;
use crate::store::desk::Source;

/// The kinds of other sources, as they are stored; their names are in the texts.
pub const SOURCES: [&str; 7] = ["blanketter", "ia", "klotter-trafikkontoret", "klotter-sisab", "polisen", "bra", "annan"];

/// The free texts of one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// As it was asked.
    pub question: String,
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
        counts.sort_by_key(|(theme, n)| (-n, collation_key(theme)));
        counts
    }

    /// How many texts there are.
    pub fn count(&self) -> i64 {
        self.questions.iter().flat_map(|q| &q.texts).map(|t| t.count).sum()
    }
}

impl Services {
    /// The free texts of an organisation and those before it, apart from all other answers. Where
    /// fewer than five answered, nobody reads what they wrote.
    pub async fn free_texts(&self, caller: &Caller, year: i64, organisation: &str) -> Result<FreeTexts> {
        let all = self.organisations().await?;
        caller.may_read(&all, organisation)?;
        let threshold = self.closed_round(year).await?.thresholds.1;
        let mut db = self.store.read().await?;
        let links = store::rounds::list_links(&mut db, year).await?;
        let mut themes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (text, name) in store::desk::list_themes(&mut db, year, organisation).await? {
            themes.entry(text).or_default().push(name);
        }
        let mut found = FreeTexts::default();
        let mut counts: Vec<(String, BTreeMap<String, i64>)> = Vec::new();
        for one in lineage(&all, organisation) {
            let Some(link) = links.iter().find(|l| l.organisation == one.id) else { continue };
            let questionnaire = self.questionnaire(&mut db, link).await?;
            let responses = link.responses.unwrap_or(0);
            if responses - link.deducted < threshold {
                found.few |= responses > 0;
                continue;
            }
            let rows = sqlx::query(store::sql::LIST_RESPONSES_OF).bind(year).bind(&one.id).fetch_all(&mut *db).await?;
            for row in rows {
                let response = read_response(&row)?;
                for question in questionnaire.questions() {
                    for text in texts_of(question, &response.answers) {
                        if !counts.iter().any(|(q, _)| *q == question.text) {
                            counts.push((question.text.clone(), BTreeMap::new()));
                        }
                        let of_question = counts.iter_mut().find(|(q, _)| *q == question.text);
                        of_question.into_iter().for_each(|(_, texts)| *texts.entry(text.clone()).or_default() += 1);
                    }
                }
            }
        }
        found.questions = counts
            .into_iter()
            .map(|(question, texts)| {
                let mut texts: Vec<FreeText> = texts
                    .into_iter()
                    .map(|(text, count)| {
                        let id = digest(format!("{question}\n{text}"))[..20].to_owned();
                        FreeText { themes: themes.get(&id).cloned().unwrap_or_default(), id, text, count }
                    })
                    .collect();
                texts.sort_by_key(|t| collation_key(&t.text));
                Texts { question, texts }
            })
            .collect();
        Ok(found)
    }

    /// Gives a free text a theme, or takes it away.
    pub async fn set_theme(
        &self,
        caller: &Caller,
        (year, organisation): (i64, &str),
        text: &str,
        theme: &str,
        given: bool,
    ) -> Result<()> {
        caller.may_change(&self.organisations().await?, organisation)?;
        let theme: String = theme.trim().nfc().collect();
        if theme.is_empty() || theme.chars().count() > 60 || theme.contains(is_unfit) {
            return Err(Refusal::NoTheme.into());
        }
        without_persons(&theme)?;
        let texts = self.free_texts(caller, year, organisation).await?;
        if !texts.questions.iter().flat_map(|q| &q.texts).any(|t| t.id == text) {
            return Err(Error::NotFound);
        }
        let mut write = self.store.write().await?;
        if given {
            store::desk::add_theme(&mut write, year, organisation, text, &theme).await?;
        } else {
            store::desk::remove_theme(&mut write, year, organisation, text, &theme).await?;
        }
        let change = if given { (None, Some(theme)) } else { (Some(theme), None) };
        self.audit(&mut write, caller, log::THEME, &format!("{organisation}, {year}"), change).await?;
        Ok(write.commit().await?)
    }

    /// What else the lägesbild rests on: of an organisation, and of those before it where it has
    /// none itself.
    pub async fn sources(&self, caller: &Caller, year: i64, organisation: &str) -> Result<Vec<Source>> {
        let all = self.organisations().await?;
        caller.may_read(&all, organisation)?;
        let mut db = self.store.read().await?;
        for one in lineage(&all, organisation) {
            let sources = store::desk::list_sources(&mut db, year, &one.id).await?;
            if !sources.is_empty() {
                return Ok(in_order(sources));
            }
        }
        Ok(vec![])
    }

    /// Adds one more source.
    pub async fn add_source(&self, caller: &Caller, year: i64, organisation: &str, source: SourceForm<'_>) -> Result<()> {
        caller.may_change(&self.organisations().await?, organisation)?;
        self.round(year).await?;
        if !SOURCES.contains(&source.kind) {
            return Err(Refusal::NoSourceKind.into());
        }
        let count = match source.count.trim() {
            "" => None,
            text => Some(
                text.parse::<i64>().ok().filter(|n| (0..=1_000_000).contains(n)).ok_or_else(|| Refusal::BadCount(text.into()))?,
            ),
        };
        let (period, note) = (clean(source.period), clean(source.note));
        for (text, longest) in [(&period, 100), (&note, 500)] {
            if text.chars().count() > longest {
                return Err(Refusal::TextTooLong(longest).into());
            }
            without_persons(text)?;
        }
        let source = Source { id: self.ambient.id(), kind: source.kind.to_owned(), count, period, note };
        let mut write = self.store.write().await?;
        store::desk::add_source(&mut write, year, organisation, &source).await?;
        let subject = format!("{organisation}, {year}");
        self.audit(&mut write, caller, log::ADD_SOURCE, &subject, (None, Some(written(&source)))).await?;
        Ok(write.commit().await?)
    }

    /// Removes a source.
    pub async fn remove_source(&self, caller: &Caller, year: i64, organisation: &str, id: &str) -> Result<()> {
        caller.may_change(&self.organisations().await?, organisation)?;
        let mut write = self.store.write().await?;
        let gone = store::desk::remove_source(&mut write, year, organisation, id).await?.ok_or(Error::NotFound)?;
        let subject = format!("{organisation}, {year}");
        self.audit(&mut write, caller, log::REMOVE_SOURCE, &subject, (Some(written(&gone)), None)).await?;
        Ok(write.commit().await?)
    }

    /// The organisations that answered without having seen anything in an organisation's areas. Of
    /// one with few answers it is not said whether it saw anything.
    pub async fn saw_none(&self, caller: &Caller, year: i64, organisation: &str) -> Result<Vec<String>> {
        caller.may_read(&self.organisations().await?, organisation)?;
        let figures = self.figures(year).await?;
        let all = &figures.organisations;
        let family: Vec<&str> = lineage(all, organisation).iter().map(|o| o.id.as_str()).collect();
        let areas = all.iter().find(|o| o.id == organisation).map_or(vec![], |o| o.areas.clone());
        // Who described something of the whole city has seen it here too.
        let seen = self.incidents(&Caller::Operator, year, None).await?;
        let here = seen.iter().filter(|i| i.incident.place == WHOLE_CITY || areas.contains(&i.incident.place));
        let reporters: BTreeSet<&str> = here.filter_map(|i| i.reporter.as_deref()).collect();
        let none = |id: &str| !areas.is_empty() && !reporters.contains(id) && !family.contains(&id);
        // Who is not named as a reporter is not named here either: otherwise it would be, by both.
        let unnamed = figures.unnamed();
        let answered = |id: &str| figures.answered_by(id).responses > 0 && !unnamed.iter().any(|u| u == id);
        let mut names: Vec<String> = all.iter().filter(|o| answered(&o.id) && none(&o.id)).map(|o| o.name.clone()).collect();
        names.sort_by_key(|name| collation_key(name));
        Ok(names)
    }

    /// Whether it may be said how many incidents an organisation and those before it described:
    /// each of them that answered at all has enough answers.
    pub async fn tells_own_incidents(&self, year: i64, organisation: &str) -> Result<bool> {
        let figures = self.figures(year).await?;
        let family = lineage(&figures.organisations, organisation);
        let mut answered = family.iter().map(|o| figures.answered_by(&o.id)).filter(|a| a.responses > 0).peekable();
        Ok(answered.peek().is_some() && answered.all(|a| a.counting() >= figures.thresholds().1))
    }

    /// What the options of a round's incidents are called: by the question's meaning and option.
    pub async fn option_texts(&self, year: i64) -> Result<BTreeMap<(Meaning, String), String>> {
        let mut db = self.store.read().await?;
        let links = store::rounds::list_links(&mut db, year).await?;
        let questionnaires = self.questionnaires_of(&mut db, &links).await?;
        let questions = questionnaires.values().filter_map(|q| q.incidents()).flat_map(|(_, questions)| questions);
        let named = questions.filter_map(|q| Some((q.meaning?, q)));
        let options =
            named.flat_map(|(meaning, q)| q.kind.options().iter().map(move |o| ((meaning, o.id.clone()), o.text.clone())));
        Ok(options.collect())
    }
}

/// A source as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct SourceForm<'a> {
    /// One of [`SOURCES`].
    pub kind: &'a str,
    /// A whole number, or nothing.
    pub count: &'a str,
    /// The period, or up to when.
    pub period: &'a str,
    /// A note.
    pub note: &'a str,
}

fn in_order(mut sources: Vec<Source>) -> Vec<Source> {
    sources.sort_by_key(|s| SOURCES.iter().position(|kind| *kind == s.kind));
    sources
}

fn written(source: &Source) -> String {
    let count = source.count.map(|n| n.to_string()).unwrap_or_default();
    [source.kind.as_str(), &count, &source.period, &source.note].join("; ")
}

/// Refuses a text with a personnummer, an address or the like in it.
fn without_persons(text: &str) -> Result<()> {
    match persons::search(text).first() {
        Some(found) => Err(Refusal::PersonInText(found.text.clone()).into()),
        None => Ok(()),
    }
}

/// The free texts in the answer to a question, but for those of incidents.
fn texts_of(question: &Question, answers: &Answers) -> Vec<String> {
    let text = |answers: &Answers, id: &str| match answers.get(id) {
        Some(Answer::Text(text)) if !text.trim().is_empty() => Some(text.clone()),
        _ => None,
    };
    let of = |question: &Question, answers: &Answers| match &question.kind {
        Kind::ShortText { .. } | Kind::LongText { .. } => text(answers, &question.id),
        _ => text(answers, &format!("{}.{OTHER_TEXT}", question.id)),
    };
    match &question.kind {
        Kind::Group { .. } if question.meaning == Some(Meaning::Incidents) => vec![],
        Kind::Group { questions, .. } => match answers.get(&question.id) {
            Some(Answer::Items(items)) => {
                items.iter().flat_map(|item| questions.iter().filter_map(move |q| of(q, item))).collect()
            }
            _ => vec![],
        },
        _ => of(question, answers).into_iter().collect(),
    }
}

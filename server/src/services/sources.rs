//! Other sources that a lägesbild rests on, as a coordinator notes them.

use app::domain::audit::Action;
use app::domain::source::Source;
use app::forms::SourceForm;

use super::{Changeable, Context, Error, OrganisationRound, Result, TextError, clean, reports, without_persons};
use crate::store;

fn parse(form: &SourceForm, id: String) -> Result<Source> {
    let kind = form.slag.parse().map_err(|()| TextError::NoSourceKind)?;
    let bad_count = || TextError::BadCount(form.antal.trim().to_owned());
    let count = match form.antal.trim() {
        "" => None,
        text => Some(text.parse().ok().filter(|n| (0..=1_000_000).contains(n)).ok_or_else(bad_count)?),
    };
    let (period, note) = (clean(&form.period), clean(&form.anteckning));
    for (field, text, longest) in [("period", &period, 100), ("anteckning", &note, 500)] {
        if text.chars().count() > longest {
            return Err(TextError::TextTooLong { field: field.to_owned(), longest }.into());
        }
        without_persons(field, text)?;
    }
    Ok(Source { id, kind, count, period, note, from_reports: false })
}

fn in_log(source: &Source) -> String {
    let count = source.count.map(|n| n.to_string()).unwrap_or_default();
    [source.kind.as_str(), &count, &source.period, &source.note].join("; ")
}

/// The sources of an organisation by kind, or of those before it where it has none itself, with those that
/// the reports make up.
pub async fn list(cx: &Context, at: &OrganisationRound) -> Result<Vec<Source>> {
    let mut sources = reports::as_sources(cx, at).await?;
    let mut db = cx.store.read().await?;
    for id in at.family() {
        let noted = store::sources::list(&mut db, &at.round().id, id).await?;
        if !noted.is_empty() {
            sources.extend(noted);
            break;
        }
    }
    sources.sort_by_key(|source| source.kind);
    Ok(sources)
}

/// Adds one more source.
pub async fn add(cx: &Context, at: Changeable<'_, OrganisationRound>, form: &SourceForm) -> Result<()> {
    let source = parse(form, cx.ambient.id())?;
    let mut write = cx.store.write().await?;
    store::sources::add(&mut write, &at.round().id, at.id(), &source).await?;
    cx.audit(&mut write, at.caller(), Action::AddSource, &at.subject(), (None, Some(in_log(&source)))).await?;
    Ok(write.commit().await?)
}

/// Removes a source.
pub async fn remove(cx: &Context, at: Changeable<'_, OrganisationRound>, id: &str) -> Result<()> {
    let mut write = cx.store.write().await?;
    let removed = store::sources::remove(&mut write, &at.round().id, at.id(), id).await?.ok_or(Error::NotFound)?;
    cx.audit(&mut write, at.caller(), Action::RemoveSource, &at.subject(), (Some(in_log(&removed)), None)).await?;
    Ok(write.commit().await?)
}

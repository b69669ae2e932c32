//! Whether a copy is what it is a copy of: it is put back beside the database, and every figure of both is compared.

use std::collections::BTreeMap;
use std::path::Path;

use super::{create, restore};
use crate::services::{BackupError, Caller, Context, Result, cross_tables, incidents, rates, results, rounds};
use crate::store::{Store, files, is_sound};

/// How often a copy is taken anew where figures changed while it was compared.
const TRIES: usize = 5;

/// Every figure of a database: what it is of, and how it stands.
type Every = BTreeMap<String, String>;

/// Takes a copy and compares it; returns how many figures are the same.
///
/// # Errors
/// A figure differs, and the copy is gone; or figures changed again and again.
pub async fn create_verified(cx: &Context, file: &Path) -> Result<usize> {
    for _ in 0..TRIES {
        create(cx, file).await?;
        match verify(cx, file).await {
            Ok(Some(figures)) => return Ok(figures),
            // Taken before something changed, it is another's.
            Ok(None) => std::fs::remove_file(file)?,
            Err(error) => {
                let _ = std::fs::remove_file(file);
                return Err(error);
            }
        }
    }
    Err(BackupError::NeverTheSame.into())
}

/// Compares a copy with the database; how many figures are the same, or none where some have changed while it did.
///
/// # Errors
/// A figure differs that has not changed.
pub async fn verify(cx: &Context, file: &Path) -> Result<Option<usize>> {
    let before = every_figure(cx).await?;
    let copied = figures_of_copy(cx, file).await?;
    let after = every_figure(cx).await?;
    if before != after {
        return Ok(None);
    }
    let names = after.keys().chain(copied.keys());
    match names.into_iter().find(|name| after.get(*name) != copied.get(*name)) {
        Some(name) => Err(BackupError::Differs(name.clone()).into()),
        None => Ok(Some(after.len())),
    }
}

/// The figures of a copy that is put back beside itself.
async fn figures_of_copy(cx: &Context, file: &Path) -> Result<Every> {
    let aside = tempfile::Builder::new().prefix(".jamforelse-").tempdir_in(files::folder(file))?;
    let url = format!("sqlite:{}", aside.path().join("kopia.db").display());
    restore(&url, file, false).await?;
    let store = Store::connect(&url).await?;
    let read = async {
        if !is_sound(&mut *store.read().await?).await? {
            return Err(BackupError::NotABackup.into());
        }
        let config = (*cx.config).clone();
        let copy = Context::start_without_keys(store.clone(), cx.ambient.clone(), config).await;
        let copy = copy.map_err(|error| std::io::Error::other(error.to_string()))?;
        every_figure(&copy).await
    };
    let figures = read.await;
    store.close().await;
    figures
}

/// Rates of all rounds, and of closed ones indicators, the answers to each question and the incidents.
async fn every_figure(cx: &Context) -> Result<Every> {
    let central = Caller::Operator.central()?;
    let mut every = Every::new();
    for round in rounds::list(cx).await? {
        for rate in rates::list(cx, &round).await?.iter() {
            every.insert(format!("{}, svarsfrekvens, {}", round.id, rate.organisation), format!("{rate:?}"));
        }
        let Some(closed) = round.closed() else { continue };
        let figures = results::figures(cx, &closed).await?;
        for indicator in &figures.indicators {
            for (whose, figure) in figures.all_of(&indicator.id) {
                every.insert(format!("{}, {}, {whose:?}", round.id, indicator.id), format!("{figure:?}"));
            }
        }
        if closed.is_imported {
            continue;
        }
        for field in cross_tables::fields_of_round(cx, &round.id).await? {
            for (number, table) in cross_tables::by_line_of_work(cx, &figures, &field.id).await?.iter().enumerate() {
                every.insert(format!("{}, {}, {number}", round.id, field.id), format!("{table:?}"));
            }
        }
        for event in incidents::list_all(cx, &central, &figures).await? {
            every.insert(format!("{}, händelse, {}", round.id, event.id), format!("{event:?}"));
        }
    }
    Ok(every)
}

//! Seals what a program from before answers were sealed left in plain text: drafts, codes and answers of rounds that were
//! open. They work on; older copies of the database can still be read.

use app::domain::ids::RoundId;
use data_encoding::HEXLOWER_PERMISSIVE;

use super::responses::IMPORTED_FILE;
use super::sealed::{self, DraftContent};
use super::{Context, Result};
use crate::sealing::RoundKeys;
use crate::store;
use crate::store::keys::UnsealedDraft;

/// The setting that held the key of all cookies.
const COOKIE_KEY: &str = "cookie_key";
/// The setting that remembers that files still hold what was in plain text.
const VACUUM: &str = "vacuum";
/// The setting that remembers that copies of the database may hold answers in plain text.
const UPGRADED: &str = "upgraded";

/// Seals what is left, and gives up the key that the database held.
///
/// # Errors
/// Refused when a key cannot be made.
pub async fn seal(cx: &Context) -> Result<()> {
    let mut db = cx.store.read().await?;
    let rounds = store::keys::list_keyless(&mut db).await?;
    let cookies = store::settings::find(&mut db, COOKIE_KEY).await?;
    drop(db);
    if let Some(cookies) = cookies {
        let cookies = HEXLOWER_PERMISSIVE.decode(cookies.as_bytes()).ok();
        for round in &rounds {
            seal_round(cx, round, cookies.as_deref()).await?;
        }
        let mut write = cx.store.write().await?;
        for digest in store::responses::list_imported_files(&mut write).await? {
            store::responses::set_imported_file(&mut write, &digest, &cx.keyed(IMPORTED_FILE, &digest)).await?;
        }
        store::settings::remove(&mut write, COOKIE_KEY).await?;
        store::settings::put(&mut write, VACUUM, "1").await?;
        write.commit().await?;
    }
    vacuum(cx).await?;
    Ok(())
}

async fn seal_round(cx: &Context, round: &RoundId, cookies: Option<&[u8]>) -> Result<()> {
    let keys = cx.keys.make(round, cookies)?;
    let mut write = cx.store.write().await?;
    cx.store.hold_round(&mut write, round).await?;
    for draft in store::keys::list_unsealed_drafts(&mut write, round).await? {
        let (secret, content) = content_of(&keys, &draft)?;
        let sealed = keys.seal_draft(&draft.organisation, &secret, &sealed::bytes(&content)?);
        let answered = !content.form.is_blank();
        store::drafts::add(&mut write, round, &draft.organisation, &sealed, answered).await?;
        if let Some(code) = &draft.resume {
            let resumable = keys.seal_secret(&draft.organisation, code, &secret);
            store::drafts::set_resume(&mut write, &sealed.id, &resumable).await?;
        }
    }
    for response in store::keys::list_unsealed_responses(&mut write, round).await? {
        let (organisation, answers) = (&response.organisation, response.answers.as_bytes());
        let sealed = match &response.receipt {
            Some(receipt) => keys.seal_response(organisation, receipt, answers),
            None => keys.seal_imported(organisation, answers),
        };
        store::responses::add_sealed(&mut write, round, organisation, &sealed, response.linked == 1).await?;
    }
    store::keys::remove_unsealed(&mut write, round).await?;
    store::keys::set(&mut write, round, &keys.fingerprint()).await?;
    store::settings::put(&mut write, UPGRADED, "1").await?;
    Ok(write.commit().await?)
}

/// A draft's secret, which follows from the id that its cookie holds, and what it says.
fn content_of(keys: &RoundKeys, draft: &UnsealedDraft) -> Result<(String, DraftContent)> {
    let content = DraftContent {
        form: store::from_json(&draft.form, "unsealed_draft.form")?,
        passed: store::from_json(&draft.passed, "unsealed_draft.passed")?,
        replaces: draft.replaces.clone(),
    };
    Ok((keys.secret_of_earlier(&draft.id), content))
}

/// Rewrites the files that held what was in plain text, if that is still to be done; false while somebody who
/// reads them is in the way.
pub async fn vacuum(cx: &Context) -> Result<bool> {
    if !vacuum_is_due(cx).await? {
        return Ok(true);
    }
    if !cx.store.vacuum().await? {
        tracing::warn!("older copies of answers are still in the files: somebody reads them; tried again later");
        return Ok(false);
    }
    let mut write = cx.store.write().await?;
    store::settings::remove(&mut write, VACUUM).await?;
    write.commit().await?;
    Ok(true)
}

/// Whether a round was open when answers began to be sealed.
pub async fn was_done(cx: &Context) -> Result<bool> {
    Ok(store::settings::find(&mut *cx.store.read().await?, UPGRADED).await?.is_some())
}

/// Whether files still hold what was in plain text.
pub async fn vacuum_is_due(cx: &Context) -> Result<bool> {
    Ok(store::settings::find(&mut *cx.store.read().await?, VACUUM).await?.is_some())
}

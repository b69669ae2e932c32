//! Drafts and answers as they are sealed: what stands in them, and bytes of it.

use std::collections::BTreeSet;

use app::domain::answer::Form;
use app::domain::ids::OrganisationId;
use app::domain::response::Draft;
use data_encoding::HEXLOWER;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Error, Result};
use crate::sealing::{self, RoundKeys, SealedDraft};

/// What a draft says, as it is sealed.
#[derive(Serialize, Deserialize)]
pub(super) struct DraftContent {
    pub form: Form,
    pub passed: BTreeSet<String>,
    pub replaces: Option<String>,
}

/// Bytes to seal.
pub(super) fn bytes(content: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(content).map_err(|error| Error::Store(sqlx::Error::Encode(error.into())))
}

/// What was sealed; a row that does not open is a fault of the database.
pub(super) fn opened<T: DeserializeOwned>(bytes: std::result::Result<Vec<u8>, sealing::DoesNotOpen>) -> Result<T> {
    let broken = |error| Error::Store(sqlx::Error::Decode(error));
    serde_json::from_slice(&bytes.map_err(|error| broken(error.into()))?).map_err(|error| broken(error.into()))
}

/// A draft as it is kept, and whether anything is filled in.
pub(crate) fn sealed(keys: &RoundKeys, organisation: &OrganisationId, draft: &Draft) -> Result<(SealedDraft, bool)> {
    let Draft { secret, form, passed, replaces, .. } = draft.clone();
    let answered = !form.is_blank();
    let content = bytes(&DraftContent { form, passed, replaces })?;
    Ok((keys.seal_draft(organisation, &secret, &content), answered))
}

/// A draft with nothing in it, and a secret of its own.
pub(crate) fn blank() -> Draft {
    Draft { secret: HEXLOWER.encode(&*sealing::random::<{ sealing::KEY }>()), ..Draft::default() }
}

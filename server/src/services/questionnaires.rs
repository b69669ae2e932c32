//! Questionnaires: imported as drafts, published once, then never changed.

use app::domain::definition;
use app::texts::central::log as t;

use super::{Caller, Refusal, Result, Services};
use crate::store;
use crate::store::questionnaires::Version;

/// What an import did.
#[derive(Debug, PartialEq, Eq)]
pub enum Taken {
    /// A new draft version.
    Draft(i64),
    /// The newest version says the same already.
    Unchanged(i64),
}

impl Services {
    /// Every version of every questionnaire.
    pub async fn questionnaires(&self, caller: &Caller) -> Result<Vec<Version>> {
        caller.central()?;
        let mut db = self.store.read().await?;
        Ok(store::questionnaires::list(&mut db).await?)
    }

    /// Takes a definition as a new draft version.
    pub async fn import_questionnaire(&self, caller: &Caller, file: &[u8]) -> Result<(String, Taken)> {
        caller.central()?;
        let text = std::str::from_utf8(file)
            .map_err(|e| Refusal::Encoding { line: file[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1 })?;
        let questionnaire = definition::accept(text).map_err(Refusal::Definition)?;
        let mut write = self.store.write().await?;
        let newest = store::questionnaires::newest(&mut write, &questionnaire.id).await?;
        if let Some(version) = newest.as_ref().filter(|v| *v.definition == questionnaire) {
            return Ok((questionnaire.id, Taken::Unchanged(version.version)));
        }
        let version = newest.map_or(1, |v| v.version + 1);
        store::questionnaires::add(&mut write, &questionnaire, version, text).await?;
        let subject = t::questionnaire(&questionnaire.id);
        self.audit(&mut write, caller, t::IMPORT_QUESTIONNAIRE, &subject, (None, Some(version.to_string()))).await?;
        write.commit().await?;
        Ok((questionnaire.id, Taken::Draft(version)))
    }

    /// Freezes the newest version; returns it and whether it was a draft until now.
    pub async fn publish_questionnaire(&self, caller: &Caller, id: &str) -> Result<(i64, bool)> {
        caller.central()?;
        let mut write = self.store.write().await?;
        let newest = store::questionnaires::newest(&mut write, id).await?;
        let newest = newest.ok_or_else(|| Refusal::UnknownQuestionnaire(id.to_owned()))?;
        let faults = definition::publication_faults(&newest.definition);
        if newest.published.is_none() && !faults.is_empty() {
            return Err(Refusal::Definition(faults).into());
        }
        let done = store::questionnaires::publish(&mut write, id, newest.version).await?;
        if done {
            let subject = t::questionnaire(id);
            self.audit(&mut write, caller, t::PUBLISH_QUESTIONNAIRE, &subject, (None, Some(newest.version.to_string()))).await?;
        }
        write.commit().await?;
        Ok((newest.version, done))
    }
}

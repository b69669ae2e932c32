//! Copies of a SQLite database, taken while it serves, and put back.

use std::path::Path;

use super::{Refusal, Result, Services};
use crate::store::{Engine, Store};

impl Services {
    /// Writes a consistent copy to a new file.
    pub async fn backup(&self, file: &Path) -> Result<()> {
        if self.store.engine() == Engine::Postgres {
            return Err(Refusal::UseDatabaseTool.into());
        }
        if file.exists() {
            return Err(Refusal::FileExists(file.display().to_string()).into());
        }
        let path = file.to_str().ok_or_else(|| std::io::Error::from(std::io::ErrorKind::InvalidFilename))?;
        Ok(self.store.copy_to(path).await?)
    }
}

/// Puts a copy back as the database at `url`, which no server may be using.
pub async fn restore(url: &str, file: &Path, force: bool) -> Result<()> {
    let Some(target) = url.strip_prefix("sqlite:") else {
        return Err(Refusal::UseDatabaseTool.into());
    };
    let target = target.trim_start_matches("//").split('?').next().unwrap_or_default();
    if Path::new(target).exists() && !force {
        return Err(Refusal::DatabaseExists.into());
    }
    // Read as a database first, so that nothing is replaced by what is none.
    let check = format!("{target}.kontroll");
    tokio::fs::copy(file, &check).await?;
    let sound = match Store::connect(&format!("sqlite:{check}")).await {
        Ok(store) => {
            let sound = match store.read().await {
                Ok(mut db) => sqlx::query(crate::store::sql::IS_ALIVE).fetch_all(&mut *db).await.is_ok(),
                Err(_) => false,
            };
            store.close().await;
            sound
        }
        Err(_) => false,
    };
    for rest in ["-wal", "-shm"] {
        let _ = tokio::fs::remove_file(format!("{check}{rest}")).await;
    }
    if !sound {
        tokio::fs::remove_file(&check).await?;
        return Err(Refusal::NotABackup.into());
    }
    for rest in ["-wal", "-shm"] {
        let _ = tokio::fs::remove_file(format!("{target}{rest}")).await;
    }
    Ok(tokio::fs::rename(&check, target).await?)
}

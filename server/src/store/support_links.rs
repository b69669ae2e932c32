//! Support links, an organisation's or the whole city's.

use app::domain::ids::OrganisationId;
use app::domain::meaning::LinkName;
use sqlx::AnyConnection;

use super::{Result, code, sql};

/// Whose they are, as the database writes it: the city's have no organisation.
fn key(whose: Option<&OrganisationId>) -> &str {
    whose.map_or("", OrganisationId::as_str)
}

/// Those that are set, and their addresses.
pub async fn list(db: &mut AnyConnection, whose: Option<&OrganisationId>) -> Result<Vec<(LinkName, String)>> {
    let rows: Vec<(String, String)> = sqlx::query_as(sql::LIST_SUPPORT_LINKS).bind(key(whose)).fetch_all(db).await?;
    rows.into_iter().map(|(name, address)| Ok((code(&name, "support_link.name")?, address))).collect()
}

/// Sets one, or changes where it leads.
pub async fn put(db: &mut AnyConnection, whose: Option<&OrganisationId>, name: LinkName, address: &str) -> Result<()> {
    let query = sqlx::query(sql::PUT_SUPPORT_LINK).bind(key(whose)).bind(name.as_str());
    query.bind(address).execute(db).await?;
    Ok(())
}

/// Takes one away.
pub async fn remove(db: &mut AnyConnection, whose: Option<&OrganisationId>, name: LinkName) -> Result<()> {
    sqlx::query(sql::REMOVE_SUPPORT_LINK).bind(key(whose)).bind(name.as_str()).execute(db).await?;
    Ok(())
}

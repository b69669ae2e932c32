//! What was written in an underlag: an organisation's, or without one the city's.

use app::domain::ids::OrganisationId;
use app::domain::underlag::Edit;
use sqlx::AnyConnection;

use super::{Result, sql};

/// What was written in an underlag.
pub async fn list(db: &mut AnyConnection, round: &str, whose: Option<&OrganisationId>) -> Result<Vec<Edit>> {
    let query = match whose {
        Some(organisation) => sqlx::query_as(sql::LIST_EDITED).bind(round).bind(organisation.as_str()),
        None => sqlx::query_as(sql::LIST_CITY_EDITED).bind(round),
    };
    let rows: Vec<(String, String, String)> = query.fetch_all(db).await?;
    Ok(rows.into_iter().map(|(place, derived, text)| Edit { place, derived, text }).collect())
}

/// Keeps what was written in one place.
pub async fn put(
    db: &mut AnyConnection,
    round: &str,
    whose: Option<&OrganisationId>,
    place: &str,
    derived: &str,
    text: &str,
) -> Result<()> {
    let query = match whose {
        Some(organisation) => sqlx::query(sql::PUT_EDITED).bind(round).bind(organisation.as_str()),
        None => sqlx::query(sql::PUT_CITY_EDITED).bind(round),
    };
    query.bind(place).bind(derived).bind(text).execute(db).await?;
    Ok(())
}

/// Lets the figures speak again in one place.
pub async fn remove(db: &mut AnyConnection, round: &str, whose: Option<&OrganisationId>, place: &str) -> Result<()> {
    let query = match whose {
        Some(organisation) => sqlx::query(sql::REMOVE_EDITED).bind(round).bind(organisation.as_str()),
        None => sqlx::query(sql::REMOVE_CITY_EDITED).bind(round),
    };
    query.bind(place).execute(db).await?;
    Ok(())
}

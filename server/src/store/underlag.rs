//! What coordinators wrote in an underlag.

use app::domain::underlag::Edit;
use sqlx::AnyConnection;

use super::{Result, sql};

/// What was written in an underlag.
pub async fn list(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<Vec<Edit>> {
    let rows: Vec<(String, String, String)> =
        sqlx::query_as(sql::LIST_EDITED).bind(round).bind(organisation).fetch_all(db).await?;
    Ok(rows.into_iter().map(|(place, derived, text)| Edit { place, derived, text }).collect())
}

/// Keeps what was written in one place.
pub async fn put(db: &mut AnyConnection, round: &str, organisation: &str, place: &str, derived: &str, text: &str) -> Result<()> {
    let query = sqlx::query(sql::PUT_EDITED).bind(round).bind(organisation).bind(place);
    query.bind(derived).bind(text).execute(db).await?;
    Ok(())
}

/// Lets the figures speak again in one place.
pub async fn remove(db: &mut AnyConnection, round: &str, organisation: &str, place: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_EDITED).bind(round).bind(organisation).bind(place).execute(db).await?;
    Ok(())
}

//! Rounds, and the link of each organisation in a round.

use app::domain::ids::{OrganisationId, RoundId};
use app::domain::organisation::Audience;
use app::domain::period::Period;
use app::domain::round::{Link, Round, State};
use jiff::civil::Date;
use sqlx::{AnyConnection, FromRow};

use super::{Result, code, day, sql};

#[derive(FromRow)]
struct LinkRow {
    round: String,
    organisation: String,
    token: String,
    questionnaire: String,
    version: i64,
    expected: Option<i64>,
    responses: Option<i64>,
    deducted: i64,
    late: i64,
    closes: Option<String>,
}

fn read_link(row: LinkRow) -> Result<Link> {
    Ok(Link {
        round: code(&row.round, "link.round")?,
        organisation: row.organisation.into(),
        token: row.token.into(),
        questionnaire: row.questionnaire,
        version: row.version,
        expected: row.expected,
        responses: row.responses,
        deducted: row.deducted,
        late: row.late == 1,
        closes: row.closes.as_deref().map(day).transpose()?,
    })
}

#[derive(FromRow)]
struct RoundRow {
    id: String,
    title: String,
    opens: String,
    closes: String,
    state: String,
    threshold: i64,
    highest_threshold: i64,
    period_from: Option<String>,
    period_to: Option<String>,
    extended: Option<String>,
    imported: i64,
}

fn read(row: RoundRow) -> Result<Round> {
    let period = match (&row.period_from, &row.period_to) {
        (Some(from), Some(to)) => Some(Period { from: day(from)?, to: day(to)? }),
        _ => None,
    };
    Ok(Round {
        period,
        opens: day(&row.opens)?,
        closes: day(&row.closes)?,
        is_imported: row.imported != 0,
        extended: row.extended.as_deref().map(day).transpose()?,
        state: code(&row.state, "round.state")?,
        id: code(&row.id, "round.id")?,
        title: row.title,
        thresholds: (row.threshold, row.highest_threshold),
    })
}

/// Every round, oldest first.
pub async fn list(db: &mut AnyConnection) -> Result<Vec<Round>> {
    let rows: Vec<RoundRow> = sqlx::query_as(sql::LIST_ROUNDS).fetch_all(db).await?;
    rows.into_iter().map(read).collect()
}

/// How many rounds are in each state.
pub async fn count_by_state(db: &mut AnyConnection) -> Result<Vec<(String, i64)>> {
    sqlx::query_as(sql::COUNT_ROUNDS_BY_STATE).fetch_all(db).await
}

/// A round by its id.
pub async fn find(db: &mut AnyConnection, round: &str) -> Result<Option<Round>> {
    let row = sqlx::query_as(sql::FIND_ROUND).bind(round).fetch_optional(db).await?;
    row.map(read).transpose()
}

/// Adds a planned round; false when there is one of that id.
pub async fn add(db: &mut AnyConnection, round: &Round) -> Result<bool> {
    let query = sqlx::query(sql::ADD_ROUND).bind(&*round.id).bind(&round.title);
    let done = query.bind(round.opens.to_string()).bind(round.closes.to_string()).execute(&mut *db).await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    if let Some(period) = round.period {
        set_period(db, &round.id, period).await?;
    }
    Ok(true)
}

/// Says that only figures of a round are known.
pub async fn set_imported(db: &mut AnyConnection, round: &str) -> Result<()> {
    sqlx::query(sql::SET_ROUND_IMPORTED).bind(round).execute(db).await?;
    Ok(())
}

/// Changes a round's title, days and period.
pub async fn set(db: &mut AnyConnection, round: &Round) -> Result<()> {
    let query = sqlx::query(sql::SET_ROUND).bind(&*round.id).bind(&round.title);
    let query = query.bind(round.opens.to_string()).bind(round.closes.to_string());
    let period = round.period.map(|period| (period.from.to_string(), period.to.to_string()));
    let (from, to) = period.unzip();
    query.bind(from).bind(to).execute(db).await?;
    Ok(())
}

/// Removes a round that nobody was let into.
pub async fn remove(db: &mut AnyConnection, round: &str) -> Result<()> {
    remove_questionnaires(db, round).await?;
    for statement in [sql::REMOVE_ROUND_ASKED, sql::REMOVE_ROUND] {
        sqlx::query(statement).bind(round).execute(&mut *db).await?;
    }
    Ok(())
}

/// Says what a round's answers are about.
pub async fn set_period(db: &mut AnyConnection, round: &str, period: Period) -> Result<()> {
    let query = sqlx::query(sql::SET_PERIOD).bind(round).bind(period.from.to_string());
    query.bind(period.to.to_string()).execute(db).await?;
    Ok(())
}

/// Takes up the close of a round, of so many steps. False when somebody else has it who said so within so many
/// seconds, or when the round is not closing. Whose clock was ahead of that has left it.
pub async fn claim_closing(
    db: &mut AnyConnection,
    round: &str,
    worker: &str,
    (now, patience): (i64, i64),
    total: i64,
) -> Result<bool> {
    let query =
        sqlx::query(sql::CLAIM_CLOSING).bind(round).bind(worker).bind(now).bind(total).bind(now - patience).bind(now + patience);
    Ok(query.execute(db).await?.rows_affected() == 1)
}

/// Says that the close is still at work, and how many steps are done. False when somebody else has taken it over.
pub async fn keep_closing(db: &mut AnyConnection, round: &str, worker: &str, now: i64, done: i64) -> Result<bool> {
    let query = sqlx::query(sql::KEEP_CLOSING).bind(round).bind(worker).bind(now).bind(done);
    Ok(query.execute(db).await?.rows_affected() == 1)
}

/// How much of a round's close is done, of how much.
pub async fn find_progress(db: &mut AnyConnection, round: &str) -> Result<(i64, i64)> {
    sqlx::query_as(sql::FIND_PROGRESS).bind(round).fetch_one(db).await
}

/// Ends a round's close: it keeps the organisations as they are now, the threshold and the time.
pub async fn set_closed(db: &mut AnyConnection, round: &str, threshold: i64, now: i64) -> Result<()> {
    sqlx::query(sql::ADD_ROUND_ORGANISATIONS).bind(round).execute(&mut *db).await?;
    sqlx::query(sql::SET_ROUND_CLOSED).bind(round).bind(threshold).bind(now).execute(db).await?;
    Ok(())
}

/// Closed rounds keep the highest threshold that there has been.
pub async fn raise_thresholds(db: &mut AnyConnection, threshold: i64) -> Result<()> {
    sqlx::query(sql::RAISE_THRESHOLDS).bind(threshold).execute(db).await?;
    Ok(())
}

/// Moves a round from one state to the next; false if it was not in the first.
pub async fn set_state(db: &mut AnyConnection, round: &str, from: State, to: State) -> Result<bool> {
    let done = sqlx::query(sql::SET_ROUND_STATE).bind(round).bind(to.as_str()).bind(from.as_str()).execute(db).await?;
    Ok(done.rows_affected() == 1)
}

/// Sets the last day.
pub async fn set_closes(db: &mut AnyConnection, round: &str, closes: Date) -> Result<()> {
    sqlx::query(sql::SET_ROUND_CLOSES).bind(round).bind(closes.to_string()).execute(db).await?;
    Ok(())
}

/// Sets or removes the last day of an organisation that may answer longer.
pub async fn set_extension(db: &mut AnyConnection, round: &str, organisation: &str, closes: Option<Date>) -> Result<()> {
    let query = sqlx::query(sql::SET_LINK_CLOSES).bind(round).bind(organisation);
    query.bind(closes.map(|day| day.to_string())).execute(db).await?;
    Ok(())
}

/// Has those whose own day is not after a day have no own day any more.
pub async fn drop_extensions(db: &mut AnyConnection, round: &str, day: Date) -> Result<()> {
    sqlx::query(sql::DROP_EXTENSIONS).bind(round).bind(day.to_string()).execute(db).await?;
    Ok(())
}

/// Has no organisation answer longer than to a day.
pub async fn end_extensions(db: &mut AnyConnection, round: &str, day: Date) -> Result<()> {
    sqlx::query(sql::END_EXTENSIONS).bind(round).bind(day.to_string()).execute(db).await?;
    Ok(())
}

/// Says which version an audience answers; false when that was said before.
pub async fn add_questionnaire(db: &mut AnyConnection, round: &str, audience: Audience, id: &str, version: i64) -> Result<bool> {
    let query = sqlx::query(sql::ADD_ROUND_QUESTIONNAIRE).bind(round).bind(audience.as_str());
    Ok(query.bind(id).bind(version).execute(db).await?.rows_affected() == 1)
}

/// Has no audience of a planned round keep a version.
pub async fn remove_questionnaires(db: &mut AnyConnection, round: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_ROUND_QUESTIONNAIRES).bind(round).execute(db).await?;
    Ok(())
}

/// Audience, questionnaire and version.
pub async fn list_questionnaires(db: &mut AnyConnection, round: &str) -> Result<Vec<(Audience, String, i64)>> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as(sql::LIST_ROUND_QUESTIONNAIRES).bind(round).fetch_all(db).await?;
    rows.into_iter().map(|(audience, id, version)| Ok((code(&audience, "round_questionnaire.audience")?, id, version))).collect()
}

/// Lets an organisation into a round.
pub async fn add_link(db: &mut AnyConnection, link: &Link) -> Result<()> {
    let query = sqlx::query(sql::ADD_LINK).bind(&*link.round).bind(link.organisation.as_str()).bind(link.token.as_str());
    query.bind(&link.questionnaire).bind(link.version).bind(link.expected).execute(db).await?;
    Ok(())
}

/// The link with a token.
pub async fn find_link(db: &mut AnyConnection, token: &str) -> Result<Option<Link>> {
    sqlx::query_as(sql::FIND_LINK).bind(token).fetch_optional(db).await?.map(read_link).transpose()
}

/// Which organisation took part in which round.
pub async fn list_taking_part(db: &mut AnyConnection) -> Result<Vec<(RoundId, OrganisationId)>> {
    let rows: Vec<(String, String)> = sqlx::query_as(sql::LIST_TAKING_PART).fetch_all(db).await?;
    rows.into_iter().map(|(round, organisation)| Ok((code(&round, "a round")?, organisation.into()))).collect()
}

/// A round's links, by organisation.
pub async fn list_links(db: &mut AnyConnection, round: &str) -> Result<Vec<Link>> {
    let rows: Vec<LinkRow> = sqlx::query_as(sql::LIST_LINKS).bind(round).fetch_all(db).await?;
    rows.into_iter().map(read_link).collect()
}

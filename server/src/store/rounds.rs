//! Rounds, links, the sample and who has answered.

use app::domain::period::Period;
use app::domain::round::{Round, State};
use jiff::civil::Date;
use sqlx::{AnyConnection, FromRow};

use super::{Result, decode, sql};

/// An organisation in a round.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Link {
    /// The round.
    pub year: i64,
    /// Whose link it is.
    pub organisation: String,
    /// The unguessable part of the address.
    pub token: String,
    /// Which questionnaire.
    pub questionnaire: String,
    /// Which version of it.
    pub version: i64,
    /// How many answers are expected without a register.
    pub expected: Option<i64>,
    /// Of a closed round: how many answers there are.
    pub responses: Option<i64>,
    /// Of a closed round: how many of them are deducted before a base is compared with the threshold.
    pub deducted: i64,
}

/// A unit in a round, as it was when the round opened.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct SampleUnit {
    /// The unit's id.
    pub unit: String,
    /// Its organisation.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// Avdelning.
    pub division: String,
    /// Verksamhetsområde.
    pub line: String,
    /// Where letters go, if they can.
    pub email: String,
    /// Why it is out of scope, if it is.
    pub reason: Option<String>,
    /// The day on which it answered, if it has.
    pub answered_on: Option<String>,
}

/// The sample of one division in numbers.
#[derive(Debug, Clone, FromRow)]
pub struct SampleCount {
    /// Whose.
    pub organisation: String,
    /// Avdelning.
    pub division: String,
    /// Units.
    pub sample: i64,
    /// Of them out of scope.
    pub out_of_scope: i64,
    /// Of them answered.
    pub answered: i64,
}

/// The units of one organisation in one area, in numbers.
#[derive(Debug, Clone, FromRow)]
pub struct AreaCount {
    /// Whose.
    pub organisation: String,
    /// Where.
    pub area: String,
    /// Units.
    pub sample: i64,
    /// Of them out of scope.
    pub out_of_scope: i64,
    /// Of them answered.
    pub answered: i64,
}

#[derive(FromRow)]
struct RoundRow {
    year: i64,
    title: String,
    opens: String,
    closes: String,
    state: String,
    threshold: i64,
    highest_threshold: i64,
    period_from: Option<String>,
    period_to: Option<String>,
}

fn read(row: RoundRow) -> Result<Round> {
    let day = |text: &str| text.parse::<Date>().map_err(|_| decode("round.day"));
    let period = match (&row.period_from, &row.period_to) {
        (Some(from), Some(to)) => Some(Period { from: day(from)?, to: day(to)? }),
        _ => None,
    };
    Ok(Round {
        period,
        year: row.year,
        opens: day(&row.opens)?,
        closes: day(&row.closes)?,
        state: row.state.parse().map_err(|()| decode("round.state"))?,
        title: row.title,
        thresholds: (row.threshold, row.highest_threshold),
    })
}

/// Every round, oldest first.
pub async fn list(db: &mut AnyConnection) -> Result<Vec<Round>> {
    let rows: Vec<RoundRow> = sqlx::query_as(sql::LIST_ROUNDS).fetch_all(db).await?;
    rows.into_iter().map(read).collect()
}

/// A year's round.
pub async fn find(db: &mut AnyConnection, year: i64) -> Result<Option<Round>> {
    let row = sqlx::query_as(sql::FIND_ROUND).bind(year).fetch_optional(db).await?;
    row.map(read).transpose()
}

/// Adds a planned round.
pub async fn add(db: &mut AnyConnection, round: &Round) -> Result<()> {
    let query = sqlx::query(sql::ADD_ROUND).bind(round.year).bind(&round.title);
    query.bind(round.opens.to_string()).bind(round.closes.to_string()).execute(&mut *db).await?;
    if let Some(period) = round.period {
        set_period(db, round.year, period).await?;
    }
    Ok(())
}

/// Says what a round's answers are about.
pub async fn set_period(db: &mut AnyConnection, year: i64, period: Period) -> Result<()> {
    let query = sqlx::query(sql::SET_PERIOD).bind(year).bind(period.from.to_string());
    query.bind(period.to.to_string()).execute(db).await?;
    Ok(())
}

/// Has the close of a round, from now on or still: how much of it is done. False when somebody else
/// has it who said so after `left`, or when the round is not closing.
pub async fn claim_closing(
    db: &mut AnyConnection,
    year: i64,
    worker: &str,
    (now, left): (i64, i64),
    (done, total): (i64, i64),
) -> Result<bool> {
    let query = sqlx::query(sql::CLAIM_CLOSING).bind(year).bind(worker).bind(now).bind(done).bind(total).bind(left);
    Ok(query.execute(db).await?.rows_affected() == 1)
}

/// How much of a round's close is done, of how much.
pub async fn find_progress(db: &mut AnyConnection, year: i64) -> Result<(i64, i64)> {
    sqlx::query_as(sql::FIND_PROGRESS).bind(year).fetch_one(db).await
}

/// Ends a round's close: it keeps the organisations as they are now, and the threshold.
pub async fn set_closed(db: &mut AnyConnection, year: i64, threshold: i64) -> Result<()> {
    sqlx::query(sql::ADD_ROUND_ORGANISATIONS).bind(year).execute(&mut *db).await?;
    sqlx::query(sql::SET_ROUND_CLOSED).bind(year).bind(threshold).execute(db).await?;
    Ok(())
}

/// Closed rounds keep the highest threshold that there has been.
pub async fn raise_thresholds(db: &mut AnyConnection, threshold: i64) -> Result<()> {
    sqlx::query(sql::RAISE_THRESHOLDS).bind(threshold).execute(db).await?;
    Ok(())
}

/// The units of a round whose participation has not been written anew.
pub async fn list_unshuffled(db: &mut AnyConnection, year: i64) -> Result<Vec<String>> {
    sqlx::query_scalar(sql::LIST_UNSHUFFLED_UNITS).bind(year).fetch_all(db).await
}

/// Writes a unit's participation anew; once, however often it is asked.
pub async fn shuffle_participation(db: &mut AnyConnection, year: i64, unit: &str) -> Result<()> {
    let query = sqlx::query_as(sql::TAKE_PARTICIPATION).bind(year).bind(unit);
    // All rows are asked for: a statement that changes rows must run to its end.
    let rows: Vec<(String, String)> = query.fetch_all(&mut *db).await?;
    for (organisation, day) in rows {
        let query = sqlx::query(sql::PUT_SHUFFLED_PARTICIPATION).bind(year).bind(unit).bind(organisation);
        query.bind(day).execute(&mut *db).await?;
    }
    Ok(())
}

/// Moves a round from one state to the next; false if it was not in the first.
pub async fn set_state(db: &mut AnyConnection, year: i64, from: State, to: State) -> Result<bool> {
    let done = sqlx::query(sql::SET_ROUND_STATE).bind(year).bind(to.as_str()).bind(from.as_str()).execute(db).await?;
    Ok(done.rows_affected() == 1)
}

/// Sets the last day.
pub async fn set_closes(db: &mut AnyConnection, year: i64, closes: Date) -> Result<()> {
    sqlx::query(sql::SET_ROUND_CLOSES).bind(year).bind(closes.to_string()).execute(db).await?;
    Ok(())
}

/// Says which version an audience answers, unless that was said before.
pub async fn add_questionnaire(db: &mut AnyConnection, year: i64, audience: &str, id: &str, version: i64) -> Result<()> {
    let query = sqlx::query(sql::ADD_ROUND_QUESTIONNAIRE).bind(year).bind(audience);
    query.bind(id).bind(version).execute(db).await?;
    Ok(())
}

/// Audience, questionnaire and version.
pub async fn list_questionnaires(db: &mut AnyConnection, year: i64) -> Result<Vec<(String, String, i64)>> {
    sqlx::query_as(sql::LIST_ROUND_QUESTIONNAIRES).bind(year).fetch_all(db).await
}

/// Lets an organisation into a round.
pub async fn add_link(db: &mut AnyConnection, link: &Link) -> Result<()> {
    let query = sqlx::query(sql::ADD_LINK).bind(link.year).bind(&link.organisation).bind(&link.token);
    query.bind(&link.questionnaire).bind(link.version).bind(link.expected).execute(db).await?;
    Ok(())
}

/// The link with a token.
pub async fn find_link(db: &mut AnyConnection, token: &str) -> Result<Option<Link>> {
    sqlx::query_as(sql::FIND_LINK).bind(token).fetch_optional(db).await
}

/// A round's links, by organisation.
pub async fn list_links(db: &mut AnyConnection, year: i64) -> Result<Vec<Link>> {
    sqlx::query_as(sql::LIST_LINKS).bind(year).fetch_all(db).await
}

/// Copies an organisation's units into a round; returns how many.
pub async fn add_sample(db: &mut AnyConnection, year: i64, organisation: &str) -> Result<u64> {
    let done = sqlx::query(sql::ADD_SAMPLE).bind(year).bind(organisation).execute(db).await?;
    Ok(done.rows_affected())
}

/// An organisation's units in a round.
pub async fn list_sample(db: &mut AnyConnection, year: i64, organisation: &str) -> Result<Vec<SampleUnit>> {
    sqlx::query_as(sql::LIST_SAMPLE).bind(year).bind(organisation).fetch_all(db).await
}

/// One unit of an organisation in a round.
pub async fn find_sample_unit(db: &mut AnyConnection, year: i64, organisation: &str, unit: &str) -> Result<Option<SampleUnit>> {
    sqlx::query_as(sql::FIND_SAMPLE_UNIT).bind(year).bind(organisation).bind(unit).fetch_optional(db).await
}

/// Whether an organisation has a list of units in a round.
pub async fn has_sample(db: &mut AnyConnection, year: i64, organisation: &str) -> Result<bool> {
    let query = sqlx::query_scalar(sql::HAS_SAMPLE).bind(year).bind(organisation);
    query.fetch_one(db).await.map(|n: i64| n > 0)
}

/// Takes a unit out of scope with a reason, or back in without.
pub async fn set_out_of_scope(
    db: &mut AnyConnection,
    year: i64,
    organisation: &str,
    unit: &str,
    reason: Option<&str>,
) -> Result<()> {
    let query = sqlx::query(sql::SET_OUT_OF_SCOPE).bind(year).bind(organisation).bind(unit);
    query.bind(reason).execute(db).await?;
    Ok(())
}

/// Adds a unit of the register to an open round; false if it was there.
pub async fn add_to_sample(db: &mut AnyConnection, year: i64, organisation: &str, name: &str) -> Result<bool> {
    let query = sqlx::query(sql::ADD_TO_SAMPLE).bind(year).bind(organisation).bind(name);
    Ok(query.execute(db).await?.rows_affected() == 1)
}

/// Forgets that a unit answered; false if it had not.
pub async fn reopen_unit(db: &mut AnyConnection, year: i64, organisation: &str, unit: &str) -> Result<bool> {
    let done = sqlx::query(sql::REOPEN_UNIT).bind(year).bind(organisation).bind(unit).execute(db).await?;
    Ok(done.rows_affected() == 1)
}

/// The whole sample in numbers.
pub async fn count_sample(db: &mut AnyConnection, year: i64) -> Result<Vec<SampleCount>> {
    sqlx::query_as(sql::COUNT_SAMPLE).bind(year).fetch_all(db).await
}

/// The sample by area in numbers.
pub async fn count_in_areas(db: &mut AnyConnection, year: i64) -> Result<Vec<AreaCount>> {
    sqlx::query_as(sql::COUNT_IN_AREAS).bind(year).fetch_all(db).await
}

/// The avdelningar that a round asks; none listed means all.
pub async fn list_asked(db: &mut AnyConnection, year: i64, organisation: &str) -> Result<Vec<String>> {
    sqlx::query_scalar(sql::LIST_ASKED).bind(year).bind(organisation).fetch_all(db).await
}

/// Decides which avdelningar a round asks.
pub async fn set_asked(db: &mut AnyConnection, year: i64, organisation: &str, divisions: &[String]) -> Result<()> {
    sqlx::query(sql::REMOVE_ASKED).bind(year).bind(organisation).execute(&mut *db).await?;
    for division in divisions {
        sqlx::query(sql::ADD_ASKED).bind(year).bind(organisation).bind(division).execute(&mut *db).await?;
    }
    Ok(())
}

/// Drafts with at least one answer, by organisation.
pub async fn count_drafts(db: &mut AnyConnection, year: i64) -> Result<Vec<(String, i64)>> {
    sqlx::query_as(sql::COUNT_DRAFTS).bind(year).fetch_all(db).await
}

/// Answers that no unit stands for, by organisation.
pub async fn count_untied(db: &mut AnyConnection, year: i64) -> Result<Vec<(String, i64)>> {
    sqlx::query_as(sql::COUNT_UNTIED).bind(year).fetch_all(db).await
}

/// All answers, by organisation.
pub async fn count_responses(db: &mut AnyConnection, year: i64) -> Result<Vec<(String, i64)>> {
    sqlx::query_as(sql::COUNT_RESPONSES).bind(year).fetch_all(db).await
}

/// Marks a unit of the sample as answered; false if it is out of scope, unknown or has answered.
pub async fn add_participation(db: &mut AnyConnection, year: i64, organisation: &str, unit: &str, day: Date) -> Result<bool> {
    let query = sqlx::query(sql::ADD_PARTICIPATION).bind(year).bind(organisation).bind(unit);
    Ok(query.bind(day.to_string()).execute(db).await?.rows_affected() == 1)
}

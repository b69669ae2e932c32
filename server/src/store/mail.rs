//! Letters: what is to be sent, and what became of each.

use sqlx::{AnyConnection, FromRow};

use super::{Result, sql};

/// One letter to many units.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Mailing {
    /// Random.
    pub id: String,
    /// The round.
    pub year: i64,
    /// Whose units.
    pub organisation: String,
    /// `invitation` or `reminder`.
    pub kind: String,
    /// Unix seconds before which nothing is sent.
    pub due: i64,
    /// The letter's subject.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// Whom to ask.
    pub reply_to: String,
    /// `planned`, `sending`, `done` or `cancelled`.
    pub state: String,
    /// Why nothing goes out just now.
    pub problem: Option<String>,
}

/// A letter that may be sent.
#[derive(Debug, Clone, FromRow)]
pub struct Letter {
    /// What it says.
    pub mailing: String,
    /// To whom.
    pub unit: String,
    /// How often it has been tried.
    pub attempts: i64,
    /// The unit's name.
    pub name: String,
    /// Its address.
    pub email: String,
}

/// What became of a letter.
#[derive(Debug, Clone, FromRow)]
pub struct Fate {
    /// Which mailing.
    pub mailing: String,
    /// The unit's id.
    pub unit: String,
    /// `waiting`, `sending`, `sent`, `failed` or `uncertain`.
    pub state: String,
    /// Unix seconds: when it was taken up or sent, or is to be tried again.
    pub at: i64,
    /// Why it failed.
    pub problem: Option<String>,
    /// The unit's name.
    pub name: String,
}

/// Keeps other mailings of an organisation's round waiting until this write ends.
pub async fn hold(db: &mut AnyConnection, year: i64, organisation: &str) -> Result<()> {
    sqlx::query(sql::HOLD_LINK).bind(year).bind(organisation).execute(db).await?;
    Ok(())
}

/// Plans a mailing.
pub async fn add(db: &mut AnyConnection, m: &Mailing) -> Result<()> {
    let query = sqlx::query(sql::ADD_MAILING).bind(&m.id).bind(m.year).bind(&m.organisation).bind(&m.kind).bind(m.due);
    query.bind(&m.subject).bind(&m.body).bind(&m.reply_to).execute(db).await?;
    Ok(())
}

/// An organisation's mailings in a round, oldest first.
pub async fn list(db: &mut AnyConnection, year: i64, organisation: &str) -> Result<Vec<Mailing>> {
    sqlx::query_as(sql::LIST_MAILINGS).bind(year).bind(organisation).fetch_all(db).await
}

/// Those that are not done and whose time has come.
pub async fn list_due(db: &mut AnyConnection, now: i64) -> Result<Vec<Mailing>> {
    sqlx::query_as(sql::LIST_DUE_MAILINGS).bind(now).fetch_all(db).await
}

/// Moves a mailing from one state to another; false if it was not in the first.
pub async fn set_state(db: &mut AnyConnection, id: &str, from: &str, to: &str) -> Result<bool> {
    let done = sqlx::query(sql::SET_MAILING_STATE).bind(id).bind(to).bind(from).execute(db).await?;
    Ok(done.rows_affected() == 1)
}

/// Says why nothing goes out, or that it does.
pub async fn set_problem(db: &mut AnyConnection, id: &str, problem: Option<&str>) -> Result<()> {
    sqlx::query(sql::SET_MAILING_PROBLEM).bind(id).bind(problem).execute(db).await?;
    Ok(())
}

/// Ends every mailing of a round, and forgets at what time each letter went: beside the days on
/// which units answered, it would say too much.
pub async fn cancel_all(db: &mut AnyConnection, year: i64) -> Result<()> {
    for statement in [sql::CANCEL_MAILINGS, sql::REMOVE_ALL_WAITING, sql::FORGET_TIMES] {
        sqlx::query(statement).bind(year).execute(&mut *db).await?;
    }
    Ok(())
}

/// A letter to every unit that the mailing is for as things stand.
pub async fn add_letters(db: &mut AnyConnection, mailing: &str) -> Result<()> {
    sqlx::query(sql::ADD_LETTERS).bind(mailing).execute(db).await?;
    Ok(())
}

/// Removes letters that nobody needs any more, without a trace.
pub async fn remove_needless(db: &mut AnyConnection, mailing: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_NEEDLESS).bind(mailing).execute(db).await?;
    Ok(())
}

/// The next letter of a mailing that waits.
pub async fn next(db: &mut AnyConnection, mailing: &str, now: i64) -> Result<Option<Letter>> {
    sqlx::query_as(sql::NEXT_LETTER).bind(mailing).bind(now).fetch_optional(db).await
}

/// How many of a mailing wait or are on their way.
pub async fn count_unsent(db: &mut AnyConnection, mailing: &str) -> Result<i64> {
    sqlx::query_scalar(sql::COUNT_UNSENT).bind(mailing).fetch_one(db).await
}

/// Takes a letter up; false if somebody else did, if its mailing has ended, or if the unit has had
/// an invitation, or a reminder after `since`.
pub async fn claim(db: &mut AnyConnection, letter: &Letter, worker: &str, now: i64, since: i64) -> Result<bool> {
    let query = sqlx::query(sql::CLAIM_LETTER).bind(&letter.mailing).bind(&letter.unit).bind(worker).bind(now);
    Ok(query.bind(since).execute(db).await?.rows_affected() == 1)
}

/// Removes a letter that has not been taken up.
pub async fn remove(db: &mut AnyConnection, letter: &Letter) -> Result<()> {
    sqlx::query(sql::REMOVE_LETTER).bind(&letter.mailing).bind(&letter.unit).execute(db).await?;
    Ok(())
}

/// Lets a letter wait until later.
pub async fn delay(db: &mut AnyConnection, letter: &Letter, until: i64) -> Result<()> {
    sqlx::query(sql::DELAY_LETTER).bind(&letter.mailing).bind(&letter.unit).bind(until).execute(db).await?;
    Ok(())
}

/// Says what became of a letter that this worker took up.
pub async fn settle(
    db: &mut AnyConnection,
    letter: &Letter,
    worker: &str,
    state: &str,
    at: i64,
    problem: Option<&str>,
) -> Result<()> {
    let query = sqlx::query(sql::SETTLE_LETTER).bind(&letter.mailing).bind(&letter.unit).bind(worker);
    query.bind(state).bind(at).bind(problem).execute(&mut *db).await?;
    // Nobody comes back to one whose mailing has ended meanwhile.
    sqlx::query(sql::FAIL_LEFT_LETTER).bind(&letter.mailing).bind(&letter.unit).execute(db).await?;
    Ok(())
}

/// Letters that were taken up so long ago that whoever did is gone: nobody knows whether they went.
pub async fn give_up(db: &mut AnyConnection, taken_before: i64) -> Result<()> {
    sqlx::query(sql::GIVE_UP_LETTERS).bind(taken_before).execute(db).await?;
    Ok(())
}

/// Lets those that failed be tried again.
pub async fn retry(db: &mut AnyConnection, mailing: &str, now: i64) -> Result<()> {
    sqlx::query(sql::RETRY_LETTERS).bind(mailing).bind(now).execute(db).await?;
    Ok(())
}

/// Removes letters that have not been taken up.
pub async fn remove_waiting(db: &mut AnyConnection, mailing: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_WAITING).bind(mailing).execute(db).await?;
    Ok(())
}

/// What became of an organisation's letters in a round.
pub async fn list_fates(db: &mut AnyConnection, year: i64, organisation: &str) -> Result<Vec<Fate>> {
    sqlx::query_as(sql::LIST_LETTERS).bind(year).bind(organisation).fetch_all(db).await
}

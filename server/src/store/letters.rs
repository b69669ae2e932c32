//! Letters: what is to be sent, and what became of each.

use app::domain::ids::UnitId;
use app::domain::letter::{Delivery, LetterState, Mailing, MailingState};
use sqlx::{AnyConnection, FromRow};

use super::{Result, code, sql};

#[derive(FromRow)]
struct MailingRow {
    id: String,
    round: String,
    organisation: String,
    kind: String,
    due: i64,
    subject: String,
    body: String,
    reply_to: String,
    state: String,
    problem: Option<String>,
}

fn read(row: MailingRow) -> Result<Mailing> {
    Ok(Mailing {
        kind: code(&row.kind, "mailing.kind")?,
        state: code(&row.state, "mailing.state")?,
        id: row.id,
        round: code(&row.round, "mailing.round")?,
        organisation: row.organisation.into(),
        due: row.due,
        subject: row.subject,
        body: row.body,
        reply_to: row.reply_to,
        problem: row.problem,
    })
}

/// A letter that may be sent.
#[derive(Debug, Clone, FromRow)]
pub struct Letter {
    /// What it says.
    pub mailing: String,
    /// To whom.
    #[sqlx(try_from = "String")]
    pub unit: UnitId,
    /// How often it has been tried.
    pub attempts: i64,
    /// The unit's name.
    pub name: String,
    /// Its address.
    pub email: String,
}

#[derive(FromRow)]
struct DeliveryRow {
    mailing: String,
    unit: String,
    state: String,
    at: i64,
    problem: Option<String>,
    name: String,
}

/// Keeps other mailings of an organisation's round waiting until this write ends.
pub async fn hold(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<()> {
    sqlx::query(sql::HOLD_LINK).bind(round).bind(organisation).execute(db).await?;
    Ok(())
}

/// Adds a mailing that is planned or noted.
pub async fn add(db: &mut AnyConnection, m: &Mailing) -> Result<()> {
    let query =
        sqlx::query(sql::ADD_MAILING).bind(&m.id).bind(&*m.round).bind(m.organisation.as_str()).bind(m.kind.as_str()).bind(m.due);
    query.bind(&m.subject).bind(&m.body).bind(&m.reply_to).bind(m.state.as_str()).execute(db).await?;
    Ok(())
}

/// An organisation's mailings in a round, oldest first.
pub async fn list(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<Vec<Mailing>> {
    let rows: Vec<MailingRow> = sqlx::query_as(sql::LIST_MAILINGS).bind(round).bind(organisation).fetch_all(db).await?;
    rows.into_iter().map(read).collect()
}

/// A round's mailings to coordinators, oldest first.
pub async fn list_to_staff(db: &mut AnyConnection, round: &str) -> Result<Vec<Mailing>> {
    let rows: Vec<MailingRow> = sqlx::query_as(sql::LIST_STAFF_MAILINGS).bind(round).fetch_all(db).await?;
    rows.into_iter().map(read).collect()
}

/// A letter to a coordinator, under her address; of a mailing that was noted it has gone out.
pub async fn add_to_staff(db: &mut AnyConnection, mailing: &Mailing, email: &str) -> Result<()> {
    let state = if mailing.state == MailingState::Noted { LetterState::Sent } else { LetterState::Waiting };
    let query = sqlx::query(sql::ADD_STAFF_LETTER).bind(&mailing.id).bind(email).bind(mailing.due);
    query.bind(state.as_str()).execute(db).await?;
    Ok(())
}

/// Those that are not done and whose time has come.
pub async fn list_due(db: &mut AnyConnection, now: i64) -> Result<Vec<Mailing>> {
    let rows: Vec<MailingRow> = sqlx::query_as(sql::LIST_DUE_MAILINGS).bind(now).fetch_all(db).await?;
    rows.into_iter().map(read).collect()
}

/// Moves a mailing from one state to another; false if it was not in the first.
pub async fn set_state(db: &mut AnyConnection, id: &str, from: MailingState, to: MailingState) -> Result<bool> {
    let done = sqlx::query(sql::SET_MAILING_STATE).bind(id).bind(to.as_str()).bind(from.as_str()).execute(db).await?;
    Ok(done.rows_affected() == 1)
}

/// Removes a note of a mailing that went out from elsewhere.
pub async fn remove_note(db: &mut AnyConnection, id: &str) -> Result<()> {
    sqlx::query(sql::REMOVE_NOTE).bind(id).execute(db).await?;
    Ok(())
}

/// Says why nothing goes out, or that it does.
pub async fn set_problem(db: &mut AnyConnection, id: &str, problem: Option<&str>) -> Result<()> {
    sqlx::query(sql::SET_MAILING_PROBLEM).bind(id).bind(problem).execute(db).await?;
    Ok(())
}

/// Ends every mailing of a round, and forgets at what time each letter went: beside the days on
/// which units answered, it would say too much.
pub async fn cancel_all(db: &mut AnyConnection, round: &str) -> Result<()> {
    for statement in [sql::CANCEL_MAILINGS, sql::REMOVE_ALL_WAITING, sql::FORGET_TIMES] {
        sqlx::query(statement).bind(round).execute(&mut *db).await?;
    }
    Ok(())
}

/// A letter to every unit that the mailing is for as things stand.
pub async fn add_letters(db: &mut AnyConnection, mailing: &str) -> Result<()> {
    sqlx::query(sql::ADD_LETTERS).bind(mailing).execute(db).await?;
    Ok(())
}

/// Removes letters that nobody needs any more, without a trace, and those to whoever coordinates no more.
pub async fn remove_needless(db: &mut AnyConnection, mailing: &str) -> Result<()> {
    for statement in [sql::REMOVE_NEEDLESS, sql::REMOVE_STRANGERS] {
        sqlx::query(statement).bind(mailing).execute(&mut *db).await?;
    }
    Ok(())
}

/// The next letter of a mailing that waits.
pub async fn next(db: &mut AnyConnection, mailing: &str, now: i64) -> Result<Option<Letter>> {
    sqlx::query_as(sql::NEXT_LETTER).bind(mailing).bind(now).fetch_optional(db).await
}

/// How many letters that are not sent are in each state.
pub async fn count_by_state(db: &mut AnyConnection) -> Result<Vec<(String, i64)>> {
    sqlx::query_as(sql::COUNT_LETTERS_BY_STATE).fetch_all(db).await
}

/// How many of a mailing wait or are on their way.
pub async fn count_unsent(db: &mut AnyConnection, mailing: &str) -> Result<i64> {
    sqlx::query_scalar(sql::COUNT_UNSENT).bind(mailing).fetch_one(db).await
}

/// Takes a letter up; false if somebody else did, if its mailing has ended, or if the unit has had
/// an invitation, or a reminder after `since`.
pub async fn claim(db: &mut AnyConnection, letter: &Letter, worker: &str, now: i64, since: i64) -> Result<bool> {
    let query = sqlx::query(sql::CLAIM_LETTER).bind(&letter.mailing).bind(letter.unit.as_str()).bind(worker).bind(now);
    Ok(query.bind(since).execute(db).await?.rows_affected() == 1)
}

/// Removes a letter that has not been taken up.
pub async fn remove(db: &mut AnyConnection, letter: &Letter) -> Result<()> {
    sqlx::query(sql::REMOVE_LETTER).bind(&letter.mailing).bind(letter.unit.as_str()).execute(db).await?;
    Ok(())
}

/// Lets a letter wait until later.
pub async fn delay(db: &mut AnyConnection, letter: &Letter, until: i64) -> Result<()> {
    sqlx::query(sql::DELAY_LETTER).bind(&letter.mailing).bind(letter.unit.as_str()).bind(until).execute(db).await?;
    Ok(())
}

/// Says what became of a letter that this worker took up.
pub async fn settle(
    db: &mut AnyConnection,
    letter: &Letter,
    worker: &str,
    state: LetterState,
    at: i64,
    problem: Option<&str>,
) -> Result<()> {
    let query = sqlx::query(sql::SETTLE_LETTER).bind(&letter.mailing).bind(letter.unit.as_str()).bind(worker);
    query.bind(state.as_str()).bind(at).bind(problem).execute(&mut *db).await?;
    // Nobody comes back to one whose mailing has ended meanwhile.
    sqlx::query(sql::FAIL_LEFT_LETTER).bind(&letter.mailing).bind(letter.unit.as_str()).execute(db).await?;
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
pub async fn list_deliveries(db: &mut AnyConnection, round: &str, organisation: &str) -> Result<Vec<Delivery>> {
    let rows: Vec<DeliveryRow> = sqlx::query_as(sql::LIST_LETTERS).bind(round).bind(organisation).fetch_all(db).await?;
    rows.into_iter().map(read_delivery).collect()
}

/// What became of a round's letters to coordinators, whose addresses stand for units and names.
pub async fn list_deliveries_to_staff(db: &mut AnyConnection, round: &str) -> Result<Vec<Delivery>> {
    let rows: Vec<DeliveryRow> = sqlx::query_as(sql::LIST_STAFF_LETTERS).bind(round).fetch_all(db).await?;
    rows.into_iter().map(read_delivery).collect()
}

fn read_delivery(row: DeliveryRow) -> Result<Delivery> {
    Ok(Delivery {
        state: code(&row.state, "letter.state")?,
        mailing: row.mailing,
        unit: row.unit.into(),
        at: row.at,
        problem: row.problem,
        name: row.name,
    })
}

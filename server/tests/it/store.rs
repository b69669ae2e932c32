//! The two engines say the same.

use std::collections::{BTreeMap, BTreeSet};

use lagesbild::store::{Engine, SchemaError, settings, sql};
use sqlx::{AssertSqlSafe, Connection, Executor, Row, SqlSafeStr};

use crate::app::{TestApp, on_both};

on_both!(
    every_statement_is_prepared,
    a_second_start_keeps_the_key,
    a_program_starts_on_the_schema_of_the_next_and_not_on_one_that_it_cannot_use,
);

/// What every respondent's and every board's request asks for is found by an index, however large
/// the city is.
#[tokio::test]
async fn nothing_that_is_asked_for_often_reads_the_whole_city() {
    let app = TestApp::sqlite().await;
    app.cx.store.analyze().await.expect("analysed");
    let mut db = app.cx.store.read().await.expect("a connection");
    for (statement, index) in [
        (sql::LIST_SAMPLE, "sample_by_organisation"),
        (sql::COUNT_UNLINKED, "response_by_link"),
        (sql::COUNT_RESPONSES, "response_by_link"),
        (sql::COUNT_DRAFTS, "draft_by_organisation"),
    ] {
        let plan = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
        let rows = sqlx::query(plan).bind(2026_i64).bind("bromma").fetch_all(&mut *db).await;
        let rows = match rows {
            Ok(rows) => rows,
            Err(_) => sqlx::query(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}")))
                .bind(2026_i64)
                .fetch_all(&mut *db)
                .await
                .expect("a plan"),
        };
        let plan: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
        let used = plan.iter().any(|step| step.contains(index));
        assert!(
            used && !plan.iter().any(|step| step.contains("SCAN") || step.contains("TEMP B-TREE FOR ORDER")),
            "{statement}: {plan:?}"
        );
    }
}

async fn every_statement_is_prepared(app: TestApp) {
    let mut db = app.cx.store.read().await.expect("a connection");
    for (name, text) in sql::ALL {
        if let Err(error) = db.prepare(text.into_sql_str()).await {
            panic!("{name}: {error}");
        }
    }
    assert!(sql::ALL.len() > 60);
}

async fn a_program_starts_on_the_schema_of_the_next_and_not_on_one_that_it_cannot_use(app: TestApp) {
    let checksum = if app.engine() == Engine::Sqlite { "x'00'" } else { "'\\x00'::bytea" };
    let migrated = format!(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (999, 'later', TRUE, {checksum}, 0)"
    );
    let mut write = app.cx.store.write().await.expect("a connection");
    write.execute(AssertSqlSafe(migrated)).await.expect("as the next version's program leaves it");
    write.commit().await.expect("committed");
    app.cx.store.migrate().await.expect("the next version's schema serves this program");
    let mut write = app.cx.store.write().await.expect("a connection");
    settings::put(&mut write, "schema_serves", "999").await.expect("as a later version's program leaves it");
    write.commit().await.expect("committed");
    let refused = app.cx.store.migrate().await.expect_err("refused");
    assert!(matches!(refused, SchemaError::Newer), "{refused}");
}

async fn a_second_start_keeps_the_key(app: TestApp) {
    let store = lagesbild::store::Store::connect(&app.url).await.expect("a database");
    let config = (*app.cx.config).clone();
    let second =
        lagesbild::services::Context::start(store, lagesbild::ambient::Ambient::system(), config).await.expect("services");
    assert_eq!(second.key.master(), app.cx.key.master());
}

/// Table and column to whether it may be null, and what kind it is.
async fn columns(app: &TestApp) -> BTreeMap<(String, String), (bool, String)> {
    let mut db = app.cx.store.read().await.expect("a connection");
    let text = match app.engine() {
        Engine::Sqlite => {
            "SELECT m.name AS t, c.name AS c, c.type AS k, CAST(c.\"notnull\" AS TEXT) AS n FROM sqlite_master m
             JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
        }
        Engine::Postgres => {
            "SELECT CAST(table_name AS TEXT) AS t, CAST(column_name AS TEXT) AS c, CAST(data_type AS TEXT) AS k,
             CASE is_nullable WHEN 'NO' THEN '1' ELSE '0' END AS n
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let rows = sqlx::query(AssertSqlSafe(text)).fetch_all(&mut *db).await.expect("the schema");
    rows.iter()
        .map(|r| {
            (
                (r.get::<String, _>("t"), r.get::<String, _>("c")),
                (
                    r.get::<String, _>("n") == "1",
                    r.get::<String, _>("k").to_uppercase().replace("BYTEA", "BLOB").replace("INTEGER", "BIGINT"),
                ),
            )
        })
        .filter(|((t, _), _)| !t.starts_with('_') && !t.starts_with("sqlite"))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_two_schemas_are_the_same() {
    let sqlite = columns(&TestApp::sqlite().await).await;
    let tables: BTreeSet<&String> = sqlite.keys().map(|(t, _)| t).collect();
    assert!(tables.len() >= 18, "{tables:?}");
    if let Some(postgres) = TestApp::postgres().await {
        assert_eq!(sqlite, columns(&postgres).await);
    }
}

/// Wherever in its beginning a write is given up, its connection holds no transaction that the next write would end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_nobody_waits_for_any_more_leaves_no_transaction() {
    let Some(app) = TestApp::postgres().await else { return };
    let app = app.on_one_connection().await;
    let mut other = sqlx::PgConnection::connect(&app.url).await.expect("another connection");
    for steps in 0..300 {
        let gone = async {
            for _ in 0..steps {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            () = gone => {}
            write = app.cx.store.write() => drop(write.expect("begun")),
        }
        let mut db = app.cx.store.read().await.expect("the connection");
        sqlx::query("SELECT 1").execute(&mut *db).await.expect("an answer");
        let states = "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let states: Vec<Option<String>> = sqlx::query_scalar(states).fetch_all(&mut other).await.expect("states");
        assert!(states.iter().flatten().all(|state| state == "idle"), "given up after {steps} steps: {states:?}");
    }
}

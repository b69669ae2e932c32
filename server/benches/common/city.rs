//! A city in its round, on each engine that there is.

use lagesbild::ambient::Ambient;
use lagesbild::config::Config;
use lagesbild::services::{Caller, Context, opening, organisations, questionnaires, register};
use lagesbild::store::Store;
use sqlx::{Connection, Executor};

use crate::common::{Fallible, create_round, id, keys, operator};

/// What is asked.
pub const STADSDEL: &str = include_str!("../../../app/enkat/2022/vbe-stadsdel.json");

/// The address of a new database on the PostgreSQL that `TEST_POSTGRES_URL` names; none where there is none to measure.
pub async fn postgres(name: &str) -> Fallible<Option<String>> {
    let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
        println!("PostgreSQL: none to measure");
        return Ok(None);
    };
    let name = format!("{name}_{}", std::process::id());
    let mut admin = sqlx::PgConnection::connect(&server).await?;
    admin.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await?;
    // Durable, as an installation is: the tests' server is not by default.
    admin.execute("ALTER SYSTEM SET fsync = on").await?;
    admin.execute("SELECT pg_reload_conf()").await?;
    let base = server.rsplit_once('/').ok_or("an address")?.0;
    Ok(Some(format!("{base}/{name}")))
}

/// A round that is open for two organisations, `bromma` and `farsta`, with these units, and the paths of their links.
pub async fn city(url: &str, units: &str) -> Fallible<(Context, [String; 2])> {
    let config = Config::with_database(url, &keys(url), "127.0.0.1:3000".parse()?);
    let cx = Context::start(Store::connect(url).await?, Ambient::system(), config).await?;
    let operator = operator();
    let organisations = "bromma;Bromma;stadsdelsforvaltning;Bromma;\nfarsta;Farsta;stadsdelsforvaltning;Farsta;\n";
    let organisations = format!("id;namn;typ;omraden;efterfoljare\n{organisations}");
    organisations::import(&cx, &operator, organisations.as_bytes()).await?;
    register::file::import(&cx, &Caller::Operator, format!("forvaltning;enhet\n{units}").as_bytes(), false).await?;
    questionnaires::import(&cx, &operator, STADSDEL.as_bytes()).await?;
    questionnaires::publish(&cx, &operator, "vbe-stadsdel").await?;
    let today = cx.ambient.today();
    create_round(&cx, 2026, (today.yesterday()?, today.tomorrow()?)).await?;
    let links = opening::open(&cx, &operator, &id(2026)).await?.links;
    Ok((cx, [0, 1].map(|i| format!("/e/{}", links[i].token))))
}

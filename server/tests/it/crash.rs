//! The server is killed while answers come in: whatever was acknowledged is there afterwards, whole, and nothing is
//! there in part. `cargo xtask crash` does it as often as it is told.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::domain::ids::UnitId;
use lagesbild::ambient::Ambient;
use lagesbild::export::Subject;
use lagesbild::services::{opening, respond, sample};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use reqwest::{Client, redirect::Policy};
use tokio::sync::{Mutex, Notify};
use tokio::task::JoinSet;

use crate::app::{STADSDEL, TestApp, at, create_round, id, on_both, operator};
use crate::process::Served;

on_both!(what_was_acknowledged_survives_any_kill);

/// Respondents at once.
const AT_ONCE: usize = 4;
/// Requests before a kill, at most: some sixteen answers.
const LATEST: usize = 150;
const SECTIONS: [(&str, &str); 5] =
    [("verksamhet", "omrade=forskola"), ("kannedom", ""), ("kunskap", ""), ("handelser", "handelse=nej"), ("behov", "")];

/// What respondents share until the server is killed.
struct Load {
    link: String,
    units: Mutex<Vec<UnitId>>,
    /// Units whose answer was acknowledged, with the receipt code where its page came too.
    acknowledged: Mutex<Vec<(UnitId, Option<String>)>>,
    /// Requests until the kill.
    left: AtomicUsize,
    now: Notify,
}

impl Load {
    /// None when the server is gone, or answers what it should not.
    async fn request(&self, client: &Client, path: &str, form: Option<&str>) -> Option<(String, String)> {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.now.notify_one();
        }
        let address = format!("{}{path}", self.link);
        let request = match form {
            Some(form) => client.post(address).header("content-type", "application/x-www-form-urlencoded").body(form.to_owned()),
            None => client.get(address),
        };
        let response = request.send().await.ok()?;
        assert!(response.status().as_u16() < 400, "{path}: {}", response.status());
        let place = response.headers().get("location").map_or("", |l| l.to_str().expect("an address")).to_owned();
        Some((place, response.text().await.unwrap_or_default()))
    }

    /// One answer after the other, until the server is gone.
    async fn answer_all(&self) -> Option<()> {
        loop {
            let unit = self.units.lock().await.pop()?;
            let client = Client::builder().cookie_store(true).redirect(Policy::none()).no_proxy().build().expect("a client");
            self.request(&client, "", Some(&format!("enhet={unit}"))).await?;
            for (section, form) in SECTIONS {
                self.request(&client, &format!("/fraga/{section}"), Some(form)).await?;
            }
            self.request(&client, "/granska", None).await?;
            let (place, _) = self.request(&client, "/granska", Some("")).await?;
            assert!(place.ends_with("/kvitto"), "{place}");
            self.acknowledged.lock().await.push((unit.clone(), None));
            let (_, receipt) = self.request(&client, "/kvitto", None).await?;
            let code = receipt.split("class=\"code\"><strong>").nth(1).and_then(|rest| rest.split('<').next()).map(str::to_owned);
            let mut acknowledged = self.acknowledged.lock().await;
            acknowledged.iter_mut().filter(|(of, _)| *of == unit).for_each(|(_, kept)| kept.clone_from(&code));
        }
    }
}

async fn what_was_acknowledged_survives_any_kill(app: TestApp) {
    let kills: usize = std::env::var("CRASHES").ok().and_then(|n| n.parse().ok()).unwrap_or(5);
    let seed = std::env::var("CRASH_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(7);
    let mut random = StdRng::seed_from_u64(seed);
    app.city(&[STADSDEL]).await;
    let units: String = (0..kills * (LATEST / SECTIONS.len() + AT_ONCE)).map(|i| format!("farsta;Enhet {i}\n")).collect();
    app.units(&format!("forvaltning;enhet\n{units}")).await;
    // The server of the real binary has the machine's clock.
    let today = Ambient::system().today();
    app.set_day(&today.to_string());
    let (opens, closes) = (today.yesterday().expect("a day"), today.tomorrow().expect("a day"));
    create_round(&app.cx, 2026, (opens, closes)).await.expect("a round");
    let links = opening::open(&app.cx, &operator(), &id(2026)).await.expect("opened").links;
    let token = links.iter().find(|link| link.organisation == *"farsta").expect("a link").token.clone();
    let sample = sample::list(&app.cx, &at(&app.cx, 2026, "farsta").await).await.expect("units");
    let mut waiting: Vec<UnitId> = sample.into_iter().map(|unit| unit.unit).collect();
    let (mut acknowledged, mut receipts) = (BTreeSet::new(), 0);
    for kill in 0..kills {
        let served = Served::start_with(&app.url, 60_000, &app.cx.config.key_dir);
        let after = random.random_range(1..=LATEST);
        let load = Arc::new(Load {
            link: format!("http://{}/e/{token}", served.addr),
            units: Mutex::new(std::mem::take(&mut waiting)),
            acknowledged: Mutex::default(),
            left: AtomicUsize::new(after),
            now: Notify::new(),
        });
        let mut respondents = JoinSet::new();
        for _ in 0..AT_ONCE {
            let load = Arc::clone(&load);
            respondents.spawn(async move { load.answer_all().await });
        }
        load.now.notified().await;
        drop(served);
        while let Some(done) = respondents.join_next().await {
            done.expect("every answer until then was as it should be");
        }
        waiting = std::mem::take(&mut *load.units.lock().await);
        let told = std::mem::take(&mut *load.acknowledged.lock().await);
        acknowledged.extend(told.iter().map(|(unit, _)| unit.clone()));
        let what = format!("seed {seed}, kill {kill} after {after} requests");
        is_whole(&app, &token, &acknowledged, &what).await;
        let visit = respond::visit(&app.cx, &token).await.expect("read").expect("open");
        for (unit, code) in told.iter().filter_map(|(unit, code)| Some((unit, code.as_ref()?))) {
            receipts += 1;
            let found = respond::find_submitted(&app.cx, &visit, &code.replace('-', "")).await.expect("read");
            assert!(found.is_some(), "{what}: the receipt of {unit:?} leads to its answer");
        }
    }
    assert!(receipts > 0, "some were acknowledged, and their receipts seen");
    println!("{kills} kills: {} answers acknowledged, {receipts} receipts tried", acknowledged.len());
    app.close().await;
    let rows = app.export_of(Subject::Responses, 2026, Some("farsta")).await.expect("rows").lines().count() - 1;
    let answered = answered(&app).await;
    assert_eq!(rows, answered.len(), "each unit that answered has its one answer");
}

/// The units that stand as having answered.
async fn answered(app: &TestApp) -> BTreeSet<UnitId> {
    let sample = sample::list(&app.cx, &at(&app.cx, 2026, "farsta").await).await.expect("units");
    sample.into_iter().filter(|unit| unit.answered_on.is_some()).map(|unit| unit.unit).collect()
}

/// Every acknowledged answer is there, and each unit that answered has one.
async fn is_whole(app: &TestApp, token: &str, acknowledged: &BTreeSet<UnitId>, what: &str) {
    let answered = answered(app).await;
    let lost: Vec<_> = acknowledged.difference(&answered).collect();
    assert!(lost.is_empty(), "{what}: {lost:?} were acknowledged ({token})");
    let mut db = app.cx.store.read().await.expect("a connection");
    let (sealed, _): (i64, i64) = sqlx::query_as(lagesbild::store::sql::COUNT_SEALED)
        .bind("2026")
        .bind("farsta")
        .fetch_one(&mut *db)
        .await
        .expect("a count");
    assert_eq!(usize::try_from(sealed).expect("a count"), answered.len(), "{what}: an answer for each unit, and no more");
}

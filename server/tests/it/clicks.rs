//! Random clicks: whatever is pressed in whatever order, from old pages, with forged fields and on
//! two devices, ends in a page or a clear refusal, and what was acknowledged is there.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use lagesbild::services::{Context, rates, rounds};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use crate::app::{ALLA_TYPER, Browser, Page, TestApp, id};

const SECTIONS: [&str; 3] = ["a", "b", "c"];
const ELSEWHERE: [&str; 9] = ["", "/hjalp", "/fragor", "/granska", "/kvitto", "/kopia", "/sparat", "/fortsatt", "/andra"];
const TEXTS: [&str; 9] =
    ["", " ", "kort", "Åäö 👩‍👩‍👧\r\nny rad", "070-174 06 05", "900101-9802", "Karin sade", "a\u{0}b", "=1+1;\"'<b>&amp;"];

/// A page as a browser shows it: each field with what may be chosen, and what is.
#[derive(Debug, Clone, Default)]
struct Shown {
    options: BTreeMap<String, Vec<String>>,
    values: BTreeMap<String, Vec<String>>,
    hidden: BTreeMap<String, String>,
}

impl Shown {
    fn read(page: &Page) -> Self {
        let mut shown = Self::default();
        for field in page.fields() {
            if field.kind == "hidden" {
                shown.hidden.insert(field.name.clone(), field.value().to_owned());
                continue;
            }
            if !field.options.is_empty() {
                shown.options.insert(field.name.clone(), field.options.into_iter().map(|(value, _)| value).collect());
            }
            shown.values.insert(field.name, field.values.into_iter().filter(|v| !v.trim().is_empty()).collect());
        }
        shown
    }

    /// What somebody, or something, might post from it.
    fn filled(&self, rng: &mut StdRng) -> Vec<(String, String)> {
        let mut posted = Vec::new();
        for (name, before) in &self.values {
            match self.options.get(name) {
                _ if rng.random_bool(0.4) => posted.extend(before.iter().map(|v| (name.clone(), v.clone()))),
                Some(options) => {
                    for _ in 0..rng.random_range(0..3) {
                        let forged = rng.random_bool(0.03);
                        let option = options.choose(rng).filter(|_| !forged).cloned();
                        posted.push((name.clone(), option.unwrap_or_else(|| "finns-inte".into())));
                    }
                }
                None => {
                    let number = ["7", "101", "2026-03", "2026-03-05", "x"].choose(rng).copied().unwrap_or_default();
                    let text = TEXTS.choose(rng).copied().unwrap_or_default();
                    posted.push((name.clone(), if rng.random_bool(0.6) { number } else { text }.to_owned()));
                }
            }
        }
        if rng.random_bool(0.05) {
            posted.push((
                ["okand", "g.99.plats", "g.x", "visade", ":version"].choose(rng).copied().unwrap_or_default().into(),
                "å".into(),
            ));
        }
        posted
    }
}

/// What a field takes, by its name or its options.
fn sound_value(field: &str, options: Option<&Vec<String>>) -> String {
    match (field, options) {
        ("antal", _) => "7".into(),
        ("datum", _) => "2026-03-05".into(),
        (field, None) if field.ends_with("manad") => "2026-03".into(),
        (_, Some(options)) => options.iter().rfind(|o| !o.is_empty()).cloned().unwrap_or_default(),
        _ => "kort".into(),
    }
}

/// What came about at all, so that the claim is not made of nothing.
#[derive(Debug, Default)]
struct Seen {
    taken: u32,
    refused: u32,
    stale: u32,
    submitted: u32,
    taken_up: u32,
}

impl Seen {
    fn add(&mut self, other: &Self) {
        self.taken += other.taken;
        self.refused += other.refused;
        self.stale += other.stale;
        self.submitted += other.submitted;
        self.taken_up += other.taken_up;
    }
}

/// One respondent with her pages, old ones too.
struct Walk<'a> {
    link: &'a str,
    seen: Seen,
    browsers: [Browser; 2],
    pages: BTreeMap<&'static str, Vec<Shown>>,
    receipts: Vec<String>,
}

fn sound(page: &Page, what: &str) {
    let known = [200, 303, 404, 409, 422, 429].map(|code| StatusCode::from_u16(code).expect("a status"));
    assert!(known.contains(&page.status), "{what}: {} {}", page.status, page.text);
}

fn single(field: &str) -> bool {
    !field.starts_with("g.")
}

impl Walk<'_> {
    async fn step(&mut self, kind: u8, seed: u64) {
        let mut rng = StdRng::seed_from_u64(seed);
        let device = usize::from(rng.random_bool(0.2));
        let section = *SECTIONS.choose(&mut rng).expect("one");
        match kind {
            0..=2 => self.open(device, section).await,
            3 => {
                let path = format!("{}{}", self.link, ELSEWHERE.choose(&mut rng).expect("one"));
                sound(&self.browsers[device].get(&path).await, &path);
            }
            4 => {
                let anew = [("borja_om", "ja")];
                let page = self.browsers[device].post(self.link, if rng.random_bool(0.1) { &anew } else { &[] }).await;
                sound(&page, "begin");
            }
            5 => {
                self.browsers[1].cookies = self.browsers[0].cookies.clone();
            }
            6 => self.submit(device, &mut rng).await,
            7 => self.take_up(device, &mut rng).await,
            8..=12 => self.go_on(device).await,
            _ => self.post(device, section, &mut rng).await,
        }
    }

    /// Fills in the first section that is not passed as it should be.
    async fn go_on(&mut self, device: usize) {
        let check = self.browsers[device].get(&format!("{}/granska", self.link)).await;
        let Some(section) = SECTIONS.into_iter().find(|s| check.location.ends_with(&format!("/fraga/{s}"))) else { return };
        self.open(device, section).await;
        let Some(page) = self.pages.get(section).and_then(|all| all.last()).cloned() else { return };
        let fields = page.values.keys().map(|name| (name.clone(), sound_value(name, page.options.get(name))));
        let fields: Vec<(String, String)> = fields.chain(page.hidden.clone()).collect();
        let page = self.browsers[device].post_form(&check.location, &fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{section} {fields:?}: {}", page.text);
    }

    async fn open(&mut self, device: usize, section: &'static str) {
        let page = self.browsers[device].get(&format!("{}/fraga/{section}", self.link)).await;
        sound(&page, section);
        if page.status == StatusCode::OK {
            self.pages.entry(section).or_default().push(Shown::read(&page));
        }
    }

    /// Posts a page that was shown once; then what it said and what was there before is what there is.
    async fn post(&mut self, device: usize, section: &'static str, rng: &mut StdRng) {
        let Some(old) = self.pages.get(section).and_then(|all| all.choose(rng)).cloned() else { return };
        let at = format!("{}/fraga/{section}", self.link);
        let before = self.browsers[device].get(&at).await;
        let before = (before.status == StatusCode::OK).then(|| Shown::read(&before));
        let mut posted = old.filled(rng);
        let typed: BTreeMap<String, Vec<String>> = posted.iter().fold(BTreeMap::new(), |mut all, (k, v)| {
            if !v.trim().is_empty() {
                all.entry(k.clone()).or_insert_with(Vec::new).push(v.replace("\r\n", "\n").replace('\0', "\u{fffd}"));
            }
            all
        });
        posted.extend(old.hidden.iter().map(|(k, v)| (k.clone(), v.clone())));
        let button = ["nasta", "nasta", "nasta", "tillbaka", "spara", ":till", "lagg_till", "ta_bort", "autospara"].choose(rng);
        let path = match *button.expect("one") {
            "autospara" => format!("{at}/spara"),
            name @ ("nasta" | "tillbaka" | "spara") => {
                posted.push(("nav".into(), name.into()));
                at.clone()
            }
            name => {
                let value = if name == ":till" {
                    "a"
                } else if name == "lagg_till" {
                    "g"
                } else {
                    "g.1"
                };
                posted.push((name.into(), value.into()));
                at.clone()
            }
        };
        let page = self.browsers[device].post_form(&path, &posted).await;
        sound(&page, &path);
        self.seen.taken += u32::from(page.status == StatusCode::SEE_OTHER);
        self.seen.refused += u32::from(page.status == StatusCode::UNPROCESSABLE_ENTITY);
        let (Some(before), after) = (before, self.browsers[device].get(&at).await) else { return };
        if after.status != StatusCode::OK {
            return;
        }
        let after = Shown::read(&after);
        let stale = before.hidden.get(":version") != old.hidden.get(":version");
        for (field, now) in after.values.iter().filter(|(field, _)| single(field)) {
            let was = before.values.get(field).cloned().unwrap_or_default();
            let stood = old.values.contains_key(field);
            let said = typed.get(field).cloned().unwrap_or_default();
            let what = format!("{path} {field}: was {was:?}, said {said:?} ({}), is {now:?}", page.status);
            assert!(*now == was || stood && same(now, &said), "nothing else comes: {what}");
            if page.status == StatusCode::SEE_OTHER && stood && page.location != self.link {
                assert!(same(now, &said), "what was acknowledged is there: {what}");
            }
            assert!(!(stale && now.is_empty() && !was.is_empty()), "an old page blanks nothing: {what}");
        }
        self.seen.stale += u32::from(stale);
    }

    async fn submit(&mut self, device: usize, rng: &mut StdRng) {
        let check = format!("{}/granska", self.link);
        let page = self.browsers[device].get(&check).await;
        sound(&page, &check);
        let key = Shown::read(&page).hidden.get("nyckel").cloned().unwrap_or_default();
        let key = if rng.random_bool(0.2) { "gammal".to_owned() } else { key };
        let fields = [("nyckel", key.as_str()), ("namn_kontrollerat", "ja")];
        let page = self.browsers[device].post(&check, &fields).await;
        sound(&page, &check);
        if page.location.ends_with("/kvitto") {
            let receipt = self.browsers[device].get(&page.location).await;
            assert_eq!(receipt.status, StatusCode::OK);
            if let Some(code) = receipt.code() {
                self.receipts.push(code);
                self.seen.submitted += 1;
            }
        }
    }

    async fn take_up(&mut self, device: usize, rng: &mut StdRng) {
        let Some(code) = self.receipts.choose(rng).cloned() else { return };
        let page = self.browsers[device].post(&format!("{}/andra", self.link), &[("kvittokod", &code)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "a receipt's answer is there: {}", page.text);
        self.seen.taken_up += 1;
    }
}

/// The same choices in any order; a text may have been cut where a second value was forged.
fn same(now: &[String], said: &[String]) -> bool {
    now.iter().all(|v| said.contains(v)) && (said.is_empty() || !now.is_empty())
}

async fn submitted(cx: &Context) -> i64 {
    rates::list(cx, &rounds::find(cx, &id(2026)).await.expect("a round")).await.expect("rates").iter().map(|r| r.responses).sum()
}

#[test]
fn random_clicks_lose_nothing_and_break_nothing() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let (app, link) = runtime.block_on(async {
        let app = TestApp::sqlite().await;
        app.city(&[ALLA_TYPER]).await;
        let link = app.open().await["bra-farsta"].clone();
        (app, link)
    });
    let clicks = prop::collection::vec((0u8..22, any::<u64>()), 1..50);
    let seen = std::cell::RefCell::new(Seen::default());
    let config = Config { cases: 50, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let run = runner.run(&clicks, |clicks| {
        let one = runtime.block_on(async {
            let before = submitted(&app.cx).await;
            let mut walk = Walk {
                link: &link,
                seen: Seen::default(),
                browsers: [app.browser(), app.browser()],
                pages: BTreeMap::new(),
                receipts: vec![],
            };
            walk.step(4, 1).await;
            walk.open(0, "a").await;
            for (kind, seed) in clicks {
                walk.step(kind, seed).await;
            }
            let codes: std::collections::BTreeSet<&String> = walk.receipts.iter().collect();
            let after = submitted(&app.cx).await;
            assert_eq!(after - before, i64::try_from(codes.len()).expect("few"), "one answer a receipt code");
            walk.seen
        });
        seen.borrow_mut().add(&one);
        Ok(())
    });
    run.expect("no click breaks it");
    let seen = seen.into_inner();
    let least = [seen.taken, seen.refused, seen.stale, seen.submitted, seen.taken_up].into_iter().min();
    assert!(least > Some(0), "{seen:?}");
}

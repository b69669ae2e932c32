//! Respondents who answer one after the other for a while, at an installation that runs elsewhere: while it is restarted,
//! upgraded, or loses its database. Prints how many requests failed, how many answers were acknowledged, and the
//! longest time without one.
//!
//! `cargo bench --bench respondents -- ADDRESS_OF_A_LINK SECONDS [--retry]`; how many answers there are is told by
//! `lagesbild export rates`. With `--retry` a request that fails is sent again, as a person does.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::{Client, redirect::Policy};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

type Fallible<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Respondents at once.
const AT_ONCE: usize = 16;
/// How long one who tries again waits, and how often she does.
const PAUSE: Duration = Duration::from_millis(500);
const TRIES: u32 = 240;
const SECTIONS: [(&str, &str); 5] =
    [("verksamhet", "omrade=forskola"), ("kannedom", ""), ("kunskap", ""), ("handelser", "handelse=nej"), ("behov", "")];

struct Load {
    link: String,
    retry: bool,
    until: Instant,
    units: Mutex<VecDeque<String>>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    requests: u32,
    failed: Vec<String>,
    acknowledged: Vec<Instant>,
}

#[tokio::main]
async fn main() -> Fallible<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [link, seconds, rest @ ..] = &arguments[..] else { return Err("ADDRESS_OF_A_LINK SECONDS [--retry]".into()) };
    let page = browser()?.get(link).send().await?.error_for_status()?.text().await?;
    let ids = page.split("value=\"").skip(1).filter_map(|part| part.split('"').next()).filter(|id| id.len() == 32);
    let begun = Instant::now();
    let load = Arc::new(Load {
        link: link.clone(),
        retry: rest == ["--retry"],
        until: begun + Duration::from_secs(seconds.parse()?),
        units: Mutex::new(ids.map(str::to_owned).collect()),
        seen: Mutex::default(),
    });
    let mut respondents = JoinSet::new();
    for _ in 0..AT_ONCE {
        let load = Arc::clone(&load);
        respondents.spawn(async move { load.answer_all().await });
    }
    while let Some(done) = respondents.join_next().await {
        done??;
    }
    let seen = load.seen.lock().await;
    let moments = [&[begun][..], &seen.acknowledged, &[Instant::now()]].concat();
    let longest = moments.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default();
    println!("{} requests, {} failed, {} answers acknowledged", seen.requests, seen.failed.len(), seen.acknowledged.len());
    println!("longest time without an acknowledged answer: {:.1} s", longest.as_secs_f64());
    for failed in seen.failed.iter().take(5) {
        println!("  {failed}");
    }
    Ok(())
}

fn browser() -> Fallible<Client> {
    Ok(Client::builder().cookie_store(true).redirect(Policy::none()).no_proxy().timeout(Duration::from_mins(1)).build()?)
}

impl Load {
    async fn answer_all(&self) -> Fallible<()> {
        while Instant::now() < self.until {
            let Some(unit) = self.units.lock().await.pop_front() else { return Err("too few units".into()) };
            if self.answer(&unit).await?.is_some() {
                self.seen.lock().await.acknowledged.push(Instant::now());
            }
        }
        Ok(())
    }

    /// None when a request failed and is not sent again.
    async fn answer(&self, unit: &str) -> Fallible<Option<()>> {
        let browser = browser()?;
        let steps = SECTIONS.map(|(section, form)| (format!("/fraga/{section}"), Some(form.to_owned())));
        let begin = (String::new(), Some(format!("enhet={unit}")));
        let end = [("/granska".to_owned(), None), ("/granska".to_owned(), Some(String::new()))];
        for (path, form) in [begin].into_iter().chain(steps).chain(end) {
            if self.request(&browser, &path, form.as_deref()).await?.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(()))
    }

    async fn request(&self, browser: &Client, path: &str, form: Option<&str>) -> Fallible<Option<()>> {
        for _ in 0..if self.retry { TRIES } else { 1 } {
            let address = format!("{}{path}", self.link);
            let request = match form {
                Some(form) => {
                    browser.post(address).header("content-type", "application/x-www-form-urlencoded").body(form.to_owned())
                }
                None => browser.get(address),
            };
            let answer = request.send().await.and_then(reqwest::Response::error_for_status);
            let mut seen = self.seen.lock().await;
            seen.requests += 1;
            let Err(failure) = answer else { return Ok(Some(())) };
            seen.failed.push(format!("{path}: {}", failure.without_url()));
            drop(seen);
            if self.retry {
                tokio::time::sleep(PAUSE).await;
            }
        }
        Ok(None)
    }
}

//! What one answer costs the server, in time of its processor: fifteen requests, from the start page to the receipt, as
//! a browser sends them, with compression on and every field of the form.
//!
//! `cargo xtask bench answer` builds what is measured and starts a PostgreSQL; its own cost is not counted.

#[path = "common/city.rs"]
mod city;
mod common;

use city::{city, postgres};
use common::{Fallible, Server, client, id, operator};
use lagesbild::services::{Context, rounds, sample};
use reqwest::Client;

/// Units of the ordinary organisation, and of the largest.
const UNITS: [usize; 2] = [300, 1200];
/// Answers before the measurement, and in it.
const WARM: usize = 20;
const ANSWERS: usize = 120;
/// Respondents at once: alone, and when many have just got their letter.
const AT_ONCE: [usize; 2] = [1, 8];
/// Times that a page is asked for.
const PAGES: usize = 500;

/// What browsers say that they read.
const ENCODINGS: &str = "gzip, deflate, br, zstd";

/// The sections and what is posted to each, every question answered.
const SECTIONS: [(&str, &str); 5] = [
    ("verksamhet", "omrade=forskola&nav=nasta"),
    ("kannedom", "kannedom.handlingsplan=jag&kannedom.samordnare=bada&kannedom.blankett=ingen&nav=nasta"),
    ("kunskap", "kunskap_chef=4&apt=ja&nav=nasta"),
    ("handelser", "handelse=nej&nav=nasta"),
    ("behov", "behov_text=Mer+tid+till+samtal+om+det+som+h%C3%A4nder+i+omr%C3%A5det.&nav=nasta"),
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Fallible<()> {
    let folder = tempfile::tempdir()?;
    measure("SQLite", &format!("sqlite:{}", folder.path().join("answer.db").display())).await?;
    match postgres("answer").await? {
        Some(url) => measure("PostgreSQL", &url).await,
        None => Ok(()),
    }
}

async fn measure(name: &str, url: &str) -> Fallible<()> {
    let row = |name: &'static str, count| (0..count).map(move |i| format!("{name};Förskolan nummer {i} i området\n"));
    let rows: String = row("bromma", UNITS[0]).chain(row("farsta", UNITS[1])).collect();
    let (cx, links) = city(url, &rows).await?;
    let server = Server::start(url)?;
    let [ordinary, large] = links.map(|link| format!("{}{link}", server.base));
    let units = units(&cx, 0).await?;
    for unit in &units[..WARM] {
        answer(&ordinary, unit).await?;
    }
    println!("\n{name}: milliseconds of the server's processor");
    for (i, at_once) in AT_ONCE.into_iter().enumerate() {
        let mut waiting = units[WARM + i * ANSWERS..][..ANSWERS].to_vec();
        let before = processor(&server)?;
        while !waiting.is_empty() {
            let now = waiting.split_off(waiting.len().saturating_sub(at_once));
            futures::future::try_join_all(now.iter().map(|unit| answer(&ordinary, unit))).await?;
        }
        let title = format!("a whole answer, 15 requests, {at_once} at once");
        println!("  {title:<40}{:8.2}", (processor(&server)? - before) / ANSWERS as f64);
    }
    let draft = client()?;
    post(&draft, &ordinary, &format!("enhet={}", units[WARM + ANSWERS * AT_ONCE.len()])).await?;
    for (title, address) in [
        (format!("a start page of {} units", UNITS[0]), ordinary.clone()),
        (format!("a start page of {} units", UNITS[1]), large),
        ("a section's page".to_owned(), format!("{ordinary}/fraga/verksamhet")),
    ] {
        let before = processor(&server)?;
        let mut bytes = 0;
        for _ in 0..PAGES {
            bytes = get(&draft, &address).await?;
        }
        let each = (processor(&server)? - before) / PAGES as f64;
        println!("  {title:<40}{each:8.2}, {bytes} bytes");
    }
    let before = processor(&server)?;
    for _ in 0..PAGES {
        post(&draft, &format!("{ordinary}/fraga/{}", SECTIONS[0].0), SECTIONS[0].1).await?;
    }
    println!("  a section posted                        {:8.2}", (processor(&server)? - before) / PAGES as f64);
    println!("  memory at its highest                   {:8.1} MiB", server.memory(true)?);
    cx.store.close().await;
    Ok(())
}

async fn units(cx: &Context, link: usize) -> Fallible<Vec<String>> {
    let links = rounds::links(cx, &operator(), &id(2026)).await?;
    let sample = sample::list(cx, &common::at(cx, 2026, &links[link].organisation).await).await?;
    Ok(sample.into_iter().map(|unit| unit.unit.to_string()).collect())
}

/// The whole way of a respondent.
async fn answer(link: &str, unit: &str) -> Fallible<()> {
    let client = client()?;
    get(&client, link).await?;
    post(&client, link, &format!("enhet={unit}")).await?;
    for (section, form) in SECTIONS {
        let address = format!("{link}/fraga/{section}");
        get(&client, &address).await?;
        post(&client, &address, form).await?;
    }
    get(&client, &format!("{link}/granska")).await?;
    let place = post(&client, &format!("{link}/granska"), "").await?;
    if !place.ends_with("/kvitto") {
        return Err(format!("not taken: {place}").into());
    }
    get(&client, &format!("{link}/kvitto")).await?;
    Ok(())
}

async fn get(client: &Client, address: &str) -> Fallible<usize> {
    let response = client.get(address).header("accept-encoding", ENCODINGS).send().await?;
    if response.status() != 200 {
        return Err(format!("{address}: {}", response.status()).into());
    }
    Ok(response.bytes().await?.len())
}

/// Where it leads.
async fn post(client: &Client, address: &str, form: &str) -> Fallible<String> {
    let post = client.post(address).header("accept-encoding", ENCODINGS);
    let post = post.header("content-type", "application/x-www-form-urlencoded").body(form.to_owned());
    let response = post.send().await?;
    let place = response.headers().get("location").ok_or_else(|| format!("{address}: {}", response.status()))?;
    Ok(place.to_str()?.to_owned())
}

/// Milliseconds that the server's processor has worked, to 10 ms.
fn processor(server: &Server) -> Fallible<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", server.child.id()))?;
    // After the name, which may hold spaces: the 14th and 15th field, in hundredths of a second.
    let fields: Vec<&str> = stat.rsplit_once(')').ok_or("a name")?.1.split_whitespace().collect();
    Ok((fields[11].parse::<f64>()? + fields[12].parse::<f64>()?) * 10.0)
}

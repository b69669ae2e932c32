//! `lagesbild demo`: the demo city in a database of its own, served.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::config::Config;
use crate::demo::{self, ACCOUNTS, PASSWORD};
use crate::services::{Caller, Context, rounds};

/// Fills a fresh database, or takes up one that was kept, and serves it.
pub(super) async fn run(addr: SocketAddr, data_dir: Option<PathBuf>) -> anyhow::Result<()> {
    let temporary = if data_dir.is_none() { Some(tempfile::tempdir()?) } else { None };
    let folder = data_dir.or_else(|| temporary.as_ref().map(|t| t.path().to_owned())).unwrap_or_default();
    std::fs::create_dir_all(&folder).map_err(|e| anyhow::anyhow!("{}: mappen kan inte skapas ({e})", folder.display()))?;
    let file = folder.join("lagesbild.db");
    let kept = file.exists();
    let config = Config::with_database(&format!("sqlite:{}", file.display()), &folder.join("keys"), addr);
    super::serve::log(&config);
    let cx = super::start(config).await?;
    if !kept {
        eprintln!("Bygger demostaden …");
        demo::fill(&cx).await?;
    }
    let guide = guide(&cx).await?;
    super::serve::serve(cx, addr, |_| println!("{guide}")).await
}

/// Where to go and how to log in.
async fn guide(cx: &Context) -> anyhow::Result<String> {
    let base = &cx.config.base_url;
    let rounds = rounds::list(cx).await?;
    let open = rounds.iter().find(|r| r.state == app::domain::round::State::Open);
    let mut text = format!("Lägesbild visar demostaden på {base}\n\n");
    if let Some(round) = open {
        text.push_str("Svara på enkäten:\n");
        for link in rounds::links(cx, &Caller::Operator.central()?, &round.id).await? {
            if ["norra-innerstaden", "social", "bra-farsta"].contains(&link.organisation.as_str()) {
                text.push_str(&format!("  {:<18} {}\n", link.organisation, cx.address(&link.token)));
            }
        }
    }
    text.push_str(&format!("\nLogga in på {base}/logga-in med lösenordet {PASSWORD}:\n"));
    for (email, role, organisation) in ACCOUNTS {
        text.push_str(&format!("  {email:<30} {} {}\n", role.as_str(), organisation.unwrap_or_default()));
    }
    Ok(text)
}

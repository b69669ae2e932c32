//! The commands about keys. What cannot be undone is typed a second time.

use std::io::{self, IsTerminal};
use std::path::Path;

use app::domain::ids::RoundId;

use super::{connect, line_of_input, named, passphrase, read};
use crate::ambient::Ambient;
use crate::config::Config;
use crate::services::keys::{self, Confirmed};
use crate::services::{Caller, Context, Error, KeyError};

/// A copy of all keys in a new file.
pub(super) async fn back_up(cx: &Context, file: &Path) -> anyhow::Result<()> {
    let text = passphrase("Lösenfras: ")?;
    if io::stdin().is_terminal() && passphrase("Samma lösenfras igen: ")? != text {
        return Err(Error::from(KeyError::PassphrasesDiffer).into());
    }
    keys::back_up(cx, &Caller::Operator.central()?, file, &text).await?;
    eprintln!("Kopian ligger i {}. Förvara den skild från databasens kopior.", file.display());
    Ok(())
}

/// Puts a copy back.
pub(super) fn restore(config: &Config, file: &Path) -> anyhow::Result<()> {
    let copy = read(file)?;
    let (there, destroyed) = keys::restore(config, &copy, &passphrase("Lösenfras: ")?).map_err(|e| named(file, e))?;
    let files = if there == 1 { "nyckelfil" } else { "nyckelfiler" };
    eprintln!("{there} {files} finns i {}.", config.key_dir.display());
    for name in destroyed {
        eprintln!("{name} läggs inte tillbaka: nyckeln är förstörd.");
    }
    Ok(())
}

/// Destroys the key of a closed round.
pub(super) async fn destroy(cx: &Context, round: &RoundId) -> anyhow::Result<()> {
    let central = Caller::Operator.central()?;
    let confirmed = Confirmed { backup: true, copies: true };
    // What may not be done at all is said before anything is asked.
    keys::may_destroy(cx, &central, round, confirmed).await?;
    eprintln!(
        "Nyckeln till omgången {round} ska förstöras. Svaren i säkerhetskopior från tiden före stängningen går sedan inte att läsa."
    );
    let status = keys::list(cx, &central).await?.into_iter().find(|status| status.round == *round);
    for copy in status.iter().flat_map(|status| &status.copies) {
        eprintln!("Förstör också kopian {}.", copy.file);
    }
    typed(round, "Har en säkerhetskopia tagits efter stängningen, och är kopiorna av nyckeln förstörda? Skriv omgångens id: ")?;
    keys::destroy(cx, &central, round, confirmed).await?;
    eprintln!("Nyckeln till omgången {round} är förstörd. Ta en ny kopia av de andra: \"lagesbild keys backup FIL\".");
    Ok(())
}

/// Closes a round whose key is lost.
pub(super) async fn abandon(config: Config, round: &RoundId) -> anyhow::Result<()> {
    let cx = Context::start_without_keys(connect(&config).await?, Ambient::system(), config).await?;
    let central = Caller::Operator.central()?;
    let answers = keys::may_abandon(&cx, &central, round).await?;
    eprintln!("Nyckeln har sökts i {}.", cx.config.key_dir.display());
    eprintln!("Ta en säkerhetskopia av databasen först: hittas nyckeln senare går svaren att läsa ur den.");
    for copy in keys::list(&cx, &central).await?.into_iter().filter(|status| status.round == *round).flat_map(|s| s.copies) {
        eprintln!("En kopia har skrivits till {}. Finns den: \"lagesbild keys restore FIL\".", copy.file);
    }
    typed(round, &format!("{answers} svar i omgången går förlorade. Skriv omgångens id: "))?;
    keys::abandon(&cx, &central, round).await?;
    cx.store.close().await;
    eprintln!("Omgången {round} är stängd. Svar som inte redan var öppnade är förlorade.");
    Ok(())
}

/// Passes if the round's id is what was typed.
fn typed(round: &RoundId, question: &str) -> anyhow::Result<()> {
    if line_of_input(question)? == **round { Ok(()) } else { Err(Error::from(KeyError::NotTyped(*round)).into()) }
}

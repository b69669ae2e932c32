//! `lagesbild doctor`: what is wrong with an installation, and what could be better, in sentences.

use super::{can_start, connect};
use crate::ambient::Ambient;
use crate::config::Config;
use crate::oidc::Provider;
use crate::services::backup::schedule;
use crate::store::{files, is_migrated, is_sound};

/// Hours after which the newest copy is old: one a day, and time to take it.
const OLD: i64 = 26;

/// What was found.
enum Finding {
    Good(String),
    /// It works, but not as it should.
    Better(String),
    Wrong(String),
}

use Finding::{Better, Good, Wrong};

/// Looks at all of it and prints what it found.
///
/// # Errors
/// Something is wrong.
pub(super) async fn run(config: Config) -> anyhow::Result<()> {
    let mut found = vec![database(&config).await];
    found.extend(address(&config));
    found.push(mail(&config).await);
    found.extend(sign_on(&config).await);
    found.extend(copies(&config));
    for (set, name, what) in [
        (&config.contact, "LAGESBILD_CONTACT", "vem man vänder sig till"),
        (&config.authority, "LAGESBILD_AUTHORITY", "vilken tillsynsmyndigheten är"),
    ] {
        if set.is_none() {
            found.push(Better(format!("{name} är inte satt: sidorna om personuppgifter säger inte {what}.")));
        }
    }
    println!("Databas: {}", config.database());
    let mut wrong = 0;
    for finding in found {
        match finding {
            Good(text) => println!("Bra: {text}"),
            Better(text) => println!("Kan bli bättre: {text}"),
            Wrong(text) => {
                println!("Fel: {text}");
                wrong += 1;
            }
        }
    }
    anyhow::ensure!(wrong == 0, if wrong == 1 { "Något är fel.".to_owned() } else { format!("{wrong} saker är fel.") });
    Ok(())
}

/// The database, and the keys of its rounds.
async fn database(config: &Config) -> Finding {
    if files::path(&config.database_url).is_some_and(|file| !file.exists()) {
        return Better("Databasen finns inte än. Servern gör den när den startar.".to_owned());
    }
    if let Err(error) = can_start(config).await {
        return Wrong(format!("{error:#}"));
    }
    let read = async {
        let store = connect(config).await?;
        let mut db = store.read().await?;
        let migrated = is_migrated(&mut db).await;
        let whole = files::path(&config.database_url).is_none() || is_sound(&mut db).await?;
        drop(db);
        store.close().await;
        anyhow::Ok((migrated, whole))
    };
    match read.await {
        Ok((_, false)) => {
            Wrong("Databasens fil är skadad. Lägg tillbaka en kopia: \"lagesbild restore FIL --force\".".to_owned())
        }
        Ok((false, _)) => Better("Databasen är tom eller äldre. Servern gör om den när den startar.".to_owned()),
        Ok((true, true)) => Good("Databasen nås, och nycklarna till de omgångar som pågår finns.".to_owned()),
        Err(error) => Wrong(format!("Databasen kan inte läsas ({error:#}).")),
    }
}

/// The address that people see.
fn address(config: &Config) -> Option<Finding> {
    let is_local = config.addr.ip().is_loopback();
    let local = "LAGESBILD_BASE_URL är inte https: sätt den till adressen som folk ser.".to_owned();
    let open = || Wrong(format!("{} är inte https: lösenord och svar går öppet över nätet.", config.base_url));
    (!config.is_secure()).then(|| if is_local { Better(local) } else { open() })
}

async fn mail(config: &Config) -> Finding {
    match config.post() {
        None if config.smtp_url.is_some() => Wrong("LAGESBILD_MAIL_FROM är inte satt, så inga brev skickas.".to_owned()),
        None => Better("Ingen e-postserver är angiven: sidorna visar text att kopiera i stället för att skicka brev.".to_owned()),
        Some(post) => match post.ready().await {
            Ok(()) => Good("E-postservern svarar.".to_owned()),
            Err(cause) => Wrong(format!("E-postservern svarar inte ({cause}).")),
        },
    }
}

async fn sign_on(config: &Config) -> Option<Finding> {
    let settings = config.oidc.as_ref()?;
    Some(match Provider::new(settings, String::new(), 0).reach().await {
        Ok(()) => Good(format!("Stadens inloggning svarar på {}.", settings.issuer)),
        Err(error) => Wrong(format!("Stadens inloggning på {} går inte att använda ({error}).", settings.issuer)),
    })
}

/// The copies that the server takes.
fn copies(config: &Config) -> Option<Finding> {
    files::path(&config.database_url)?;
    let Some(folder) = &config.backup_dir else {
        return Some(Better("LAGESBILD_BACKUP_DIR är inte satt, så servern tar inga kopior själv.".to_owned()));
    };
    let since = Ambient::system().seconds() - OLD * 3600;
    Some(match schedule::has_one_since(folder, since) {
        Ok(true) => Good("Servern har tagit en kopia det senaste dygnet.".to_owned()),
        Ok(false) => Wrong(format!("Det finns ingen kopia från det senaste dygnet i {}. Se i loggen varför.", folder.display())),
        Err(_) => Wrong(format!("Mappen för kopior, {}, går inte att läsa.", folder.display())),
    })
}

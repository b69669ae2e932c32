//! The command line. Errors are one clear sentence on standard error; the exit code is 0 when
//! done, 1 when refused or failed, 2 for wrong usage.

mod demo;
mod output;
mod serve;
mod users;

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use app::domain::period::Period;
use app::domain::round::State;
use clap::{Parser, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;

use crate::ambient::Ambient;
use crate::config::Config;
use crate::export::{Cell, Format, write::Sheet};
use crate::services::questionnaires::Taken;
use crate::services::{Caller, Error, Role, Services, backup};
use crate::store::rounds::Link;
use crate::store::{Store, files};

/// Enkäten om arbetet mot våldsbejakande extremism: från fråga till lägesbild.
#[derive(Parser)]
#[command(name = "lagesbild", version, arg_required_else_help = true)]
struct Cli {
    /// Inställningsfil i stället för lagesbild.toml
    #[arg(long, global = true, value_name = "FIL")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// En hel påhittad stad i en ny databas, att prova i
    Demo {
        /// Adress att lyssna på
        #[arg(long, default_value = "127.0.0.1:3000")]
        addr: std::net::SocketAddr,
        /// Mapp som databasen sparas i; annars är den tillfällig
        #[arg(long, value_name = "MAPP")]
        data_dir: Option<PathBuf>,
    },
    /// Servern
    Serve,
    /// Inställningarna
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Läs in från fil
    #[command(subcommand)]
    Import(Import),
    /// Enkäter
    #[command(subcommand)]
    Questionnaire(QuestionnaireCommand),
    /// Omgångar
    #[command(subcommand)]
    Round(RoundCommand),
    /// Länkar
    #[command(subcommand)]
    Link(LinkCommand),
    /// Hämta ut till fil
    Export(output::Export),
    /// Underlaget för en förvaltnings lokala lägesbild, ur en stängd omgång
    Report(output::Report),
    /// Konton
    #[command(subcommand)]
    User(User),
    /// En säkerhetskopia, medan servern är i gång (SQLite)
    Backup {
        /// Ny fil
        file: PathBuf,
    },
    /// Lägg tillbaka en säkerhetskopia (SQLite, servern stoppad)
    Restore {
        /// Kopian
        file: PathBuf,
        /// Ersätt den databas som finns
        #[arg(long)]
        force: bool,
    },
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Visa de gällande inställningarna, utan hemligheter
    Check,
}

#[derive(Subcommand)]
enum Import {
    /// Organisationer, områden och efterföljare (CSV)
    Organisations {
        /// CSV-fil
        file: PathBuf,
    },
    /// Enhetsregistret (CSV)
    Units {
        /// CSV-fil
        file: PathBuf,
        /// Enheter som saknas i filen utgår, för de organisationer som filen nämner
        #[arg(long)]
        replace: bool,
    },
    /// En ny utkastversion av en enkät (JSON)
    Questionnaire {
        /// JSON-fil
        file: PathBuf,
    },
    /// Historiska svar eller svar på papper (CSV)
    Responses {
        /// Omgångens år
        #[arg(long)]
        round: i64,
        /// Organisationens id
        #[arg(long)]
        organisation: String,
        /// CSV-fil
        file: PathBuf,
    },
}

#[derive(Subcommand)]
enum QuestionnaireCommand {
    /// Lås den senaste utkastversionen
    Publish {
        /// Enkätens id
        id: String,
    },
}

#[derive(Subcommand)]
enum RoundCommand {
    /// Planera en omgång
    Create {
        /// År
        #[arg(long)]
        year: i64,
        /// Första dag, ÅÅÅÅ-MM-DD
        #[arg(long, value_parser = day)]
        opens: Date,
        /// Sista dag, ÅÅÅÅ-MM-DD
        #[arg(long, value_parser = day)]
        closes: Date,
        /// Namn
        #[arg(long)]
        title: Option<String>,
        /// Perioden som svaren gäller, ÅÅÅÅ-MM-DD..ÅÅÅÅ-MM-DD
        #[arg(long, value_parser = period)]
        period: Option<Period>,
    },
    /// Öppna: urvalet fryses och länkarna skapas
    Open {
        /// År
        year: i64,
    },
    /// Stäng för gott
    Close {
        /// År
        year: i64,
    },
}

#[derive(Subcommand)]
enum LinkCommand {
    /// Visa länkarna igen
    List {
        /// Omgångens år
        #[arg(long)]
        round: i64,
        /// Format
        #[arg(long, value_enum, default_value = "csv")]
        format: ListFormat,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum ListFormat {
    Csv,
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleName {
    Central,
    Samordnare,
    Lasare,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Central => Self::Central,
            RoleName::Samordnare => Self::Samordnare,
            RoleName::Lasare => Self::Lasare,
        }
    }
}

#[derive(Subcommand)]
enum User {
    /// Alla konton som CSV
    List,
    /// En ny inbjudan; ett avstängt konto slås på igen
    Invite {
        /// E-postadress
        #[arg(long)]
        email: String,
    },
    /// Stäng av ett konto
    Disable {
        /// E-postadress
        #[arg(long)]
        email: String,
    },
    /// Ge ett konto en annan roll
    Role {
        /// E-postadress
        #[arg(long)]
        email: String,
        /// Roll
        #[arg(long, value_enum)]
        role: RoleName,
        /// Organisationens id
        #[arg(long)]
        organisation: Option<String>,
    },
    /// Ett nytt konto; utan lösenord skrivs en inbjudan ut
    Add {
        /// E-postadress
        #[arg(long)]
        email: String,
        /// Roll
        #[arg(long, value_enum)]
        role: RoleName,
        /// Organisationens id
        #[arg(long)]
        organisation: Option<String>,
        /// Läs lösenordet från standard in
        #[arg(long)]
        password_stdin: bool,
    },
}

fn day(text: &str) -> Result<Date, String> {
    let written_out = text.len() == 10 && text.as_bytes()[4] == b'-';
    text.parse().ok().filter(|_| written_out).ok_or_else(|| "skriv datumet som ÅÅÅÅ-MM-DD".to_owned())
}

fn period(text: &str) -> Result<Period, String> {
    let (from, to) = text.split_once("..").ok_or_else(|| "skriv perioden som ÅÅÅÅ-MM-DD..ÅÅÅÅ-MM-DD".to_owned())?;
    Ok(Period { from: day(from)?, to: day(to)? })
}

/// How long the process waits for its threads when all is done.
const END: Duration = Duration::from_millis(500);

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    let done = runtime.block_on(run(cli));
    // What a thread is still reading then, nobody waits for.
    runtime.shutdown_timeout(END);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    // A closed pipe is the reader's choice, not a failure to tell of.
    if error.chain().any(|e| e.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)) {
        return ExitCode::FAILURE;
    }
    let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
    let mut text = chain[0].clone();
    for cause in &chain[1..] {
        if !text.contains(cause.as_str()) {
            text = format!("{text} ({cause})");
        }
    }
    eprintln!("{text}");
    ExitCode::FAILURE
}

async fn run(cli: Cli) -> anyhow::Result<()> {
    if let Command::Demo { addr, data_dir } = cli.command {
        return demo::run(addr, data_dir).await;
    }
    let config = Config::load(cli.config.as_deref())?;
    match cli.command {
        Command::Serve => return serve::run(config).await,
        Command::Config(ConfigCommand::Check) => return check(config).await,
        Command::Restore { file, force } => {
            return backup::restore(&config.database_url, &file, force).await.map_err(|e| named(&file, e));
        }
        _ => {}
    }
    let services = start(config).await?;
    let done = work(&services, cli.command).await;
    services.store.close().await;
    done
}

async fn start(config: Config) -> anyhow::Result<Services> {
    let store =
        Store::connect(&config.database_url).await.map_err(|e| anyhow::Error::new(e).context("Databasen kan inte nås."))?;
    Services::start(store, Ambient::system(), config).await
}

async fn check(config: Config) -> anyhow::Result<()> {
    print!("{}", config.describe());
    // A missing SQLite file would be made by the server; a check makes nothing.
    match files::path(&config.database_url) {
        Some(path) if !path.exists() => {
            let folder = files::folder(&path);
            anyhow::ensure!(folder.is_dir(), "Mappen {} finns inte, så databasen kan inte skapas där.", folder.display());
        }
        _ => {
            let store = Store::connect(&config.database_url)
                .await
                .map_err(|e| anyhow::Error::new(e).context("Databasen kan inte nås."))?;
            store.read().await.map_err(|e| anyhow::Error::new(e).context("Databasen kan inte nås."))?;
            store.close().await;
        }
    }
    Ok(())
}

/// A refusal with the file that it is about.
fn named(file: &Path, error: Error) -> anyhow::Error {
    match error {
        Error::Refused(refusal) => {
            let text = refusal.to_string().lines().map(|l| format!("{}: {l}", file.display())).collect::<Vec<_>>().join("\n");
            anyhow::anyhow!(text)
        }
        Error::File(cause) => anyhow::anyhow!("{}: {cause}", file.display()),
        other => other.into(),
    }
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(file).map_err(|e| anyhow::anyhow!("{}: filen kan inte läsas ({e})", file.display()))
}

async fn work(services: &Services, command: Command) -> anyhow::Result<()> {
    let operator = Caller::Operator;
    match command {
        Command::Import(Import::Organisations { file }) => {
            let count = services.import_organisations(&operator, &read(&file)?).await.map_err(|e| named(&file, e))?;
            eprintln!("{count} organisationer inlästa.");
        }
        Command::Import(Import::Units { file, replace }) => {
            let done = services.import_units(&operator, &read(&file)?, replace).await.map_err(|e| named(&file, e))?;
            eprintln!("{} enheter inlästa, {} utgick.", done.taken, done.retired);
            for area in done.unknown_areas {
                eprintln!("Ingen organisation täcker stadsdelsområdet \"{area}\". Är det rätt skrivet?");
            }
        }
        Command::Import(Import::Questionnaire { file }) => {
            let (id, taken) = services.import_questionnaire(&operator, &read(&file)?).await.map_err(|e| named(&file, e))?;
            match taken {
                Taken::Draft(version) => eprintln!("Enkäten {id} finns nu som utkast, version {version}."),
                Taken::Unchanged(version) => eprintln!("Enkäten {id} är oförändrad, version {version}."),
            }
        }
        Command::Import(Import::Responses { round, organisation, file }) => {
            let bytes = read(&file)?;
            let bar = progress();
            let told = |done: usize, all: usize| {
                bar.set_length(all as u64);
                bar.set_position(done as u64);
            };
            let count = services.import_responses(&operator, round, &organisation, &bytes, told).await;
            bar.finish_and_clear();
            eprintln!("{} svar inlästa.", count.map_err(|e| named(&file, e))?);
        }
        Command::Questionnaire(QuestionnaireCommand::Publish { id }) => {
            match services.publish_questionnaire(&operator, &id).await? {
                (version, true) => eprintln!("Enkäten {id}, version {version}, är publicerad."),
                (version, false) => eprintln!("Enkäten {id}, version {version}, var redan publicerad."),
            }
        }
        Command::Round(RoundCommand::Create { year, opens, closes, title, period }) => {
            services.create_round(&operator, year, title, (opens, closes), period).await?;
            eprintln!("Omgången {year} är planerad.");
        }
        Command::Round(RoundCommand::Open { year }) => {
            let opened = services.open_round(&operator, year).await?;
            if services.round(year).await?.state == State::Closing {
                close(services, &Caller::Clock, year).await?;
            }
            for id in &opened.left_out {
                eprintln!("{id} fick ingen länk: det finns ingen publicerad enkät för dess målgrupp.");
            }
            print_links(services, &opened.links, ListFormat::Csv)?;
        }
        Command::Round(RoundCommand::Close { year }) => {
            close(services, &operator, year).await?;
            eprintln!("Omgången {year} är stängd.");
        }
        Command::Link(LinkCommand::List { round, format }) => {
            let links = services.links(&operator, round).await?;
            print_links(services, &links, format)?;
        }
        Command::Export(export) => output::export(services, export).await?,
        Command::Report(report) => output::report(services, report).await?,
        Command::User(command) => users::run(services, command).await?,
        Command::Backup { file } => {
            services.backup(&file).await?;
            eprintln!("Kopian ligger i {}.", file.display());
        }
        Command::Demo { .. } | Command::Serve | Command::Config(_) | Command::Restore { .. } => {
            unreachable!("run before the services are started")
        }
    }
    Ok(())
}

/// Closes a round and waits for it, telling how far it has come.
async fn close(services: &Services, caller: &Caller, year: i64) -> anyhow::Result<()> {
    let (bar, told) = (progress(), std::sync::atomic::AtomicI64::new(-1));
    let done = services.close_and_wait(caller, year, |progress| {
        bar.set_length(progress.total.unsigned_abs());
        bar.set_position(progress.done.unsigned_abs());
        // Every tenth is a line where there is no terminal.
        let tenth = 10 * progress.done / progress.total.max(1);
        if bar.is_hidden() && told.swap(tenth, std::sync::atomic::Ordering::Relaxed) != tenth {
            eprintln!("Omgången {year} stängs: {} procent klart.", 10 * tenth);
        }
    });
    let done = done.await;
    bar.finish_and_clear();
    Ok(done?)
}

/// A bar on a terminal, nothing elsewhere.
fn progress() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} {eta}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style)
}

fn print_links(services: &Services, links: &[Link], format: ListFormat) -> anyhow::Result<()> {
    let format = match format {
        ListFormat::Csv => Format::Csv,
        ListFormat::Json => Format::Json,
    };
    let mut sheet = Sheet::new(format, io::stdout().lock(), vec!["organisation".into(), "lank".into()])?;
    for link in links {
        sheet.row(&[Cell::from(link.organisation.as_str()), Cell::from(services.address(&link.token))])?;
    }
    sheet.finish()?.flush()?;
    Ok(())
}

//! The arguments of the command line.

use std::path::PathBuf;

use app::domain::account::Role;
use app::domain::ids::{OrganisationId, RoundId};
use app::domain::period::Period;
use app::forms;
use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::civil::Date;

use super::output;
use crate::services::RoundError;

/// Enkäten om arbetet mot våldsbejakande extremism: från fråga till lägesbild.
#[derive(Parser)]
#[command(name = "lagesbild", version, arg_required_else_help = true)]
pub(super) struct Cli {
    /// Inställningsfil i stället för lagesbild.toml
    #[arg(long, global = true, value_name = "FIL")]
    pub(super) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand)]
pub(super) enum Command {
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
    /// Nycklarna som svaren är förseglade med, utanför databasen
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Säger vad som är fel med installationen, och vad som kan bli bättre
    Doctor,
    /// Det som skalet behöver för att fylla i kommandon, på standard ut
    Completions {
        /// Skal
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Manualsidor
    Man {
        /// Mapp som de skrivs i
        directory: PathBuf,
    },
    /// En säkerhetskopia, medan servern är i gång (SQLite)
    Backup {
        /// Ny fil
        file: PathBuf,
        /// Lägg också tillbaka kopian vid sidan om och jämför alla siffror
        #[arg(long)]
        verify: bool,
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
pub(super) enum ConfigCommand {
    /// Visa de gällande inställningarna, utan hemligheter
    Check,
}

#[derive(Subcommand)]
pub(super) enum Import {
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
    /// Tidigare års indikatorer eller svarsfrekvens, som färdiga siffror (CSV)
    History {
        /// Omgångens id, för en svarsfrekvens utan kolumnen ar
        #[arg(long, value_parser = round_id)]
        round: Option<RoundId>,
        /// CSV-fil
        file: PathBuf,
    },
    /// Historiska svar eller svar på papper (CSV)
    Responses {
        /// Omgångens id
        #[arg(long, value_parser = round_id)]
        round: RoundId,
        /// Organisationens id
        #[arg(long)]
        organisation: OrganisationId,
        /// CSV-fil
        file: PathBuf,
    },
}

#[derive(Subcommand)]
pub(super) enum QuestionnaireCommand {
    /// Lås den senaste utkastversionen
    Publish {
        /// Enkätens id
        id: String,
    },
}

#[derive(Subcommand)]
pub(super) enum RoundCommand {
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
        /// Omgångens id, om det inte är året: året och ett tillägg, till exempel 2026-host
        #[arg(long, value_parser = round_id)]
        id: Option<RoundId>,
        /// Perioden som svaren gäller, ÅÅÅÅ-MM-DD..ÅÅÅÅ-MM-DD
        #[arg(long, value_parser = period)]
        period: Option<Period>,
        /// En version som målgruppen ska svara på, i stället för den senast publicerade; kan upprepas
        #[arg(long, value_name = "ID@VERSION", value_parser = pinned)]
        questionnaire: Vec<(String, i64)>,
    },
    /// Öppna: urvalet fryses och länkarna skapas
    Open {
        /// Omgångens id
        #[arg(value_parser = round_id)]
        round: RoundId,
    },
    /// Stäng för gott
    Close {
        /// Omgångens id
        #[arg(value_parser = round_id)]
        round: RoundId,
    },
    /// Stäng en omgång vars nyckel är borta, utan dess svar; id:t skrivs en gång till på standard in
    Abandon {
        /// Omgångens id
        #[arg(value_parser = round_id)]
        round: RoundId,
    },
}

#[derive(Subcommand)]
pub(super) enum KeysCommand {
    /// Skriv en kopia av nycklarna, under en lösenfras från standard in
    Backup {
        /// Ny fil
        file: PathBuf,
    },
    /// Lägg tillbaka en kopia, med lösenfrasen från standard in
    Restore {
        /// Kopian
        file: PathBuf,
    },
    /// Förstör en stängd omgångs nyckel, när en säkerhetskopia har tagits; id:t skrivs en gång till på standard in
    Destroy {
        /// Omgångens id
        #[arg(long, value_parser = round_id)]
        round: RoundId,
    },
}

#[derive(Subcommand)]
pub(super) enum LinkCommand {
    /// Visa länkarna igen
    List {
        /// Omgångens id
        #[arg(long, value_parser = round_id)]
        round: RoundId,
        /// Format
        #[arg(long, value_enum, default_value = "csv")]
        format: ListFormat,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum ListFormat {
    Csv,
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum RoleName {
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
pub(super) enum User {
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
        organisation: Option<OrganisationId>,
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
        organisation: Option<OrganisationId>,
        /// Läs lösenordet från standard in
        #[arg(long)]
        password_stdin: bool,
    },
}

pub(super) fn day(text: &str) -> Result<Date, String> {
    let written_out = text.len() == 10 && text.as_bytes()[4] == b'-';
    text.parse().ok().filter(|_| written_out).ok_or_else(|| "skriv datumet som ÅÅÅÅ-MM-DD".to_owned())
}

pub(super) fn period(text: &str) -> Result<Period, String> {
    let (from, to) = text.split_once("..").ok_or_else(|| "skriv perioden som ÅÅÅÅ-MM-DD..ÅÅÅÅ-MM-DD".to_owned())?;
    Ok(Period { from: day(from)?, to: day(to)? })
}

/// An id as a round has it.
pub(super) fn round_id(text: &str) -> Result<RoundId, String> {
    text.parse().map_err(|_| RoundError::BadRoundId(text.to_owned()).to_string())
}

fn pinned(text: &str) -> Result<(String, i64), String> {
    forms::version_of(text).ok_or_else(|| "skriv enkätens id och version, till exempel vbe-stadsdel@2".to_owned())
}

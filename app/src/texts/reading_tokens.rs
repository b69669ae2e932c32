//! Reading exports from other programs.

use crate::domain::figure::plural;
use crate::domain::ids::RoundId;
use crate::domain::reading_token::Scope;

pub const TITLE: &str = "Läsnycklar för Excel, Power BI och R";
pub const LEAD: &str = "Excel, Power BI, R och andra program kan hämta uppgifterna själva. Programmet använder en läsnyckel i stället för att logga in. Nyckeln läser aldrig mer än ditt konto, och varje hämtning syns i loggen.";
/// From pages with exports.
pub const WAY_HERE: &str = "Hämta automatiskt till Excel, Power BI eller R";

pub const NEW_HEADING: &str = "Din nya läsnyckel";
pub const NEW_LEAD: &str = "Kopiera nyckeln nu: den visas inte igen. Spara den som ett lösenord, aldrig i en adress.";
pub const NEW_LABEL: &str = "Läsnyckel";

pub const LIST: &str = "Läsnycklar";
pub const NONE: &str = "Du har inga läsnycklar.";
pub const COLUMN_NAME: &str = "Används till";
pub const COLUMN_READS: &str = "Läser";
pub const COLUMN_EXPIRES: &str = "Gäller till och med";
pub const COLUMN_USED: &str = "Senast använd";
pub const COLUMN_OWNER: &str = "Konto";
pub const COLUMN_DO: &str = "Åtgärd";
pub const NEVER_USED: &str = "aldrig";
pub const REVOKE: &str = "Ta bort";
pub const REVOKE_LEAD: &str = "Programmet som använder nyckeln kan inte hämta mer, och nyckeln kan inte läggas tillbaka.";
pub const BUTTON_REVOKE: &str = "Ta bort nyckeln";
pub const REVOKED: &str = "Nyckeln är borttagen och fungerar inte längre.";

pub fn expired(day: &str) -> String {
    format!("gick ut {day}")
}

pub const MAKE_HEADING: &str = "Skapa en läsnyckel";
pub const NAME: &str = "Vad ska nyckeln användas till?";
pub const NAME_HINT: &str = "Till exempel Power BI, uppföljningen.";
pub const SCOPE: &str = "Vad ska den läsa?";
pub const ORGANISATION: &str = "Vilken organisation?";
pub const ALL: &str = "Alla som kontot får läsa";
pub const LIFETIME: &str = "Hur länge ska den gälla?";
pub const BUTTON: &str = "Skapa läsnyckel";

pub const fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Figures => "Svarsfrekvens, indikatorer och kodbok",
        Scope::Incidents => "Det, och dessutom händelser",
        Scope::Everything => "Allt: också svar, fritext och arbetsboken",
    }
}

pub fn lifetime(days: i64) -> String {
    if days == 365 { "Ett år".to_owned() } else { plural(days, "dag", "dagar") }
}

pub const ADDRESSES: &str = "Adresser";
pub const NO_ROUND: &str = "Adresserna visas när en omgång har stängts.";
pub const COLUMN_EXPORT: &str = "Export";
pub const COLUMN_ADDRESS: &str = "Adress";

pub fn addresses_lead(round: &RoundId) -> String {
    format!(
        "Ordet senaste i adressen är den omgång som stängdes senast, just nu {round}. För en viss omgång byter du ut senaste mot till exempel {round}, för ett annat format csv mot json eller xlsx. Händelser, svar och fritext finns när omgången har stängts."
    )
}

pub const HOW: &str = "Färdiga frågor att klistra in";

/// A program: its name, what to do, and the query, from an address without its ending and its last part.
pub struct Recipe {
    pub id: &'static str,
    pub program: &'static str,
    pub steps: &'static [&'static str],
    pub query: String,
}

const BASIC: &str = "När programmet frågar hur du loggar in: välj Grundläggande, skriv vad som helst som användarnamn och läsnyckeln som lösenord.";

/// For the indicators of a round; the address of the installation ends without a slash, the path begins with one.
pub fn recipes(installation: &str, path: &str, query: &[(&str, String)]) -> [Recipe; 3] {
    let all: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let address = format!("{installation}{path}.csv?{}", all.join("&"));
    let fields: Vec<String> = query.iter().map(|(name, value)| format!("{name} = \"{value}\"")).collect();
    [
        Recipe {
            id: "excel",
            program: "Excel",
            steps: &[
                "Välj Data, Hämta data, Från andra källor, Tom fråga och sedan Avancerad redigerare.",
                "Ersätt allt med frågan här nedanför och välj Klar.",
                BASIC,
            ],
            query: format!(
                "let
    Hamtat = Web.Contents(\"{address}\"),
    Tabell = Csv.Document(Hamtat, [Delimiter = \";\", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),
    Rubriker = Table.PromoteHeaders(Tabell, [PromoteAllScalars = true]),
    Typer = Table.TransformColumnTypes(Rubriker, {{{{\"antal\", Int64.Type}}, {{\"bas\", Int64.Type}}, {{\"varde\", type number}}}}, \"sv-SE\")
in
    Typer"
            ),
        },
        Recipe {
            id: "power-bi",
            program: "Power BI",
            steps: &[
                "Välj Hämta data, Tom fråga och sedan Avancerad redigerare.",
                "Ersätt allt med frågan här nedanför och välj Klar.",
                BASIC,
            ],
            query: format!(
                "let
    Hamtat = Web.Contents(\"{installation}\", [RelativePath = \"{}.json\", Query = [{}]]),
    Tabell = Table.FromRecords(Json.Document(Hamtat))
in
    Tabell",
                path.trim_start_matches('/'),
                fields.join(", ")
            ),
        },
        Recipe {
            id: "r",
            program: "R",
            steps: &["Lägg läsnyckeln i miljövariabeln LAGESBILD_NYCKEL, till exempel i filen .Renviron, och starta om R."],
            query: format!(
                "library(httr2)
library(readr)

svar <- request(\"{address}\") |>
  req_auth_bearer_token(Sys.getenv(\"LAGESBILD_NYCKEL\")) |>
  req_perform()

indikatorer <- read_csv2(resp_body_raw(svar))"
            ),
        },
    ]
}

pub fn query(program: &str) -> String {
    format!("Fråga för {program}")
}

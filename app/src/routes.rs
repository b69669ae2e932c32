//! Every address of the product: the router takes the pattern, pages and redirects take the `href`.
//!
//! `N` is the number of parts in braces. What stands after a question mark is added by [`Route::query`].

use std::fmt::Display;

/// An address with `N` parts in braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route<const N: usize = 0>(&'static str);

impl<const N: usize> Route<N> {
    /// As the router takes it, with braces.
    pub const fn pattern(self) -> &'static str {
        self.0
    }

    /// The address with these in place of the braces. They are ids and tokens, which need no encoding.
    pub fn href(self, parts: [&dyn Display; N]) -> String {
        let mut pieces = self.0.split(['{', '}']);
        let mut href = pieces.next().unwrap_or_default().to_owned();
        for part in parts {
            // The name that stood in the braces.
            pieces.next();
            href = format!("{href}{part}{}", pieces.next().unwrap_or_default());
        }
        href
    }
}

impl Route {
    /// The address.
    pub const fn path(self) -> &'static str {
        self.0
    }

    /// The address with a query; its values are ids, which need no encoding.
    pub fn query(self, query: &[(&str, &dyn Display)]) -> String {
        with_query(self.0, query)
    }
}

/// An address with a query; nothing is added where there is none.
pub fn with_query(address: &str, query: &[(&str, &dyn Display)]) -> String {
    let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if query.is_empty() { address.to_owned() } else { format!("{address}?{}", query.join("&")) }
}

macro_rules! routes {
    ($($(#[$doc:meta])* $name:ident$(<$n:literal>)? = $pattern:literal;)*) => {
        $($(#[$doc])* pub const $name: Route$(<$n>)? = Route($pattern);)*
    };
}

// Respondents. The first part is the link's token.
routes! {
    START<1> = "/e/{token}";
    HELP<1> = "/e/{token}/hjalp";
    QUESTIONS<1> = "/e/{token}/fragor";
    SECTION<2> = "/e/{token}/fraga/{section}";
    AUTOSAVE<2> = "/e/{token}/fraga/{section}/spara";
    SAVED<1> = "/e/{token}/sparat";
    RESUME<1> = "/e/{token}/fortsatt";
    CHECK<1> = "/e/{token}/granska";
    RECEIPT<1> = "/e/{token}/kvitto";
    COPY<1> = "/e/{token}/kopia";
    CHANGE<1> = "/e/{token}/andra";
}

// Anybody.
routes! {
    PRIVACY = "/personuppgifter";
    ACCESSIBILITY = "/tillganglighet";
    ROBOTS = "/robots.txt";
    ALIVE = "/healthz";
    READY = "/readyz";
    METRICS = "/metrics";
    ASSET<1> = "/assets/{name}";
}

// Accounts.
routes! {
    /// The first page of whoever has logged in.
    HOME = "/";
    LOG_IN = "/logga-in";
    /// To the city's own login, back from it, and what it says when it has logged somebody out.
    SIGN_ON = "/logga-in/staden";
    SIGN_ON_BACK = "/logga-in/staden/klar";
    SIGN_ON_ENDED = "/logga-in/staden/utloggad";
    LOG_OUT = "/logga-ut";
    /// Out of the city's own login, too.
    SIGN_ON_END = "/logga-ut/staden";
    INVITATION<1> = "/inbjudan/{token}";
    FORGOTTEN_PASSWORD = "/glomt-losenord";
    ACCOUNT = "/konto";
    /// How programs read exports, and the tokens for it.
    READING_TOKENS = "/konto/lasnycklar";
    SESSIONS = "/konto/inloggningar";
    /// What was posted without a session, to be posted again.
    RESUME_POST = "/fortsatt";
}

// An organisation; which one, and in which round, is in the query.
routes! {
    BOARD = "/forvaltning";
    /// The parts of the board that follow the collection.
    BOARD_LIVE = "/forvaltning/laget";
    SAMPLE_UNIT = "/forvaltning/enhet";
    QR_SVG = "/forvaltning/qr.svg";
    QR_PNG = "/forvaltning/qr.png";
    POSTER = "/forvaltning/affisch";
    LETTERS = "/forvaltning/utskick";
    LETTER = "/forvaltning/utskick/brev";
    MAILING = "/forvaltning/utskick/andra";
    REMINDER_NOTE = "/forvaltning/utskick/notera";
    REHEARSAL<1> = "/forvaltning/prova/{round}";
    REGISTER = "/forvaltning/register";
    REGISTER_UNIT = "/forvaltning/register/enhet";
    REGISTER_BOOK = "/forvaltning/register/enheter.xlsx";
    REGISTER_FILE = "/forvaltning/register/fil";
    REGISTER_IMPORT = "/forvaltning/register/ta-in";
    SUPPORT_LINKS = "/forvaltning/lankar";
    RESULTS = "/forvaltning/resultat";
    FREE_TEXT = "/forvaltning/fritext";
    INCIDENTS = "/forvaltning/handelser";
    /// The assessment of one; which is in the query.
    INCIDENT = "/forvaltning/handelser/bedom";
    SOURCES = "/forvaltning/kallor";
    /// What other sources tell of, one by one.
    REPORTS = "/forvaltning/kallor/rapporter";
    REPORT_FILE = "/forvaltning/kallor/rapporter/fil";
    UNDERLAG_EDIT = "/forvaltning/underlag";
    /// What is saved of one place while it is written.
    UNDERLAG_SAVE = "/forvaltning/underlag/spara";
    /// The underlag; with `.docx` after the organisation as a file.
    UNDERLAG<2> = "/rapport/{round}/{organisation}";
}

// The central office.
routes! {
    RATES = "/central";
    AWARENESS = "/central/kannedom";
    INDICATOR<1> = "/central/kannedom/{indicator}";
    /// Any question by organisation and over the years; which is in the query.
    CITY_QUESTION = "/central/fragor";
    CITY_INCIDENTS = "/central/handelser";
    /// The city's underlag; with `.docx` as a file.
    CITY_UNDERLAG = "/central/underlag";
    CITY_UNDERLAG_FILE = "/central/underlag.docx";
    CITY_UNDERLAG_EDIT = "/central/underlag/redigera";
    CITY_UNDERLAG_SAVE = "/central/underlag/spara";
    /// A chart as a file; what it shows is in the query.
    CHART<1> = "/central/diagram/{file}";
    ROUNDS = "/central/omgangar";
    ROUND<1> = "/central/omgangar/{round}";
    /// What opening it does, and the button.
    ROUND_OPEN<1> = "/central/omgangar/{round}/oppna";
    STAFF_LETTERS = "/central/brev";
    ROUND_HISTORY = "/central/omgangar/tidigare-ar";
    ROUND_EXTEND<1> = "/central/omgangar/{round}/forlang";
    ROUND_CLOSE<1> = "/central/omgangar/{round}/stang";
    ROUND_REMOVE<1> = "/central/omgangar/{round}/ta-bort";
    KEYS = "/central/nycklar";
    KEY_DESTROY = "/central/nycklar/forstor";
    QUESTIONNAIRES = "/central/enkater";
    QUESTIONNAIRE_FILE = "/central/enkater/fil";
    /// Begins a questionnaire.
    QUESTIONNAIRE_NEW = "/central/enkater/ny";
    /// What open editors ask, as server functions.
    QUESTIONNAIRE_CALL<1> = "/central/enkater/skriv/{function}";
    /// The newest version, to be written.
    QUESTIONNAIRE_EDIT<1> = "/central/enkater/{id}";
    /// What differs from what was published, and what remains before it can be.
    QUESTIONNAIRE_REVIEW<1> = "/central/enkater/{id}/granska";
    QUESTIONNAIRE_SHARED<1> = "/central/enkater/{id}/andra-enkater";
    QUESTIONNAIRE_DISCARD<1> = "/central/enkater/{id}/kasta";
    /// The definition as a file.
    QUESTIONNAIRE_JSON<2> = "/central/enkater/{id}/{version}/json";
    QUESTIONNAIRE<2> = "/central/enkater/{id}/{version}";
    ORGANISATIONS = "/central/organisationer";
    ORGANISATION_FILE = "/central/organisationer/fil";
    ORGANISATION<1> = "/central/organisationer/{id}";
    CITY_SUPPORT_LINKS = "/central/lankar";
    ACCOUNTS = "/central/konton";
    ACCOUNT_INVITE = "/central/konton/bjud-in";
    ACCOUNT_DISABLE = "/central/konton/stang-av";
    ACCOUNT_ROLE = "/central/konton/roll";
    AUDIT = "/central/logg";
}

// Files.
routes! {
    /// The second part is a subject with the format as its extension.
    EXPORT<2> = "/export/{round}/{file}";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_where_the_braces_were() {
        assert_eq!(SECTION.href([&"abc", &"bakgrund"]), "/e/abc/fraga/bakgrund");
        assert_eq!(AUTOSAVE.href([&"abc", &"bakgrund"]), "/e/abc/fraga/bakgrund/spara");
        assert_eq!(START.href([&"abc"]), "/e/abc");
        assert_eq!(BOARD.query(&[("organisation", &"farsta"), ("ar", &2026)]), "/forvaltning?organisation=farsta&ar=2026");
        assert_eq!(BOARD.query(&[]), BOARD.path());
    }
}

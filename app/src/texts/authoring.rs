//! The editor of a questionnaire, its review and its versions.

use crate::domain::authoring::{Change, Effect, Hint, Refused};
use crate::domain::definition::{Problem, Type};
use crate::domain::figure::plural;
use crate::domain::meaning::{About, LinkName, Meaning, OptionMeaning};
use crate::domain::organisation::Audience;
use crate::domain::questionnaire::Direction;

pub const HEADING: &str = "Skriv enkäten";
/// Where a change came from no open page: a file, or another questionnaire.
pub const CHANGED_ELSEWHERE: &str = "Utkastet ändrades från en annan sida. Ångra visar det du hade.";

/// Over the editor.
pub fn draft(version: i64, published: Option<i64>) -> String {
    match published {
        Some(published) => format!("Du skriver i ett utkast till version {version}. Version {published} ändras inte."),
        None => format!("Du skriver i ett utkast till version {version}."),
    }
}

pub const WAY_BACK: &str = "Alla enkäter";
pub const NO_SCRIPT: &str =
    "Enkäten skrivs i webbläsaren med JavaScript. Utan det kan du läsa den här, se vad som återstår och läsa in den som fil.";
pub const WRITE: &str = "Skriv";
pub const PREVIEW: &str = "Så ser den ut";
pub const CONTENTS: &str = "Innehåll";
pub const UNDO: &str = "Ångra";
pub const REDO: &str = "Gör om";
pub const REVIEW: &str = "Granska och publicera";
pub const TRY: &str = "Prova";
pub const END_TRY: &str = "Sluta prova";
pub const TRY_AGAIN: &str = "Börja om";
pub const TRIED: &str = "Slut på enkäten";
pub const TRIED_TEXT: &str = "Nästa steg är granskningen och knappen Skicka in. Här har inget sparats.";
pub const PHONE: &str = "Mobil";
pub const DESKTOP: &str = "Dator";
pub const WIDTH: &str = "Bredd";

pub const FRONT: &str = "Om enkäten";
pub const INDICATORS: &str = "Indikatorer";
pub const ADD_SECTION: &str = "Lägg till avsnitt";
/// Of a question or section that is asked of some only.
pub const FOLLOWS: &str = "följdfråga";
pub const ADD_QUESTION: &str = "Lägg till fråga";
pub const ADD_INDICATOR: &str = "Lägg till indikator";
pub const FOLLOW_UP: &str = "Lägg till en följdfråga till dem som väljer det här";
pub const QUESTION_HEADING: &str = "Fråga";
pub const ADD_INNER: &str = "Lägg till fråga i gruppen";
pub const NO_TEXT: &str = "(utan text)";
pub const COPY: &str = "Kopiera";
pub const REMOVE: &str = "Ta bort";
pub const UP: &str = "Flytta upp";
pub const DOWN: &str = "Flytta ned";

pub const ENKAT_TITLE: &str = "Enkätens titel";
pub const INTRO: &str = "Inledning";
pub const INTRO_HINT: &str = "Står överst. Skriv {period} där omgångens period ska stå.";
pub const MINUTES: &str = "Minuter som det tar att svara";
pub const AUDIENCE: &str = "Målgrupp";
pub const RESPONDENT: &str = "Vad de som svarar kallas";
pub const NOUNS: [&str; 5] = ["En av dem", "Flera", "Alla, i bestämd form", "Vad en av dem svarar för", "Flera sådana"];
pub const SECTION_TITLE: &str = "Avsnittets rubrik";
pub const LINKS: &str = "Länkar under frågorna";
pub const QUESTION: &str = "Frågan";
pub const HINT: &str = "Hjälptext";
pub const TYPE: &str = "Svarstyp";
pub const REQUIRED: &str = "Måste besvaras";
pub const OPTIONS: &str = "Svarsalternativ";
pub const COLUMNS: &str = "Kolumner";
pub const ROWS: &str = "Rader";
pub const ADD_OPTION: &str = "Lägg till alternativ";
pub const ADD_COLUMN: &str = "Lägg till kolumn";
pub const ADD_ROW: &str = "Lägg till rad";
pub const OTHER_TEXT: &str = "Har ett fält för egna ord";
pub const EXCLUSIVE: &str = "Utesluter de andra";
pub const NON_ANSWER: &str = "Räknas inte med, som ”vet inte”";
pub const SHORT: &str = "Kortare ord, mitt i en mening i rapporten";
pub const OPTION_MEANING: &str = "Vad alternativet står för";
pub const SCALE_MIN: &str = "Lägsta tal";
pub const SCALE_MAX: &str = "Högsta tal";
pub const MIN_LABEL: &str = "Det lägsta kallas";
pub const MAX_LABEL: &str = "Det högsta kallas";
pub const MAX_LENGTH: &str = "Högst så många tecken";
pub const ITEM_TEXT: &str = "Varje del kallas";
pub const MIN_ITEMS: &str = "Minst så många";
pub const MAX_ITEMS: &str = "Högst så många";
pub const MEANING: &str = "Vad frågan används till";
pub const NO_MEANING: &str = "Inget särskilt";
pub const ADVANCED: &str = "Avancerat";
pub const ID: &str = "Id i filer";
pub const ID_HINT: &str = "Små bokstäver, siffror, _ och -. Går att ändra tills enkäten har publicerats.";
pub fn id_of(what: &str) -> String {
    format!("{ID} för {}", what.to_lowercase())
}

pub const ID_FIXED: &str = "Har publicerats och ändras inte mer.";
pub const CONDITION: &str = "Visas";
pub const ALWAYS: &str = "Alltid";
pub const IF_ALL: &str = "Bara om allt det här stämmer (följdfråga)";
pub const IF_ANY: &str = "Bara om något av det här stämmer (följdfråga)";
pub const CONDITION_OF: &str = "Frågan som avgör";
pub const CONDITION_TEST: &str = "Svaret ska";
pub const CONDITION_NUMBER: &str = "Tal";
pub const CONDITION_ADD: &str = "Lägg till villkor";
pub const CONDITION_REMOVE: &str = "Ta bort villkoret";
pub const CONDITION_NESTED: &str = "Villkoret är sammansatt i flera led. Det ändras i enkätens fil.";
pub const CONDITION_NONE: &str = "Det finns ingen tidigare fråga att bygga ett villkor på.";
pub const TESTS: [&str; 6] =
    ["vara något av", "inte vara något av", "vara ifyllt", "vara tomt", "vara mindre än", "vara större än"];
pub const LABEL: &str = "Indikatorns namn";
pub const COUNTED: &str = "Fråga som räknas";
pub const COUNTS: &str = "Svar som räknas";
pub const MEAN: &str = "Räknar medelvärdet.";
pub const BETTER: &str = "Vad som är bättre";
pub const TELLS_OF: &str = "Vilka den handlar om";
pub const PHRASED: &str = "I rapporter";
pub const PHRASES: [&str; 4] = ["Med indikatorns namn", "… känner till …", "… har …", "… bedömer … som låg eller hög"];
pub const PHRASE: &str = "Orden i meningen";
pub const NOTHING_TO_COUNT: &str = "Det finns ingen fråga som kan räknas än.";

pub const SAVED: &str = "Sparat";
pub const SAVING: &str = "Sparar …";
pub const NO_CONTACT: &str = "Ingen kontakt med servern. Det du skriver finns kvar här och sparas när kontakten är tillbaka. Har du loggats ut: logga in i en annan flik.";
/// More than an editor saves.
pub const TOO_LARGE: &str = "Enkäten har blivit för stor för att sparas. Ta bort eller korta något, så sparas resten.";
pub const ENDED: &str = "Utkastet finns inte längre: det har publicerats eller kastats. Ladda om sidan för att gå vidare.";
pub const TAKE_OVER: &str = "Ta över";
pub const KEPT: &str =
    "Det du skrev sist hann inte sparas innan utkastet ändrades från en annan sida. Din version av hela enkäten finns kvar här.";
pub const RESTORE: &str = "Ersätt med min version";
pub const FORGET: &str = "Behövs inte";
pub const OTHER_TAB: &str = "du själv på en annan sida";
/// In the bar, where the notice above may be out of sight.
pub const NOT_SAVED: &str = "Inte sparat";
pub const WATCHING: &str = "Någon annan skriver";
/// Where the review waits for what is not saved.
pub const WAITS: &str = "Allt är inte sparat. Granskningen öppnas så snart det är det.";

pub fn writes(name: &str) -> String {
    format!("Just nu skriver {name}. Du ser ändringarna när de kommer.")
}

pub const OPTIONS_GONE: &str = "Svarsalternativen hör inte till den nya svarstypen. Ångra lägger tillbaka dem.";
pub const ADDED: &str = "Tillagt.";
pub const COPIED: &str = "Kopierat.";
pub const REMOVED: &str = "Borttaget. Ångra lägger tillbaka det.";
pub const UNDONE: &str = "Ångrat.";
pub const REDONE: &str = "Gjort om.";

pub fn moved(position: usize) -> String {
    format!("Flyttat till plats {position}.")
}

pub fn dropped(count: usize) -> String {
    match count {
        1 => "Ett villkor eller en indikator som byggde på det togs också bort.".to_owned(),
        n => format!("{n} villkor eller indikatorer som byggde på det togs också bort."),
    }
}

pub fn option_number(number: usize) -> String {
    format!("Alternativ {number}")
}

pub fn row_number(number: usize) -> String {
    format!("Rad {number}")
}

pub fn remove(what: &str) -> String {
    format!("Ta bort {}", what.to_lowercase())
}

pub fn move_up(what: &str) -> String {
    format!("Flytta upp {}", what.to_lowercase())
}

pub fn move_down(what: &str) -> String {
    format!("Flytta ned {}", what.to_lowercase())
}

/// Unfolds what else can be said of an option; followed by of which.
pub const MORE: &str = "Mer";

pub fn more_about(what: &str) -> String {
    format!(" om {}", what.to_lowercase())
}

/// Why something was not done.
pub fn refused(refused: &Refused) -> String {
    match refused {
        Refused::Nowhere => "Det går inte att göra här.".to_owned(),
        Refused::NothingToCount => NOTHING_TO_COUNT.to_owned(),
        Refused::Fixed => ID_FIXED.to_owned(),
        Refused::Problem(problem) => fault(problem),
    }
}

/// What to do about a fault, where it stands.
pub fn fault(problem: &Problem) -> String {
    match problem {
        Problem::Blank => "Skriv en text.".to_owned(),
        Problem::Empty => "Lägg till eller välj minst en.".to_owned(),
        Problem::BadId(_) => "Ett id får bara ha bokstäverna a–z, siffror, _ och -, högst 60 tecken.".to_owned(),
        Problem::ReservedId(id) => format!("Formuläret använder redan ”{id}”. Välj ett annat id."),
        Problem::DuplicateId(id) => format!("Det finns redan något med id ”{id}” här. Välj ett annat."),
        Problem::Unseen => "Texten har ett tecken som inte syns. Skriv om den.".to_owned(),
        Problem::MinAboveMax => "Det lägsta är större än det högsta.".to_owned(),
        Problem::OutOfRange(low, high) => format!("Välj ett tal från {low} till {high}."),
        Problem::SecondOtherText => "Bara ett alternativ i en fråga kan ha ett fält för egna ord.".to_owned(),
        Problem::NestedGroup => "En grupp kan inte ligga i en grupp.".to_owned(),
        Problem::MeaningTwice(code) => format!("En annan fråga betyder redan ”{}”. Välj bort den ena.", meaning_of(code)),
        Problem::MeaningMisplaced(code) => format!("Betydelsen ”{}” passar inte här. Välj en annan.", meaning_of(code)),
        Problem::IncidentsLack(code) => format!("Gruppen saknar en fråga som betyder ”{}”.", meaning_of(code)),
        other => other.to_string(),
    }
}

fn meaning_of(code: &str) -> String {
    let question = code.parse::<Meaning>().map(meaning);
    question.or_else(|()| code.parse::<OptionMeaning>().map(option_meaning)).map_or_else(|()| code.to_owned(), str::to_owned)
}

pub const fn kind(of: Type) -> &'static str {
    match of {
        Type::SingleChoice => "Ett alternativ",
        Type::MultipleChoice => "Flera alternativ",
        Type::Matrix => "Samma val för flera rader",
        Type::Scale => "Skala",
        Type::Number => "Heltal",
        Type::ShortText => "Kort text",
        Type::LongText => "Lång text",
        Type::Month => "Månad",
        Type::Date => "Datum",
        Type::Area => "Område i staden",
        Type::Group => "Grupp av frågor som kan upprepas",
        Type::Info => "Text utan svar",
    }
}

pub const fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Stadsdelsforvaltning => "Stadsdelsförvaltningar",
        Audience::Fackforvaltning => "Fackförvaltningar",
        Audience::Extern => "Externa parter",
    }
}

pub const fn meaning(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::Incidents => "Oro och händelser (grupp)",
        Meaning::Environment => "Händelsens miljö",
        Meaning::Kind => "Vad händelsen var",
        Meaning::Month => "När den hände",
        Meaning::Place => "Var den hände",
        Meaning::Reported => "Om den rapporterats",
        Meaning::Handled => "Om den tagits om hand",
        Meaning::Description => "Beskrivning av händelsen",
        Meaning::LineOfWork => "Verksamhetsområde",
        Meaning::PlaceOfWork => "Var enheten finns",
        Meaning::Size => "Enhetens storlek",
        Meaning::Training => "Utbildning som gåtts",
        Meaning::SupportWanted => "Stöd som önskas",
        Meaning::Needs => "Behov, med egna ord",
        Meaning::Initiatives => "Egna initiativ",
    }
}

pub const fn option_meaning(meaning: OptionMeaning) -> &'static str {
    match meaning {
        OptionMeaning::Concern => "Oro för en person",
        OptionMeaning::NotReported => "Inte rapporterad",
        OptionMeaning::Blankett => "Rapporterad med blanketten",
        OptionMeaning::Handled => "Omhändertagen",
    }
}

pub const fn link(link: LinkName) -> &'static str {
    match link {
        LinkName::Blankett => "Blanketten",
        LinkName::Rutin => "Rutinen",
        LinkName::Utbildning => "Utbildningen",
        LinkName::Handlingsplan => "Handlingsplanen",
        LinkName::Samordnare => "Samordnaren",
    }
}

pub const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Higher => "Högre",
        Direction::Lower => "Lägre",
        Direction::Neutral => "Varken eller",
    }
}

pub const fn about(about: About) -> &'static str {
    match about {
        About::Respondent => "De som svarar",
        About::Staff => "Deras medarbetare",
        About::Neither => "Enheter där det inte stämmer på någon",
        About::Unit => "Enheterna",
    }
}

/// What experience advises.
pub fn hint(hint: &Hint) -> String {
    match hint {
        Hint::Double(_) => "Frågan ser ut att fråga om två saker på en gång. Dela den i så fall i två.".to_owned(),
        Hint::Scale(_) => "Skalans ändar behöver ord som skiljer dem åt.".to_owned(),
        Hint::RequiredText(_) => "Ett fritextsvar som måste skrivas får många att sluta svara.".to_owned(),
        Hint::Many(count) => format!("Enkäten har {count} frågor. Över 25 svarar färre, och med mindre omsorg."),
        Hint::LongSentence(_, words) => format!("En mening har {words} ord. Korta eller dela den."),
        Hint::LongWord(_, word) => format!("Ordet ”{word}” är svårt att läsa på en mobil."),
        Hint::Minutes(minutes) => {
            format!("Enkäten ser ut att ta omkring {} att svara på, mer än den säger.", minutes_in_words(*minutes))
        }
    }
}

fn minutes_in_words(minutes: u32) -> String {
    plural(i64::from(minutes), "minut", "minuter")
}

pub fn section_number(number: usize) -> String {
    format!("Avsnitt {number}")
}

pub fn indicator_number(number: usize) -> String {
    format!("Indikator {number}")
}

pub const HINTS: &str = "Råd";
pub const REMAINS: &str = "Det här återstår";

pub fn estimate(minutes: u32) -> String {
    format!("Efter frågornas antal och slag tar den omkring {}.", minutes_in_words(minutes))
}

/// A change, in words.
pub fn change(Change { about, effect }: &Change) -> String {
    let name = about.as_deref().unwrap_or_default();
    let question = |what: &str| format!("Frågan ”{name}”: {what}");
    let section = |what: &str| format!("Avsnittet ”{name}” {what}");
    match effect {
        Effect::Title => "Enkäten har en ny titel.".to_owned(),
        Effect::Intro => "Inledningen är ändrad.".to_owned(),
        Effect::Minutes(old, new) => format!("Den sägs ta {new} minuter, mot {old} förut."),
        Effect::Audience => "Målgruppen är en annan.".to_owned(),
        Effect::Respondent => "De som svarar kallas något annat.".to_owned(),
        Effect::SectionAdded => section("tillkom."),
        Effect::SectionRemoved => section("togs bort."),
        Effect::SectionText => section("har ny rubrik eller inledning."),
        Effect::SectionCondition => section("visas på ett annat villkor."),
        Effect::SectionOrder => section("flyttades."),
        Effect::SectionLinks => section("har andra länkar."),
        Effect::QuestionAdded => question("tillkom."),
        Effect::QuestionRemoved => question("togs bort."),
        Effect::QuestionMoved => question("flyttades."),
        Effect::QuestionText(old) => question(&format!("löd förut ”{old}”.")),
        Effect::Hint => question("hjälptexten är ändrad."),
        Effect::Type => question("svaren ges på ett annat sätt."),
        Effect::Required(true) => question("måste nu besvaras."),
        Effect::Required(false) => question("får nu hoppas över."),
        Effect::Condition => question("visas på ett annat villkor."),
        Effect::ConditionGone => question("visas nu för alla."),
        Effect::QuestionOrder => question("flyttades inom avsnittet."),
        Effect::OptionOrder => question("svarsalternativen står i en annan ordning."),
        Effect::RowOrder => question("raderna står i en annan ordning."),
        Effect::Meaning => question("betydelsen är en annan."),
        Effect::Limits => question("gränserna är andra."),
        Effect::RowAdded(row) => question(&format!("raden ”{row}” tillkom.")),
        Effect::RowRemoved(row) => question(&format!("raden ”{row}” togs bort.")),
        Effect::RowText(old, new) => question(&format!("raden ”{old}” heter nu ”{new}”.")),
        Effect::OptionAdded(option) => question(&format!("svarsalternativet ”{option}” tillkom.")),
        Effect::OptionRemoved(option) => question(&format!("svarsalternativet ”{option}” togs bort.")),
        Effect::OptionText(old, new) => question(&format!("svarsalternativet ”{old}” heter nu ”{new}”.")),
        Effect::OptionRole(option) => question(&format!("svarsalternativet ”{option}” räknas på ett annat sätt.")),
        Effect::IndicatorAdded => format!("Indikatorn ”{name}” tillkom."),
        Effect::IndicatorRemoved => format!("Indikatorn ”{name}” togs bort."),
        Effect::IndicatorText => format!("Indikatorn ”{name}” har andra ord."),
        Effect::IndicatorCounts => format!("Indikatorn ”{name}” räknar något annat."),
    }
}

/// The page before publishing.
pub mod review {
    pub const HEADING: &str = "Granska och publicera";
    pub const READY: &str = "Ingenting återstår.";
    pub const DIFFERENCE: &str = "Skillnad mot förut";
    pub const SAME: &str = "Ingenting skiljer dem åt.";
    pub const COMPARE: &str = "Jämför i stället";
    /// Between the versions to compare with.
    pub const OR: &str = " eller";
    pub const AS_DOCUMENT: &str = "Läs eller skriv ut";

    pub fn difference(version: i64) -> String {
        format!("Skillnad mot version {version}")
    }

    pub fn with_version(version: i64) -> String {
        format!("med version {version}")
    }

    pub const FIRST: &str = "Enkäten har inte publicerats förut.";
    pub const COMPARISON: &str = "Går det att jämföra med förut?";
    pub const COMPARISON_LEAD: &str = "Frågan eller svaren bakom de här indikatorerna lyder inte som förut. Mäter de ändå samma sak jämförs de med tidigare år. Annars börjar en ny serie, och inget jämförs med förut.";
    pub const SAME_THING: &str = "Mäter samma sak";
    pub const NEW_THING: &str = "Mäter något nytt";
    pub const BUTTON: &str = "Publicera";
    pub const LEAD: &str = "En publicerad version ändras inte mer. Omgångar som inte har öppnat följer den.";
    pub const NOTHING: &str = "Det finns inget utkast att publicera. Det skapas när du ändrar något.";
    pub const WAY_BACK: &str = "Tillbaka till enkäten";
    pub const DISCARD: &str = "Kasta utkastet";
    pub const DISCARD_LEAD: &str = "Allt som skrivits i utkastet försvinner. Det som är publicerat finns kvar.";
    pub const DISCARD_YES: &str = "Ja, kasta det";
    pub const CHOOSE: &str = "välj om den mäter samma sak som förut.";
    pub const ALL_THE_SAME: &str = "Alla mäter samma sak, utom där något annat anges";

    pub fn discarded(title: &str) -> String {
        format!("Utkastet till ”{title}” är kastat.")
    }

    /// Which answers an indicator counts, and which it does not.
    pub fn counts(counted: &[&str], others: &[&str]) -> String {
        let others = if others.is_empty() { String::new() } else { format!(" Räknas inte: {}.", others.join(", ")) };
        format!("Räknas: {}.{others}", counted.join(", "))
    }

    pub const COUNTS_MEAN: &str = "Räknas: medelvärdet av svaren.";

    /// What publishing does to a planned round that follows what is published for the audience.
    pub fn replaces(round: &str, before: &str) -> String {
        format!("{round} är planerad med {before} och får den här i stället. Vill du inte det, välj version på omgångens sida.")
    }
}

/// Questions that other questionnaires have too.
pub mod shared {
    use crate::domain::organisation::Audience;
    use crate::texts::parts::listed;

    /// Of a new question.
    pub const ADDED: &str = "Frågan är ny och läggs till där.";

    /// Enkäter for several audiences may have one title.
    pub fn named(title: &str, audience: Audience) -> String {
        format!("”{title}” ({})", super::audience(audience).to_lowercase())
    }

    pub const HEADING: &str = "Samma frågor i andra enkäter";
    pub const LEAD: &str = "Frågorna har ändrats här och finns också i andra enkäter, eller är nya här och kan ställas där också. Bocka för dem som ska vara likadana där. Ändringen hamnar i den enkätens utkast, och inget publiceras.";
    pub const NONE: &str = "Ingen annan enkät saknar en fråga som är ny här eller har en som ändrats här.";
    pub const WAS_OTHER: &str = "Frågan löd annorlunda där redan förut.";
    pub const BUTTON: &str = "Ändra också där";
    pub const CHOOSE: &str = "Bocka för minst en fråga.";
    pub fn done(titles: &[String]) -> String {
        format!("Ändringen står i utkastet till {}. Publicera det när du vill.", listed(titles))
    }

    /// What a question says in the other.
    pub fn says(text: &str) -> String {
        format!("Den lyder där nu ”{text}”.")
    }
    pub const NOT_NOW: &str = "Till alla enkäter";
    /// On the review.
    pub const LINK: &str = "Frågor som ändrats eller är nya här kan ändras också i andra enkäter";
}

/// The form that begins a questionnaire.
pub mod begin {
    pub const HEADING: &str = "Ny enkät";
    pub const LEAD: &str = "Börja från en annan, med alla frågor, eller från en tom.";
    pub const TITLE: &str = "Titel";
    pub const FROM: &str = "Börja från";
    pub const EMPTY: &str = "En tom enkät";
    pub const BUTTON: &str = "Skapa utkast";

    pub fn done(title: &str) -> String {
        format!("Utkastet ”{title}” är skapat.")
    }
}

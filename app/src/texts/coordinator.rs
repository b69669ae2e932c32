//! An organisation's pages: what its coordinator reads.

use crate::domain::figure::{in_words, plural, whole};
use crate::domain::ids::RoundId;

/// The names of the pages.
pub mod tab {
    pub const BOARD: &str = "Läget";
    pub const LETTERS: &str = "Länk och utskick";
    pub const REGISTER: &str = "Register";
    pub const SUPPORT_LINKS: &str = crate::texts::support_links::TITLE;
    pub const RESULTS: &str = "Resultat";
    pub const FREE_TEXT: &str = "Fritextsvar";
    pub const INCIDENTS: &str = "Händelser";
    pub const SOURCES: &str = "Andra källor";
    pub const UNDERLAG: &str = "Underlag";
}

/// To the same page of a round before.
pub fn show_round(round: &RoundId) -> String {
    format!("Visa {round}")
}

pub fn after_the_close(day: &str) -> String {
    format!("Svaren visas först när omgången har stängt. Sista dagen är {day}. Till dess visas bara svarsfrekvensen.")
}

/// The questionnaire, tried before it is asked.
pub mod rehearsal {
    pub const HEADING: &str = "Prova enkäten";
    pub const LEAD: &str = "Så här ser den ut för dem som svarar. Inget sparas och ingen ser vad du fyller i.";
    pub const MAY_CHANGE: &str = "Omgången har inte öppnats, så frågorna kan ändras.";
    pub const NO_SCRIPT: &str = "Utan JavaScript visas alla frågor på en gång.";
    pub const WAY_ON: &str = "Prova enkäten";

    pub fn opens(round: &str, day: &str) -> String {
        format!("{round} öppnar {day}.")
    }
}

// Before the first round, under the organisation's name.

/// In the row of pages at the top.
pub const PAGE: &str = "Min förvaltning";
/// From an organisation back to all of them.
pub const CITY: &str = "‹ Staden";

pub const NOTHING_YET: &str =
    "Ingen omgång har öppnat än. När den gör det finns länken att skicka här, och du ser vilka som har svarat.";

// The response rate.

pub const RATE_HEADING: &str = "Svarsfrekvens";

/// Of units, or where there is no register of people: one of them and many.
pub fn answered(completed: i64, eligible: i64, [one, many]: &[String; 2]) -> String {
    format!("{} av {} har svarat.", whole(completed), plural(eligible, one, many))
}

pub fn last_year(year: RoundId, rate: &str) -> String {
    format!("År {year} var svarsfrekvensen {rate}.")
}

pub fn same_day(year: RoundId, rate: &str) -> String {
    format!("Lika många dagar efter starten år {year} var den {rate}.")
}

pub fn begun(drafts: i64) -> String {
    format!("{} har börjat men inte skickat in.", whole(drafts))
}

pub fn out_of_scope(units: i64) -> String {
    format!("{} ska inte svara i år.", plural(units, "enhet", "enheter"))
}

/// More answers than units that have answered.
pub fn surplus(answers: i64) -> String {
    format!(
        "Svaren är {} fler än enheterna som har svarat, eftersom enheter har öppnats igen. Det går inte att se vilka svar det gäller.",
        whole(answers)
    )
}

pub const UNTIED: &str = "Några svar är inte knutna till en enhet. Därför visas ingen status för avdelningar och enheter.";

/// What was done with a unit of the round.
pub mod done {
    pub const TAKEN_OUT: &str = "Enheten ska inte svara i år.";
    pub const TAKEN_IN: &str = "Enheten ska svara i år.";
    pub const ADDED: &str = "Enheten är tillagd.";
    pub const REOPENED: &str = "Enheten kan svara igen.";
}

// By avdelning.

pub const DIVISIONS_HEADING: &str = "Per avdelning";
/// The table's name, for whoever does not see it.
pub const DIVISIONS_TABLE: &str = "Svarsfrekvens per avdelning";
pub const DIVISIONS_COLUMN: &str = "Avdelning";
pub const DIVISIONS_NONE: &str = "Utan avdelning";
pub const DIVISIONS_ALL: &str = "Hela förvaltningen";

// Units of others in the organisation's areas.

pub const AREAS_HEADING: &str = "Andra förvaltningars enheter i området";
pub const AREAS_LEAD: &str = "Så många av andra förvaltningars enheter i området har svarat.";
pub const AREAS_COLUMN: &str = "Förvaltning";
pub const AREAS_PLACE: &str = "Stadsdelsområde";

// The link to send.

pub const LINK_HEADING: &str = "Länken att skicka";
pub const LINK_LEAD: &str = "Alla enheter använder samma länk.";
pub const THE_LINK: &str = "länken";
pub const MAIL_LABEL: &str = "Text att kopiera till ett mejl";

pub const QR_PICTURE: &str = "QR-kod med länken till enkäten";
pub const QR_AS_SVG: &str = "QR-kod som SVG";
pub const QR_AS_PNG: &str = "som PNG";

// The results, once the round has closed.

pub const RESULTS_HEADING: &str = "Resultat";

pub fn merged(organisation: &str, before: &str) -> String {
    format!("Tidigare år visas summan av de förvaltningar som {organisation} har ersatt: {before}.")
}

pub const RESULTS_NONE: &str = "Enkäten hade inga frågor som jämförs mellan åren.";
pub const RESULTS_COLUMN: &str = "Indikator";
pub fn results_hint(threshold: i64) -> String {
    format!(
        "Uppgifter som bygger på färre än {} svar visas inte. Ibland döljs även en annan uppgift, så att de inte kan räknas fram.",
        in_words(threshold)
    )
}

pub const UNDERLAG: &str = "Underlag för lägesbilden";
pub const EXPORT: &str = "Hämta: ";
pub const EXPORT_INDICATORS: &str = "indikatorer (XLSX)";
pub const EXPORT_INCIDENTS: &str = "händelser (XLSX)";
pub const RESULTS_MORE: &str = "Alla frågor, flera år och verksamhetsområden";
pub const EXPORT_RATES: &str = "svarsfrekvens (XLSX)";

// The units.

pub const UNITS_HEADING: &str = "Enheter";
pub const UNITS_PAGES: &str = "Sidor med enheter";
pub const UNITS_NONE: &str = "Det finns inget register för den här organisationen. Svaren räknas mot det förväntade antalet.";
pub const COLUMN_UNIT: &str = "Enhet";
pub const COLUMN_DIVISION: &str = "Avdelning";
pub const COLUMN_STATUS: &str = "Status";
pub const COLUMN_CHANGE: &str = "Ändra";

pub fn status_out_of_scope(reason: &str) -> String {
    format!("Ska inte svara: {reason}")
}

pub fn status_answered(day: &str) -> String {
    format!("Svarade {day}")
}

pub const ADD_UNIT: &str = "Lägg till en enhet som saknas";
pub const ADD_UNIT_HINT: &str =
    "Enheten kan svara direkt och räknas med i svarsfrekvensen. Den finns kvar i registret till nästa år.";
pub const UNIT_NAME: &str = "Enhetens namn";
pub const UNIT_DIVISION: &str = "Avdelning";
pub const BUTTON_ADD_UNIT: &str = "Lägg till";
pub const STATUS_MISSING: &str = "Har inte svarat";
pub const BUTTON_TAKE_IN: &str = "Ska svara ändå";
pub const BUTTON_REOPEN: &str = "Öppna igen";
/// Unfolds the field for the reason.
pub const TAKE_OUT: &str = "Ska inte svara i år";
pub const REASON: &str = "Orsak";
pub const BUTTON_TAKE_OUT: &str = "Ta bort för i år";

// Results.

pub mod results {
    use crate::domain::figure::whole;
    use crate::domain::ids::RoundId;
    use crate::domain::meaning::Respondent;
    use crate::texts::parts::listed;
    use crate::texts::underlag::capital;

    pub const LEAD: &str = "Andelarna räknas på dem som har svarat något annat än ”Vet inte”.";
    pub const STAFF: &str = "Medarbetare";
    pub const TOPIC: &str = "Vad";
    pub const YEARS: &str = "År för år";
    pub const YEARS_LEAD: &str = "Ett år utan uppgift lämnar en lucka i linjen.";
    pub const INDICATOR: &str = "Indikator";
    pub const OWN: &str = "Förvaltningen";
    pub const CITY: &str = "Staden";
    pub const AWARENESS: &str = "Kännedom";
    pub const QUESTIONS: &str = "Fråga för fråga";
    pub const QUESTIONS_LEAD: &str = "Det avsnitt där något svar har ändrats mest sedan året före står först.";

    /// Of an answer's share, in tenths of a percent.
    pub fn largest_change(tenths: i64, answer: &str, before: RoundId) -> String {
        let sign = if tenths < 0 { "−" } else { "+" };
        format!("störst förändring sedan {before}: ”{answer}” {sign}{} procentenheter", (tenths.abs() + 5) / 10)
    }

    pub const LINES: &str = "Per verksamhetsområde";
    pub const LINES_NONE: &str = "Uppdelningen visas inte för det här året: flera förvaltningar räknas ihop, högst ett verksamhetsområde kan visas eller frågan ställdes inte.";
    pub const ANSWER: &str = "Svar";
    pub const COUNT: &str = "Antal";
    pub const SHARE: &str = "Andel";
    pub const NONE_OF: &str = "räknas inte in i andelarna";
    pub const MEAN: &str = "Medelvärde";

    /// "Enhetschefer", as the questionnaire calls those who answer it.
    pub fn people(respondent: &Respondent) -> String {
        capital(&respondent.many)
    }

    pub fn awareness(respondent: &Respondent, staff: bool) -> String {
        let staff = if staff { " och medarbetare" } else { "" };
        format!("Kännedom: {}{staff}", respondent.many)
    }

    pub fn awareness_lead(respondent: &Respondent, staff: bool) -> String {
        let the_many = &respondent.the_many;
        if staff {
            format!("Vad {the_many} säger om sig själva, och hur de bedömer sina medarbetare.")
        } else {
            format!("Vad {the_many} säger att de känner till.")
        }
    }

    pub fn base(answers: i64) -> String {
        format!("n = {}", whole(answers))
    }

    pub fn hidden(reason: &str) -> String {
        format!("Visas inte: {reason}.")
    }

    /// What a year cannot be compared with.
    pub fn incomparable(years: &str) -> String {
        format!(
            "Uppgifterna för {years} kan inte jämföras, eftersom uppgifter från någon av de tidigare förvaltningarna är dolda."
        )
    }

    pub fn merged(before: &[String], years: &[RoundId]) -> String {
        let years: Vec<String> = years.iter().map(ToString::to_string).collect();
        format!("Uppgifterna för {} gäller {} sammantaget.", listed(&years), listed(before))
    }
}

// Free text.

pub mod free_text {
    pub const THEME_GIVEN: &str = "Temat är satt.";
    pub const THEME_REMOVED: &str = "Temat är borttaget.";

    use crate::domain::figure::{in_words, plural};

    pub const LEAD: &str =
        "Texterna står i bokstavsordning och skilda från övriga svar. Sätt teman för att kunna räkna dem i underlaget.";
    pub fn few(threshold: i64) -> String {
        format!("Fritext visas inte när färre än {} har svarat.", in_words(threshold))
    }

    pub const NONE: &str = "Ingen har skrivit någon fritext.";
    pub const NO_HITS: &str = "Ingen text stämmer med sökningen.";
    pub const SEARCH: &str = "Sök i texterna";
    pub const THEME: &str = "Tema";
    pub const ANY_THEME: &str = "Alla teman";
    pub const BUTTON_SEARCH: &str = "Sök";
    pub const THEMES: &str = "Teman";
    pub const THEME_COLUMN: &str = "Tema";
    pub const COUNT_COLUMN: &str = "Texter";
    pub const ADD: &str = "Sätt tema";
    pub const ADD_LABEL: &str = "Tema på texten";
    pub const REMOVE: &str = "Ta bort temat";

    pub fn texts(count: i64) -> String {
        plural(count, "text", "texter")
    }

    pub fn written_by(count: i64) -> String {
        format!("{count} har skrivit så")
    }
}

// Other sources.

pub mod sources {
    pub const ADDED: &str = "Källan är tillagd.";
    pub const REMOVED: &str = "Källan är borttagen.";

    use crate::domain::figure::whole;
    use crate::domain::ids::RoundId;
    use crate::domain::source::SourceKind;
    use crate::texts::underlag::year;

    pub const LEAD: &str = "Lägesbilden bygger också på annat än enkäten. Det som står här kommer med i underlaget.";
    pub const NONE: &str = "Inga andra källor är inlagda än.";
    pub const KIND: &str = "Källa";
    pub const COUNT: &str = "Antal";
    pub const PERIOD: &str = "Period eller till och med";
    pub const NOTE: &str = "Anteckning";
    pub const REMOVE: &str = "Ta bort";
    pub const ADD_HEADING: &str = "Lägg till en källa";
    pub const BUTTON_ADD: &str = "Lägg till";
    pub const COUNT_HINT: &str = "Ett heltal. Lämna tomt om källan inte går att räkna.";
    pub const PERIOD_HINT: &str = "Till exempel januari–september, eller till och med den 30 september.";

    pub fn last_year(year: RoundId) -> String {
        format!("{year}")
    }

    pub const fn name(kind: SourceKind) -> &'static str {
        match kind {
            SourceKind::Forms => "Blanketter med avidentifierad information",
            SourceKind::IncidentReports => "Rapporter i IA",
            SourceKind::GraffitiTraffic => "Klotterstatistik, trafikkontoret",
            SourceKind::GraffitiSchools => "Klotterstatistik, SISAB",
            SourceKind::Police => "Polisens lägesbild",
            SourceKind::CrimePrevention => "Lokala brottsförebyggande rådet, operativt",
            SourceKind::Other => "Annan källa",
        }
    }

    /// A source in one sentence of the underlag.
    pub fn sentence(kind: SourceKind, count: Option<i64>, period: &str, note: &str, before: Option<(RoundId, i64)>) -> String {
        let mut text = name(kind).to_owned();
        if let Some(count) = count {
            text.push_str(&format!(": {}", whole(count)));
        }
        if !period.is_empty() {
            text.push_str(&format!(" ({period})"));
        }
        if let Some((round, before)) = before {
            text.push_str(&format!(", jämfört med {} {}", whole(before), year(&round)));
        }
        text.push('.');
        if !note.is_empty() {
            text.push_str(&format!(" {}", note.replace('\n', " ")));
            if !note.ends_with(['.', '!', '?']) {
                text.push('.');
            }
        }
        text
    }
}

// The unit register.

pub mod register {
    use crate::domain::figure::plural;
    use crate::domain::ids::RoundId;
    use crate::texts::parts::listed;

    pub const LEAD: &str = "Ändringar gäller från nästa omgång, men en ny e-postadress gäller genast. En omgång som har öppnat behåller de enheter den har; lägg till dem som saknas under Läget.";
    pub const NONE: &str = "Inga enheter är inlagda. Lägg till dem här, läs in en fil, eller ange hur många svar som väntas.";
    pub const COLUMN_NAME: &str = "Enhet";
    pub const COLUMN_DIVISION: &str = "Avdelning";
    pub const COLUMN_LINE: &str = "Verksamhetsområde";
    pub const COLUMN_AREA: &str = "Stadsdelsområde";
    pub const COLUMN_EMAIL: &str = "E-post";
    pub const CHANGE: &str = "Ändra";
    pub const GONE: &str = "Borttagna enheter";
    pub const ADD: &str = "Lägg till en enhet";
    pub const CHANGE_TITLE: &str = "Ändra enhet";
    pub const ORGANISATION: &str = "Förvaltning";
    pub const SAVE: &str = "Spara";
    pub const RETIRE: &str = "Ta bort ur registret";
    pub const RETIRE_HINT: &str = "Enheten är kvar i omgångar som redan har öppnat.";
    pub const BACK: &str = "Tillbaka till registret";

    pub const FILE_HEADING: &str = "Läs in en fil";
    pub const FILE_LEAD: &str = "Hämta registret, ändra i kalkylbladet och läs in det igen. En kolumn som inte finns i filen lämnas som den är. Inget ändras förrän du har sett vad filen skulle ändra.";
    pub const DOWNLOAD: &str = "Hämta registret (XLSX)";
    pub fn of_others(names: &[String]) -> String {
        format!("Filen gäller också andra: {}. Deras register ändras, inte det här.", crate::texts::parts::listed(names))
    }
    pub const FILE_HINT: &str =
        "XLSX eller CSV med kolumnen Enhet och gärna Avdelning, Verksamhetsområde, Stadsdelsområde och E-post.";

    // The workbook.

    pub const SHEET_UNITS: &str = "Enheter";
    pub const SHEET_HELP: &str = "Läs mig";
    pub const SHEET_CHOICES: &str = "Listor";
    pub const SHEET_HELP_TEXT: [&str; 6] = [
        "Ändra i bladet Enheter, spara filen och läs in den på sidan Register. Bara det första bladet läses in.",
        "Enhet är namnet som chefen väljer i enkäten. Byter du namn här blir det en ny enhet; byt namn på sidan i stället.",
        "Avdelning, Verksamhetsområde, Stadsdelsområde och E-post får vara tomma. Tar du bort en hel kolumn lämnas uppgifterna som de är.",
        "Verksamhetsområde och Stadsdelsområde går att välja ur listor. Listorna finns i bladet Listor.",
        "Lägg till nya enheter på raderna under de andra.",
        "En enhet som du tar bort ur bladet stannar i registret, om du inte kryssar för ”Ta bort enheter som inte finns i filen” när du läser in det.",
    ];

    // What was done.

    pub fn saved(unit: &str) -> String {
        format!("{unit} är sparad.")
    }

    pub fn removed(unit: &str) -> String {
        format!("{unit} är borttagen ur registret.")
    }

    pub fn imported(new: usize, changed: usize, removed: usize) -> String {
        let counts = [(new, "ny", "nya"), (changed, "ändrad", "ändrade"), (removed, "borttagen", "borttagna")];
        let said = |(count, one, many)| (count > 0).then(|| format!("{count}\u{a0}{}", if count == 1 { one } else { many }));
        let counts: Vec<String> = counts.into_iter().filter_map(said).collect();
        if counts.is_empty() {
            "Filen ändrade ingenting.".to_owned()
        } else {
            format!("Registret är uppdaterat: {}.", listed(&counts))
        }
    }

    pub const EXPECTED_SAVED: &str = "Det förväntade antalet är sparat.";
    pub const ASKED_SAVED: &str = "Valet av avdelningar är sparat.";

    pub fn unknown_area(area: &str) -> String {
        format!(" Ingen förvaltning har området {area}. Kontrollera stavningen.")
    }

    pub const REMOVE_CONFIRM: &str = "Ja, ta bort dem ur registret";
    pub const OTHER_UNITS: &str = "Förvaltningens enheter";
    pub const FILE: &str = "Fil";
    pub const REPLACE: &str = "Ta bort enheter som inte finns i filen";
    pub const BUTTON_PREVIEW: &str = "Visa vad som skulle ändras";

    pub const PREVIEW_TITLE: &str = "Det här skulle ändras";
    pub const FAULTS_LEAD: &str = "Rätta raderna i filen och läs in den på nytt. Inget har ändrats.";
    pub const NOTHING: &str = "Filen ändrar ingenting.";
    pub const FAULTS: &str = "Felaktiga rader";
    pub const NEW: &str = "Nya";
    pub const CHANGED: &str = "Ändrade";
    pub const RETIRED: &str = "Tas bort ur registret";
    pub const BUTTON_TAKE: &str = "Genomför ändringarna";
    pub const BUTTON_LEAVE: &str = "Avbryt";

    pub fn same(rows: usize) -> String {
        format!("{} ändrar ingenting.", plural(i64::try_from(rows).unwrap_or(i64::MAX), "rad", "rader"))
    }

    pub fn unknown_areas(names: &str) -> String {
        format!("Ingen förvaltning har de här områdena. Kontrollera stavningen: {names}.")
    }

    pub fn heading(what: &str, count: usize) -> String {
        format!("{what}: {count}")
    }

    pub fn change(what: &str, from: &str, to: &str) -> String {
        let named = |text: &str| if text.is_empty() { "tomt".to_owned() } else { text.to_owned() };
        format!("{what} {} blir {}", named(from), named(to))
    }

    pub const EXPECTED_HEADING: &str = "Förväntat antal svar";
    pub const EXPECTED_LEAD: &str = "För den som inte har något register. Svarsfrekvensen räknas mot antalet från nästa omgång.";
    pub const EXPECTED: &str = "Antal";

    pub fn asked_heading(year: RoundId) -> String {
        format!("Avdelningar som tillfrågas {year}")
    }

    pub const ASKED_LEAD: &str = "Välj vilka avdelningar omgången ska gå till. Valet gäller när omgången öppnar.";
    pub const NO_DIVISION: &str = "Utan avdelning";
}

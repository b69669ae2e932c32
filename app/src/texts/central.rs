//! The central office. A page's `TITLE` stands in the browser's tab and in the menu.

/// Where a page has nothing to show before the first round.
pub mod nothing_yet {
    pub const TITLE: &str = "Här är det tomt än";
    pub const RATES: &str = "När en omgång har öppnat syns det här hur många som svarar, förvaltning för förvaltning.";
    pub const AWARENESS: &str = "När den första omgången har stängt jämförs kännedomen här, över förvaltningar och år.";
    pub const WAY_ON: &str = "Till omgångarna";
}

/// The response rates.
pub mod rates {
    use crate::domain::figure::whole;
    use crate::domain::ids::RoundId;
    use crate::domain::organisation::Audience;

    pub const TITLE: &str = "Svarsfrekvens";
    pub const HEADING: &str = "Svarsfrekvens i staden";
    pub const CURVE_PICTURE: &str = "Hämta kurvan";

    /// Followed by how far the round has come.
    pub fn answered(completed: i64, eligible: i64, when: &str) -> String {
        format!("{} av {} har svarat. {when}", whole(completed), whole(eligible))
    }

    /// The table's name, for whoever does not see it.
    pub const TABLE: &str = "Svarsfrekvens per organisation";
    pub const COLUMN_ORGANISATION: &str = "Organisation";
    pub const COLUMN_BEGUN: &str = "Påbörjade";

    /// The year before, on the same day of its round or at its end.
    pub fn before(round: RoundId, goes_on: bool) -> String {
        if goes_on { format!("{round}, samma dag") } else { round.to_string() }
    }

    /// Over the organisations of an audience.
    pub fn group(audience: Audience, share: &str) -> String {
        format!("{}, {share}", crate::texts::authoring::audience(audience))
    }

    pub const COLUMN_REMIND: &str = "Samordnare";
    /// Begins a letter to the coordinators of the row.
    pub const REMIND: &str = "Påminn";

    pub const PARTIAL: &str =
        "Kurvan har bara de förvaltningar vars alla svar är knutna till enheter. Därför slutar den inte på samma siffra.";

    pub fn reminded(day: &str) -> String {
        format!("Påmind {day}.")
    }

    pub const EXPORT_RATES: &str = "Hämta svarsfrekvens: ";
    pub const NOT_CLOSED: &str = "Resultat och svar kan hämtas när omgången har stängt.";
}

/// What the central office sees first.
pub mod overview {
    use crate::domain::figure::{plural, whole};
    use crate::domain::round::Rate;

    pub const WAITING: &str = "Väntar på dig";
    pub const BEHIND: &str = "Behöver mest hjälp";
    pub const DATES: &str = "Det här händer härnäst";

    /// After the share.
    pub fn answered(rate: &Rate) -> String {
        format!("{} av {} har svarat", whole(rate.completed), whole(rate.eligible()))
    }

    /// A planned round that something stops.
    pub fn is_stopped(round: &str, obstacles: usize) -> String {
        let obstacles = i64::try_from(obstacles).unwrap_or(i64::MAX);
        format!("{round} kan inte öppnas än: {} återstår", plural(obstacles, "hinder", "hinder"))
    }

    /// A planned round that was never opened.
    pub fn is_past(round: &str) -> String {
        format!("{round} har passerat sin sista dag utan att öppnas: flytta dagarna eller ta bort den")
    }

    /// A planned round whose first day has come.
    pub fn is_due(round: &str) -> String {
        format!("{round} skulle ha öppnats: gör det nu, eller flytta den första dagen")
    }

    pub fn without_coordinator(names: &[String]) -> String {
        match names {
            [name] => format!("{name} har ingen samordnare"),
            [first, second] => format!("{first} och {second} har ingen samordnare"),
            _ => format!(
                "{} har ingen samordnare",
                plural(i64::try_from(names.len()).unwrap_or(i64::MAX), "organisation", "organisationer")
            ),
        }
    }

    pub fn never_logged_in(accounts: usize) -> String {
        let accounts = i64::try_from(accounts).unwrap_or(i64::MAX);
        format!("{} har aldrig loggat in", plural(accounts, "samordnare", "samordnare"))
    }

    pub fn draft(title: &str) -> String {
        format!("Utkastet till {title} är inte publicerat")
    }

    pub const NO_ORGANISATION: &str = "Lägg till förvaltningarna";
    pub const NO_QUESTIONNAIRE: &str = "Skriv och publicera en enkät";
    pub const NO_ROUND: &str = "Planera nästa omgång";

    pub fn opens(round: &str) -> String {
        format!("{round} ska öppnas av er")
    }

    pub fn closes(round: &str) -> String {
        format!("sista dag för {round}")
    }

    /// The last day of those who may answer longer.
    pub fn extended(round: &str) -> String {
        format!("sista dag för dem som fått längre tid i {round}")
    }
}

/// The last row of both tables.
pub const WHOLE_CITY: &str = "Hela staden";

// The groups of organisations.

pub const EXTERNAL_PARTIES: &str = "Externa parter";

/// The exports, below the rates and below the awareness.
pub mod exports {
    pub const HEADING: &str = "Hämta";
    pub const WORKBOOK: &str = "Allt i en arbetsbok för Excel, med diagram (loggas)";
    pub const INDICATORS: &str = "Indikatorer";
    pub const INCIDENTS: &str = "Händelser";
    pub const ANSWERS: &str = "Enskilda svar utan fritext (loggas)";
    pub const TEXTS: &str = "Fritext (loggas)";
    pub const CODEBOOK: &str = "Kodbok";
}

/// At the end of a text that is too long for a cell of a workbook.
pub const CUT: &str = " [Avkortat: texten är för lång för en cell. Hela texten finns i CSV-filen.]";

/// Awareness.
pub mod awareness {
    use crate::domain::figure::in_words;
    use crate::domain::ids::RoundId;
    use crate::domain::wording::Change;

    pub const TITLE: &str = "Kännedom";
    pub const HEADING: &str = "Kännedom i staden";
    /// The table's name, for whoever does not see it.
    pub const TABLE: &str = "Kännedom per förvaltning";
    pub const TABLE_EXTERNAL: &str = "Kännedom per extern part";
    pub const COLUMN_ORGANISATION: &str = "Organisation";
    /// After the name of an organisation that took over from others.
    pub const MERGED: &str = " sammanlagd";
    pub fn hint(threshold: i64) -> String {
        format!(
            "Ju mörkare ton, desto högre andel. Kurvan visar alla år. Streck betyder att uppgiften inte visas: färre än {} svar, inga svar, en fråga som inte ställdes, eller att den skulle avslöja en annan.",
            in_words(threshold)
        )
    }

    pub const BY_LINE: &str = "Per verksamhetsområde";
    pub const LINE: &str = "Verksamhetsområde";
    pub const BY_LINE_NONE: &str =
        "Uppdelningen visas inte för det här året: frågan ställdes inte, eller så skulle den avslöja enstaka svar.";

    /// Under the organisations: how they lie.
    pub const SPREAD: &str = "Hälften av organisationerna";
    pub const PICTURE: &str = "Tabellen";
    pub const PICTURE_EXTERNAL: &str = "De externa parternas tabell";

    pub fn spread(low: &str, high: &str, median: &str) -> String {
        // The sign stands once.
        format!("{}–{high}, median {median}", low.trim_end_matches("\u{a0}%"))
    }

    /// Under a figure that differs from last year's.
    pub fn change(change: Change, before: &RoundId) -> String {
        match change {
            Change::Same => String::new(),
            Change::More => format!("mer än {before}"),
            Change::Less => format!("mindre än {before}"),
        }
    }

    /// Unfolds the choice.
    pub const CHOOSE: &str = "Välj indikatorer";
    pub const INDICATORS: &str = "Indikatorer";
    pub const BUTTON_SHOW: &str = "Visa";
}

/// One indicator over the years.
pub mod indicator {
    use crate::domain::figure::{Tally, decimal};
    use crate::domain::ids::RoundId;
    use crate::domain::questionnaire::Statistic;
    use crate::domain::wording::{Change, change_of, mean, whole_percent};
    use crate::texts::parts::{answers, count_of_base};

    pub const BACK: &str = "Alla indikatorer";
    pub const NOT_THEN: &str = "Indikatorn finns inte i omgången";

    pub fn not_then(round: &RoundId) -> String {
        format!("Indikatorn finns inte i omgång {round}. Den kan ha kommit till senare, ha tagits bort eller heta något annat.")
    }

    pub const TOGETHER: &str = "Staden och målgrupperna";
    pub const ORGANISATIONS: &str = "Varje organisation";
    pub const ORGANISATIONS_LEAD: &str = "I bokstavsordning, var och en bredvid hela staden.";
    pub const PICTURE: &str = "Hämta som bild";
    pub const HIDDEN: &str = "Visas inte";
    pub const SLOPE_LEAD: &str = "Varje linje är en organisation, och den framhävda hela staden. Siffrorna står i tabellen.";
    pub const TABLE: &str = "Siffrorna";
    pub const COLUMN_CHANGE: &str = "Sedan förra omgången";
    pub const CHANGE_HINT: &str = "Mer eller mindre sägs om skillnaden är minst 15 procentenheter och motsvarar minst tre personer, eller minst 5 procentenheter där båda åren har minst 100 svar; för medelvärden om den är minst en halv.";
    pub const NOT_COMPARED: &str = "går inte att jämföra";

    /// The charts that can be had as files, and what they show.
    pub const PICTURES: [(&str, &str); 3] =
        [("indikator", "Staden och målgrupperna"), ("organisationer", "Varje organisation"), ("forandring", "Förändringen")];

    pub const fn change(change: Change) -> &'static str {
        match change {
            Change::Same => "ungefär som då",
            Change::More => "mer",
            Change::Less => "mindre",
        }
    }

    pub fn not_shown(name: &str, reason: &str) -> String {
        if reason.is_empty() { name.to_owned() } else { format!("{name}: {reason}") }
    }

    pub fn slope(before: &RoundId, now: &RoundId) -> String {
        format!("Från {before} till {now}")
    }

    /// A value as pages write it: tenths of a percent, or hundredths of a mean.
    pub fn number(statistic: &Statistic, value: i64) -> String {
        match statistic {
            Statistic::Share(_) => format!("{}\u{a0}%", (value + 5).div_euclid(10)),
            Statistic::Mean => decimal((value + 5).div_euclid(10), 1),
        }
    }

    /// The city's figure, and how it differs from last year's.
    pub fn city(statistic: &Statistic, now: Option<Tally>, compared: Option<(Tally, Tally)>) -> String {
        let Some(now) = now else { return "Hela stadens siffra kan inte visas för den här omgången.".to_owned() };
        let change = compared.and_then(|(before, now)| Some((before, change_of(statistic, before, now)?)));
        let change =
            change.map(|(before, said)| format!(", {} förra omgången ({})", in_sentence(said), of_tally(statistic, before)));
        let is_mean = *statistic == Statistic::Mean;
        let of = if is_mean { answers(now.base) } else { count_of_base(now.count, now.base) };
        format!("I hela staden {} ({of}){}.", of_tally(statistic, now), change.unwrap_or_default())
    }

    fn of_tally(statistic: &Statistic, tally: Tally) -> String {
        let share = || whole_percent(tally).map(|percent| format!("{percent}\u{a0}%"));
        if *statistic == Statistic::Mean { mean(tally) } else { share() }.unwrap_or_default()
    }

    const fn in_sentence(change: Change) -> &'static str {
        match change {
            Change::Same => "ungefär som",
            Change::More => "mer än",
            Change::Less => "mindre än",
        }
    }

    /// How the organisations lie: the lower quartile, the median, the upper quartile.
    pub fn spread(shown: usize, all: usize, [low, median, high]: &[String; 3]) -> String {
        let of = if shown == all { String::new() } else { format!(" Räknat på de {shown} av {all} som kan visas.") };
        format!("Hälften av organisationerna ligger från {low} till {high}, medianen är {median}.{of}")
    }
}

/// What was answered and seen over the city.
pub mod city {
    use crate::domain::figure::plural;

    pub const PAGES: &str = "Omgångens resultat";
    pub const QUESTION_SHORT: &str = "Frågor";
    pub const INCIDENTS_SHORT: &str = "Händelser";
    pub const INCIDENTS_TITLE: &str = "Händelser i staden";
    pub const INCIDENTS_LEAD: &str = "Det som har rapporterats från alla organisationer. Vad som har skrivits om en oro för en person visas bara för den som har rapporterat den.";
    pub const COUNTS: &str = "Antal i staden";
    pub const LIST: &str = "Händelserna";
    pub fn unfold(count: i64) -> String {
        format!("Visa {}", plural(count, "händelse", "händelser"))
    }

    pub const SEE_TOO: &str = "Se också";
    pub const SUPPORT: &str = "Stöd som önskas";
    pub const TRAINING: &str = "Utbildning";
    pub const THEMES: &str = "Fritext efter tema";
    pub const NO_THEMES: &str = "Samordnarna har inte gett några texter teman för den här omgången.";
    pub const THEME: &str = "Tema";
    pub const TEXTS: &str = "Texter";
    pub const WHOSE: &str = "Från";
}

/// One question over organisations, verksamhetsområden and years.
pub mod question {
    use crate::domain::figure::{in_words, whole};
    use crate::domain::ids::RoundId;
    use crate::texts::parts::{NOT_SHOWN, listed};

    pub const TITLE: &str = "En fråga i hela staden";
    pub const QUESTION: &str = "Fråga";
    pub const WHOM: &str = "Vilkas svar";
    pub const LINE: &str = "Verksamhetsområde";
    pub const ALL_LINES: &str = "Alla verksamhetsområden";
    pub const ANSWERED: &str = "Svar";
    pub const MEAN: &str = "Medelvärde";
    pub const COLUMN_ROUND: &str = "Omgång";
    /// The row of all, where others were asked something else under the same name.
    pub const ALL_ASKED: &str = "Alla som fick frågan";

    /// A choice, and how many answered there.
    pub fn option(name: &str, base: Option<i64>) -> String {
        match base {
            Some(base) => format!("{name} ({} svar)", whole(base)),
            None => format!("{name} ({NOT_SHOWN})"),
        }
    }

    pub fn not_asked_option(name: &str) -> String {
        format!("{name} (fick inte frågan)")
    }

    pub fn not_asked(whom: &str, asked: &str) -> String {
        format!("{whom} fick inte den här frågan. Den ställdes till {asked}.")
    }

    pub fn no_such_line(whom: &str) -> String {
        format!("{whom} har inget sådant verksamhetsområde i sin enkät. Välj ett annat, eller andra svar.")
    }

    pub fn hidden_lines(names: &[String], threshold: i64) -> String {
        let least = in_words(threshold);
        format!("Visas inte, eftersom färre än {least} har svarat eller för att skydda ett sådant: {}.", listed(names))
    }

    pub fn other_words(rounds: &[RoundId], words: &str) -> String {
        format!("{} löd frågan: {words}", listed(&rounds.iter().map(ToString::to_string).collect::<Vec<_>>()))
    }

    pub fn file(round: &RoundId) -> String {
        format!("Hämta frågans siffror {round} som CSV (loggas)")
    }

    pub fn line_hint(threshold: i64) -> String {
        format!(
            "Bara verksamhetsområden med minst {} svar visas, och inte de som skulle avslöja ett mindre.",
            in_words(threshold)
        )
    }

    pub fn question_of(question: &str, whose: &str) -> String {
        format!("{question} ({whose})")
    }

    pub fn by_organisation(question: &str, round: &RoundId) -> String {
        format!("{question}, per organisation, omgång {round}")
    }

    pub fn by_line(whom: &str) -> String {
        format!("{whom} per verksamhetsområde")
    }

    pub fn over_years(whom: &str, line: Option<&str>) -> String {
        format!("{}, över åren", chosen_of(whom, line))
    }

    /// What is chosen, and how many answered there.
    pub fn chosen(round: &RoundId, whom: &str, line: Option<&str>, base: Option<i64>) -> String {
        let base = base.map_or_else(|| NOT_SHOWN.to_owned(), |base| format!("{} svar", whole(base)));
        format!("Omgång {round}. {}: {base}.", chosen_of(whom, line))
    }

    fn chosen_of(whom: &str, line: Option<&str>) -> String {
        line.map_or_else(|| whom.to_owned(), |line| format!("{whom}, {line}"))
    }

    pub fn hint(threshold: i64) -> String {
        format!(
            "Bredvid andelen står hur många som har svarat så. Andelarna räknas på dem som har svarat något annat än ”Vet inte”, och där flera svar kunde väljas blir de tillsammans mer än 100 procent. Uppgifter från färre än {} svar visas inte, och inte heller det som skulle avslöja dem.",
            in_words(threshold)
        )
    }
}

/// Pictures of charts.
pub mod chart {
    use crate::domain::ids::RoundId;

    pub const COLUMNS: [&str; 6] = ["serie", "ar", "antal", "bas", "varde", "dold"];
    pub const QUESTION_COLUMNS: [&str; 10] =
        ["serie", "ar", "verksamhetsomrade", "enkat", "kod", "svar", "antal", "bas", "andel", "dold"];
    pub const CURVE_COLUMNS: [&str; 4] = ["ar", "dag", "svarat", "andel"];
    pub const CITY: &str = "Hela staden";
    /// Under a picture.
    pub fn note(round: &RoundId, threshold: i64) -> String {
        format!("Källa: Lägesbild, omgång {round}. Uppgifter från färre än {threshold} svar visas inte.")
    }

    pub fn curve(round: &RoundId) -> String {
        format!("Svarsfrekvens dag för dag, omgång {round}")
    }

    pub fn curve_note(round: &RoundId) -> String {
        format!("Källa: Lägesbild, omgång {round}. Samma dagar räknade från den första.")
    }
}

/// On the central office's first page, as long as it is so.
pub const VACUUM_IS_DUE: &str = "Svaren är förseglade, men äldre kopior av dem finns ännu kvar i databasens filer, eftersom något läser dem: till exempel en säkerhetskopiering. Servern försöker igen tills det går. Står det här i mer än en timme, säg till den som sköter driften.";

// A file to take in.

pub const FILE: &str = "Fil";
pub const BUTTON_TAKE: &str = "Läs in filen";

/// The questionnaires.
pub mod questionnaires {
    pub fn published(title: &str) -> String {
        format!("”{title}” är publicerad.")
    }

    pub const TITLE: &str = "Enkäter";
    pub const LEAD: &str = "Här skrivs, granskas och publiceras enkäterna. En publicerad version ändras inte mer: den som ändrar skriver i ett utkast till nästa.";
    pub const FILE_HEADING: &str = "Läs in en enkät";
    pub const FILE_LEAD: &str =
        "En enkät i JSON blir en ny version, som är ett utkast tills du publicerar den. Står ett fel i filen läses inget in.";

    pub fn taken(id: &str, version: i64) -> String {
        format!("Enkäten {id} är inläst som utkast, version {version}. Granska den och publicera sedan.")
    }

    pub fn unchanged(id: &str, version: i64) -> String {
        format!("Filen är lika med {id}, version {version}, så inget har ändrats.")
    }

    pub const NOTHING_YET: &str = "Inga enkäter är inlästa än.";
    pub const COLUMN_QUESTIONNAIRE: &str = "Enkät";
    pub const COLUMN_STATE: &str = "Läge";

    pub fn version(id: &str, version: i64) -> String {
        format!("{id}, version {version}")
    }

    pub const PUBLISHED: &str = "Publicerad";

    pub const DRAFT: &str = "Utkast.";
    pub const REVIEW: &str = "Granska och publicera";
    pub const EDIT: &str = "Ändra";
    pub const READ: &str = "Läs";
    pub const COLUMN_DO: &str = "Gör";
    pub const REPLACED: &str = "Ersatt utkast";
}

/// The organisations.
pub mod organisations {
    use crate::domain::organisation::Audience;

    pub const TITLE: &str = "Organisationer";
    pub const NOTHING_YET: &str = "Inga organisationer finns än. Lägg till dem en och en, eller läs in en fil.";
    pub const NEW_HEADING: &str = "Lägg till en organisation";
    pub const NEW_LEAD: &str = "En organisation som har tagit över från andra får deras svar från tidigare år lagda till sina: ange den hos dem. En som har brutits ut ur en annan börjar utan historik.";
    pub const NAME: &str = "Namn";
    pub const RENAME_HINT: &str = "Siffrorna från tidigare omgångar följer med, under det nya namnet.";
    pub const ID: &str = "Kortnamn";
    pub const ID_HINT: &str = "Står i filer och adresser och ändras aldrig. Tomt: görs av namnet.";
    pub const AREAS_HINT: &str = "Stadsdelsområden med kommatecken emellan.";
    pub const LAST_YEAR: &str = "Sista år";
    pub const LAST_YEAR_HINT: &str = "Det sista år som organisationen är med i enkäten.";
    pub const SUCCESSOR: &str = "Går upp i";
    pub const NO_SUCCESSOR: &str = "Ingen";
    pub const SUCCESSOR_HINT: &str = "Den som tar över, vid en sammanslagning eller ett byte.";
    pub const EXPECTED: &str = "Förväntat antal svar";
    pub const EXPECTED_HINT: &str = "Där det inte finns något register över enheter.";
    pub const BUTTON_ADD: &str = "Lägg till";
    pub const BUTTON_CHANGE: &str = "Spara ändringen";
    pub const TO_REGISTER: &str = "Registret över enheter";
    pub const TO_ACCOUNTS: &str = "Bjud in en samordnare";
    pub const WAY_BACK: &str = "Till alla organisationer";
    pub const FAULT_KIND: &str = "Välj vilken typ det är.";
    pub const FAULT_YEAR: &str = "Skriv året med fyra siffror, mellan 2000 och 2100.";
    pub const FAULT_NUMBER: &str = "Skriv ett helt tal, minst 1.";
    pub const CHANGED: &str = "Ändringen är sparad.";

    pub fn added(name: &str) -> String {
        format!("{name} är tillagd.")
    }

    /// A kind of organisation, which is also an audience of questionnaires.
    pub const fn kind(audience: Audience) -> &'static str {
        match audience {
            Audience::Stadsdelsforvaltning => "Stadsdelsförvaltning",
            Audience::Fackforvaltning => "Fackförvaltning",
            Audience::Extern => "Extern part",
        }
    }

    /// All of a kind.
    pub const fn kinds(audience: Audience) -> &'static str {
        match audience {
            Audience::Stadsdelsforvaltning => "Stadsdelsförvaltningarna",
            Audience::Fackforvaltning => "Fackförvaltningarna",
            Audience::Extern => "De externa parterna",
        }
    }

    pub const FILE_HEADING: &str = "Läs in en fil";
    pub const FILE_LEAD: &str = "CSV eller XLSX med kolumnerna id, namn, typ, omraden och efterfoljare, och om du vill upphor och forvantat_antal. Organisationer som inte finns i filen lämnas som de är.";

    pub fn taken(organisations: usize) -> String {
        format!(
            "{} inlästa.",
            crate::domain::figure::plural(
                i64::try_from(organisations).unwrap_or(i64::MAX),
                "organisation är",
                "organisationer är"
            )
        )
    }

    pub const COLUMN_ORGANISATION: &str = "Organisation";
    pub const COLUMN_KIND: &str = "Typ";
    pub const COLUMN_AREAS: &str = "Områden";
    pub const COLUMN_NOTE: &str = "Anmärkning";

    pub fn ends_with_heir(ends: &str, heir: &str) -> String {
        format!("{ends}, därefter {heir}")
    }

    pub fn has_heir(heir: &str) -> String {
        format!("Efterföljs av {heir}")
    }

    pub fn ends(year: i64, now: i64) -> String {
        let verb = if year < now { "Upphörde" } else { "Upphör" };
        format!("{verb} {year}")
    }

    pub fn expected(answers: i64) -> String {
        format!("{answers} svar förväntas")
    }
}

/// The accounts.
pub mod accounts {
    use crate::domain::account::AccountState;

    pub const TITLE: &str = "Konton";
    /// Followed by the link.
    pub fn invited(email: &str) -> String {
        format!("Skicka den här länken till {email}. Den gäller en gång, i två veckor, och visas bara nu:")
    }

    /// Followed by the link.
    pub fn invitation_sent(email: &str) -> String {
        format!(
            "En inbjudan är på väg till {email}. Kommer den inte fram, skicka den här länken. Den gäller en gång, i två veckor, och visas bara nu:"
        )
    }
    pub const INVITE_BY_MAIL: &str = "Öppna inbjudan i mejlprogrammet";
    pub const INVITE_HEADING: &str = "Bjud in";
    pub const EMAIL: &str = "E-postadress";
    pub const ROLE: &str = "Roll";
    pub const ROLE_COORDINATOR: &str = "Samordnare";
    pub const ROLE_READER: &str = "Läsare";
    pub const ROLE_CENTRAL: &str = "Stadsledningskontoret";
    pub const ORGANISATION: &str = "Organisation";
    pub const NO_ORGANISATION: &str = "Ingen, för centrala kontoret";
    pub const WITHOUT_HEADING: &str = "Organisationer utan samordnare";
    /// Followed by the organisation.
    pub const INVITE_FOR: &str = "Bjud in";
    pub const BUTTON_INVITE: &str = "Skapa inbjudan";

    // The list.

    pub const LIST: &str = "Alla konton";
    pub const STANDING: &str = "Läge";

    pub const fn state(state: AccountState) -> &'static str {
        match state {
            AccountState::Invited => "Inbjuden, har inget lösenord",
            AccountState::Active => "Aktivt",
            AccountState::Disabled => "Avstängt",
        }
    }

    pub const LAST_LOGIN: &str = "Senast inloggad";
    pub const NEVER: &str = "Har aldrig loggat in";
    pub const CHANGE: &str = "Ändra";
    pub const BUTTON_INVITE_AGAIN: &str = "Skapa ny inbjudan";
    pub const INVITE_AGAIN_HINT: &str = "En ny länk att välja lösenord med. Äldre inbjudningar slutar gälla, och personen loggas ut. Ett avstängt konto slås på igen.";
    pub const BUTTON_ROLE: &str = "Spara rollen";
    pub const ROLE_HINT: &str = "Personen loggas ut och får den nya rollen vid nästa inloggning.";
    pub const BUTTON_DISABLE: &str = "Stäng av kontot";
    pub const DISABLE_HINT: &str =
        "Lösenordet och inbjudningar slutar gälla, och personen loggas ut. Kontot kan slås på igen med en ny inbjudan.";

    pub fn of(email: &str) -> String {
        format!("Ändra {email}")
    }

    pub fn disabled(email: &str) -> String {
        format!("Kontot {email} är avstängt.")
    }

    pub fn has_role(email: &str) -> String {
        format!("Kontot {email} har fått en ny roll.")
    }
}

/// The log. Its rows keep the words they were written with.
pub mod log {
    use crate::domain::audit::Action;

    pub const TITLE: &str = "Logg";
    pub const LEAD: &str =
        "Ändringar och uttag som personal har gjort, de senaste först. Den som svarar på enkäten lämnar inga spår här.";
    pub const PAGES: &str = "Sidor i loggen";

    pub const COLUMN_WHEN: &str = "När";
    pub const COLUMN_WHO: &str = "Vem";
    pub const COLUMN_WHAT: &str = "Vad";
    pub const COLUMN_SUBJECT: &str = "Gäller";
    pub const COLUMN_CHANGE: &str = "Ändring";

    /// Who did it, as the log names them.
    pub fn actor(name: &str) -> &str {
        match name {
            "operator" => "Driften",
            "clock" => "Automatiskt",
            email => email,
        }
    }

    /// What was done.
    pub const fn action(action: Action) -> &'static str {
        match action {
            Action::ImportOrganisations => "läste in organisationer",
            Action::ChangeOrganisation => "lade till eller ändrade en organisation",
            Action::SetExpected => "ändrade förväntat antal",
            Action::ImportUnits => "läste in enheter",
            Action::ExportUnits => "hämtade enhetsregistret",
            Action::ChangeUnit => "ändrade enhet",
            Action::RetireUnit => "tog bort enhet ur registret",
            Action::SetAsked => "valde avdelningar",
            Action::ImportQuestionnaire => "läste in enkät",
            Action::EditQuestionnaire => "började skriva i enkät",
            Action::TakeOverQuestionnaire => "tog över skrivandet i enkät",
            Action::RemoveDraft => "kastade utkast till enkät",
            Action::PublishQuestionnaire => "publicerade enkät",
            Action::CreateRound => "skapade omgång",
            Action::OpenRound => "öppnade omgång",
            Action::ChangeRound => "ändrade planerad omgång",
            Action::RemoveRound => "tog bort planerad omgång",
            Action::ExtendRound => "ändrade sista dag",
            Action::CloseRound => "stängde omgång",
            Action::AbandonRound => "stängde omgång utan svar",
            Action::CopyKeys => "kopierade nycklar",
            Action::DestroyKey => "förstörde nyckel",
            Action::TakeOutOfScope => "tog ur urvalet",
            Action::TakeIntoScope => "tog med i urvalet",
            Action::ReopenUnit => "öppnade enhet igen",
            Action::AddUnit => "lade till enhet",
            Action::ImportResponses => "läste in svar",
            Action::ImportHistory => "läste in tidigare år",
            Action::RemoveHistory => "tog bort inläst år",
            Action::Export => "hämtade",
            Action::ExportUnderlag => "hämtade underlag",
            Action::EditUnderlag => "ändrade underlag",
            Action::RestoreUnderlag => "återställde underlag",
            Action::SetTheme => "ändrade tema på fritext",
            Action::AssessIncident => "bedömde händelse",
            Action::RestoreIncident => "tog tillbaka bedömning",
            Action::AddSource => "lade till källa",
            Action::RemoveSource => "tog bort källa",
            Action::AddReports => "lade till blanketter eller rapporter",
            Action::RemoveReport => "tog bort blankett eller rapport",
            Action::SetSupportLink => "ändrade länk till stöd",
            Action::PlanMailing => "planerade utskick",
            Action::NoteReminder => "noterade utskick",
            Action::CancelMailing => "avbröt utskick",
            Action::EditTemplate => "ändrade mall för brev",
            Action::RetryMailing => "försökte skicka igen",
            Action::AddAccount => "lade till konto",
            Action::InviteAccount => "bjöd in igen",
            Action::DisableAccount => "stängde av konto",
            Action::SetRole => "ändrade roll",
            Action::AddToken => "skapade läsnyckel",
            Action::RemoveToken => "tog bort läsnyckel",
            Action::SetPassword => "valde lösenord",
            Action::SignOn => "loggade in med stadens inloggning första gången",
        }
    }
}

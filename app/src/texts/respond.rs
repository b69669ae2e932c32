//! The respondent's pages, in the order in which she meets them.
//!
//! "Enhet" is always the unit that she manages; what she holds in her hand is "telefon eller dator".

use crate::domain::figure::{plural, whole};

pub mod start {
    use super::plural;

    pub const WHO: &str = "Vem frågar";
    /// Where the enkät has no introduction of its own.
    pub const WHY: &str = "Svaren blir underlag till den lokala lägesbilden: vilka händelser som har setts, vad som är känt och vilket stöd som behövs.";
    pub const HOW_LONG: &str = "Tid";
    pub const UNTIL: &str = "Sista dag";

    pub fn who(organisation: &str) -> String {
        format!("{organisation}, tillsammans med stadsledningskontoret")
    }

    pub fn minutes(minutes: u32) -> String {
        format!("Ungefär {}. Du kan pausa och fortsätta senare.", plural(i64::from(minutes), "minut", "minuter"))
    }

    /// What matters before the first question, in one line.
    pub fn in_short(minutes: u32, last_day: &str) -> String {
        format!(
            "Tar ungefär {}. Svara senast {last_day}. Ingen ser vem som har svarat vad.",
            plural(i64::from(minutes), "minut", "minuter")
        )
    }

    pub const ABOUT: &str = "Vem frågar?";

    pub const UNTRACEABLE: &str = "Vi kopplar inte svaret till dig eller din enhet";
    pub const UNTRACEABLE_TEXT: &str = "Ditt svar sparas utan namn, enhet, klockslag och uppgift om din telefon eller dator. Att enheten har svarat antecknas på ett annat ställe, så att du slipper påminnelser. Tills enkäten stänger är svaret förseglat, så att ingen kan läsa det i databasen. ";
    pub const UNTRACEABLE_MORE: &str = "Läs hur det går till";
    pub const NEVER: &str = "Skriv inget som pekar ut någon";
    pub const NEVER_TEXT: &str =
        "Inga namn, personnummer, telefonnummer eller adresser. Beskriv det som har hänt, inte vem det gällde.";
    pub const READ_FIRST: &str = "Läs alla frågor först";

    pub const UNIT: &str = "Vilken enhet är du chef för?";
    pub const UNIT_NONE: &str = "Välj din enhet";
    pub const UNIT_MISSING: &str = "Välj din enhet.";
    pub const UNIT_UNKNOWN: &str = "Enheten finns inte i listan. Välj en som finns där.";
    pub const UNIT_GONE: &str =
        "Enheten ska inte svara i år längre. Välj en annan, eller fråga samordnaren. Det du har fyllt i finns kvar.";
    pub const UNIT_SEARCH: &str = "Sök i listan";

    pub fn unit_answered(name: &str) -> String {
        format!("{name} – har svarat")
    }

    pub fn hits(hits: usize, count: usize) -> String {
        format!("{hits} av {count} enheter")
    }

    pub const NO_HITS: &str = "Ingen enhet heter så. Prova med en del av namnet.";

    pub const BEGIN: &str = "Börja svara";
    pub const GO_ON: &str = "Fortsätt";
    pub const BEGUN_HEADING: &str = "Du har ett påbörjat svar";

    pub fn begun_for(unit: &str) -> String {
        format!("Du svarar för {unit}.")
    }

    pub const OTHER_UNIT: &str = "Det gäller en annan enhet";
    pub const BEGUN: &str = "Det är sparat på den här telefonen eller datorn. Är det inte ditt? ";
    pub const ANEW: &str = "Ta bort det och börja om";

    pub const NOT_LISTED: &str = "Min enhet finns inte i listan";
    pub const SOMEBODY_ELSE: &str = "Någon annan har svarat för min enhet";
    pub const ELSEWHERE: &str = "Fortsätt på ett svar som du började på en annan telefon eller dator";
    pub const CHANGE: &str = "Ändra ett svar som du har skickat in";
}

pub mod help {
    pub const TITLE: &str = "Hjälp med enkäten";
    pub const NOT_LISTED: &str = "Min enhet finns inte i listan";
    pub const NOT_LISTED_TEXT: [&str; 2] = [
        "Listan visar enheterna som de hette när enkäten öppnade. Se efter om din enhet står under ett äldre namn eller under avdelningens namn.",
        "Finns den ändå inte: be samordnaren lägga till den. Sedan kan du öppna länken igen och svara.",
    ];
    pub const SOMEBODY_ELSE: &str = "Någon annan har svarat för min enhet";
    pub const SOMEBODY_ELSE_TEXT: [&str; 2] = [
        "Ett svar från varje enhet räcker. Har en kollega svarat i ditt ställe behöver du inte göra något.",
        "Blev det fel, till exempel för att någon valde din enhet i stället för sin egen: be samordnaren öppna enheten igen, så kan du svara. Det första svaret ligger kvar, eftersom ingen kan se vilket det är.",
    ];
    pub const LOST_CODE: &str = "Jag har tappat bort min kod";
    pub const LOST_CODE_TEXT: [&str; 2] = [
        "Kvittokoden kan ingen ta fram igen. Vill du ändra svaret kan samordnaren öppna enheten, så att du svarar på nytt.",
        "Koden för att fortsätta senare visas igen om du trycker på Spara och fortsätt senare på samma telefon eller dator.",
    ];
    pub const CONTACT: &str = "Vem du frågar";
    pub const CONTACT_TEXT: &str = "Skriv aldrig i ett mejl vad du har svarat, eller uppgifter om en enskild person.";
    pub const COORDINATOR: &str = "Samordnare mot våldsbejakande extremism: ";
    pub const OFFICE: &str = "Stadens kontakt: ";
    pub const NOBODY: &str = "Fråga din närmaste chef vem som är förvaltningens samordnare mot våldsbejakande extremism.";
    pub const BACK: &str = "Till startsidan";
}

pub mod section {
    use super::plural;

    pub fn step(step: usize, steps: usize) -> String {
        format!("Steg {step} av {steps}: ")
    }

    pub const ALL_STEPS: &str = "Visa alla steg";
    pub const STEPS: &str = "Steg";
    pub const GO_BACK_TO: &str = "Gå till steget ";
    pub const NEXT: &str = "Nästa";
    pub const BACK: &str = "Tillbaka";
    pub const LATER: &str = "Spara och fortsätt senare";

    pub const STALE: &str = "Svaren på den här sidan har ändrats på ett annat ställe, till exempel i en annan flik. De har lagts till nedan där du inte hade fyllt i något. Kontrollera sidan och gå sedan vidare.";

    pub fn add(item: &str) -> String {
        format!("Lägg till {}", item.to_lowercase())
    }

    pub fn remove(item: &str) -> String {
        format!("Ta bort {} ", item.to_lowercase())
    }

    /// Where several may be chosen and the question says nothing else.
    pub const CHOOSE_ALL: &str = "Välj alla som stämmer.";
    /// What a month looks like where the browser has nothing to choose it from.
    pub const MONTH_HINT: &str = "År och månad, till exempel 2026-03.";

    /// Whose answer it is.
    pub fn answering_for(unit: &str) -> String {
        format!("Du svarar för {unit}")
    }

    /// On a page that was opened from the check page.
    pub const TO_CHECK: &str = "Till granskningen";
    pub const AREA_NONE: &str = "Välj ett område";
    pub const FOUND_AT: &str = "Så här står det: ";

    pub fn beside(option: &str) -> String {
        format!("{option}: beskriv kort")
    }

    pub fn limit(max: usize) -> String {
        format!("Högst {} tecken", super::whole(i64::try_from(max).unwrap_or_default()))
    }

    // What the browser adds as she goes along.
    pub const OFFLINE: &str =
        "Ingen kontakt med servern. Svaren på den här sidan sparas så snart den är tillbaka. Stäng inte sidan.";
    pub const WAITING: &str = "Ingen kontakt med servern. Sidan går vidare så snart den är tillbaka.";
    pub const NEWER: &str = "Svaren på den här sidan har ändrats i en annan flik eller på en annan telefon eller dator.";
    pub const RELOAD: &str = "Visa de senaste svaren";
    pub const ENDED: &str = "Svaret kan inte sparas längre: det har skickats in eller tagits bort, eller så har enkäten stängt.";
    pub const SEE_WHY: &str = "Se efter";

    pub fn saved(time: &str) -> String {
        format!("Sparat {time}")
    }

    pub fn saved_in_part(time: &str) -> String {
        format!("Sparat {time}, utom det som behöver ändras")
    }

    pub fn appeared(count: usize) -> String {
        format!("{} visas efter den här.", plural(i64::try_from(count).unwrap_or_default(), "ny fråga", "nya frågor"))
    }

    pub fn disappeared(count: usize) -> String {
        format!("{} visas inte längre.", plural(i64::try_from(count).unwrap_or_default(), "fråga", "frågor"))
    }

    pub fn added(item: &str, number: usize) -> String {
        format!("{item} {number} har lagts till.")
    }

    pub fn removed(item: &str, number: usize) -> String {
        format!("{item} {number} är borttagen.")
    }

    pub fn looks_like(kind: &str, text: &str) -> String {
        format!("Det ser ut som {kind}: ”{text}”. Ta bort det innan du går vidare.")
    }
}

pub mod saved {
    pub const TITLE: &str = "Dina svar är sparade";
    pub const HERE: &str = "På den här telefonen eller datorn";
    pub const ELSEWHERE: &str = "På en annan telefon eller dator";
    pub const ELSEWHERE_TEXT: &str =
        "Öppna länken där, välj att fortsätta på ett påbörjat svar, och ange den här koden och din enhet:";
    pub const CODE_SECRET: &str = "Den som har koden kan läsa det du har fyllt i. Visa den inte för någon annan.";
    pub const CHANGING: &str = "Öppna länken där, välj att ändra ett svar som du har skickat in, och ange kvittokoden. Det du har ändrat sedan du hämtade svaret följer inte med.";
    pub const GO_ON: &str = "Fortsätt nu";

    pub fn here(day: &str) -> String {
        format!("Öppna länken igen och fortsätt där du slutade. Svaren finns kvar till och med {day}.")
    }
}

pub mod resume {
    pub const TITLE: &str = "Fortsätt på ett påbörjat svar";
    pub const CODE: &str = "Kod";
    pub const CODE_HINT: &str =
        "Tolv tecken, som du fick när du tryckte på Spara och fortsätt senare. Bindestreck och små bokstäver går bra.";
    pub const CODE_WRONG: &str = "Koden stämmer inte, eller så är svaret redan inskickat. Kontrollera tecknen och försök igen.";
    pub const UNIT_WHY: &str = "Vi frågar igen, eftersom enheten inte sparas tillsammans med det du har fyllt i.";
    pub const BUTTON: &str = "Fortsätt";
}

pub mod check {
    /// Whose answer it is: a code taken up on another device may have been given for another unit.
    pub fn answering_for(unit: &str) -> String {
        format!("Du svarar för {unit}.")
    }

    /// How many questions have no answer.
    pub fn unanswered(questions: i64) -> String {
        match questions {
            1 => "En fråga är inte besvarad. Du kan skicka in ändå.".to_owned(),
            _ => format!("{} frågor är inte besvarade. Du kan skicka in ändå.", super::whole(questions)),
        }
    }

    pub const TITLE: &str = "Granska dina svar";
    pub const CHANGE: &str = "Ändra";
    pub const UNANSWERED: &str = "Inte besvarad";
    pub const NAMES: &str = "Kan någon kännas igen?";
    pub const NAMES_TEXT: &str = "De markerade orden kan vara namn på personer. Ta bort dem om de är det.";
    pub const NAMES_CHECKED: &str = "Jag har kontrollerat att ingen kan kännas igen";
    pub const NAMES_UNCHECKED: &str = "Kontrollera orden som kan vara namn, och kryssa i rutan.";
    pub const CHANGED: &str = "Svaren har ändrats sedan du öppnade den här sidan. Granska dem en gång till och skicka sedan in.";
    pub const SUBMIT_TEXT: &str = "När du skickar in får du en kvittokod. Med den kan du ändra svaret tills enkäten stänger.";
    pub const SUBMIT: &str = "Skicka in";
    pub const SUBMIT_CHANGE: &str = "Skicka in ändringen";

    pub fn change_of(question: &str) -> String {
        format!(" svaret på: {question}")
    }
}

pub mod receipt {
    use crate::domain::figure::in_words;

    pub const TITLE: &str = "Tack! Svaret är inskickat";
    pub const CODE: &str = "Din kvittokod";
    pub const GONE: &str = "Kvittokoden visas inte längre. Har du sparat den kan du ";
    pub const GONE_CHANGE: &str = "ändra svaret";
    pub const COPY: &str = "Visa dina svar, för att skriva ut eller spara";
    pub const CHANGE: &str = "Ändra svaret";
    pub const ANOTHER: &str = "Svara för en enhet till";
    /// Beside it.
    pub const ANOTHER_HINT: &str = " Spara koden först. Den visas inte längre när du har börjat på nästa svar.";
    pub const NEXT: &str = "Vad som händer nu";
    pub fn next_text(threshold: i64) -> [String; 3] {
        [
            format!(
                "När enkäten har stängt sammanställer samordnaren svaren till förvaltningens lokala lägesbild. Den visar bara uppgifter som minst {} har lämnat.",
                in_words(threshold)
            ),
            "Händelser och fritext läses som du har skrivit dem, utan att det står vem som har svarat.".to_owned(),
            "Enheten får inga fler påminnelser i år.".to_owned(),
        ]
    }

    pub const CONCERN: &str =
        "Är du orolig för en person just nu? Vänta inte på lägesbilden. Följ stadens rutin och kontakta samordnaren.";

    pub fn keep(day: &str) -> String {
        format!(
            "Spara koden om du vill kunna ändra svaret. Det går till och med {day}. Koden visas här i 30 minuter, och ingen kan ta fram den åt dig senare."
        )
    }
}

pub mod copy {
    pub const TITLE: &str = "Dina svar";
    pub const TEXT: &str =
        "Skriv ut sidan eller spara den som PDF från webbläsarens meny. Den visas i 30 minuter efter att du har skickat in.";
    pub const BACK: &str = "Till kvittot";
}

pub mod change {
    pub const TITLE: &str = "Ändra ditt svar";
    pub const CODE: &str = "Kvittokod";
    pub const CODE_HINT: &str = "Tolv tecken, som du fick när du skickade in. Bindestreck och små bokstäver går bra.";
    pub const CODE_WRONG: &str = "Koden stämmer inte. Kontrollera tecknen och försök igen.";
    pub const BUTTON: &str = "Hämta svaret";
    pub const LOST: &str = "Jag har tappat bort min kod";
}

pub mod questions {
    use crate::texts::parts::joined;

    pub const TITLE: &str = "Alla frågor";
    pub const LEAD: &str = "Här kan du läsa eller skriva ut frågorna innan du svarar.";
    pub const EACH_ROW: &str = "Svara för varje rad med något av:";
    pub const TEXT: &str = "Fritext";
    pub const NUMBER: &str = "Ett heltal";
    pub const MONTH: &str = "År och månad";
    pub const DATE: &str = "Ett datum";
    pub const AREA: &str = "Ett stadsdelsområde eller hela staden";
    /// Of whom a question is asked, on the page that staff print.
    pub fn asked_of(options: &[String], question: &str) -> String {
        format!("Ställs bara till den som svarat {} på ”{question}”.", joined(options, "eller"))
    }

    pub const ASKED_OF_SOME: &str = "Ställs bara efter vissa tidigare svar.";
    pub const IF_RELEVANT: &str = " (om frågan är aktuell)";
    pub const BACK: &str = "Till startsidan";

    pub fn scale(min: i64, min_label: &str, max: i64, max_label: &str) -> String {
        format!("Från {min} ({min_label}) till {max} ({max_label})")
    }
}

//! Letters to the units, and the page where they are written.

use super::underlag::capital;
use crate::domain::figure::{in_words, plural};
use crate::domain::letter::{Invited, MailingKind, MailingState};

/// Below a letter.
pub const PRODUCT: &str = "Skickat från Lägesbild, stadens enkät om arbetet mot våldsbejakande extremism.";

// The letters as they are proposed.

/// What an address and a form call a reminder.
pub const REMINDER_CODE: &str = "paminnelse";
/// What they call an invitation.
pub const INVITATION_CODE: &str = "inbjudan";

pub fn subject(kind: MailingKind, last_day: &str) -> String {
    if kind == MailingKind::Reminder {
        format!("Påminnelse: svara på enkäten senast {last_day}")
    } else {
        format!("Enkät om arbetet mot våldsbejakande extremism, svara senast {last_day}")
    }
}

/// What stands for the unit's name in a letter.
pub const UNIT: &str = "{enhet}";

/// A letter to a unit.
pub fn body(kind: MailingKind, invited: &Invited, link: &str, last_day: &str, contact: &str) -> String {
    let opening = if kind == MailingKind::Reminder {
        format!("Hej!\n\nVi saknar svar från {UNIT} på årets enkät om arbetet mot våldsbejakande extremism.")
    } else {
        format!("Hej!\n\nNu är det dags för årets enkät om arbetet mot våldsbejakande extremism. Brevet går till {UNIT}.")
    };
    let (how, promise) = (how_to_answer(invited), promise(invited));
    format!(
        "{opening}\n\n\
        {how}\n\n\
        {link}\n\n\
        Svara senast {last_day}. {promise}\n\n\
        Har du frågor? Skriv till {contact} eller svara på det här mejlet."
    )
}

/// The text to copy; `\n\n` begins a new paragraph.
pub fn mail(kind: MailingKind, invited: &Invited, link: &str, last_day: &str) -> String {
    let (how, promise) = (how_to_answer(invited), promise(invited));
    let sender = invited.sender.as_ref().map_or_else(String::new, |sender| format!(" Den skickas ut av {sender}."));
    let opening = match kind {
        MailingKind::Reminder => format!(
            "Vi saknar fortfarande svar från din {} på årets enkät om arbetet mot våldsbejakande extremism.",
            invited.respondent.unit
        ),
        _ => "Nu är det dags för årets enkät om arbetet mot våldsbejakande extremism.".to_owned(),
    };
    format!(
        "Hej!\n\n\
        {opening}{sender}\n\n\
        {how}\n\n\
        {link}\n\n\
        Svara senast {last_day}. {promise}\n\n\
        Har du frågor? Svara på det här mejlet."
    )
}

/// "fem minuter"
fn minutes(invited: &Invited) -> String {
    let minutes = i64::from(invited.minutes);
    format!("{} {}", in_words(minutes), if minutes == 1 { "minut" } else { "minuter" })
}

fn how_to_answer(invited: &Invited) -> String {
    let Invited { organisation, respondent, .. } = invited;
    let choose =
        if invited.registered { format!(", och du väljer din {} på första sidan", respondent.unit) } else { String::new() };
    format!(
        "Enkäten tar ungefär {} och går bra att svara på i mobilen. Alla {} i {organisation} använder samma länk{choose}:",
        minutes(invited),
        respondent.many
    )
}

fn promise(invited: &Invited) -> String {
    format!("Ingen som läser resultaten kan se vad din {} har svarat.", invited.respondent.unit)
}

// The page.

pub const TITLE: &str = "Länk och utskick";
pub const POSTER: &str = "Affisch att skriva ut";

// Those who have not answered.

pub const REMIND_HEADING: &str = "Påminn dem som saknas";

pub fn missing(units: i64) -> String {
    if units == 0 {
        "Alla har svarat, så det finns ingen att påminna.".to_owned()
    } else {
        format!("{} har inte svarat.", plural(units, "enhet", "enheter"))
    }
}

pub const ADDRESSES: &str = "Adresser";
pub const ADDRESSES_HINT: &str = "Klistra in dem som hemlig kopia (Bcc), så att ingen ser vilka de andra är.";

// Letters from here.

pub const LETTERS_HEADING: &str = "Skicka mejl härifrån";
pub const OFF: &str =
    "Lägesbild kan inte skicka mejl här, eftersom ingen e-postserver är inställd. Kopiera adresser och text till ett eget mejl.";
pub const CLOSED: &str = "Omgången är inte öppen, så inga mejl kan skickas.";
pub const UNTIED: &str = "Några svar är inte knutna till en enhet. Därför går det inte att se vilka som ska påminnas.";
pub const NO_REGISTER: &str = "Utan register finns inga adresser att skicka till. Kopiera texten ovan till ett eget mejl.";
pub const INTRO: &str = "Mejlen går bara till enheter som har en e-postadress och som inte har svarat när mejlet skickas.";

pub const NEW_INVITATION: &str = "Skriv en inbjudan";
pub const NEW_REMINDER: &str = "Skriv en påminnelse";

pub fn without_address(units: i64, names: &str) -> String {
    format!("{} av dem saknar e-postadress i registret: {names}.", capital(&in_words(units)))
}

pub const fn kind(kind: MailingKind) -> &'static str {
    match kind {
        MailingKind::Reminder => "Påminnelse",
        MailingKind::Invitation => "Inbjudan",
        MailingKind::Opens => "Enkäten öppnar",
        MailingKind::LowRate => "Låg svarsfrekvens",
        MailingKind::ClosesTomorrow => "Stänger i morgon",
        MailingKind::Events => "Händelser i området",
        MailingKind::UnderlagDue => "Underlag ska lämnas",
    }
}

pub const SUBJECT: &str = "Ämne";
pub const BODY: &str = "Text";
pub const BODY_HINT: &str = "Länken måste stå i texten. {enhet} byts mot enhetens namn.";
pub const WHEN: &str = "När ska mejlet skickas?";
pub const DAY: &str = "Dag";
pub const TIME: &str = "Klockslag";
pub const WHEN_HINT: &str = "Lämna tomt för att skicka nu.";
pub const SPACING: &str = "Det går att skicka högst en påminnelse på två dygn.";
pub const BUTTON_PREVIEW: &str = "Förhandsgranska";

// The preview.

pub fn preview_title(reminder: bool) -> &'static str {
    if reminder { "Så här blir påminnelsen" } else { "Så här blir inbjudan" }
}

pub fn goes_to(units: i64, when: Option<&str>) -> String {
    let units = plural(units, "enhet", "enheter");
    match when {
        Some(when) => format!("Skickas {when} till dem som inte har svarat då. Just nu är det {units}."),
        None => format!("Skickas nu till {units} som inte har svarat."),
    }
}

pub const RECIPIENTS: &str = "Visa vilka";
pub const BUTTON_SEND: &str = "Skicka";
pub const BUTTON_PLAN: &str = "Planera utskicket";
pub const CHANGE_HEADING: &str = "Ändra";
pub const BUTTON_SHOW: &str = "Visa ändringen";

/// What was done.
pub mod done {
    pub const PLANNED: &str = "Utskicket är planerat. Läget syns nedan.";
    pub const NOTED: &str = "Påminnelsen är noterad.";
    pub const CANCELLED: &str = "Utskicket är avbrutet. Det som inte hade skickats skickas inte.";
    pub const FORGOTTEN: &str = "Noteringen är borttagen.";
    pub const RETRIED: &str = "Lägesbild försöker skicka igen.";
}

// What has been sent.

pub const SENT_HEADING: &str = "Utskick";
pub const NONE_YET: &str = "Inga utskick än.";
pub const COLUMN_WHAT: &str = "Utskick";
pub const COLUMN_WHEN: &str = "När";
pub const COLUMN_STATE: &str = "Läge";
pub const COLUMN_SENT: &str = "Skickade";
pub const COLUMN_WAITING: &str = "Väntar";
pub const COLUMN_FAILED: &str = "Misslyckade";
pub const COLUMN_UNCERTAIN: &str = "Osäkra";

pub const fn state(state: MailingState) -> &'static str {
    match state {
        MailingState::Planned => "Planerat",
        MailingState::Sending => "Skickas",
        MailingState::Done => "Klart",
        MailingState::Cancelled => "Avbrutet",
        MailingState::Noted => "Skickad på annat sätt",
    }
}

pub fn unreachable(said: &str) -> String {
    if said.is_empty() {
        "E-postservern svarar inte. Lägesbild försöker igen.".to_owned()
    } else {
        format!("E-postservern går inte att nå just nu ({said}). Lägesbild försöker igen.")
    }
}

pub const FAILED_HEADING: &str = "Kom inte fram";

pub fn failed(unit: &str, said: &str) -> String {
    format!("{unit}: e-postservern tog inte emot mejlet ({said}).")
}

pub const UNCERTAIN_HEADING: &str = "Osäkert om de kom fram";
pub const UNCERTAIN: &str = "Förbindelsen bröts medan mejlet skickades. Det skickas inte igen, så att ingen får det två gånger. Hör av dig till enheten om du vill vara säker.";
pub const NOTE: &str = "Notera en påminnelse som du har skickat själv";
pub const NOTE_DAY: &str = "Vilken dag skickade du den?";
pub const NOTE_HINT: &str = "Dagen syns i kurvan över svaren.";
pub const BUTTON_NOTE: &str = "Notera påminnelsen";
pub const BUTTON_CANCEL: &str = "Avbryt";
pub const BUTTON_FORGET: &str = "Ta bort";
pub const BUTTON_RETRY: &str = "Försök igen med de misslyckade";

/// Beside the number of letters, for a screen reader.
pub fn of_mailing(kind: MailingKind, when: &str) -> String {
    format!(" {} {when}", self::kind(kind).to_lowercase())
}

/// The printed sheet.
pub mod poster {
    use super::{Invited, minutes};

    pub fn title(invited: &Invited) -> String {
        format!("Hur arbetar din {} mot våldsbejakande extremism?", invited.respondent.unit)
    }

    pub fn lead(invited: &Invited) -> String {
        format!("Till dig som är {}: rikta mobilens kamera mot koden och svara på årets enkät.", invited.respondent.one)
    }

    /// Below the code.
    pub fn until(invited: &Invited, last_day: &str) -> String {
        format!("Svara senast {last_day}. Det tar ungefär {}.", minutes(invited))
    }

    pub fn promise(invited: &Invited) -> String {
        super::promise(invited)
    }

    /// Who asks, at the foot.
    pub fn from(invited: &Invited) -> String {
        invited.sender.clone().unwrap_or_else(|| invited.organisation.clone())
    }
}

pub const POSTER_BACK: &str = "Tillbaka";

// In the log.

/// To somebody who has got an account.
pub mod invitation {
    pub const SUBJECT: &str = "Du är inbjuden till Lägesbild";

    pub fn text(link: &str) -> String {
        format!(
            "Hej!\n\nDu har fått ett konto i Lägesbild, där stadens enkät om arbetet mot våldsbejakande extremism görs. Välj ett lösenord här inom två veckor:\n\n{link}\n\nLänken är bara för dig. Skicka den inte vidare."
        )
    }
}

/// To somebody who has forgotten her password.
pub mod new_password {
    pub const SUBJECT: &str = "Välj ett nytt lösenord till Lägesbild";

    pub fn text(link: &str) -> String {
        format!(
            "Hej!\n\nNågon, troligen du, har bett om ett nytt lösenord till Lägesbild. Välj det här inom två timmar:\n\n{link}\n\nVar det inte du? Då behöver du inte göra något. Ditt lösenord gäller som förut."
        )
    }
}

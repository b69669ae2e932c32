//! Letters from the central office to coordinators.

use crate::domain::figure::{plural, whole};
use crate::domain::letter::MailingKind;
use crate::domain::round::Rate;
use crate::domain::wording::whole_percent;
use crate::texts::parts::listed;

/// The subject that a template begins with.
pub const fn subject(kind: MailingKind) -> &'static str {
    match kind {
        MailingKind::LowRate => "{omgång}: {svarat} hos er",
        MailingKind::ClosesTomorrow => "{omgång}: sista dagen är {sista dag}",
        MailingKind::Events => "{omgång}: {händelser} i era områden",
        MailingKind::UnderlagDue => "{omgång}: dags att lämna underlaget",
        _ => "{omgång} är öppen",
    }
}

/// The text that a template begins with.
pub const fn body(kind: MailingKind) -> &'static str {
    match kind {
        MailingKind::LowRate => {
            "Hej!\n\nHos er på {organisation} har {svarat}. Enkäten är öppen till och med {sista dag}.\n\nHär ser du vilka som inte har svarat, och här finns en färdig påminnelse att skicka:\n{sida}"
        }
        MailingKind::ClosesTomorrow => {
            "Hej!\n\nSista dagen att svara är {sista dag}. Hos er på {organisation} har {svarat}.\n\nEn påminnelse till dem som saknas brukar ge resultat:\n{sida}"
        }
        MailingKind::Events => {
            "Hej!\n\nOmgången har stängt. Det finns {händelser} som berör {organisation}. Läs dem och bedöm vilka som hör till er lägesbild:\n{sida}"
        }
        MailingKind::UnderlagDue => {
            "Hej!\n\nResultaten är klara. Underlaget till er lokala lägesbild är skrivet till hälften. Gå igenom det, ändra det som behövs och hämta det som Word-fil:\n{sida}"
        }
        _ => {
            "Hej!\n\nEnkäten är öppen till och med {sista dag}. Er länk och ett färdigt mejl till enheterna på {organisation} finns här:\n{sida}"
        }
    }
}

/// What is an organisation's own in a letter.
pub struct Own<'a> {
    pub organisation: &'a str,
    pub round: &'a str,
    pub rate: Rate,
    /// In words.
    pub last_day: &'a str,
    pub events: i64,
    /// The page that it leads to.
    pub address: &'a str,
}

/// The text with what is an organisation's own.
pub fn filled(text: &str, own: &Own) -> String {
    let Own { organisation, round, rate, last_day, events, address } = own;
    let share = rate.share().and_then(whole_percent).map(|percent| format!(" ({percent}\u{a0}%)")).unwrap_or_default();
    let answered = format!("{} av {} svarat{share}", whole(rate.completed), whole(rate.eligible()));
    let events = plural(*events, "händelse", "händelser");
    let words = [
        ("organisation", *organisation),
        ("omgång", *round),
        ("svarat", &answered),
        ("sista dag", *last_day),
        ("händelser", &events),
        ("sida", *address),
    ];
    // Once from left to right: what is put in is not looked at again.
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let word = words.iter().find_map(|(name, value)| Some((value, after.strip_prefix(name)?.strip_prefix('}')?)));
        rest = match word {
            Some((value, left)) => {
                filled.push_str(value);
                left
            }
            None => {
                filled.push('{');
                after
            }
        };
    }
    filled + rest
}

// The page.

pub const TITLE: &str = "Brev till samordnarna";
/// In the row of pages.
pub const SHORT: &str = "Brev";
pub const LEAD: &str = "Skriv till samordnarna i omgången. Varje förvaltning får sitt eget brev.";
pub const KINDS: &str = "Vad brevet gäller";
pub const HEADING: &str = "Skriv brevet";
pub const BODY_HINT: &str = "{organisation}, {omgång}, {svarat}, {sista dag}, {händelser} och {sida} byts mot det som gäller var och en. {sida} är adressen till rätt sida.";
pub const RECIPIENTS: &str = "Till";
/// Those who have nobody to write to.
pub fn without_coordinator(names: &[String]) -> String {
    format!("Saknar samordnare: {}.", listed(names))
}
pub const INVITE: &str = "Bjud in";
pub const BUTTON_SHOW: &str = "Visa breven";
pub const PREVIEW: &str = "Så blir breven";
pub const BUTTON_SEND: &str = "Skicka breven";
pub const BUTTON_NOTE: &str = "Jag har skickat dem själv";
pub const MAIL_OFF: &str =
    "Lägesbild kan inte skicka mejl här. Öppna breven i ditt eget mejlprogram, ett i taget, och notera sedan att de är skickade.";
pub const OPEN_MAIL: &str = "Öppna i mejlprogrammet";
pub const LIST: &str = "Vilka som fått vad";
pub const NONE_YET: &str = "Inga brev har skickats i den här omgången.";
pub const COLUMN_ORGANISATION: &str = "Organisation";
pub const COLUMN_LETTER: &str = "Brev";
pub const COLUMN_WHEN: &str = "När";
pub const COLUMN_TO: &str = "Till";
pub const COLUMN_STATE: &str = "Läge";
pub const NO_ROUND: &str = "Brev skrivs när en omgång har öppnat.";

/// What was done.
pub fn sent(count: usize) -> String {
    format!("{} är på väg. Läget syns i listan.", plural(i64::try_from(count).unwrap_or(i64::MAX), "brev", "brev"))
}

pub fn noted(count: usize) -> String {
    format!("{} är noterade.", plural(i64::try_from(count).unwrap_or(i64::MAX), "brev", "brev"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_not_looked_at_again() {
        let rate = Rate { sample: 26, out_of_scope: 0, completed: 17 };
        let own =
            Own {
                organisation: "{sida} AB", round: "Enkät 2026", rate, last_day: "31 oktober", events: 2, address: "https://a"
            };
        let text = "{organisation}: {svarat}, {händelser}, {finns inte} {sida}";
        assert_eq!(filled(text, &own), "{sida} AB: 17 av 26 svarat (65\u{a0}%), 2\u{a0}händelser, {finns inte} https://a");
    }
}

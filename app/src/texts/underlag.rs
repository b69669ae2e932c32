//! The underlag's sentences. They follow the figures; what they mean is for the coordinator to say.

use crate::domain::figure::{Tally, in_words, plural, whole};
use crate::domain::wording::{Change, around, mean, near, percent, quantifier};

pub const DOWNLOAD: &str = "Hämta som Word-dokument";
pub const BACK: &str = "Till förvaltningens sida";
pub const EDIT: &str = "Redigera texten";

pub fn registration(number: &str) -> String {
    format!("Diarienummer: {}", if number.is_empty() { "____________" } else { number })
}

/// After a sentence that a coordinator wrote, when the figures say something else now.
pub fn outdated(derived: &str) -> String {
    if derived.is_empty() {
        "[Siffrorna har ändrats sedan texten skrevs, och säger inget här längre.]".to_owned()
    } else {
        format!("[Siffrorna har ändrats sedan texten skrevs. De säger nu: {derived}]")
    }
}

/// A chart in words: each topic with its bars.
pub fn chart(name: &str, groups: &[crate::domain::chart::Group]) -> String {
    let topic = |group: &crate::domain::chart::Group| {
        let bars: Vec<String> = group.bars.iter().map(|bar| bar.text.clone()).collect();
        format!("{}: {}", group.label, bars.join("; "))
    };
    format!("Stapeldiagram. {name}. {}.", groups.iter().map(topic).collect::<Vec<_>>().join(". "))
}

/// The page where the text is changed.
pub mod edit {
    pub const TITLE: &str = "Redigera underlaget";
    pub const LEAD: &str = "Skriv om det du vill. Det du har skrivit skrivs aldrig över. Om siffrorna ändras efteråt markeras texten, så att du kan se över den.";
    pub const REGISTRATION: &str = "Diarienummer";
    pub const OUTDATED: &str = "Siffrorna har ändrats sedan du skrev.";
    pub const SAYS_NOW: &str = "Siffrorna säger nu:";
    pub const SAYS: &str = "Siffrorna säger:";
    pub const NOTHING: &str = "ingenting här längre";
    pub const CHECKED: &str = "Jag har sett över texten";
    pub const RESTORE: &str = "Använd siffrornas text";
    pub const SAVE: &str = "Spara";
    pub const BACK: &str = "Tillbaka till underlaget";
    pub const ANSWER: &str = "Ditt svar";

    pub fn sentence(heading: &str, number: usize) -> String {
        format!("{heading}, text {number}")
    }
}

/// What was asked for in free text.
pub mod wishes {
    use super::{in_words, plural};

    pub const HEADING: &str = "Vad som efterfrågas i fritext";
    pub fn few(threshold: i64) -> String {
        format!("Färre än {} har svarat, så fritext redovisas inte.", in_words(threshold))
    }

    pub const NONE: &str = "Ingen har skrivit någon fritext.";
    pub const TABLE: &str = "Teman i fritextsvaren";
    pub const COLUMNS: [&str; 2] = ["Tema", "Antal texter"];

    pub fn untagged(texts: i64) -> String {
        format!(
            "{} har kommit in i fritext. Sätt teman på sidan Fritextsvar för att räkna dem här.",
            plural(texts, "text", "texter")
        )
    }

    pub fn themes(texts: i64, most: &str, count: i64) -> String {
        format!(
            "{} har kommit in i fritext. Det vanligaste temat är {most} ({}).",
            plural(texts, "text", "texter"),
            plural(count, "text", "texter")
        )
    }
}

pub fn title(year: &str) -> String {
    format!("Underlag för lokal lägesbild {year}")
}

pub fn dated(day: &str) -> String {
    format!("Framtaget {day} ur enkätsvaren. Texten är ett utkast: kontrollera och komplettera den.")
}

pub mod survey {
    use super::{plural, whole};
    use crate::domain::ids::RoundId;

    pub const HEADING: &str = "Kartläggning";
    pub const NOBODY: &str = "Ingen svarade. Därför finns inga uppgifter från enkäten.";
    pub const NO_RATE: &str = "Fler svarade än det förväntade antalet, så någon svarsfrekvens kan inte anges.";
    pub const NO_SOURCES: &str = "Lägesbilden bygger också på andra källor. Lägg in dem på sidan Andra källor: inkomna blanketter, IA-rapporter, klotterstatistik, polisens lägesbild, det lokala brottsförebyggande rådet.";
    pub const OTHER_SOURCES: &str = "Lägesbilden bygger också på dessa källor:";

    pub fn asked(managers: i64, from: &str, to: &str) -> String {
        format!(
            "Enkäten riktades till {} och var öppen från {from} till och med {to}.",
            plural(managers, "enhetschef", "enhetschefer")
        )
    }

    pub fn out_of_scope(units: i64) -> String {
        format!("Dessutom togs {} ur urvalet.", plural(units, "enhet", "enheter"))
    }

    pub fn answered(answers: i64, percent: i64) -> String {
        format!("{} kom in, vilket ger en svarsfrekvens på {percent} procent.", plural(answers, "svar", "svar"))
    }

    pub fn everybody(answers: i64) -> String {
        format!("Alla svarade: {} kom in.", plural(answers, "svar", "svar"))
    }

    pub fn before(year: &RoundId, percent: i64) -> String {
        format!("{year} var svarsfrekvensen {percent} procent.")
    }

    pub fn fewer(now: i64, before: i64, year: &RoundId) -> String {
        format!("Färre svarade än {year}: {} mot {}. Jämförelser mellan åren är därför osäkrare.", whole(now), whole(before))
    }

    pub fn merged(names: &str) -> String {
        format!("Tidigare år gäller förvaltningarna {names} sammanlagt.")
    }
}

pub mod findings {
    use crate::domain::ids::RoundId;
    use crate::domain::meaning::{About, Phrasing};
    use crate::domain::questionnaire::Indicator;

    use super::{Change, Tally, around, in_words, mean, near, percent, quantifier, whole};

    pub const HEADING: &str = "Vad svaren visar";
    pub const TABLE: &str = "Indikatorer: andelar med antal, eller medelvärden";
    pub const CHART: &str = "Kännedom hos chefer och medarbetare";
    pub const MANAGERS: &str = "chefer";
    pub const STAFF: &str = "medarbetare";

    /// At the end of a bar.
    pub fn bar(who: &str, percent: &str, tally: Tally) -> String {
        format!("{who} {percent}\u{a0}% ({} av {})", whole(tally.count), whole(tally.base))
    }

    pub const INDICATOR: &str = "Indikator";
    pub const NOT_SHOWN: &str = "visas inte";
    pub const NONE: &str = "Enkäten hade inga frågor som jämförs mellan åren.";
    pub const ALL_EMPTY: &str = "Ingen har svarat på frågorna, så det finns inget att visa.";
    pub fn all_hidden(threshold: i64) -> String {
        format!("Färre än {} har svarat på frågorna. Därför visas inga andelar.", in_words(threshold))
    }

    pub fn share_cell(percent: &str, tally: Tally) -> String {
        format!("{percent}\u{a0}% ({} av {})", whole(tally.count), whole(tally.base))
    }

    pub fn mean_cell(mean: &str, base: i64) -> String {
        format!("{mean} ({} svar)", whole(base))
    }

    pub fn few(label: &str, threshold: i64) -> String {
        format!("{label}: visas inte, eftersom färre än {} har svarat på frågan.", in_words(threshold))
    }

    pub fn protects(label: &str) -> String {
        format!("{label}: visas inte, eftersom en annan uppgift då skulle gå att räkna ut.")
    }

    pub fn nobody(label: &str) -> String {
        format!("{label}: ingen har svarat på frågan.")
    }

    pub fn average(label: &str, hundredths: i64, base: i64) -> String {
        format!("{label}: i medeltal {} ({} svar).", mean(hundredths), whole(base))
    }

    /// A share in a sentence, put as the questionnaire declares of whom the indicator tells and what.
    pub fn share(indicator: &Indicator, tally: Tally) -> String {
        let label = &indicator.label;
        let of = format!("{} av {}", whole(tally.count), whole(tally.base));
        let said = |phrase: Option<crate::domain::wording::Phrase>| phrase.map(|p| p.words).unwrap_or_default();
        let (rest, does) = match &indicator.phrasing {
            Some(Phrasing::Knows(what)) => (format!("känner till {what}"), format!("känna till {what}")),
            Some(Phrasing::HasDone(what)) => (format!("har {what}"), format!("ha {what}")),
            Some(Phrasing::Assesses(_)) | None => return other(label, tally, &of),
        };
        let nobody = tally.count == 0;
        match indicator.about {
            About::Respondent => {
                format!("{} svarande cheferna, {} ({of}), {rest}.", said(quantifier(tally)), said(percent(tally)))
            }
            About::Staff if nobody => format!("Ingen av de svarande cheferna ({of}) bedömer att medarbetarna skulle {does}."),
            About::Staff => format!("Medarbetarna bedöms {does} enligt {} av de svarande cheferna ({of}).", said(around(tally))),
            About::Unit => {
                let units = if nobody { "ingen".to_owned() } else { said(percent(tally)) };
                let what = rest.strip_prefix("har ").unwrap_or(&rest);
                format!("Av de svarande enheterna har {units} ({of}) {what}.")
            }
            About::Neither => other(label, tally, &of),
        }
    }

    /// A share of which nothing more is declared.
    fn other(label: &str, tally: Tally, of: &str) -> String {
        let said = |phrase: Option<crate::domain::wording::Phrase>| phrase.map(|p| p.words).unwrap_or_default();
        format!("{label}: {} av svaren ({of}).", said(near(tally).or_else(|| percent(tally))))
    }

    pub fn changed(change: Change, before: &str, year: &RoundId) -> String {
        match change {
            Change::Same => format!("Det är ungefär som {year} ({before})."),
            Change::More => format!("Det är en större andel än {year} ({before})."),
            Change::Less => format!("Det är en mindre andel än {year} ({before})."),
        }
    }

    pub fn was(tally: Tally) -> String {
        format!("{}, {} av {}", percent(tally).map(|p| p.words).unwrap_or_default(), whole(tally.count), whole(tally.base))
    }
}

pub mod incidents {
    use super::plural;

    pub const HEADING: &str = "Händelser";
    pub const NONE_OWN: &str = "Ingen av de egna enheter som svarade beskrev någon händelse.";
    pub const NONE: &str = "Inga händelser har beskrivits, varken av egna enheter eller av andra i området.";
    pub const TABLE: &str = "Händelser som egna enheter har beskrivit, eller som andra har sett i området";
    pub const COLUMNS: [&str; 6] = ["Område", "Månad", "Vad", "Miljö", "Rapporterad av", "Beskrivning"];
    pub const UNSAID: &str = "anges inte";

    pub fn described(count: i64) -> String {
        format!("{} har beskrivits i enkäten.", plural(count, "händelse", "händelser"))
    }

    pub fn own(count: i64) -> String {
        format!("Egna enheter har beskrivit {}.", plural(count, "händelse", "händelser"))
    }

    pub fn saw_none(names: &str) -> String {
        format!("Svarade utan att beskriva någon händelse i området: {names}.")
    }
}

pub mod routine {
    use super::plural;

    pub const HEADING: &str = "Rutinens användning";
    pub const NOTHING: &str = "Utan händelser säger enkäten inget om hur blanketten har använts.";

    pub fn used(incidents: i64, by_form: i64, unreported: i64) -> String {
        format!(
            "Av {} anges {by_form} vara rapporterade med blanketten för avidentifierad information, och {unreported} inte vara rapporterade alls. Jämför med antalet blanketter som har kommit in.",
            plural(incidents, "händelse", "händelser")
        )
    }
}

/// Blanketter that came in, beside what the survey says.
pub fn forms_received(count: i64, incidents: i64) -> String {
    format!(
        "Enligt andra källor har {} kommit in, att jämföra med {} i enkäten.",
        plural(count, "blankett", "blanketter"),
        plural(incidents, "händelse", "händelser")
    )
}

pub mod analysis {
    pub const HEADING: &str = "Analys";
    pub const INTRO: &str = "Svara på frågorna med egna ord. Enkäten ger inga svar på varför.";
    pub const QUESTIONS: [&str; 4] = [
        "Stämmer svaren med det som andra källor visar? Vad skiljer, och varför?",
        "Vilka verksamheter svarade inte, och vad kan det betyda för bilden?",
        "Vilka händelser kräver åtgärd, och vem gör vad till när?",
        "Vad i handlingsplanen behöver ändras inför nästa år?",
    ];

    pub fn known_by_few(label: &str) -> String {
        format!("Vad behövs för att höja andelen för {}?", lower(label))
    }

    fn lower(label: &str) -> String {
        let mut letters = label.chars();
        letters.next().map(|c| c.to_lowercase().chain(letters).collect()).unwrap_or_default()
    }
}

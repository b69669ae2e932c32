//! Guesses at personal names in free text, for a warning that the respondent may overrule.
//!
//! A name is taken to be a *given name* that is common in Sweden (Statistics Sweden's lists of
//! names) and written with a capital. Words that are places, months or units as often as names are
//! left out, since a warning that is mostly wrong is soon not read.

/// Given names, in lower case and sorted.
const GIVEN: &[&str] = &[
    "abdi", "abdullah", "adam", "ahmed", "albin", "alexander", "alexandra", "ali", "alice", "alma",
    "amanda", "amina", "amir", "anders", "andreas", "anette", "anita", "ann", "anna", "anneli",
    "annika", "anton", "arne", "arvid", "astrid", "axel", "barbro", "bengt", "berit", "bertil",
    "birgitta", "björn", "bo", "britt", "camilla", "carina", "carl", "caroline", "cecilia",
    "charlotte", "christer", "christian", "christina", "claes", "daniel", "david", "dennis",
    "ebba", "elias", "elin", "elisabeth", "ella", "elsa", "emelie", "emil", "emilia", "emma",
    "erik", "eva", "fatima", "felicia", "felix", "filip", "frida", "fredrik", "gabriel", "gerd",
    "gunilla", "gunnar", "gustav", "göran", "hanna", "hans", "hassan", "hedvig", "helena", "helen",
    "henrik", "hugo", "hussein", "håkan", "ida", "ibrahim", "inger", "ingrid", "isabella", "isak",
    "ismail", "jakob", "jan", "jenny", "jens", "jessica", "joakim", "johan", "johanna", "johannes",
    "john", "jonas", "jonathan", "josefin", "julia", "jörgen", "kajsa", "karin", "karl", "karolina",
    "katarina", "kenneth", "kent", "kerstin", "kevin", "khadija", "kjell", "klara", "kristina",
    "kristoffer", "lars", "leif", "lena", "lennart", "leo", "liam", "linda", "linnea", "linus",
    "lisa", "lovisa", "lucas", "ludvig", "madeleine", "magdalena", "magnus", "maja", "malin",
    "marcus", "margareta", "maria", "marianne", "marie", "martin", "mathias", "matilda", "mats",
    "mattias", "maryam", "melker", "michael", "mikael", "mohamed", "mohammed", "monica", "mustafa",
    "niklas", "nils", "nora", "olivia", "olle", "omar", "oskar", "oscar", "otto", "patrik",
    "pernilla", "peter", "petra", "pia", "pontus", "rasmus", "rebecka", "richard", "robert",
    "robin", "roger", "roland", "rolf", "sandra", "sara", "sebastian", "simon", "siv", "sofia",
    "stefan", "stig", "sten", "susanne", "sven", "theo", "therese", "thomas", "tobias", "tommy",
    "tomas", "tuva", "ulf", "ulla", "ulrika", "urban", "viktor", "viktoria", "vilma", "wilhelm",
    "william", "yasmin", "yusuf", "yvonne", "åke", "åsa",
];

/// The possible names in a text, as written and in order, each once.
pub fn possible(text: &str) -> Vec<String> {
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphabetic() || c == '-' || c == '\''))
        .filter(|w| !w.is_empty())
        .collect();
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let mut found: Vec<String> = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let stem = word.to_lowercase();
        let given = |part: &str| {
            GIVEN.contains(&part) || part.strip_suffix('s').is_some_and(|p| GIVEN.contains(&p))
        };
        if !capital(word) || !(given(&stem) || stem.split('-').all(given)) {
            continue;
        }
        // With the capitalised word after it, likely a surname.
        let surname = words.get(i + 1).filter(|next| {
            capital(next) && text.contains(&format!("{word} {next}"))
        });
        let name = surname.map_or_else(|| (*word).to_owned(), |s| format!("{word} {s}"));
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_names_are_noticed_with_a_surname_if_there_is_one() {
        assert_eq!(possible("Jag talade med Karin om det."), ["Karin"]);
        assert_eq!(possible("Enligt Anna-Lena Exempelsson och Mohammeds bror"), ["Anna-Lena Exempelsson", "Mohammeds"]);
        assert_eq!(possible("Anna Exempelsson, Anna Exempelsson"), ["Anna Exempelsson"]);
    }

    #[test]
    fn places_units_and_small_words_are_not_names() {
        for text in [
            "Hemtjänsten på Östermalm", "Våren var lugn", "bo kvar hemma", "Vi på Förskoleområde 1",
            "Polisen i Rinkeby-Kista och Sankt Göranspriset", "Grundutbildningen och APT",
        ] {
            assert!(possible(text).is_empty(), "{text}: {:?}", possible(text));
        }
    }
}

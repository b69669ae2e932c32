//! Guesses at personal names in free text, for a warning that the respondent may overrule.
//!
//! A *given name* is one that is common in Sweden (Statistics Sweden's lists of names), written with a
//! capital. Words that are places, months or units as often as names are left out, since nobody reads a
//! warning that is mostly wrong. The files in `app/corpus` list what must be noticed and what must not.

use std::ops::Range;

/// Given names, in lower case.
const GIVEN: &str = "
    abdi abdullah adam adolf adrian agnes agneta ahmed aisha albin alexander alexandra ali alice alma alva amanda
    amina amir anders andreas anette anita ann anna anneli annelie annika anton arne aron arvid astrid august
    axel barbro bengt benjamin berit bertil bilal birgitta björn bo britt britta camilla carina carl caroline
    casper cecilia charlotte christer christian christina claes dan daniel david dennis ebba edvin elias elin
    elisabet elisabeth ella ellen elliot elsa emanuel emelie emil emilia emma erik erika ester eva ewa fatima
    felicia felix filip fredrik freja frida gabriel georg gerd glenn gun gunilla gunnar gunnel gustaf gustav
    göran hamza hanna hans harald harry hassan hedvig helen helena henrik hjördis hugo hussein håkan ibrahim ida
    ingela ingemar inger ingrid irene isabella isak ismail ivar jakob jan jasmine jenny jens jesper jessica
    jimmy joakim joel johan johanna johannes john johnny jonas jonathan jonny josef josefin josefine julia
    jörgen kajsa kalle karin karl karolina katarina kenneth kent kerstin kevin khadija kim kjell klara kristian
    kristina kristoffer kurt lars lasse layla leif lena lennart leo leyla liam lillemor linda linnea linus lisa
    lotta louise lovisa lucas ludvig lukas madeleine magdalena magnus maja malin malte marcus margareta
    margaretha mari maria marianne marie marina markus martin maryam mathias matilda mats mattias mehdi mehmet melker
    michael mikael mohamed mohammed mona monica morgan mustafa nathalie niclas niklas nils noah noor nora oliver
    olivia olof olov olle omar oscar oskar otto ove patrik pelle per pernilla peter petra pia pontus ragnar rasmus rebecka
    richard rickard robert robin roger roland rolf ronja ronny rune samir samuel sandra sara sebastian selma
    signe simon siv sixten sofi sofia sofie staffan stefan sten stig stina sture susanne sven tage theo therese
    thomas tina tobias tomas tommy tony torbjörn tord torsten tove ture tuva ulf ulla ulrik ulrika urban valter
    vanessa vera veronica veronika viggo viktor viktoria vilma vincent wilhelm william wilma yasmin yusuf yvonne
    zahra zainab åke åsa
";

/// Given names that are words too, and usually are when they begin a sentence: "Hans mamma ringde".
const WORDS: &str = "bo hans klara per sten stig urban";

/// Words, and ends of compounds, that make the name before them a place: "Maria torg", "Erik
/// Dahlbergsgatan". None is the end of a surname.
const PLACE_ENDINGS: &str = "
    torg torget splan platsen gata gatan gränd gränden vägen allén stigen backen kullen bron parken trädgård
    kyrkogård församling församlingen kyrka kyrkan kapell kapellet kommun distrikt stadion idrottsplats
";

/// Words that make the name before them a place in lower case only, since surnames end in them.
const PLACE_WORDS: &str = "plan väg allé stig backe kulle bro park gård strand äng källa kvarn torn";

/// Ends of words that make the name before them a school, unless that is a given name in the genitive:
/// "Sofia skola" and "Viktor Rydbergs skola", but not "Sofias skola".
const SCHOOL_ENDINGS: &str = "skola skolan gymnasium gymnasiet musikklasser";

/// Ends of words that make the name before them another unit, unless that is in the genitive.
const UNIT_ENDINGS: &str = "
    bibliotek biblioteket huset gården hemmet sjukhus sjukhuset boende boendet servicehus hemtjänst hemtjänsten
    vårdcentral mottagning mottagningen klinik kliniken teater teatern stiftelse stiftelsen teamet gruppen
    avdelning avdelningen enheten vård brandstation metoden modellen projektet
";

/// Second words of kings, saints and units that other things are called after.
const CALLED_AFTER: &str = "vasa eleonora ladulås ungdom";

/// Words that make the name after them a saint, a unit or a storm.
const UNITS: &str = "
    st st. s:t s:ta sankt sankta skolan förskolan avdelning avdelningen enhet enheten boendet gruppboendet
    äldreboendet servicehuset kvarteret kv kv. parken projektet systemet appen stormen
";

const MONTHS: &str = "feb mar mars apr april maj jun juni jul juli aug sep sept okt nov dec december";

fn holds(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|listed| listed == word)
}

/// Whether every part of the word is a given name: "anna-lena", but not "rinkeby-kista".
fn is_given(word: &str) -> bool {
    let double = |part: &str| part != word && holds("gull ing inga lill maj", part);
    // The two parishes are one district.
    word.split('-').all(|part| holds(GIVEN, part) || double(part)) && word != "katarina-sofia"
}

fn is_genitive(word: &str) -> bool {
    !is_given(word) && word.strip_suffix('s').is_some_and(is_given)
}

fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// Whether the word begins as an abbreviation does, or is in capitals throughout.
fn is_shouted(word: &str) -> bool {
    word.chars().take(2).filter(|c| c.is_uppercase()).count() == 2
}

/// The possible names in a text, as written and in order, without repetitions.
pub fn possible(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for range in search(text) {
        if !found.iter().any(|name| *name == text[range.clone()]) {
            found.push(text[range].into());
        }
    }
    found
}

/// The places of possible names in a text, in bytes and in order: given names with the surname that
/// likely follows.
pub fn search(text: &str) -> Vec<Range<usize>> {
    let words = words(text);
    let mut found = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let rest = &words[i..];
        let length = name(text, rest);
        let other = || is_place(text, rest) || is_unit(text, rest) || (length == 1 && is_word(text, rest));
        if length > 0 && !other() {
            found.push(rest[0].start..rest[length - 1].end);
        }
        i += length.max(1);
    }
    found
}

fn words(text: &str) -> Vec<Range<usize>> {
    let mut end = 0;
    let parts = text.split_inclusive(|c: char| !(c.is_alphabetic() || c == '-' || c == '\''));
    let places = parts.map(|part| {
        end += part.len();
        let word = part.trim_start_matches(|c: char| !c.is_alphabetic());
        let start = end - word.len();
        start..start + word.trim_end_matches(|c: char| !c.is_alphabetic()).len()
    });
    places.filter(|place| !place.is_empty()).collect()
}

/// The words that follow the first with nothing but spaces between.
fn following<'a>(text: &'a str, words: &'a [Range<usize>]) -> impl Iterator<Item = &'a str> {
    let space = |gap: &str| gap.chars().all(|c| c.is_whitespace() && c != '\n');
    let near = words.windows(2).take_while(move |pair| space(&text[pair[0].end..pair[1].start]));
    near.map(|pair| &text[pair[1].clone()])
}

/// The number of words of the name that begins with the first word; 0 if none does.
fn name(text: &str, words: &[Range<usize>]) -> usize {
    let first = &text[words[0].clone()];
    let lower = first.to_lowercase();
    let initials = is_shouted(first) && first.chars().count() == 2;
    if !is_capital(first) || initials || !(is_given(&lower) || is_genitive(&lower)) {
        return 0;
    }
    let mut length = 1;
    for next in following(text, words).take_while(|_| !is_genitive(&lower)) {
        // "Karin APT" is no surname.
        if !is_capital(next) || (is_shouted(next) && !is_shouted(first)) {
            break;
        }
        length += 1;
        if !is_given(&next.to_lowercase()) {
            break;
        }
    }
    length
}

/// Whether the name is part of a place: "Gustav Vasa skola", "Karl XII:s torg".
fn is_place(text: &str, words: &[Range<usize>]) -> bool {
    let ends = |list: &str, word: &str| list.split_whitespace().any(|ending| word.ends_with(ending));
    let mut before = text[words[0].clone()].to_lowercase();
    for (i, word) in following(text, words).take(3).enumerate() {
        let lower = word.to_lowercase();
        // An address: "Karin Exempelsson Storgatan 3".
        if i > 0 && is_capital(word) && ends("gatan vägen gränd", &lower) {
            break;
        }
        let school = ends(SCHOOL_ENDINGS, &lower) && (i > 0 || !is_genitive(&before));
        let unit = ends(UNIT_ENDINGS, &lower) && !before.ends_with('s');
        let king = holds(CALLED_AFTER, &lower) || (word.len() > 1 && word.chars().all(|c| "IVX".contains(c)));
        if school || unit || king || ends(PLACE_ENDINGS, &lower) || holds(PLACE_WORDS, word) {
            return true;
        }
        if !is_capital(word) {
            break;
        }
        before = lower;
    }
    false
}

/// Whether the word before makes it the name of a unit: "avdelningen Linnea".
fn is_unit(text: &str, words: &[Range<usize>]) -> bool {
    let before = text[..words[0].start].rsplit([' ', '\u{a0}', '\n', '(']).find(|word| !word.is_empty());
    before.is_some_and(|word| holds(UNITS, &word.to_lowercase()))
}

/// Whether the name is an ordinary word here: the first of a sentence, or a month.
fn is_word(text: &str, words: &[Range<usize>]) -> bool {
    let before = text[..words[0].start].trim_end_matches(|c: char| c.is_whitespace() && c != '\n' || "\"”»(•*–-".contains(c));
    let opens = before.is_empty() || before.ends_with(['.', '!', '?', ':', '\n', ')']);
    let next = text[words[0].end..].trim_start_matches(|c: char| !c.is_alphanumeric());
    let next = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    match text[words[0].clone()].to_lowercase().as_str() {
        "jan" => holds(MONTHS, &next) || next.starts_with(|c: char| c.is_ascii_digit()),
        "bo" => opens || holds("kvar hemma bra tryggt", &next),
        word => opens && holds(WORDS, word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_that_is_repeated_is_told_once_and_marked_each_time() {
        let text = "Karin Testsson, Karin Testsson och Karin";
        assert_eq!(possible(text), ["Karin Testsson", "Karin"]);
        assert_eq!(search(text), [0..14, 16..30, 35..40]);
    }

    proptest! {
        #[test]
        fn any_text_can_be_searched(text in "\\PC{0,60}|(Karin|Åsas|Bo|S:t|skola|[A-ZÅÄÖa-zåäö' .:-]){0,20}") {
            let mut free = 0;
            for range in search(&text) {
                prop_assert!(range.start >= free && text[range.clone()].starts_with(char::is_alphabetic));
                free = range.end;
            }
        }
    }

    #[test]
    fn an_initial_is_no_king() {
        assert_eq!(
            (possible("Igår ringde Karin V igen"), possible("Vi ses vid Karl XV igen")),
            (vec!["Karin V".to_owned()], vec![])
        );
    }
}

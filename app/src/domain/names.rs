//! Guesses at personal names in free text, for a warning that the respondent may overrule.
//!
//! A name is taken to be a *given name* that is common in Sweden (Statistics Sweden's lists of
//! names) and written with a capital. Words that are places, months or units as often as names are
//! left out, since a warning that is mostly wrong is soon not read. What must be noticed and what
//! must not is listed in `app/corpus`.

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

/// Those that are words too, and as the first word of a sentence most often are: "Hans mamma ringde".
const WORDS: &str = "bo hans klara per sten stig urban";

/// How a word ends that makes a place of the name before it, whole or as the last part of a
/// compound: "Maria torg", "Erik Dahlbergsgatan". Only such as surnames do not end in.
const PLACE_ENDINGS: &str = "
    torg torget splan platsen gata gatan gränd gränden vägen allén stigen backen kullen bron parken trädgård
    kyrkogård församling församlingen kyrka kyrkan kapell kapellet kommun distrikt stadion idrottsplats
";

/// The same where surnames do, so only as words in lower case.
const PLACE_WORDS: &str = "plan väg allé stig backe kulle bro park gård strand äng källa kvarn torn";

/// Endings that make a school of the name before it, unless that is a given name in the genitive:
/// "Sofia skola" and "Viktor Rydbergs skola", but not "Sofias skola".
const SCHOOL_ENDINGS: &str = "skola skolan gymnasium gymnasiet musikklasser";

/// Endings that make another unit of the name before it, unless that is in the genitive at all.
const UNIT_ENDINGS: &str = "
    bibliotek biblioteket huset gården hemmet sjukhus sjukhuset boende boendet servicehus hemtjänst hemtjänsten
    vårdcentral mottagning mottagningen klinik kliniken teater teatern stiftelse stiftelsen teamet gruppen
    avdelning avdelningen enheten vård brandstation metoden modellen projektet
";

/// Second words of kings, saints and units that much else is called after.
const CALLED_AFTER: &str = "vasa eleonora ladulås ungdom";

/// Words before a name that make a saint, a unit or a storm of it.
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

/// The possible names in a text, as written and in order, each once.
pub fn possible(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for range in search(text) {
        if !found.iter().any(|name| *name == text[range.clone()]) {
            found.push(text[range].into());
        }
    }
    found
}

/// Where possible names stand, in bytes and in order: given names with the surname that likely
/// follows.
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

/// Of how many words the name is that begins here, or none.
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

/// Whether something is called after the name: "Gustav Vasa skola", "Karl XII:s torg".
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

/// Whether the word before says that this is the name of something: "avdelningen Linnea".
fn is_unit(text: &str, words: &[Range<usize>]) -> bool {
    let before = text[..words[0].start].rsplit([' ', '\u{a0}', '\n', '(']).find(|word| !word.is_empty());
    before.is_some_and(|word| holds(UNITS, &word.to_lowercase()))
}

/// Whether the name is a word here: the first of a sentence, or a month.
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
}

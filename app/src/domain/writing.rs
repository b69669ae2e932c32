//! What a coordinator writes in an underlag: how it is posted, and what becomes of it.
//!
//! The form posts every place at once, the page a place at a time while she types; the same rules decide.
//! What another has written meanwhile is never written over: a text is only replaced by who has seen it.

use super::calendar::is_date;
use super::text::clean;
use super::underlag::{Edit, place};

/// What kind of text a place has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Several lines.
    Sentence,
    /// A field of one line.
    Line,
    /// A field with a day, `YYYY-MM-DD`.
    Date,
}

impl Kind {
    /// Of a place.
    pub fn of(name: &str) -> Self {
        match name {
            place::BOARD | place::REGISTRATION => Self::Line,
            place::DATE => Self::Date,
            _ => Self::Sentence,
        }
    }

    /// Unicode scalar values of the longest text.
    pub const fn longest(self) -> usize {
        match self {
            Self::Sentence => 2000,
            Self::Line | Self::Date => 200,
        }
    }

    /// A text as it is kept.
    pub fn clean(self, text: &str) -> String {
        let text = clean(text);
        if self == Self::Sentence { text } else { text.replace('\n', " ") }
    }

    /// Whether a text, as it is kept, may stand there.
    pub fn check(self, text: &str) -> Result<(), Problem> {
        if text.chars().count() > self.longest() {
            Err(Problem::TooLong(self.longest()))
        } else if self == Self::Date && !text.is_empty() && !is_date(text) {
            Err(Problem::NotADate)
        } else {
            Ok(())
        }
    }
}

/// What was posted for one place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Where.
    pub place: String,
    /// What is to stand there.
    pub text: String,
    /// What stood there when it was last read.
    pub was: String,
    /// What may stand there since: texts that were posted and whose answers never came.
    pub sent: Vec<String>,
    /// What the figures said when it was last read.
    pub said: String,
    /// The figures' text is wanted back.
    pub restored: bool,
    /// What was written is right although the figures have changed.
    pub checked: bool,
}

/// What becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// What stands there stays.
    Leave,
    /// The figures speak again.
    Restore,
    /// The text is kept, with what the figures said when it was written.
    Put { derived: String, text: String },
}

/// Why it is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It has more Unicode scalar values than this.
    TooLong(usize),
    NotADate,
    /// Another has written this, which she has not seen.
    Meanwhile(String),
}

impl Written {
    /// What a form has posted, place by place; none when it has a field that no form here has.
    pub fn of_fields(fields: Vec<(String, String)>) -> Option<Vec<Self>> {
        let mut written: Vec<Self> = Vec::new();
        for (name, value) in fields {
            let Some((what, place)) = name.split_once('.') else { continue };
            let at = written.iter().position(|w| w.place == place).unwrap_or_else(|| {
                written.push(Self { place: place.to_owned(), ..Self::default() });
                written.len() - 1
            });
            let written = &mut written[at];
            match what {
                "text" => written.text = value,
                "var" => written.was = value,
                "sant" => written.sent.push(value),
                "sager" => written.said = value,
                "aterstall" => written.restored = true,
                "sett" => written.checked = true,
                _ => return None,
            }
        }
        Some(written)
    }

    /// The fields to post.
    pub fn fields(&self) -> Vec<(String, &str)> {
        let texts = [("text", self.text.as_str()), ("var", &self.was), ("sager", &self.said)].into_iter();
        let sent = self.sent.iter().map(|text| ("sant", text.as_str()));
        let marks = [("aterstall", self.restored), ("sett", self.checked)].into_iter();
        let marks = marks.filter_map(|(what, is_set)| is_set.then_some((what, "ja")));
        texts.chain(sent).chain(marks).map(|(what, value)| (format!("{what}.{}", self.place), value)).collect()
    }

    /// Decides by what has been written there, if anything, and by what the figures say now. What was left as it
    /// stood when it was read is left as it stands, whatever it says now. A field that is emptied says again
    /// what it says by itself.
    pub fn decide(&self, edit: Option<&Edit>, derived: Option<&str>) -> Result<Decision, Problem> {
        let kind = Kind::of(&self.place);
        let [text, was, said] = [&self.text, &self.was, &self.said].map(|text| kind.clean(text));
        let now = edit.map(|edit| edit.text.as_str()).or(derived).unwrap_or_default();
        let is_own = now == was || self.sent.iter().any(|sent| kind.clean(sent) == now);
        let differs = text != was || (is_own && text != now);
        if !(self.restored || differs || self.checked && edit.is_some()) {
            return Ok(Decision::Leave);
        }
        let emptied = kind != Kind::Sentence && text.is_empty();
        let restores = self.restored || emptied || (differs && text == said && edit.is_some());
        if !restores {
            kind.check(&text)?;
        }
        match edit {
            Some(_) if !is_own && now != text => Err(Problem::Meanwhile(now.to_owned())),
            Some(_) if restores => Ok(Decision::Restore),
            None if restores => Ok(Decision::Leave),
            _ => {
                // What she wrote stands against what she saw.
                let derived = derived.filter(|_| self.checked).map_or(said, str::to_owned);
                let stands = edit.is_some_and(|edit| edit.text == text && edit.derived == derived);
                Ok(if stands { Decision::Leave } else { Decision::Put { derived, text } })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAYS: &str = "82 procent.";

    fn written(text: &str, was: &str) -> Written {
        Written { place: "a.1".into(), text: text.into(), was: was.into(), said: SAYS.into(), ..Written::default() }
    }

    fn edit(text: &str) -> Edit {
        Edit { place: "a.1".into(), derived: SAYS.into(), text: text.into() }
    }

    fn put(text: &str) -> Decision {
        Decision::Put { derived: SAYS.into(), text: text.into() }
    }

    #[test]
    fn what_is_posted_is_read_as_it_was_meant() {
        let sent = vec!["Många".into(), "Många c".into()];
        let all = Written { sent, restored: true, checked: true, ..written("Många chefer.\nBra!", SAYS) };
        let fields = all.fields().into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        assert_eq!(Written::of_fields(fields), Some(vec![all]));
        assert_eq!(Written::of_fields(vec![("annat.a.1".into(), String::new())]), None);
    }

    #[test]
    fn what_another_wrote_is_replaced_by_who_has_seen_it_alone() {
        let theirs = edit("Kollegans.");
        let meanwhile = Err(Problem::Meanwhile("Kollegans.".into()));
        assert_eq!(written("Mitt.", SAYS).decide(Some(&theirs), Some(SAYS)), meanwhile);
        let restored = Written { restored: true, ..written(SAYS, SAYS) };
        assert_eq!(restored.decide(Some(&theirs), Some(SAYS)), meanwhile);
        let checked = Written { checked: true, ..written("Äldre.", "Äldre.") };
        assert_eq!(checked.decide(Some(&theirs), Some(SAYS)), meanwhile);
        assert_eq!(written("Mitt.", "Kollegans.").decide(Some(&theirs), Some(SAYS)), Ok(put("Mitt.")));
        assert_eq!(written(SAYS, SAYS).decide(Some(&theirs), Some(SAYS)), Ok(Decision::Leave));
    }

    #[test]
    fn what_was_sent_without_an_answer_is_ones_own() {
        let sent = |text: &str| Written { sent: vec!["Många".into()], ..written(text, SAYS) };
        assert_eq!(sent("Många chefer.").decide(Some(&edit("Många")), Some(SAYS)), Ok(put("Många chefer.")));
        assert_eq!(sent("Många chefer.").decide(None, Some(SAYS)), Ok(put("Många chefer.")), "it never came");
        assert_eq!(sent("Många").decide(Some(&edit("Många")), Some(SAYS)), Ok(Decision::Leave));
        assert_eq!(sent(SAYS).decide(Some(&edit("Många")), Some(SAYS)), Ok(Decision::Restore), "typed back");
    }

    #[test]
    fn the_figures_speak_again_and_what_was_looked_over_stands_against_them() {
        let edit = edit("Många.");
        let now = Some("65 procent.");
        assert_eq!(Written { restored: true, ..written("Många.", "Många.") }.decide(Some(&edit), now), Ok(Decision::Restore));
        assert_eq!(Written { restored: true, ..written(SAYS, SAYS) }.decide(None, now), Ok(Decision::Leave));
        assert_eq!(written(SAYS, "Många.").decide(Some(&edit), Some(SAYS)), Ok(Decision::Restore));
        let checked = Written { checked: true, ..written("Många.", "Många.") };
        let against = Decision::Put { derived: "65 procent.".into(), text: "Många.".into() };
        assert_eq!(checked.decide(Some(&edit), now), Ok(against));
        assert_eq!(checked.decide(None, now), Ok(Decision::Leave));
    }

    #[test]
    fn fields_have_rules_of_their_own() {
        let decide = |place: &str, text: &str| {
            let written = Written { place: place.into(), text: text.into(), ..Written::default() };
            written.decide(None, Some(""))
        };
        let kept = |text: &str| Ok(Decision::Put { derived: String::new(), text: text.into() });
        assert_eq!(decide(place::DATE, "2026-02-28"), kept("2026-02-28"));
        assert_eq!(decide(place::DATE, "2026-02-29"), Err(Problem::NotADate));
        assert_eq!(decide(place::REGISTRATION, "FAR 2026/949\r\n"), kept("FAR 2026/949"));
        assert_eq!(decide(place::BOARD, "Farsta\nstadsdelsnämnd"), kept("Farsta stadsdelsnämnd"));
        assert_eq!(decide(place::BOARD, &"x".repeat(201)), Err(Problem::TooLong(200)));
        assert_eq!(decide("a.1", &"x".repeat(2001)), Err(Problem::TooLong(2000)));
        let emptied = Written { place: place::BOARD.into(), was: "Nämnden".into(), ..Written::default() };
        let edit = Edit { place: place::BOARD.into(), derived: String::new(), text: "Nämnden".into() };
        assert_eq!(emptied.decide(Some(&edit), Some("Farsta stadsdelsnämnd")), Ok(Decision::Restore));
        assert_eq!(emptied.decide(None, Some("Nämnden")), Ok(Decision::Leave));
    }
}

//! What the demo city's managers answer.

use app::domain::answer::Form;
use app::domain::questionnaire::{Choice, Kind, Question, Questionnaire};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};

use super::{Nature, YEARS};

const NEEDS: &[&str] = &[
    "Vi behöver korta underlag att använda på APT.",
    "Återkommande digitala informationsträffar vore bra.",
    "Ett närmare samarbete med skolorna i området.",
    "Frågan ligger långt från vårt dagliga uppdrag.",
    "Materialet på intranätet är bra men svårt att hitta.",
    "Gärna en genomgång av rutinen för nya medarbetare.",
];
const INITIATIVES: &[&str] = &[
    "Vi har lagt in frågan i enhetens plan för akuta händelser.",
    "Vi går igenom rutinen en gång per termin.",
    "Samarbete med fältassistenterna kring platser där unga samlas.",
];
const EVENTS: &[&str] = &[
    "Klistermärken på skyltar utanför entrén. De togs bort samma dag.",
    "Symboler klottrade på en vägg i parken.",
    "Flygblad i brevlådan från en extremistisk rörelse.",
    "Uttalanden i en grupp ungdomar som gjorde personalen orolig.",
];

/// Fills in a questionnaire as someone of that organisation plausibly would.
pub(super) fn fill_in(
    questionnaire: &Questionnaire,
    nature: &Nature,
    year: i64,
    line: &str,
    (own_areas, areas): (&[String], &[String]),
    random: &mut StdRng,
) -> Form {
    let mut form = Form::default();
    let better = nature.awareness + 0.035 * (year - *YEARS.start()) as f64;
    let mut respondent = Respondent { nature, better, year, line, own_areas, areas, random };
    for question in questionnaire.questions() {
        respondent.answer(&mut form, question, "");
    }
    form
}

/// Somebody of an organisation who answers.
struct Respondent<'a> {
    nature: &'a Nature,
    /// Added to every awareness.
    better: f64,
    year: i64,
    /// The unit's line of work.
    line: &'a str,
    /// Those of the organisation, and all.
    own_areas: &'a [String],
    areas: &'a [String],
    random: &'a mut StdRng,
}

impl Respondent<'_> {
    fn answer(&mut self, form: &mut Form, question: &Question, prefix: &str) {
        let field = format!("{prefix}{}", question.id);
        match &question.kind {
            Kind::SingleChoice { options } => form.set(field, self.single_choice(&question.id, options)),
            Kind::MultipleChoice { options } => {
                let sound = options.iter().filter(|o| !o.exclusive && !o.other_text);
                let mut chosen: Vec<String> = sound.map(|o| o.id.clone()).collect();
                chosen.shuffle(self.random);
                chosen.truncate(self.random.random_range(1..=2));
                form.0.insert(field, chosen);
            }
            Kind::Matrix { rows, columns } => {
                for row in rows {
                    let id = self.column(&row.id, columns);
                    if self.random.random_bool(0.97) {
                        form.set(format!("{field}.{}", row.id), id);
                    }
                }
            }
            Kind::Scale { min, max, .. } => {
                let middle = if question.id.contains("medarbetare") { 2.2 } else { 2.8 };
                #[allow(clippy::cast_possible_truncation)] // between min and max
                let point = (middle + 3.0 * self.better + self.random.random_range(-1.4..1.4)).round() as i64;
                form.set(field, point.clamp(*min, *max).to_string());
            }
            Kind::LongText { .. } => {
                let (texts, share) = match question.id.as_str() {
                    "initiativ" => (INITIATIVES, 0.2),
                    "beskrivning" => (EVENTS, 0.8),
                    _ => (NEEDS, 0.2),
                };
                if self.random.random_bool(share) {
                    form.set(field, *texts.choose(self.random).unwrap_or(&""));
                }
            }
            Kind::Month => form.set(field, format!("{}-{:02}", self.year, self.random.random_range(1..=9))),
            Kind::Area => {
                // Most of what is seen is seen where one works.
                let near = !self.own_areas.is_empty() && self.random.random_bool(0.85);
                let areas = if near { self.own_areas } else { self.areas };
                form.set(field, areas.choose(self.random).map_or("", String::as_str));
            }
            Kind::Group { questions, .. } => {
                for number in 1..=self.random.random_range(1..=2) {
                    for inner in questions {
                        self.answer(form, inner, &format!("{field}.{number}."));
                    }
                }
            }
            _ => {}
        }
    }

    fn single_choice<'o>(&mut self, question: &str, options: &'o [Choice]) -> &'o str {
        let share = match question {
            "omrade" => {
                let known = options.iter().find(|o| o.id == self.line).or_else(|| options.choose(self.random));
                return known.map_or("", |o| o.id.as_str());
            }
            "handelse" | "oro_handelse" => self.nature.incidents,
            "apt" => (0.3 + self.better).clamp(0.05, 0.95),
            _ => return options.choose(self.random).map_or("", |o| o.id.as_str()),
        };
        // Yes, no, and what comes after.
        let place = if self.random.random_bool(share) { 0 } else { 1 + usize::from(self.random.random_bool(0.08)) };
        options.get(place).or(options.last()).map_or("", |o| o.id.as_str())
    }

    /// Who knows what the row names: the manager, the staff, both or none.
    fn column<'o>(&mut self, row: &str, columns: &'o [Choice]) -> &'o str {
        let common = match row {
            "handlingsplan" => 0.72,
            "samordnare" | "stodmaterial" | "vagledning" => 0.6,
            "blankett" => 0.34,
            "sekretess" => 0.2,
            _ => 0.5,
        };
        let mut knows = |share: f64| self.random.random_bool((share + self.better).clamp(0.04, 0.97));
        let known = (knows(common), knows(common - 0.34));
        let named = |id: &str| columns.iter().find(|column| column.id == id).map(|column| column.id.as_str());
        if named("alla").is_some() {
            return columns.choose(self.random).map_or("", |column| column.id.as_str());
        }
        match known {
            (true, true) => named("bada").or(named("jag")),
            (true, false) => named("jag"),
            (false, true) => named("medarbetare").or(named("ingen")),
            (false, false) => named("ingen"),
        }
        .unwrap_or_default()
    }
}

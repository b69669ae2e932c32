//! Whatever is done to a questionnaire, it can be read; and back is back.

use proptest::prelude::*;

use super::*;
use crate::domain::definition::{Type, parse, write};
use crate::domain::questionnaire::{Condition, Kind, Test};

fn example() -> Questionnaire {
    parse(include_str!("../../../enkat/exempel-alla-typer.json")).expect("sound")
}

fn council() -> Questionnaire {
    parse(include_str!("../../../enkat/vbe-bra.json")).expect("sound")
}

fn any_place() -> impl Strategy<Value = Place> {
    prop_oneof![
        Just(Place::Front),
        (0..4usize).prop_map(Place::Section),
        (0..4usize, 0..6usize).prop_map(|(s, q)| Place::Question(s, q)),
        (0..4usize, 0..6usize, 0..8usize).prop_map(|(s, q, i)| Place::Inner(s, q, i)),
        (0..5usize).prop_map(Place::Indicator),
    ]
}

fn any_part() -> impl Strategy<Value = Part> {
    (any_place(), 0..3u8, 0..4usize).prop_map(|(place, sort, i)| match sort {
        0 => Part::Whole(place),
        1 => Part::Option(place, i),
        _ => Part::Row(place, i),
    })
}

/// What an author does at a place, before it is known what stands there.
#[derive(Debug, Clone)]
enum Act {
    Operation(Operation),
    Write(Place, String),
    Convert(Place, Type),
    AddOption(Place),
    RemoveOption(Place, usize),
    Ask(Place, String),
}

fn any_act() -> impl Strategy<Value = Act> {
    let text = prop::sample::select(vec!["", " ", "Vad gör ni?", "Å, ä och ö", "\u{1}", "a"]).prop_map(str::to_owned);
    let of = prop::sample::select(Type::ALL.to_vec());
    let id = prop::sample::select(vec!["val", "antal", "ny", "fraga_1", "Å", "", "nav", "x"]).prop_map(str::to_owned);
    prop_oneof![
        (0..5usize).prop_map(|i| Act::Operation(Operation::AddSection(i))),
        (any_place(), of.clone()).prop_map(|(place, of)| Act::Operation(Operation::AddQuestion(place, of))),
        Just(Act::Operation(Operation::AddIndicator)),
        any_place().prop_map(|place| Act::Operation(Operation::Copy(place))),
        (any_place(), any_place()).prop_map(|(from, to)| Act::Operation(Operation::Move(from, to))),
        (0..4usize, 0..6usize, 0..6usize)
            .prop_map(|(s, from, to)| Act::Operation(Operation::Move(Place::Question(s, from), Place::Question(s, to)))),
        any_place().prop_map(|place| Act::Operation(Operation::Remove(place))),
        (any_part(), id.clone()).prop_map(|(part, id)| Act::Operation(Operation::Rename(part, id))),
        any_part().prop_map(|part| Act::Operation(Operation::Name(part))),
        (any_place(), text).prop_map(|(place, text)| Act::Write(place, text)),
        (any_place(), of).prop_map(|(place, of)| Act::Convert(place, of)),
        any_place().prop_map(Act::AddOption),
        (any_place(), 0..3usize).prop_map(|(place, i)| Act::RemoveOption(place, i)),
        (any_place(), id).prop_map(|(place, id)| Act::Ask(place, id)),
    ]
}

fn operation(act: Act, now: &Questionnaire) -> Option<Operation> {
    let question = |place: Place, change: &dyn Fn(&mut crate::domain::questionnaire::Question)| {
        let mut question = now.question_at(place)?.clone();
        change(&mut question);
        Some(Operation::Question(place, Box::new(question)))
    };
    match act {
        Act::Operation(operation) => Some(operation),
        Act::Write(place, text) => question(place, &|q| q.text.clone_from(&text)),
        Act::Convert(place, of) => question(place, &|q| q.kind = converted(&q.kind, of)),
        Act::AddOption(place) => question(place, &|q| {
            if let Some(options) = q.kind.options_mut() {
                options.push(new_option(options));
            }
        }),
        Act::RemoveOption(place, i) => question(place, &|q| {
            if let Some(options) = q.kind.options_mut().filter(|options| options.len() > i) {
                options.remove(i);
            }
        }),
        Act::Ask(place, id) => question(place, &|q| {
            q.show_if = Some(Condition::Question { question: id.clone(), row: None, test: Test::Answered(true) });
        }),
    }
}

proptest! {
    /// Nothing is wrong with a draft but texts that are not written and choices that are not made, and each step can be
    /// taken back.
    #[test]
    fn whatever_is_done_can_be_read_and_undone(acts in prop::collection::vec(any_act(), 1..25), of_council: bool) {
        let mut document = if of_council { council() } else { example() };
        let mut undo = Undo::default();
        let mut states = vec![document.clone()];
        for act in acts {
            let Some(operation) = operation(act, &document) else { continue };
            let before = document.clone();
            if document.apply(operation, None).is_err() {
                prop_assert_eq!(&document, &before, "a refusal changes nothing");
                continue;
            }
            let left: Vec<_> = parse(&write(&document)).err().unwrap_or_default();
            prop_assert!(left.iter().all(may_wait), "{left:?}");
            if left.is_empty() {
                prop_assert_eq!(&parse(&write(&document)).expect("sound"), &document);
            }
            undo.note(before, None);
            states.push(document.clone());
        }
        let last = states.len() - 1;
        for before in states[..last].iter().rev() {
            document = undo.back(&document).expect("a step");
            prop_assert_eq!(&document, before);
        }
        for after in &states[1..] {
            document = undo.forth(&document).expect("a step");
            prop_assert_eq!(&document, after);
        }
    }

    /// Between any two documents, what differs is told; between equal ones nothing is.
    #[test]
    fn a_difference_is_told_exactly_when_there_is_one(acts in prop::collection::vec(any_act(), 1..6)) {
        let before = council();
        let mut after = before.clone();
        for act in acts {
            if let Some(operation) = operation(act, &after) {
                let _ = after.apply(operation, None);
            }
        }
        // The order of indicators is no part of what is asked or compared.
        let mut same = after.clone();
        same.indicators.sort_by_key(|indicator| before.indicators.iter().position(|other| other.id == indicator.id));
        prop_assert_eq!(changes(&before, &after).is_empty(), same == before);
    }
}

#[test]
fn a_condition_and_an_indicator_follow_a_new_id_and_go_with_what_they_ask() {
    let mut document = council();
    let decides = Place::Question(2, 0);
    let done = document.apply(Operation::Rename(Part::Whole(decides), "markt".into()), None).expect("renamed");
    assert_eq!((done.at, done.dropped), (decides, 0));
    assert!(document.sections[2].questions[1].show_if.as_ref().is_some_and(|condition| condition.asks("markt")));
    assert!(document.indicators.iter().any(|indicator| indicator.question == "markt"));
    document.apply(Operation::Rename(Part::Option(decides, 0), "jo".into()), None).expect("renamed");
    assert!(write(&document).contains("\"jo\""));
    assert_eq!(faults(&document), []);
    let before = document.indicators.len();
    let done = document.apply(Operation::Remove(decides), None).expect("removed");
    assert_eq!(done.dropped, 2, "the condition of the group, and the indicator");
    assert_eq!(document.indicators.len(), before - 1);
}

#[test]
fn a_published_id_stays_and_a_new_one_is_made_of_the_words() {
    let published = council();
    let mut document = published.clone();
    let rename = |part| Operation::Rename(part, "nytt".into());
    for part in [Part::Whole(Place::Section(0)), Part::Whole(Place::Question(0, 0)), Part::Option(Place::Question(0, 0), 0)] {
        assert_eq!(document.apply(rename(part), Some(&published)), Err(Refused::Fixed));
    }
    let place = Place::Question(0, 1);
    document.apply(Operation::AddQuestion(place, Type::LongText), Some(&published)).expect("added");
    let mut question = document.question_at(place).expect("there").clone();
    question.text = "Hur många år har ni deltagit i rådet?".into();
    document.apply(Operation::Question(place, Box::new(question.clone())), Some(&published)).expect("written");
    document.apply(Operation::Name(Part::Whole(place)), Some(&published)).expect("named");
    assert_eq!(document.question_at(place).expect("there").id, "hur_manga_ar_har_ni_deltagit_i");
    question.text = "Något helt annat".into();
    document.apply(Operation::Question(place, Box::new(question)), Some(&published)).expect("written");
    document.apply(Operation::Name(Part::Whole(place)), Some(&published)).expect("kept");
    assert_eq!(document.question_at(place).expect("there").id, "hur_manga_ar_har_ni_deltagit_i");
}

#[test]
fn what_differs_is_told_and_shakes_the_indicators_that_rest_on_it() {
    let (old, mut new) = (council(), council());
    let Kind::Matrix { rows, columns } = &mut new.sections[1].questions[0].kind else { panic!("a matrix") };
    rows.push(crate::domain::questionnaire::Row { id: "vagledning".into(), text: "Stadens vägledning".into() });
    columns[1].text = "Nej, inte alls".into();
    new.sections[0].questions[0].required = false;
    let about = |text: &str, effect| Change { about: Some(text.into()), effect };
    let told = changes(&old, &new);
    assert_eq!(
        told,
        [
            about("Vilken typ av organisation företräder du?", Effect::Required(false)),
            about("Känner du till detta?", Effect::RowAdded("Stadens vägledning".into())),
            about("Känner du till detta?", Effect::OptionText("Nej".into(), "Nej, inte alls".into())),
        ]
    );
    let shaken: Vec<_> = shaken(&old, &new).into_iter().map(|indicator| indicator.id.as_str()).collect();
    assert_eq!(shaken, ["samordnare_extern", "handlingsplan_extern"]);
}

#[test]
fn a_changed_question_offers_itself_to_the_questionnaires_that_share_it() {
    let read = |text| parse(text).expect("sound");
    let (old, fack) =
        (read(include_str!("../../../enkat/vbe-stadsdel.json")), read(include_str!("../../../enkat/vbe-fack.json")));
    assert_eq!(offers(&old, &old, &fack), [], "what was not changed is not offered, though it differs");
    let mut new = old.clone();
    let place = |q: &Questionnaire, id: &str| q.placed_questions().find(|(_, q)| q.id == id).expect("there").0;
    for id in ["kannedom", "omrade"] {
        let question = new.question_mut(place(&old, id)).expect("there");
        question.text = format!("{} Ungefär.", question.text);
    }
    let found = offers(&old, &new, &fack);
    assert_eq!(
        found.iter().map(|o| (o.question.as_str(), o.was_same)).collect::<Vec<_>>(),
        [("omrade", false), ("kannedom", true)]
    );
    let about = Some("Vilka av er känner till detta? Ungefär.".to_owned());
    let effect = Effect::QuestionText("Vilka av er känner till detta?".into());
    assert_eq!(found[1].changes, [Change { about, effect }]);

    let mut taken = fack.clone();
    adopt(&mut taken, &new, "kannedom").expect("taken");
    assert_eq!(taken.question_at(place(&fack, "kannedom")), new.question_at(place(&new, "kannedom")));
    assert_eq!(offers(&old, &new, &taken).len(), 1, "what has been taken is offered no more");
    assert_eq!(faults(&taken), []);
    assert_eq!(adopt(&mut taken, &new, "finns_inte"), Err(Refused::Nowhere));
}

#[test]
fn a_new_follow_up_offers_itself_where_what_decides_it_is_asked() {
    let read = |text| parse(text).expect("sound");
    let (old, fack) =
        (read(include_str!("../../../enkat/vbe-stadsdel.json")), read(include_str!("../../../enkat/vbe-fack.json")));
    let place = |q: &Questionnaire, id: &str| q.placed_questions().find(|(_, q)| q.id == id).expect("there").0;
    let mut new = old.clone();
    let at = new.apply(Operation::AddFollowUp(place(&old, "apt"), 0), None).expect("added").at;
    let question = new.question_mut(at).expect("there");
    (question.id, question.text) = ("vilken_utbildning".into(), "Vilken?".into());
    let condition = question.show_if.clone();
    let found = offers(&old, &new, &fack);
    let told: Vec<_> = found.iter().map(|offer| (offer.question.as_str(), offer.is_new, offer.was_same)).collect();
    assert_eq!(told, [("vilken_utbildning", true, true)]);

    let mut taken = fack.clone();
    adopt(&mut taken, &new, "vilken_utbildning").expect("taken");
    let added = place(&taken, "vilken_utbildning");
    assert_eq!(added.position(), place(&taken, "apt").position() + 1);
    assert_eq!(taken.question_at(added).expect("there").show_if, condition);
    assert_eq!(offers(&old, &new, &taken), [], "what has been taken is offered no more");

    // Of an option that decides and is not there, nothing is lost untold: it is neither taken nor offered.
    let mut wider = new.clone();
    let asked = wider.question_mut(at).expect("there");
    let Some(Condition::Question { test: Test::In(options), .. }) = &mut asked.show_if else { panic!("a condition") };
    options.push("planerat".into());
    let mut narrow = fack.clone();
    narrow.question_mut(place(&fack, "apt")).expect("there").kind.options_mut().expect("options").retain(|o| o.id != "planerat");
    assert_eq!(adopt(&mut narrow, &wider, "vilken_utbildning"), Err(Refused::Nowhere));
    assert_eq!(offers(&old, &wider, &narrow), []);

    // Where an option that decides is not there, it is not asked of everybody instead.
    let mut other = fack.clone();
    let asked = place(&other, "apt");
    let options = other.question_mut(asked).expect("there").kind.options_mut().expect("options");
    options.remove(0);
    let before = other.clone();
    assert_eq!(adopt(&mut other, &new, "vilken_utbildning"), Err(Refused::Nowhere));
    assert_eq!(other, before);
}

#[test]
fn what_was_moved_is_told_once() {
    let old = council();
    let mut new = old.clone();
    new.apply(Operation::Move(Place::Section(3), Place::Section(0)), None).expect("moved");
    let told: Vec<_> = changes(&old, &new).into_iter().filter(|change| change.effect == Effect::SectionOrder).collect();
    assert_eq!(told, [Change { about: Some(old.sections[3].title.clone()), effect: Effect::SectionOrder }]);
    let mut new = old.clone();
    new.sections[0].questions[0].kind.options_mut().expect("options").swap(0, 1);
    let about = Some(old.sections[0].questions[0].text.clone());
    assert_eq!(changes(&old, &new), [Change { about, effect: Effect::OptionOrder }]);
}

#[test]
fn the_standard_questionnaires_get_few_hints() {
    for text in [
        include_str!("../../../enkat/vbe-bra.json"),
        include_str!("../../../enkat/vbe-stadsdel.json"),
        include_str!("../../../enkat/vbe-fack.json"),
    ] {
        let questionnaire = parse(text).expect("sound");
        let estimated = estimated_minutes(&questionnaire);
        assert!(estimated.abs_diff(questionnaire.minutes) <= 2, "{}: {estimated} of {}", questionnaire.id, questionnaire.minutes);
    }
    let mut document = council();
    let question = &mut document.sections[0].questions[0];
    question.text = "Deltar och/eller leder ni arbetet?".into();
    question.kind = Kind::LongText { max_length: 10 };
    let hints = hints(&document);
    let place = Place::Question(0, 0);
    assert!(hints.contains(&Hint::Double(place)) && hints.contains(&Hint::RequiredText(place)), "{hints:?}");
}

#[test]
fn what_is_worked_on_is_found_again_after_a_step_back() {
    let before = council();
    let mut after = before.clone();
    after.apply(Operation::Move(Place::Section(3), Place::Section(0)), None).expect("moved");
    let place = |section| Place::Question(section, 0);
    assert_eq!(place(0).after(&after, &before), place(3));
    assert_eq!(Place::Section(1).after(&after, &before), Place::Section(0));
    after.apply(Operation::Remove(Place::Section(0)), None).expect("removed");
    assert_eq!(place(3).after(&before, &after), Place::Front);
}

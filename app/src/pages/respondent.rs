//! What the one who answers sees.

use leptos::prelude::*;

use crate::domain::answer::{Answer, Answers, Form};
use crate::domain::figure::plural;
use crate::domain::journey::{Fault, Journey};
use crate::domain::questionnaire::{Choice, Kind, OTHER_TEXT, Question, Questionnaire, Section};
use crate::islands::section::SectionFields;
use crate::islands::units::UnitPicker;
use crate::ui::parts::error_summary;

/// What every page of a link knows.
#[derive(Debug, Clone)]
pub struct Place {
    /// `/e/{token}`.
    pub base: String,
    /// Whose enkät it is.
    pub organisation: String,
    /// Its last day, in words.
    pub closes: String,
}

/// The start page.
pub struct Start {
    /// Where.
    pub place: Place,
    /// The questionnaire's title.
    pub title: String,
    /// Its introduction.
    pub intro: Option<String>,
    /// How long it takes.
    pub minutes: u32,
    /// Id, name and whether it has answered; empty without a register.
    pub units: Vec<(String, String, bool)>,
    /// The unit in the cookie or in what was posted.
    pub chosen: String,
    /// What is wrong with the choice.
    pub fault: Option<String>,
    /// Whether this device has a draft.
    pub draft: bool,
    /// Whether the draft was just saved.
    pub saved: bool,
}

/// Who asks, why, how long, until when; and which unit.
pub fn start(start: Start) -> impl IntoView {
    let base = start.place.base;
    let faults = start.fault.iter().map(|f| ("enhet".to_owned(), f.clone())).collect();
    let picker = (!start.units.is_empty()).then(|| {
        view! { <UnitPicker units=start.units chosen=start.chosen fault=start.fault/> }
    });
    view! {
        {error_summary(faults)}
        {start.saved.then(|| view! { <div class="note" role="status"><p>"Dina svar är sparade. Kom tillbaka till den här sidan på samma enhet och fortsätt när du vill."</p></div> })}
        <p class="over">{start.place.organisation}</p>
        <h1>{start.title}</h1>
        {start.intro.map(|text| view! { <p class="lead">{text}</p> })}
        <ul class="facts">
            <li>{format!("Det tar ungefär {}.", plural(i64::from(start.minutes), "minut", "minuter"))}</li>
            <li>{format!("Du kan svara till och med {}.", start.place.closes)}</li>
            <li>"Dina svar kan inte kopplas till din enhet. Enheten sparas för sig, utan svaren, så att du inte får påminnelser i onödan. "<a href="/personuppgifter">"Så hanteras svaren"</a>"."</li>
            <li>"Skriv aldrig namn, personnummer eller annat som pekar ut en enskild person."</li>
        </ul>
        <p><a href=format!("{base}/fragor")>"Läs alla frågor först"</a></p>
        <form method="post" action=base.clone() novalidate>
            {picker}
            <p class="buttons"><button>{if start.draft { "Fortsätt" } else { "Börja svara" }}</button></p>
        </form>
        {start.draft.then(|| view! {
            <form method="post" action=base.clone()><p class="hint">"Det finns ett påbörjat svar på den här enheten. Är det inte ditt? "
                <button class="quiet" name="borja_om" value="ja">"Ta bort det och börja om"</button></p></form>
        })}
        <details><summary>"Min enhet finns inte i listan, eller någon annan har svarat för den"</summary>
            <p>"Kontakta din förvaltnings samordnare mot våldsbejakande extremism. Samordnaren kan lägga till en enhet som saknas, och öppna en enhet igen så att du kan svara."</p>
            <p>"Har du själv svarat och vill ändra något? "<a href=format!("{base}/andra")>"Ändra med din kvittokod"</a>"."</p>
        </details>
    }
}

/// One section.
pub struct SectionPage {
    /// Where.
    pub place: Place,
    /// The section.
    pub section: Section,
    /// Which step of how many.
    pub step: (usize, usize),
    /// The answers before it.
    pub before: Answers,
    /// What was filled in.
    pub form: Form,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// The areas of the city.
    pub areas: Vec<String>,
}

/// One page of questions.
pub fn section(page: SectionPage) -> impl IntoView {
    let summary = page.faults.iter().map(|f| (f.field.clone(), format!("{} {}", ended(&f.label), f.problem))).collect();
    let faults: Vec<(String, String)> = page.faults.iter().map(|f| (f.field.clone(), f.problem.to_string())).collect();
    let (step, steps) = page.step;
    let action = format!("{}/fraga/{}", page.place.base, page.section.id);
    view! {
        {error_summary(summary)}
        <p class="over">{format!("Steg {step} av {steps}")}</p>
        <h1>{page.section.title.clone()}</h1>
        {page.section.intro.clone().map(|text| view! { <p class="lead">{text}</p> })}
        <form method="post" action=action novalidate>
            // The first button is the one that Enter presses.
            <button class="unseen" name="nav" value="nasta" tabindex="-1" aria-hidden="true">"Nästa"</button>
            <SectionFields section=page.section before=page.before form=page.form faults=faults areas=page.areas/>
            <p class="buttons">
                <button name="nav" value="nasta">"Nästa"</button>
                <button class="second" name="nav" value="tillbaka">"Tillbaka"</button>
                <button class="quiet" name="nav" value="spara">"Spara och fortsätt senare"</button>
            </p>
        </form>
    }
}

fn ended(text: &str) -> String {
    if text.ends_with(['?', '.', '!', ':']) { text.to_owned() } else { format!("{text}:") }
}

/// The check page.
pub struct Check {
    /// Where.
    pub place: Place,
    /// What is asked.
    pub questionnaire: std::sync::Arc<Questionnaire>,
    /// What was answered.
    pub journey: Journey,
    /// Texts that may name a person: the question and what was noticed.
    pub names: Vec<(String, Vec<String>)>,
    /// Whether they were passed over.
    pub unchecked: bool,
    /// Tells this draft's page from another's.
    pub key: String,
    /// Whether a submitted answer is changed.
    pub changing: bool,
}

/// Each answer once more, with a way to change it.
pub fn check(page: Check) -> impl IntoView {
    let base = page.place.base;
    let sections = page
        .journey
        .steps
        .iter()
        .map(|step| {
            let section = &page.questionnaire.sections[step.section];
            let rows = section
                .questions
                .iter()
                .filter(|q| step.shown.contains(&q.id) && q.kind != Kind::Info)
                .map(|q| {
                    let link = format!("{base}/fraga/{}#{}", section.id, anchor(q));
                    view! {
                        <div><dt>{q.text.clone()}</dt><dd>{answer(q, &page.journey.answers)}</dd>
                            <dd class="change"><a href=link>"Ändra"<span class="unseen">{format!(" svaret på: {}", q.text)}</span></a></dd></div>
                    }
                })
                .collect_view();
            view! { <section><h2>{section.title.clone()}</h2><dl class="answers">{rows}</dl></section> }
        })
        .collect_view();
    let names = (!page.names.is_empty()).then(|| {
        let list = page.names.into_iter().map(|(q, names)| view! { <li><strong>{names.join(", ")}</strong>{format!(" – {q}")}</li> }).collect_view();
        view! {
            <div class="warning" id="namn">
                <h2>"Kan någon kännas igen?"</h2>
                <p>"De här orden kan vara namn på personer. Ta bort dem om de är det."</p>
                <ul>{list}</ul>
                <label class="choice" for="namn_kontrollerat">
                    <input type="checkbox" id="namn_kontrollerat" name="namn_kontrollerat" value="ja" aria-invalid=page.unchecked.then_some("true")/>
                    <span>"Jag har kontrollerat att ingen kan kännas igen"</span>
                </label>
            </div>
        }
    });
    let faults = if page.unchecked {
        vec![("namn_kontrollerat".to_owned(), "Kontrollera orden som kan vara namn, och kryssa i rutan.".to_owned())]
    } else {
        vec![]
    };
    view! {
        {error_summary(faults)}
        <p class="over">{page.place.organisation}</p>
        <h1>"Granska dina svar"</h1>
        {sections}
        <form method="post" action=format!("{base}/granska") novalidate>
            <input type="hidden" name="nyckel" value=page.key/>
            {names}
            <p>"När du skickar in får du en kvittokod. Med den kan du ändra svaret tills omgången stänger."</p>
            <p class="buttons"><button>{if page.changing { "Skicka in ändringen" } else { "Skicka in" }}</button></p>
        </form>
    }
}

/// Where a question's link leads: its first control.
fn anchor(question: &Question) -> String {
    match &question.kind {
        Kind::Matrix { rows, .. } => rows.first().map_or_else(|| question.id.clone(), |r| format!("{}.{}", question.id, r.id)),
        _ => question.id.clone(),
    }
}

/// An answer in words.
fn answer(question: &Question, answers: &Answers) -> AnyView {
    let none = || view! { <span class="hint">"Inte besvarad"</span> }.into_any();
    match &question.kind {
        Kind::Matrix { rows, columns } => {
            let rows = rows
                .iter()
                .map(|row| {
                    let chosen = answers.get(&format!("{}.{}", question.id, row.id));
                    let text = chosen.map_or_else(none, |a| words(a, columns).into_any());
                    view! { <li><span class="row">{row.text.clone()}</span>" "{text}</li> }
                })
                .collect_view();
            view! { <ul class="rows">{rows}</ul> }.into_any()
        }
        Kind::Group { item_text, questions, .. } => {
            let Some(Answer::Items(items)) = answers.get(&question.id) else { return none() };
            let items = items
                .iter()
                .enumerate()
                .map(|(i, item)| {
                    let rows = questions
                        .iter()
                        .filter(|q| q.fields().iter().any(|f| item.get(f).is_some()))
                        .map(|q| view! { <div><dt>{q.text.clone()}</dt><dd>{answer(q, item)}</dd></div> })
                        .collect_view();
                    view! { <h3>{format!("{item_text} {}", i + 1)}</h3><dl>{rows}</dl> }
                })
                .collect_view();
            items.into_any()
        }
        kind => {
            let Some(given) = answers.get(&question.id) else { return none() };
            let beside = match answers.get(&format!("{}.{OTHER_TEXT}", question.id)) {
                Some(Answer::Text(text)) => format!(": {text}"),
                _ => String::new(),
            };
            view! { <span class="text">{words(given, kind.options())}{beside}</span> }.into_any()
        }
    }
}

fn words(answer: &Answer, options: &[Choice]) -> String {
    let name = |id: &String| options.iter().find(|o| o.id == *id).map_or_else(|| id.clone(), |o| o.text.clone());
    match answer {
        Answer::Number(n) => n.to_string(),
        Answer::Text(text) => name(text),
        Answer::Many(ids) => ids.iter().map(name).collect::<Vec<_>>().join(", "),
        Answer::Items(_) => String::new(),
    }
}

/// The receipt; the code is gone after a while.
pub fn receipt(place: Place, code: Option<String>) -> impl IntoView {
    let andra = format!("{}/andra", place.base);
    let code = match code {
        Some(code) => view! {
            <p>"Din kvittokod:"</p>
            <p class="code"><strong>{code}</strong></p>
            <p>{format!("Spara koden om du vill kunna ändra svaret. Det går till och med {}. Koden visas här i 30 minuter, och vi kan inte ta fram den åt dig.", place.closes)}</p>
            <p><a href=andra>"Ändra svaret"</a></p>
        }
        .into_any(),
        None => view! { <p>"Kvittokoden visas inte längre. Har du sparat den kan du "<a href=andra>"ändra svaret"</a>"."</p> }.into_any(),
    };
    view! {
        <p class="over">{place.organisation}</p>
        <h1>"Tack! Svaret är inskickat"</h1>
        {code}
        <h2>"Vad som händer nu"</h2>
        <p>"När omgången har stängt sammanställer samordnaren svaren till förvaltningens lokala lägesbild. Enheten får inga fler påminnelser i år."</p>
        <p>"Gäller det en pågående oro för en person: vänta inte. Följ stadens rutin och kontakta samordnaren."</p>
    }
}

/// Taking up a submitted answer.
pub fn change(place: Place, code: String, fault: Option<String>) -> impl IntoView {
    let faults = fault.iter().map(|f| ("kvittokod".to_owned(), f.clone())).collect();
    let invalid = fault.is_some();
    view! {
        {error_summary(faults)}
        <p class="over">{place.organisation}</p>
        <h1>"Ändra ditt svar"</h1>
        <form method="post" action=format!("{}/andra", place.base) novalidate>
            <div class="question"><label class="legend" for="kvittokod">"Kvittokod"</label>
                <p class="hint" id="kvittokod-hint">"Tolv tecken, som du fick när du skickade in. Bindestreck och små bokstäver går bra."</p>
                {fault.map(|f| view! { <p class="fault" id="kvittokod-fel"><span class="unseen">"Fel: "</span>{f}</p> })}
                <input type="text" class="short" id="kvittokod" name="kvittokod" value=code autocomplete="off" spellcheck="false" autocapitalize="characters"
                    aria-describedby=if invalid { "kvittokod-hint kvittokod-fel" } else { "kvittokod-hint" } aria-invalid=invalid.then_some("true")/></div>
            <p class="buttons"><button>"Hämta svaret"</button></p>
        </form>
        <p class="hint">"Har du tappat bort koden kan samordnaren öppna enheten igen, så att du kan svara på nytt."</p>
    }
}

/// All questions, to read or print.
pub fn questions(base: &str, questionnaire: &Questionnaire) -> impl IntoView + use<> {
    let sections = questionnaire
        .sections
        .iter()
        .map(|section| {
            let questions = section.questions.iter().map(|q| read_question(q, section.show_if.is_some())).collect_view();
            view! {
                <section class="read"><h2>{section.title.clone()}</h2>
                    {section.intro.clone().map(|text| view! { <p>{text}</p> })}
                    {questions}
                </section>
            }
        })
        .collect_view();
    view! {
        <p class="over">{questionnaire.title.clone()}</p>
        <h1>"Alla frågor"</h1>
        <p>"Här kan du läsa eller skriva ut frågorna innan du svarar."</p>
        {sections}
        {(!base.is_empty()).then(|| view! { <p class="buttons"><a class="button" href=base.to_owned()>"Till startsidan"</a></p> })}
    }
}

fn read_question(question: &Question, conditional: bool) -> AnyView {
    let options = question.kind.options().iter().map(|o| view! { <li>{o.text.clone()}</li> }).collect_view();
    let rows = match &question.kind {
        Kind::Matrix { rows, .. } => {
            let rows = rows.iter().map(|r| view! { <li>{r.text.clone()}</li> }).collect_view();
            view! { <ul class="rows">{rows}</ul><p class="hint">"Svara för varje rad med något av:"</p> }.into_any()
        }
        Kind::Scale { min, max, min_label, max_label } => {
            view! { <p class="hint">{format!("Från {min} ({min_label}) till {max} ({max_label})")}</p> }.into_any()
        }
        Kind::ShortText { .. } | Kind::LongText { .. } => view! { <p class="hint">"Fritext"</p> }.into_any(),
        Kind::Number { .. } => view! { <p class="hint">"Ett heltal"</p> }.into_any(),
        Kind::Month => view! { <p class="hint">"År och månad"</p> }.into_any(),
        Kind::Date => view! { <p class="hint">"Ett datum"</p> }.into_any(),
        Kind::Area => view! { <p class="hint">"Ett stadsdelsområde eller hela staden"</p> }.into_any(),
        Kind::Group { questions, .. } => {
            let inner = questions.iter().map(|q| read_question(q, false)).collect_view();
            view! { <div class="inner-questions">{inner}</div> }.into_any()
        }
        _ => ().into_any(),
    };
    let empty = question.kind.options().is_empty();
    let note = match (question.required, conditional || question.show_if.is_some()) {
        (true, true) => " (om frågan är aktuell)",
        (false, _) if question.kind != Kind::Info => " (frivillig)",
        _ => "",
    };
    view! {
        <div class="question">
            <h3>{question.text.clone()}<span class="optional">{note}</span></h3>
            {question.hint.clone().map(|h| view! { <p class="hint">{h}</p> })}
            {rows}
            {(!empty).then(|| view! { <ul>{options}</ul> })}
        </div>
    }
    .into_any()
}

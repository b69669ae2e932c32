//! Forms: faults, fields and buttons.
//!
//! A control has its field's name as its id, so that the error summary can link to it. Its hint and its
//! fault have ids made of that, for `aria-describedby`.

use std::fmt::Display;

use leptos::prelude::*;

use crate::texts::{frame, parts as t};

/// What is wrong with a form: fields and sentences.
#[derive(Debug, Clone, Default)]
pub struct Faults(Vec<(String, String)>);

impl Faults {
    /// The faults of a form in which one field can be wrong.
    pub fn of(field: &str, fault: Option<String>) -> Self {
        fault.map(|sentence| (field, sentence)).into_iter().collect()
    }

    /// Whether there are any.
    pub fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// A field's fault.
    pub fn at(&self, field: &str) -> Option<String> {
        self.0.iter().find(|(at, _)| at == field).map(|(_, sentence)| sentence.clone())
    }
}

impl<F: Into<String>, S: Into<String>> FromIterator<(F, S)> for Faults {
    fn from_iter<T: IntoIterator<Item = (F, S)>>(faults: T) -> Self {
        Self(faults.into_iter().map(|(field, sentence)| (field.into(), sentence.into())).collect())
    }
}

impl<F: Into<String>, S: Into<String>> From<Option<(F, S)>> for Faults {
    fn from(fault: Option<(F, S)>) -> Self {
        fault.into_iter().collect()
    }
}

/// A form on its page: what is typed in it, as it was posted or is offered, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct FormState<F> {
    pub typed: F,
    pub faults: Faults,
}

impl<F> FormState<F> {
    /// The form with nothing wrong.
    pub fn new(typed: F) -> Self {
        Self { typed, faults: Faults::default() }
    }

    /// The form again, with what is wrong at a field.
    pub fn refused(typed: F, field: &str, why: &impl Display) -> Self {
        Self { typed, faults: Faults::of(field, Some(why.to_string())) }
    }

    /// Whether something is wrong.
    pub fn is_faulty(&self) -> bool {
        self.faults.any()
    }
}

/// Every fault of the page, with links to the fields. It takes the focus.
#[component]
pub fn ErrorSummary<'a>(faults: &'a Faults) -> impl IntoView + use<> {
    let links = faults.0.iter().map(|(field, sentence)| {
        view! { <li><a href=format!("#{field}")>{sentence.clone()}</a></li> }
    });
    let links: Vec<_> = links.collect();
    (!links.is_empty()).then(|| {
        view! {
            <div class="summary" role="alert" tabindex="-1" autofocus>
                <h2>{t::FAULTS}</h2>
                <ul>{links}</ul>
            </div>
        }
    })
}

/// The ids of a field's hint and fault, for `aria-describedby`.
pub fn described_by(id: &str, hint: bool, fault: bool) -> Option<String> {
    let ids = [hint.then(|| format!("{id}-hint")), fault.then(|| format!("{id}-fel"))];
    let ids: Vec<String> = ids.into_iter().flatten().collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// A field's hint.
#[component]
pub fn FieldHint(id: String, text: Option<String>) -> impl IntoView {
    text.map(|text| view! { <p class="hint" id=format!("{id}-hint")>{text}</p> })
}

/// A field's fault.
#[component]
pub fn FieldFault(id: String, text: Option<String>) -> impl IntoView {
    text.map(|text| {
        view! { <p class="fault" id=format!("{id}-fel")><span class="unseen">{frame::FAULT}</span>{text}</p> }
    })
}

/// Marks what may be left out.
#[component]
pub fn OptionalMark(when: bool) -> impl IntoView {
    when.then(|| view! { <span class="optional">{frame::OPTIONAL}</span> })
}

/// A label, hint and fault with the control they are about.
#[component]
pub fn Field(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(optional)] optional: bool,
    #[prop(optional_no_strip)] hint: Option<String>,
    #[prop(optional_no_strip)] fault: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="question">
            <label class="legend" for=id.clone()>{label}<OptionalMark when=optional/></label>
            <FieldHint id=id.clone() text=hint/>
            <FieldFault id text=fault/>
            {children()}
        </div>
    }
}

/// A field of one line.
#[component]
pub fn TextField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional_no_strip)] fault: Option<String>,
    /// Whether it is narrower than the page.
    #[prop(optional)]
    short: bool,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] maxlength: Option<&'static str>,
    #[prop(optional_no_strip)] max: Option<String>,
    #[prop(optional)] spellcheck: Option<&'static str>,
    #[prop(optional)] autocapitalize: Option<&'static str>,
    #[prop(optional)] list: Option<&'static str>,
    #[prop(optional_no_strip)] above: Option<AnyView>,
    #[prop(optional_no_strip)] below: Option<AnyView>,
) -> impl IntoView {
    let invalid = fault.is_some();
    let described_by = described_by(&name, hint.is_some(), invalid);
    let id = name.clone();
    view! {
        <Field id=name.clone() label optional hint fault>
            {above}
            <input type=kind id=id name=name value=value class=short.then_some("short") autocomplete=autocomplete inputmode=inputmode
                maxlength=maxlength max=max spellcheck=spellcheck autocapitalize=autocapitalize list=list
                aria-describedby=described_by aria-invalid=invalid.then_some("true")/>
            {below}
        </Field>
    }
}

/// A file to choose, in the field `fil`.
#[component]
pub fn FileField(
    #[prop(into)] label: String,
    /// The kinds of files that the browser offers.
    accept: &'static str,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional_no_strip)] fault: Option<String>,
) -> impl IntoView {
    let invalid = fault.is_some();
    let described_by = described_by("fil", hint.is_some(), invalid);
    view! {
        <Field id="fil" label hint fault>
            <input type="file" id="fil" name="fil" accept=accept aria-describedby=described_by aria-invalid=invalid.then_some("true")/>
        </Field>
    }
}

/// A field of several lines.
#[component]
pub fn TextAreaField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: String,
    rows: usize,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional_no_strip)] fault: Option<String>,
    #[prop(optional_no_strip)] above: Option<AnyView>,
    #[prop(optional)] below: Option<AnyView>,
) -> impl IntoView {
    let invalid = fault.is_some();
    let described_by = described_by(&name, hint.is_some(), invalid);
    let id = name.clone();
    view! {
        <Field id=name.clone() label optional hint fault>
            {above}
            <textarea id=id name=name rows=rows.to_string() aria-describedby=described_by aria-invalid=invalid.then_some("true")>
                {in_text_area(&value)}
            </textarea>
            {below}
        </Field>
    }
}

/// The content of a text area. Reading HTML drops a first line break there, and Leptos does not escape
/// the content.
pub fn in_text_area(text: &str) -> String {
    format!("\n{}", html_escape::encode_text(text))
}

/// A field with a list to choose from.
#[component]
pub fn SelectField(
    #[prop(into)] name: String,
    /// The control's id, where it is not the name.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(into)] label: String,
    /// Values and texts.
    options: Vec<(String, String)>,
    #[prop(into)] chosen: String,
    /// The first option, which is no choice.
    #[prop(optional)]
    none: Option<&'static str>,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional_no_strip)] fault: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let invalid = fault.is_some();
    let described_by = described_by(&id, hint.is_some(), invalid);
    view! {
        <Field id=id.clone() label optional hint fault>
            <Select name id options chosen nostrip:none=none described_by invalid/>
        </Field>
    }
}

/// A list to choose from, without its label.
#[component]
pub fn Select(
    #[prop(into)] name: String,
    /// Where it is not the name.
    #[prop(optional, into)]
    id: Option<String>,
    /// Values and texts.
    options: Vec<(String, String)>,
    #[prop(into)] chosen: String,
    /// The first option, which is no choice.
    #[prop(optional)]
    none: Option<&'static str>,
    #[prop(optional_no_strip)] described_by: Option<String>,
    #[prop(optional)] invalid: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let options = options.into_iter().map(|(value, text)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{text}</option> }
    });
    view! {
        <select id=id name=name aria-describedby=described_by aria-invalid=invalid.then_some("true")>
            {none.map(|none| view! { <option value="">{none}</option> })}
            {options.collect_view()}
        </select>
    }
}

/// A check box or radio button, with its label.
#[component]
pub fn ChoiceInput(
    /// The input's type.
    #[prop(default = "checkbox")]
    kind: &'static str,
    #[prop(into)] name: String,
    #[prop(into)] value: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] checked: bool,
    #[prop(optional)] invalid: bool,
) -> impl IntoView {
    view! {
        <label class="choice" for=id.clone()>
            <input type=kind id=id.clone() name=name value=value checked=checked aria-invalid=invalid.then_some("true")/>
            <span>{label}</span>
        </label>
    }
}

/// One of a few, as radio buttons below their question, or several as check boxes. The first has the field's id.
#[component]
pub fn ChoiceField(
    /// The inputs' type.
    #[prop(default = "radio")]
    kind: &'static str,
    name: &'static str,
    #[prop(into)] legend: String,
    /// Values and labels.
    options: Vec<(String, String)>,
    /// Values.
    chosen: Vec<String>,
    #[prop(optional_no_strip)] fault: Option<String>,
) -> impl IntoView {
    let invalid = fault.is_some();
    let described_by = described_by(name, false, invalid);
    let options = options.into_iter().enumerate().map(|(i, (value, label))| {
        let id = if i == 0 { name.to_owned() } else { format!("{name}--{value}") };
        let checked = chosen.contains(&value);
        view! { <ChoiceInput kind name value label id checked invalid/> }
    });
    view! {
        <fieldset class="question" aria-describedby=described_by>
            <legend>{legend}</legend>
            <FieldFault id=name.to_owned() text=fault/>
            {options.collect_view()}
        </fieldset>
    }
}

/// A value that travels with a form; browsers do not put an earlier one in its place.
#[component]
pub fn Hidden(#[prop(into)] name: String, #[prop(into)] value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value autocomplete="off"/> }
}

/// The button that posts a form, in its place at the end.
#[component]
pub fn Submit(
    #[prop(into)] text: String,
    #[prop(optional)] class: Option<&'static str>,
    /// The value of `gor`, where the form can do several things.
    #[prop(optional)]
    action: Option<&'static str>,
) -> impl IntoView {
    view! { <p class="buttons"><button class=class name=action.map(|_| "gor") value=action>{text}</button></p> }
}

/// A form that is one button.
#[component]
pub fn PostButton(
    /// Where it posts to.
    #[prop(into)]
    address: String,
    /// The hidden field that says what it is about.
    field: &'static str,
    #[prop(into)] value: String,
    #[prop(into)] text: String,
    /// Whom or what it is about, for screen readers.
    #[prop(optional, into)]
    about: Option<String>,
    #[prop(default = "quiet")] class: &'static str,
    /// The value of `gor`, where the address can do several things.
    #[prop(optional)]
    action: Option<&'static str>,
) -> impl IntoView {
    view! {
        <form method="post" action=address>
            <Hidden name=field value/>
            <button class=class name=action.map(|_| "gor") value=action>
                {text}{about.map(|about| view! { <span class="unseen">" "{about}</span> })}
            </button>
        </form>
    }
}

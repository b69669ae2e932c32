//! Blanketter and other reports, kept as they come.

use leptos::prelude::*;

use super::{OrganisationFrame, Tab};
use crate::forms::ReportForm;
use crate::routes;
use crate::texts::coordinator::COLUMN_CHANGE;
use crate::texts::reports as t;
use crate::ui::form::{
    ChoiceField, ErrorSummary, Faults, FileField, FormState, PostButton, SelectField, Submit, TextAreaField, TextField,
};
use crate::ui::table::{Column, ScrollingTable, TextRow, text_columns};
use crate::ui::text::{Notice, NoticeKind, PageHeading, Section};

/// The reports around a round.
pub struct Reports {
    /// Whose.
    pub frame: OrganisationFrame,
    /// The round's period, in words.
    pub period: String,
    pub rows: Vec<ReportRow>,
    /// From after the period.
    pub later: Vec<ReportRow>,
    pub options: ReportOptions,
    pub form: FormState<ReportForm>,
    /// Name, period, and what is wrong with them or the file.
    pub file: FormState<(String, String)>,
}

/// A report in words.
pub struct ReportRow {
    pub id: String,
    pub day: String,
    /// What source, and which list of it.
    pub source: String,
    pub place: String,
    pub kind: String,
    pub environment: String,
    pub handled: String,
    pub text: String,
}

/// Codes and texts that a report can have.
#[derive(Default, Clone)]
pub struct ReportOptions {
    pub sources: Vec<(String, String)>,
    pub places: Vec<(String, String)>,
    pub environments: Vec<(String, String)>,
    pub kinds: Vec<(String, String)>,
    pub handled: Vec<(String, String)>,
}

/// The page.
pub fn page(reports: Reports) -> impl IntoView {
    let Reports { frame, period, rows, later, options, form, file } = reports;
    let faults = if form.is_faulty() { &form.faults } else { &file.faults };
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let none = rows.is_empty();
    let listed = (!none).then(|| view! { <p>{t::count(count)}</p><ReportTable frame=&frame caption=t::TITLE rows/> });
    let later = (!later.is_empty()).then(|| {
        let table = view! { <ReportTable frame=&frame caption=t::LATER rows=later/> };
        view! { <Section heading=t::LATER><p>{t::LATER_TEXT}</p>{table}</Section> }
    });
    let back = frame.tab(Tab::Sources);
    let (codes, may_change) = (options.clone(), frame.may_change);
    view! {
        <ErrorSummary faults/>
        <PageHeading over=frame.name.clone() title=t::TITLE/>
        <p>{t::LEAD}</p>
        <Section heading=t::of_period(&period)>
            <Notice kind=NoticeKind::Empty when=none text=t::NONE/>
            {listed}
        </Section>
        {later}
        {may_change.then(|| view! { <AddReport frame=&frame options form/><AddFile frame=&frame options=codes file/> })}
        <p><a href=back>{t::BACK}</a></p>
    }
}

#[component]
fn ReportTable<'a>(frame: &'a OrganisationFrame, caption: &'static str, rows: Vec<ReportRow>) -> impl IntoView + use<> {
    let columns = [t::DAY, t::SOURCE, t::PLACE, t::KIND, t::ENVIRONMENT, t::HANDLED, t::TEXT].map(Column::text);
    let columns = columns.into_iter().chain(frame.may_change.then(|| Column::text(COLUMN_CHANGE))).collect();
    let rows = rows.into_iter().map(|row| {
        let ReportRow { id, day, source, place, kind, environment, handled, text } = row;
        let about = format!("{day}, {source}");
        let address = frame.address(routes::REPORTS);
        let remove = frame.may_change.then(|| {
            view! { <td><PostButton address field="rapport" value=id action="ta_bort" text=t::REMOVE about/></td> }
        });
        view! {
            <tr>
                <th scope="row">{day}</th><td>{source}</td><td>{place}</td><td>{kind}</td><td>{environment}</td><td>{handled}</td>
                <td class="lines">{text}</td>{remove}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <ScrollingTable caption columns class="wordy">{rows}</ScrollingTable> }
}

#[component]
fn AddReport<'a>(frame: &'a OrganisationFrame, options: ReportOptions, form: FormState<ReportForm>) -> impl IntoView + use<> {
    let FormState { typed, faults } = form;
    let ReportOptions { sources, places, environments, kinds, handled } = options;
    let action = frame.address(routes::REPORTS);
    let handled = (!handled.is_empty()).then(|| {
        view! {
            <SelectField name="omhandertagen" label=t::HANDLED options=handled chosen=typed.omhandertagen none=t::HANDLED_NONE optional=true
                fault=faults.at("omhandertagen")/>
        }
    });
    view! {
        <Section heading=t::ADD_HEADING>
            <form method="post" action=action class="narrow">
                <TextField name="datum" label=t::DAY kind="date" short=true value=typed.datum fault=faults.at("datum")/>
                <SelectField name="kalla" label=t::SOURCE options=sources chosen=typed.kalla fault=faults.at("kalla")/>
                <SelectField name="plats" label=t::PLACE options=places chosen=typed.plats none=t::PLACE_NONE fault=faults.at("plats")/>
                <ChoiceField kind="checkbox" name="miljo" legend=t::ENVIRONMENT options=environments chosen=typed.miljo
                    fault=faults.at("miljo")/>
                <ChoiceField kind="checkbox" name="typ" legend=t::KIND options=kinds chosen=typed.typ fault=faults.at("typ")/>
                {handled}
                <TextAreaField name="text" label=t::TEXT rows=3 optional=true hint=t::TEXT_HINT value=typed.text fault=faults.at("text")/>
                <TextField name="namn" label=t::NAME optional=true hint=t::NAME_HINT value=typed.namn fault=faults.at("namn")/>
                <TextField name="period" label=t::PERIOD optional=true hint=t::PERIOD_HINT value=typed.period fault=faults.at("period")/>
                <Submit text=t::ADD action="lagg_till"/>
            </form>
        </Section>
    }
}

#[component]
fn AddFile<'a>(
    frame: &'a OrganisationFrame,
    options: ReportOptions,
    /// Name and period as they were typed.
    file: FormState<(String, String)>,
) -> impl IntoView + use<> {
    let FormState { typed: (name, period), faults } = file;
    let fault = |faults: &Faults, field: &str| faults.at(&format!("fil_{field}"));
    let action = frame.address(routes::REPORT_FILE);
    let of_file = faults.at("fil");
    view! {
        <Section heading=t::FILE_HEADING>
            <p>{t::FILE_LEAD}</p>
            <form method="post" action=action enctype="multipart/form-data" class="narrow">
                <FileField label=t::FILE accept=".csv,.xlsx,text/csv" fault=of_file/>
                <TextField name="fil_namn" label=t::NAME optional=true value=name fault=fault(&faults, "namn")/>
                <TextField name="fil_period" label=t::PERIOD optional=true value=period hint=t::PERIOD_HINT fault=fault(&faults, "period")/>
                <Submit text=t::READ class="second"/>
            </form>
            <Codes options/>
        </Section>
    }
}

/// What the cells of a file can hold.
#[component]
fn Codes(options: ReportOptions) -> impl IntoView {
    let ReportOptions { sources, environments, kinds, handled, .. } = options;
    let columns = [("kalla", sources), ("miljo", environments), ("typ", kinds), ("omhandertagen", handled)];
    let rows = columns.into_iter().flat_map(|(column, options)| {
        options.into_iter().map(move |(code, text)| view! { <TextRow cells=[code, column.to_owned(), text]/> })
    });
    let rows = rows.collect_view();
    let columns = text_columns([t::COLUMN_CODE, t::COLUMN_COLUMN, t::COLUMN_MEANS]);
    view! {
        <details>
            <summary>{t::CODES}</summary>
            <ScrollingTable caption=t::CODES columns class="narrow">{rows}</ScrollingTable>
        </details>
    }
}

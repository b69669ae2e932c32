//! Commands that write a file: exports and the underlag.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use app::domain::ids::{OrganisationId, RoundId};
use app::pages::coordinator::underlag::page;
use app::ui::layout::StandaloneDocument;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use leptos::prelude::view;

use super::args::round_id;
use crate::export::sheets::{self, Order};
use crate::export::{Format, Subject, docx};
use crate::services::{Caller, Context, OrganisationRound, underlag};
use crate::web::{assets, render};

#[derive(Args)]
pub(super) struct Export {
    /// Vad
    #[arg(value_enum)]
    subject: Subject,
    /// Omgångens id
    #[arg(long, value_parser = round_id)]
    round: RoundId,
    /// Bara en organisation
    #[arg(long)]
    organisation: Option<OrganisationId>,
    /// Format
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Fil i stället för standard ut
    #[arg(long, value_name = "FIL")]
    output: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct Report {
    /// Omgångens id
    #[arg(long, value_parser = round_id)]
    round: RoundId,
    /// Organisationens id
    #[arg(long)]
    organisation: OrganisationId,
    /// Format
    #[arg(long, value_enum, default_value = "html")]
    format: ReportFormat,
    /// Fil i stället för standard ut
    #[arg(long, value_name = "FIL")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum ReportFormat {
    Html,
    Docx,
}

pub(super) async fn export(cx: &Context, export: Export) -> anyhow::Result<()> {
    let order = Order {
        subject: export.subject,
        round: export.round,
        organisation: export.organisation,
        format: export.format,
        token: None,
    };
    let operator = Caller::Operator;
    let Some(path) = export.output else {
        // An unlocked handle: the export waits for the database between rows.
        sheets::export(cx, &operator, &order, BufWriter::new(io::stdout())).await?.flush()?;
        return Ok(());
    };
    let file = beside(&path)?;
    let bar = if io::stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    let bar =
        bar.with_style(ProgressStyle::with_template("{spinner} {bytes}").unwrap_or_else(|_| ProgressStyle::default_spinner()));
    let mut file = BufWriter::new(file);
    sheets::export(cx, &operator, &order, bar.wrap_write(&mut file)).await?;
    bar.finish_and_clear();
    file.flush()?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.persist(&path).map_err(|e| unwritable(&path, e))?;
    Ok(())
}

/// A file beside another, to be put in its place when it is whole: what fails leaves nothing half
/// written.
fn beside(path: &Path) -> anyhow::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    tempfile::NamedTempFile::new_in(folder).map_err(|e| unwritable(path, e))
}

fn unwritable(path: &Path, cause: impl std::fmt::Display) -> anyhow::Error {
    anyhow::anyhow!("{}: filen kan inte skrivas ({cause})", path.display())
}

pub(super) async fn report(cx: &Context, report: Report) -> anyhow::Result<()> {
    let at = OrganisationRound::find(cx, &Caller::Operator, &report.organisation, &report.round).await?;
    let underlag = underlag::assemble(cx, &at).await?;
    let bytes = match report.format {
        ReportFormat::Docx => docx::write(&underlag)?,
        ReportFormat::Html => {
            let title = underlag.title.clone();
            let page = page(underlag, None);
            let html =
                render::html(move || view! { <StandaloneDocument title style=assets::style_text()>{page}</StandaloneDocument> });
            html.into_bytes()
        }
    };
    match report.output {
        None => io::stdout().write_all(&bytes)?,
        Some(path) => {
            let mut file = beside(&path)?;
            file.write_all(&bytes)?;
            file.persist(&path).map_err(|e| unwritable(&path, e))?;
        }
    }
    Ok(())
}

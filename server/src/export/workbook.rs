//! All of a round in one workbook, with a sheet of charts that sums it up.

use std::io::Write;

use app::domain::figure::Tally;
use app::domain::ids::RoundId;
use app::domain::indicator::{leading, value};
use app::domain::questionnaire::{Indicator, Statistic};
use app::domain::round::{ClosedRound, Round};
use app::texts::exports::summary as t;
use rust_xlsxwriter::{Chart, ChartAxisLabelPosition, ChartType, Format as Style, Worksheet, XlsxError};

use super::Subject;
use super::book::percent;
use super::sheets::{Scope, write as write_subject, write_indicators};
use super::write::{RowWriter, number};
use crate::services::rates;
use crate::services::results::{self, RoundFigures, Whose};
use crate::services::{Context, Result, organisations, rounds};

/// Rounds in the sheet of indicators, the one that the workbook is of included.
const ROUNDS: usize = 7;
/// How an axis of shares counts.
const PERCENT: &str = "0\" %\"";
/// The column in which charts stand, beside their tables, and the rows that one takes.
const CHARTS: (u16, u32) = (6, 18);

/// Writes every part.
pub(super) async fn write<W: Write + Send>(cx: &Context, round: &Round, scope: &Scope, rows: &mut RowWriter<W>) -> Result<()> {
    let all = rounds::list(cx).await?;
    let until = all.iter().position(|other| other.id == round.id).map_or(0, |position| position + 1);
    let closed: Vec<ClosedRound> = all[..until].iter().filter_map(Round::closed).collect();
    let closed = &closed[closed.len().saturating_sub(ROUNDS)..];
    write_subject(cx, Subject::Responses, round, scope, rows).await?;
    write_indicators(cx, closed, scope, rows).await?;
    for subject in [Subject::Rates, Subject::Incidents, Subject::Codebook] {
        write_subject(cx, subject, round, scope, rows).await?;
    }
    let mut figures = vec![];
    for round in closed {
        figures.push(results::figures(cx, round).await?);
    }
    let names = organisations::list(cx).await?;
    let name = |id: &str| names.iter().find(|o| o.id == *id).map_or_else(|| id.to_owned(), |o| o.name.clone());
    let rates = rates::list(cx, round).await?;
    let rates = rates.iter().map(|of| (name(&of.organisation), of.rate.share().and_then(Tally::tenths))).collect();
    let summary = Summary { figures, rates };
    Ok(rows.sum_up(|sheet| summary.fill(sheet))?)
}

/// What the charts show.
struct Summary {
    /// The oldest first.
    figures: Vec<RoundFigures>,
    /// Response rates by organisation, in tenths of a percent.
    rates: Vec<(String, Option<i64>)>,
}

/// A table as it stands in the sheet: a column for the names, and one for each series.
struct Table {
    heading: String,
    series: Vec<String>,
    /// Tenths of a percent; none where it is hidden or there is none.
    rows: Vec<(String, Vec<Option<i64>>)>,
    chart: ChartType,
}

impl Summary {
    fn fill(&self, sheet: &mut Worksheet) -> std::result::Result<(), XlsxError> {
        sheet.set_column_width(0, 48)?.set_column_range_width(1, CHARTS.0 - 1, 17)?;
        let mut top = 0;
        for table in self.tables() {
            top = table.write(sheet, top)?;
        }
        Ok(())
    }

    fn tables(&self) -> Vec<Table> {
        let Some(now) = self.figures.last() else { return vec![] };
        let shares: Vec<&Indicator> =
            leading(&now.indicators).into_iter().filter(|i| matches!(i.statistic, Statistic::Share(_))).collect();
        let city = |figures: &RoundFigures, indicator: &Indicator| {
            let shown = figures.figure(&indicator.id, &Whose::City).shown();
            shown.and_then(|tally| value(&indicator.statistic, tally)).map(|(tenths, _)| tenths)
        };
        let ids: Vec<RoundId> = self.figures.iter().map(|figures| figures.round.id).collect();
        let newest = &self.figures[self.figures.len().saturating_sub(2)..];
        let by_indicator = |figures: &[RoundFigures]| {
            let row = |i: &&Indicator| (i.label.clone(), figures.iter().map(|f| city(f, i)).collect());
            shares.iter().map(row).collect::<Vec<_>>()
        };
        let over_years = |indicators: &[&Indicator]| {
            let row = |f: &RoundFigures| (f.round.id.to_string(), indicators.iter().map(|i| city(f, i)).collect());
            self.figures.iter().map(row).collect::<Vec<_>>()
        };
        vec![
            Table {
                heading: t::awareness(&now.round.id),
                series: newest.iter().map(|f| f.round.id.to_string()).collect(),
                rows: by_indicator(newest),
                chart: ChartType::Bar,
            },
            Table {
                heading: t::years(&ids),
                series: shares.iter().map(|i| i.label.clone()).collect(),
                rows: over_years(&shares),
                chart: ChartType::Line,
            },
            Table {
                heading: t::rates(&now.round.id),
                series: vec![t::RATE.to_owned()],
                rows: self.rates.iter().map(|(name, rate)| (name.clone(), vec![*rate])).collect(),
                chart: ChartType::Bar,
            },
        ]
    }
}

impl Table {
    /// Writes it with its chart from a row on; returns the row where the next one begins.
    fn write(&self, sheet: &mut Worksheet, top: u32) -> std::result::Result<u32, XlsxError> {
        let (bold, wrapped) = (Style::new().set_bold(), Style::new().set_bold().set_text_wrap());
        sheet.write_string_with_format(top, 0, &self.heading, &Style::new().set_bold().set_font_size(14))?;
        let head = top + 1;
        for (column, name) in (1..).zip(&self.series) {
            sheet.write_string_with_format(head, column, name, &wrapped)?;
        }
        for (row, (name, values)) in (head + 1..).zip(&self.rows) {
            sheet.write_string_with_format(row, 0, name, &bold)?;
            for (column, tenths) in (1..).zip(values) {
                if let Some(tenths) = tenths {
                    sheet.write_number_with_format(row, column, number(*tenths, 1), &percent())?;
                }
            }
        }
        let last = head + u32::try_from(self.rows.len()).unwrap_or(0);
        sheet.insert_chart(top, CHARTS.0, &self.chart(head, last))?;
        Ok(last.max(top + self.height()) + 2)
    }

    /// The rows that its chart takes: each name has room.
    fn height(&self) -> u32 {
        CHARTS.1.max(u32::try_from(self.rows.len()).unwrap_or(0) + 4)
    }

    fn chart(&self, head: u32, last: u32) -> Chart {
        let mut chart = Chart::new(self.chart);
        chart.title().set_name(&self.heading);
        for column in (1..).take(self.series.len()) {
            let series = chart.add_series().set_name((t::SHEET, head, column));
            series.set_categories((t::SHEET, head + 1, 0, last, 0)).set_values((t::SHEET, head + 1, column, last, column));
        }
        // Shares are compared from nothing to all; bars lie, with the first row at the top as in the table.
        if self.chart == ChartType::Bar {
            chart.x_axis().set_min(0).set_max(100).set_num_format(PERCENT).set_label_position(ChartAxisLabelPosition::High);
            chart.y_axis().set_reverse().set_label_interval(1);
        } else {
            chart.y_axis().set_min(0).set_max(100).set_num_format(PERCENT);
        }
        if self.series.len() == 1 {
            chart.legend().set_hidden();
        }
        chart.set_width(720).set_height(self.height() * 20);
        chart
    }
}

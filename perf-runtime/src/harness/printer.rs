//! Prints what happens, in libtest's words.

use std::io;

use super::args::Format;
use super::closing;
use super::event::{Ended, Event, Outcome};
use crate::report::format::clean;
use crate::report::page::Page;

/// Characters in a line of the terse format; libtest's figure.
const COLUMNS: usize = 87;

/// How a run is printed.
#[derive(Debug, Clone)]
pub(super) struct Style {
    pub(super) format: Format,
    pub(super) page: Page,
    /// One case after the other: a name is printed when its case begins.
    pub(super) serial: bool,
    pub(super) reports: Reports,
    /// How long each case took is printed.
    pub(super) report_time: bool,
    /// The table and what it says besides the cases, if there is to be one.
    pub(super) table: Option<Table>,
}

/// What the table says besides the cases.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// What was asked for, where it is not all as it is written.
    pub(super) asked: Option<String>,
    /// The folder of the records.
    pub(super) records: Option<String>,
}

/// Which reports are printed, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reports {
    /// Those of cases that failed, at the end.
    Failures,
    /// All, at the end: `--show-output`.
    All,
    /// All, each when its case ends: `--nocapture`.
    AtOnce,
}

/// Takes the events of a run; what it cannot write is lost, what it knows is not.
pub(super) struct Printer<'a> {
    style: Style,
    /// libtest's lines, with the categories for headings where there is a table.
    out: &'a mut dyn io::Write,
    /// Reports that are printed at once.
    err: &'a mut dyn io::Write,
    cases: usize,
    column: usize,
    /// The category of the last line.
    category: Option<&'static str>,
    ended: Vec<Ended>,
}

impl<'a> Printer<'a> {
    pub(super) fn new(
        style: Style,
        out: &'a mut dyn io::Write,
        err: &'a mut dyn io::Write,
    ) -> Self {
        Self {
            style,
            out,
            err,
            cases: 0,
            column: 0,
            category: None,
            ended: Vec::new(),
        }
    }

    /// Whether a case has failed by now.
    pub(super) fn any_failed(&self) -> bool {
        self.ended
            .iter()
            .any(|ended| matches!(ended.outcome, Outcome::Failed { .. }))
    }

    pub(super) fn print(&mut self, event: Event) -> io::Result<()> {
        let text = match event {
            Event::Begun { cases } => {
                self.cases = cases;
                format!(
                    "\nrunning {cases} {}\n",
                    if cases == 1 { "test" } else { "tests" }
                )
            }
            Event::CaseBegun {
                title, category, ..
            } if self.names_first() => {
                let heading = self.heading(category);
                format!("{heading}test {title} ... ")
            }
            Event::CaseBegun { .. } => String::new(),
            Event::CaseSlow { name } => {
                format!("test {name} has been running for over 60 seconds\n")
            }
            Event::CaseEnded(ended) => {
                let line = match self.style.format {
                    Format::Pretty => self.line(&ended),
                    Format::Terse => self.character(&ended),
                };
                self.ended.push(*ended);
                self.report_at_once()?;
                line
            }
            Event::Ended {
                filtered_out,
                elapsed,
            } => closing::text(&mut self.ended, filtered_out, elapsed, &self.style),
        };
        // In one piece, since the bodies write here too.
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    /// With one thread the name stands there while its case runs; a report would break that line.
    fn names_first(&self) -> bool {
        self.style.serial
            && self.style.reports != Reports::AtOnce
            && self.style.format == Format::Pretty
    }

    fn report_at_once(&mut self) -> io::Result<()> {
        match self.ended.last_mut() {
            Some(ended) if self.style.reports == Reports::AtOnce => self
                .err
                .write_all(std::mem::take(&mut ended.output).as_bytes()),
            _ => Ok(()),
        }
    }

    /// Where the category is another than that of the line before: a case that took longer has its heading again.
    fn heading(&mut self, category: Option<&'static str>) -> String {
        let before = std::mem::replace(&mut self.category, category);
        if before == category || self.style.table.is_none() {
            return String::new();
        }
        let heading = clean(category.unwrap_or("other"));
        format!("{}\n", self.style.page.palette.strong(&heading))
    }

    fn line(&mut self, ended: &Ended) -> String {
        let palette = self.style.page.palette;
        let word = match &ended.outcome {
            Outcome::Ok => palette.good("ok"),
            Outcome::Failed { .. } => palette.bad("FAILED"),
            Outcome::Ignored { reason: None } => palette.warn("ignored"),
            Outcome::Ignored {
                reason: Some(reason),
            } => palette.warn(&format!("ignored, {reason}")),
        };
        let name = if self.names_first() {
            String::new()
        } else {
            let heading = self.heading(ended.category);
            format!("{heading}test {} ... ", ended.title)
        };
        let time = match &ended.row {
            Some(row) if self.style.report_time => format!(" <{:.3}s>", row.elapsed.as_secs_f64()),
            _ => String::new(),
        };
        format!("{name}{word}{time}\n")
    }

    fn character(&mut self, ended: &Ended) -> String {
        let (palette, done) = (self.style.page.palette, self.ended.len());
        let mark = match ended.outcome {
            Outcome::Ok => palette.good("."),
            Outcome::Ignored { .. } => palette.warn("i"),
            Outcome::Failed { .. } => {
                let begun = if self.column > 0 {
                    format!(" {done}/{}\n", self.cases)
                } else {
                    String::new()
                };
                self.column = 0;
                return format!("{begun}{} --- {}\n", ended.name, palette.bad("FAILED"));
            }
        };
        self.column += 1;
        if self.column < COLUMNS {
            return mark;
        }
        self.column = 0;
        format!("{mark} {}/{}\n", done + 1, self.cases)
    }
}

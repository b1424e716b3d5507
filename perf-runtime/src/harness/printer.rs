//! Prints what happens, in libtest's words.

use std::io;

use super::args::Format;
use super::closing;
use super::event::{Ended, Event, Outcome};
use crate::report::palette::Palette;

/// Characters in a line of the terse format; libtest's figure.
const COLUMNS: usize = 87;

/// How a run is printed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) format: Format,
    pub(super) palette: Palette,
    /// One case after the other: a name is printed when its case begins.
    pub(super) serial: bool,
    pub(super) reports: Reports,
    /// How long each case took is printed.
    pub(super) report_time: bool,
    /// The width of the table, if there is to be one.
    pub(super) table: Option<usize>,
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
    /// libtest's lines, and nothing else before the table.
    out: &'a mut dyn io::Write,
    /// Reports that are printed at once.
    err: &'a mut dyn io::Write,
    cases: usize,
    column: usize,
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
            Event::CaseBegun { title, .. } if self.names_first() => format!("test {title} ... "),
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
            } => closing::text(&mut self.ended, filtered_out, elapsed, self.style),
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

    fn line(&self, ended: &Ended) -> String {
        let palette = self.style.palette;
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
            format!("test {} ... ", ended.title)
        };
        let time = match &ended.row {
            Some(row) if self.style.report_time => format!(" <{:.3}s>", row.elapsed.as_secs_f64()),
            _ => String::new(),
        };
        format!("{name}{word}{time}\n")
    }

    fn character(&mut self, ended: &Ended) -> String {
        let (palette, done) = (self.style.palette, self.ended.len());
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

//! From the text of `perf.toml` to data: every mistake with its line and what to write instead.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{Problem, Problems, hint};
use super::file::{File, Limit, Metric, Row, Values};
use super::key::{self, Key, Side, Unit};
use super::size;

const TABLES: [&str; 4] = ["limits", "metrics", "profile", "build"];
const BUILDS: [&str; 2] = ["debug", "release"];
const VALUES: [&str; 3] = ["baseline", "warning", "critical"];

/// Reads the file, or says all that is wrong with it.
pub(super) fn parse(path: &Path, text: &str) -> Result<File, Problems> {
    let mut reader = Reader {
        text,
        problems: Vec::new(),
    };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        reader.problem(error.span().unwrap_or_default(), error.message());
    }
    if !reader.problems.is_empty() {
        return Err(Problems::new(path, reader.problems));
    }
    let mut file = reader.file(table.get_ref());
    if !reader.problems.is_empty() {
        return Err(Problems::new(path, reader.problems));
    }
    path.clone_into(&mut file.path);
    Ok(file)
}

type Entry<'a, 'i> = (&'a str, Range<usize>, &'a Spanned<DeValue<'i>>);

struct Reader<'t> {
    text: &'t str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn file(&mut self, root: &DeTable<'_>) -> File {
        let mut file = File::default();
        for (name, at, value) in entries(root) {
            match name {
                "limits" => file.limits = self.named(name, value, Self::row),
                "metrics" => file.metrics = self.named(name, value, Self::metric),
                "profile" => file.profiles = self.named(name, value, Self::scale),
                "build" => {
                    file.builds = self.named(name, value, Self::scale);
                    self.builds(value);
                }
                _ => {
                    let hint = hint(name, TABLES.into_iter());
                    self.problem(at, format!("unknown table `{name}`: {hint}"));
                }
            }
        }
        file
    }

    /// The tables `[of.NAME]`.
    fn named<T>(
        &mut self,
        of: &str,
        value: &Spanned<DeValue<'_>>,
        read: fn(&mut Self, &str, usize, &DeTable<'_>) -> Option<T>,
    ) -> BTreeMap<String, T> {
        let mut named = BTreeMap::new();
        let Some(table) = value.get_ref().as_table() else {
            self.problem(
                value.span(),
                format!("`{of}` is a table: write `[{of}.NAME]`, and its keys below"),
            );
            return named;
        };
        for (name, at, value) in entries(table) {
            let line = self.line(&at);
            match value.get_ref().as_table() {
                Some(table) => {
                    let title = format!("[{of}.{name}]");
                    named.extend(
                        read(self, &title, line, table).map(|read| (name.to_owned(), read)),
                    );
                }
                None => self.problem(
                    at,
                    format!("`{name}` is not in a named table: write `[{of}.NAME]` above it"),
                ),
            }
        }
        named
    }

    fn builds(&mut self, value: &Spanned<DeValue<'_>>) {
        for (name, at, _) in value.get_ref().as_table().into_iter().flat_map(entries) {
            if !BUILDS.contains(&name) {
                let hint = hint(name, BUILDS.into_iter());
                self.problem(at, format!("unknown build `{name}`: {hint}"));
            }
        }
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "one of several readers of a named table"
    )]
    fn row(&mut self, title: &str, line: usize, table: &DeTable<'_>) -> Option<Row> {
        let mut row = Row {
            line,
            limits: Vec::new(),
        };
        for (name, at, value) in entries(table) {
            let line = self.line(&at);
            let Some(key) = Key::of(name) else {
                let hint = if key::is_like_percentile(name) {
                    "write a percentile as `p95_ms = 200`, or `p99_9_ms` for 99.9".to_owned()
                } else {
                    hint(name, key::names())
                };
                self.problem(at, format!("unknown key `{name}` in `{title}`: {hint}"));
                continue;
            };
            let values = match value.get_ref().as_table() {
                Some(table) => self.values(name, table, &VALUES, (key.side(), Some(key.unit()))),
                None => Some(Values {
                    critical: self.value(name, value, Some(key.unit())),
                    ..Values::default()
                }),
            };
            let Some(values) = values else { continue };
            for (_, value) in values.named() {
                if let Some(value) = value.filter(|value| !key.unit().allows(*value)) {
                    let what = key.unit().what();
                    self.problem(
                        at.clone(),
                        format!("`{name}` takes {what}, and not {value}"),
                    );
                }
            }
            row.limits.push(Limit { key, line, values });
        }
        if table.is_empty() {
            self.at_line(
                line,
                format!("`{title}` has no limit: write one below it, as in `max_ms = 500`"),
            );
        }
        Some(row)
    }

    fn metric(&mut self, title: &str, line: usize, table: &DeTable<'_>) -> Option<Metric> {
        let write = "write `better = \"more\"` or `better = \"less\"`";
        let side = match table.get("better") {
            None => {
                self.at_line(
                    line,
                    format!("`{title}` does not say which figures are better: {write}"),
                );
                None
            }
            Some(better) => match better.get_ref().as_str() {
                Some("more") => Some(Side::AtLeast),
                Some("less") => Some(Side::AtMost),
                _ => {
                    self.problem(better.span(), format!("unknown direction: {write}"));
                    None
                }
            },
        };
        let known = ["better", "baseline", "warning", "critical"];
        let values = self.values(title, table, &known, (side.unwrap_or(Side::AtMost), None))?;
        Some(Metric {
            line,
            side: side?,
            values,
        })
    }

    fn scale(&mut self, title: &str, line: usize, table: &DeTable<'_>) -> Option<f64> {
        let mut scale = None;
        for (name, at, value) in entries(table) {
            if name == "time" {
                scale = self.number(name, value);
            } else {
                let hint = hint(name, ["time"].into_iter());
                self.problem(at, format!("unknown key `{name}` in `{title}`: {hint}"));
            }
        }
        match scale {
            None if !table.contains_key("time") => {
                self.at_line(
                    line,
                    format!(
                        "`{title}` has no scale: write `time = 2.0` for limits of twice the time"
                    ),
                );
            }
            Some(scale) if !(scale > 0.0 && scale.is_finite()) => {
                self.at_line(
                    line,
                    format!("the scale of `{title}` must be above 0: {scale} is not"),
                );
            }
            _ => {}
        }
        scale
    }

    /// Some of baseline, warning and critical, none better than the one before it.
    fn values(
        &mut self,
        of: &str,
        table: &DeTable<'_>,
        known: &[&str],
        (side, unit): (Side, Option<Unit>),
    ) -> Option<Values> {
        let mut values = Values::default();
        let mut line = 0;
        let before = self.problems.len();
        for (name, at, value) in entries(table) {
            line = self.line(&at);
            let slot = match name {
                "baseline" => &mut values.baseline,
                "warning" => &mut values.warning,
                "critical" => &mut values.critical,
                "better" if known.contains(&name) => continue,
                _ => {
                    let hint = hint(name, known.iter().copied());
                    self.problem(at, format!("unknown key `{name}` in `{of}`: {hint}"));
                    continue;
                }
            };
            *slot = self.value(name, value, unit);
        }
        if self.problems.len() > before {
            return None;
        }
        if values.warning.is_none() && values.critical.is_none() {
            self.at_line(
                line,
                format!("`{of}` has no limit: write `critical`, at which it fails, or `warning`"),
            );
        }
        let said: Vec<_> = values
            .named()
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        for pair in said.windows(2) {
            let [(better, a), (worse, b)] = pair else {
                continue;
            };
            if !side.is_as_strict(*a, *b) {
                let must = match side {
                    Side::AtMost => "at most",
                    Side::AtLeast => "at least",
                };
                self.at_line(
                    line,
                    format!(
                        "`{better} = {a}` of `{of}` is worse than `{worse} = {b}`: write {must} {b}"
                    ),
                );
            }
        }
        Some(values)
    }

    /// A number, or a size where the limit is one.
    fn value(
        &mut self,
        name: &str,
        value: &Spanned<DeValue<'_>>,
        unit: Option<Unit>,
    ) -> Option<f64> {
        if unit != Some(Unit::Bytes) {
            return self.number(name, value);
        }
        let bytes = value.get_ref().as_str().and_then(size::parse);
        if bytes.is_none() {
            let (what, written) = (Unit::Bytes.what(), &self.text[value.span()]);
            self.problem(
                value.span(),
                format!("`{name}` takes {what}, and not `{written}`"),
            );
        }
        bytes
    }

    fn number(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<f64> {
        let number = match value.get_ref() {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse().ok(),
            DeValue::Float(float) => float.as_str().parse().ok(),
            _ => None,
        };
        let number = number.filter(|number: &f64| number.is_finite());
        if number.is_none() {
            let written = &self.text[value.span()];
            self.problem(
                value.span(),
                format!("`{name}` takes a number without a unit, and not `{written}`"),
            );
        }
        number
    }

    fn line(&self, at: &Range<usize>) -> usize {
        let before = self.text.get(..at.start).unwrap_or(self.text);
        before.matches('\n').count() + 1
    }

    fn problem(&mut self, at: Range<usize>, message: impl Into<String>) {
        let line = self.line(&at);
        self.at_line(line, message);
    }

    fn at_line(&mut self, line: usize, message: impl Into<String>) {
        self.problems.push(Problem {
            line,
            message: message.into(),
        });
    }
}

fn entries<'a, 'i>(table: &'a DeTable<'i>) -> impl Iterator<Item = Entry<'a, 'i>> {
    table
        .iter()
        .map(|(name, value)| (name.get_ref().as_ref(), name.span(), value))
}

#[cfg(test)]
mod tests;

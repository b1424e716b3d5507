//! Lays limits over each other: pure, options and a file in, options out.
//!
//! What the attribute says is laid over the named limit, and both are scaled. Soft limits are laid likewise; one that
//! is no stricter than the hard limit beside it would never be the first to tell, and is left out.

use super::error::{Error, hint};
use super::file::{self, File};
use super::key::{Key, Side, Unit};
use crate::options::{Metric, Options, Source};

/// Where the case runs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Conditions<'a> {
    /// Of `PERF_PROFILE`.
    pub(crate) profile: &'a str,
    /// `debug` or `release`.
    pub(crate) build: &'a str,
}

/// The profile of those who name none.
pub(crate) const DEFAULT: &str = "default";

/// Whether the file can change anything for these options.
pub(super) fn needs_file(options: &Options, kind: &str) -> bool {
    let scaled = |options: &Options| {
        Key::said(options)
            .into_iter()
            .any(|key| key.is_judged(kind) && key.unit().is_scaled())
    };
    options.threshold.is_some()
        || scaled(options)
        || options.warn.is_some_and(scaled)
        || options.metrics.iter().any(Metric::is_open)
}

/// The options that hold, or nothing where they are those of the attribute.
pub(super) fn lay(
    options: &Options,
    kind: &'static str,
    file: Option<&File>,
    at: Conditions<'_>,
) -> Result<Option<Options>, Error> {
    let Some(file) = file else {
        return without_file(options).map(|()| None);
    };
    let mut laid = Laid {
        hard: *options,
        soft: options.warn.copied().unwrap_or(Options::NONE),
        sources: Vec::new(),
    };
    if let Some(name) = options.threshold {
        laid.row(name, kind, file)?;
    }
    laid.metrics(file)?;
    laid.scale(&Scale::of(file, at)?);
    Ok(laid.finish(options))
}

/// Where there is no file, nothing may be asked of one.
fn without_file(options: &Options) -> Result<(), Error> {
    if let Some(name) = options.threshold {
        return Err(Error::NoFile {
            wanted: format!("`threshold = {name:?}`"),
            looked_in: Vec::new(),
        });
    }
    match options.metrics.iter().find(|metric| metric.is_open()) {
        Some(metric) => Err(Error::NoLimit { name: metric.name }),
        None => Ok(()),
    }
}

struct Laid {
    hard: Options,
    soft: Options,
    sources: Vec<Source>,
}

impl Laid {
    fn row(&mut self, name: &str, kind: &'static str, file: &File) -> Result<(), Error> {
        let row = file.limits.get(name).ok_or_else(|| Error::Missing {
            wanted: format!("`threshold = {name:?}` names a limit"),
            path: file.path.clone(),
            table: format!("[limits.{name}]"),
            hint: hint(name, file.limits.keys().map(String::as_str)),
        })?;
        for limit in &row.limits {
            if !limit.key.is_judged(kind) {
                return Err(Error::NotJudged {
                    path: file.path.clone(),
                    line: limit.line,
                    key: limit.key.name(),
                    kind,
                });
            }
            self.limit(limit, file);
        }
        Ok(())
    }

    fn limit(&mut self, limit: &file::Limit, file: &File) {
        let file::Limit { key, line, values } = limit;
        let mut add = |soft: bool, options: &mut Options, value: Option<f64>| {
            let Some(value) = value.filter(|_| key.value(options).is_none()) else {
                return;
            };
            key.set(options, value);
            self.sources.push(Source {
                budget: key.name(),
                soft,
                origin: Some(format!(
                    "{} of {}",
                    key.unit().show(value),
                    file.place(*line)
                )),
                baseline: values.baseline.map(|value| key.unit().show(value)),
            });
        };
        add(false, &mut self.hard, values.critical);
        add(true, &mut self.soft, values.warning);
        if let (Some(hard), Some(soft)) = (key.value(&self.hard), key.value(&self.soft))
            && key.side().is_as_strict(hard, soft)
        {
            key.clear(&mut self.soft);
        }
    }

    /// A figure without a limit of its own takes those of the file.
    fn metrics(&mut self, file: &File) -> Result<(), Error> {
        let mut hard = self.hard.metrics.to_vec();
        let mut soft = self.soft.metrics.to_vec();
        for metric in hard.iter_mut().filter(|metric| metric.is_open()) {
            let Some(of_file) = file.metrics.get(metric.name) else {
                return Err(Error::Missing {
                    wanted: format!("`metric({:?})` has no limit of its own", metric.name),
                    path: file.path.clone(),
                    table: format!("[metrics.{}]", metric.name),
                    hint: hint(metric.name, file.metrics.keys().map(String::as_str)),
                });
            };
            let values = of_file.values;
            *metric = Metric::limited(metric.name, of_file.side, values.critical);
            let has_soft = soft.iter().any(|soft| soft.name == metric.name);
            if values.warning.is_some() && !has_soft {
                soft.push(Metric::limited(metric.name, of_file.side, values.warning));
            }
            for (is_soft, value) in [(false, values.critical), (true, values.warning)] {
                self.sources.extend(value.map(|value| Source {
                    budget: metric.budget(),
                    soft: is_soft,
                    origin: Some(format!("{value} of {}", file.place(of_file.line))),
                    baseline: values.baseline.map(|value| value.to_string()),
                }));
            }
        }
        self.hard.metrics = hard.leak();
        self.soft.metrics = soft.leak();
        Ok(())
    }

    fn scale(&mut self, scale: &Scale) {
        if scale.reasons.is_empty() {
            return;
        }
        for (soft, options) in [(false, &mut self.hard), (true, &mut self.soft)] {
            for key in Key::said(options)
                .into_iter()
                .filter(|key| key.unit().is_scaled())
            {
                let Some(limit) = key.value(options) else {
                    continue;
                };
                key.set(options, key.unit().scaled(limit, scale.factor));
                let budget = key.name();
                let known = self
                    .sources
                    .iter_mut()
                    .find(|source| source.soft == soft && source.budget == budget);
                match known {
                    Some(source) => {
                        let from = source.origin.take().unwrap_or_default();
                        source.origin = Some(scale.text(key.unit(), &from));
                    }
                    None => self.sources.push(Source {
                        origin: Some(scale.text(key.unit(), &key.unit().show(limit))),
                        budget,
                        soft,
                        baseline: None,
                    }),
                }
            }
        }
        // A run that is given up too early could not be within its limit.
        if let Some(timeout) = &mut self.hard.timeout
            && scale.factor > 1.0
        {
            *timeout = timeout.mul_f64(scale.factor);
        }
    }

    fn finish(mut self, before: &Options) -> Option<Options> {
        if self.sources.is_empty() && before.threshold.is_none() {
            return None;
        }
        let says_something = before.warn.is_some()
            || !Key::said(&self.soft).is_empty()
            || !self.soft.metrics.is_empty();
        self.hard.warn = says_something.then(|| &*Box::leak(Box::new(self.soft)));
        self.hard.sources = self.sources.leak();
        Some(self.hard)
    }
}

/// How many times as long things may take here.
#[derive(Debug, PartialEq)]
struct Scale {
    factor: f64,
    /// The factors and their reasons, such as `2 in profile ci`.
    reasons: Vec<(f64, String)>,
}

impl Scale {
    fn of(file: &File, at: Conditions<'_>) -> Result<Self, Error> {
        let profile = file.profiles.get(at.profile).copied();
        if profile.is_none() && at.profile != DEFAULT {
            return Err(Error::Missing {
                wanted: format!("`PERF_PROFILE={}` names a profile", at.profile),
                path: file.path.clone(),
                table: format!("[profile.{}]", at.profile),
                hint: hint(at.profile, file.profiles.keys().map(String::as_str)),
            });
        }
        let build = file.builds.get(at.build).copied();
        let reasons: Vec<_> = [
            (profile, format!("in profile {}", at.profile)),
            (build, format!("in a {} build", at.build)),
        ]
        .into_iter()
        .filter_map(|(factor, reason)| {
            Some((
                factor.filter(|factor| factor.total_cmp(&1.0).is_ne())?,
                reason,
            ))
        })
        .collect();
        Ok(Self {
            factor: reasons.iter().map(|(factor, _)| factor).product(),
            reasons,
        })
    }

    /// `500 ms x 2 in profile ci`.
    fn text(&self, unit: Unit, from: &str) -> String {
        let sign = if unit == Unit::PerSecond { "/" } else { "x" };
        self.reasons
            .iter()
            .fold(from.to_owned(), |text, (factor, reason)| {
                format!("{text} {sign} {factor} {reason}")
            })
    }
}

impl File {
    /// `perf.toml:12`.
    fn place(&self, line: usize) -> String {
        let name = self.path.file_name().unwrap_or_default();
        format!("{}:{line}", name.to_string_lossy())
    }
}

impl Metric {
    /// Neither limit is said: they stand in `perf.toml`.
    fn is_open(&self) -> bool {
        self.min.is_none() && self.max.is_none()
    }

    fn limited(name: &'static str, side: Side, limit: Option<f64>) -> Self {
        match side {
            Side::AtLeast => Self {
                name,
                min: limit,
                max: None,
            },
            Side::AtMost => Self {
                name,
                min: None,
                max: limit,
            },
        }
    }
}

#[cfg(test)]
mod tests;

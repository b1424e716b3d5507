//! A family of metrics: its name, what it is, and its samples.

use std::fmt::{self, Display, Write as _};

#[derive(Debug)]
pub(super) struct Family {
    name: &'static str,
    kind: Kind,
    unit: &'static str,
    help: String,
    samples: String,
}

/// What the specification calls a type, of those that are used here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Gauge,
    Info,
    StateSet,
    Summary,
}

impl Family {
    pub(super) fn gauge(name: &'static str, help: &str) -> Self {
        Self::new(name, Kind::Gauge, help)
    }

    /// Labels and nothing else; its samples end in `_info`.
    pub(super) fn info(name: &'static str, help: &str) -> Self {
        Self::new(name, Kind::Info, help)
    }

    /// One of several states: a sample each, whose label is called as the family is.
    pub(super) fn state_set(name: &'static str, help: &str) -> Self {
        Self::new(name, Kind::StateSet, help)
    }

    /// Quantiles, a count and a sum.
    pub(super) fn summary(name: &'static str, help: &str) -> Self {
        Self::new(name, Kind::Summary, help)
    }

    fn new(name: &'static str, kind: Kind, help: &str) -> Self {
        Self {
            name,
            kind,
            unit: "",
            help: help.to_owned(),
            samples: String::new(),
        }
    }

    /// The unit, with which the name of the family must end.
    pub(super) fn unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    pub(super) fn add(&mut self, labels: &Labels, value: f64) {
        let suffix = match self.kind {
            Kind::Info => "_info",
            Kind::Gauge | Kind::StateSet | Kind::Summary => "",
        };
        self.add_as(suffix, labels, value);
    }

    pub(super) fn add_as(&mut self, suffix: &str, labels: &Labels, value: f64) {
        let _ = writeln!(
            self.samples,
            "{}{suffix}{labels} {}",
            self.name,
            Number(value)
        );
    }

    /// Nothing where there is no sample.
    pub(super) fn render(&self) -> String {
        if self.samples.is_empty() {
            return String::new();
        }
        let (name, kind) = (self.name, self.kind.word());
        let mut text = format!("# TYPE {name} {kind}\n");
        if !self.unit.is_empty() {
            let _ = writeln!(text, "# UNIT {name} {}", self.unit);
        }
        let _ = writeln!(text, "# HELP {name} {}", escaped(&self.help));
        text + &self.samples
    }
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Gauge => "gauge",
            Self::Info => "info",
            Self::StateSet => "stateset",
            Self::Summary => "summary",
        }
    }
}

/// The labels of a sample, in the order in which they were given.
#[derive(Debug, Clone, Default)]
pub(super) struct Labels(Vec<(&'static str, String)>);

impl Labels {
    /// An empty label is the same as none, and left out.
    pub(super) fn and(mut self, name: &'static str, value: &str) -> Self {
        if !value.is_empty() {
            self.0.push((name, value.to_owned()));
        }
        self
    }

    pub(super) fn and_some(self, name: &'static str, value: Option<u64>) -> Self {
        match value {
            Some(value) => self.and(name, &value.to_string()),
            None => self,
        }
    }
}

impl Display for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        for (index, (name, value)) in self.0.iter().enumerate() {
            let before = if index == 0 { '{' } else { ',' };
            write!(f, "{before}{name}=\"{}\"", escaped(value))?;
        }
        f.write_char('}')
    }
}

/// Of labels and help alike: the backslash, the quote and the end of the line.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

struct Number(f64);

impl Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            value if value.is_nan() => f.write_str("NaN"),
            f64::INFINITY => f.write_str("+Inf"),
            f64::NEG_INFINITY => f.write_str("-Inf"),
            value => write!(f, "{value}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_what_the_specification_says() {
        let mut family = Family::gauge("perf_a_seconds", "A \"time\".").unit("seconds");
        assert_eq!(family.render(), "");
        family.add(&Labels::default(), 0.5);
        let labels = Labels::default()
            .and("case", "a\\b \"c\"\nd")
            .and("size", "");
        family.add(&labels, f64::INFINITY);
        let expected = "\
# TYPE perf_a_seconds gauge
# UNIT perf_a_seconds seconds
# HELP perf_a_seconds A \\\"time\\\".
perf_a_seconds 0.5
perf_a_seconds{case=\"a\\\\b \\\"c\\\"\\nd\"} +Inf
";
        assert_eq!(family.render(), expected);
    }
}

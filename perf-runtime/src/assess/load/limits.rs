//! The limits that are judged over all iterations together, as a shard writes them down for whoever merges it.

use serde::{Deserialize, Serialize};

use crate::options::{AbortOn, Options, Source};

/// What the options of a case say of all iterations together, in the units of the options.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default)]
pub(crate) struct LoadLimits {
    max_error_rate: Option<f64>,
    max_dropped: Option<u64>,
    abort_on: Option<AbortOn>,
    max_ms: Option<f64>,
    max_query_ms: Option<f64>,
    max_db_ms: Option<f64>,
    mean_ms: Option<f64>,
    percentiles: Vec<(f64, f64)>,
    max_pool_wait_ms: Option<f64>,
    pool_wait_percentiles: Vec<(f64, f64)>,
    min_throughput: Option<f64>,
    max_rss_growth: Option<u64>,
    /// It is right that no query is seen.
    expects_nothing: bool,
    /// The numbers of users of a sweep.
    sweep: Vec<u64>,
    /// Limits that warn.
    warn: Option<Box<Self>>,
    /// Where limits come from that are not as written in the attribute.
    sources: Vec<Source>,
}

impl LoadLimits {
    pub(crate) fn of(options: &Options) -> Self {
        Self {
            max_error_rate: options.max_error_rate,
            max_dropped: options.max_dropped,
            abort_on: options.abort_on,
            max_ms: options.max_ms,
            max_query_ms: options.max_query_ms,
            max_db_ms: options.max_db_ms,
            mean_ms: options.mean_ms,
            percentiles: options.percentiles.to_vec(),
            max_pool_wait_ms: options.max_pool_wait_ms,
            pool_wait_percentiles: options.pool_wait_percentiles.to_vec(),
            min_throughput: options.min_throughput,
            max_rss_growth: options.max_rss_growth,
            expects_nothing: options.expects_nothing(),
            sweep: options.sweep.to_vec(),
            warn: options.warn.map(|soft| Box::new(Self::of(soft))),
            sources: options.sources.to_vec(),
        }
    }

    /// Options that say the same. What they hold is leaked: it lives as long as the case.
    #[cfg(any(feature = "cli", test))]
    pub(crate) fn into_options(self) -> Options {
        Options {
            max_error_rate: self.max_error_rate,
            max_dropped: self.max_dropped,
            abort_on: self.abort_on,
            max_ms: self.max_ms,
            max_query_ms: self.max_query_ms,
            max_db_ms: self.max_db_ms,
            mean_ms: self.mean_ms,
            percentiles: self.percentiles.leak(),
            max_pool_wait_ms: self.max_pool_wait_ms,
            pool_wait_percentiles: self.pool_wait_percentiles.leak(),
            min_throughput: self.min_throughput,
            max_rss_growth: self.max_rss_growth,
            min_queries: self.expects_nothing.then_some(0),
            sweep: self.sweep.leak(),
            warn: self
                .warn
                .map(|soft| &*Box::leak(Box::new(soft.into_options()))),
            sources: self.sources.leak(),
            ..Options::NONE
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn limits_survive_the_record() {
        let options = Options {
            max_error_rate: Some(0.01),
            max_dropped: Some(3),
            abort_on: Some(AbortOn {
                error_rate: Some(0.5),
                window: Some(Duration::from_millis(5500)),
                ..AbortOn::NONE
            }),
            max_ms: Some(1000.0),
            max_query_ms: Some(0.1),
            max_db_ms: Some(20.0),
            mean_ms: Some(33.3),
            percentiles: &[(99.9, 20.0), (95.0, 1.5)],
            max_pool_wait_ms: Some(7.0),
            pool_wait_percentiles: &[(50.0, 0.25)],
            min_throughput: Some(480.0),
            max_rss_growth: Some(1 << 30),
            max_queries: Some(0),
            sweep: &[4, 8],
            warn: Some(&Options {
                max_ms: Some(300.0),
                ..Options::NONE
            }),
            ..Options::NONE
        };
        let limits = LoadLimits::of(&options);
        let json = serde_json::to_string(&limits).expect("it can be written");
        let read: LoadLimits = serde_json::from_str(&json).expect("it was written");
        assert_eq!(read, limits);
        let again = read.into_options();
        assert_eq!(LoadLimits::of(&again), limits);
        assert!(again.expects_nothing() && again.warn.is_some_and(|soft| soft.max_ms.is_some()));
        assert_eq!(
            LoadLimits::of(&LoadLimits::default().into_options()),
            LoadLimits::default()
        );
    }
}

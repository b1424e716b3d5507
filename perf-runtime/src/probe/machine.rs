//! The machine that a case ran on, as far as it tells: what must be the same for two times to be compared.

use std::borrow::Cow;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::quiet::steal_until_now;

/// Where Linux tells of its processors.
const PROCESSORS: &str = "/sys/devices/system/cpu";

/// Where it tells what they are.
const MODELS: &str = "/proc/cpuinfo";

/// What does not change while a process runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Machine {
    os: Cow<'static, str>,
    arch: Cow<'static, str>,
    /// What the first processor calls itself.
    #[serde(default)]
    model: Option<String>,
    /// Those that this process may use.
    processors: Option<usize>,
    /// How the first processor chooses its frequency, such as `powersave`.
    governor: Option<String>,
    /// The highest frequency that the first processor can have.
    max_mhz: Option<f64>,
    /// The highest that it is allowed at present; lower than `max_mhz` where power or heat limit it.
    allowed_mhz: Option<f64>,
}

impl Machine {
    /// Looked at once: the current frequency is not asked for, since some drivers take milliseconds to answer.
    pub(crate) fn get() -> &'static Self {
        static MACHINE: OnceLock<Machine> = OnceLock::new();
        MACHINE.get_or_init(|| Self::of(Path::new(PROCESSORS), Path::new(MODELS)))
    }

    fn of(processors: &Path, models: &Path) -> Self {
        let frequency = processors.join("cpu0/cpufreq");
        let read = |name: &str| fs::read_to_string(frequency.join(name)).ok();
        let mhz = |name: &str| Some(read(name)?.trim().parse::<f64>().ok()? / 1e3);
        Self {
            os: std::env::consts::OS.into(),
            arch: std::env::consts::ARCH.into(),
            model: fs::read_to_string(models)
                .ok()
                .and_then(|text| model(&text)),
            processors: thread::available_parallelism().ok().map(Into::into),
            governor: read("scaling_governor").map(|governor| governor.trim().to_owned()),
            max_mhz: mhz("cpuinfo_max_freq"),
            allowed_mhz: mhz("scaling_max_freq"),
        }
    }
}

#[cfg(feature = "report")]
impl Machine {
    /// What must be the same of two machines for times to be compared: `linux x86_64, 2 x Some Processor, performance`.
    pub(crate) fn kind(&self) -> String {
        let processors = match (self.processors, &self.model) {
            (Some(number), Some(model)) => Some(format!("{number} x {model}")),
            (Some(number), None) => Some(format!("{number} processors")),
            (None, model) => model.clone(),
        };
        let speed = self.max_mhz.map(|mhz| format!("up to {mhz:.0} MHz"));
        let parts = [processors, speed, self.governor.clone()];
        let parts = parts.into_iter().flatten();
        parts.fold(format!("{} {}", self.os, self.arch), |kind, part| {
            kind + ", " + &part
        })
    }
}

/// `model name : ..` of x86, `Model : ..` of boards with other processors.
fn model(text: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        let is_model = ["model name", "Model"].contains(&key.trim());
        is_model.then(|| value.trim().to_owned())
    })
}

/// What only grows while the machine runs; the difference of two readings is what happened in between.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Disturbances {
    steal: Duration,
    throttled: Option<u64>,
}

/// What disturbed the machine while a case ran.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Disturbed {
    /// The host gave a processor of this machine to somebody else, the mean of all processors.
    pub(crate) steal_ms: f64,
    /// How often a processor was slowed down because of heat; nothing where the system does not count it.
    pub(crate) throttled: Option<u64>,
}

impl Disturbances {
    pub(crate) fn until_now() -> Self {
        Self {
            steal: steal_until_now(),
            throttled: throttled(Path::new(PROCESSORS)),
        }
    }

    pub(crate) fn since(self, before: Self) -> Disturbed {
        Disturbed {
            steal_ms: self.steal.saturating_sub(before.steal).as_secs_f64() * 1e3,
            throttled: self
                .throttled
                .zip(before.throttled)
                .map(|(after, before)| after.saturating_sub(before)),
        }
    }
}

/// The events of all processors.
fn throttled(processors: &Path) -> Option<u64> {
    let counts: Vec<u64> = (0..)
        .map(|number| format!("cpu{number}/thermal_throttle/core_throttle_count"))
        .map_while(|name| fs::read_to_string(processors.join(name)).ok())
        .filter_map(|count| count.trim().parse().ok())
        .collect();
    (!counts.is_empty()).then(|| counts.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::folder;

    #[test]
    fn what_linux_tells_is_read() {
        let folder = folder(&[
            ("cpu0/cpufreq/scaling_governor", "powersave\n"),
            ("cpu0/cpufreq/cpuinfo_max_freq", "4200000\n"),
            ("cpu0/cpufreq/scaling_max_freq", "2100000\n"),
            (
                "cpuinfo",
                "processor\t: 0\nmodel\t\t: 85\nmodel name\t: A Processor @ 2 GHz\n",
            ),
            ("cpu0/thermal_throttle/core_throttle_count", "3\n"),
            ("cpu1/thermal_throttle/core_throttle_count", "4\n"),
        ]);
        let machine = Machine::of(folder.path(), &folder.path().join("cpuinfo"));
        assert_eq!(machine.model.as_deref(), Some("A Processor @ 2 GHz"));
        assert_eq!(machine.governor.as_deref(), Some("powersave"));
        assert_eq!(
            (machine.max_mhz, machine.allowed_mhz),
            (Some(4200.0), Some(2100.0))
        );
        assert_eq!(throttled(folder.path()), Some(7));
        #[cfg(feature = "report")]
        assert_eq!(
            Machine {
                processors: Some(2),
                os: "linux".into(),
                arch: "x86_64".into(),
                ..machine
            }
            .kind(),
            "linux x86_64, 2 x A Processor @ 2 GHz, up to 4200 MHz, powersave"
        );
    }

    #[test]
    fn what_is_not_told_is_not_known() {
        let folder = folder(&[]);
        let machine = Machine::of(folder.path(), &folder.path().join("cpuinfo"));
        assert_eq!(
            (&machine.governor, machine.max_mhz, &machine.model),
            (&None, None, &None)
        );
        assert_eq!(throttled(folder.path()), None);
    }

    #[test]
    fn only_what_happened_in_between_counts() {
        let at = |ms, throttled| Disturbances {
            steal: Duration::from_millis(ms),
            throttled,
        };
        let between = at(30, Some(9)).since(at(10, Some(7)));
        assert_eq!(
            (between.steal_ms.round(), between.throttled),
            (20.0, Some(2))
        );
        assert_eq!(at(30, None).since(at(10, Some(7))).throttled, None);
    }
}

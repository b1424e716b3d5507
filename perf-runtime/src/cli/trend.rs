//! `cargo perf trend`: where figures have changed for good.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::process::ExitCode;

use super::args::{Place, Trend as Args};
use super::error::Done;
use super::{history, table};
use crate::history::{Moved, Series, metrics, trends};
use crate::judge::change::Rule;

/// Runs that are looked at where nobody says how many.
const RUNS: u32 = 100;

pub(super) fn run(place: &Place, args: &Args) -> Done {
    let series = history::find(place, &args.asked, RUNS)?;
    let rule = Rule {
        magnitude: args.magnitude / 100.0,
        ..Rule::default()
    };
    let moved = trends(&series, rule);
    write!(io::stdout(), "{}", text(&series, &moved))?;
    let is_bad = |moved: &Moved<'_>| {
        moved.is_worse() == Some(true)
            && args.fail_within.is_some_and(|within| moved.runs <= within)
    };
    Ok(if moved.iter().any(is_bad) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn text(series: &[Series], moved: &[Moved<'_>]) -> String {
    if moved.is_empty() {
        return format!("nothing has changed in {} series\n", series.len());
    }
    let kinds: BTreeSet<_> = series
        .iter()
        .map(|series| (&series.build, &series.machine))
        .collect();
    let several = kinds.len() > 1;
    let head = [
        "",
        "change",
        "case",
        "metric",
        "from",
        "to",
        "between",
        "runs since",
        "",
    ];
    let head = head.map(ToOwned::to_owned);
    let rows: Vec<_> = std::iter::once(head)
        .chain(moved.iter().map(|moved| row(moved, several)))
        .collect();
    table::columns(
        &rows,
        [false, true, false, false, true, true, false, true, false],
    )
}

fn row(moved: &Moved<'_>, several: bool) -> [String; 9] {
    let Series {
        case,
        metric,
        machine,
        build,
        ..
    } = moved.series;
    let change = moved.change;
    let share = change.share();
    [
        moved.word().to_owned(),
        metrics::growth(share),
        case.name.clone(),
        metric.clone(),
        metrics::text(metric, change.before),
        metrics::text(metric, change.after),
        format!("{}..{}", moved.last.commit(), moved.first.commit()),
        moved.runs.to_string(),
        if several {
            format!("{build}, {machine}")
        } else {
            String::new()
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::examples::series;

    #[test]
    fn each_change_is_a_line() {
        let all = [
            series("queries", &[3.0, 3.0, 41.0], true),
            series("writes", &[0.0, 2.0], true),
            series("rows", &[20.0, 10.0], true),
        ];
        let expected = [
            "         change  case  metric   from  to  between                 runs since",
            "worse    from 0  list  writes      0   2  0000000000..0100000000           1",
            "worse   +1267 %  list  queries     3  41  0100000000..0200000000           1",
            "better    -50 %  list  rows       20  10  0000000000..0100000000           1",
            "",
        ]
        .join("\n");
        let seen = text(&all, &trends(&all, Rule::default()));
        assert_eq!(seen, expected, "\n{seen}");
    }

    #[test]
    fn builds_are_told_apart_where_there_are_several() {
        let mut all = [
            series("queries", &[3.0, 4.0], true),
            series("queries", &[3.0], true),
        ];
        all[1].build = "debug".to_owned();
        let seen = text(&all, &trends(&all, Rule::default()));
        assert!(seen.ends_with("  1  release, linux x86_64\n"), "{seen}");
    }

    #[test]
    fn no_change_is_said() {
        let all = [series("ms", &[12.0; 20], false)];
        assert_eq!(text(&all, &[]), "nothing has changed in 1 series\n");
    }
}

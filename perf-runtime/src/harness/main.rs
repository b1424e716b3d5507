//! The entry point: the effects around the rest.

use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::{env, mem, panic, thread};

use super::args::{Action, Args, Baseline, Chosen, Format, HELP};
use super::attempt::Attempts;
use super::list;
use super::printer::{Printer, Reports, Style, Table};
use super::run::{SLOW, run};
use super::running::Running;
use super::select::Selection;
use crate::case::{self, Case};
use crate::envs::Envs;
use crate::load::progress::{self, Display};
use crate::probe::Recorder;
use crate::report::console;
use crate::report::live::{self, Line};
use crate::report::page::Page;
use crate::report::palette::Palette;
use crate::{asked, baseline};
use crate::{runner, store};

/// libtest's exit code for failed tests and for options that are wrong.
const FAILED: u8 = 101;

/// The `main` function of a test target with `harness = false`: runs the `#[perf]` and `#[load]`
/// cases of the target, and prints a table of them.
///
/// It takes libtest's options, prints libtest's lines and ends with libtest's exit codes, so that
/// `cargo test`, `cargo nextest run` and editors treat it as any other test target. In `Cargo.toml`:
///
/// ```toml
/// [[test]]
/// name = "performance"
/// harness = false
/// ```
///
/// and in `tests/performance.rs`, beside the cases or the modules with them:
///
/// ```no_run
/// fn main() -> std::process::ExitCode {
///     perf_runtime::main()
/// }
/// ```
///
/// What differs from libtest:
///
/// * Plain `#[test]` functions do not exist in such a target: the compiler drops them.
/// * What bodies print is not captured: libtest alone can do that. Panics of cases are shown in their
///   reports; with `--nocapture` or `RUST_BACKTRACE=1` also where they happen.
/// * A case that cannot run here (no Postgres, say) is shown and counted as ignored, with the reason.
/// * Cases run category by category; `#[load]` cases come last, because they run alone.
/// * `--category`, `--tag` and `--severity` choose cases by what their attributes say, and are refused if
///   they leave none. `--quick` makes less of long cases, `--full` runs the ignored ones too. `--help` lists all options.
///
/// # Exit code
///
/// 0 if no case failed; 101 if one did, if the options are wrong or leave no case, or if the output could not be written.
pub fn main() -> ExitCode {
    let envs = Envs::get();
    let args = match Args::parse(env::args_os().skip(1), envs) {
        Ok(args) => args,
        Err(error) => return refuse(&error.to_string()),
    };
    if args.action == Action::Help {
        return exit_code(false, io::stdout().write_all(HELP.as_bytes()));
    }
    let cases = case::all();
    if let Err(error) = args.filter.choice.check(&cases) {
        if args.chosen == Chosen::Here {
            return refuse(&error.to_string());
        }
        // Another test target may have such cases: the environment speaks to all of them.
        let _ = writeln!(io::stderr(), "perf: {error}");
    }
    if args.action == Action::List {
        let selection = args.filter.select(&cases);
        return exit_code(
            false,
            list::print(&selection, args.format, &mut io::stdout()),
        );
    }
    run_all(&args, envs, &cases)
}

fn run_all(args: &Args, envs: &Envs, cases: &[&'static Case]) -> ExitCode {
    let selection = args.filter.select(cases);
    if args.chosen == Chosen::Here && selection.cases.is_empty() {
        // A filter that leaves nothing must not look like a pass.
        let nothing = asked::Error::Nothing(args.filter.choice.to_string());
        return refuse(&nothing.to_string());
    }
    let Baseline { name, save } = args.baseline.clone();
    match baseline::Asked::by(name, save, envs) {
        Ok(asked) => baseline::hold_to(asked),
        Err(error) => return refuse(&error.to_string()),
    }
    place_panics(!args.nocapture && !envs.backtrace);
    let threads = args
        .threads
        .or_else(|| thread::available_parallelism().ok())
        .unwrap_or(NonZeroUsize::MIN);
    let display = display(args, envs);
    if let Some(display) = display {
        progress::show_on(display);
    }
    let style = style(args, envs, threads, &selection, display);
    let attempts = Attempts {
        run: &|case| runner::run(case, args.mode),
        render: &console::render,
        page: if args.nocapture {
            Page::of_stderr(args.color.palette(Palette::of_stderr()))
        } else {
            style.page
        },
        all_output: style.reports != Reports::Failures,
    };
    let (mut out, mut err) = (io::stdout(), io::stderr());
    let mut printer = Printer::new(style, &mut out, &mut err);
    let mut running = Running::default();
    let line = (display == Some(Display::Terminal)).then(Line::begin);
    let mut written = Ok(());
    run(
        selection,
        threads,
        SLOW,
        &|selected| attempts.attempt(selected),
        &mut |event| {
            running.see(&event);
            // Cases go on when nobody reads any more: the exit code is theirs.
            let result = live::aside(|| printer.print(event));
            written = mem::replace(&mut written, Ok(())).and(result);
            if let Some(line) = &line {
                line.say(running.line());
            }
        },
    );
    let failed = printer.any_failed();
    // nextest runs each case in a process of its own, none of which is the last.
    if !envs.nextest
        && let Err(message) = args.reports.write(&mut out, &mut err)
    {
        return refuse(&message);
    }
    // One that is there is not the same as one that was asked for: cases that fail are not saved.
    if let Some(path) = baseline::saving().filter(|path| path.exists()) {
        let said = writeln!(out, "baseline: {}", path.display());
        written = written.and(said);
    }
    exit_code(failed, written)
}

/// Where it is shown how far a load is; nowhere under nextest, which shows what is written when all is over.
fn display(args: &Args, envs: &Envs) -> Option<Display> {
    if envs.nextest {
        None
    } else if io::stderr().is_terminal() && !envs.plain_terminal && args.format == Format::Pretty {
        Some(Display::Terminal)
    } else {
        Some(Display::Lines)
    }
}

fn style(
    args: &Args,
    envs: &Envs,
    threads: NonZeroUsize,
    selection: &Selection,
    display: Option<Display>,
) -> Style {
    // nextest shows the output of each case by itself.
    let one_of_nextest = envs.nextest && args.filter.exact && selection.cases.len() == 1;
    Style {
        format: args.format,
        page: Page::of_stdout(args.color.palette(Palette::of_stdout())),
        // The line of a load would stand where the name does.
        serial: threads.get() == 1 && display != Some(Display::Terminal),
        reports: match (args.nocapture, args.show_output) {
            (true, _) => Reports::AtOnce,
            (false, true) => Reports::All,
            (false, false) => Reports::Failures,
        },
        report_time: args.report_time,
        table: (args.format == Format::Pretty && !one_of_nextest).then(|| Table {
            asked: args.asked(selection.left_out),
            records: Some(store::run_folder().display().to_string()),
        }),
    }
}

/// What the panic hook writes has the foot of the terminal to itself. Panics of a case are in its report, with their place: as a rule
/// the hook's words would only stand between the lines of other cases.
fn place_panics(quiet: bool) {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !quiet || Recorder::of_this_thread().is_none() {
            live::aside_of_panic(|| before(info));
        }
    }));
}

fn exit_code(failed: bool, written: io::Result<()>) -> ExitCode {
    match written {
        // `.. | head` has read enough.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            refuse(&format!("the output could not be written: {error}"))
        }
        _ if failed => ExitCode::from(FAILED),
        _ => ExitCode::SUCCESS,
    }
}

fn refuse(message: &str) -> ExitCode {
    // There is no other place to say it.
    let _ = writeln!(io::stderr(), "error: {message}");
    ExitCode::from(FAILED)
}

//! Our own harness on a terminal: what a person sees when all is over.

mod screen;

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use perf_tests::cargo::plain_environment;
use screen::Screen;

use crate::binaries;
use crate::run::statuses;

/// Narrower than many a line of ours.
const COLUMNS: usize = 60;

/// Cases of every kind of end, and a load, which has a line at the foot of its own.
const ASKED: [&str; 2] = ["bodies::", "loads::each_iteration"];

/// What the line at the foot says before the first case has ended: `0 of 28: bodies::passes`.
fn foot(written: &str) -> String {
    let head = written
        .lines()
        .find_map(|line| line.strip_prefix("running "));
    let cases = head.and_then(|head| head.split(' ').next());
    format!(
        "0 of {}: bodies::",
        cases.expect("the head says how many cases there are")
    )
}

/// The harness with what is asked for, and without what the terminal of whoever runs this says.
fn harness() -> Command {
    let mut command = binaries::command("fixture_own_harness");
    command
        .args(ASKED)
        .arg("--test-threads=2")
        .stdin(Stdio::null());
    plain(&mut command);
    command
}

fn plain(command: &mut Command) {
    command.env_remove("CI").env("NO_COLOR", "1");
}

/// What a program writes to a terminal of this kind: `script` of util-linux makes one, which every Linux has.
fn on_a_terminal(of: &Command, kind: &str) -> String {
    let quoted = |word: &OsStr| format!("'{}'", word.to_string_lossy().replace('\'', "'\\''"));
    let words: Vec<_> = std::iter::once(of.get_program())
        .chain(of.get_args())
        .map(quoted)
        .collect();
    let line = format!("stty cols {COLUMNS} rows 50; exec {}", words.join(" "));
    let mut script = Command::new("script");
    script
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .stdin(Stdio::null());
    if let Some(folder) = of.get_current_dir() {
        script.current_dir(folder);
    }
    plain_environment(&mut script);
    for (name, value) in of.get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    let output = script
        .env("TERM", kind)
        .output()
        .expect("`script` of util-linux can be run");
    assert_eq!(output.status.code(), Some(101), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn piped() -> String {
    let output = harness().output().expect("it can be run");
    assert_eq!(output.status.code(), Some(101), "{output:?}");
    let [out, err] =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(
        !err.contains(&foot(&out)) && !out.contains('\u{1b}') && !err.contains('\u{1b}'),
        "{err}"
    );
    out
}

/// Nothing of the line is left: `3 of 28: ..`.
#[track_caller]
fn assert_no_foot(screen: &str) {
    let is_foot = |line: &&str| {
        let done = line.split_once(" of ").map(|(done, _)| done.parse::<u32>());
        done.is_some_and(|done| done.is_ok())
    };
    assert_eq!(screen.lines().find(is_foot), None);
}

/// The line comes and goes between those of the cases, and leaves nothing of itself in them.
#[test]
fn the_line_at_the_foot_is_gone_at_the_end() {
    let screen = screen(&harness());
    assert!(!screen.contains("panicked at"), "{screen}");
}

/// Nor in what the panic hook writes from the threads of the cases.
#[test]
fn the_line_at_the_foot_makes_room_for_panics() {
    let mut harness = harness();
    harness.env("RUST_BACKTRACE", "1");
    let screen = screen(&harness);
    let begins: Vec<_> = screen
        .lines()
        .filter(|line| line.contains(" panicked at "))
        .collect();
    assert!(
        !begins.is_empty() && screen.contains("\nstack backtrace:\n"),
        "{screen}"
    );
    for line in begins {
        assert!(
            line.starts_with("thread '"),
            "{line:?} is no whole line of a panic"
        );
    }
}

/// What is left on a terminal on which the line came and went.
fn screen(of: &Command) -> String {
    let written = on_a_terminal(of, "xterm-256color");
    assert!(
        written.contains(&foot(&written)),
        "it was never there: {written}"
    );
    let screen = Screen::of(&written, COLUMNS).text();
    assert_eq!(statuses(&screen), statuses(&piped()), "{screen}");
    for line in screen.lines() {
        let is_case = line.starts_with("test ") && !line.starts_with("test result");
        assert!(
            !is_case || statuses(line).len() == 1,
            "{line:?} is no whole line of a case"
        );
    }
    assert_no_foot(&screen);
    screen
}

/// Nothing is written over on a terminal that cannot.
#[test]
fn a_plain_terminal_gets_plain_lines() {
    let written = on_a_terminal(&harness(), "dumb").replace("\r\n", "\n");
    assert!(!written.contains(['\r', '\u{1b}']), "{written:?}");
    assert!(!written.contains(&foot(&written)), "{written}");
    assert_eq!(statuses(&written), statuses(&piped()));
}

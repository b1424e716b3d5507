//! Cargo, as a user starts it.

use std::env;
use std::process::Command;

/// What is built, and that nothing is fetched for it.
pub const SELECTION: [&str; 3] = ["--workspace", "--offline", "--locked"];

/// A cargo that knows nothing of the run that it is started in.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    plain_environment(&mut command);
    command
}

/// Takes away what the run that we are in says to its own tests.
pub fn plain_environment(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if ["NEXTEST", "__NEXTEST", "RUST_TEST_", "PERF_"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
        {
            command.env_remove(&*name);
        }
    }
    command
        .env("RUST_BACKTRACE", "0")
        .env("CARGO_TERM_COLOR", "never")
        .env_remove("CLICOLOR_FORCE");
}

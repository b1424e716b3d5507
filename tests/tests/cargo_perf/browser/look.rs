//! Chromium without a window opens the page in a frame, and a page around that looks at it.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{end, folder, perf, write};

/// What Chromium may be called.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// The page around: `look(page, window)` gives back what is to be told.
const AROUND: &str = r#"<!doctype html><meta charset="utf-8">
<iframe id="frame" width="WIDTH" height="900" SANDBOX src="perf.html#HASH"></iframe><pre id="told"></pre>
<script>
const look = async (page, window) => { LOOK };
const pause = () => new Promise((done) => setTimeout(done, 50));
const frame = document.getElementById("frame");
const shown = (page) => [...page.querySelectorAll(".case")].filter((one) => one.checkVisibility());
const names = (page) => shown(page).map((one) => one.querySelector(".name b").textContent);
const type = (page, id, text) => {
  const field = page.getElementById(id);
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
frame.onload = async () => {
  await pause();
  let told;
  try { told = await look(frame.contentDocument, frame.contentWindow); } catch (error) { told = String(error.stack); }
  const text = JSON.stringify(told).replace(/[<>&]/g, (it) => "\\u00" + it.charCodeAt(0).toString(16));
  document.getElementById("told").textContent = text;
};
</script>"#;

/// How the page is looked at.
pub(super) struct Look<'a> {
    pub(super) hash: &'a str,
    pub(super) width: u32,
    pub(super) with_scripts: bool,
    pub(super) script: &'a str,
}

pub(super) const PLAIN: Look<'static> = Look {
    hash: "",
    width: 1300,
    with_scripts: true,
    script: "",
};

/// A page that was made of records, and the browser to look at it.
pub(super) struct Page {
    pub(super) folder: TempDir,
    chromium: PathBuf,
}

impl Page {
    /// Nothing where there is no browser, which is said.
    pub(super) fn of(records: &[(&str, &str)]) -> Option<Self> {
        Self::in_folder(|| folder(records))
    }

    /// Of the latest run in this folder.
    pub(super) fn in_folder(folder: impl FnOnce() -> TempDir) -> Option<Self> {
        let chromium = chromium()?;
        let folder = folder();
        let words = [
            "report", "--dir", "perf", "--report", "html", "--output", "out",
        ];
        let ended = end(&mut perf(folder.path(), &words));
        assert_eq!(ended.code, Some(0), "{ended:?}");
        Some(Self { folder, chromium })
    }

    /// What the script tells; nothing may have been complained of.
    pub(super) fn look(&self, look: &Look<'_>) -> Value {
        let sandbox = if look.with_scripts {
            ""
        } else {
            "sandbox=\"allow-same-origin\""
        };
        let around = AROUND
            .replace("HASH", look.hash)
            .replace("WIDTH", &look.width.to_string())
            .replace("SANDBOX", sandbox)
            .replace("LOOK", look.script);
        write(&self.folder.path().join("out/around.html"), &around);
        let (page, complaints) = self.open("around.html");
        // That scripts are off is what was asked for.
        let is_meant = |line: &str| !look.with_scripts && line.contains("Blocked script execution");
        let complaints: Vec<_> = complaints.lines().filter(|line| !is_meant(line)).collect();
        assert_eq!(complaints, [""; 0], "{}", look.script);
        let told = page.split("<pre id=\"told\">").nth(1);
        let told = told.and_then(|told| told.split("</pre>").next());
        let told = told.unwrap_or_else(|| panic!("nothing was told: {page}"));
        serde_json::from_str(told).unwrap_or_else(|error| panic!("{error}: {told:?}"))
    }

    /// The page as it is after its scripts, and what the browser's console has to say.
    pub(super) fn open(&self, name: &str) -> (String, String) {
        let path = self.folder.path().join("out").join(name);
        let profile = tempfile::tempdir().expect("there is room for a profile");
        let output = Command::new(&self.chromium)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu"])
            .args(["--allow-file-access-from-files", "--enable-logging=stderr"])
            // Time is the page's own, so that a busy machine is waited for.
            .args(["--virtual-time-budget=20000", "--dump-dom"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(format!(
                "file://{}",
                path.display().to_string().replace(' ', "%20")
            ))
            .stdin(Stdio::null())
            .output()
            .expect("Chromium can be started");
        let complaints = String::from_utf8_lossy(&output.stderr);
        let complaints: Vec<_> = complaints
            .lines()
            .filter(|line| line.contains(":CONSOLE"))
            .collect();
        let page = String::from_utf8_lossy(&output.stdout).into_owned();
        (page, complaints.join("\n"))
    }
}

/// The browser; without one the tests have nothing to look with, unless `PERF_REQUIRE` asks for it.
#[expect(
    clippy::print_stderr,
    reason = "libtest has no word for a test that cannot run"
)]
fn chromium() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path)
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .find(|program| program.is_file());
    let required = env::var("PERF_REQUIRE").unwrap_or_default();
    assert!(
        found.is_some() || !required.split(',').any(|it| it.trim() == "chromium"),
        "PERF_REQUIRE asks for Chromium, and it is not installed"
    );
    if found.is_none() {
        eprintln!("skipped: Chromium is not installed");
    }
    found
}

//! The page as a browser shows it.

mod look;

use std::path::Path;

use serde_json::{Value, json};

use crate::history::ten_runs;
use crate::program::{end, folder, perf, read, record, write};
use look::{Look, PLAIN, Page};

/// A record of this case, changed here and there.
fn changed(name: &str, verdict: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut record: Value = serde_json::from_str(&record("one", name, verdict)).expect("JSON");
    change(&mut record);
    record.to_string()
}

/// A case of every verdict.
fn shop() -> Vec<(String, String)> {
    let time = |record: &mut Value, figure: f64| {
        record["findings"][0]["budget"] = json!("max_ms");
        record["findings"][0]["figure"] = json!(figure);
        record["findings"][0]["limit"] = json!(500.0);
    };
    let cases = [
        (
            "a",
            changed("api::search", "failed", |record| {
                record["runs"][0]["queries"] = json!(41);
            }),
        ),
        (
            "b",
            changed("api::list", "passed", |record| {
                record["category"] = json!("api");
                time(record, 14.2);
            }),
        ),
        (
            "c",
            changed("checkout", "passed", |record| {
                record["category"] = json!("cart");
                time(record, 480.0);
            }),
        ),
        (
            "d",
            changed("on_another_server", "passed", |record| {
                record["verdict"] = json!("skipped");
                record["outcome"] = json!("ignored");
                record["reason"] = json!("there is no Postgres");
                record["findings"] = json!([]);
                record["runs"] = json!([]);
            }),
        ),
    ];
    cases
        .map(|(file, record)| (format!("perf/runs/monday/{file}.json"), record))
        .to_vec()
}

fn page() -> Option<Page> {
    let records = shop();
    let records: Vec<_> = records
        .iter()
        .map(|(path, text)| (&**path, &**text))
        .collect();
    Page::of(&records)
}

#[test]
fn the_page_shows_what_the_records_say() {
    let Some(page) = page() else { return };
    let told = page.look(&Look {
        script: r#"return {
            rate: page.querySelector(".rate").innerText.replace(/\s+/g, " "),
            totals: [...page.querySelectorAll(".legend li")].map((it) => it.innerText.replace(/\s+/g, " ")),
            names: names(page),
            times: shown(page).map((it) => it.querySelector(".t").textContent.trim()),
            queries: shown(page).map((it) => it.querySelector(".q").textContent),
            open: shown(page).map((it) => it.open),
            place: page.querySelector(".case.failed .places").innerText,
            cases: page.getElementById("shown").textContent,
        };"#,
        ..PLAIN
    });
    let expected = json!({
        "rate": "66.67 % of 3 cases passed",
        "totals": ["\u{2715} 1 failed", "\u{2713} 2 passed", "\u{2013} 1 skipped"],
        "names": ["search", "list", "checkout", "on_another_server"],
        "times": ["1.50 ms", "14.2 ms of 500 ms", "480 ms of 500 ms", ""],
        "queries": ["41 of 3", "3", "3", ""],
        // The only one that failed needs no click.
        "open": [true, false, false, false],
        "place": "shop/src/lib.rs:88 shop::list",
        "cases": "4 cases",
    });
    assert_eq!(told, expected);
}

#[test]
fn cases_are_filtered() {
    let Some(page) = page() else { return };
    let told = page.look(&Look {
        script: r#"
            const told = {};
            type(page, "text", "API");
            told.text = [names(page), page.getElementById("shown").textContent];
            type(page, "text", "queries, budget");
            told.finding = names(page);
            type(page, "text", "");
            type(page, "category", "cart");
            told.category = names(page);
            type(page, "category", "");
            page.querySelector("[value=passed]").click();
            told.verdict = names(page);
            type(page, "text", "nothing is called so");
            told.nothing = [names(page), page.getElementById("nothing").checkVisibility()];
            return told;"#,
        ..PLAIN
    });
    let expected = json!({
        "text": [["search", "list"], "2 of 4 cases"],
        "finding": ["search"],
        "category": ["checkout"],
        "verdict": ["search", "on_another_server"],
        "nothing": [[], true],
    });
    assert_eq!(told, expected);
}

#[test]
fn cases_are_sorted() {
    let Some(page) = page() else { return };
    let told = page.look(&Look {
        script: r#"
            const by = (what) => {
                const button = page.querySelector(`[data-sort=${what}]`);
                button.click();
                return [names(page), button.dataset.way];
            };
            return [by("time"), by("time"), by("name"), by("mark")];"#,
        ..PLAIN
    });
    let expected = json!([
        [
            ["checkout", "list", "search", "on_another_server"],
            "descending"
        ],
        // What has no time stays behind.
        [
            ["search", "list", "checkout", "on_another_server"],
            "ascending"
        ],
        [
            ["list", "search", "checkout", "on_another_server"],
            "ascending"
        ],
        [
            ["search", "list", "checkout", "on_another_server"],
            "ascending"
        ],
    ]);
    assert_eq!(told, expected);
}

#[test]
fn a_link_opens_its_case() {
    let Some(page) = page() else { return };
    let open = "shown(page).filter((one) => one.open).map((one) => one.id)";
    let told = page.look(&Look {
        hash: "case-shop.one.checkout",
        script: &format!(
            r#"const first = {open};
            window.location.hash = "case-shop.one.api.list";
            await pause();
            const top = page.getElementById("case-shop.one.api.list").getBoundingClientRect().top;
            return [first, {open}, top < window.innerHeight];"#
        ),
        ..PLAIN
    });
    let [search, list, checkout] =
        ["api.search", "api.list", "checkout"].map(|name| format!("case-shop.one.{name}"));
    assert_eq!(
        told,
        json!([[search, checkout], [search, list, checkout], true])
    );
}

/// Each run has its point, the change stands between two of them, and all labels are within the chart.
#[test]
fn the_course_of_a_figure_is_seen() {
    let Some(page) = Page::in_folder(ten_runs) else {
        return;
    };
    let told = page.look(&Look {
        hash: "case-shop.one.list",
        script: r#"
            const said = [...page.querySelectorAll(".change")].map((it) => it.innerText);
            const chart = [...page.querySelectorAll(".chart")].find((it) => it.innerText.startsWith("ms"));
            const [box, tag] = [chart.querySelector("svg"), chart.querySelector(".tag.worse")].map((it) => it.getBoundingClientRect());
            const x = (it) => it.getBoundingClientRect().x;
            const dots = [...chart.querySelectorAll(".dot")].map(x);
            const change = x(chart.querySelector(".rule.worse"));
            const tips = [...chart.querySelectorAll(".tip")];
            const middle = tips[9].getBoundingClientRect();
            const seen = page.elementFromPoint(middle.x + middle.width / 2, middle.y + middle.height / 2);
            return {
                said: said.map((it) => it.split(",")[0]),
                dots: dots.length,
                change: dots[4] < change && change < dots[5],
                within: tag.left >= box.left && tag.right <= box.right,
                tip: seen.textContent,
                tag: tag.width > 0,
            };"#,
        ..PLAIN
    });
    let expected = json!({
        "said": ["worse queries +1267 %", "worse ms +50 %"],
        "dots": 10,
        "change": true,
        "within": true,
        "tip": "15.1 ms, commit aaaaaaaaaa, 2026-11-22 05:23:20 UTC",
        "tag": true,
    });
    assert_eq!(told, expected);
}

#[test]
fn what_comes_from_outside_is_no_markup() {
    let script = "<script>window.top.hit = 1</script><img src=x onerror='window.top.hit = 1'>";
    let record = changed("one", "failed", |record| {
        record["name"] = json!(format!("{script}::{script}"));
        record["category"] = json!(format!("\"><b id=hit>{script}"));
        record["runs"][0]["shapes"][0]["sql"] = json!(format!("SELECT '{script}'"));
        record["findings"][0]["text"] = json!(script);
        record["findings"][0]["advice"] = json!(script);
        record["failure"] = json!({ "what": script, "text": script });
        record["notes"] = json!([script]);
        record["report"] = json!(format!("</pre></details>{script}"));
    });
    let Some(page) = Page::of(&[("perf/runs/monday/a.json", &record)]) else {
        return;
    };
    let told = page.look(&Look {
        script: r#"await pause(); return {
            hit: [window.top.hit ?? null, page.getElementById("hit")],
            elements: page.querySelectorAll("script, img").length,
            name: names(page),
            sql: page.querySelector("code.sql").textContent,
            end: page.querySelector(".console pre").textContent.slice(0, 16),
        };"#,
        ..PLAIN
    });
    let expected = json!({
        "hit": [null, null],
        "elements": 1,
        "name": [script],
        "sql": format!("SELECT '{script}'"),
        "end": "</pre></details>",
    });
    assert_eq!(told, expected);
}

#[test]
fn the_page_is_read_without_scripts() {
    let Some(page) = page() else { return };
    let told = page.look(&Look {
        with_scripts: false,
        script: r#"return [names(page), page.getElementById("filter").checkVisibility()];"#,
        ..PLAIN
    });
    let names = ["search", "list", "checkout", "on_another_server"];
    assert_eq!(told, json!([names, false]));
}

#[test]
fn the_page_fits_a_phone() {
    let Some(page) = page() else { return };
    let told = page.look(&Look {
        width: 375,
        script: r"
            for (const one of shown(page)) one.open = true;
            await pause();
            return page.documentElement.scrollWidth <= 375;",
        ..PLAIN
    });
    assert_eq!(told, json!(true));
}

#[test]
fn the_theme_is_switched() {
    let Some(page) = page() else { return };
    let told = page.look(&Look {
        script: r#"
            const ground = () => window.getComputedStyle(page.body).backgroundColor;
            const button = page.getElementById("theme");
            const before = ground();
            button.click();
            const after = ground();
            button.click();
            return [before !== after, before === ground()];"#,
        ..PLAIN
    });
    assert_eq!(told, json!([true, true]));
}

/// If these were not seen, none of the tests above could tell an error.
#[test]
fn complaints_of_the_browser_are_seen() {
    let Some(page) = page() else { return };
    let path = page.folder.path().join("out/perf.html");
    let broken = read(&path).replace("</main>", "</main><script>1</script>");
    write(&page.folder.path().join("out/broken.html"), &broken);
    let (_, complaints) = page.open("broken.html");
    assert!(
        complaints.contains("Content Security Policy"),
        "{complaints}"
    );
    let thrown = "<script>throw new Error('of ours')</script>";
    write(&page.folder.path().join("out/thrown.html"), thrown);
    let (_, complaints) = page.open("thrown.html");
    assert!(complaints.contains("of ours"), "{complaints}");
}

/// The file needs nothing beside it, and asks for nothing.
#[test]
fn nothing_is_loaded() {
    let records = shop();
    let records: Vec<_> = records
        .iter()
        .map(|(path, text)| (&**path, &**text))
        .collect();
    let folder = folder(&records);
    let words = [
        "report", "--dir", "perf", "--report", "html", "--output", "out",
    ];
    assert_eq!(end(&mut perf(folder.path(), &words)).code, Some(0));
    let page = read(Path::new(&folder.path().join("out/perf.html")));
    for word in ["http://", "https://", "src=", "@import", "url("] {
        assert!(!page.contains(word), "{word}");
    }
}

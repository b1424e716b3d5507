use crate::errors::Errors;
use crate::keys::{self, Attribute, Key};
use crate::options::Options;
use crate::value::Kind;

/// All keys that say something under this attribute.
fn usable(attribute: Attribute) -> impl Iterator<Item = &'static Key> {
    keys::all()
        .iter()
        .filter(move |key| key.on.contains(&attribute))
}

#[test]
fn the_example_of_each_key_is_how_it_is_written() {
    for attribute in [Attribute::Perf, Attribute::Load] {
        for key in usable(attribute) {
            let name = key.name.replace("pN", "p95");
            let written = match key.kind {
                Kind::Flag => name,
                Kind::Warn | Kind::Metric | Kind::Parts(_) => format!("{name}({})", key.example),
                Kind::Claims(_) => format!("{name}{}", key.example),
                _ => format!("{name} = {}", key.example),
            };
            let mut errors = Errors::default();
            let options = Options::parse(attribute, written.parse().unwrap(), &mut errors);
            assert_eq!(
                errors.finish().map(|error| error.to_string()),
                None,
                "{written}"
            );
            assert!(options.value(key.name).is_some(), "{written}");
        }
    }
}

#[test]
fn each_key_is_documented_where_it_is_used() {
    let docs = include_str!("../lib.rs");
    let (perf, load) = docs.split_once("pub fn perf(").unwrap();
    for key in usable(Attribute::Perf) {
        let row = format!("/// | `{}`", key.name.replace("pN", "p50"));
        assert!(
            perf.contains(&row),
            "{} is not in the tables of #[perf]",
            key.name
        );
    }
    for key in usable(Attribute::Load).filter(|key| !key.on.contains(&Attribute::Perf)) {
        let row = format!("`{}`", key.name);
        assert!(
            load.contains(&row),
            "{} is not in the documentation of #[load]",
            key.name
        );
    }
}

//! The other attributes of the annotated function: what each is about, and where it goes.

use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta};

/// The function's other attributes, by what they are about.
#[derive(Default)]
pub(crate) struct Attributes {
    /// Documentation: of the test.
    pub(crate) docs: Vec<Attribute>,
    /// `#[cfg]`: of every item.
    pub(crate) cfgs: Vec<Attribute>,
    /// `#[allow]` and the like: of all that surrounds the body.
    pub(crate) lints: Vec<Attribute>,
    /// `#[ignore]`: of the test, and said to our own harness.
    pub(crate) ignore: Vec<Attribute>,
    /// `#[should_panic]`: likewise.
    pub(crate) should_panic: Vec<Attribute>,
    /// What would make a second test of it, and is an error.
    pub(crate) tests: Vec<Attribute>,
    /// All others: of the body.
    pub(crate) others: Vec<Attribute>,
}

impl Attributes {
    pub(crate) fn split(all: Vec<Attribute>) -> Self {
        let mut split = Self::default();
        for attribute in all {
            let group = match attribute
                .path()
                .get_ident()
                .map(ToString::to_string)
                .as_deref()
            {
                Some("doc") => &mut split.docs,
                Some("cfg" | "cfg_attr") => &mut split.cfgs,
                Some("allow" | "expect" | "warn" | "deny" | "forbid") => &mut split.lints,
                Some("ignore") => &mut split.ignore,
                Some("should_panic") => &mut split.should_panic,
                _ if makes_a_test(&attribute) => &mut split.tests,
                _ => &mut split.others,
            };
            group.push(attribute);
        }
        split
    }

    /// `#[ignore = "reason"]`.
    pub(crate) fn ignored(&self) -> Mark {
        Mark::of(&self.ignore, name_value)
    }

    /// `#[should_panic(expected = "text")]`, or the older `#[should_panic = "text"]`.
    pub(crate) fn panics(&self) -> Mark {
        Mark::of(&self.should_panic, |meta| match meta {
            Meta::List(list) => list.parse_args::<Meta>().ok().as_ref().and_then(name_value),
            meta => name_value(meta),
        })
    }
}

/// An attribute that may have a text.
pub(crate) enum Mark {
    Absent,
    Plain,
    Text(LitStr),
}

impl Mark {
    fn of(attributes: &[Attribute], text: impl Fn(&Meta) -> Option<LitStr>) -> Self {
        match attributes.first() {
            None => Self::Absent,
            Some(attribute) => text(&attribute.meta).map_or(Self::Plain, Self::Text),
        }
    }
}

/// `#[test]`, `#[tokio::test]` and the like, and the attributes of this crate.
fn makes_a_test(attribute: &Attribute) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|last| {
        ["test", "perf", "load"]
            .iter()
            .any(|name| last.ident == name)
    })
}

fn name_value(meta: &Meta) -> Option<LitStr> {
    let Meta::NameValue(pair) = meta else {
        return None;
    };
    match &pair.value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.clone()),
        _ => None,
    }
}

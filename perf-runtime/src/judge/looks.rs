//! Several looks at a figure of many runs: within its limit, over it beyond doubt, or neither.
//!
//! Noise only adds time, so one look within the limit has passed. A failure takes two looks that are both over it
//! beyond doubt, of which the second was alone: two of at most four, which at 1 % each is at most six times in ten thousand for
//! a figure on its limit.

/// How often is looked again before the figure stays open.
const LOOKS: usize = 3;

/// What one look at the runs shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// The figure is within the limit.
    Within,
    /// It is over the limit, and the judge says that this is no chance.
    Over,
    /// It is over the limit, which may be chance.
    Open,
}

impl Look {
    pub(crate) fn of(figure: f64, limit: f64, exceeds: bool) -> Self {
        if figure <= limit {
            Self::Within
        } else if exceeds {
            Self::Over
        } else {
            Self::Open
        }
    }

    /// What is over must be so without what the runs waited for a processor, too.
    pub(crate) fn without_waiting(self, at_least: Self) -> Self {
        match (self, at_least) {
            (Self::Within, _) => Self::Within,
            (_, Self::Over) => Self::Over,
            _ => Self::Open,
        }
    }
}

/// What all looks so far come to, or `None` as long as one more is needed.
pub(crate) fn decision(looks: &[Look]) -> Option<Look> {
    let overs = looks.iter().filter(|look| **look == Look::Over).count();
    match looks.last() {
        Some(Look::Within) => Some(Look::Within),
        _ if overs > 1 => Some(Look::Over),
        _ if looks.len() > LOOKS => Some(Look::Open),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Look::{Open, Over, Within};
    use super::*;

    #[test]
    fn one_look_within_passes_and_two_over_fail() {
        for (looks, expected) in [
            (&[][..], None),
            (&[Within], Some(Within)),
            (&[Over], None),
            (&[Open], None),
            (&[Over, Within], Some(Within)),
            (&[Over, Over], Some(Over)),
            (&[Over, Open, Over], Some(Over)),
            (&[Open, Over], None),
            (&[Open, Over, Open, Over], Some(Over)),
            (&[Open, Open, Open, Within], Some(Within)),
            (&[Open, Open, Open, Over], Some(Open)),
        ] {
            assert_eq!(decision(looks), expected, "{looks:?}");
        }
    }

    #[test]
    fn a_look_is_within_at_the_limit() {
        assert_eq!(Look::of(10.0, 10.0, true), Within);
        assert_eq!(Look::of(10.1, 10.0, true), Over);
        assert_eq!(Look::of(10.1, 10.0, false), Open);
    }

    #[test]
    fn waiting_explains_an_excess_but_no_pass() {
        for (look, at_least, expected) in [
            (Within, Over, Within),
            (Over, Over, Over),
            (Over, Open, Open),
            (Over, Within, Open),
            (Open, Over, Over),
            (Open, Within, Open),
        ] {
            assert_eq!(look.without_waiting(at_least), expected);
        }
    }
}

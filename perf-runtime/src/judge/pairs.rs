//! Whether a figure is worse in one version than in another, from processes that ran both in turns.
//!
//! A process is of one piece: how its memory is laid out and what else the machine did then is in all of its samples, so
//! samples of one process beside another's differ far more often than the program does (Kalibera and Jones 2013, "Rigorous
//! Benchmarking in Reasonable Time"). So each process gives one figure, and they are compared in pairs of neighbours. A
//! figure is worse where it is so in all five pairs, and in their median by more than the threshold; and once more in five others. Where
//! nothing has changed, either side of a pair is as likely to be the worse one, whatever the noise is like: all ten agree by chance in
//! less than one of 1,000 comparisons, and the threshold makes it fewer (`docs/compare.md`).

/// Pairs of one round.
pub(crate) const PAIRS: usize = 5;

/// The figures of two processes that ran one after the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pair {
    pub(crate) base: f64,
    pub(crate) head: f64,
}

/// What a round of pairs says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Round {
    /// By how much the head is larger, of the pair in the middle: 0.2 is by a fifth.
    pub(crate) share: f64,
    /// Pairs in which the head is larger.
    pub(crate) larger: usize,
    /// Pairs in all.
    pub(crate) pairs: usize,
}

impl Round {
    /// Nothing of too few pairs, or of figures that have no ratio.
    pub(crate) fn of(pairs: &[Pair]) -> Option<Self> {
        let mut shares: Vec<_> = pairs
            .iter()
            .map(|pair| pair.head / pair.base - 1.0)
            .collect();
        if shares.len() < PAIRS || shares.iter().any(|share| !share.is_finite()) {
            return None;
        }
        shares.sort_by(f64::total_cmp);
        Some(Self {
            share: shares[shares.len() / 2],
            larger: pairs.iter().filter(|pair| pair.head > pair.base).count(),
            pairs: pairs.len(),
        })
    }

    /// Whether the head is larger beyond the threshold, a share.
    pub(crate) fn is_larger(&self, threshold: f64) -> bool {
        self.larger == self.pairs && self.share > threshold
    }
}

/// What is said after one round or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Same,
    /// A second round decides.
    Open,
    Larger,
}

/// The verdict of the rounds there are.
pub(crate) fn verdict(rounds: &[Round], threshold: f64) -> Verdict {
    let are_larger = rounds.iter().all(|round| round.is_larger(threshold));
    match rounds.len() {
        _ if !are_larger => Verdict::Same,
        0 | 1 => Verdict::Open,
        _ => Verdict::Larger,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Random;

    const TRIALS: u32 = 20_000;

    const DOCS: &str = include_str!("../../../docs/compare.md");

    fn pairs(of: &[(f64, f64)]) -> Vec<Pair> {
        of.iter().map(|&(base, head)| Pair { base, head }).collect()
    }

    #[test]
    fn all_pairs_and_the_median_must_agree() {
        let by_half = [(10.0, 15.0); 5];
        let round = |of: &[(f64, f64)]| Round::of(&pairs(of)).expect("five pairs");
        assert!(round(&by_half).is_larger(0.2) && !round(&by_half).is_larger(0.5));
        let mut one_is_not = by_half;
        one_is_not[2].1 = 9.9;
        assert_eq!(round(&one_is_not).larger, 4);
        assert!(!round(&one_is_not).is_larger(0.2));
        let two_are_small = [
            (10.0, 10.1),
            (10.0, 10.1),
            (10.0, 11.9),
            (10.0, 90.0),
            (10.0, 90.0),
        ];
        assert!(!round(&two_are_small).is_larger(0.2) && round(&two_are_small).is_larger(0.18));
        // At the threshold is within it.
        assert!(!round(&[(10.0, 12.0); 5]).is_larger(0.2));
    }

    #[test]
    fn what_has_no_ratio_says_nothing() {
        assert_eq!(Round::of(&pairs(&[(10.0, 15.0); 4])), None);
        assert_eq!(Round::of(&pairs(&[(0.0, 15.0); 5])), None);
        assert_eq!(Round::of(&pairs(&[(f64::NAN, 15.0); 5])), None);
    }

    #[test]
    fn one_round_is_not_enough() {
        let worse = Round::of(&pairs(&[(10.0, 15.0); 5])).expect("a round");
        let same = Round::of(&pairs(&[(10.0, 10.0); 5])).expect("a round");
        for (rounds, expected) in [
            (&[same][..], Verdict::Same),
            (&[worse], Verdict::Open),
            (&[worse, same], Verdict::Same),
            (&[worse, worse], Verdict::Larger),
        ] {
            assert_eq!(verdict(rounds, 0.2), expected, "{rounds:?}");
        }
    }

    proptest::proptest! {
        /// Where nothing has changed, each pair may as well have been the other way round: of the 32 ways there are, one at most is
        /// worse, for any figures at all.
        #[test]
        fn chance_is_one_of_32_at_most(figures in proptest::collection::vec((0.1..1e3_f64, 0.1..1e3_f64), PAIRS), threshold in 0.0..1.0_f64) {
            let ways = 0..1_u32 << PAIRS;
            let worse = ways.filter(|way| {
                let turned = |(index, &(a, b)): (usize, &(f64, f64))| {
                    if way >> index & 1 == 1 { (b, a) } else { (a, b) }
                };
                let turned: Vec<_> = figures.iter().enumerate().map(turned).collect();
                Round::of(&pairs(&turned)).is_some_and(|round| round.is_larger(threshold))
            });
            proptest::prop_assert!(worse.count() <= 1);
        }
    }

    /// How often a round, and two, find a head worse that is slower by `growth`, where processes differ by `noise`.
    fn shares(noise: f64, growth: f64, threshold: f64) -> (f64, f64) {
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        let mut round = || {
            let mut time = |growth: f64| (1.0 + growth) * (noise * random.normal()).exp();
            let pairs: Vec<_> = (0..PAIRS)
                .map(|_| Pair {
                    base: time(0.0),
                    head: time(growth),
                })
                .collect();
            Round::of(&pairs).expect("five pairs").is_larger(threshold)
        };
        let (mut once, mut twice) = (0, 0);
        for _ in 0..TRIALS {
            let rounds = (round(), round());
            once += u32::from(rounds.0);
            twice += u32::from(rounds.0 && rounds.1);
        }
        let share = |count: u32| 100.0 * f64::from(count) / f64::from(TRIALS);
        (share(once), share(twice))
    }

    /// By simulation with a fixed seed: the table of `docs/compare.md`, in per cent, to the last digit it shows.
    #[test]
    fn the_published_table_is_what_comes_out() {
        let (_, table) = DOCS
            .split_once("## How often it is wrong")
            .expect("the table");
        let rows: Vec<Vec<f64>> = table
            .lines()
            .skip_while(|line| !line.starts_with('|'))
            .take_while(|line| line.starts_with('|'))
            .skip(2)
            .map(|line| {
                let cells = line.trim_matches('|').split('|');
                let number = |cell: &str| cell.replace(['%', '+'], "").trim().parse();
                cells.map(|cell| number(cell).expect("a number")).collect()
            })
            .collect();
        assert!(rows.len() >= 12, "{rows:?}");
        for row in rows {
            let [noise, growth, threshold, once, twice] = row[..] else {
                panic!("five columns: {row:?}");
            };
            let seen = shares(noise / 100.0, growth / 100.0, threshold / 100.0);
            assert!(
                (seen.0 - once).abs() < 0.0051 && (seen.1 - twice).abs() < 0.0051,
                "{row:?}: {:.2} {:.2}",
                seen.0,
                seen.1
            );
        }
    }

    /// The figures that the rule is known by: at a threshold of 5 %, and processes that differ by 3 %.
    #[test]
    fn false_alarms_are_rare_and_a_quarter_is_always_found() {
        assert!(shares(0.03, 0.0, 0.05).1 < 0.03);
        assert!(shares(0.03, 0.25, 0.05).1 > 99.9);
    }
}

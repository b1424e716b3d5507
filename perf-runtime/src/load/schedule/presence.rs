//! Which users of a closed model take part when.

use std::time::Duration;

/// How many users take part from when on. The first ones stay longest: on the way down the last ones leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Presence {
    /// From each moment on so many; the first is at the beginning.
    steps: Vec<(Duration, u64)>,
}

/// Whether a user takes part at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Present {
    Now,
    /// Not before then.
    From(Duration),
    /// Not any more.
    Never,
}

impl Presence {
    /// All, from the beginning on.
    pub(crate) fn all(users: u64) -> Self {
        Self {
            steps: vec![(Duration::ZERO, users)],
        }
    }

    /// One after the other, the first at once, in even steps over this time.
    pub(crate) fn ramp_up(users: u64, over: Duration) -> Self {
        let at = |user: u64| over.mul_f64(user as f64 / users.max(1) as f64);
        Self {
            steps: (0..users).map(|user| (at(user), user + 1)).collect(),
        }
    }

    /// From `first` users to each stage's target, in even steps over its time. The n-th comes when the straight line
    /// reaches n and goes when it falls to n - 1, as k6's ramping virtual users do; a stage of no time is a jump.
    pub(crate) fn of_stages(first: u64, stages: impl IntoIterator<Item = (Duration, u64)>) -> Self {
        let mut steps = vec![(Duration::ZERO, first)];
        let (mut begin, mut from) = (Duration::ZERO, first);
        for (over, to) in stages {
            if over.is_zero() {
                steps.push((begin, to));
            }
            let moves = from.abs_diff(to);
            for step in (1..=moves).filter(|_| !over.is_zero()) {
                let at = begin + over.mul_f64(step as f64 / moves as f64);
                let users = if to > from { from + step } else { from - step };
                steps.push((at, users));
            }
            begin += over;
            from = to;
        }
        Self { steps }
    }

    /// The most that take part at once.
    pub(crate) fn most(&self) -> u64 {
        self.steps
            .iter()
            .map(|(_, users)| *users)
            .max()
            .unwrap_or(0)
    }

    /// How many take part at this moment.
    #[cfg(test)]
    pub(crate) fn at(&self, moment: Duration) -> u64 {
        self.now(moment).map_or(0, |step| self.steps[step].1)
    }

    /// Whether the user of this number does.
    pub(crate) fn of(&self, user: u64, moment: Duration) -> Present {
        // Most often all do from the beginning on, and each iteration asks.
        if let [(Duration::ZERO, users)] = self.steps[..]
            && user < users
        {
            return Present::Now;
        }
        let now = self.now(moment);
        if now.is_some_and(|step| self.steps[step].1 > user) {
            return Present::Now;
        }
        let later = &self.steps[now.map_or(0, |step| step + 1)..];
        match later.iter().find(|(_, users)| *users > user) {
            Some((from, _)) => Present::From(*from),
            None => Present::Never,
        }
    }

    /// The step that holds at this moment: of several at once the last.
    fn now(&self, moment: Duration) -> Option<usize> {
        self.steps
            .partition_point(|(from, _)| *from <= moment)
            .checked_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    #[test]
    fn users_come_and_go_in_even_steps() {
        let presence = Presence::of_stages(0, [(s(5.0), 5), (s(2.0), 5), (s(5.0), 0)]);
        let at: Vec<_> = [0.0, 0.9, 1.0, 4.9, 5.0, 7.0, 7.9, 8.0, 11.9, 12.0]
            .map(|second| presence.at(s(second)))
            .to_vec();
        assert_eq!(at, [0, 0, 1, 4, 5, 5, 5, 4, 1, 0]);
        assert_eq!(presence.most(), 5);
        for (user, second, expected) in [
            (0, 0.0, Present::From(s(1.0))),
            (0, 1.0, Present::Now),
            (4, 3.0, Present::From(s(5.0))),
            (4, 7.5, Present::Now),
            (4, 8.0, Present::Never),
            (0, 11.9, Present::Now),
            (0, 12.0, Present::Never),
        ] {
            assert_eq!(presence.of(user, s(second)), expected, "{user} {second}");
        }
    }

    #[test]
    fn a_spike_is_a_jump_up_and_down() {
        let stages = [
            (s(0.0), 10),
            (s(1.0), 10),
            (s(0.0), 50),
            (s(1.0), 50),
            (s(0.0), 10),
            (s(1.0), 10),
        ];
        let presence = Presence::of_stages(0, stages);
        let at = [0.0, 0.5, 1.0, 1.99, 2.0, 3.0].map(|second| presence.at(s(second)));
        assert_eq!(at, [10, 10, 50, 50, 10, 10]);
        assert_eq!(presence.of(30, s(0.0)), Present::From(s(1.0)));
        assert_eq!(presence.of(30, s(2.5)), Present::Never);
    }

    #[test]
    fn a_user_may_come_back() {
        let presence = Presence::of_stages(2, [(s(0.0), 1), (s(1.0), 1), (s(0.0), 2), (s(1.0), 2)]);
        assert_eq!(presence.of(1, s(0.5)), Present::From(s(1.0)));
        assert_eq!(presence.of(1, s(1.5)), Present::Now);
    }

    #[test]
    fn a_ramp_up_is_over_with_its_last_user() {
        let presence = Presence::ramp_up(4, s(2.0));
        let at = [0.0, 0.4, 0.5, 1.0, 1.5, 9.0].map(|second| presence.at(s(second)));
        assert_eq!(at, [1, 1, 2, 3, 4, 4]);
        assert_eq!(Presence::all(3).of(2, s(0.0)), Present::Now);
        assert_eq!(Presence::all(3).of(3, s(0.0)), Present::Never);
    }
}

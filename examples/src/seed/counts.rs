//! How many rows of each table.

/// How many rows of each table; the relations have a number for each row that they belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Sessions.
    pub sessions: u32,
    /// Research records of each session.
    pub research_per_session: u32,
    /// Messages of each session.
    pub messages_per_session: u32,
    /// Documents in all, each of a session chosen at random.
    pub documents: u32,
    /// Logged errors in all; four of five belong to a session.
    pub error_logs: u32,
    /// Design jobs of each session. These and what belongs to them are on Postgres only.
    pub jobs_per_session: u32,
    /// Outputs of each design job.
    pub outputs_per_job: u32,
    /// Decisions of each design job.
    pub decisions_per_job: u32,
}

impl Default for Counts {
    /// 10 sessions with 30 research records, 80 messages and 6 documents, and 15 logged errors.
    fn default() -> Self {
        Self {
            sessions: 10,
            research_per_session: 3,
            messages_per_session: 8,
            documents: 6,
            error_logs: 15,
            jobs_per_session: 1,
            outputs_per_job: 4,
            decisions_per_job: 3,
        }
    }
}

impl Counts {
    /// So many sessions, and of everything else as much for each of them as by default.
    #[must_use]
    pub fn of_size(sessions: u32) -> Self {
        let default = Self::default();
        let share = |count: u32| {
            let scaled = u64::from(count) * u64::from(sessions) / u64::from(default.sessions);
            u32::try_from(scaled).unwrap_or(u32::MAX)
        };
        Self {
            sessions,
            documents: share(default.documents),
            error_logs: share(default.error_logs),
            ..default
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_scales_all() {
        assert_eq!(Counts::of_size(10), Counts::default());
        let thousand = Counts::of_size(1_000);
        assert_eq!((thousand.documents, thousand.error_logs), (600, 1_500));
        assert_eq!(Counts::of_size(1).documents, 0);
    }
}

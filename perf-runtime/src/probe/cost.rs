//! What the database itself counted while it ran a statement: figures that do not depend on how
//! fast the machine is.

use serde::{Deserialize, Serialize};

/// What one statement cost, as far as its database says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    /// Rows over which full scans stepped: a scan of n rows takes n - 1 steps on SQLite, n on Postgres.
    pub(crate) rows_scanned: u64,
    /// Steps of SQLite's virtual machine.
    pub(crate) vm_steps: Option<u64>,
    /// Pages of Postgres that were found in its buffers or read into them.
    pub(crate) buffers: Option<u64>,
    /// Sorts that no index spared.
    pub(crate) sorts: u64,
    /// Rows that SQLite put into indexes which it made for this statement alone.
    pub(crate) automatic_index_rows: u64,
}

/// One figure of several statements.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// The statements of which it is known.
    pub(crate) statements: u64,
    pub(crate) sum: u64,
}

/// What several statements cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Costs {
    pub(crate) rows_scanned: Tally,
    pub(crate) vm_steps: Tally,
    pub(crate) buffers: Tally,
    pub(crate) sorts: u64,
    pub(crate) automatic_index_rows: u64,
}

/// The figures that are known, for the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Known {
    pub(crate) rows_scanned: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) vm_steps: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) buffers: Option<u64>,
    pub(crate) sorts: u64,
    pub(crate) automatic_index_rows: u64,
}

impl Cost {
    /// Of a statement of which the database runs several parts.
    pub(crate) fn and(self, other: Self) -> Self {
        let add = |one: Option<u64>, other: Option<u64>| match (one, other) {
            (None, None) => None,
            _ => Some(one.unwrap_or_default() + other.unwrap_or_default()),
        };
        Self {
            rows_scanned: self.rows_scanned + other.rows_scanned,
            vm_steps: add(self.vm_steps, other.vm_steps),
            buffers: add(self.buffers, other.buffers),
            sorts: self.sorts + other.sorts,
            automatic_index_rows: self.automatic_index_rows + other.automatic_index_rows,
        }
    }
}

impl Tally {
    fn push(&mut self, figure: Option<u64>) {
        if let Some(figure) = figure {
            self.statements += 1;
            self.sum += figure;
        }
    }

    fn add(&mut self, other: Self) {
        self.statements += other.statements;
        self.sum += other.sum;
    }

    fn known(self) -> Option<u64> {
        (self.statements > 0).then_some(self.sum)
    }
}

impl Costs {
    pub(crate) fn push(&mut self, cost: Option<Cost>) {
        let Some(cost) = cost else {
            return;
        };
        self.rows_scanned.push(Some(cost.rows_scanned));
        self.vm_steps.push(cost.vm_steps);
        self.buffers.push(cost.buffers);
        self.sorts += cost.sorts;
        self.automatic_index_rows += cost.automatic_index_rows;
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.rows_scanned.add(other.rows_scanned);
        self.vm_steps.add(other.vm_steps);
        self.buffers.add(other.buffers);
        self.sorts += other.sorts;
        self.automatic_index_rows += other.automatic_index_rows;
    }

    /// Nothing where no statement was measured.
    pub(crate) fn known(&self) -> Option<Known> {
        Some(Known {
            rows_scanned: self.rows_scanned.known()?,
            vm_steps: self.vm_steps.known(),
            buffers: self.buffers.known(),
            sorts: self.sorts,
            automatic_index_rows: self.automatic_index_rows,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_measured_is_told_from_nothing() {
        let mut costs = Costs::default();
        costs.push(None);
        assert_eq!(costs.known(), None);
        costs.push(Some(Cost {
            rows_scanned: 0,
            vm_steps: Some(7),
            ..Cost::default()
        }));
        let mut twice = costs;
        twice.add(&costs);
        assert_eq!((twice.rows_scanned.statements, twice.vm_steps.sum), (2, 14));
        assert_eq!(twice.known().and_then(|known| known.buffers), None);
    }
}

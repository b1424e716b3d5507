//! How fast figures may grow with the size of the data.

/// How fast a figure grows with the size of the data, slowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Complexity {
    /// `"constant"`
    Constant,
    /// `"logarithmic"`
    Logarithmic,
    /// `"linear"`
    Linear,
    /// `"n log n"`
    Linearithmic,
    /// `"quadratic"`
    Quadratic,
}

/// `growth(queries = "constant", ..)`: the fastest growth that each figure may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Growth {
    /// Of the queries of a run.
    pub queries: Option<Complexity>,
    /// Of the rows that all queries of a run return.
    pub rows: Option<Complexity>,
    /// Of the time of a run.
    pub time: Option<Complexity>,
    /// Of the allocations of a run.
    pub allocs: Option<Complexity>,
}

impl Growth {
    /// Nothing said.
    pub const NONE: Self = Self {
        queries: None,
        rows: None,
        time: None,
        allocs: None,
    };
}

//! A page that must not be larger than it may be.

/// Text that takes as much as there is room for.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    limit: usize,
}

impl Page {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            text: String::new(),
            limit,
        }
    }

    /// Takes all of these that fit into `share` of the whole page, and gives back how many did not.
    pub(super) fn take(&mut self, parts: &[String], share: f64) -> usize {
        let limit = (self.limit as f64 * share) as usize;
        for (index, part) in parts.iter().enumerate() {
            if self.text.len() + part.len() > limit {
                return parts.len() - index;
            }
            self.text.push_str(part);
        }
        0
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

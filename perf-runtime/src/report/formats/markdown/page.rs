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

    /// Takes the text of each of these for as long as it fits into so much of the whole page, and gives back how many were
    /// left.
    pub(super) fn take<T>(
        &mut self,
        parts: &[T],
        percent: usize,
        text: impl Fn(&T) -> String,
    ) -> usize {
        let limit = self.limit * percent / 100;
        for (index, part) in parts.iter().enumerate() {
            let text = text(part);
            if self.text.len() + text.len() > limit {
                return parts.len() - index;
            }
            self.text.push_str(&text);
        }
        0
    }

    /// The same of one text, which may fill the page.
    pub(super) fn push(&mut self, text: &str) {
        self.take(&[text], 100, |text| (*text).to_owned());
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

//! What a report is written on.

use std::io;

use terminal_size::{Width, terminal_size_of};

use super::palette::Palette;

/// Of a statement at least so much is shown: both of its ends are recognised.
const LEAST: usize = 24;

/// Colours, and where lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) palette: Palette,
    /// Characters in a line; as many as there may be where nothing ends them, as in a file.
    pub(crate) width: usize,
}

impl Page {
    /// A page whose lines do not end.
    pub(crate) fn endless(palette: Palette) -> Self {
        Self {
            palette,
            width: usize::MAX,
        }
    }

    /// As wide as the terminal on standard output, if there is one.
    pub(crate) fn of_stdout(palette: Palette) -> Self {
        Self::of(
            palette,
            terminal_size_of(io::stdout()).map(|(width, _)| width),
        )
    }

    /// As wide as the terminal on standard error, if there is one.
    pub(crate) fn of_stderr(palette: Palette) -> Self {
        Self::of(
            palette,
            terminal_size_of(io::stderr()).map(|(width, _)| width),
        )
    }

    fn of(palette: Palette, width: Option<Width>) -> Self {
        Self {
            palette,
            width: width.map_or(usize::MAX, |width| usize::from(width.0)),
        }
    }

    /// How many of `most` characters fit beside so many others.
    pub(super) fn room(self, most: usize, others: usize) -> usize {
        self.width.saturating_sub(others).clamp(LEAST, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_told_from_the_width() {
        let room = |width, most, others| {
            let page = Page::of(Palette::plain(), width);
            page.room(most, others)
        };
        assert_eq!(room(None, 240, 9), 240);
        assert_eq!(room(Some(Width(300)), 240, 9), 240);
        assert_eq!(room(Some(Width(120)), 240, 9), 111);
        assert_eq!(room(Some(Width(30)), 240, 9), LEAST);
    }
}

//! Colours, where the output can show them.

use std::io::{self, IsTerminal};

use owo_colors::{OwoColorize, Style};

use crate::envs::Envs;

/// Styles by meaning; all plain where colour is not wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Palette {
    on: bool,
}

impl Palette {
    /// No colour.
    pub(crate) fn plain() -> Self {
        Self { on: false }
    }

    /// Colour, whatever the output is.
    pub(crate) fn colored() -> Self {
        Self { on: true }
    }

    /// Colour if standard error shows it.
    pub(crate) fn of_stderr() -> Self {
        Self::of(io::stderr().is_terminal(), Envs::get())
    }

    /// Colour if standard output shows it.
    pub(crate) fn of_stdout() -> Self {
        Self::of(io::stdout().is_terminal(), Envs::get())
    }

    fn of(terminal: bool, envs: &Envs) -> Self {
        Self {
            on: !envs.no_color && (terminal || envs.force_color),
        }
    }

    pub(crate) fn bad(self, text: &str) -> String {
        self.paint(text, Style::new().red().bold())
    }

    pub(crate) fn warn(self, text: &str) -> String {
        self.paint(text, Style::new().yellow())
    }

    pub(crate) fn good(self, text: &str) -> String {
        self.paint(text, Style::new().green())
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.paint(text, Style::new().dimmed())
    }

    pub(crate) fn strong(self, text: &str) -> String {
        self.paint(text, Style::new().bold())
    }

    fn paint(self, text: &str, style: Style) -> String {
        if self.on {
            text.style(style).to_string()
        } else {
            text.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_color_wins() {
        let forced = Envs {
            force_color: true,
            ..Envs::default()
        };
        assert!(Palette::of(false, &forced).on && Palette::of(true, &Envs::default()).on);
        assert!(!Palette::of(false, &Envs::default()).on);
        assert!(
            !Palette::of(
                true,
                &Envs {
                    no_color: true,
                    ..forced
                }
            )
            .on
        );
    }

    #[test]
    fn plain_is_the_text_itself() {
        assert_eq!(Palette::plain().bad("x"), "x");
        assert_ne!(Palette::colored().bad("x"), "x");
    }
}

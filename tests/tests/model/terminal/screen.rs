//! A terminal without an end, on which nothing scrolls away.

use vte::{Params, Parser, Perform};

/// What is seen, and where the next character goes.
#[derive(Debug)]
pub(super) struct Screen {
    columns: usize,
    rows: Vec<Row>,
    row: usize,
    column: usize,
}

#[derive(Debug, Clone, Default)]
struct Row {
    text: Vec<char>,
    /// The line was too long, and goes on in the next row.
    goes_on: bool,
}

impl Screen {
    /// After all of this was written to it.
    pub(super) fn of(written: &str, columns: usize) -> Self {
        let mut screen = Self {
            columns,
            rows: vec![Row::default()],
            row: 0,
            column: 0,
        };
        Parser::new().advance(&mut screen, written.as_bytes());
        screen
    }

    /// The lines as they were meant.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for row in &self.rows {
            text.extend(&row.text);
            if !row.goes_on {
                text.truncate(text.trim_end_matches(' ').len());
                text.push('\n');
            }
        }
        text
    }

    fn down(&mut self) {
        self.row += 1;
        if self.row == self.rows.len() {
            self.rows.push(Row::default());
        }
    }
}

impl Perform for Screen {
    fn print(&mut self, character: char) {
        // A row that is just full breaks with the next character only.
        if self.column == self.columns {
            self.rows[self.row].goes_on = true;
            self.down();
            self.column = 0;
        }
        let text = &mut self.rows[self.row].text;
        text.resize(text.len().max(self.column + 1), ' ');
        text[self.column] = character;
        self.column += 1;
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            b'\r' => self.column = 0,
            b'\n' => self.down(),
            other => panic!("no terminal of ours knows {other:#x}"),
        }
    }

    fn csi_dispatch(&mut self, params: &Params, _: &[u8], _: bool, action: char) {
        let first = params.iter().next().and_then(|it| it.first()).copied();
        match (action, usize::from(first.unwrap_or_default())) {
            ('A', rows) => self.row -= rows.max(1),
            ('B', rows) => (0..rows.max(1)).for_each(|_| self.down()),
            ('K', 2) => self.rows[self.row] = Row::default(),
            // Colours.
            ('m', _) => {}
            other => panic!("no terminal of ours knows {other:?}"),
        }
    }
}

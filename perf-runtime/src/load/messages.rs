//! What failed iterations said, in constant memory.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::class::Class;

/// Different messages that are kept.
const KEPT: usize = 64;

/// Characters by which messages are told apart.
const COMPARED: usize = 200;

/// Messages that are alike, whatever numbers they hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Message {
    pub(crate) class: Class,
    pub(crate) count: u64,
    /// The first of them, whole but for a call stack.
    pub(crate) example: String,
    /// The iteration that said it.
    pub(crate) iteration: u64,
}

/// Messages by what they have in common.
#[derive(Debug, Clone, Default)]
pub(super) struct Messages(HashMap<(u8, String), Message>);

impl Messages {
    pub(super) fn record(&mut self, class: Class, text: &str, iteration: u64) {
        let text = without_stack(text);
        let key = (class as u8, alike(text));
        if let Some(known) = self.0.get_mut(&key) {
            known.count += 1;
        } else if self.0.len() < KEPT {
            // What is common is most likely among the first; how many failed in all is counted elsewhere.
            let example = text.to_owned();
            self.0.insert(
                key,
                Message {
                    class,
                    count: 1,
                    example,
                    iteration,
                },
            );
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (key, message) in &other.0 {
            match self.0.get_mut(key) {
                Some(known) => {
                    let count = known.count + message.count;
                    if message.iteration < known.iteration {
                        known.clone_from(message);
                    }
                    known.count = count;
                }
                None => {
                    self.0.insert(key.clone(), message.clone());
                }
            }
        }
    }

    /// All that are kept, the commonest first.
    pub(super) fn all(&self) -> Vec<Message> {
        self.commonest(KEPT)
    }

    /// Adds what was kept elsewhere, of other iterations.
    #[cfg(any(feature = "cli", test))]
    pub(super) fn add_kept(&mut self, message: &Message) {
        let key = (message.class as u8, alike(&message.example));
        let one = Self(HashMap::from([(key, message.clone())]));
        self.add(&one);
    }

    /// The commonest first, and of those the first that was said.
    pub(super) fn commonest(&self, most: usize) -> Vec<Message> {
        let mut all: Vec<_> = self.0.values().cloned().collect();
        all.sort_by_key(|message| (std::cmp::Reverse(message.count), message.iteration));
        all.truncate(most);
        all
    }
}

/// Without the call stack that anyhow writes below an error where `RUST_BACKTRACE` is set: no two are the same.
fn without_stack(text: &str) -> &str {
    text.split_once("\n\nStack backtrace:")
        .map_or(text, |(said, _)| said)
}

/// The beginning of a message, each number in it as `0`: ids, ports and times differ from one to the next.
fn alike(text: &str) -> String {
    let mut alike = String::new();
    for character in text.chars().take(COMPARED) {
        match character {
            '0'..='9' if alike.ends_with('0') => {}
            '0'..='9' => alike.push('0'),
            _ => alike.push(character),
        }
    }
    alike
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_do_not_tell_messages_apart() {
        let (mut one, mut other) = (Messages::default(), Messages::default());
        one.record(Class::Error, "no user 17", 4);
        one.record(Class::Error, "out of paper", 5);
        other.record(Class::Error, "no user 8\n\nStack backtrace:\n   0: main", 3);
        other.record(Class::Panic, "no user 8", 6);
        one.add(&other);
        let said: Vec<_> = one
            .commonest(3)
            .into_iter()
            .map(|m| (m.class, m.count, m.example))
            .collect();
        assert_eq!(
            said,
            [
                (Class::Error, 2, "no user 8".to_owned()),
                (Class::Error, 1, "out of paper".to_owned()),
                (Class::Panic, 1, "no user 8".to_owned()),
            ]
        );
    }

    #[test]
    fn memory_does_not_grow() {
        let mut all = Messages::default();
        for i in 0..10_000_u64 {
            // Letters, since numbers are alike.
            let text: String = i
                .to_string()
                .bytes()
                .map(|digit| char::from(digit - b'0' + b'a'))
                .collect();
            all.record(Class::Error, &text, i);
            all.record(Class::Error, "the first of all", i);
        }
        assert_eq!(all.0.len(), KEPT);
        assert_eq!(all.commonest(1)[0].count, 10_000);
    }
}

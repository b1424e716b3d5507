//! Rooms: what one of their members says, all of them hear.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tokio::sync::broadcast::{self, Receiver, Sender};

/// Messages that a slow member may be behind before it is left behind.
const BACKLOG: usize = 256;

/// All rooms that have a member.
#[derive(Debug, Clone)]
pub(crate) struct Hub<T>(Arc<Mutex<HashMap<String, Room<T>>>>);

#[derive(Debug)]
struct Room<T> {
    says: Sender<T>,
    members: usize,
}

/// How many there are now.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    rooms: usize,
    members: usize,
}

/// A member of a room, until it is dropped.
#[derive(Debug)]
pub(crate) struct Member<T> {
    hub: Hub<T>,
    room: String,
    says: Sender<T>,
    /// What is said in the room, by this member too. Nothing is kept for those who come later.
    pub(crate) hears: Receiver<T>,
}

impl<T: Clone> Hub<T> {
    /// Opens the room for its first member.
    pub(crate) fn join(&self, name: String) -> Member<T> {
        let mut rooms = self.rooms();
        let room = rooms.entry(name.clone()).or_insert_with(|| Room {
            says: broadcast::channel(BACKLOG).0,
            members: 0,
        });
        room.members += 1;
        Member {
            hub: self.clone(),
            room: name,
            hears: room.says.subscribe(),
            says: room.says.clone(),
        }
    }
}

impl<T> Hub<T> {
    pub(crate) fn figures(&self) -> Figures {
        let rooms = self.rooms();
        Figures {
            rooms: rooms.len(),
            members: rooms.values().map(|room| room.members).sum(),
        }
    }

    fn leave(&self, name: &str) {
        let mut rooms = self.rooms();
        if let Some(room) = rooms.get_mut(name) {
            room.members -= 1;
            if room.members == 0 {
                rooms.remove(name);
            }
        }
    }

    fn rooms(&self) -> MutexGuard<'_, HashMap<String, Room<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for Hub<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> Member<T> {
    pub(crate) fn say(&self, message: T) {
        // It fails where nobody hears, but this member does.
        let _ = self.says.send(message);
    }
}

/// The last one closes the door.
impl<T> Drop for Member<T> {
    fn drop(&mut self) {
        self.hub.leave(&self.room);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_members_of_a_room_hear_each_other_and_nobody_else() {
        let hub = Hub::default();
        let (mut ann, mut bob, mut cem) = (
            hub.join("a".to_owned()),
            hub.join("a".to_owned()),
            hub.join("b".to_owned()),
        );
        ann.say("hello");
        cem.say("alone");
        assert_eq!(ann.hears.recv().await, Ok("hello"));
        assert_eq!(bob.hears.recv().await, Ok("hello"));
        assert_eq!(cem.hears.recv().await, Ok("alone"));
        assert!(bob.hears.is_empty() && cem.hears.is_empty());
    }

    #[test]
    fn a_room_is_closed_after_its_last_member() {
        let hub: Hub<()> = Hub::default();
        let count = || (hub.figures().rooms, hub.figures().members);
        let (ann, bob) = (hub.join("a".to_owned()), hub.join("a".to_owned()));
        assert_eq!(count(), (1, 2));
        drop(ann);
        assert_eq!(count(), (1, 1));
        drop(bob);
        assert_eq!(count(), (0, 0));
    }
}

//! What a case takes from the heap: counted where it is asked for, by the thread that asks.

mod account;
mod aside;
mod block;
mod counting;
mod heap;
mod here;
mod ledger;
mod polled;
pub(crate) mod resident;
mod sampling;
mod stray;

pub(crate) use account::{Account, Attached, Mark, Whose};
pub(crate) use aside::Aside;
pub use counting::Counting;
pub(crate) use heap::{Bounds, Heap};
pub(crate) use ledger::{Amount, Origin, Place, Taken};
pub(crate) use polled::{Polled, Polling};
pub(crate) use sampling::Sampling;
pub(crate) use stray::Watch;

use std::hint::black_box;
use std::sync::{Arc, OnceLock};

#[cfg(test)]
mod tests;

/// The allocator of every binary that this crate is linked into, where nobody has one of their own.
#[cfg(feature = "alloc")]
#[global_allocator]
static ALLOCATOR: Counting<std::alloc::System> = Counting::new(std::alloc::System);

/// Whether the process allocates through [`Counting`]: an allocation is made, and looked for.
pub(crate) fn is_counted() -> bool {
    static COUNTED: OnceLock<bool> = OnceLock::new();
    *COUNTED.get_or_init(|| {
        let account = Arc::new(Account::default());
        let _attached = account.attach(Whose::TheCases);
        let mark = account.mark();
        drop(black_box(Box::new(0_u64)));
        account.since(&mark).allocations == 1
    })
}

//! The hash that names what must have the same name in every process: 64-bit FNV-1a.
//!
//! Source: <http://www.isthe.com/chongo/tech/comp/fnv/>, parameters for 64 bits.

use std::hash::Hasher;

/// 64-bit FNV-1a; unlike the standard library's hasher it is the same in every build.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// For maps whose keys are hashes already: takes the number as it is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Eight digits that stand for a text where it would be too long.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(crate) fn short(text: &str) -> String {
    let mut hash = Fnv::default();
    hash.write(text.as_bytes());
    format!("{:08x}", hash.finish() & 0xffff_ffff)
}

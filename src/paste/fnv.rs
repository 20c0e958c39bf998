//! The FNV-1a hash, for tables of the rules' own words: short keys, and no stranger can add one.

use std::hash::{BuildHasherDefault, Hasher};

/// Builds the hasher of such a table.
pub(crate) type BuildFnv = BuildHasherDefault<Fnv>;

/// 64-bit FNV-1a (Fowler, Noll, Vo).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// A number is one step: those of our tables are hashes already.
    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x0000_0100_0000_01b3);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

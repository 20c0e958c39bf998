//! Numbers and long ids in few characters.

use super::OutOfDate;

/// A number in base 36 that can be an id of Discord's: not 0.
pub(super) fn number(written: &str) -> Result<u64, OutOfDate> {
    u64::from_str_radix(written, 36).ok().filter(|number| *number != 0).ok_or(OutOfDate)
}

/// Marks an id that was shortened; no id starts so.
pub(super) const MARK: char = '~';
/// The length of a shortened id.
pub(super) const SHORT: usize = 11;

/// An id cut down to a checksum of fixed length: FNV-1a, written in base 36.
pub(super) fn shortened(id: &str) -> String {
    let hash = id
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    // Ten digits in base 36 hold 51 bits.
    format!("{MARK}{:0>10}", base36(hash >> 13))
}

pub(super) fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        let digit = u32::try_from(number % 36).unwrap_or_default();
        digits.push(char::from_digit(digit, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}

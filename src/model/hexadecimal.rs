//! Bytes as a checksum is written.

use std::fmt::Write as _;

/// `bytes` in lower-case hexadecimal, two digits each.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

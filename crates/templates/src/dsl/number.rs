//! Whole numbers in other bases.

/// The number that digits stand for, with or without the prefix of their base (`0x`, `0o`, `0b`).
pub(crate) fn from_base(text: &str, prefix: &str, base: u32) -> Option<f64> {
    let digits = text.trim().strip_prefix(prefix).unwrap_or_else(|| text.trim());
    i64::from_str_radix(digits, base).ok().map(|number| number as f64)
}

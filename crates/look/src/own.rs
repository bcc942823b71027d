//! What belongs to whoever runs the program: its variables, its clock, files that are named by hand.

use std::io;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// This process's environment variables, sorted by name. What is not UTF-8 becomes U+FFFD.
#[must_use]
pub fn shell_variables() -> Vec<(String, String)> {
    let text = |os: std::ffi::OsString| os.to_string_lossy().into_owned();
    let mut all: Vec<_> = std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect();
    all.sort();
    all
}

/// Today, in days since 1970-01-01 (UTC). A clock before that day counts as that day.
#[must_use]
pub fn today() -> i32 {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i32::try_from(seconds / 86_400).unwrap_or(i32::MAX)
}

/// The text of a file that the user named, up to `most` bytes.
pub fn text(path: &Path, most: u64) -> io::Result<String> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "is a folder"));
    }
    if metadata.len() > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("is larger than {most} bytes")));
    }
    let bytes = std::fs::read(path)?;
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "is not UTF-8 text"))
}

/// Writes a report to the file that the user named.
pub fn save(path: &Path, bytes: &[u8]) -> io::Result<()> {
    std::fs::write(path, bytes)
}

//! What belongs to whoever runs the program: its variables, its clock, files that are named by hand.

use std::io::{self, Read};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::candidates::why;

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

/// Why a file that was named by hand cannot be read or written, as words that follow its name.
#[derive(Debug, thiserror::Error)]
pub enum OwnError {
    /// Nothing there.
    #[error("there is nothing there")]
    Missing,
    /// A folder.
    #[error("it is a folder")]
    Folder,
    /// Larger than allowed; the limit in bytes.
    #[error("it is larger than {0} bytes")]
    TooLarge(u64),
    /// More files than allowed; the limit.
    #[error("it holds more than {0} files")]
    TooMany(usize),
    /// Other bytes.
    #[error("it is not UTF-8 text")]
    NotText,
    /// The system refuses.
    #[error("{}", why(.0))]
    Refused(io::Error),
}

impl From<io::Error> for OwnError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing,
            io::ErrorKind::IsADirectory => Self::Folder,
            _ => Self::Refused(error),
        }
    }
}

/// The text of a file that the user named, up to `most` bytes.
pub fn text(path: &Path, most: u64) -> Result<String, OwnError> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(OwnError::Folder);
    }
    if metadata.len() > most {
        return Err(OwnError::TooLarge(most));
    }
    String::from_utf8(std::fs::read(path)?).map_err(|_| OwnError::NotText)
}

/// What stands on standard input, up to `most` bytes.
pub fn standard_input(most: u64) -> Result<String, OwnError> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(OwnError::TooLarge(most));
    }
    String::from_utf8(bytes).map_err(|_| OwnError::NotText)
}

/// The path of a folder from this process's own folder on, `/` as separator, links resolved; nothing when it is not
/// below it. What is not UTF-8 becomes U+FFFD.
#[must_use]
pub fn below_here(folder: &Path) -> Option<String> {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).ok()?;
    let folder = folder.canonicalize().ok()?;
    let parts =
        folder.strip_prefix(here).ok()?.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    Some(parts.collect::<Vec<_>>().join("/"))
}

/// Whether a file stands at a path that the user named.
#[must_use]
pub fn is_file(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// Writes a report to the file that the user named.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), OwnError> {
    Ok(std::fs::write(path, bytes)?)
}

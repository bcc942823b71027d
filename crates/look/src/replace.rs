//! Puts a new text in the place of a file that was read, whole or not at all.

use std::fs::{self, File as Open, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::candidates::why;

/// Why a file was left as it is, as words that follow its name.
#[derive(Debug, thiserror::Error)]
pub enum ReplaceError {
    /// It is a link, or stands behind one.
    #[error("it is reached through a symbolic link, and what that leads to is not touched")]
    Link,
    /// It leads out of the folder.
    #[error("it lies outside of the folder")]
    Outside,
    /// Other bytes stand there.
    #[error("it has changed since it was read")]
    Changed,
    /// The system refuses.
    #[error("{}", why(.0))]
    Refused(#[from] io::Error),
}

/// Puts `new` in the place of `old` in the file at `path` below `root`. The new text is written beside the file and takes
/// its name and its permissions in one step, so that nobody ever reads half of it.
pub fn replace(root: &Path, path: &str, old: &[u8], new: &[u8]) -> Result<(), ReplaceError> {
    let target = inside(root, path)?;
    let metadata = fs::symlink_metadata(&target)?;
    if !metadata.is_file() || read(&target, old.len())? != old {
        return Err(ReplaceError::Changed);
    }
    let (beside, mut file) = beside(&target)?;
    let written = file
        .write_all(new)
        .and_then(|()| file.set_permissions(metadata.permissions()))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&beside, &target));
    written.map_err(|error| {
        // What is left of the attempt; that it could not be written is what matters.
        drop(fs::remove_file(&beside));
        ReplaceError::Refused(error)
    })
}

/// Writes a file that is not there yet, below `root`, in folders that are made where they are missing.
pub fn create(root: &Path, path: &str, new: &[u8]) -> Result<(), ReplaceError> {
    let target = match path.rsplit_once('/') {
        Some((folder, name)) => made(root, folder)?.join(name),
        None => root.join(path),
    };
    match OpenOptions::new().write(true).create_new(true).open(&target) {
        Ok(mut file) => Ok(file.write_all(new).and_then(|()| file.sync_all())?),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(ReplaceError::Changed),
        Err(error) => Err(error.into()),
    }
}

/// The folder below the root, made where it is missing. No part of its path is a link.
fn made(root: &Path, folder: &str) -> Result<PathBuf, ReplaceError> {
    let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
    for path in ends.map(|end| &folder[..end]) {
        match inside(root, path) {
            Err(ReplaceError::Refused(error)) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir(root.join(path))?
            }
            other => drop(other?),
        }
    }
    inside(root, folder)
}

/// The file below the root, when no part of its path is a link.
fn inside(root: &Path, path: &str) -> Result<PathBuf, ReplaceError> {
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err(ReplaceError::Outside);
    }
    let mut target = root.to_owned();
    for part in path.split('/') {
        target.push(part);
        if fs::symlink_metadata(&target)?.file_type().is_symlink() {
            return Err(ReplaceError::Link);
        }
    }
    Ok(target)
}

/// The bytes of a file, and one more when it grew.
fn read(path: &Path, expected: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(expected + 1);
    Open::open(path)?.take(expected as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A new file in the same folder, so that it can take the other's name without being copied.
fn beside(target: &Path) -> io::Result<(PathBuf, Open)> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
    for number in 0..100 {
        let path = target.with_file_name(format!(".{name}.sneck-{}-{number}", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(text: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("app.py"), text).expect("a file");
        folder
    }

    #[test]
    fn the_new_text_takes_the_place_of_the_old_one_and_nothing_else_is_left() {
        let folder = folder_with("old\r\n");
        replace(folder.path(), "app.py", b"old\r\n", b"new\r\n").expect("written");
        assert_eq!(fs::read(folder.path().join("app.py")).expect("there"), b"new\r\n");
        assert_eq!(fs::read_dir(folder.path()).expect("there").count(), 1);
    }

    #[test]
    fn a_file_that_changed_stays_as_it_is() {
        for now in ["other\n", "old\nand more\n", ""] {
            let folder = folder_with(now);
            let end = replace(folder.path(), "app.py", b"old\n", b"new\n");
            assert!(matches!(end, Err(ReplaceError::Changed)), "{now:?}");
            assert_eq!(fs::read_to_string(folder.path().join("app.py")).expect("there"), now);
        }
    }

    #[test]
    fn a_new_file_never_takes_the_place_of_another() {
        let folder = folder_with("old");
        create(folder.path(), ".gitignore", b".env\n").expect("written");
        assert_eq!(fs::read(folder.path().join(".gitignore")).expect("there"), b".env\n");
        assert!(matches!(create(folder.path(), "app.py", b"new"), Err(ReplaceError::Changed)));
    }

    #[test]
    fn a_path_that_leads_out_is_refused() {
        let folder = folder_with("old");
        for path in ["../app.py", "a/../../b", "/etc/passwd", ""] {
            assert!(matches!(replace(folder.path(), path, b"", b"x"), Err(ReplaceError::Outside)), "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay_and_links_are_refused() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = folder_with("old");
        let file = folder.path().join("app.py");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o754)).expect("allowed");
        replace(folder.path(), "app.py", b"old", b"new").expect("written");
        assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o754);
        symlink(&file, folder.path().join("link.py")).expect("a link");
        symlink(folder.path(), folder.path().join("loop")).expect("a link");
        for path in ["link.py", "loop/app.py"] {
            assert!(matches!(replace(folder.path(), path, b"new", b"x"), Err(ReplaceError::Link)), "{path}");
        }
        assert_eq!(fs::read(&file).expect("there"), b"new");
    }
}

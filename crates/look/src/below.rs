//! Files below a folder that the user named.

use std::path::{Path, PathBuf};

use crate::own::OwnError;

/// The files with one of these extensions below a folder, or the file itself; sorted, at most so many. Links and hidden
/// names are left out.
pub fn below(folder: &Path, extensions: &[&str], most: usize) -> Result<Vec<PathBuf>, OwnError> {
    if std::fs::metadata(folder)?.is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let (mut files, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder)?.flatten() {
            let (path, kind) = (entry.path(), entry.file_type()?);
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                open.push(path);
            } else if kind.is_file() && has(&path, extensions) {
                files.push(path);
            }
        }
        if files.len() > most {
            return Err(OwnError::TooMany(most));
        }
    }
    files.sort();
    Ok(files)
}

/// The text of a file below a folder that the user named, up to `most` bytes, by a name that others chose. Links that
/// lead out of the folder are not followed.
#[must_use]
pub fn text_below(folder: &Path, name: &str, most: u64) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    let whole = folder.join(name).canonicalize().ok()?;
    if whole.starts_with(&folder) { crate::text(&whole, most).ok() } else { None }
}

fn has(path: &Path, extensions: &[&str]) -> bool {
    path.extension().and_then(|own| own.to_str()).is_some_and(|own| extensions.contains(&own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_searched_and_a_file_is_itself() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        std::fs::create_dir_all(root.join("a/.git")).expect("ours");
        for path in ["a/x.yaml", "b.yml", "c.txt", "a/.git/y.yaml", ".z.yaml"] {
            std::fs::write(root.join(path), "").expect("ours");
        }
        let found = below(root, &["yaml", "yml"], 9).expect("readable");
        let names: Vec<_> = found.iter().map(|path| path.strip_prefix(root).expect("below").to_owned()).collect();
        assert_eq!(names, [PathBuf::from("a/x.yaml"), PathBuf::from("b.yml")]);
        assert_eq!(below(&root.join("c.txt"), &["yaml"], 9).expect("readable").len(), 1);
        assert!(matches!(below(root, &["yaml", "yml"], 1), Err(OwnError::TooMany(1))));
        assert_eq!(text_below(root, "b.yml", 9).as_deref(), Some(""));
        assert_eq!(text_below(&root.join("a"), "../b.yml", 9), None);
        assert!(matches!(below(&root.join("none"), &[], 1), Err(OwnError::Missing)));
    }
}

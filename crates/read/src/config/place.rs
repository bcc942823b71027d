//! Lines and places of configuration files.

use std::sync::Arc;

use sneck_model::{Layer, Place};

/// The place of a line in a file that says how something is run.
#[must_use]
pub fn at(path: &Arc<str>, line: u32) -> Place {
    Place::File { layer: Layer::Deploy, path: path.clone(), line, column: 0, width: 0 }
}

/// Finds the line of a byte.
pub struct Lines(Vec<usize>);

impl Lines {
    /// Looks through a text once.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', text.as_bytes()).collect())
    }

    /// The line of a byte offset, from 1.
    #[must_use]
    pub fn line(&self, offset: usize) -> u32 {
        u32::try_from(self.0.partition_point(|end| *end < offset) + 1).unwrap_or(u32::MAX)
    }
}

/// Joins a path to a folder and resolves `.` and `..`; `None` when it leads out of the tree.
#[must_use]
pub fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_stands_on_a_line() {
        let lines = Lines::of("a\nbc\n\nd");
        assert_eq!([0, 1, 2, 4, 5, 6].map(|at| lines.line(at)), [1, 1, 2, 2, 3, 4]);
    }

    #[test]
    fn paths_are_joined_within_the_tree() {
        let table = [
            ("", "./a/../b", Some("b")),
            ("deploy", "../app", Some("app")),
            ("a/b", ".", Some("a/b")),
            ("", "..", None),
            ("a", "../../etc", None),
        ];
        for (folder, path, expected) in table {
            assert_eq!(join(folder, path).as_deref(), expected, "{folder} + {path}");
        }
    }
}

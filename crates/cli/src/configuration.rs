//! The project's own configuration, from the folder or the world that is audited.

use std::path::Path;

use sneck_look::OwnError;
use sneck_read::Tree;
use sneck_read::config::project::{self, Project};

use crate::exit::Failure;

/// Bytes of a configuration, at most.
const MOST: u64 = 1 << 20;

/// Reads the configuration of a folder. A folder that is not there is for `look` to complain about.
pub fn of_folder(root: &Path) -> Result<Project, Failure> {
    let own = text(root, "sneck.toml")
        .map_err(|error| Failure::usage(format!("the configuration sneck.toml cannot be read: {error}")))?;
    // An unreadable pyproject.toml is told with the other unread files: it need not concern us.
    let shared = text(root, "pyproject.toml").unwrap_or_default();
    checked(own.as_deref(), shared.as_deref())
}

/// Reads the configuration that stands in a world.
pub fn of_world(world: &Tree) -> Result<Project, Failure> {
    let text = |path| world.file(path).map(|file| file.text());
    checked(text("sneck.toml").as_deref(), text("pyproject.toml").as_deref())
}

fn text(root: &Path, name: &str) -> Result<Option<String>, OwnError> {
    match sneck_look::text(&root.join(name), MOST) {
        Ok(text) => Ok(Some(text)),
        Err(OwnError::Missing) => Ok(None),
        Err(error) => Err(error),
    }
}

fn checked(own: Option<&str>, shared: Option<&str>) -> Result<Project, Failure> {
    project::read(own, shared).map_err(|mistakes| {
        let lines: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
        Failure::usage(format!("the configuration is not well formed\n  {}", lines.join("\n  ")))
    })
}

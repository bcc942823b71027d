//! Advisories on this machine: one sorted file per ecosystem, in the user's own folder of data.

mod import;
mod online;
mod store;

use std::path::PathBuf;

use sneck_model::Ecosystem;

pub use import::{Imported, import};
pub use online::{Asked, ask};
pub use store::{look_up, stored};

/// The folder that advisories are kept in unless another one is named: `$SNECK_ADVISORIES`, or `sneck/advisories` in
/// the user's folder for data (`$XDG_DATA_HOME`, `~/.local/share`, on Windows `%LOCALAPPDATA%`).
#[must_use]
pub fn folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(own) = variable("SNECK_ADVISORIES") {
        return Some(own);
    }
    let home = || variable("HOME").map(|home| home.join(".local/share"));
    // The specification of the variable says that a relative path does not count.
    let data = variable("XDG_DATA_HOME").filter(|path| path.is_absolute());
    let data = data.or_else(|| variable("LOCALAPPDATA").filter(|_| cfg!(windows))).or_else(home)?;
    Some(data.join("sneck/advisories"))
}

/// `PyPI.advisories`
fn file_name(ecosystem: Ecosystem) -> String {
    format!("{}.advisories", ecosystem.name())
}

//! Folders that Flask serves as they are.

use rayon::prelude::*;

use crate::tree::{File, Tree};

/// A folder that is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaticFolder {
    /// Its path, with a slash at its end.
    pub folder: String,
    /// The URL prefix: `/static`.
    pub url: String,
}

/// The folders that apps serve: `static/` beside a module that uses Flask, which is the default,
/// and what `static_folder=` names.
#[must_use]
pub fn of(tree: &Tree) -> Vec<StaticFolder> {
    let uses_flask = |file: &&File| file.path.ends_with(".py") && memchr::memmem::find(&file.bytes, b"flask").is_some();
    let mut folders: Vec<StaticFolder> = tree.files.par_iter().filter(uses_flask).flat_map_iter(folders).collect();
    folders.sort_by(|a, b| a.folder.cmp(&b.folder));
    folders.dedup();
    // A package that happens to be called `static` is code, and no folder of files.
    folders.retain(|f| tree.file(&format!("{}__init__.py", f.folder)).is_none());
    folders
}

fn folders(file: &File) -> Vec<StaticFolder> {
    let own = if file.folder().is_empty() { String::new() } else { format!("{}/", file.folder()) };
    let mut found = Vec::new();
    let has = |mark: &str| memchr::memmem::find(&file.bytes, mark.as_bytes()).is_some();
    let names_folder = has("static_folder");
    if !names_folder || has_default(&file.text()) {
        found.push(StaticFolder { folder: format!("{own}static/"), url: "/static".into() });
    }
    if !names_folder {
        return found;
    }
    let text = file.text();
    for (at, _) in text.match_indices("static_folder") {
        let Some(named) = quoted(&text[at + "static_folder".len()..]) else { continue };
        let call: String = text[at..].chars().take(200).collect();
        let url = call.split_once("static_url_path").and_then(|(_, rest)| quoted(rest).map(str::to_owned));
        let name = named.trim_start_matches("./").trim_matches('/');
        let last = name.rsplit('/').next().unwrap_or(name);
        let default = format!("/{last}");
        if !name.is_empty() && !name.starts_with("..") {
            found.push(StaticFolder { folder: format!("{own}{name}/"), url: url.unwrap_or(default) });
        }
    }
    found
}

/// An app that says nothing of its folder serves `static/`; one that names another, or none, does not.
fn has_default(text: &str) -> bool {
    let mut calls = text.match_indices("Flask(").map(|(at, _)| arguments(&text[at + "Flask(".len()..])).peekable();
    calls.peek().is_none() || calls.any(|arguments| !arguments.contains("static_folder"))
}

/// The text up to the parenthesis that closes a call.
fn arguments(after: &str) -> &str {
    let mut depth = 0u32;
    let end = after.find(|c: char| {
        depth = if c == '(' { depth + 1 } else { depth };
        let closes = c == ')' && depth == 0;
        depth = if c == ')' { depth.saturating_sub(1) } else { depth };
        closes
    });
    &after[..end.unwrap_or(after.len())]
}

/// The literal after `=`.
fn quoted(after: &str) -> Option<&str> {
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders(call: &str) -> Vec<String> {
        let text = format!("from flask import Flask\napp = {call}\n");
        let tree = Tree { files: vec![File::new("shop/app.py", &text)], ..Tree::default() };
        of(&tree).into_iter().map(|f| format!("{} {}", f.folder, f.url)).collect()
    }

    #[test]
    fn a_package_is_no_static_folder() {
        let files = ["from flask import Flask\n", ""];
        let names = ["shop/app.py", "shop/static/__init__.py"];
        let files = names.iter().zip(files).map(|(name, text)| File::new(name, text)).collect();
        assert_eq!(of(&Tree { files, ..Tree::default() }), []);
    }

    #[test]
    fn the_default_the_named_folder_or_none() {
        assert_eq!(folders("Flask(__name__)"), ["shop/static/ /static"]);
        assert_eq!(folders("Flask(name(), static_folder='public')"), ["shop/public/ /public"]);
        assert_eq!(folders("Flask(__name__, static_folder=None)"), Vec::<String>::new());
    }
}

//! Folders that Flask serves as they are.

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
    let mut folders: Vec<StaticFolder> = tree.files.iter().filter(uses_flask).flat_map(folders).collect();
    folders.sort_by(|a, b| a.folder.cmp(&b.folder));
    folders.dedup();
    folders
}

fn folders(file: &File) -> Vec<StaticFolder> {
    let own = if file.folder().is_empty() { String::new() } else { format!("{}/", file.folder()) };
    let mut found = vec![StaticFolder { folder: format!("{own}static/"), url: "/static".into() }];
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

/// The literal after `=`.
fn quoted(after: &str) -> Option<&str> {
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_and_the_named_folder() {
        let tree = Tree {
            files: vec![File::new(
                "shop/app.py",
                "from flask import Flask\napp = Flask(__name__, static_folder='public')\n",
            )],
            ..Tree::default()
        };
        let found = of(&tree);
        assert_eq!(found[0], StaticFolder { folder: "shop/public/".into(), url: "/public".into() });
        assert_eq!(found[1].folder, "shop/static/");
    }
}

//! Folders that are served: `express.static`, `serve-static`, `serve-index`.

use sneck_model::{Key, Scope, Step, Value};

use super::emit::{Emit, Used, perhaps};
use super::value::{Made, Val};

/// `express.static("public", { dotfiles: "allow" })`
pub(super) fn of_folder<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>, made: &Made<'t>) {
    let scope = Scope(vec![format!("path {}", shown(&used.path))]);
    if let Some((folder, path)) = made.arguments.first().and_then(|folder| Some((folder, folder.as_text()?))) {
        let because = e.steps("express.static", folder);
        let path = Value::Text(path.trim_start_matches('/').to_owned());
        e.put_in(Key::STATIC_FOLDER, "express.static", path, because, scope.clone());
    }
    let dotfiles = made.arguments.get(1).and_then(|options: &Val<'t>| options.field("dotfiles"));
    let (value, because) = match dotfiles {
        Some(word) => {
            let because = e.steps("dotfiles", &word);
            let value = word.as_text().map_or_else(|| word.plain(false), |word| Value::Bool(word == "allow"));
            (value, because)
        }
        None => (Value::Bool(false), e.left_out(&used.place, "dotfiles", "serve-static", "`ignore`")),
    };
    e.put_in(Key::SERVER_DOTFILES, "dotfiles", perhaps(value, used.maybe), because, scope);
}

/// `serveIndex("public")`
pub(super) fn listed<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>, _: &Made<'t>) {
    let because = vec![Step::new(used.place.clone(), "lists what the folder holds")];
    let scope = Scope(vec![format!("path {}", shown(&used.path))]);
    e.put_in(Key::SERVER_LISTING, "serveIndex", perhaps(Value::Bool(true), used.maybe), because, scope);
}

fn shown(path: &str) -> &str {
    if path.is_empty() { "/" } else { path }
}

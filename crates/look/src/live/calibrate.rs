//! How an answer compares with those for random names in its place.

use std::sync::Arc;

use sneck_model::{Calibration, Exchange, Request};
use sneck_read::wire::{alike, kind};

use super::engine::Engine;

/// Statuses that say that nothing is there, or that the question was not understood: there is nothing to compare.
pub const NOTHING: &[u16] = &[400, 404, 405, 410, 414, 501];

/// Letters of a random name.
const LETTERS: usize = 12;

/// Compares an answer with those for names in the same folder, with the same extension, that nobody made up: two that are
/// random, and others in which the name itself stands, because some servers look for a word. Then it is asked for again.
pub async fn calibrate(engine: &Engine, request: &Request, seen: &Arc<Exchange>) -> Calibration {
    if NOTHING.contains(&seen.status) {
        return Calibration::None;
    }
    let Some((folder, end)) = place(&request.target) else { return Calibration::None };
    let [one, other] = ["name 0", "name 1"].map(|of| engine.options.nonces.word(of, LETTERS));
    let name = name(&request.target, folder, end);
    let mut names: Vec<[&[u8]; 4]> = vec![
        [folder, one.as_bytes(), b"", end],
        [folder, other.as_bytes(), b"", end],
        [folder, one.as_bytes(), name, end],
    ];
    if is_file(folder, name, end) {
        names.push([folder, name, other.as_bytes(), end]);
    }
    let mut random: Vec<Arc<Exchange>> = Vec::new();
    for target in names.into_iter().map(|parts| parts.concat()) {
        match engine.answer(&Request { target, ..request.clone() }).await {
            Ok(beside) if alike(seen, &beside) => return Calibration::CatchAll,
            Ok(beside) if random.iter().any(|other| is_of_one_sort(seen, other, &beside)) => {
                return Calibration::Unsteady;
            }
            Ok(beside) => random.push(beside),
            // Without anything to compare with, nothing is known to be its own.
            Err(_) => return Calibration::Unsteady,
        }
    }
    match engine.fresh(request).await {
        Ok(again) if alike(seen, &again) => Calibration::Own,
        _ => Calibration::Unsteady,
    }
}

/// Whether a place looks like that of a file. What no file answers may answer to all that begins so: nginx's `location /status`.
fn is_file(folder: &[u8], name: &[u8], end: &[u8]) -> bool {
    end.starts_with(b".") || name.starts_with(b".") || folder.windows(2).any(|two| two == b"/.")
}

/// Names that are tried beside it, at most.
pub const NAMES: usize = 4;

/// Names that nothing has get something as well, of the same sort and each time another: so may this one have got it.
fn is_of_one_sort(seen: &Exchange, one: &Exchange, other: &Exchange) -> bool {
    let sort = |of: &Exchange| (of.status, kind(of));
    sort(seen) == sort(one) && sort(seen) == sort(other) && !alike(one, other)
}

/// What stands between the folder and what follows the name.
fn name<'t>(target: &'t [u8], folder: &[u8], end: &[u8]) -> &'t [u8] {
    let path = target.split(|byte| matches!(byte, b'?' | b'#')).next().unwrap_or_default();
    path.get(folder.len()..path.len() - end.len()).unwrap_or_default()
}

/// The folder of a target with its slash, and what follows the name: its extension, or a slash. The root has no name.
fn place(target: &[u8]) -> Option<(&[u8], &[u8])> {
    let path = target.split(|byte| matches!(byte, b'?' | b'#')).next()?;
    let bare = path.strip_suffix(b"/").unwrap_or(path);
    let at = bare.iter().rposition(|byte| *byte == b'/')?;
    let (folder, name) = bare.split_at(at + 1);
    if name.is_empty() {
        return None;
    }
    if bare.len() < path.len() {
        return Some((folder, b"/"));
    }
    // A leading dot begins a name and no extension.
    let dot = name.iter().rposition(|byte| *byte == b'.').filter(|dot| *dot > 0);
    Some((folder, dot.map_or(b"", |dot| &name[dot..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_name_stands_in_the_same_place() {
        let table: &[(&str, Option<(&str, &str)>)] = &[
            ("/a/b.php?c=d", Some(("/a/", ".php"))),
            ("/.env", Some(("/", ""))),
            ("/.env.bak", Some(("/", ".bak"))),
            ("/admin/", Some(("/", "/"))),
            ("/static/..%2f..%2fapp.py", Some(("/static/", ".py"))),
            ("/", None),
            ("/?x", None),
            ("*", None),
        ];
        for (target, expected) in table {
            let expected = expected.map(|(folder, end)| (folder.as_bytes(), end.as_bytes()));
            assert_eq!(place(target.as_bytes()), expected, "{target}");
        }
    }
}

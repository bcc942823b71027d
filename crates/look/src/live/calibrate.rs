//! How an answer compares with those for random names in its place.

use std::sync::Arc;

use sneck_model::{Calibration, Exchange, Request};
use sneck_read::wire::alike;

use super::engine::Engine;

/// Statuses that say that nothing is there, or that the question was not understood: there is nothing to compare.
pub const NOTHING: &[u16] = &[400, 404, 405, 410, 414, 501];

/// Names that are tried beside it.
const NAMES: usize = 2;

/// Letters of a random name.
const LETTERS: usize = 12;

/// Compares an answer with those for two random names in the same folder, with the same extension, and asks for it again.
pub async fn calibrate(engine: &Engine, request: &Request, seen: &Arc<Exchange>) -> Calibration {
    if NOTHING.contains(&seen.status) {
        return Calibration::None;
    }
    let Some((folder, end)) = place(&request.target) else { return Calibration::None };
    for number in 0..NAMES {
        let name = engine.options.nonces.word(&format!("name {number}"), LETTERS);
        let target = [folder, name.as_bytes(), end].concat();
        match engine.answer(&Request { target, ..request.clone() }).await {
            Ok(random) if alike(seen, &random) => return Calibration::CatchAll,
            Ok(_) => {}
            // Without anything to compare with, nothing is known to be its own.
            Err(_) => return Calibration::Unsteady,
        }
    }
    match engine.fresh(request).await {
        Ok(again) if alike(seen, &again) => Calibration::Own,
        _ => Calibration::Unsteady,
    }
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

//! What holds for a folder or an address in the end: sections in the order in which Apache merges them.
//!
//! Source: *Configuration Sections* of httpd 2.4: `<Directory>` from the shortest path to the longest, then
//! `<DirectoryMatch>`, `<Files>` and `<FilesMatch>`, `<Location>` and `<LocationMatch>`; sections of a virtual host behind
//! those outside of it; later ones win.

use regex::RegexBuilder;

use super::parse::Directive;
use crate::config::wildcard::matches;

/// A section, and what it is about.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    /// The folder of the machine.
    pub(super) folder: &'p str,
    /// The name of the file that is asked for.
    pub(super) file: &'p str,
    /// The address that is asked for; none where only the folder is known.
    pub(super) address: Option<&'p str>,
}

/// Blocks that hold for a place, in the order in which they are applied: the levels themselves first.
pub(super) fn applied<'d>(levels: &[&'d Directive], place: Place<'_>) -> Vec<&'d Directive> {
    let inner: Vec<&'d Directive> = levels.iter().flat_map(|level| sections(level)).collect();
    let mut folders: Vec<&'d Directive> =
        inner.iter().copied().filter(|s| s.name == "<directory" && !is_pattern(s) && covers(s, place)).collect();
    folders.sort_by_key(|section| parts(section.word(0)));
    let of = |fits: fn(&Directive) -> bool| inner.iter().copied().filter(move |s| fits(s) && covers(s, place));
    let patterns = of(|s| s.name == "<directorymatch" || (s.name == "<directory" && is_pattern(s)));
    let files = of(|s| matches!(s.name.as_str(), "<files" | "<filesmatch"));
    let addresses = of(|s| matches!(s.name.as_str(), "<location" | "<locationmatch"));
    levels.iter().copied().chain(folders.iter().copied()).chain(patterns).chain(files).chain(addresses).collect()
}

/// Sections directly in a block, also where they hang on a condition.
pub(super) fn sections(block: &Directive) -> Vec<&Directive> {
    let inner = block.inner.iter().flat_map(|d| if d.is_condition() { sections(d) } else { vec![d] });
    inner.filter(|d| NAMES.contains(&d.name.as_str())).collect()
}

pub(super) const NAMES: &[&str] =
    &["<directory", "<directorymatch", "<files", "<filesmatch", "<location", "<locationmatch"];

fn is_pattern(section: &Directive) -> bool {
    section.word(0) == "~"
}

fn parts(path: &str) -> usize {
    path.split('/').filter(|part| !part.is_empty()).count()
}

/// Whether a section is about a place.
fn covers(section: &Directive, place: Place<'_>) -> bool {
    let word = section.words.last().map_or("", String::as_str);
    let pattern = is_pattern(section);
    match section.name.as_str() {
        "<directory" if !pattern => is_within(word, place.folder),
        "<directory" | "<directorymatch" => fits(word, place.folder) || fits(word, &format!("{}/", place.folder)),
        "<files" if !pattern => matches(word, place.file),
        "<files" | "<filesmatch" => fits(word, place.file),
        "<location" if !pattern => place.address.is_some_and(|address| is_within(word, address)),
        _ => place.address.is_some_and(|address| fits(word, address)),
    }
}

/// A path, or one above it. `*` stands for a part of a name.
pub(super) fn is_within(above: &str, path: &str) -> bool {
    let (above, path) = (above.trim_end_matches('/'), path.trim_end_matches('/'));
    // As many parts of the path as the section names.
    let end = path.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0).nth(parts(above).saturating_sub(1));
    let head = end.map_or(path, |at| &path[..at]);
    above.is_empty() || matches(above, head)
}

fn fits(pattern: &str, text: &str) -> bool {
    RegexBuilder::new(pattern).size_limit(1 << 18).build().is_ok_and(|pattern| pattern.is_match(text))
}

/// Whether a list of options lists folders in the end, and the line that decides; none where nothing says so.
pub(super) fn listing<'d>(applied: &[&'d Directive]) -> Option<(&'d Directive, bool)> {
    let lines = applied.iter().filter_map(|section| section.last("options"));
    lines.fold(None, |known, options| lists(options).map_or(known, |lists| Some((options, lists))))
}

/// Whether a list of options lists folders; none where it only changes others. Source: core of httpd 2.4: words with
/// signs change what holds around, words without replace it.
pub(super) fn lists(options: &Directive) -> Option<bool> {
    let is = |word: &str, name: &str| word.eq_ignore_ascii_case(name);
    let named = options.words.iter().rev().find(|word| is(word.trim_start_matches(['+', '-']), "Indexes"));
    let all = options.words.iter().any(|word| is(word.trim_start_matches('+'), "All"));
    let replaces = options.words.iter().any(|word| !word.starts_with(['+', '-']));
    match named {
        Some(word) => Some(!word.starts_with('-')),
        None if all => Some(true),
        None => replaces.then_some(false),
    }
}

/// Not everybody is let in: the last section that says who is decides.
pub(super) fn is_closed(applied: &[&Directive]) -> bool {
    applied.iter().rev().find_map(|section| closes(section)).unwrap_or(false)
}

/// What a section says of who is let in.
fn closes(section: &Directive) -> Option<bool> {
    let own = section.inner.iter().filter(|d| !NAMES.contains(&d.name.as_str()) && d.name != "<virtualhost");
    let mut every = own.flat_map(|d| std::iter::once(d).chain(d.every()));
    let says = |d: &&Directive| matches!(d.name.as_str(), "require" | "deny" | "allow");
    let said: Vec<&Directive> = every.by_ref().filter(says).collect();
    let refuses = |d: &&Directive| match d.name.as_str() {
        "require" => !(d.word(0).eq_ignore_ascii_case("all") && d.word(1).eq_ignore_ascii_case("granted")),
        "deny" => d.words.iter().any(|word| word.eq_ignore_ascii_case("all")),
        _ => false,
    };
    (!said.is_empty()).then(|| said.iter().any(refuses))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_cover_what_is_below_them() {
        let table = [
            ("/", "/srv/shop", true),
            ("/srv/shop", "/srv/shop/", true),
            ("/srv/shop/", "/srv/shop/files", true),
            ("/srv/shop", "/srv/shopping", false),
            ("/srv/*/files", "/srv/shop/files/x", true),
            ("/srv/*", "/srv", false),
            ("/srv/shop/files", "/srv/shop", false),
        ];
        for (above, path, expected) in table {
            assert_eq!(is_within(above, path), expected, "{above} {path}");
        }
    }
}

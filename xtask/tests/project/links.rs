//! Links of the documentation lead somewhere.

use std::path::Path;

use crate::tidy::files;

/// Targets of `[text](target)` that name a file: no address, no part of the same page.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    let after = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    after.filter(|target| !target.contains("://") && !target.starts_with('#') && !target.starts_with("mailto:"))
}

fn leads_nowhere(page: &Path, target: &str) -> bool {
    let file = target.split('#').next().unwrap_or_default();
    !page.parent().expect("a page has a folder").join(file).exists()
}

#[test]
fn every_link_to_a_file_finds_it() {
    for page in files(&[".md"]) {
        let text = std::fs::read_to_string(&page).unwrap();
        let broken: Vec<_> = targets(&text).filter(|target| leads_nowhere(&page, target)).collect();
        assert!(broken.is_empty(), "{}: {broken:?}", page.display());
    }
}

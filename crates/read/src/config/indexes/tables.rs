//! Indexes in tables of TOML: those of Poetry, PDM, uv and Pipenv.

use sneck_model::{IndexSort, PackageIndex};

use super::{host, index, is_plain, is_public, sort_of};
use crate::config::toml::{Document, Node};
use crate::tree::File;

pub(super) fn pyproject(file: &File, all: &mut Vec<PackageIndex>) {
    let text = file.text();
    if !text.contains("url") {
        return;
    }
    let document = Document::parse(&text);
    let list = |path: &[&str]| document.at(path).into_iter().flat_map(Node::list).collect::<Vec<_>>();
    for source in list(&["tool", "poetry", "source"]) {
        // A package that is nowhere else is taken from here: whoever publishes it elsewhere first has it.
        let beside = matches!(text_of(source, "priority"), Some("supplemental" | "secondary"));
        one(file, source, "source", beside, all);
    }
    let ordered = document.at(&["tool", "pdm", "resolution", "respect-source-order"]).is_some_and(Node::is_true);
    for source in list(&["tool", "pdm", "source"]) {
        let chosen = ordered || source.get("include_packages").is_some() || text_of(source, "name") == Some("pypi");
        one(file, source, "source", !chosen, all);
    }
    uv_table(file, &document, &["tool", "uv"], all);
}

pub(super) fn uv(file: &File, all: &mut Vec<PackageIndex>) {
    let text = file.text();
    uv_table(file, &Document::parse(&text), &[], all);
}

/// uv asks one index after the other and stops at the first that has a package, unless it is told otherwise.
fn uv_table(file: &File, document: &Document<'_>, table: &[&str], all: &mut Vec<PackageIndex>) {
    let at = |keys: &[&str]| document.at(&[table, keys].concat());
    let strategies = [at(&["index-strategy"]), at(&["pip", "index-strategy"])];
    let best = strategies.into_iter().flatten().filter_map(Node::text).any(|text| text.starts_with("unsafe-"));
    for source in at(&["index"]).into_iter().flat_map(Node::list) {
        let chosen =
            source.get("explicit").is_some_and(Node::is_true) || source.get("default").is_some_and(Node::is_true);
        one(file, source, "index", best && !chosen, all);
    }
    for node in at(&["extra-index-url"]).into_iter().flat_map(Node::list) {
        let Some(address) = node.text().filter(|text| is_plain(text)) else { continue };
        all.push(index(file, node.line, "extra-index-url", sort(address, best), address));
    }
}

pub(super) fn pipfile(file: &File, all: &mut Vec<PackageIndex>) {
    let text = file.text();
    let document = Document::parse(&text);
    for source in document.at(&["source"]).into_iter().flat_map(Node::list) {
        match source.get("verify_ssl").filter(|node| node.scalar().as_deref() == Some("false")) {
            Some(node) => {
                let of = host(text_of(source, "url").unwrap_or(""));
                all.push(index(file, node.line, "verify_ssl = false", IndexSort::Unchecked, of));
            }
            // Pipenv takes each package from the one index that is named beside it.
            None => one(file, source, "source", false, all),
        }
    }
}

fn one(file: &File, source: Node<'_, '_>, option: &str, beside: bool, all: &mut Vec<PackageIndex>) {
    if let Some(node) = source.get("url")
        && let Some(address) = node.text().filter(|text| is_plain(text))
    {
        all.push(index(file, node.line, option, sort(address, beside), address));
    }
}

fn sort(address: &str, beside: bool) -> IndexSort {
    match sort_of(address) {
        IndexSort::Only if beside && !is_public(address) => IndexSort::Beside,
        other => other,
    }
}

fn text_of<'d>(node: Node<'d, '_>, key: &str) -> Option<&'d str> {
    node.get(key).and_then(Node::text)
}

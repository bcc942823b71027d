//! Dependencies of `setup.cfg`, and of `setup.py` where they are written out as lists.

use super::{Packages, Requirement, is_for_developers};
use crate::config::place::Lines;
use crate::config::{ini, naming};
use crate::tree::{File, Tree};

pub(super) fn read_cfg(_tree: &Tree, file: &File, packages: &mut Packages) {
    for entry in ini::parse(&file.text()) {
        let production = match (entry.section.as_str(), entry.key.as_str()) {
            ("options", "install_requires") => true,
            ("options.extras_require", group) => !naming::is_for_developers(group),
            ("options", "tests_require") => false,
            _ => continue,
        };
        for (text, line) in &entry.lines {
            let one = |text: &str| Requirement::parse(text);
            for requirement in text.split(", ").filter_map(one) {
                packages.add(file, *line, requirement, production && !is_for_developers(file));
            }
        }
    }
}

/// Larger files are not searched: no real setup.py is.
const LARGEST: usize = 256 * 1024;

/// The keyword arguments of `setup()` that hold requirements.
const KEYWORDS: &[(&str, bool)] = &[("install_requires", true), ("tests_require", false)];

pub(super) fn read_py(_tree: &Tree, file: &File, packages: &mut Packages) {
    let text = file.text();
    if text.len() > LARGEST {
        return packages.cannot_read(file, 0, "larger than 256 KiB".into());
    }
    let lines = Lines::of(&text);
    for (keyword, production) in KEYWORDS {
        for (item, offset) in list_of(&text, keyword, 2) {
            if let Some(requirement) = Requirement::parse(item) {
                packages.add(file, lines.line(offset), requirement, *production && !is_for_developers(file));
            }
        }
    }
}

/// The string literals of the list that is assigned or passed to a name, directly or through
/// another name of the file; with their offsets.
fn list_of<'t>(text: &'t str, name: &str, hops: usize) -> Vec<(&'t str, usize)> {
    for (at, _) in text.match_indices(name) {
        let is_part = text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.'));
        let after = text[at + name.len()..].trim_start();
        let Some(value) = after.strip_prefix('=').filter(|v| !is_part && !v.starts_with('=')) else { continue };
        let value = value.trim_start();
        let offset = text.len() - value.len();
        if value.starts_with(['[', '(']) {
            return strings(value, offset);
        }
        let other = crate::config::expand::leading_name(value);
        let whole = !value[other.len()..].starts_with(['(', '.', '[']);
        if hops > 0 && whole && !other.is_empty() && other != name {
            return list_of(text, other, hops - 1);
        }
    }
    Vec::new()
}

/// String literals up to the closing bracket.
fn strings(list: &str, offset: usize) -> Vec<(&str, usize)> {
    let mut all = Vec::new();
    let mut at = 1;
    while let Some(found) = list[at..].find(['\'', '"', '#', ']', ')']) {
        at += found;
        let mark = list.as_bytes()[at];
        let inside = &list[at + 1..];
        match mark {
            b'#' => at += inside.find('\n').map_or(inside.len(), |end| end + 1) + 1,
            b'\'' | b'"' => {
                let Some(end) = inside.find(char::from(mark)) else { return all };
                all.push((&inside[..end], offset + at));
                at += end + 2;
            }
            _ => return all,
        }
        at = at.min(list.len());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(path: &str, text: &str) -> Vec<(String, String, bool, u32)> {
        let packages = Packages::read(&Tree { files: vec![File::new(path, text)], ..Tree::default() });
        let rows = packages.rows.into_iter();
        rows.map(|r| (r.requirement.name, r.requirement.version, r.production, r.line)).collect()
    }

    #[test]
    fn setup_cfg_lists_requirements_by_line() {
        let text = "[options]\ninstall_requires =\n    Flask>=2\n    # note\n    redis\n[options.extras_require]\ndev = pytest\n";
        let expected = [
            ("flask".into(), ">=2".into(), true, 3),
            ("redis".into(), String::new(), true, 5),
            ("pytest".into(), String::new(), false, 7),
        ];
        assert_eq!(rows("setup.cfg", text), expected);
    }

    #[test]
    fn setup_py_lists_are_read_directly_and_through_a_name() {
        let text = "REQUIRES = [\n  'Flask==1.0',  # web ]\n  \"redis\",\n]\nsetup(install_requires=REQUIRES,\n  tests_require=['pytest'])\n";
        let expected = [
            ("flask".into(), "==1.0".into(), true, 2),
            ("redis".into(), String::new(), true, 3),
            ("pytest".into(), String::new(), false, 6),
        ];
        assert_eq!(rows("setup.py", text), expected);
    }

    #[test]
    fn what_setup_py_computes_is_left_out() {
        for text in
            ["setup(install_requires=open('r').read())", "setup(install_requires=read())", "x = ['", "install_requires"]
        {
            assert_eq!(rows("setup.py", text), vec![], "{text}");
        }
    }
}

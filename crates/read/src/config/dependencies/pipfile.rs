//! `Pipfile` of Pipenv.

use super::pyproject::poetry_requirement;
use super::{Packages, is_for_developers};
use crate::config::toml::{Document, Node};
use crate::tree::{File, Tree};

pub(super) fn read(_tree: &Tree, file: &File, packages: &mut Packages) {
    let text = file.text();
    let document = Document::parse(&text);
    if let Some((line, why)) = document.mistake.clone() {
        packages.cannot_read(file, line, why);
    }
    for (table, production) in [("packages", true), ("dev-packages", false)] {
        for (name, node) in document.at(&[table]).map(Node::entries).unwrap_or_default() {
            let (requirement, optional) = poetry_requirement(name, node);
            packages.add(file, node.line, requirement, production && !optional && !is_for_developers(file));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_and_packages_for_developers() {
        let text = "[packages]\nflask = '==2.0'\nredis = '*'\n[dev-packages]\npytest = '*'\n";
        let tree = Tree { files: vec![File::new("Pipfile", text)], ..Tree::default() };
        let packages = Packages::read(&tree);
        let got: Vec<_> = packages.rows.iter().map(|r| (&*r.requirement.version, r.production, r.line)).collect();
        assert_eq!(got, [("==2.0", true, 2), ("", true, 3), ("", false, 5)]);
    }
}

//! Which indexes packages are installed from, and how they are asked.

mod npm;
mod pip;
mod tables;

use sneck_model::{Ecosystem, Facts, IndexSort, PackageIndex};

use super::place::at;
use crate::config::dependencies::without_credentials;
use crate::kind;
use crate::tree::{File, Tree};

/// The public index of Python's packages.
const PUBLIC: &[&str] = &["pypi.org", "pypi.python.org", "files.pythonhosted.org"];

/// Files by what they are, and how they are read.
type Reader = (fn(&File) -> bool, fn(&File, &mut Vec<PackageIndex>));

const READERS: &[Reader] = &[
    (pip::is_requirements, pip::requirements),
    (|f| matches!(f.name(), "pip.conf" | "pip.ini"), pip::configuration),
    (super::dockerfile::is_one, pip::dockerfile),
    (|f| f.name() == "pyproject.toml", tables::pyproject),
    (|f| f.name() == "uv.toml", tables::uv),
    (|f| f.name() == "Pipfile", tables::pipfile),
    (|f| f.name() == ".npmrc", npm::npmrc),
    (|f| f.name() == ".yarnrc.yml", npm::yarnrc),
];

/// Fills the table.
pub(super) fn read(tree: &Tree, facts: &mut Facts) {
    for file in &tree.files {
        for (_, read) in READERS.iter().filter(|(is_one, _)| is_one(file)) {
            read(file, &mut facts.indexes);
        }
    }
}

fn index(file: &File, line: u32, option: &str, sort: IndexSort, address: &str) -> PackageIndex {
    PackageIndex {
        ecosystem: Ecosystem::Pypi,
        sort,
        address: without_credentials(address.trim()),
        option: option.to_owned(),
        place: at(&file.path, line),
        kind: kind::of_path(&file.path),
    }
}

/// The host of an address, or of `host:port`.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    match host.strip_prefix('[') {
        Some(inside) => inside.split(']').next().unwrap_or(inside),
        None => host.split(':').next().unwrap_or(host),
    }
}

fn is_public(address: &str) -> bool {
    PUBLIC.contains(&host(address).to_ascii_lowercase().as_str())
}

/// On this very machine nobody is on the way.
fn is_here(address: &str) -> bool {
    matches!(host(address), "localhost" | "127.0.0.1" | "::1")
}

/// What an address alone says.
fn sort_of(address: &str) -> IndexSort {
    let plain = address.trim().to_ascii_lowercase().starts_with("http://");
    if plain && !is_here(address) { IndexSort::Plain } else { IndexSort::Only }
}

/// A value that stands for itself, as opposed to one that a variable decides.
fn is_plain(value: &str) -> bool {
    !value.is_empty() && !value.contains(['$', '{', '%'])
}

#[cfg(test)]
mod tests {
    use super::*;

    type Expected<'a> = &'a [(IndexSort, &'a str, u32)];

    fn told(path: &str, text: &str) -> Vec<(IndexSort, String, u32)> {
        let tree = Tree { files: vec![File::new(path, text)], ..Tree::default() };
        let mut facts = Facts::default();
        read(&tree, &mut facts);
        let line = |index: &PackageIndex| index.place.file().map_or(0, |(_, line)| line);
        facts.indexes.iter().map(|index| (index.sort, index.address.clone(), line(index))).collect()
    }

    #[test]
    fn each_file_names_its_indexes() {
        use IndexSort::{Beside, Only, Plain, Unchecked};
        let table: &[(&str, &str, Expected<'_>)] = &[
            (
                "requirements.txt",
                "flask\n--extra-index-url=https://u:p@a.test/simple\n",
                &[(Beside, "https://a.test/simple", 2)],
            ),
            (
                "requirements.txt",
                "-i https://a.test\n--extra-index-url https://b.test\n",
                &[(Only, "https://a.test", 1), (Only, "https://b.test", 2)],
            ),
            (
                "requirements.txt",
                "-i https://a.test\n--extra-index-url https://pypi.org/simple\n",
                &[(Only, "https://a.test", 1), (Beside, "https://pypi.org/simple", 2)],
            ),
            (
                "requirements.txt",
                "--extra-index-url https://pypi.org/simple\n",
                &[(Only, "https://pypi.org/simple", 1)],
            ),
            (
                "requirements.txt",
                "--trusted-host a.test\n--index-url http://localhost:3141\n",
                &[(Unchecked, "a.test", 1), (Only, "http://localhost:3141", 2)],
            ),
            (
                "pip.conf",
                "[global]\nindex-url = http://a.test\nextra-index-url =\n  https://b.test\n",
                &[(Plain, "http://a.test", 2), (Only, "https://b.test", 4)],
            ),
            (
                "Dockerfile",
                "FROM a\nENV PIP_EXTRA_INDEX_URL=https://a.test\nRUN pip install --extra-index-url $X b && pip3 install -i http://c.test d\n",
                &[(Beside, "https://a.test", 2), (Plain, "http://c.test", 3)],
            ),
            (
                "Dockerfile",
                "FROM a\nRUN npm config set strict-ssl false && uv pip install --extra-index-url https://a.test b\n",
                &[(Unchecked, "", 2)],
            ),
            (
                "pyproject.toml",
                "[[tool.uv.index]]\nurl = 'https://a.test'\n[tool.uv]\nindex-strategy = 'unsafe-best-match'\n",
                &[(Beside, "https://a.test", 2)],
            ),
            (
                "pyproject.toml",
                "[[tool.poetry.source]]\nurl = 'https://a.test'\npriority = 'explicit'\n",
                &[(Only, "https://a.test", 2)],
            ),
            (
                "Pipfile",
                "[[source]]\nurl = 'https://pypi.org/simple'\nverify_ssl = false\n",
                &[(Unchecked, "pypi.org", 3)],
            ),
            (
                ".npmrc",
                "registry=http://a.test/\nstrict-ssl = false\n//a.test/:_authToken=x\n",
                &[(Plain, "http://a.test/", 1), (Unchecked, "", 2)],
            ),
            (
                ".yarnrc.yml",
                "npmRegistryServer: 'http://a.test'\nenableStrictSsl: false\n",
                &[(Plain, "http://a.test", 1), (Unchecked, "", 2)],
            ),
        ];
        for (path, text, expected) in table {
            let got = told(path, text);
            let got: Vec<_> = got.iter().map(|(sort, address, line)| (*sort, address.as_str(), *line)).collect();
            assert_eq!(got, *expected, "{path}: {text}");
        }
    }
}

//! Files that name the release of a language: `.python-version`, `runtime.txt`, `.nvmrc`, `.tool-versions`, …

use sneck_model::Version;

use super::image::number;
use crate::config::dependencies::of_specifiers;
use crate::config::json;
use crate::config::toml::{Document, Node};
use crate::tree::File;

/// A product, its release, and the line that says so.
pub(super) type Named = (&'static str, String, u32);

/// What a file says.
type Reader = fn(&str) -> Vec<Named>;

/// Files by their name.
const READERS: &[(&str, Reader)] = &[
    (".python-version", |text| plain("python", text)),
    (".node-version", |text| plain("node", text)),
    (".nvmrc", |text| plain("node", text)),
    (".ruby-version", |text| plain("ruby", text)),
    (".tool-versions", tools),
    ("runtime.txt", runtime),
    ("Pipfile", pipfile),
    ("pyproject.toml", pyproject),
    ("package.json", package),
];

/// What a file says, if it is one of them.
pub(super) fn named(file: &File) -> Vec<Named> {
    let reader = READERS.iter().find(|(name, _)| *name == file.name());
    reader.map_or_else(Vec::new, |(_, read)| read(&file.text()))
}

fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let lines = (1u32..).zip(text.lines()).map(|(number, line)| (number, line.split('#').next().unwrap_or("").trim()));
    lines.filter(|(_, line)| !line.is_empty()).take(100)
}

/// A release alone on its line; the first counts.
fn plain(product: &'static str, text: &str) -> Vec<Named> {
    let first = lines(text).next().and_then(|(line, text)| Some((product, whole(text)?, line)));
    first.into_iter().collect()
}

/// All of a text is a release.
fn whole(text: &str) -> Option<String> {
    let text = text.strip_prefix('v').unwrap_or(text);
    number(text).filter(|number| number.len() == text.len())
}

/// asdf: `python 3.8.1`
fn tools(text: &str) -> Vec<Named> {
    let tool = |(line, text): (u32, &str)| {
        let mut words = text.split_whitespace();
        let product = match words.next()? {
            "python" => "python",
            "nodejs" | "node" => "node",
            "ruby" => "ruby",
            "php" => "php",
            _ => return None,
        };
        Some((product, whole(words.next()?)?, line))
    };
    lines(text).filter_map(tool).collect()
}

/// Heroku: `python-3.7.9`
fn runtime(text: &str) -> Vec<Named> {
    let release = |(line, text): (u32, &str)| Some(("python", whole(text.strip_prefix("python-")?)?, line));
    lines(text).find_map(release).into_iter().collect()
}

fn pipfile(text: &str) -> Vec<Named> {
    let document = Document::parse(text);
    let keys = ["python_full_version", "python_version"];
    let node = keys.iter().find_map(|key| document.at(&["requires", key]));
    node.and_then(|node| Some(("python", whole(node.text()?)?, node.line))).into_iter().collect()
}

/// `requires-python = ">=3.6,<3.8"`: the newest release that is allowed. A lower bound alone says nothing.
fn pyproject(text: &str) -> Vec<Named> {
    let document = Document::parse(text);
    let standard = document.at(&["project", "requires-python"]);
    let standard = standard.and_then(|node: Node<'_, '_>| Some((node.text()?.to_owned(), node.line)));
    let poetry = document.at(&["tool", "poetry", "dependencies", "python"]);
    let poetry = || poetry.and_then(|n| Some((crate::config::dependencies::pep440_of_poetry(n.text()?), n.line)));
    let Some((specifiers, line)) = standard.or_else(poetry) else { return Vec::new() };
    let highest = match of_specifiers(&specifiers) {
        Version::Exact(version) => Some(version),
        Version::Range(_, highest) => highest,
        Version::Newest => None,
    };
    // `<4` allows every release of Python 3.
    let highest = highest.filter(|version| !version.starts_with("3.9999"));
    highest.map(|version| ("python", version, line)).into_iter().collect()
}

/// `"engines": {"node": "14.x"}`
fn package(text: &str) -> Vec<Named> {
    let Ok(root) = json::entries(text) else { return Vec::new() };
    let engines = root.iter().find(|(key, _)| key == "engines").and_then(|(_, raw)| json::entries(raw.get()).ok());
    let node = engines.into_iter().flatten().find(|(key, _)| key == "node");
    let Some((release, raw)) = node.and_then(|(_, raw)| Some((json::text(raw)?, raw))) else { return Vec::new() };
    let exact = release.trim().trim_start_matches('=').trim_end_matches(".x").trim_end_matches(".x");
    let line = json::line(text, raw);
    whole(exact).map(|version| ("node", version, line)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_names_its_release() {
        let table = [
            (".python-version", "# mine\n3.7.9\n3.8\n", Some(("python", "3.7.9", 2))),
            (".python-version", "pypy3.8\n", None),
            (".nvmrc", "v14.17\n", Some(("node", "14.17", 1))),
            (".nvmrc", "lts/*\n", None),
            (".tool-versions", "nodejs 12.1.0\n", Some(("node", "12.1.0", 1))),
            ("runtime.txt", "python-3.6.15\n", Some(("python", "3.6.15", 1))),
            ("runtime.txt", "some words\n", None),
            ("Pipfile", "[requires]\npython_version = '3.7'\n", Some(("python", "3.7", 2))),
            ("pyproject.toml", "[project]\nrequires-python = '>=3.6'\n", None),
            ("pyproject.toml", "[project]\nrequires-python = '>=3.6,<4'\n", None),
            ("pyproject.toml", "[project]\nrequires-python = '>=3.6,<3.8'\n", Some(("python", "3.7.9999", 2))),
            ("pyproject.toml", "[tool.poetry.dependencies]\npython = '~3.6'\n", Some(("python", "3.6.9999", 2))),
            ("pyproject.toml", "[tool.poetry.dependencies]\npython = '^3.6'\n", None),
            ("package.json", "{\n \"engines\": {\n  \"node\": \"14.x\"\n }\n}", Some(("node", "14", 3))),
            ("package.json", "{\"engines\": {\"node\": \">=14\"}}", None),
            ("package.json", "{\"engines\": [", None),
        ];
        for (path, text, expected) in table {
            let got = named(&File::new(path, text));
            let first = got.first().map(|(product, version, line)| (*product, version.as_str(), *line));
            assert_eq!(first, expected, "{path}: {text}");
        }
    }
}

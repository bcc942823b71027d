//! Packages that a Dockerfile installs by itself: `RUN pip install gunicorn`.

use sneck_model::Ecosystem;

use super::requirement::without_credentials;
use super::{Packages, Requirement, normalise};
use crate::config::dockerfile;
use crate::config::shell::{Token, tokens};
use crate::tree::{File, Tree};

pub(super) fn is_one(file: &File) -> bool {
    dockerfile::is_one(file)
}

pub(super) fn read(_tree: &Tree, file: &File, packages: &mut Packages) {
    let production = !super::is_for_developers(file);
    let text = file.text();
    let (instructions, _) = dockerfile::instructions(&text);
    for run in instructions.iter().filter(|i| i.keyword == "RUN") {
        let scripts = std::iter::once(&run.text).chain(&run.documents);
        for (of, requirement) in scripts.flat_map(|script| installed(script)) {
            packages.add_of(of, file, run.line, requirement, production);
        }
    }
}

/// What a script hands to `pip install`, `npm install` and `apt-get install`, in all of its commands.
fn installed(script: &str) -> Vec<(Ecosystem, Requirement)> {
    let tokens = tokens(script);
    let mut all = Vec::new();
    for command in tokens.split(|token| token.word().is_none()) {
        let words = words(command);
        all.extend(of_command(&words).into_iter().map(|requirement| (Ecosystem::Pypi, requirement)));
        all.extend(of_node(&words).map(|requirement| (Ecosystem::Npm, requirement)));
        all.extend(of_system(&words).map(|requirement| (Ecosystem::Debian, requirement)));
    }
    all
}

/// `npm install -g pm2@5.3.0`, `yarn global add pm2`. Without names, what `package.json` asks for is installed.
fn of_node(words: &[String]) -> impl Iterator<Item = Requirement> + '_ {
    let verb = words.iter().position(|word| matches!(word.as_str(), "npm" | "pnpm" | "yarn")).and_then(|tool| {
        let at = words[tool..].iter().position(|word| matches!(word.as_str(), "install" | "i" | "add"))?;
        Some(tool + at)
    });
    let names = verb.map_or(&[][..], |at| &words[at + 1..]).iter();
    names.filter_map(|word| {
        let split = word.get(1..).and_then(|rest| rest.find('@')).map_or(word.len(), |at| at + 1);
        let (name, version) = word.split_at(split);
        let first = |c: char| c.is_ascii_lowercase() || c == '@';
        let plain = name.starts_with(first) && !word.contains(['$', ':', '.']) || version.starts_with('@');
        let scoped = name.matches('/').count() == usize::from(name.starts_with('@'));
        let version = version.trim_start_matches('@').to_owned();
        (plain && scoped && !TOOLS.contains(&name)).then(|| Requirement {
            name: name.to_owned(),
            version,
            marker: String::new(),
        })
    })
}

/// `apt-get install --no-install-recommends curl=7.88.1-10`
fn of_system(words: &[String]) -> impl Iterator<Item = Requirement> + '_ {
    let verb = words.iter().position(|word| matches!(word.as_str(), "apt-get" | "apt")).and_then(|tool| {
        let at = words[tool..].iter().position(|word| word == "install")?;
        Some(tool + at)
    });
    let names = verb.map_or(&[][..], |at| &words[at + 1..]).iter();
    names.filter_map(|word| {
        let (name, version) = word.split_once('=').unwrap_or((word, ""));
        let plain = name.starts_with(|c: char| c.is_ascii_alphanumeric()) && !name.contains(['$', '/', ':']);
        let version = if version.is_empty() { String::new() } else { format!("={version}") };
        plain.then(|| Requirement { name: name.to_owned(), version, marker: String::new() })
    })
}

fn words(command: &[Token]) -> Vec<String> {
    command.iter().filter_map(|token| token.word().map(|word| word.plain())).collect()
}

/// Options of `pip install` that take the next word.
const WITH_VALUE: &[&str] = &[
    "-r",
    "--requirement",
    "-c",
    "--constraint",
    "-e",
    "--editable",
    "-t",
    "--target",
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "--trusted-host",
    "--prefix",
    "--root",
    "--python",
    "--platform",
    "--timeout",
    "--retries",
    "--cache-dir",
    "--no-binary",
    "--only-binary",
    "--progress-bar",
    "--src",
    "--group",
    "--extra",
    "--index",
    "--default-index",
    "--index-strategy",
    "--python-preference",
    "--python-version",
    "--python-platform",
    "--resolution",
    "--prerelease",
    "--link-mode",
    "--torch-backend",
];

/// Tools that install, check and test the rest. They are no part of what runs.
const TOOLS: &[&str] = &[
    "pip",
    "setuptools",
    "wheel",
    "npm",
    "pnpm",
    "yarn",
    "corepack",
    "node-gyp",
    "uv",
    "poetry",
    "pipenv",
    "pdm",
    "pip-tools",
    "virtualenv",
    "build",
    "flake8",
    "pylint",
    "ruff",
    "black",
    "isort",
    "mypy",
    "bandit",
    "tox",
    "nox",
    "coverage",
    "coveralls",
    "codecov",
    "pytest",
    "pytest-cov",
    "pre-commit",
];

fn of_command(words: &[String]) -> Vec<Requirement> {
    let Some(at) = words.windows(2).position(|pair| is_pip(&pair[0]) && pair[1] == "install") else {
        return Vec::new();
    };
    let mut words = words[at + 2..].iter();
    let mut all = Vec::new();
    while let Some(word) = words.next() {
        if WITH_VALUE.contains(&word.as_str()) {
            words.next();
        } else if let Some(requirement) = package(word) {
            all.push(requirement);
        }
    }
    all
}

fn is_pip(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    name.strip_prefix("pip").is_some_and(|version| version.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

/// A package of an index. Files, folders and variables are something else.
fn package(word: &str) -> Option<Requirement> {
    let local = word.starts_with(['-', '.', '/', '$', '`'])
        || word.starts_with("file:")
        || word.ends_with(".txt")
        || word.ends_with(".whl");
    if local || (word.contains('/') && !word.contains("://")) {
        return None;
    }
    let requirement = match word.contains("://") && !word.contains(" @ ") {
        true => of_address(word),
        false => Requirement::parse(word)?,
    };
    (!TOOLS.contains(&requirement.name.as_str())).then_some(requirement)
}

/// `git+https://host/name.git@main`
fn of_address(word: &str) -> Requirement {
    let address = without_credentials(word);
    let last = address.split(['#', '?']).next().and_then(|a| a.rsplit('/').next()).unwrap_or_default();
    let name = normalise(last.split('@').next().unwrap_or(last).trim_end_matches(".git"));
    Requirement { name, version: format!("@ {address}"), marker: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let tree = Tree { files: vec![File::new("Dockerfile", text)], ..Tree::default() };
        let packages = Packages::read(&tree);
        packages.rows.iter().map(|r| format!("{}{}:{}", r.requirement.name, r.requirement.version, r.line)).collect()
    }

    #[test]
    fn packages_that_pip_installs_are_named_with_their_line() {
        let text = "FROM python:3.13\nCOPY requirements.txt .\nRUN pip install -r requirements.txt && \\\n    \
                    pip install --no-cache-dir gunicorn \"psycopg2>=2.9\" flask==3.0\n";
        assert_eq!(shown(text), ["gunicorn:3", "psycopg2>=2.9:3", "flask==3.0:3"]);
    }

    #[test]
    fn installers_files_and_other_programs_are_no_packages() {
        let lines = [
            "RUN pip install --upgrade pip setuptools",
            "RUN pip3 install --user --group dev --editable .",
            "RUN uv pip install --system --python-preference system --index https://pypi.org/simple --index-strategy unsafe-best-match -r requirements.txt",
            "RUN pip3 install . ./vendor/a.whl file:///srv/shop flake8",
            "RUN python -m pip install -e .[dev]",
            "CMD pip install flask",
        ];
        for line in lines {
            assert_eq!(shown(&format!("FROM python\n{line}\n")), Vec::<String>::new(), "{line}");
        }
    }

    #[test]
    fn other_tools_install_other_packages() {
        let text = "FROM node\nRUN apt-get update && apt-get install -y curl=7.88.1-10 git && npm i -g pm2@5.3.0 @a/b && npm ci\n";
        let tree = Tree { files: vec![File::new("Dockerfile", text)], ..Tree::default() };
        let rows = Packages::read(&tree).rows;
        let rows: Vec<_> =
            rows.iter().map(|r| (r.ecosystem.name(), &*r.requirement.name, &*r.requirement.version)).collect();
        let debian = [("Debian", "curl", "=7.88.1-10"), ("Debian", "git", "")];
        assert_eq!(rows, [&debian[..], &[("npm", "pm2", "5.3.0"), ("npm", "@a/b", "")]].concat());
    }

    #[test]
    fn a_token_in_an_address_is_left_out() {
        let shown = shown("FROM python\nRUN python3 -m pip install git+https://t0ken@host/shop.git@main\n");
        assert_eq!(shown, ["shop@ git+https://host/shop.git@main:2"]);
    }
}

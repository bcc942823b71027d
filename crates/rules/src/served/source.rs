//! Source code of programs that run on the server.

use sneck_model::Severity::{self, High, Low, Medium};

use super::{File, Sort, lines_are};

const fn source(path: &'static str, proof: fn(&str) -> bool, severity: Severity, says: &'static str) -> File {
    File::new(Sort::Source, path, proof, severity, says)
}

pub(super) const FILES: &[File] = &[
    source("app.py", is_python, High, "the source code of the app").and_static(),
    source("main.py", is_python, High, "the source code of the app"),
    source("wsgi.py", is_python, High, "the source code that starts the app"),
    source("manage.py", is_python, Medium, "the source code that starts the app"),
    source("__init__.py", is_python, Medium, "source code of the app"),
    source("server.js", is_node, High, "the source code of the server"),
    source("index.php.bak", is_php, High, "source code in PHP"),
    source("index.php~", is_php, High, "source code in PHP that an editor left"),
    source("requirements.txt", is_requirements, Low, "the list of packages with their releases"),
    source("Pipfile.lock", is_pipfile_lock, Low, "the list of packages with their releases"),
    source("package-lock.json", is_package_lock, Low, "the list of packages with their releases"),
    source("composer.lock", is_composer_lock, Low, "the list of packages with their releases"),
];

fn is_python(body: &str) -> bool {
    let imports = |line: &str| {
        let from = line.strip_prefix("from ").is_some_and(|rest| rest.contains(" import "));
        from || line.strip_prefix("import ").is_some_and(|rest| !rest.contains([';', '{', '"']))
    };
    body.lines().any(imports)
        && (body.contains("def ") || body.contains(" = ") || body.contains('('))
        && !body.contains("</")
}

fn is_node(body: &str) -> bool {
    (body.contains("require(") || body.contains("import "))
        && body.contains(".listen(")
        && !body.trim_start().starts_with('<')
}

fn is_php(body: &str) -> bool {
    body.trim_start().starts_with("<?php")
}

fn is_requirements(body: &str) -> bool {
    let pinned = |line: &str| ["==", ">=", "~=", "<="].iter().any(|sign| line.contains(sign));
    let bare = |line: &str| {
        line.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'[' | b']' | b','))
    };
    lines_are(body, 2, |line| pinned(line) || bare(line) || line.starts_with('-')) && body.lines().any(pinned)
}

fn is_pipfile_lock(body: &str) -> bool {
    body.contains("\"_meta\"") && body.contains("\"pipfile-spec\"")
}

fn is_package_lock(body: &str) -> bool {
    body.contains("\"lockfileVersion\"") && body.contains("\"packages\"")
}

fn is_composer_lock(body: &str) -> bool {
    body.contains("\"content-hash\"") && body.contains("\"packages\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_from_text_about_code() {
        assert!(is_python("from flask import Flask\n\napp = Flask(__name__)\n"));
        assert!(!is_python("<p>from flask import Flask</p>\n") && !is_python("import your photos (free)\n</p>"));
        assert!(is_requirements("flask==3.1.2\nredis\n") && !is_requirements("flask\nredis\n"));
        assert!(is_node("const e = require('express')\ne().listen(3000)"));
    }
}

//! `dependencies/unpinned`: the next installation gets whatever was released since.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Dependency, Ecosystem, Facts, Kind, Rule, Severity, Standing, Strength, Subject, Verdicts};

use crate::common::{Fault, step_at};
use crate::packages;

/// The rule.
pub static RULE: Rule = Rule {
    id: "dependencies/unpinned",
    title: "Packages are installed in whichever release is newest",
    severity: Severity::Low,
    checklist: "Releases of packages are pinned",
    why: "Without a release, each build takes the newest one. What is deployed is then not what was tested, a faulty or \
          hijacked release arrives by itself, and nobody can say afterwards what ran.",
    remedy: "Pin what production installs, by hand or with a tool that does it for the whole tree:\n\n\
             pip-compile --generate-hashes requirements.in\n\
             uv lock",
    remedies: &[],
    references: &[
        "https://pip.pypa.io/en/stable/topics/repeatable-installs/",
        "https://packaging.python.org/en/latest/discussions/install-requires-vs-requirements/",
        "https://owasp.org/Top10/A06_2021-Vulnerable_and_Outdated_Components/",
    ],
    cwe: &[1104, 494],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== requirements.txt
flask
requests>=2.0
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== requirements.txt
flask==3.1.2
gunicorn==23.0.0
psycopg2
"#),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== requirements.txt
flask==3.1.2
requests>=2.32,<3
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== pyproject.toml
[project]
name = "shop"
version = "1.0"
dependencies = ["flask"]
=== uv.lock
version = 1

[[package]]
name = "flask"
version = "3.1.2"
source = { registry = "https://pypi.org/simple" }
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== requirements.txt
flask==3.1.2
=== requirements-dev.txt
pytest
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== base_requirements.txt
flask
redis
=== requirements.txt
flask==3.1.2
redis==6.4.0
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== frontend/package.json
{"dependencies": {"react": "*", "axios": "^1.7.0"}}
=== frontend/package-lock.json
{"lockfileVersion": 3, "packages": {"": {"dependencies": {"react": "*", "axios": "^1.7.0"}},
 "node_modules/react": {"version": "19.0.0"}, "node_modules/axios": {"version": "1.7.9"}}}
"#,
        ),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== frontend/package.json
{"dependencies": {"react": "latest", "axios": "^1.7.0"}}
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== base_requirements.txt
flask
redis
=== requirements.txt
flask==3.1.2
"#),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// How many of the packages are named.
const NAMED: usize = 6;

fn check(facts: &Facts, out: &mut Verdicts) {
    if !packages::is_deployed(facts) {
        return;
    }
    let mut files: BTreeMap<&Arc<str>, Vec<&Dependency>> = BTreeMap::new();
    for dependency in facts.dependencies.iter().filter(|d| d.production && d.ecosystem != Ecosystem::Debian) {
        if let Some((path, _)) = dependency.place.file() {
            files.entry(path).or_default().push(dependency);
        }
    }
    for (path, dependencies) in files {
        judge_file(facts, path, &dependencies, out);
    }
}

fn judge_file(facts: &Facts, path: &Arc<str>, dependencies: &[&Dependency], out: &mut Verdicts) {
    let kind = dependencies.iter().map(|d| d.kind).min().unwrap_or(Kind::Production);
    let (subject, standing) = (Subject::file(&**path), Standing::Kind(kind));
    let loose: Vec<&Dependency> = dependencies.iter().copied().filter(|d| is_loose(d)).collect();
    if loose.is_empty()
        || packages::is_locked(facts, path, dependencies[0].ecosystem)
        || is_pinned_beside(facts, path, &loose)
    {
        let step = step_at(&dependencies[0].place, "says which releases are installed");
        return out.passes(&subject, standing, vec![step]);
    }
    let names: Vec<String> = loose.iter().take(NAMED).map(|d| format!("`{}`", d.name)).collect();
    let more = loose.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let says = format!("`{path}` lets each build take the newest release of {}{more}.", names.join(", "));
    let steps = loose.iter().map(|d| step_at(&d.place, wanted(d))).collect();
    Fault::new(says)
        .fix(format!("Write the release that you tested, such as `{}`, or keep a lock file.", pin(loose[0])))
        .at(out, &subject, standing, Strength::Shows, steps);
}

/// A file of the same folder names one release of each: that one is installed, and this one is what it is made from
/// (`requirements.in`, `base_requirements.txt`).
fn is_pinned_beside(facts: &Facts, path: &str, loose: &[&Dependency]) -> bool {
    let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let beside = |d: &&Dependency| {
        d.pinned && d.production && d.place.file().is_some_and(|(p, _)| **p != *path && folder(p) == folder(path))
    };
    let pinned: BTreeSet<&str> = facts.dependencies.iter().filter(beside).map(|d| d.name.as_str()).collect();
    loose.iter().all(|d| pinned.contains(d.name.as_str()))
}

/// Nothing keeps a new major release out; of what comes from an address, nothing names the commit.
fn is_loose(dependency: &Dependency) -> bool {
    let wanted = dependency.requirement.trim();
    let bounded = match dependency.ecosystem {
        Ecosystem::Npm => {
            !matches!(wanted, "" | "*" | "x" | "latest" | "next") && (!wanted.starts_with('>') || wanted.contains('<'))
        }
        Ecosystem::Conda => wanted.contains(['=', '<']),
        _ => ["<", "==", "~=", "^"].iter().any(|bound| wanted.contains(bound)),
    };
    !dependency.pinned && (wanted.starts_with('@') || !bounded)
}

fn wanted(dependency: &Dependency) -> String {
    match dependency.requirement.trim() {
        "" => format!("asks for any release of {}", dependency.name),
        bound => format!("asks for {} {bound}", dependency.name),
    }
}

fn pin(dependency: &Dependency) -> String {
    match dependency.ecosystem {
        Ecosystem::Npm => format!("{}@<release>", dependency.name),
        _ => format!("{}==<release>", dependency.name),
    }
}

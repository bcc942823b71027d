//! `dependencies/no-lockfile-or-hashes`: nothing says what exactly is installed.

use std::collections::BTreeSet;
use std::sync::Arc;

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Dependency, Ecosystem, Facts, Rule, Severity, Standing, Strength, Subject, Verdicts};

use crate::common::{Fault, step_at};
use crate::packages;

/// The rule.
pub static RULE: Rule = Rule {
    id: "dependencies/no-lockfile-or-hashes",
    title: "Nothing says what exactly is installed",
    severity: Severity::Info,
    checklist: "A lock file or hashes say what exactly is installed",
    why: "A pinned package still brings packages of its own in whichever release is newest, and a release can be replaced \
          under the same number on a private index. A lock file names every package of the tree, and its hashes make a \
          changed file fail to install.",
    remedy: "Let a tool write the whole tree with hashes, and install from that:\n\n\
             pip-compile --generate-hashes requirements.in\n\
             pip install --require-hashes -r requirements.txt",
    remedies: &[],
    references: &[
        "https://pip.pypa.io/en/stable/topics/secure-installs/",
        "https://docs.astral.sh/uv/concepts/projects/sync/",
        "https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-03-Dependency-Chain-Abuse",
    ],
    cwe: &[494, 353],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== requirements.txt
flask==3.1.2
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== pyproject.toml
[project]
name = "shop"
version = "1.0"
dependencies = ["flask>=3,<4"]
"#),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== requirements.txt
flask==3.1.2 --hash=sha256:ca1d8112ec8a6158cc29ea4858963350011b5c846a414cdb7a954aa9e967d03a
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
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    if !packages::is_deployed(facts) {
        return;
    }
    let needed = || facts.dependencies.iter().filter(|d| d.production && d.ecosystem != Ecosystem::Debian);
    let files: BTreeSet<&Arc<str>> = needed().filter_map(|d| Some(d.place.file()?.0)).collect();
    for path in files {
        let all: Vec<&Dependency> = needed().filter(|d| d.place.file().is_some_and(|(p, _)| p == path)).collect();
        let (subject, standing) = (Subject::file(&**path), Standing::Kind(all[0].kind));
        let step = step_at(&all[0].place, "names packages of production");
        if packages::is_locked(facts, path, all[0].ecosystem) || all.iter().all(|d| d.hashed) {
            out.passes(&subject, standing, vec![step]);
        } else {
            let says = format!("No lock file stands beside `{path}`, and it carries no hashes.");
            Fault::new(says).at(out, &subject, standing, Strength::Shows, vec![step]);
        }
    }
}

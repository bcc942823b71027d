//! `secrets/env-file-not-ignored`: nothing keeps the file with the secrets out of git or of the image.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Edit, EnvFile, Facts, Finding, Layer, Place, Rule, Severity, Standing, Step, Strength, Subject, Verdicts,
};

use crate::common::Fault;
use crate::mending::listed;

/// The rule.
pub static RULE: Rule = Rule {
    id: "secrets/env-file-not-ignored",
    title: "Nothing keeps an environment file out of git or of the image",
    severity: Severity::Medium,
    checklist: "Git and Docker ignore environment files",
    why: "The next `git add .` puts the file and its secrets into the history, and `COPY . .` puts it into a layer of the \
          image, where it can be read by whoever may pull the image, even when a later step deletes it.",
    remedy: "One line in each of the two lists:\n\n\
             echo .env >> .gitignore\n\
             echo .env >> .dockerignore",
    remedies: &[],
    references: &[
        "https://git-scm.com/docs/gitignore",
        "https://docs.docker.com/build/concepts/context/#dockerignore-files",
        "https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html",
    ],
    cwe: &[538, 312],
    since: "0.1",
    examples: &[
        Bad(r#"=== .env
SECRET_KEY=c41d9f2a8be75e30a6f1b97d24ce805f
=== git tracked
app.py
"#),
        Bad(r#"=== .env
SECRET_KEY=c41d9f2a8be75e30a6f1b97d24ce805f
=== app.py
from flask import Flask

app = Flask(__name__)
=== Dockerfile
FROM python:3.13-slim
COPY . .
CMD ["gunicorn", "app:app"]
=== git ignored
.env
"#),
        Good(
            r#"=== .env
SECRET_KEY=c41d9f2a8be75e30a6f1b97d24ce805f
=== git ignored
.env
"#,
        ),
        Good(
            r#"=== .env
SECRET_KEY=c41d9f2a8be75e30a6f1b97d24ce805f
=== Dockerfile
FROM python:3.13-slim
COPY . .
CMD ["gunicorn", "app:app"]
=== .dockerignore
.env
=== git ignored
.env
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for file in facts.env_files.iter().filter(|f| !f.secrets.is_empty() && f.tracked != Some(true)) {
        let (subject, standing) = (Subject::file(&*file.path), Standing::Kind(file.kind));
        let lacking = lacking(file);
        match lacking.is_empty() {
            false => fault(file, &lacking).at(out, &subject, standing, Strength::Shows, places(file, &lacking)),
            true if file.git_ignored.is_none() && file.docker_ignored.is_none() => {
                let why = "the project is no git repository, and nothing copies the folder into an image";
                out.unknown(&subject, standing, why, places(file, &lacking));
            }
            true => out.passes(&subject, standing, places(file, &lacking)),
        }
    }
}

/// A list of files to leave alone, and what happens without it.
struct List {
    name: &'static str,
    otherwise: &'static str,
}

const GIT: List = List { name: ".gitignore", otherwise: "the next `git add .` puts it into the history" };
const DOCKER: List = List { name: ".dockerignore", otherwise: "the Dockerfile's COPY puts it into the image" };

/// The lists that should name the file and do not.
fn lacking(file: &EnvFile) -> Vec<List> {
    let git = (file.git_ignored == Some(false)).then_some(GIT);
    let docker = (file.docker_ignored == Some(false)).then_some(DOCKER);
    git.into_iter().chain(docker).collect()
}

fn fault(file: &EnvFile, lacking: &[List]) -> Fault {
    let lists: Vec<&str> = lacking.iter().map(|l| l.name).collect();
    let otherwise: Vec<&str> = lacking.iter().map(|l| l.otherwise).collect();
    Fault::new(format!("`{}` holds secrets and is not ignored: {}.", file.path, otherwise.join(", and "))).fix(format!(
        "Add `{}` to {}.",
        file.path,
        lists.join(" and ")
    ))
}

fn places(file: &EnvFile, lacking: &[List]) -> Vec<Step> {
    let line = file.secrets.first().map_or(0, |(_, line)| *line);
    let here = Place::File { layer: Layer::Deploy, path: file.path.clone(), line, column: 0, width: 0 };
    let mut all = vec![Step::new(here, "holds secrets")];
    all.extend(lacking.iter().map(|list| {
        let place = Place::Absent { layer: Layer::Deploy, path: list.name.into(), line: 0 };
        Step::new(place, format!("does not name {}", file.path))
    }));
    all
}

fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let path = &finding.subject.name;
    let lists = finding.places.iter().filter(|step| matches!(step.place, Place::Absent { .. }));
    lists.filter_map(|step| listed(facts, &step.place, path)).collect()
}

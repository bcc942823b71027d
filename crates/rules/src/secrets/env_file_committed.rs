//! `secrets/env-file-committed`: the file with the secrets is part of the repository.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, EnvFile, Facts, Layer, Place, Rule, Severity, Standing, Step, Strength, Subject, Verdicts};

use crate::common::Fault;

/// The rule.
pub static RULE: Rule = Rule {
    id: "secrets/env-file-committed",
    title: "An environment file with secrets is in git",
    severity: Severity::High,
    checklist: "Environment files stay out of git",
    why: "A `.env` file is where secrets are kept so that they are not in the code. In git they are copied to every \
          developer, every fork and every build machine all the same, and they stay in the history after the file is \
          gone.",
    remedy: "Take it out of git, ignore it, and change each secret in it:\n\n\
             git rm --cached .env\n\
             echo .env >> .gitignore\n\n\
             Keep a `.env.example` with names and no values.",
    remedies: &[],
    references: &[
        "https://git-scm.com/docs/gitignore",
        "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
        "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/\
         removing-sensitive-data-from-a-repository",
    ],
    cwe: &[538, 312],
    since: "0.1",
    examples: &[
        Bad(r#"=== .env
SECRET_KEY=c41d9f2a8be75e30a6f1b97d24ce805f
=== git tracked
.env
"#),
        Bad(r#"=== deploy/.env.production
DB_PASSWORD=Gx7pQ2vLw9
=== git tracked
deploy/.env.production
"#),
        Good(
            r#"=== .env
SECRET_KEY=c41d9f2a8be75e30a6f1b97d24ce805f
=== git tracked
app.py
=== git ignored
.env
"#,
        ),
        Good(
            r#"=== .env.example
SECRET_KEY=
DB_PASSWORD=change-me
=== git tracked
.env.example
"#,
        ),
        Good(
            r#"=== .env
FLASK_APP=shop
=== git tracked
.env
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// How many of the names are told.
const TOLD: usize = 5;

fn check(facts: &Facts, out: &mut Verdicts) {
    for file in facts.env_files.iter().filter(|f| !f.secrets.is_empty()) {
        let (subject, standing) = (Subject::file(&*file.path), Standing::Kind(file.kind));
        match file.tracked {
            Some(true) => fault(file).at(out, &subject, standing, Strength::Shows, places(file)),
            Some(false) => out.passes(&subject, standing, places(file)),
            None => out.unknown(&subject, standing, "the project is no git repository", places(file)),
        }
    }
}

fn fault(file: &EnvFile) -> Fault {
    let names: Vec<String> = file.secrets.iter().take(TOLD).map(|(name, _)| format!("`{name}`")).collect();
    let more = match file.secrets.len().saturating_sub(TOLD) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Fault::new(format!(
        "`{}` is in git with values for {}{more}: every copy of the repository carries them, and its history keeps them.",
        file.path,
        names.join(", ")
    ))
    .fix(format!("`git rm --cached {}`, add it to `.gitignore`, and change each of these secrets.", file.path))
}

/// The lines of the secrets.
fn places(file: &EnvFile) -> Vec<Step> {
    let step = |(name, line): &(String, u32)| {
        let place = Place::File { layer: Layer::Deploy, path: file.path.clone(), line: *line, column: 0, width: 0 };
        Step::new(place, format!("gives {name} a value"))
    };
    file.secrets.iter().take(TOLD).map(step).collect()
}

//! `exposure/database-dump`: a database with people in it stands among the project's files.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Facts, Layer, Place, Rule, SensitiveFile, Severity, Standing, Step, Strength, Subject, Verdicts,
};

use crate::common::Fault;
use crate::served::{self, Sort};

/// The rule.
pub static RULE: Rule = Rule {
    id: "exposure/database-dump",
    title: "A database is among the project's files",
    severity: Severity::Medium,
    checklist: "No database, and no dump of one, lies in the project",
    why: "A database that was committed goes wherever the project goes: to everybody who clones it, into every image that \
          copies the folder, and often onto the web server. It holds the accounts of whoever used the program, with \
          their password hashes and sessions, and taking it out later leaves it in the history.",
    remedy: "Take the file out of git and keep it out; what the program needs to start goes into a seed script or a \
             migration:\n\n\
             git rm --cached db.sqlite3\n\
             echo db.sqlite3 >> .gitignore\n\n\
             If anybody real is in it, change their passwords and end their sessions.",
    remedies: &[],
    references: &[
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/04-Review_Old_Backup_and_Unreferenced_Files_for_Sensitive_Information",
        "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository",
    ],
    cwe: &[538, 530],
    since: "0.1",
    examples: &[
        Bad("=== backup/shop.sql
-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
INSERT INTO `users` VALUES (1,'ada@shop.example','$2b$12$KIXl1a0mPpV3Yh1sYv7nUe');
"),
        Bad("=== shop.dump.sql
--
-- PostgreSQL database dump
--
COPY public.accounts_customer (id, email) FROM stdin;
1\tada@shop.example
"),
        Good(
            "=== schema.sql
-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
CREATE TABLE `users` (id int, email text);
",
        ),
        Good(
            "=== catalogue.sql
-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
INSERT INTO `books` VALUES (1,'Middlemarch');
",
        ),
        Bad(r#"=== GET https://shop.example/backup.sql
200
content-type: application/sql

-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
CREATE TABLE `users` (id int, email text);
"#),
        Good(
            r#"=== GET https://shop.example/backup.sql
200
content-type: text/html

<p>There is no such page.</p>
"#,
        ),
    ],
    asks: Some(|facts| served::asks(facts, Sort::Dump)),
    check: Check::Native(check),
    mend: None,
};

/// What lies in a folder that is served is the concern of the rule on such folders.
fn check(facts: &Facts, out: &mut Verdicts) {
    served::report(facts, out, Sort::Dump);
    let databases =
        facts.sensitive_files.iter().filter(|f| !f.key && f.served.is_none() && f.what.contains("database"));
    for file in databases {
        let (subject, standing) = (Subject::file(&*file.path), Standing::Kind(file.kind));
        let place = Place::File { layer: Layer::Deploy, path: file.path.clone(), line: 0, column: 0, width: 0 };
        match (&file.people, file.tracked) {
            (_, Some(false)) | (None, _) => out.passes(&subject, standing, vec![Step::new(place, is(file))]),
            (Some(table), tracked) => {
                let places = vec![Step::new(place, format!("{} with a table `{table}`", is(file)))];
                let strength = if tracked.is_some() { Strength::Shows } else { Strength::Suggests };
                fault(file, table).at(out, &subject, standing, strength, places);
            }
        }
    }
}

fn is(file: &SensitiveFile) -> String {
    format!("is {}", file.what)
}

fn fault(file: &SensitiveFile, table: &str) -> Fault {
    Fault::new(format!(
        "`{}` is {} with a table `{table}`: whoever has a copy of the project has the people in it.",
        file.path, file.what
    ))
}

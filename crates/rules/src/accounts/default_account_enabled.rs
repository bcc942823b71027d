//! `accounts/default-account-enabled`: an account for trying things out is set up in production.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Framework, Literal, Rule, Severity, Standing, Strength, Verdicts};

use crate::common::{Fault, file_of, step_at};
use crate::passwords;

/// The rule.
pub static RULE: Rule = Rule {
    id: "accounts/default-account-enabled",
    title: "An account for trying things out is set up",
    severity: Severity::High,
    checklist: "No sample or guest account exists in production",
    why: "An account named `demo`, `guest` or `test` belongs to nobody: its password is known to everybody who ever tried \
          the app, it is never changed, and no one notices when it is used. It is the first foothold, from which the \
          rest is tried as a logged-in user.",
    remedy: "Create such accounts only where developers work:\n\n\
             if app.debug:\n    \
                 create_demo_account()\n\n\
             and delete the account where it exists.",
    remedies: &[(
        Framework::Django,
        "Create such accounts in a command that only developers run, and delete the account where it \
         exists:\n\n\
         python manage.py loaddata demo",
    )],
    references: &[
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/\
         04-Authentication_Testing/02-Testing_for_Default_Credentials",
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
    ],
    cwe: &[1392, 1188],
    since: "0.1",
    examples: &[
        Bad(r#"=== seed.py
from models import User, db

def seed():
    db.session.add(User(username="demo", password="Gx7pQ2vLw9"))
    db.session.commit()
"#),
        Bad(r#"=== seed.py
from models import create_user

def seed():
    create_user(username="guest", password="Lw9Gx7pQ2v")
"#),
        Good(
            r#"=== tests/conftest.py
from models import User, db

def seed():
    db.session.add(User(username="demo", password="Gx7pQ2vLw9"))
    db.session.commit()
"#,
        ),
        Good(
            r#"=== seed.py
import os
from models import User, db

def seed():
    db.session.add(User(username=os.environ["FIRST_USER"], password=os.environ["FIRST_PASSWORD"]))
    db.session.commit()
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for literal in facts.literals.iter().filter(|l| passwords::is_seed(l)) {
        let sample = literal.user.as_deref().filter(|user| is_concern(user, literal));
        if let Some(user) = sample {
            let says = format!(
                "The set-up creates the account `{user}` with a password that stands in the file. It belongs to nobody, \
                 and everybody who has read the file can log in."
            );
            let step = step_at(&literal.place, format!("creates {user}"));
            let (subject, standing) = (file_of(&literal.place), Standing::Kind(literal.kind));
            Fault::new(says).at(out, &subject, standing, Strength::Shows, vec![step]);
        }
    }
}

/// A pair that everybody tries is the concern of the rule on default credentials.
fn is_concern(user: &str, literal: &Literal) -> bool {
    passwords::is_sample(user) && passwords::why_known(user, &literal.value).is_none()
}

//! `secrets/in-git-history`: a secret was taken out of the files, and every clone still has it.

use std::collections::BTreeMap;

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Facts, Kind, PastSecret, Place, Rule, Secret, Severity, Standing, Step, Strength, Subject, Verdicts,
};

use crate::common::Fault;

/// The rule.
pub static RULE: Rule = Rule {
    id: "secrets/in-git-history",
    title: "A secret is gone from the files and still in git's history",
    severity: Severity::High,
    checklist: "No secret stands in git's history",
    why: "git keeps every version of every file. A key that was taken out again is in every clone and fork that was made \
          since it was committed, and programs that look for keys search whole histories. Only a key that no longer \
          opens anything is harmless there.\n\nThe history is searched with `--history`.",
    remedy: "Revoke the key first: that alone helps. Then, if the repository is handed around, write its history anew and \
             ask for new clones:\n\n\
             git filter-repo --invert-paths --path deploy/key.pem",
    remedies: &[],
    references: &[
        "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/\
         removing-sensitive-data-from-a-repository",
        "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
    ],
    cwe: &[540, 312],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
import os

STRIPE_KEY = os.environ["STRIPE_KEY"]
=== commit 0a1b2c3d4e 2024-05-01 app.py
STRIPE_KEY = "sk_live_k3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4Hs6Jf0Ga"
"#),
        Bad(r#"=== app.py
import os
=== commit 0a1b2c3d4e 2024-05-01 deploy/key.pem
-----BEGIN PRIVATE KEY-----
k3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4Hs6Jf0Gak3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4Hs6Jf0Ga
k3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4Hs6Jf0Gak3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4Hs6Jf0Ga
-----END PRIVATE KEY-----
"#),
        Good(
            r#"=== app.py
import os

STRIPE_KEY = os.environ["STRIPE_KEY"]
=== commit 0a1b2c3d4e 2024-05-01 app.py
STRIPE_KEY = "sk_test_k3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4Hs6Jf0Ga"
"#,
        ),
        Good(
            r#"=== pay.js
const key = "sk_live_k3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4Hs6Jf0Ga";
=== commit 0a1b2c3d4e 2024-05-01 pay.js
const key = "sk_live_k3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4Hs6Jf0Ga";
"#,
        ),
        Good(
            r#"=== app.py
import os
=== commit 0a1b2c3d4e 2024-05-01 tests/test_pay.py
KEY = "sk_live_k3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4Hs6Jf0Ga"
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    let mut each: BTreeMap<&Secret, &PastSecret> = BTreeMap::new();
    for past in facts.past.iter().filter(|past| !is_still_there(facts, past) && past.kind != Kind::Test) {
        let known = each.entry(&past.value).or_insert(past);
        if (&past.date, &past.place) < (&known.date, &known.place) {
            *known = past;
        }
    }
    for past in each.into_values() {
        fault(past).at(out, &subject(past), Standing::Kind(past.kind), Strength::Shows, vec![step(past)]);
    }
}

/// What still stands in a file is the concern of the rules on files.
fn is_still_there(facts: &Facts, past: &PastSecret) -> bool {
    let stands = || facts.literals.iter().any(|literal| literal.value == past.value);
    let Place::Past { path, .. } = &past.place else { return false };
    stands() || facts.sensitive_files.iter().any(|file| file.key && file.path == *path)
}

fn fault(past: &PastSecret) -> Fault {
    Fault::new(format!(
        "The history has a secret of the sort \"{}\" ({}), which {} of {} brought: every clone has it, though no file \
         does any more.",
        past.name,
        past.value,
        commit(past),
        past.date
    ))
    .fix("Revoke it at its provider: taking it out of the history does not reach the clones that exist.")
}

fn commit(past: &PastSecret) -> String {
    match &past.place {
        Place::Past { commit, .. } => format!("commit {commit}"),
        other => other.to_string(),
    }
}

fn step(past: &PastSecret) -> Step {
    Step::new(past.place.clone(), format!("{} of {} brings {}", commit(past), past.date, past.value))
}

fn subject(past: &PastSecret) -> Subject {
    match &past.place {
        Place::Past { path, .. } => Subject::file(path.to_string()),
        other => Subject::file(other.to_string()),
    }
}

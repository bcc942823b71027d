//! `secrets/private-key-file`: a private key or a keystore is part of the project.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Facts, Layer, Place, Rule, SensitiveFile, Severity, Standing, Step, Strength, Subject, Verdicts,
};

use crate::common::Fault;

/// The rule.
pub static RULE: Rule = Rule {
    id: "secrets/private-key-file",
    title: "A private key is among the project's files",
    severity: Severity::Critical,
    checklist: "Private keys stay out of the project",
    why: "Whoever has the key is whom it names: the web server to every browser, the user to every machine that lets him \
          in, the service account to the cloud. A key among the project's files is in every copy, image and back-up of \
          it.",
    remedy: "Replace the key, because it is known, and mount the new one where the app is deployed:\n\n\
             git rm --cached deploy/tls.key\n\
             echo '*.key' >> .gitignore",
    remedies: &[],
    references: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Key_Management_Cheat_Sheet.html",
        "https://docs.docker.com/compose/how-tos/use-secrets/",
        "https://cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys",
    ],
    cwe: &[321, 538],
    since: "0.1",
    examples: &[
        Bad("=== deploy/tls.key
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgexampleexample0
exampleexampleexampleexampleexampleexampleexampleexampleexample0
-----END PRIVATE KEY-----
=== git tracked
deploy/tls.key
"),
        Bad("=== id_ed25519
-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtz
exampleexampleexampleexampleexampleexampleexampleexampleexample0
-----END OPENSSH PRIVATE KEY-----
=== git tracked
id_ed25519
"),
        Good(
            "=== deploy/tls.crt
-----BEGIN CERTIFICATE-----
MIIBszCCAVmgAwIBAgIUexampleexampleexampleexample
-----END CERTIFICATE-----
=== git tracked
deploy/tls.crt
",
        ),
        Good(
            "=== deploy/tls.key
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgexampleexample0
exampleexampleexampleexampleexampleexampleexampleexampleexample0
-----END PRIVATE KEY-----
=== git ignored
deploy/tls.key
",
        ),
        Good(
            "=== tests/tls.key
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgexampleexample0
exampleexampleexampleexampleexampleexampleexampleexampleexample0
-----END PRIVATE KEY-----
=== git tracked
tests/tls.key
",
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    // A key inside a folder that is served is the concern of the rule on such folders.
    for file in facts.sensitive_files.iter().filter(|f| f.key && f.served.is_none()) {
        let (subject, standing) = (Subject::file(&*file.path), Standing::Kind(file.kind));
        let place = Place::File { layer: Layer::Deploy, path: file.path.clone(), line: 0, column: 0, width: 0 };
        let places = vec![Step::new(place, format!("is {}", file.what))];
        match file.tracked {
            Some(false) => out.passes(&subject, standing, places),
            Some(true) => fault(file, "in git").at(out, &subject, standing, Strength::Shows, places),
            None => fault(file, "among the project's files").at(out, &subject, standing, Strength::Suggests, places),
        }
    }
}

fn fault(file: &SensitiveFile, stands: &str) -> Fault {
    Fault::new(format!("`{}` is {} and stands {stands}: whoever has a copy can act with it.", file.path, file.what))
        .fix(format!(
            "Replace the key where it is in use, and take `{}` out of the project and its history.",
            file.path
        ))
}

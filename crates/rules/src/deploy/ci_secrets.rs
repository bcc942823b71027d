//! `deploy/ci-secrets`: a pipeline gives its secrets or its rights away.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Edit, Facts, Finding, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, flag, origin};
use crate::mending::{rewrite, risky};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/ci-secrets",
    title: "A pipeline gives its secrets or its rights away",
    severity: Severity::High,
    checklist: "Pipelines hold no secrets in clear and run nothing of strangers with the project's rights",
    why: "A pipeline can publish releases and deploy. A secret in its file is read by everybody who can read the code. \
          And some events run with the project's own rights although a stranger causes them: when such a job fetches \
          and runs the code of a pull request, or puts the title of an issue into a script, the stranger has these rights.",
    remedy: "Keep secrets in the store of the platform, hand what strangers write over in a variable, and name the \
             rights that are needed:\n\nenv:\n  TITLE: ${{ github.event.issue.title }}\nrun: echo \"$TITLE\"",
    remedies: &[],
    references: &[
        "https://docs.github.com/actions/security-for-github-actions/security-guides/security-hardening-for-github-actions",
        "https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/",
        "https://docs.gitlab.com/ci/variables/",
    ],
    cwe: &[94, 798, 250],
    since: "0.1",
    examples: &[
        Bad(r#"=== .github/workflows/greet.yml
on: issues
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "${{ github.event.issue.title }}"
"#),
        Bad(r#"=== .github/workflows/test.yml
on: pull_request_target
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: ${{ github.event.pull_request.head.sha }}
      - run: npm ci && npm test
"#),
        Bad(r#"=== .github/workflows/release.yml
on: push
permissions: write-all
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - run: make release
"#),
        Bad(r#"=== .gitlab-ci.yml
variables:
  DEPLOY_SECRET_KEY: "q7Zt0fK2vB9xLm4Rw8Yc1Hn6"
deploy:
  script:
    - ./deploy.sh
"#),
        Good(
            r#"=== .github/workflows/greet.yml
on: issues
permissions:
  issues: write
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - env:
          TITLE: ${{ github.event.issue.title }}
          TOKEN: ${{ secrets.GREETER_TOKEN }}
        run: echo "$TITLE" in ${{ github.event.issue.number }}
"#,
        ),
        Good(
            r#"=== .github/workflows/label.yml
on: pull_request_target
permissions:
  pull-requests: write
jobs:
  label:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: ./label.sh
"#,
        ),
        Good(
            r#"=== .github/workflows/test.yml
on: pull_request
jobs:
  test:
    runs-on: ubuntu-latest
    services:
      db:
        image: postgres:17
        env:
          POSTGRES_PASSWORD: postgres
    env:
      DATABASE_PASSWORD: postgres
    steps:
      - uses: actions/checkout@v4
        with:
          ref: ${{ github.event.pull_request.head.sha }}
      - run: pytest
"#,
        ),
        Good(
            r#"=== .gitlab-ci.yml
variables:
  DEPLOY_SECRET_KEY: $PRODUCTION_KEY
deploy:
  script:
    - ./deploy.sh
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::CI_SECRET, |value| value.secret().is_some(), in_clear);
    flag(facts, out, Key::CI_PERMISSIONS, |value| value.text() == Some("write-all"), every_right);
    flag(facts, out, Key::CI_UNTRUSTED_CODE, |value| *value == Value::Bool(true), code);
    flag(facts, out, Key::CI_INJECTION, |value| matches!(value, Value::Map(_)), script);
}

fn in_clear(setting: &Setting) -> Fault {
    let held = setting.value.secret().map(ToString::to_string).unwrap_or_default();
    Fault::new(format!(
        "`{}` stands in the pipeline's file in clear ({}): {held}. Whoever reads the code can use it.",
        setting.raw,
        origin(setting)
    ))
    .fix("Revoke it, make a new one, and keep that in the secrets of the repository: `${{ secrets.NAME }}`.")
}

/// A job alone does less harm than all of them.
fn every_right(setting: &Setting) -> Fault {
    let job = setting.component.name.contains('#');
    let who = if job { "The job's token" } else { "Every job's token" };
    Fault::new(format!(
        "{who} may write everything in the repository ({}): whatever a step downloads and runs may, too.",
        origin(setting)
    ))
    .fix("Name the rights that are needed:\n\npermissions:\n  contents: read")
    .severity(if job { Severity::Medium } else { Severity::High })
}

/// The least that a checkout needs; a job that does more has to be given more.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    risky(rewrite(facts, finding, &[("permissions", "{ contents: read }")]))
}

fn code(setting: &Setting) -> Fault {
    Fault::new(format!(
        "`{}` fetches the code of a pull request and runs it with the project's own rights and secrets ({}): whoever \
         opens one has them.",
        setting.component,
        origin(setting)
    ))
    .fix("Let `pull_request` run the code, without secrets, and do what needs them in a second workflow that only reads its results.")
}

/// Pull requests of strangers run without secrets unless the event says otherwise.
fn script(setting: &Setting) -> Fault {
    let part = |name: &str| match &setting.value {
        Value::Map(all) => all.iter().find(|(own, _)| own == name).map(|(_, value)| value),
        _ => None,
    };
    let expression = part("expression").and_then(Value::text).unwrap_or_default();
    let privileged = part("privileged") == Some(&Value::Bool(true));
    Fault::new(format!(
        "`{expression}` is put into a script before the shell reads it ({}): whoever chooses it writes commands.",
        origin(setting)
    ))
    .fix("Hand it over in a variable: `env: {TEXT: ${{ … }}}`, and write \"$TEXT\" in the script.")
    .severity(if privileged { Severity::High } else { Severity::Medium })
}

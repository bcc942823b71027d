//! The short list before a deploy: what has to be true, put together from the items of the checklist.

use sneck_model::{ChecklistItem, Facts, ItemState, Layer, PredeployItem};

use crate::cause::add_steps;
use crate::score::is_looked_at;

/// The most evidence, and the most reasons, that an item shows.
const SHOWN: usize = 5;

/// One thing that has to be true.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its heading.
    pub area: &'static str,
    /// The state to be in.
    pub item: &'static str,
    /// Rules that answer it: ids, or groups that end in `/`.
    pub rules: &'static [&'static str],
    /// Layers without which nobody can tell.
    must: &'static [Layer],
    /// Layers that may tell where the others have nothing to say.
    may: &'static [Layer],
}

const APP: &str = "App and framework";
const SERVER: &str = "Server and network";
const ACCOUNTS: &str = "Accounts and data";
const PACKAGES: &str = "Dependencies";
const LOGGING: &str = "Logging";

use Layer::{Code, Deploy, Host, Live};

/// The whole list.
pub const ROWS: &[Row] = &[
    Row {
        area: APP,
        item: "Debug mode and test switches are off, and no debugger answers",
        rules: &["app/debug-mode", "app/debug-toolbar", "app/debugger-library", "app/testing-mode", "app/dev-server"],
        must: &[],
        may: &[Code, Live],
    },
    Row {
        area: APP,
        item: "Signing keys come from outside, have no default, and cannot be guessed",
        rules: &[
            "secrets/hardcoded-secret-key",
            "secrets/secret-key-fallback",
            "secrets/secret-key-missing",
            "secrets/weak-secret-key",
        ],
        must: &[],
        may: &[Code],
    },
    Row {
        area: APP,
        item: "Visitors get plain error pages, and the detail goes to the log",
        rules: &["app/verbose-errors", "app/no-error-handler"],
        must: &[],
        may: &[Code, Live],
    },
    Row {
        area: APP,
        item: "Session cookies are HttpOnly, Secure and SameSite",
        rules: &["cookies/httponly", "cookies/secure", "cookies/samesite"],
        must: &[],
        may: &[Code, Live],
    },
    Row {
        area: APP,
        item: "Protective headers are sent: HSTS, a content policy, framing, types, referrers",
        rules: &[
            "headers/hsts",
            "headers/csp",
            "headers/frame-options",
            "headers/content-type-options",
            "headers/referrer-policy",
        ],
        must: &[],
        may: &[Code, Live],
    },
    Row {
        area: APP,
        item: "Only named sites read answers across origins",
        rules: &["cors/"],
        must: &[],
        may: &[Code, Live],
    },
    Row {
        area: APP,
        item: "Samples, developers' pages and features that nobody needs are gone",
        rules: &[
            "app/unused-features",
            "exposure/debug-endpoint",
            "exposure/api-docs",
            "accounts/default-account-enabled",
        ],
        must: &[],
        may: &[Code, Live],
    },
    Row {
        area: SERVER,
        item: "Only the ports that are needed are open",
        rules: &["network/unneeded-port", "network/firewall", "deploy/open-security-group", "app/bind-all-interfaces"],
        must: &[Host],
        may: &[],
    },
    Row {
        area: SERVER,
        item: "Databases, caches and brokers are closed to strangers and ask who connects",
        rules: &["network/exposed-service", "network/service-without-auth", "deploy/public-database"],
        must: &[],
        may: &[Deploy, Host],
    },
    Row {
        area: SERVER,
        item: "Folders are not listed",
        rules: &["exposure/directory-listing"],
        must: &[],
        may: &[Deploy, Live],
    },
    Row {
        area: SERVER,
        item: "No repository, environment file, backup or source code is served",
        rules: &[
            "exposure/git",
            "exposure/env-file",
            "exposure/backup-file",
            "exposure/config-file",
            "exposure/source-file",
            "exposure/static-sensitive-file",
            "exposure/os-metadata",
        ],
        must: &[Live],
        may: &[],
    },
    Row {
        area: SERVER,
        item: "HTTPS everywhere: plain HTTP leads there, certificates and versions are sound",
        rules: &["transport/http-allowed", "transport/certificate", "transport/tls-version", "transport/tls-cipher"],
        must: &[],
        may: &[Code, Deploy, Live],
    },
    Row {
        area: SERVER,
        item: "Programs and containers run without root, and storage is closed to the public",
        rules: &[
            "host/process-as-root",
            "deploy/container-root",
            "deploy/container-privileged",
            "deploy/public-bucket",
        ],
        must: &[],
        may: &[Deploy, Host],
    },
    Row {
        area: ACCOUNTS,
        item: "No account has a default password, and first passwords are strong and changed",
        rules: &["accounts/default-credentials", "accounts/no-forced-change", "accounts/weak-password-policy"],
        must: &[],
        may: &[Code, Live],
    },
    Row {
        area: ACCOUNTS,
        item: "The back office and the API ask who is there",
        rules: &["exposure/admin-panel", "api/no-authentication"],
        must: &[],
        may: &[Code, Live],
    },
    Row {
        area: ACCOUNTS,
        item: "The app's database account may do what the app needs, no more",
        rules: &["accounts/database-superuser"],
        must: &[],
        may: &[Code, Deploy],
    },
    Row {
        area: ACCOUNTS,
        item: "Passwords and tokens stand neither in the project nor in git",
        rules: &[
            "secrets/hardcoded-credential",
            "secrets/env-file-committed",
            "secrets/env-file-not-ignored",
            "secrets/private-key-file",
            "secrets/in-image",
            "secrets/in-git-history",
            "deploy/ci-secrets",
        ],
        must: &[Code],
        may: &[],
    },
    Row {
        area: PACKAGES,
        item: "Packages are pinned, still mended, and have no published weakness",
        rules: &["dependencies/"],
        must: &[],
        may: &[Code],
    },
    Row {
        area: LOGGING,
        item: "What happens is written down, and holds no secrets",
        rules: &["app/logging", "deploy/audit-log-off"],
        must: &[],
        may: &[Code, Deploy],
    },
];

impl Row {
    /// Whether a rule answers it.
    #[must_use]
    pub fn has(&self, rule: &str) -> bool {
        self.rules.iter().any(|one| *one == rule || (one.ends_with('/') && rule.starts_with(one)))
    }
}

/// The list, filled in.
pub(crate) fn items(facts: &Facts, checklist: &[ChecklistItem]) -> Vec<PredeployItem> {
    ROWS.iter().map(|row| item(facts, checklist, row)).collect()
}

fn item(facts: &Facts, checklist: &[ChecklistItem], row: &Row) -> PredeployItem {
    let own: Vec<&ChecklistItem> =
        checklist.iter().filter(|item| item.rules.iter().any(|rule| row.has(rule))).collect();
    let missing =
        |layers: &[Layer]| layers.iter().copied().filter(|layer| !is_looked_at(facts, *layer)).collect::<Vec<_>>();
    let (state, missing) = decide(&own, missing(row.must), missing(row.may));
    let deciding: Vec<_> = own.iter().filter(|item| item.state == state).collect();
    let mut evidence = Vec::new();
    deciding.iter().for_each(|item| add_steps(&mut evidence, &item.evidence));
    evidence.truncate(SHOWN);
    let mut open: Vec<String> = deciding.iter().flat_map(|item| item.open.iter().cloned()).collect();
    open.truncate(SHOWN);
    let rules = deciding.iter().flat_map(|item| &item.rules).filter(|rule| row.has(rule)).cloned().collect();
    PredeployItem { area: row.area, item: row.item, state, rules, evidence, open, missing }
}

/// One failure fails it. What nobody looked at is not known, and neither is what could not be told.
fn decide(own: &[&ChecklistItem], must: Vec<Layer>, may: Vec<Layer>) -> (ItemState, Vec<Layer>) {
    let is = |state| own.iter().any(|item| item.state == state);
    if is(ItemState::Fail) {
        (ItemState::Fail, must)
    } else if is(ItemState::Unknown) || !must.is_empty() {
        (ItemState::Unknown, must)
    } else if is(ItemState::Pass) {
        (ItemState::Pass, Vec::new())
    } else if may.is_empty() {
        (ItemState::NotApplicable, Vec::new())
    } else {
        (ItemState::Unknown, may)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rule: &str, state: ItemState) -> ChecklistItem {
        ChecklistItem { item: rule.into(), state, rules: vec![rule.into()], evidence: Vec::new(), open: Vec::new() }
    }

    fn state(items: &[ChecklistItem], looked_at: &Facts, row: &str) -> (ItemState, Vec<Layer>) {
        let all = super::items(looked_at, items);
        let found = all.into_iter().find(|item| item.item.starts_with(row)).expect("a row");
        (found.state, found.missing)
    }

    #[test]
    fn what_nobody_looked_at_is_not_a_pass() {
        let mut files = Facts::default();
        files.coverage.files_read = 3;
        let served = of("exposure/static-sensitive-file", ItemState::Pass);
        assert_eq!(state(&[served], &files, "No repository"), (ItemState::Unknown, vec![Live]));
        let debug = of("app/debug-mode", ItemState::Pass);
        assert_eq!(state(&[debug], &files, "Debug mode"), (ItemState::Pass, Vec::new()));
        assert_eq!(state(&[], &files, "Debug mode"), (ItemState::Unknown, vec![Live]));
        assert_eq!(state(&[], &files, "Signing keys"), (ItemState::NotApplicable, Vec::new()));
        let both = [of("app/debug-mode", ItemState::Unknown), of("app/debug-toolbar", ItemState::Fail)];
        assert_eq!(state(&both, &files, "Debug mode").0, ItemState::Fail);
    }
}

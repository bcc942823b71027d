//! A finding's name that stays the same when lines move.

use std::collections::HashMap;

use sha2::{Digest, Sha256};
use sneck_model::{Finding, Subject};

/// SHA-256 over the rule, the subject and the name of the literal or setting at the root: no line, no
/// value. 32 hexadecimal digits.
pub(crate) fn of(rule: &str, subject: &Subject, name: Option<&str>) -> String {
    hash(&["sneck/1", rule, &format!("{:?}", subject.kind), &subject.name, name.unwrap_or_default()])
}

/// Findings that would share a name (two causes of one weakness) are numbered in their order.
pub(crate) fn tell_apart(findings: &mut [Finding]) {
    let mut seen: HashMap<String, u32> = HashMap::new();
    for finding in findings {
        let count = seen.entry(finding.fingerprint.clone()).or_default();
        *count += 1;
        if *count > 1 {
            finding.fingerprint = hash(&[&finding.fingerprint, &count.to_string()]);
        }
    }
}

fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        // The length in front keeps `ab` + `c` and `a` + `bc` apart.
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depends_on_what_and_not_on_where() {
        let shop = Subject::app("shop:app");
        let first = of("app/debug-mode", &shop, Some("DEBUG"));
        assert_eq!(first.len(), 32);
        assert_eq!(first, of("app/debug-mode", &shop, Some("DEBUG")));
        assert_ne!(first, of("app/debug-mode", &Subject::app("admin:app"), Some("DEBUG")));
        assert_ne!(first, of("app/debug-mode", &Subject::file("shop:app"), Some("DEBUG")));
        assert_ne!(of("ab", &shop, Some("c")), of("a", &shop, Some("bc")));
    }
}

//! What was not asked, in few rows: one for each question and reason, with the rules that wanted to know.

use std::collections::HashMap;
use std::sync::Arc;

use sneck_model::NotLookedAt;

/// Rules that a row names; the others are counted.
const NAMED: usize = 3;

/// What was not asked, for whom, and why.
pub struct Not {
    /// The request, or the address.
    pub what: String,
    /// The rule that asks.
    pub rule: Arc<str>,
    /// Why, as a clause.
    pub why: String,
}

/// The rows, in the order of the first question of each.
pub fn rows(all: Vec<Not>) -> Vec<NotLookedAt> {
    let mut places: HashMap<(String, String), usize> = HashMap::new();
    let mut groups: Vec<(String, String, Vec<Arc<str>>)> = Vec::new();
    for Not { what, rule, why } in all {
        let at = *places.entry((what.clone(), why.clone())).or_insert_with(|| {
            groups.push((what, why, Vec::new()));
            groups.len() - 1
        });
        groups[at].2.push(rule);
    }
    let row = |(what, why, rules): (String, String, Vec<Arc<str>>)| NotLookedAt {
        what: format!("{what} for {}", names(&rules)),
        why,
    };
    groups.into_iter().map(row).collect()
}

fn names(rules: &[Arc<str>]) -> String {
    let shown = rules[..rules.len().min(NAMED)].join(", ");
    let more = rules.len().saturating_sub(NAMED);
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reason_for_one_address_is_one_row() {
        let not = |rule: &str, why: &str| Not { what: "http://a.test".into(), rule: rule.into(), why: why.into() };
        let all =
            [not("t/a", "x"), not("t/b", "y"), not("t/c", "x"), not("t/d", "x"), not("t/e", "x"), not("t/f", "x")];
        let rows = rows(all.into());
        let said: Vec<_> = rows.iter().map(|row| format!("{}: {}", row.what, row.why)).collect();
        assert_eq!(said, ["http://a.test for t/a, t/c, t/d and 2 more: x", "http://a.test for t/b: y"]);
    }
}

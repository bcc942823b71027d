//! Groups of rules, in the order and under the headings in which people read them.

/// The part of an id before the slash, and the heading of its rules. Two groups may share one.
const GROUPS: &[(&str, &str)] = &[
    ("app", "App: framework and process settings"),
    ("secrets", "Secrets"),
    ("cookies", "Cookies and sessions"),
    ("headers", "Headers"),
    ("cors", "Cross-origin requests (CORS)"),
    ("transport", "Transport"),
    ("exposure", "Exposure"),
    ("network", "Network and host"),
    ("host", "Network and host"),
    ("accounts", "Accounts"),
    ("dependencies", "Dependencies"),
    ("deploy", "Deployment files"),
    ("api", "API"),
    ("template", "Community templates"),
    ("sneck", "What sneck was asked"),
];

/// Things under their headings, in the order of the headings. A group that has no heading of ours stands last, under its
/// own name.
pub(crate) fn grouped<T>(all: impl IntoIterator<Item = T>, rule_of: impl Fn(&T) -> &str) -> Vec<(String, Vec<T>)> {
    let mut groups: Vec<(usize, String, Vec<T>)> = Vec::new();
    for one in all {
        let (at, heading) = heading(rule_of(&one));
        match groups.iter_mut().find(|(_, known, _)| *known == heading) {
            Some((.., same)) => same.push(one),
            None => groups.push((at, heading, vec![one])),
        }
    }
    groups.sort_by_key(|(at, ..)| *at);
    groups.into_iter().map(|(_, heading, same)| (heading, same)).collect()
}

fn heading(rule: &str) -> (usize, String) {
    let group = rule.split('/').next().unwrap_or_default();
    let known = GROUPS.iter().position(|(name, _)| *name == group);
    known.map_or_else(|| (GROUPS.len(), group.to_owned()), |at| (at, GROUPS[at].1.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn groups_stand_in_the_order_of_their_headings() {
        let all = grouped(["host/sshd", "odd/one", "app/b", "network/x", "app/a"], |id| id);
        let shown: Vec<_> = all.iter().map(|(heading, ids)| (heading.as_str(), ids.as_slice())).collect();
        let app = ("App: framework and process settings", &["app/b", "app/a"][..]);
        assert_eq!(shown, [app, ("Network and host", &["host/sshd", "network/x"]), ("odd", &["odd/one"])]);
    }
}

//! Units of systemd as they are in force: the file, then every drop-in, the last value of each directive.
//! <https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html>

use std::collections::BTreeMap;

use sneck_model::Unit;

/// Where units stand, the most important folder first; the first two are written on the machine itself.
pub const FOLDERS: &[&str] = &[
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
];

/// Directives of `[Service]` that confine what is started.
const CONFINING: &[&str] = &[
    "User",
    "DynamicUser",
    "NoNewPrivileges",
    "ProtectSystem",
    "ProtectHome",
    "PrivateTmp",
    "PrivateDevices",
    "CapabilityBoundingSet",
    "RestrictAddressFamilies",
    "SystemCallFilter",
    "MemoryDenyWriteExecute",
    "RestrictNamespaces",
    "ProtectKernelTunables",
    "ProtectKernelModules",
    "ProtectControlGroups",
    "RootDirectory",
];

/// Names of files that may declare a unit: its own, and that of its template.
#[must_use]
pub fn names(unit: &str) -> Vec<String> {
    let mut all = vec![unit.to_owned()];
    if let Some((before, rest)) = unit.split_once('@')
        && let Some((_, ending)) = rest.rsplit_once('.')
    {
        all.push(format!("{before}@.{ending}"));
    }
    all
}

/// Folders of drop-ins, the weakest first: those for all services, then the unit's own.
#[must_use]
pub fn drop_in_folders(unit: &str) -> Vec<String> {
    let mut names = names(unit);
    names.push("service".into());
    names.reverse();
    names.iter().flat_map(|name| FOLDERS.iter().rev().map(move |folder| format!("{folder}/{name}.d"))).collect()
}

/// A unit from its file and its drop-ins, in the order in which they count.
#[must_use]
pub fn unit(name: &str, path: &str, text: &str, drop_ins: &[String]) -> Unit {
    let mut values: BTreeMap<&'static str, String> = BTreeMap::new();
    for text in std::iter::once(text).chain(drop_ins.iter().map(String::as_str)) {
        for (key, value) in directives(text) {
            let Some(known) = CONFINING.iter().find(|known| **known == key) else { continue };
            take(&mut values, known, value);
        }
    }
    let own = path.starts_with("/etc/") || path.starts_with("/run/");
    let directives = values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    Unit { name: name.to_owned(), path: path.to_owned(), own, directives }
}

/// An empty value takes back what was set; lists grow, and all else is replaced.
fn take(values: &mut BTreeMap<&'static str, String>, key: &'static str, value: String) {
    let list = matches!(key, "CapabilityBoundingSet" | "SystemCallFilter" | "RestrictAddressFamilies");
    match values.get_mut(key) {
        // An empty set of capabilities is the strictest of all.
        _ if value.is_empty() && key != "CapabilityBoundingSet" => drop(values.remove(key)),
        Some(before) if list && !value.is_empty() => {
            before.push(' ');
            before.push_str(&value);
        }
        _ => drop(values.insert(key, value)),
    }
}

/// `Key=value` of `[Service]`; a line that ends in a backslash goes on, and `#` or `;` begin a remark.
fn directives(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let (mut within, mut before) = (false, String::new());
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with(['#', ';']) || (line.is_empty() && before.is_empty()) {
            continue;
        }
        if let Some(start) = line.strip_suffix('\\') {
            before.push_str(start);
            before.push(' ');
            continue;
        }
        let whole = format!("{}{line}", std::mem::take(&mut before));
        if whole.starts_with('[') {
            within = whole == "[Service]";
        } else if let Some((key, value)) = whole.split_once('=').filter(|_| within) {
            let value = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            found.push((key.trim().to_owned(), value));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_later_counts() {
        let text = "[Unit]\nUser=nobody\n[Service]\nUser=shop\nProtectSystem=full\nPrivateTmp=yes\n\
                    CapabilityBoundingSet=CAP_A \\\n  CAP_B\n";
        let drop_ins =
            ["[Service]\nProtectSystem=strict\nPrivateTmp=\n# NoNewPrivileges=yes\nCapabilityBoundingSet=\n".into()];
        let read = unit("shop.service", "/etc/systemd/system/shop.service", text, &drop_ins);
        let expected = [("CapabilityBoundingSet", ""), ("ProtectSystem", "strict"), ("User", "shop")];
        let own: Vec<(&str, &str)> = read.directives.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(own, expected);
        assert!(read.own);
        assert!(!unit("a.service", "/usr/lib/systemd/system/a.service", "", &[]).own);
    }

    #[test]
    fn a_template_declares_its_instances() {
        assert_eq!(names("postgresql@15-main.service"), ["postgresql@15-main.service", "postgresql@.service"]);
        let folders = drop_in_folders("a.service");
        assert_eq!(folders.first().map(String::as_str), Some("/lib/systemd/system/service.d"));
        assert_eq!(folders.last().map(String::as_str), Some("/etc/systemd/system/a.service.d"));
    }
}

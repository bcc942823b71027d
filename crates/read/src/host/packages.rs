//! Security updates that dpkg(1) has not installed, from what apt fetched before: nothing is asked of anybody.

use std::cmp::Ordering;
use std::collections::HashMap;

use sneck_model::Update;

use super::releases::compare;

/// A file of `/var/lib/apt/lists` that lists packages with security updates.
#[must_use]
pub fn is_security_list(name: &str) -> bool {
    let list = ["_Packages", "_Packages.lz4", "_Packages.gz"].iter().any(|end| name.ends_with(end));
    let archive = name.split("_dists_").nth(1).and_then(|rest| rest.split('_').next()).unwrap_or_default();
    list && (archive.ends_with("-security") || name.contains("debian-security_dists_"))
}

/// What is installed: package and architecture to release. Reads `/var/lib/dpkg/status`.
#[must_use]
pub fn installed(status: &str) -> HashMap<(&str, &str), &str> {
    let mut all = HashMap::new();
    for paragraph in paragraphs(status) {
        let is = |words: &str| words.ends_with(" installed") && !words.starts_with("hold ");
        if let (Some(name), Some(version), Some(architecture)) =
            (field(paragraph, "Package"), field(paragraph, "Version"), field(paragraph, "Architecture"))
            && field(paragraph, "Status").is_some_and(is)
        {
            all.insert((name, architecture), version);
        }
    }
    all
}

/// Installed packages of which a list has a newer release, by name.
#[must_use]
pub fn pending(status: &str, lists: &[String]) -> Vec<Update> {
    let installed = installed(status);
    let mut newest: HashMap<(&str, &str), &str> = HashMap::new();
    for paragraph in lists.iter().flat_map(|list| paragraphs(list)) {
        let (Some(name), Some(version), Some(architecture)) =
            (field(paragraph, "Package"), field(paragraph, "Version"), field(paragraph, "Architecture"))
        else {
            continue;
        };
        let Some(own) = installed.get(&(name, architecture)) else { continue };
        let known = newest.get(&(name, architecture)).unwrap_or(own);
        if compare(known, version) == Ordering::Less {
            newest.insert((name, architecture), version);
        }
    }
    let row = |(key, version): (&(&str, &str), &&str)| Update {
        package: key.0.to_owned(),
        installed: installed.get(key).copied().unwrap_or_default().to_owned(),
        available: (*version).to_owned(),
    };
    let mut all: Vec<Update> = newest.iter().map(row).collect();
    all.sort_by(|a, b| a.package.cmp(&b.package));
    all.dedup_by(|a, b| a.package == b.package);
    all
}

fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty())
}

/// The first line of a field.
fn field<'a>(paragraph: &'a str, name: &str) -> Option<&'a str> {
    paragraph.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(str::trim))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATUS: &str = "Package: openssl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.0.15-1~deb12u1\n\n\
        Package: nano\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1.0-1\n\n\
        Package: zlib1g\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:1.2.13-1\n";

    #[test]
    fn what_is_older_than_the_list_is_pending() {
        let list = "Package: openssl\nArchitecture: amd64\nVersion: 3.0.16-1~deb12u1\n\n\
                    Package: openssl\nArchitecture: amd64\nVersion: 3.0.17-1~deb12u2\n\n\
                    Package: nano\nArchitecture: amd64\nVersion: 2.0-1\n\n\
                    Package: zlib1g\nArchitecture: amd64\nVersion: 1:1.2.13-1\n\n\
                    Package: zlib1g\nArchitecture: i386\nVersion: 1:1.3-1\n";
        let pending = pending(STATUS, &[list.to_owned()]);
        let expected = Update {
            package: "openssl".into(),
            installed: "3.0.15-1~deb12u1".into(),
            available: "3.0.17-1~deb12u2".into(),
        };
        assert_eq!(pending, [expected]);
    }

    #[test]
    fn lists_of_security_updates_are_told_by_their_names() {
        assert!(is_security_list("deb.example_debian-security_dists_bookworm-security_main_binary-amd64_Packages.lz4"));
        assert!(is_security_list("security.example_ubuntu_dists_noble-security_main_binary-amd64_Packages"));
        assert!(!is_security_list("deb.example_debian_dists_bookworm_main_binary-amd64_Packages"));
        assert!(!is_security_list("deb.example_debian-security_dists_bookworm-security_InRelease"));
    }
}

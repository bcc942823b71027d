//! Until when releases get security fixes: facts, with where they come from.
//!
//! Dates were gathered on 2026-11-22 from the pages that each product names; those of a distribution are of its free
//! long-term support. A cycle without a date here is not known to have ended.

use std::cmp::Ordering;

use sneck_model::day;

/// A product and its cycles.
pub(crate) struct Product {
    /// As facts name it.
    pub(crate) name: &'static str,
    /// As people write it.
    pub(crate) shown: &'static str,
    /// The package of PyPI that it is.
    pub(crate) package: Option<&'static str>,
    /// The cycle to move to.
    pub(crate) newest: &'static str,
    /// The page of its makers that says so.
    pub(crate) source: &'static str,
    /// From the oldest to the newest, each with the day of its last fix.
    cycles: &'static [(&'static str, &'static str)],
}

#[rustfmt::skip]
pub(crate) const PRODUCTS: &[Product] = &[
    Product {
        name: "python", shown: "Python", package: None, newest: "3.14",
        source: "https://devguide.python.org/versions/",
        cycles: &[
            ("2.7", "2020-01-01"), ("3.0", "2009-06-27"), ("3.1", "2012-04-09"), ("3.2", "2016-02-20"),
            ("3.3", "2017-09-29"), ("3.4", "2019-03-18"), ("3.5", "2020-09-30"), ("3.6", "2021-12-23"),
            ("3.7", "2023-06-27"), ("3.8", "2024-10-07"), ("3.9", "2025-10-31"), ("3.10", "2026-10-31"),
            ("3.11", "2027-10-31"), ("3.12", "2028-10-31"), ("3.13", "2029-10-31"), ("3.14", "2030-10-31"),
        ],
    },
    Product {
        name: "django", shown: "Django", package: Some("django"), newest: "5.2",
        source: "https://www.djangoproject.com/download/#supported-versions",
        cycles: &[
            ("1.8", "2018-04-01"), ("1.9", "2017-04-04"), ("1.10", "2017-12-02"), ("1.11", "2020-04-01"),
            ("2.0", "2019-04-01"), ("2.1", "2019-12-02"), ("2.2", "2022-04-11"), ("3.0", "2021-04-06"),
            ("3.1", "2021-12-07"), ("3.2", "2024-04-01"), ("4.0", "2023-04-01"), ("4.1", "2023-12-01"),
            ("4.2", "2026-04-30"), ("5.0", "2025-04-02"), ("5.1", "2025-12-31"), ("5.2", "2028-04-30"),
        ],
    },
    // The makers look after the newest feature release alone: a cycle ends when the next one begins.
    Product {
        name: "flask", shown: "Flask", package: Some("flask"), newest: "3.1",
        source: "https://palletsprojects.com/versions/",
        cycles: &[
            ("0.12", "2018-04-26"), ("1.0", "2019-07-04"), ("1.1", "2021-05-11"), ("2.0", "2022-03-28"),
            ("2.1", "2022-08-01"), ("2.2", "2023-04-25"), ("2.3", "2023-09-30"), ("3.0", "2024-11-13"),
        ],
    },
    Product {
        name: "node", shown: "Node.js", package: None, newest: "24",
        source: "https://github.com/nodejs/release#release-schedule",
        cycles: &[
            ("8", "2019-12-31"), ("9", "2018-06-30"), ("10", "2021-04-30"), ("11", "2019-06-01"), ("12", "2022-04-30"),
            ("13", "2020-06-01"), ("14", "2023-04-30"), ("15", "2021-06-01"), ("16", "2023-09-11"),
            ("17", "2022-06-01"), ("18", "2025-04-30"), ("19", "2023-06-01"), ("20", "2026-04-30"),
            ("21", "2024-06-01"), ("22", "2027-04-30"), ("23", "2025-06-01"), ("24", "2028-04-30"),
        ],
    },
    Product {
        name: "php", shown: "PHP", package: None, newest: "8.4",
        source: "https://www.php.net/supported-versions.php",
        cycles: &[
            ("5.6", "2018-12-31"), ("7.0", "2019-01-10"), ("7.1", "2019-12-01"), ("7.2", "2020-11-30"),
            ("7.3", "2021-12-06"), ("7.4", "2022-11-28"), ("8.0", "2023-11-26"), ("8.1", "2025-12-31"),
            ("8.2", "2026-12-31"), ("8.3", "2027-12-31"), ("8.4", "2028-12-31"),
        ],
    },
    Product {
        name: "ruby", shown: "Ruby", package: None, newest: "3.4",
        source: "https://www.ruby-lang.org/en/downloads/branches/",
        cycles: &[
            ("2.5", "2021-04-05"), ("2.6", "2022-04-12"), ("2.7", "2023-03-31"), ("3.0", "2024-04-23"),
            ("3.1", "2025-03-26"), ("3.2", "2026-03-31"), ("3.3", "2027-03-31"), ("3.4", "2028-03-31"),
        ],
    },
    Product {
        name: "debian", shown: "Debian", package: None, newest: "13",
        source: "https://wiki.debian.org/LTS",
        cycles: &[
            ("8", "2020-06-30"), ("9", "2022-06-30"), ("10", "2024-06-30"), ("11", "2026-08-31"), ("12", "2028-06-30"),
            ("13", "2030-06-30"),
        ],
    },
    Product {
        name: "ubuntu", shown: "Ubuntu", package: None, newest: "24.04",
        source: "https://wiki.ubuntu.com/Releases",
        cycles: &[
            ("14.04", "2019-04-25"), ("16.04", "2021-04-30"), ("18.04", "2023-05-31"), ("19.04", "2020-01-23"),
            ("19.10", "2020-07-17"), ("20.04", "2025-05-31"), ("20.10", "2021-07-22"), ("21.04", "2022-01-20"),
            ("21.10", "2022-07-14"), ("22.04", "2027-04-30"), ("22.10", "2023-07-20"), ("23.04", "2024-01-25"),
            ("23.10", "2024-07-11"), ("24.04", "2029-04-30"), ("24.10", "2025-07-10"), ("25.04", "2026-01-31"),
        ],
    },
    Product {
        name: "alpine", shown: "Alpine", package: None, newest: "3.23",
        source: "https://alpinelinux.org/releases/",
        cycles: &[
            ("3.8", "2020-05-01"), ("3.9", "2020-11-01"), ("3.10", "2021-05-01"), ("3.11", "2021-11-01"),
            ("3.12", "2022-05-01"), ("3.13", "2022-11-01"), ("3.14", "2023-05-01"), ("3.15", "2023-11-01"),
            ("3.16", "2024-05-23"), ("3.17", "2024-11-22"), ("3.18", "2025-05-09"), ("3.19", "2025-11-01"),
            ("3.20", "2026-04-01"), ("3.21", "2026-11-01"), ("3.22", "2027-05-01"), ("3.23", "2027-11-01"),
        ],
    },
    Product {
        name: "centos", shown: "CentOS", package: None, newest: "",
        source: "https://www.centos.org/centos-linux-eol/",
        cycles: &[("6", "2020-11-30"), ("7", "2024-06-30"), ("8", "2021-12-31")],
    },
    Product {
        name: "postgresql", shown: "PostgreSQL", package: None, newest: "18",
        source: "https://www.postgresql.org/support/versioning/",
        cycles: &[
            ("9.4", "2020-02-13"), ("9.5", "2021-02-11"), ("9.6", "2021-11-11"), ("10", "2022-11-10"),
            ("11", "2023-11-09"), ("12", "2024-11-21"), ("13", "2025-11-13"), ("14", "2026-11-12"),
            ("15", "2027-11-11"), ("16", "2028-11-09"), ("17", "2029-11-08"), ("18", "2030-11-14"),
        ],
    },
    Product {
        name: "mysql", shown: "MySQL", package: None, newest: "8.4",
        source: "https://www.oracle.com/us/assets/lifetime-support-technology-069183.pdf",
        cycles: &[
            ("5.5", "2018-12-31"), ("5.6", "2021-02-28"), ("5.7", "2023-10-31"), ("8.0", "2026-04-30"),
            ("8.4", "2032-04-30"),
        ],
    },
    Product {
        name: "mariadb", shown: "MariaDB", package: None, newest: "11.8",
        source: "https://mariadb.org/about/#maintenance-policy",
        cycles: &[
            ("10.1", "2020-10-17"), ("10.2", "2022-05-23"), ("10.3", "2023-05-25"), ("10.4", "2024-06-18"),
            ("10.5", "2025-06-24"), ("10.6", "2026-07-06"), ("10.7", "2023-02-09"), ("10.8", "2023-05-20"),
            ("10.9", "2023-08-22"), ("10.10", "2023-11-17"), ("10.11", "2028-02-16"), ("11.0", "2024-06-06"),
            ("11.1", "2024-08-21"), ("11.2", "2024-11-21"), ("11.4", "2029-05-29"), ("11.8", "2028-06-04"),
        ],
    },
    Product {
        name: "redis", shown: "Redis", package: None, newest: "8.0",
        source: "https://redis.io/docs/latest/operate/rs/installing-upgrading/product-lifecycle/",
        cycles: &[
            ("3.2", "2018-07-10"), ("4.0", "2020-04-30"), ("5.0", "2022-04-27"), ("6.0", "2022-05-31"),
            ("6.2", "2025-02-28"), ("7.0", "2024-07-29"), ("7.2", "2026-02-28"), ("7.4", "2026-11-30"),
        ],
    },
    Product {
        name: "mongodb", shown: "MongoDB", package: None, newest: "8.0",
        source: "https://www.mongodb.com/legal/support-policy/lifecycles",
        cycles: &[
            ("3.6", "2021-04-30"), ("4.0", "2022-04-30"), ("4.2", "2023-04-30"), ("4.4", "2024-02-29"),
            ("5.0", "2024-10-31"), ("6.0", "2025-07-31"), ("7.0", "2027-08-31"), ("8.0", "2029-10-31"),
        ],
    },
    Product {
        name: "nginx", shown: "nginx", package: None, newest: "1.28",
        source: "https://nginx.org/en/download.html",
        cycles: &[
            ("1.18", "2021-04-20"), ("1.19", "2021-05-25"), ("1.20", "2022-05-24"), ("1.21", "2022-06-21"),
            ("1.22", "2023-04-11"), ("1.23", "2023-05-23"), ("1.24", "2024-04-23"), ("1.25", "2024-05-29"),
            ("1.26", "2025-04-23"), ("1.27", "2025-06-24"),
        ],
    },
    Product {
        name: "apache", shown: "Apache", package: None, newest: "2.4",
        source: "https://httpd.apache.org/download.cgi",
        cycles: &[("1.3", "2010-02-03"), ("2.0", "2013-07-10"), ("2.2", "2018-01-01")],
    },
    Product {
        name: "openssl", shown: "OpenSSL", package: None, newest: "3.5",
        source: "https://openssl-library.org/policies/releasestrat/",
        cycles: &[
            ("0.9", "2015-12-31"), ("1.0.0", "2015-12-31"), ("1.0.1", "2016-12-31"), ("1.0.2", "2019-12-31"),
            ("1.1.0", "2019-09-11"), ("1.1.1", "2023-09-11"), ("3.0", "2026-09-07"), ("3.1", "2025-03-14"),
            ("3.2", "2025-11-23"), ("3.3", "2026-04-09"), ("3.4", "2026-10-22"), ("3.5", "2030-04-08"),
        ],
    },
    Product {
        name: "rhel", shown: "Red Hat Enterprise Linux", package: None, newest: "10",
        source: "https://access.redhat.com/support/policy/updates/errata",
        cycles: &[("6", "2020-11-30"), ("7", "2024-06-30"), ("8", "2029-05-31"), ("9", "2032-05-31"), ("10", "2035-05-31")],
    },
    Product {
        name: "elasticsearch", shown: "Elasticsearch", package: None, newest: "9",
        source: "https://www.elastic.co/support/eol",
        cycles: &[("5", "2019-03-11"), ("6", "2022-02-10"), ("7", "2026-01-15"), ("8", "2027-07-15")],
    },
];

/// Distributions, each with its own release.
type Carriers = &'static [(&'static str, &'static str)];

/// Releases that distributions carry and mend as long as they themselves are looked after, whatever the makers do.
#[rustfmt::skip]
const CARRIED: &[(&str, &str, Carriers)] = &[
    ("nginx", "1.14", &[("debian", "10"), ("ubuntu", "18.04")]),
    ("nginx", "1.18", &[("debian", "11"), ("ubuntu", "20.04"), ("ubuntu", "22.04")]),
    ("nginx", "1.20", &[("rhel", "9")]),
    ("nginx", "1.22", &[("debian", "12")]),
    ("nginx", "1.24", &[("ubuntu", "24.04")]),
    ("nginx", "1.26", &[("debian", "13"), ("rhel", "10")]),
    ("php", "7.2", &[("ubuntu", "18.04")]),
    ("php", "7.3", &[("debian", "10")]),
    ("php", "7.4", &[("debian", "11"), ("ubuntu", "20.04")]),
    ("php", "8.0", &[("rhel", "9")]),
    ("php", "8.1", &[("ubuntu", "22.04")]),
    ("php", "8.2", &[("debian", "12")]),
    ("php", "8.3", &[("ubuntu", "24.04"), ("rhel", "10")]),
    ("php", "8.4", &[("debian", "13")]),
    ("python", "2.7", &[("rhel", "7"), ("debian", "10")]),
    ("python", "3.6", &[("ubuntu", "18.04"), ("rhel", "8")]),
    ("python", "3.7", &[("debian", "10")]),
    ("python", "3.8", &[("ubuntu", "20.04")]),
    ("python", "3.9", &[("debian", "11"), ("rhel", "9")]),
    ("python", "3.10", &[("ubuntu", "22.04")]),
    ("python", "3.11", &[("debian", "12")]),
    ("python", "3.12", &[("ubuntu", "24.04"), ("rhel", "10")]),
    ("python", "3.13", &[("debian", "13")]),
    ("openssl", "1.1.1", &[("debian", "11"), ("ubuntu", "20.04"), ("rhel", "8")]),
    ("openssl", "3.0", &[("debian", "12"), ("ubuntu", "22.04"), ("ubuntu", "24.04"), ("rhel", "9")]),
    ("openssl", "3.2", &[("rhel", "10")]),
    ("openssl", "3.5", &[("debian", "13")]),
    ("postgresql", "12", &[("ubuntu", "20.04")]),
    ("postgresql", "13", &[("debian", "11"), ("rhel", "9")]),
    ("postgresql", "14", &[("ubuntu", "22.04")]),
    ("postgresql", "15", &[("debian", "12")]),
    ("postgresql", "16", &[("ubuntu", "24.04"), ("rhel", "10")]),
    ("mysql", "8.0", &[("ubuntu", "20.04"), ("ubuntu", "22.04"), ("ubuntu", "24.04"), ("rhel", "9")]),
    ("mariadb", "10.3", &[("debian", "10"), ("ubuntu", "20.04")]),
    ("mariadb", "10.5", &[("debian", "11"), ("rhel", "9")]),
    ("mariadb", "10.6", &[("ubuntu", "22.04")]),
    ("mariadb", "10.11", &[("debian", "12"), ("ubuntu", "24.04")]),
    ("redis", "5.0", &[("debian", "10"), ("ubuntu", "20.04")]),
    ("redis", "6.0", &[("debian", "11"), ("ubuntu", "22.04")]),
    ("redis", "6.2", &[("rhel", "9")]),
    ("redis", "7.0", &[("debian", "12"), ("ubuntu", "24.04")]),
    ("node", "12", &[("debian", "11"), ("ubuntu", "22.04")]),
    ("node", "16", &[("rhel", "9")]),
    ("node", "18", &[("debian", "12"), ("ubuntu", "24.04")]),
    ("node", "20", &[("debian", "13")]),
];

/// The product of a name.
pub(crate) fn product(name: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.name == name)
}

impl Product {
    /// The day of the last fix for a release, in days since 1970-01-01. A release that is older than all cycles ended
    /// with the first of them at the latest; of a release that is told in part, every cycle must have ended.
    pub(crate) fn end(&self, version: &str) -> Option<i32> {
        if let Some((_, end)) = self.cycles.iter().find(|(cycle, _)| is_within(version, cycle)) {
            return day::parse(end);
        }
        let (first, end) = self.cycles.first()?;
        if order(version, first) == Ordering::Less && !is_within(first, version) {
            return day::parse(end);
        }
        let told_in_part = self.cycles.iter().filter(|(cycle, _)| is_within(cycle, version));
        let ends = told_in_part.map(|(_, end)| day::parse(end)).collect::<Option<Vec<_>>>()?;
        // The newest product of a major release need not be in the table yet.
        ends.into_iter().max().filter(|_| !is_within(self.newest, version))
    }
}

/// The distribution that still mends this release of a product, with its number: the one that is named, or any where none is.
pub(crate) fn carrier(of: &Product, version: &str, named: Option<&str>, today: i32) -> Option<String> {
    let carries = CARRIED.iter().filter(|(name, cycle, _)| *name == of.name && is_within(version, cycle));
    let mut by = carries.flat_map(|(_, _, by)| *by).filter(|(name, _)| named.is_none_or(|named| named == *name));
    let (name, release) = by.find(|(name, release)| {
        let ends = product(name).and_then(|distribution| distribution.end(release));
        ends.is_none_or(|end| end >= today)
    })?;
    Some(format!("{} {release}", product(name)?.shown))
}

/// `3.7.9` is within `3.7`.
pub(crate) fn is_within(whole: &str, part: &str) -> bool {
    whole == part || whole.strip_prefix(part).is_some_and(|rest| rest.starts_with('.'))
}

fn order(a: &str, b: &str) -> Ordering {
    let numbers = |text: &str| text.split('.').map(|part| part.parse::<u32>().unwrap_or(0)).collect::<Vec<_>>();
    numbers(a).cmp(&numbers(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_ends_with_its_cycle() {
        let table = [
            ("python", "3.7.9", Some("2023-06-27")),
            ("python", "3.10", Some("2026-10-31")),
            ("python", "3.1", Some("2012-04-09")),
            ("python", "2", Some("2020-01-01")),
            ("python", "3", None),
            ("python", "3.99", None),
            ("postgresql", "9", Some("2021-11-11")),
            ("postgresql", "9.6.24", Some("2021-11-11")),
            ("postgresql", "19", None),
            ("node", "14.17.0", Some("2023-04-30")),
            ("node", "0.12", Some("2019-12-31")),
            ("redis", "7", Some("2026-11-30")),
            ("redis", "5", Some("2022-04-27")),
            ("redis", "6", Some("2025-02-28")),
            ("redis", "8", None),
            ("nginx", "1", None),
            ("nginx", "1.14.2", Some("2021-04-20")),
            ("debian", "11", Some("2026-08-31")),
            ("mysql", "8", None),
        ];
        for (name, version, end) in table {
            let got = product(name).and_then(|product| product.end(version));
            assert_eq!(got.map(day::write).as_deref(), end, "{name} {version}");
        }
    }

    #[test]
    fn a_distribution_mends_what_it_carries_until_its_own_end() {
        let at = |day: &str| day::parse(day).expect("a day");
        let table = [
            ("nginx", "1.22.1", None, "2026-11-22", Some("Debian 12")),
            ("nginx", "1.22.1", None, "2029-01-01", None),
            ("nginx", "1.18.0", Some("ubuntu"), "2026-11-22", Some("Ubuntu 22.04")),
            ("nginx", "1.14.0", Some("ubuntu"), "2026-11-22", None),
            ("nginx", "1.16.1", None, "2026-11-22", None),
            ("php", "7.4.3", Some("ubuntu"), "2026-11-22", None),
            ("python", "3.1.1", None, "2026-11-22", None),
            ("postgresql", "15.3", Some("debian"), "2027-12-01", Some("Debian 12")),
        ];
        for (name, version, named, day, expected) in table {
            let found = product(name).and_then(|product| carrier(product, version, named, at(day)));
            assert_eq!(found.as_deref(), expected, "{name} {version}");
        }
        for (name, cycle, by) in CARRIED {
            assert!(product(name).is_some() && by.iter().all(|(by, _)| product(by).is_some()), "{name} {cycle}");
        }
    }

    #[test]
    fn every_row_is_well_formed() {
        for product in PRODUCTS {
            assert!(product.source.starts_with("https://"), "{}", product.name);
            for (cycle, end) in product.cycles {
                assert!(day::parse(end).is_some(), "{} {cycle}: {end}", product.name);
            }
            assert!(
                product.cycles.windows(2).all(|two| order(two[0].0, two[1].0) == Ordering::Less),
                "{}",
                product.name
            );
        }
    }
}

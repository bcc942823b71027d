//! Sites to grade: every value of every header alone on an otherwise good site, and mixtures.

use serde::Serialize;

use crate::values;

/// A site, as the answers that it gives.
#[derive(Clone, Debug, Serialize)]
pub struct Case {
    pub name: String,
    /// `trusted` or `distrusted`
    pub certificate: &'static str,
    pub routes: Vec<Route>,
}

/// One answer.
#[derive(Clone, Debug, Serialize)]
pub struct Route {
    pub scheme: &'static str,
    /// The name that it is asked for by; it answers whatever the name.
    pub host: &'static str,
    pub method: &'static str,
    pub path: &'static str,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// A page and what surrounds it.
#[derive(Clone)]
pub struct Site {
    pub headers: Vec<(String, String)>,
    pub body: &'static str,
    pub status: u16,
    pub preflight: (u16, &'static [(&'static str, &'static str)]),
    pub robots: &'static [(&'static str, &'static str)],
    pub certificate: &'static str,
    pub way: &'static Way,
}

/// How one gets to the page.
pub struct Way {
    pub name: &'static str,
    /// Redirects: scheme, path, `Location`, cookie.
    pub hops: &'static [(&'static str, &'static str, &'static str, &'static str)],
    /// Where the page is: scheme, host, path.
    pub pages: &'static [(&'static str, &'static str, &'static str)],
}

pub const HERE: &str = "127.0.0.1";

impl Site {
    /// One that loses nothing.
    fn good() -> Self {
        let headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("Strict-Transport-Security", "max-age=31536000"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ];
        Self {
            headers: owned(&headers),
            body: "<!doctype html><title>Books</title><h1>Books</h1>",
            status: 200,
            preflight: (204, &[]),
            robots: &[],
            certificate: "trusted",
            way: &values::WAYS[0],
        }
    }

    fn set(&mut self, name: &str, values: &[&str]) {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.extend(values.iter().map(|value| (name.to_owned(), (*value).to_owned())));
    }

    fn case(&self, name: String) -> Case {
        let mut routes: Vec<Route> = self.way.hops.iter().map(hop).collect();
        for &(scheme, host, path) in self.way.pages {
            routes.push(Route {
                scheme,
                host,
                method: "GET",
                path,
                status: self.status,
                headers: self.headers.clone(),
                body: self.body.into(),
            });
            let (status, headers) = self.preflight;
            routes.push(Route {
                scheme,
                host,
                method: "OPTIONS",
                path,
                status,
                headers: owned(headers),
                body: String::new(),
            });
            routes.push(Route {
                scheme,
                host,
                method: "GET",
                path: "/robots.txt",
                status: 200,
                headers: owned(self.robots),
                body: String::new(),
            });
        }
        Case { name, certificate: self.certificate, routes }
    }
}

fn hop((scheme, path, location, cookie): &(&'static str, &'static str, &str, &str)) -> Route {
    let mut headers = owned(&[("Location", *location)]);
    if !cookie.is_empty() {
        headers.push(("Set-Cookie".into(), (*cookie).into()));
    }
    Route { scheme, host: HERE, method: "GET", path, status: 302, headers, body: String::new() }
}

fn owned(headers: &[(&str, &str)]) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A change of a site.
type Change<'c> = (&'c str, Box<dyn Fn(&mut Site) + 'c>);

/// Everything that can be changed, by what it is about.
fn changes() -> Vec<Vec<Change<'static>>> {
    let header = |name: &'static str, all: &'static [&'static [&'static str]]| {
        let change = |values: &'static &'static [&'static str]| -> Change<'static> {
            (name, Box::new(move |site: &mut Site| site.set(name, values)))
        };
        all.iter().map(change).collect::<Vec<_>>()
    };
    vec![
        header("Content-Security-Policy", values::POLICIES),
        header("Strict-Transport-Security", values::HSTS),
        values::FRAMES
            .iter()
            .map(|row| -> Change<'_> { ("X-Frame-Options", Box::new(move |site: &mut Site| unframed(site, row))) })
            .collect(),
        header("X-Content-Type-Options", values::SNIFFING),
        header("Referrer-Policy", values::REFERRERS),
        header("Cross-Origin-Resource-Policy", values::RESOURCES),
        header("Set-Cookie", values::COOKIES),
        header("Content-Type", values::TYPES),
        values::PAGES
            .iter()
            .map(|body| -> Change<'_> { ("page", Box::new(move |site: &mut Site| site.body = body)) })
            .collect(),
        values::PREFLIGHTS
            .iter()
            .map(|p| -> Change<'_> { ("preflight", Box::new(move |site: &mut Site| site.preflight = *p)) })
            .collect(),
        values::WAYS
            .iter()
            .map(|way| -> Change<'_> { (way.name, Box::new(move |site: &mut Site| site.way = way)) })
            .collect(),
        values::STATUSES
            .iter()
            .map(|code| -> Change<'_> { ("status", Box::new(move |site: &mut Site| site.status = *code)) })
            .collect(),
    ]
}

/// A policy that says who may frame the page would hide the header.
fn unframed(site: &mut Site, values: &[&str]) {
    site.set("Content-Security-Policy", &["default-src 'none'"]);
    site.set("X-Frame-Options", values);
}

/// Mixtures, besides the values alone.
const MIXTURES: usize = 60;

/// Every case.
pub fn all() -> Vec<Case> {
    let changes = changes();
    let mut cases = vec![Site::good().case("a good site".into())];
    for group in &changes {
        for (at, (name, change)) in group.iter().enumerate() {
            let mut site = Site::good();
            change(&mut site);
            cases.push(site.case(format!("{name} {at}")));
        }
    }
    cases.extend(in_page());
    cases.extend(distrusted());
    let mut dice = Dice(20_261_129);
    for at in 0..MIXTURES {
        let mut site = Site::good();
        // The last group, statuses, mostly leads to no grade at all.
        for group in &changes[..changes.len() - 1] {
            if dice.roll(5) < 3 {
                group[dice.roll(group.len())].1(&mut site);
            }
        }
        cases.push(site.case(format!("mixture {at}")));
    }
    cases
}

/// Pages that carry a policy themselves, beside one in the header and alone.
fn in_page() -> Vec<Case> {
    let mut cases = Vec::new();
    for (at, page) in values::POLICIES_IN_PAGE.iter().enumerate() {
        for header in [&[][..], &["default-src 'self' https://a.example/x/; script-src 'self'"][..]] {
            let mut site = Site::good();
            site.body = page;
            site.set("Content-Security-Policy", header);
            cases.push(site.case(format!("policy in page {at}, {} beside it", header.len())));
        }
    }
    cases
}

/// A certificate that nobody trusts, and cookies of `/robots.txt`, which count beside it.
fn distrusted() -> Vec<Case> {
    let mut cases = Vec::new();
    for (at, way) in values::WAYS.iter().enumerate() {
        let mut site = Site::good();
        (site.certificate, site.way) = ("distrusted", way);
        site.robots = &[("Set-Cookie", "robot=1; Path=/")];
        cases.push(site.case(format!("distrusted {at}")));
    }
    let mut site = Site::good();
    site.robots = &[("Set-Cookie", "robot=1; Path=/")];
    cases.push(site.case("a cookie of robots.txt".into()));
    cases
}

/// The same row of numbers in every run (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }
}

//! Releases that answers tell of the programs that made them: `Server: nginx/1.18.0 (Ubuntu)`.

use sneck_model::{Banner, Ecosystem, Exchange};

/// Headers in which programs name themselves.
const HEADERS: [&str; 2] = ["server", "x-powered-by"];

/// Programs by the name that they give themselves, in lower case: the product's word here, and the index whose package it is.
const PROGRAMS: &[(&str, &str, Option<Ecosystem>)] = &[
    ("nginx", "nginx", None),
    ("apache", "apache", None),
    ("openssl", "openssl", None),
    ("php", "php", None),
    ("python", "python", None),
    ("cpython", "python", None),
    ("node.js", "node", None),
    ("werkzeug", "werkzeug", Some(Ecosystem::Pypi)),
    ("gunicorn", "gunicorn", Some(Ecosystem::Pypi)),
    ("tornadoserver", "tornado", Some(Ecosystem::Pypi)),
    ("aiohttp", "aiohttp", Some(Ecosystem::Pypi)),
    ("twistedweb", "twisted", Some(Ecosystem::Pypi)),
    ("cherrypy", "cherrypy", Some(Ecosystem::Pypi)),
    ("cheroot", "cheroot", Some(Ecosystem::Pypi)),
    ("mod_wsgi", "mod-wsgi", Some(Ecosystem::Pypi)),
];

/// Distributions, by what stands in a comment or behind the number.
const DISTRIBUTIONS: &[(&str, &str)] = &[
    ("ubuntu", "ubuntu"),
    ("debian", "debian"),
    ("+deb", "debian"),
    ("~deb", "debian"),
    ("raspbian", "debian"),
    ("red hat", "rhel"),
    ("centos", "rhel"),
    ("almalinux", "rhel"),
    ("rocky", "rhel"),
    ("oracle", "rhel"),
    ("fedora", "fedora"),
    ("amazon", "amazon"),
    ("suse", "suse"),
];

/// Releases that are told, each once for an origin, a product and a number.
#[must_use]
pub fn banners(exchanges: &[Exchange]) -> Vec<Banner> {
    let mut all: Vec<Banner> = Vec::new();
    for (index, answer) in exchanges.iter().enumerate() {
        for banner in HEADERS.iter().flat_map(|header| of_header(index, answer, header)) {
            let same = |known: &Banner| {
                (known.product, &known.version) == (banner.product, &banner.version)
                    && exchanges[known.exchange].origin == answer.origin
            };
            if !all.iter().any(same) {
                all.push(banner);
            }
        }
    }
    all
}

fn of_header(exchange: usize, answer: &Exchange, header: &'static str) -> Vec<Banner> {
    answer
        .header(header)
        .flat_map(|value| named(value).map(move |banner| Banner { exchange, header, ..banner }))
        .collect()
}

/// The products of a value (RFC 9110, section 10.2.4): `Apache/2.4.41 (Ubuntu) OpenSSL/1.1.1f`.
fn named(value: &str) -> impl Iterator<Item = Banner> + '_ {
    let comments: String = value.split('(').skip(1).filter_map(|rest| rest.split(')').next()).collect();
    let products = value.split(['(', ')', ' ', ',']).filter_map(|word| word.split_once('/'));
    products.filter_map(move |(name, release)| {
        let name = name.to_ascii_lowercase();
        let (_, product, ecosystem) = PROGRAMS.iter().find(|(known, ..)| *known == name)?;
        Some(Banner {
            exchange: 0,
            header: "",
            says: value.trim().to_owned(),
            product,
            ecosystem: *ecosystem,
            version: number(release)?.to_owned(),
            distribution: distribution(&comments).or_else(|| distribution(release)),
        })
    })
}

/// The number at the beginning, which has a point in it; a letter may follow, as in `1.1.1f`.
fn number(release: &str) -> Option<&str> {
    let end = release.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(release.len());
    let number = release[..end].trim_end_matches('.');
    (number.contains('.') && number.starts_with(|c: char| c.is_ascii_digit())).then_some(number)
}

fn distribution(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    DISTRIBUTIONS.iter().find(|(word, _)| text.contains(word)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use sneck_model::{Kind, Origin};

    use super::*;

    fn told(value: &str) -> Vec<(&'static str, String, Option<&'static str>)> {
        named(value).map(|banner| (banner.product, banner.version, banner.distribution)).collect()
    }

    #[test]
    fn products_are_told_from_names_and_comments() {
        let one = |product, version: &str, distribution| vec![(product, version.to_owned(), distribution)];
        assert_eq!(told("nginx/1.18.0 (Ubuntu)"), one("nginx", "1.18.0", Some("ubuntu")));
        assert_eq!(told("PHP/7.4.3-4ubuntu2.18"), one("php", "7.4.3", Some("ubuntu")));
        assert_eq!(told("PHP/8.2.7-1+deb12u1"), one("php", "8.2.7", Some("debian")));
        assert_eq!(told("Apache/2.4.6 (CentOS)"), one("apache", "2.4.6", Some("rhel")));
        let both = told("Werkzeug/2.0.1 Python/3.8.1");
        assert_eq!(both, [("werkzeug", "2.0.1".to_owned(), None), ("python", "3.8.1".to_owned(), None)]);
        let three = told("Apache/2.4.41 (Unix) OpenSSL/1.1.1f PHP/7.2.0");
        assert_eq!(three.len(), 3);
        assert_eq!(three[1], ("openssl", "1.1.1".to_owned(), None));
        for nothing in
            ["nginx", "gunicorn", "cloudflare", "shop/1.2", "nginx/x.y", "Python/", "PHP/7", "Apache/2..", ""]
        {
            assert_eq!(told(nothing), [], "{nothing}");
        }
    }

    #[test]
    fn an_origin_tells_each_release_once() {
        let at = |port: u16| Origin { url: format!("http://127.0.0.1:{port}"), kind: Kind::Production, name: None };
        let answer = |port, server: &str| Exchange {
            headers: vec![("Server".into(), server.into()), ("X-Powered-By".into(), "Express".into())],
            ..Exchange::new(at(port), "GET", "http://127.0.0.1/", 200)
        };
        let all = [
            answer(1, "nginx/1.18.0"),
            answer(1, "nginx/1.18.0"),
            answer(1, "nginx/1.20.0"),
            answer(2, "nginx/1.18.0"),
        ];
        let found: Vec<_> = banners(&all).iter().map(|banner| (banner.exchange, banner.version.clone())).collect();
        assert_eq!(found, [(0, "1.18.0".into()), (2, "1.20.0".into()), (3, "1.18.0".into())]);
    }
}

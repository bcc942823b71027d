//! Content-Security-Policy: its grammar, and what makes a policy weak (CSP Level 3).

use sneck_model::Severity;

use crate::header::Flaw;

/// Hosts that serve scripts which let anybody run code on a page that allows the whole host: JSONP
/// endpoints and old releases of AngularJS, or files that anybody can put there.
const BYPASS_HOSTS: &[&str] = &[
    "ajax.googleapis.com",
    "cdn.jsdelivr.net",
    "cdnjs.cloudflare.com",
    "raw.githubusercontent.com",
    "unpkg.com",
    "www.google.com",
    "accounts.google.com",
];

/// A policy. Of a repeated directive the first counts, as in browsers.
pub(crate) struct Policy {
    directives: Vec<(String, Vec<String>)>,
}

impl Policy {
    /// Reads a header's value.
    pub(crate) fn parse(text: &str) -> Self {
        let mut directives: Vec<(String, Vec<String>)> = Vec::new();
        for part in text.split(';') {
            let mut words = part.split_ascii_whitespace();
            let Some(name) = words.next().map(str::to_ascii_lowercase) else { continue };
            if directives.iter().all(|(known, _)| *known != name) {
                directives.push((name, words.map(str::to_owned).collect()));
            }
        }
        Self { directives }
    }

    /// The sources of a directive, without its fallback.
    pub(crate) fn own(&self, name: &str) -> Option<&[String]> {
        self.directives.iter().find(|(known, _)| known == name).map(|(_, sources)| sources.as_slice())
    }

    /// The sources that hold for a kind of resource: its own, or those of `default-src`.
    fn sources(&self, name: &str) -> Option<&[String]> {
        self.own(name).or_else(|| self.own("default-src"))
    }

    /// What is wrong with it, the worst first.
    pub(crate) fn flaws(&self) -> Vec<Flaw> {
        let mut flaws = self.script_flaws();
        flaws.extend(self.object_flaw());
        flaws.extend(self.missing_flaws());
        flaws.sort_by_key(|flaw| std::cmp::Reverse(flaw.severity));
        flaws
    }

    fn script_flaws(&self) -> Vec<Flaw> {
        let Some(sources) = self.sources("script-src") else {
            return vec![Flaw::new(
                Severity::Medium,
                "neither script-src nor default-src limits where scripts come from",
            )];
        };
        let scripts = Scripts::of(sources);
        sources.iter().filter_map(|source| scripts.flaw(source)).collect()
    }

    fn object_flaw(&self) -> Option<Flaw> {
        let Some(sources) = self.sources("object-src") else {
            return Some(Flaw::new(Severity::Low, "without object-src, plug-in content comes from anywhere"));
        };
        let open = sources.iter().find(|s| matches!(s.as_str(), "*" | "data:" | "http:" | "https:"))?;
        Some(Flaw::new(Severity::Low, format!("object-src allows {open}")))
    }

    /// Directives that `default-src` does not stand in for.
    fn missing_flaws(&self) -> Vec<Flaw> {
        let trusts_nonces = self.sources("script-src").is_some_and(|s| Scripts::of(s).proven);
        let base = if trusts_nonces { Severity::Low } else { Severity::Info };
        let wanted = [
            ("base-uri", base, "without base-uri, an injected <base> tag moves every relative script to another site"),
            ("frame-ancestors", Severity::Info, "without frame-ancestors, it does not say who may frame the page"),
        ];
        let missing = wanted.into_iter().filter(|(name, ..)| self.own(name).is_none());
        missing.map(|(_, severity, says)| Flaw::new(severity, says)).collect()
    }
}

/// How a list of script sources is to be read as a whole.
struct Scripts {
    /// A nonce or a hash: then browsers ignore `'unsafe-inline'`.
    proven: bool,
    /// `'strict-dynamic'`: then browsers ignore hosts and schemes.
    strict: bool,
}

impl Scripts {
    fn of(sources: &[String]) -> Self {
        let marks = ["'nonce-", "'sha256-", "'sha384-", "'sha512-"];
        let proven = sources.iter().any(|s| marks.iter().any(|mark| starts_with(s, mark)));
        let strict = proven && sources.iter().any(|s| s.eq_ignore_ascii_case("'strict-dynamic'"));
        Self { proven, strict }
    }

    fn flaw(&self, source: &str) -> Option<Flaw> {
        let lower = source.to_ascii_lowercase();
        match lower.as_str() {
            "'unsafe-inline'" if !self.proven => Some(Flaw::new(
                Severity::Medium,
                "'unsafe-inline' runs scripts that an attacker manages to put into a page, so the policy hardly protects",
            )),
            "'unsafe-eval'" => Some(Flaw::new(Severity::Low, "'unsafe-eval' lets text be run as script")),
            "*" | "http:" | "https:" | "http://*" | "https://*" if !self.strict => {
                Some(Flaw::new(Severity::Medium, format!("scripts may come from any host ({source})")))
            }
            "data:" if !self.strict => Some(Flaw::new(
                Severity::Medium,
                "data: lets a script be written into its own address, which is the same as 'unsafe-inline'",
            )),
            host if !self.strict && is_bypass(host) => Some(Flaw::new(
                Severity::Low,
                format!("{source} as a whole also serves scripts that anybody can use against the page"),
            )),
            _ => None,
        }
    }
}

fn starts_with(source: &str, mark: &str) -> bool {
    source.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark))
}

/// One of the hosts as a whole: a path or a file narrows it down enough.
fn is_bypass(source: &str) -> bool {
    let host = source.strip_prefix("https://").unwrap_or(source).trim_end_matches('/');
    BYPASS_HOSTS.contains(&host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worst(policy: &str) -> Option<Severity> {
        Policy::parse(policy).flaws().first().map(|f| f.severity)
    }

    #[test]
    fn a_strict_policy_has_no_flaw() {
        let strict = "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'";
        assert_eq!(Policy::parse(strict).flaws(), []);
        let nonce = "script-src 'nonce-r4nd0m' 'strict-dynamic' 'unsafe-inline' https:; object-src 'none'; \
                     base-uri 'none'; frame-ancestors 'self'";
        assert_eq!(Policy::parse(nonce).flaws(), []);
    }

    #[test]
    fn what_lets_any_script_run_is_medium() {
        let policies = [
            "script-src 'self' 'unsafe-inline'",
            "default-src *",
            "script-src https:",
            "default-src 'self' data:",
            "img-src 'self'",
            "",
        ];
        for policy in policies {
            assert_eq!(worst(policy), Some(Severity::Medium), "{policy}");
        }
    }

    #[test]
    fn lesser_flaws_are_lesser() {
        assert_eq!(worst("default-src 'self' 'unsafe-eval'"), Some(Severity::Low));
        assert_eq!(worst("script-src 'self'"), Some(Severity::Low), "object-src has no fallback here");
        assert_eq!(worst("default-src 'self'"), Some(Severity::Info), "base-uri and frame-ancestors");
        assert_eq!(worst("script-src 'nonce-a'; object-src 'none'"), Some(Severity::Low), "base-uri beside a nonce");
    }

    #[test]
    fn a_host_that_serves_anything_is_told_from_a_file_on_it() {
        let rest = "; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
        assert_eq!(worst(&format!("script-src https://unpkg.com{rest}")), Some(Severity::Low));
        assert_eq!(worst(&format!("script-src https://unpkg.com/htmx.org@1.9.12/dist/htmx.min.js{rest}")), None);
    }

    #[test]
    fn the_first_of_a_repeated_directive_counts() {
        let policy = Policy::parse("SCRIPT-SRC 'self'; script-src *;; ");
        assert_eq!(policy.own("script-src"), Some(&["'self'".to_owned()][..]));
    }
}

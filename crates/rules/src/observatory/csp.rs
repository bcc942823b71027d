//! The test of `Content-Security-Policy`, as a header and in the page.

use super::sources::{Merged, merge};
use super::{Outcome, Retrieval};
use crate::html;

static NONE_BY_DEFAULT: Outcome = Outcome {
    id: "csp-implemented-with-no-unsafe-default-src-none",
    modifier: 10,
    passes: true,
    says: "The Content-Security-Policy allows nothing unsafe, and nothing at all by default.",
};
static NOTHING_UNSAFE: Outcome = Outcome {
    id: "csp-implemented-with-no-unsafe",
    modifier: 5,
    passes: true,
    says: "The Content-Security-Policy allows nothing unsafe.",
};
static UNSAFE_STYLE: Outcome = Outcome {
    id: "csp-implemented-with-unsafe-inline-in-style-src-only",
    modifier: 0,
    passes: true,
    says: "The Content-Security-Policy is unsafe for styles alone.",
};
static REPEATED: Outcome = Outcome {
    id: "csp-implemented-but-duplicate-directives",
    modifier: 0,
    passes: true,
    says: "The Content-Security-Policy names a reporting directive twice.",
};
static PLAIN_PASSIVE: Outcome = Outcome {
    id: "csp-implemented-with-insecure-scheme-in-passive-content-only",
    modifier: -10,
    passes: true,
    says: "The Content-Security-Policy lets pictures or media come over plain http.",
};
static UNSAFE_EVAL: Outcome = Outcome {
    id: "csp-implemented-with-unsafe-eval",
    modifier: -10,
    passes: false,
    says: "The Content-Security-Policy allows 'unsafe-eval'.",
};
static UNSAFE_INLINE: Outcome = Outcome {
    id: "csp-implemented-with-unsafe-inline",
    modifier: -20,
    passes: false,
    says: "The Content-Security-Policy lets any script run: 'unsafe-inline', data:, a wildcard, or no limit at all for \
           scripts or plug-ins.",
};
static PLAIN_ACTIVE: Outcome = Outcome {
    id: "csp-implemented-with-insecure-scheme",
    modifier: -20,
    passes: false,
    says: "The Content-Security-Policy lets active content come over plain http.",
};
static INVALID: Outcome = Outcome {
    id: "csp-header-invalid",
    modifier: -25,
    passes: false,
    says: "The Content-Security-Policy is not well formed, or has 'strict-dynamic' without a nonce or hash.",
};
static MISSING: Outcome = Outcome {
    id: "csp-not-implemented",
    modifier: -25,
    passes: false,
    says: "The Content-Security-Policy is missing.",
};
static REPORT_ONLY: Outcome = Outcome {
    id: "csp-not-implemented-but-reporting-enabled",
    modifier: -25,
    passes: false,
    says: "The Content-Security-Policy only reports, and forbids nothing.",
};

const BROAD: &[&str] = &["ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"];
const PROOFS: &[&str] = &["'sha256-", "'sha384-", "'sha512-", "'nonce-"];
const PASSIVE: &[&str] = &["img-src", "media-src"];
/// Directives that browsers ignore in a page.
const HEADER_ONLY: &[&str] = &["frame-ancestors", "report-uri", "sandbox"];

pub(super) fn test(retrieval: &Retrieval<'_>) -> &'static Outcome {
    match policies(retrieval) {
        Read::Missing => MISSING_OR_REPORTING[usize::from(reports_only(retrieval))],
        Read::Invalid => &INVALID,
        Read::Merged(merged) => Judged::of(merged, retrieval.is_https()).outcome(),
    }
}

static MISSING_OR_REPORTING: [&Outcome; 2] = [&MISSING, &REPORT_ONLY];

fn reports_only(retrieval: &Retrieval<'_>) -> bool {
    retrieval.header("content-security-policy-report-only").is_some_and(|value| !value.is_empty())
}

/// Says who may frame the page: a policy counts even where it stands in the page, which browsers do not heed.
pub(super) fn limits_frames(retrieval: &Retrieval<'_>) -> bool {
    matches!(policies(retrieval), Read::Merged(merged) if merged.get("frame-ancestors").is_some())
}

enum Read {
    Missing,
    Invalid,
    Merged(Merged),
}

/// The policies of the header, which clients join to one, and of the page.
fn policies(retrieval: &Retrieval<'_>) -> Read {
    let header: Vec<String> = retrieval.header("content-security-policy").into_iter().collect();
    let in_page = retrieval.html().map(html::policies).unwrap_or_default();
    let Some(merged) = merge(&[header.clone(), in_page.clone()].concat()) else { return Read::Invalid };
    let size = |policies: &[String], without: &[&str]| {
        let merged = merge(policies).unwrap_or_default();
        merged.directives.iter().filter(|(name, _)| !without.contains(&name.as_str())).count()
    };
    if size(&header, &[]) + size(&in_page, HEADER_ONLY) == 0 { Read::Missing } else { Read::Merged(merged) }
}

/// A policy, with what browsers ignore taken out.
struct Judged {
    merged: Merged,
    is_https: bool,
    /// `'strict-dynamic'` that nothing stands beside.
    is_stuck: bool,
}

impl Judged {
    fn of(mut merged: Merged, is_https: bool) -> Self {
        for name in ["script-src", "style-src"] {
            if let Some(sources) = effective_mut(&mut merged, name).filter(|sources| is_proven(sources)) {
                sources.retain(|source| source != "'unsafe-inline'");
            }
        }
        let mut is_stuck = false;
        if let Some(scripts) =
            effective_mut(&mut merged, "script-src").filter(|s| s.iter().any(|s| s == "'strict-dynamic'"))
        {
            is_stuck = !is_proven(scripts);
            if !is_stuck {
                scripts.retain(|source| !is_overruled(source));
            }
        }
        Self { merged, is_https, is_stuck }
    }

    /// The sources of a directive, of `default-src` in its place, or all there are.
    fn sources(&self, name: &str) -> Vec<&str> {
        let found = self.merged.get(name).or_else(|| self.merged.get("default-src"));
        found.map_or_else(|| vec!["*"], |sources| sources.iter().map(String::as_str).collect())
    }

    fn outcome(&self) -> &'static Outcome {
        let first = self.first();
        if first.passes && self.merged.repeats_reporting { &REPEATED } else { first }
    }

    fn first(&self) -> &'static Outcome {
        let (scripts, styles) = (self.sources("script-src"), self.sources("style-src"));
        let is_unsafe = |source: &&str| BROAD.contains(source) || matches!(*source, "'unsafe-inline'" | "data:");
        let is_eval = |source: &&str| *source == "'unsafe-eval'";
        if self.is_stuck {
            &INVALID
        } else if scripts.iter().any(is_unsafe) || self.sources("object-src").iter().any(|s| BROAD.contains(s)) {
            &UNSAFE_INLINE
        } else if self.is_https && self.active().iter().any(|source| is_plain(source)) {
            &PLAIN_ACTIVE
        } else if scripts.iter().chain(&styles).any(is_eval) {
            &UNSAFE_EVAL
        } else if self.is_https && self.passive().iter().any(|source| is_plain(source)) {
            &PLAIN_PASSIVE
        } else if styles.iter().any(is_unsafe) {
            &UNSAFE_STYLE
        } else if self.merged.get("default-src").is_some_and(|sources| sources == &["'none'"]) {
            &NONE_BY_DEFAULT
        } else {
            &NOTHING_UNSAFE
        }
    }

    /// Everything but pictures and media, addresses of reports among it.
    fn active(&self) -> Vec<&str> {
        let named = self.merged.directives.iter();
        let named = named.filter(|(name, _)| !PASSIVE.contains(&name.as_str()) && name != "script-src");
        named.flat_map(|(_, sources)| sources.iter().map(String::as_str)).chain(self.sources("script-src")).collect()
    }

    fn passive(&self) -> Vec<&str> {
        let limited = |name: &&&str| self.merged.get(name).or_else(|| self.merged.get("default-src")).is_some();
        PASSIVE.iter().filter(limited).flat_map(|name| self.sources(name)).collect()
    }
}

/// The list that holds for a kind of content. It is `default-src` itself where there is no other: what is ignored
/// there is ignored for everything that falls back to it.
fn effective_mut<'m>(merged: &'m mut Merged, name: &str) -> Option<&'m mut Vec<String>> {
    let name = if merged.get(name).is_some() { name } else { "default-src" };
    merged.get_mut(name)
}

fn is_proven(sources: &[String]) -> bool {
    sources.iter().any(|source| PROOFS.iter().any(|proof| source.starts_with(proof)))
}

/// What `'strict-dynamic'` makes browsers ignore.
fn is_overruled(source: &str) -> bool {
    BROAD.iter().any(|broad| source.starts_with(broad)) || matches!(source, "'self'" | "'unsafe-inline'")
}

fn is_plain(source: &str) -> bool {
    source.starts_with("http:") || source.starts_with("ftp:")
}

//! The test of cookies.

use sneck_model::Cookie;

use super::{Outcome, Retrieval, hsts, jar};

static ALL_THREE: Outcome = Outcome {
    id: "cookies-secure-with-httponly-sessions-and-samesite",
    modifier: 5,
    passes: true,
    says: "All cookies are Secure and have SameSite, and session cookies are HttpOnly.",
};
static NO_SAME_SITE: Outcome = Outcome {
    id: "cookies-secure-with-httponly-sessions",
    modifier: 0,
    passes: true,
    says: "All cookies are Secure, and session cookies are HttpOnly.",
};
static NONE: Outcome = Outcome { id: "cookies-not-found", modifier: 0, passes: true, says: "No cookie is set." };

/// From the mildest to the worst; the worst counts.
static FAULTS: [Outcome; 7] = [
    Outcome {
        id: "cookies-without-secure-flag-but-protected-by-hsts",
        modifier: -5,
        passes: false,
        says: "A cookie is not Secure; Strict-Transport-Security keeps it off plain http.",
    },
    Outcome {
        id: "cookies-without-secure-flag",
        modifier: -20,
        passes: false,
        says: "A cookie is not Secure, and goes over plain http.",
    },
    Outcome {
        id: "cookies-session-without-secure-flag-but-protected-by-hsts",
        modifier: -10,
        passes: false,
        says: "A session cookie is not Secure; Strict-Transport-Security keeps it off plain http.",
    },
    Outcome {
        id: "cookies-samesite-flag-invalid",
        modifier: -20,
        passes: false,
        says: "A cookie has a SameSite that browsers do not know, or SameSite=None without Secure.",
    },
    Outcome {
        id: "cookies-anticsrf-without-samesite-flag",
        modifier: -20,
        passes: false,
        says: "A cookie against forged requests has no SameSite.",
    },
    Outcome {
        id: "cookies-session-without-httponly-flag",
        modifier: -30,
        passes: false,
        says: "A session cookie can be read by scripts: it is not HttpOnly.",
    },
    Outcome {
        id: "cookies-session-without-secure-flag",
        modifier: -40,
        passes: false,
        says: "A session cookie is not Secure, and goes over plain http.",
    },
];

/// Places in [`FAULTS`].
const PROTECTED: usize = 0;
const INSECURE: usize = 1;
const SESSION_PROTECTED: usize = 2;
const INVALID_SAME_SITE: usize = 3;
const ANTI_FORGERY: usize = 4;
const READABLE_SESSION: usize = 5;
const INSECURE_SESSION: usize = 6;

/// A cookie that Heroku's router sets, whatever the app does.
const IGNORED: &str = "heroku-session-affinity";

pub(super) fn test(retrieval: &Retrieval<'_>) -> &'static Outcome {
    let kept = jar::cookies(retrieval);
    let cookies: Vec<&Cookie> = kept.iter().map(|kept| kept.cookie).filter(|c| c.name != IGNORED).collect();
    if cookies.is_empty() {
        return &NONE;
    }
    let is_protected = hsts::test(retrieval).passes;
    let said = retrieval.page().into_iter().flat_map(|page| page.header("set-cookie")).any(has_invalid_same_site);
    let faults = cookies.iter().flat_map(|cookie| faults(cookie, is_protected));
    match faults.chain(said.then_some(INVALID_SAME_SITE)).max() {
        Some(worst) => &FAULTS[worst],
        None if cookies.iter().all(|cookie| same_site(cookie).is_some()) => &ALL_THREE,
        None => &NO_SAME_SITE,
    }
}

fn faults(cookie: &Cookie, is_protected: bool) -> Vec<usize> {
    let name = cookie.name.to_lowercase();
    let is_session = name.contains("login") || name.contains("sess");
    let mut found = Vec::new();
    let mut add = |holds: bool, fault: usize| found.extend(holds.then_some(fault));
    add(!cookie.secure, if is_protected { PROTECTED } else { INSECURE });
    add(!cookie.secure && is_session, if is_protected { SESSION_PROTECTED } else { INSECURE_SESSION });
    add(!cookie.secure && same_site(cookie).as_deref() == Some("none"), INVALID_SAME_SITE);
    add(name.contains("csrf") && same_site(cookie).is_none(), ANTI_FORGERY);
    add(is_session && !cookie.http_only, READABLE_SESSION);
    found
}

/// A value that browsers know, in lower case.
fn same_site(cookie: &Cookie) -> Option<String> {
    let value = cookie.same_site.as_deref()?.trim().to_lowercase();
    is_known(&value).then_some(value)
}

fn is_known(value: &str) -> bool {
    matches!(value, "lax" | "strict" | "none")
}

/// Looks at the text of the header, so that a later and valid attribute does not hide an earlier one.
fn has_invalid_same_site(header: &str) -> bool {
    header.trim().split(';').any(|part| {
        let mut sides = part.trim().split('=');
        let name = sides.next().unwrap_or_default().trim().to_lowercase();
        name == "samesite" && !sides.next().is_some_and(|value| is_known(&value.trim().to_lowercase()))
    })
}

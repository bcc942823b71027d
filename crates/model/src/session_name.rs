//! Which cookies carry a session or a log-in, told by their names.

/// Words that say so wherever they stand in a name.
const WORDS: &[&str] =
    &["session", "sess", "sessid", "sessionid", "sid", "auth", "login", "token", "jwt", "remember", "aspxauth"];

/// Endings that say so in names written in one word (`JSESSIONID`, `usertoken`).
const ENDINGS: &[&str] = &["session", "sessionid", "sessid", "token", "jwt"];

/// Marks of cookies that are no log-in although their name reads like one: protection against
/// forged requests, a load balancer's choice of server, consent banners, what was chosen last.
const OTHERS: &[&str] = &["csrf", "xsrf", "affinity", "consent", "banner", "hint", "dismissed", "method", "attempt"];

/// Words that only end like one.
const UNRELATED: &[&str] = &["possession", "obsession"];

/// True when the name says that the cookie is a session or a log-in: whoever holds it is the user.
#[must_use]
pub fn carries_session(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    if OTHERS.iter().any(|other| lower.contains(other)) {
        return false;
    }
    let says = |word: &str| WORDS.contains(&word) || ENDINGS.iter().any(|end| word.ends_with(end));
    words(name).iter().any(|word| says(word) && !UNRELATED.contains(&word.as_str()))
}

/// Splits at punctuation, and at the capitals of camel case. Lower-cased.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for c in name.chars() {
        let starts_word = !c.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && after_lower);
        if starts_word {
            words.push(String::new());
        }
        after_lower = c.is_ascii_lowercase();
        if let (true, Some(word)) = (c.is_ascii_alphanumeric(), words.last_mut()) {
            word.push(c.to_ascii_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_frameworks_and_of_hand_written_logins() {
        let names = [
            "session",
            "sessionid",
            "__Host-session",
            "__Secure-sid",
            "connect.sid",
            "JSESSIONID",
            "PHPSESSID",
            "ASP.NET_SessionId",
            ".ASPXAUTH",
            "laravel_session",
            "AIOHTTP_SESSION",
            "ci_session",
            "koa.sess",
            "remember_token",
            "access_token_cookie",
            "refreshToken",
            "authToken",
            "id_token",
            "jwt",
            "userSession",
            "is_login",
        ];
        for name in names {
            assert!(carries_session(name), "{name}");
        }
    }

    #[test]
    fn other_cookies_are_left_alone() {
        let names = [
            "",
            "csrftoken",
            "XSRF-TOKEN",
            "_ga",
            "theme",
            "lang",
            "heroku-session-affinity",
            "author",
            "possession",
            "last_login_method",
        ];
        for name in names {
            assert!(!carries_session(name), "{name}");
        }
    }
}

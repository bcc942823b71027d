//! `Set-Cookie` headers, read as browsers read them (RFC 6265 bis, section 5).
//!
//! A browser drops what is malformed; here it is kept, because a cookie that a browser refuses is
//! worth telling.

use sneck_model::{Cookie, Secret, carries_session};

use super::date;

/// Longer attribute values are ignored, as browsers do.
const LONGEST_ATTRIBUTE: usize = 1024;

/// The year 1970, with which a cookie is taken back: that is over, whatever the server's clock says.
const LONG_PAST: i64 = 365 * 24 * 60 * 60;

/// Reads one header value. `sent_at` is the answer's own `Date`, in seconds since 1970: an `Expires`
/// is a lifetime only beside it.
#[must_use]
pub fn cookie(value: &str, sent_at: Option<i64>) -> Cookie {
    let mut parts = value.split(';');
    let pair = parts.next().unwrap_or_default();
    // Without `=` the whole is the value and the name is empty.
    let (name, content) = pair.split_once('=').unwrap_or(("", pair));
    let name = name.trim();
    let mut read = Cookie {
        name: name.to_owned(),
        value: Secret::new(content.trim()),
        secure: false,
        http_only: false,
        same_site: None,
        domain: None,
        path: None,
        max_age: None,
        session: carries_session(name),
    };
    let mut expires = None;
    for part in parts {
        let (attribute, content) = part.split_once('=').unwrap_or((part, ""));
        if content.len() <= LONGEST_ATTRIBUTE {
            attribute_of(&mut read, &mut expires, attribute.trim(), content.trim());
        }
    }
    // `Max-Age` wins over `Expires`, whichever comes first.
    read.max_age = read.max_age.or_else(|| match sent_at {
        Some(now) => Some(expires? - now),
        None => expires.filter(|then| *then < LONG_PAST).map(|then| then - LONG_PAST),
    });
    read
}

/// A later attribute of the same name wins. A value that browsers ignore leaves no trace, but for
/// `SameSite`, which is kept as sent.
fn attribute_of(cookie: &mut Cookie, expires: &mut Option<i64>, name: &str, value: &str) {
    match name.to_ascii_lowercase().as_str() {
        "secure" => cookie.secure = true,
        "httponly" => cookie.http_only = true,
        "samesite" => cookie.same_site = Some(value.to_owned()),
        "domain" => cookie.domain = Some(value.trim_start_matches('.').to_ascii_lowercase()).filter(|d| !d.is_empty()),
        "path" => cookie.path = Some(value.to_owned()).filter(|p| p.starts_with('/')),
        "max-age" => cookie.max_age = whole_number(value).or(cookie.max_age),
        "expires" => *expires = date::seconds(value).or(*expires),
        _ => {}
    }
}

/// Digits with an optional minus: a plus sign or a fraction is not a `Max-Age`. A number beyond what
/// fits means "for ever", as in browsers.
fn whole_number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let out_of_range = if text.starts_with('-') { i64::MIN } else { i64::MAX };
    is_number.then(|| text.parse().unwrap_or(out_of_range))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_of_a_flask_session() {
        let read = cookie("session=eyJ1IjoxfQ.x.y; HttpOnly; Path=/; SameSite=Lax", None);
        assert_eq!(read.name, "session");
        assert!(read.session && read.http_only && !read.secure);
        assert_eq!(read.same_site.as_deref(), Some("Lax"));
        assert_eq!(read.path.as_deref(), Some("/"));
        assert!(read.value.attempt(|bytes| bytes == b"eyJ1IjoxfQ.x.y"));
    }

    #[test]
    fn attributes_have_no_case_and_flags_ignore_their_value() {
        let read = cookie("a=b;SECURE=no ; httponly", None);
        assert!(read.secure && read.http_only);
    }

    #[test]
    fn a_misspelt_flag_is_no_flag() {
        assert!(!cookie("a=b; Http-Only; Secured", None).http_only);
    }

    #[test]
    fn malformed_ones_are_kept() {
        assert_eq!(cookie("", None).name, "");
        let nameless = cookie("just-a-value; Secure", None);
        assert!(nameless.name.is_empty() && nameless.secure);
        assert_eq!(cookie(" a b = c ", None).name, "a b");
        assert_eq!(cookie("a=b; SameSite=Sometimes", None).same_site.as_deref(), Some("Sometimes"));
    }

    #[test]
    fn the_last_attribute_wins() {
        let read = cookie("a=b; Path=/x; Path=/y; Domain=.Example.COM; Max-Age=1; Max-Age=2", None);
        assert_eq!(read.path.as_deref(), Some("/y"));
        assert_eq!(read.domain.as_deref(), Some("example.com"));
        assert_eq!(read.max_age, Some(2));
    }

    #[test]
    fn max_age_is_a_whole_number() {
        let table = [("60", Some(60)), ("-1", Some(-1)), ("+60", None), ("1.5", None), ("", None), ("-", None)];
        for (text, expected) in table {
            assert_eq!(cookie(&format!("a=b; Max-Age={text}"), None).max_age, expected, "{text}");
        }
        assert_eq!(cookie("a=b; Max-Age=99999999999999999999", None).max_age, Some(i64::MAX));
    }

    #[test]
    fn an_expiry_counts_from_the_date_of_the_answer() {
        let sent_at = date::seconds("Sat, 21 Nov 2026 10:00:00 GMT");
        let value = "session=x; Expires=Sat, 21 Nov 2026 11:00:00 GMT";
        assert_eq!(cookie(value, sent_at).max_age, Some(3600));
        assert_eq!(cookie(value, None).max_age, None);
        for taken_back in ["Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 01-Jan-1970 00:00:01 GMT"] {
            assert!(cookie(&format!("a=gone; Expires={taken_back}"), None).max_age < Some(0), "{taken_back}");
        }
        assert_eq!(cookie("a=b; Max-Age=5; Expires=Sat, 21 Nov 2026 11:00:00 GMT", sent_at).max_age, Some(5));
    }
}

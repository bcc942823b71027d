//! Dates of HTTP and of cookies, as seconds since 1970.

use sneck_model::day::days_since_1970;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads a date by the lenient way of RFC 6265, section 5.1.1: a time, a day, a month's name and a
/// year in any order, always UTC. That covers every form that HTTP ever had.
#[must_use]
pub fn seconds(text: &str) -> Option<i64> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for token in text.split(is_delimiter).filter(|t| !t.is_empty()).take(16) {
        if time.is_none() && token.contains(':') {
            time = Some(time_of_day(token)?);
        } else if day.is_none() && number(token, 1, 2).is_some() {
            day = number(token, 1, 2);
        } else if let (None, Some(found)) = (month, month_of(token)) {
            month = Some(found);
        } else if year.is_none() {
            year = number(token, 2, 4).map(full_year);
        }
    }
    let (day, month, year) = (day?, month?, year?);
    let valid = (1..=31).contains(&day) && year >= 1601;
    valid.then_some(days_since_1970(year, month, day) * 86_400 + time?)
}

fn is_delimiter(c: char) -> bool {
    !(c.is_ascii_alphanumeric() || c == ':' || !c.is_ascii())
}

fn number(token: &str, shortest: usize, longest: usize) -> Option<i64> {
    let fits = (shortest..=longest).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| token.parse().ok())?
}

fn time_of_day(token: &str) -> Option<i64> {
    let mut parts = token.split(':').map(|part| number(part, 1, 2));
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    (hours < 24 && minutes < 60 && seconds < 60).then_some(hours * 3600 + minutes * 60 + seconds)
}

fn month_of(token: &str) -> Option<i64> {
    let start = token.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|name| *name == start).and_then(|at| i64::try_from(at + 1).ok())
}

fn full_year(year: i64) -> i64 {
    match year {
        70..=99 => 1900 + year,
        0..=69 => 2000 + year,
        _ => year,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_http_ever_had() {
        let forms = [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "06 nov 1994 08:49:37",
        ];
        for form in forms {
            assert_eq!(seconds(form), Some(784_111_777), "{form}");
        }
    }

    #[test]
    fn leap_days_and_the_epoch() {
        assert_eq!(seconds("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(seconds("Thu, 29 Feb 2024 00:00:00 GMT"), Some(1_709_164_800));
        assert_eq!(seconds("Fri, 01 Mar 2024 00:00:00 GMT"), Some(1_709_251_200));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "0", "-1", "tomorrow", "32 Nov 1994 08:49:37", "06 Nov 1994", "06 Nov 1994 25:00:00", "é:é:é"]
        {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}

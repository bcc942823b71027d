//! Days, as `2026-11-21` and as a count since 1970-01-01.

/// Reads a day of the Gregorian calendar, from year 1 to 9999.
#[must_use]
pub fn parse(text: &str) -> Option<i32> {
    let mut parts = text.split('-').map(|part| part.parse::<u16>().ok().map(i64::from));
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let count = i32::try_from(days_since_1970(year, month, day)).ok()?;
    // Whatever does not come back as it was written (the 31st of April) is no day.
    (write(count) == text).then_some(count)
}

/// Writes a day. The civil calendar's 400 years have 146,097 days; years begin in March here, so that a leap
/// day is the last of its year.
#[must_use]
pub fn write(days: i32) -> String {
    let shifted = i64::from(days) + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Counts days in years that begin in March, so that a leap day is the last of its year.
#[must_use]
pub fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        let table = [("1970-01-01", 0), ("2000-02-29", 11_016), ("2026-11-21", 20_778), ("1969-12-31", -1)];
        for (text, days) in table {
            assert_eq!(parse(text), Some(days), "{text}");
            assert_eq!(write(days), text);
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in
            ["2026-02-29", "2026-13-01", "2026-1-1", "today", "", "2026-11", "999999999999-01-01", "1-65535-65535"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}

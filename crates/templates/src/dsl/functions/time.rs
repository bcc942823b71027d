//! Functions of the time, which is a fact of the run. Times are UTC.

use sneck_model::day;

use super::{Call, Function};
use crate::dsl::Value;

const DAY: i64 = 86_400;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("unix_time", 0, 1, |c| {
        let later = if c.given(0).is_some() { c.number(0)? } else { 0.0 };
        Ok(Value::Number(c.world.now as f64 + later.trunc()))
    }),
    Function::new("to_unix_time", 1, 2, to_unix_time),
    Function::new("date_time", 1, 2, date_time),
];

/// A moment in the parts that people write.
struct Moment {
    year: i64,
    month: i64,
    day: i64,
    weekday: i64,
    second: i64,
}

impl Moment {
    fn new(seconds: i64) -> Option<Self> {
        let days = seconds.div_euclid(DAY);
        let text = day::write(i32::try_from(days).ok().filter(|days| days.abs() < 3_000_000)?);
        let mut parts = text.rsplitn(3, '-').map(|part| part.parse().unwrap_or(0));
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { year, month, day, weekday: (days + 4).rem_euclid(7), second: seconds.rem_euclid(DAY) })
    }

    fn hour(&self) -> i64 {
        self.second / 3600
    }

    fn minute(&self) -> i64 {
        self.second / 60 % 60
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

fn name(names: &[&'static str], at: i64) -> &'static str {
    usize::try_from(at).ok().and_then(|at| names.get(at)).copied().unwrap_or_default()
}

type Part = (&'static str, fn(&Moment) -> String);

/// Parts of a format with percent signs, as projectdiscovery/dsl knows them: `%m` is the minute.
const PERCENT: [Part; 8] = [
    ("%Y", |m| m.year.to_string()),
    ("%y", |m| m.year.to_string()),
    ("%M", |m| format!("{:02}", m.month)),
    ("%D", |m| format!("{:02}", m.day)),
    ("%d", |m| format!("{:02}", m.day)),
    ("%H", |m| format!("{:02}", m.hour())),
    ("%m", |m| format!("{:02}", m.minute())),
    ("%S", |m| format!("{:02}", m.second % 60)),
];

/// Parts of a layout of Go's, the longer ones first (<https://pkg.go.dev/time#pkg-constants>).
const LAYOUT: [Part; 17] = [
    ("January", |m| name(&MONTHS, m.month - 1).to_owned()),
    ("Monday", |m| name(&WEEKDAYS, m.weekday).to_owned()),
    ("Z07:00", |_| "Z".to_owned()),
    ("-0700", |_| "+0000".to_owned()),
    ("2006", |m| format!("{:04}", m.year)),
    ("Jan", |m| name(&MONTHS, m.month - 1)[..3].to_owned()),
    ("Mon", |m| name(&WEEKDAYS, m.weekday)[..3].to_owned()),
    ("MST", |_| "UTC".to_owned()),
    ("01", |m| format!("{:02}", m.month)),
    ("02", |m| format!("{:02}", m.day)),
    ("03", |m| format!("{:02}", (m.hour() + 11) % 12 + 1)),
    ("04", |m| format!("{:02}", m.minute())),
    ("05", |m| format!("{:02}", m.second % 60)),
    ("06", |m| format!("{:02}", m.year % 100)),
    ("15", |m| format!("{:02}", m.hour())),
    ("PM", |m| if m.hour() < 12 { "AM" } else { "PM" }.to_owned()),
    ("2", |m| m.day.to_string()),
];

fn date_time(call: &Call<'_>) -> Result<Value, String> {
    let format = call.string(0);
    let seconds = if call.given(1).is_some() { call.number(1)? as i64 } else { call.world.now };
    let moment = Moment::new(seconds).ok_or("it is no time that has a date")?;
    let parts: &[Part] = if format.contains('%') { &PERCENT } else { &LAYOUT };
    Ok(Value::text(written(&format, parts, &moment)))
}

fn written(format: &str, parts: &[Part], moment: &Moment) -> String {
    let mut out = String::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        let part = parts.iter().find(|(part, _)| rest.starts_with(part));
        let taken = part.map_or(first.len_utf8(), |(part, _)| part.len());
        match part {
            Some((_, write)) => out.push_str(&write(moment)),
            None => out.push(first),
        }
        rest = &rest[taken..];
    }
    out
}

/// A number as it is, or a date and a time of day as RFC 3339 and people write them.
fn to_unix_time(call: &Call<'_>) -> Result<Value, String> {
    let text = call.string(0);
    if let Ok(number) = text.trim().parse::<f64>() {
        return Ok(Value::Number(number.trunc()));
    }
    seconds(text.trim()).map(|seconds| Value::Number(seconds as f64)).ok_or_else(|| format!("`{text}` is no time"))
}

fn seconds(text: &str) -> Option<i64> {
    let days = i64::from(day::parse(text.get(..10)?)?);
    let (clock, zone) = split_zone(text[10..].trim_start_matches(['T', ' ']));
    let mut parts = clock.split(':').map(|part| part.split('.').next().unwrap_or_default().parse::<i64>());
    let mut next = || parts.next().transpose().ok().map(|part| part.unwrap_or(0));
    let of_day = if clock.is_empty() { 0 } else { next()? * 3600 + next()? * 60 + next()? };
    Some(days * DAY + of_day - zone?)
}

/// The clock, and the seconds that its zone is before UTC.
fn split_zone(text: &str) -> (&str, Option<i64>) {
    let text = text.trim();
    if let Some(clock) = text.strip_suffix('Z') {
        return (clock.trim(), Some(0));
    }
    let Some(at) = text.rfind(['+', '-']) else { return (text, Some(0)) };
    let (clock, zone) = text.split_at(at);
    let digits: String = zone[1..].chars().filter(char::is_ascii_digit).collect();
    let offset = digits.parse::<i64>().ok().filter(|_| digits.len() == 4).map(|n| (n / 100 * 60 + n % 100) * 60);
    (clock.trim(), offset.map(|offset| if zone.starts_with('-') { -offset } else { offset }))
}

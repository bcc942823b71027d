//! The table of formats: how a line is read, and how much of a text one takes.

use super::check::Check;

/// Says whether a character belongs to an alphabet.
type Has = fn(u8) -> bool;

/// Characters that a run may be made of, by the name in the table.
const ALPHABETS: &[(&str, Has)] = &[
    ("digits", |b| b.is_ascii_digit()),
    ("hex", |b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
    ("upperhex", |b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b)),
    ("letters", |b| b.is_ascii_alphabetic()),
    ("alnum", |b| b.is_ascii_alphanumeric()),
    ("loweralnum", |b| b.is_ascii_digit() || b.is_ascii_lowercase()),
    ("upperalnum", |b| b.is_ascii_digit() || b.is_ascii_uppercase()),
    ("upper32", |b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b)),
    ("word", |b| b.is_ascii_alphanumeric() || b == b'_'),
    ("alnumdash", |b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'),
    ("alnumdot", |b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)),
    ("alnumtilde", |b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b)),
    ("base64", |b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)),
    ("percent", |b| b.is_ascii_alphanumeric() || b"%-_".contains(&b)),
];

/// So many characters of an alphabet, from the least to the most.
#[derive(Clone, Copy)]
pub(super) struct Run(Has, usize, usize);

impl Run {
    fn taken<'b>(self, bytes: impl Iterator<Item = &'b u8>) -> Option<usize> {
        let Self(has, least, most) = self;
        let taken = bytes.take(most).take_while(|b| has(**b)).count();
        (taken >= least).then_some(taken)
    }
}

/// A piece of a format after its start.
enum Part {
    /// These very characters.
    Text(&'static str),
    /// Characters of an alphabet.
    Run(Run),
    /// 8-4-4-4-12 hexadecimal digits.
    Uuid,
    /// What follows the first line of a key in PEM (RFC 7468), to its last line.
    Pem,
    /// What stands between a name and its value: `=`, `: "`, `"] = '`.
    Separator,
}

/// One format.
pub(super) struct Format {
    pub(super) name: &'static str,
    /// Each of these begins a key, or names it.
    pub(super) starts: Vec<&'static str>,
    before: Option<Run>,
    parts: Vec<Part>,
    checks: Vec<Check>,
    /// Of a provider's test mode: it moves no money and opens nothing of production.
    pub(super) for_tests: bool,
    /// The start is the name of a variable and no part of the key.
    named: bool,
    /// The start is letters and digits alone, so that chance may write it.
    plain: bool,
}

/// The columns of a line: name, starts, what follows, a key, something that is none.
pub(super) type Row = [&'static str; 5];

/// The lines of a table.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = Row> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split(" | ").collect::<Vec<_>>().try_into().ok())
}

impl Format {
    /// Reads a line; nothing when a word of it is unknown.
    pub(super) fn of([name, starts, follows, ..]: Row) -> Option<Self> {
        let starts: Vec<&str> = starts.split(',').collect();
        let plain = starts.iter().all(|start| start.bytes().all(|b| b.is_ascii_alphanumeric()));
        let (parts, checks) = (Vec::new(), Vec::new());
        // `AccountKey=` names what follows as a variable does.
        let named = starts.iter().all(|start| start.ends_with('='));
        let mut format = Self { name, starts, before: None, parts, checks, for_tests: false, named, plain };
        follows.split(' ').all(|word| format.take(word).is_some()).then_some(format)
    }

    /// It ends with a checksum.
    pub(super) fn is_summed(&self) -> bool {
        self.checks.iter().any(|check| matches!(check, Check::Crc32 | Check::Bech32))
    }

    fn take(&mut self, word: &'static str) -> Option<()> {
        if let Some(check) = Check::of(word) {
            self.checks.push(check);
        } else if let Some(before) = word.strip_prefix("back:") {
            self.before = Some(run(before)?);
        } else if word == "test" {
            self.for_tests = true;
        } else {
            self.named |= word == "sep";
            self.parts.push(part(word)?);
        }
        Some(())
    }

    /// Where a key begins and ends whose start was found; nothing when it is none.
    pub(super) fn key(&self, bytes: &[u8], from: usize, body: usize) -> Option<(usize, usize)> {
        let from = match self.before {
            Some(run) => from - run.taken(bytes[..from].iter().rev())?,
            None => from,
        };
        let (value, to) = self.matched(bytes, body)?;
        let key = if self.named { value..to } else { from..to };
        let varied = if self.named || self.before.is_some() { key.clone() } else { body..to };
        let real = !self.is_joined(bytes, from, to)
            && is_varied(&bytes[varied])
            && self.checks.iter().all(|check| check.holds(&bytes[key.clone()], &bytes[body..to]));
        real.then_some((key.start, key.end))
    }

    /// Where the value starts and where the last part ends, if all parts are there.
    fn matched(&self, bytes: &[u8], body: usize) -> Option<(usize, usize)> {
        let (mut at, mut value) = (body, body);
        for part in &self.parts {
            at += part.taken(&bytes[at..])?;
            if matches!(part, Part::Separator) {
                value = at;
            }
        }
        Some((value, at))
    }

    /// It is a piece of something longer: of a word, or of a file in base 64.
    fn is_joined(&self, bytes: &[u8], from: usize, to: usize) -> bool {
        let before = from.checked_sub(1).map(|at| bytes[at]);
        let wordlike = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        let joined = match self.before {
            Some(Run(has, ..)) => before.is_some_and(has),
            None => !self.named && before.is_some_and(|b| wordlike(b) || (self.plain && b"+/".contains(&b))),
        };
        if matches!(self.parts.as_slice(), [Part::Pem]) {
            return false;
        }
        let after = bytes.get(to).copied();
        joined || after.is_some_and(|b| b.is_ascii_alphanumeric() || (self.plain && b == b'+'))
    }
}

impl Part {
    fn taken(&self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Text(text) => bytes.starts_with(text.as_bytes()).then_some(text.len()),
            Self::Run(run) => run.taken(bytes.iter()),
            Self::Uuid => std::str::from_utf8(bytes.get(..36)?).ok().filter(|t| super::shape::is_uuid(t)).map(str::len),
            Self::Pem => pem(bytes),
            Self::Separator => separator(bytes),
        }
    }
}

/// A key is no shorter, in base 64, and no longer.
const PEM: (usize, usize) = (100, 16 << 10);

/// Lines of base 64 up to the line that ends them, whether they are lines of a file or written as `\n` in a string.
fn pem(bytes: &[u8]) -> Option<usize> {
    let bytes = &bytes[..bytes.len().min(PEM.1)];
    let end = memchr::memmem::find(bytes, b"-----END ")?;
    let close = end + memchr::memmem::find(&bytes[end..], b" KEY").filter(|at| *at < 40)?;
    let close = close + memchr::memmem::find(&bytes[close..], b"-----").filter(|at| *at < 12)?;
    let body = bytes[..end].iter().filter(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b)).count();
    let filled = memchr::memchr2(b'{', b'<', &bytes[..end]).is_none() && !has_dots(&bytes[..end]);
    (body >= PEM.0 && filled).then_some(close + 5)
}

/// Documentation leaves the middle of a key out.
fn has_dots(body: &[u8]) -> bool {
    memchr::memmem::find(body, b"...").is_some()
}

/// Signs between a name and its value: few, and one of them at least sets the one to the other.
fn separator(bytes: &[u8]) -> Option<usize> {
    let signs = bytes.iter().take(8).take_while(|b| b"\"'`=:> \t])(,".contains(b)).count();
    bytes[..signs].iter().any(|b| b"=:,(".contains(b)).then_some(signs)
}

fn part(word: &'static str) -> Option<Part> {
    match word {
        "sep" => Some(Part::Separator),
        "uuid" => Some(Part::Uuid),
        "pem" => Some(Part::Pem),
        _ => match word.strip_prefix('=') {
            Some(text) => Some(Part::Text(text)),
            None => run(word).map(Part::Run),
        },
    }
}

fn run(word: &str) -> Option<Run> {
    let (alphabet, count) = word.split_once(':')?;
    let (least, most) = count.split_once('-').unwrap_or((count, count));
    let has = ALPHABETS.iter().find(|(name, _)| *name == alphabet)?.1;
    Some(Run(has, least.parse().ok()?, most.parse().ok()?))
}

/// What stands in keys that documentation makes up.
const DOCUMENTED: &[&str] =
    &["EXAMPLE", "example", "XXXX", "xxxx", "00000000", "12345678", "abcdefgh", "...", "your", "YOUR"];

/// Neither one character repeated, nor a word of documentation, nor words at all.
fn is_varied(key: &[u8]) -> bool {
    let mut seen = [false; 256];
    key.iter().for_each(|b| seen[usize::from(*b)] = true);
    let has = |wanted: fn(&u8) -> bool| key.iter().any(wanted);
    let mixed = has(u8::is_ascii_digit) || (has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase));
    mixed
        && seen.iter().filter(|s| **s).count() >= 8
        && !DOCUMENTED.iter().any(|word| memchr::memmem::find(key, word.as_bytes()).is_some())
}

//! Questions to a name server as bytes, and answers under the names that templates know (RFC 1035, section 4).

use std::collections::HashMap;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::dsl::{Names, Value, World};
use crate::expand::expand;
use crate::template::Dns;

/// Types of records that templates ask for, and their numbers.
const RECORDS: [(&str, u16); 13] = [
    ("A", 1),
    ("NS", 2),
    ("CNAME", 5),
    ("SOA", 6),
    ("PTR", 12),
    ("MX", 15),
    ("TXT", 16),
    ("AAAA", 28),
    ("SRV", 33),
    ("DS", 43),
    ("TLSA", 52),
    ("ANY", 255),
    ("CAA", 257),
];
/// Names of outcomes, by their number.
const CODES: [&str; 6] = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"];
/// Bytes of the head of a message.
const HEAD: usize = 12;
/// Records of an answer that are read, at most.
const MOST: usize = 200;
/// Labels of a name and jumps in it, at most.
const STEPS: usize = 128;

/// A question and the name that it asks for; nothing where a name in it has no value.
pub(super) fn question(dns: &Dns, id: u16, world: &World<'_>) -> Option<(Vec<u8>, String)> {
    let name = expand(&dns.name, world);
    let record = number(&dns.record)?;
    if name.unresolved {
        return None;
    }
    let name = name.string();
    let mut out = id.to_be_bytes().to_vec();
    out.extend([u8::from(dns.recursion), 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    for label in name.trim_end_matches('.').split('.') {
        let length = u8::try_from(label.len()).ok().filter(|length| (1..64).contains(length))?;
        out.push(length);
        out.extend(label.bytes());
    }
    out.push(0);
    out.extend(record.to_be_bytes());
    out.extend([0, 1]);
    (out.len() < HEAD + 260).then_some((out, name))
}

fn number(record: &str) -> Option<u16> {
    RECORDS.iter().find(|(name, _)| *name == record).map(|(_, number)| *number)
}

fn record(number: u16) -> String {
    RECORDS
        .iter()
        .find(|(_, known)| *known == number)
        .map_or_else(|| format!("TYPE{number}"), |(name, _)| (*name).to_owned())
}

/// What was answered.
pub(super) struct Told(HashMap<String, Value>);

impl Told {
    /// Reads an answer; nothing where it is none.
    pub(super) fn new(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader { bytes, at: HEAD };
        let word = |at: usize| Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
        let code = bytes.get(3)? & 15;
        let counts = [word(4)?, word(6)?, word(8)?, word(10)?];
        let mut asked = String::new();
        for _ in 0..counts[0].min(1) {
            let name = reader.name()?;
            asked = format!(";{name}\tIN\t {}", record(reader.word()?));
            reader.word()?;
        }
        let mut fields: HashMap<String, Vec<String>> = HashMap::new();
        let mut sections = [String::new(), String::new(), String::new()];
        for (section, count) in sections.iter_mut().zip(&counts[1..]) {
            for _ in 0..usize::from(*count).min(MOST) {
                let Some((line, kind, data)) = reader.record() else { break };
                section.push_str(&line);
                section.push('\n');
                fields.entry(kind.to_ascii_lowercase()).or_default().push(data);
            }
        }
        let code = CODES.get(usize::from(code)).map_or_else(|| code.to_string(), |name| (*name).to_owned());
        Some(Self(names(&code, &asked, &sections, fields)))
    }
}

fn names(
    code: &str,
    asked: &str,
    sections: &[String; 3],
    fields: HashMap<String, Vec<String>>,
) -> HashMap<String, Value> {
    let [answer, authority, extra] = sections;
    let raw = format!(
        ";; opcode: QUERY, status: {code}\n\n;; QUESTION SECTION:\n{asked}\n\n;; ANSWER SECTION:\n{answer}\n\
         ;; AUTHORITY SECTION:\n{authority}\n;; ADDITIONAL SECTION:\n{extra}"
    );
    let texts = [("rcode", code), ("question", asked), ("answer", answer), ("ns", authority), ("extra", extra)];
    let texts = texts.into_iter().map(|(name, text)| (name.to_owned(), Value::text(text)));
    let whole = ["raw", "body", "all", "data", "response"].map(|name| (name.to_owned(), Value::text(&raw)));
    let fields =
        fields.into_iter().filter(|(name, _)| name != "ns").map(|(name, all)| (name, Value::text(all.join(" "))));
    fields.chain(texts).chain(whole).collect()
}

impl Names for Told {
    fn value(&self, name: &str) -> Option<Value> {
        self.0.get(name).cloned()
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        self.at += 1;
        self.bytes.get(self.at - 1).copied()
    }

    fn word(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes([self.byte()?, self.byte()?]))
    }

    /// A name with a dot at its end; parts of it may stand elsewhere.
    fn name(&mut self) -> Option<String> {
        let (mut name, mut back) = (String::new(), None);
        for _ in 0..STEPS {
            match self.byte()? {
                0 => {
                    self.at = back.unwrap_or(self.at);
                    return Some(if name.is_empty() { ".".to_owned() } else { name });
                }
                high @ 192.. => {
                    let to = usize::from(high & 63) << 8 | usize::from(self.byte()?);
                    back.get_or_insert(self.at);
                    self.at = to;
                }
                length => {
                    let label = self.bytes.get(self.at..self.at + usize::from(length))?;
                    name.push_str(&String::from_utf8_lossy(label));
                    name.push('.');
                    self.at += usize::from(length);
                }
            }
        }
        None
    }

    /// A line as `dig` writes it, the type, and what the record says.
    fn record(&mut self) -> Option<(String, String, String)> {
        let name = self.name()?;
        let (number, _class) = (self.word()?, self.word()?);
        let seconds = u32::from(self.word()?) << 16 | u32::from(self.word()?);
        let length = usize::from(self.word()?);
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len())?;
        let mut inner = Reader { bytes: &self.bytes[..end], at: self.at };
        let data = inner.data(number).unwrap_or_else(|| hex(&self.bytes[self.at..end]));
        self.at = end;
        let kind = record(number);
        Some((format!("{name}\t{seconds}\tIN\t{kind}\t{data}"), kind, data))
    }

    fn data(&mut self, number: u16) -> Option<String> {
        Some(match record(number).as_str() {
            "A" => Ipv4Addr::from(<[u8; 4]>::try_from(self.rest()).ok()?).to_string(),
            "AAAA" => Ipv6Addr::from(<[u8; 16]>::try_from(self.rest()).ok()?).to_string(),
            "NS" | "CNAME" | "PTR" => self.name()?,
            "MX" => format!("{} {}", self.word()?, self.name()?),
            "SRV" => format!("{} {} {} {}", self.word()?, self.word()?, self.word()?, self.name()?),
            "TXT" => self.texts()?,
            "SOA" => {
                let (server, person) = (self.name()?, self.name()?);
                let numbers: Vec<String> = self.rest().chunks_exact(4).map(long).collect();
                format!("{server} {person} {}", numbers.join(" "))
            }
            "DS" => format!("{} {} {} {}", self.word()?, self.byte()?, self.byte()?, hex(self.rest())),
            "TLSA" => format!("{} {} {} {}", self.byte()?, self.byte()?, self.byte()?, hex(self.rest())),
            "CAA" => {
                let (flags, length) = (self.byte()?, usize::from(self.byte()?));
                let (tag, value) = self.rest().split_at_checked(length)?;
                format!("{flags} {} \"{}\"", String::from_utf8_lossy(tag), String::from_utf8_lossy(value))
            }
            _ => return None,
        })
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn texts(&mut self) -> Option<String> {
        let mut texts = Vec::new();
        while self.at < self.bytes.len() {
            let length = usize::from(self.byte()?);
            let text = self.bytes.get(self.at..self.at + length)?;
            texts.push(format!("\"{}\"", String::from_utf8_lossy(text)));
            self.at += length;
        }
        Some(texts.join(" "))
    }
}

fn long(four: &[u8]) -> String {
    four.iter().fold(0u32, |all, byte| all << 8 | u32::from(*byte)).to_string()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer as BIND writes it: the question, a text, and a name that stands in the question.
    fn answer() -> Vec<u8> {
        let mut bytes = vec![0, 7, 0x81, 0x80, 0, 1, 0, 3, 0, 0, 0, 0];
        bytes.extend(b"\x01a\x04test\0\0\x10\0\x01");
        bytes.extend(b"\xc0\x0c\0\x10\0\x01\0\0\x01\x2c\0\x0c\x0bv=spf1 -all");
        bytes.extend(b"\xc0\x0c\0\x0f\0\x01\0\0\0\x3c\0\x09\0\x0a\x04mail\xc0\x0c");
        bytes.extend(b"\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\x7f\0\0\x01");
        bytes
    }

    #[test]
    fn an_answer_is_told_as_dig_tells_it() {
        let told = Told::new(&answer()).expect("an answer");
        let string = |name: &str| told.value(name).map(|value| value.string()).unwrap_or_default();
        assert_eq!(
            string("answer"),
            "a.test.\t300\tIN\tTXT\t\"v=spf1 -all\"\na.test.\t60\tIN\tMX\t10 mail.a.test.\na.test.\t60\tIN\tA\t127.0.0.1\n"
        );
        assert_eq!(
            (string("rcode"), string("mx"), string("a")),
            ("NOERROR".into(), "10 mail.a.test.".into(), "127.0.0.1".into())
        );
        assert!(string("raw").contains(";a.test.\tIN\t TXT\n") && string("body").contains("v=spf1"));
    }

    #[test]
    fn what_is_cut_or_turns_in_circles_is_read_as_far_as_it_goes() {
        let whole = answer();
        for length in 0..whole.len() {
            drop(Told::new(&whole[..length]));
        }
        let mut circle = vec![0, 7, 0x81, 0x83, 0, 1, 0, 0, 0, 0, 0, 0];
        circle.extend(b"\xc0\x0c\0\x10\0\x01");
        assert!(Told::new(&circle).is_none());
    }
}

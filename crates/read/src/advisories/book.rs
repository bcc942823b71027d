//! Advisories by package: gathered from what is published, and written down so that a package is found quickly.

use std::collections::BTreeMap;
use std::fmt;

use sneck_model::{Ecosystem, day};

use super::osv::{self, Read};
use super::record::{self, Record};

/// Advisories in the making.
#[derive(Debug, Default)]
pub struct Book {
    shelves: BTreeMap<Ecosystem, Shelf>,
    /// How many were taken in, taken back by their makers, about packages of other indexes, unreadable.
    pub counts: Counts,
}

/// How many advisories there were of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Taken in.
    pub taken: u64,
    /// Taken back by those who published them.
    pub withdrawn: u64,
    /// About nothing that sneck reads.
    pub foreign: u64,
    /// Not read.
    pub unread: u64,
}

/// The advisories of an ecosystem.
#[derive(Debug, Default)]
struct Shelf {
    day: i32,
    packages: BTreeMap<String, Vec<Record>>,
}

/// The first line of a file of advisories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Of which packages it tells.
    pub ecosystem: Ecosystem,
    /// The day of the newest advisory, in days since 1970-01-01.
    pub day: i32,
    /// How many packages have a line.
    pub packages: usize,
    /// How many advisories stand in these lines.
    pub advisories: usize,
}

/// What the first line begins with. The number changes when an older sneck could not read the file.
const MAGIC: &str = "#sneck-advisories/1";

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ecosystem, day, packages, advisories } = self;
        write!(f, "{MAGIC} {} {} {packages} {advisories}", ecosystem.name(), day::write(*day))
    }
}

impl Header {
    /// Reads a first line.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let mut words = line.trim_end().strip_prefix(MAGIC)?.split_whitespace();
        let ecosystem = Ecosystem::named(words.next()?)?;
        let day = day::parse(words.next()?)?;
        let (packages, advisories) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        Some(Self { ecosystem, day, packages, advisories })
    }
}

impl Book {
    /// Advisories that stand one behind the other, as in a recorded world; the error names the line, from 1.
    pub fn of_documents(text: &str) -> Result<Self, (u32, String)> {
        let mut book = Self::default();
        let mut from = 0;
        let mut documents = serde_json::Deserializer::from_str(text).into_iter::<&serde_json::value::RawValue>();
        loop {
            let told = match documents.next() {
                None => return Ok(book),
                Some(Ok(document)) => book.add_json(document.get()),
                Some(Err(error)) => Err(format!("no OSV advisory: {error}")),
            };
            let lines = |upto: usize| text.as_bytes()[..upto].iter().filter(|byte| **byte == b'\n').count();
            told.map_err(|why| (u32::try_from(lines(from) + 1).unwrap_or(u32::MAX), why))?;
            from = documents.byte_offset();
            from += text[from..].len() - text[from..].trim_start().len();
        }
    }

    /// Takes in one advisory as JSON; the error says why it cannot be read.
    pub fn add_json(&mut self, text: &str) -> Result<(), String> {
        self.add(osv::json(text))
    }

    /// The same as YAML.
    pub fn add_yaml(&mut self, text: &str) -> Result<(), String> {
        self.add(osv::yaml(text))
    }

    fn add(&mut self, read: Result<Read, String>) -> Result<(), String> {
        let read = read.inspect_err(|_| self.counts.unread += 1)?;
        match (read.withdrawn, read.entries.is_empty()) {
            (true, _) => self.counts.withdrawn += 1,
            (false, true) => self.counts.foreign += 1,
            (false, false) => self.counts.taken += 1,
        }
        for (ecosystem, name, record) in read.entries {
            let shelf = self.shelves.entry(ecosystem).or_default();
            shelf.day = shelf.day.max(read.day.unwrap_or(0));
            let records = shelf.packages.entry(name).or_default();
            match records.iter_mut().find(|known| known.id == record.id) {
                Some(known) => known.join(record),
                None => records.push(record),
            }
        }
        Ok(())
    }

    /// What each ecosystem's file begins with.
    #[must_use]
    pub fn headers(&self) -> Vec<Header> {
        let header = |(ecosystem, shelf): (&Ecosystem, &Shelf)| Header {
            ecosystem: *ecosystem,
            day: shelf.day,
            packages: shelf.packages.len(),
            advisories: shelf.packages.values().map(Vec::len).sum(),
        };
        self.shelves.iter().map(header).collect()
    }

    /// The lines of an ecosystem's file below the first one: one for each package, in the order of the names' bytes.
    pub fn lines(&self, ecosystem: Ecosystem) -> impl Iterator<Item = String> + '_ {
        let packages = self.shelves.get(&ecosystem).map(|shelf| shelf.packages.iter());
        packages.into_iter().flatten().map(|(name, records)| record::line(name, records))
    }

    /// The advisories of a package.
    pub(super) fn records(&self, ecosystem: Ecosystem, name: &str) -> Option<&[Record]> {
        Some(self.shelves.get(&ecosystem)?.packages.get(name)?)
    }
}

//! Looking packages up: the lines of a file are sorted, so a few reads find one.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use sneck_model::{AdvisorySource, Ecosystem};
use sneck_read::advisories::{Header, Known, of_line};

use super::file_name;
use crate::candidates::why;

/// Bytes of one package's line, at most.
const LONGEST: u64 = 16 << 20;

/// What is stored in a folder: the first line of each file.
#[must_use]
pub fn stored(folder: &Path) -> Vec<Header> {
    let header = |ecosystem| Store::open(folder, ecosystem).ok().flatten().map(|store| store.header);
    Ecosystem::ALL.into_iter().filter_map(header).collect()
}

/// Looks packages up. Of an ecosystem that nothing is stored of, nothing is known; the error names a file that cannot
/// be read.
pub fn look_up(folder: &Path, wanted: &BTreeSet<(Ecosystem, String)>) -> Result<Known, String> {
    let mut known = Known::default();
    let ecosystems: BTreeSet<Ecosystem> = wanted.iter().map(|(ecosystem, _)| *ecosystem).collect();
    for ecosystem in ecosystems {
        let told = |error: &io::Error| {
            let damaged = error.kind() == io::ErrorKind::InvalidData;
            let why = if damaged {
                "it was not written by this release's `sneck advisories import`".into()
            } else {
                why(error)
            };
            format!("{}: {why}", folder.join(file_name(ecosystem)).display())
        };
        let Some(mut store) = Store::open(folder, ecosystem).map_err(|error| told(&error))? else { continue };
        known.sources.push(AdvisorySource { ecosystem, day: store.header.day });
        for (of, name) in wanted.iter().filter(|(of, _)| *of == ecosystem) {
            let line = store.line(name).map_err(|error| told(&error))?;
            let records = line.and_then(|line| of_line(&line, name));
            known.packages.extend(records.map(|records| ((*of, name.clone()), records)));
        }
    }
    Ok(known)
}

/// One file.
struct Store {
    file: BufReader<File>,
    header: Header,
    /// Where the packages begin, and where the file ends.
    bounds: (u64, u64),
}

impl Store {
    /// Opens the file of an ecosystem, when there is one and it is ours.
    fn open(folder: &Path, ecosystem: Ecosystem) -> io::Result<Option<Self>> {
        let file = match File::open(folder.join(file_name(ecosystem))) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let end = file.metadata()?.len();
        let mut file = BufReader::with_capacity(4096, file);
        let mut first = String::new();
        file.by_ref().take(200).read_line(&mut first)?;
        let header = Header::parse(&first).filter(|header| header.ecosystem == ecosystem);
        let header = header.ok_or(io::ErrorKind::InvalidData)?;
        Ok(Some(Self { file, header, bounds: (first.len() as u64, end) }))
    }

    /// The line of a package. Halves the part of the file in which it must begin.
    fn line(&mut self, name: &str) -> io::Result<Option<String>> {
        let (mut low, mut high) = self.bounds;
        while low < high {
            let middle = low + (high - low) / 2;
            let Some(start) = self.next_line(middle, high)? else {
                high = middle;
                continue;
            };
            match self.name_at(start)?.as_slice().cmp(name.as_bytes()) {
                Ordering::Less => low = start + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return self.line_at(start).map(Some),
            }
        }
        Ok(None)
    }

    /// Where the first line begins at or behind a place, before an end.
    fn next_line(&mut self, from: u64, high: u64) -> io::Result<Option<u64>> {
        if from == self.bounds.0 {
            return Ok(Some(from));
        }
        // The byte before may be the end of the line before.
        let mut at = from - 1;
        self.file.seek(SeekFrom::Start(at))?;
        loop {
            let part = self.file.fill_buf()?;
            if part.is_empty() || at >= high {
                return Ok(None);
            }
            if let Some(end) = part.iter().position(|byte| *byte == b'\n') {
                let start = at + end as u64 + 1;
                return Ok((start < high).then_some(start));
            }
            let length = part.len();
            at += length as u64;
            self.file.consume(length);
        }
    }

    fn name_at(&mut self, start: u64) -> io::Result<Vec<u8>> {
        self.file.seek(SeekFrom::Start(start))?;
        let mut name = Vec::new();
        self.file.by_ref().take(1000).read_until(b'\t', &mut name)?;
        name.pop();
        Ok(name)
    }

    fn line_at(&mut self, start: u64) -> io::Result<String> {
        self.file.seek(SeekFrom::Start(start))?;
        let mut line = String::new();
        self.file.by_ref().take(LONGEST).read_line(&mut line)?;
        Ok(line)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use tempfile::TempDir;

    use super::*;
    use crate::advisories::import;

    fn advisory(id: &str, name: &str, summary: &str) -> String {
        format!(
            r#"{{"id": "{id}", "summary": "{summary}", "modified": "2024-10-10T00:00:00Z", "affected": [{{"package":
            {{"ecosystem": "PyPI", "name": "{name}"}}, "ranges": [{{"type": "ECOSYSTEM", "events": [{{"introduced": "0"}}]}}]}}]}}"#
        )
    }

    fn imported(names: &[String]) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let from = folder.path().join("from/deep");
        std::fs::create_dir_all(&from).expect("ours");
        for (at, name) in names.iter().enumerate() {
            let text = advisory(&format!("X-{at}"), name, &"long ".repeat(at % 40));
            std::fs::write(from.join(format!("{at}.json")), text).expect("ours");
        }
        let to = folder.path().join("to");
        let done = import(&[folder.path().join("from")], &to).expect("imported");
        assert_eq!(done.headers.iter().map(|header| header.packages).sum::<usize>(), names.len());
        (folder, to)
    }

    #[test]
    fn every_package_is_found_and_no_other() {
        for count in [1, 2, 3, 100] {
            let names: Vec<String> = (0..count).map(|n| format!("p{n}{}", "x".repeat(n % 7))).collect();
            let (_kept, folder) = imported(&names);
            let strangers = ["a", "p", "p0a", "p9", "zzz", "p50xx"].map(str::to_owned);
            let wanted = names.iter().chain(&strangers).map(|name| (Ecosystem::Pypi, name.clone())).collect();
            let known = look_up(&folder, &wanted).expect("readable");
            let found: BTreeSet<_> = known.packages.keys().map(|(_, name)| name).collect();
            assert_eq!(found, names.iter().collect(), "{count}");
        }
    }

    #[test]
    fn what_is_not_there_and_what_is_not_ours() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let wanted = BTreeSet::from([(Ecosystem::Pypi, "flask".to_owned())]);
        let known = look_up(&folder.path().join("none"), &wanted).expect("nothing is no mistake");
        assert_eq!((known.sources.len(), known.packages.len()), (0, 0));
        for text in ["", "\n", "#sneck-advisories/2 PyPI 2024-10-10 1 1\n", "\0\u{1}"] {
            std::fs::write(folder.path().join("PyPI.advisories"), text).expect("ours");
            assert!(look_up(folder.path(), &wanted).is_err(), "{text:?}");
        }
        for text in ["", "flask", "\n\n\n", "flask\t[{]\n", "\t\t\nflask\t"] {
            let text = format!("#sneck-advisories/1 PyPI 2024-10-10 1 1\n{text}");
            std::fs::write(folder.path().join("PyPI.advisories"), text).expect("ours");
            assert_eq!(look_up(folder.path(), &wanted).expect("readable").packages.len(), 0);
        }
    }
}

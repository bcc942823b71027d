//! Taking advisories in: a zip as osv.dev publishes one per ecosystem, a file, or a folder of files.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sneck_model::Ecosystem;
use sneck_read::advisories::{Book, Counts, Header};
use zip::ZipArchive;

use super::file_name;
use crate::candidates::why;

/// Bytes of one advisory, at most: the longest known has under two million.
const LARGEST: u64 = 8 << 20;
/// Bytes of all advisories together, unpacked: all of osv.dev's for one ecosystem stay below.
const MOST: u64 = 8 << 30;
/// Advisories.
const COUNT: u64 = 2_000_000;
/// Folders in folders.
const DEEPEST: usize = 24;

/// What an import did.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// What is stored now, for each ecosystem that the advisories tell of.
    pub headers: Vec<Header>,
    /// How many advisories there were of each sort.
    pub counts: Counts,
    /// The first of those that were not read, and why.
    pub unread: Option<(String, String)>,
}

/// Reads advisories and stores them in a folder, in place of those of the same ecosystems that were there. The error
/// says what stopped it; then nothing is stored.
pub fn import(sources: &[PathBuf], folder: &Path) -> Result<Imported, String> {
    let mut import = Import { book: Book::default(), files: 0, bytes: 0, unread: None };
    for source in sources {
        import.source(source).map_err(|stop| stop.told(source))?;
    }
    let Import { book, unread, files, .. } = import;
    if book.headers().is_empty() {
        let because = unread.map_or_else(String::new, |(path, why)| format!("; {path}: {why}"));
        return Err(format!(
            "none of {files} files is an OSV advisory about packages of PyPI, npm or crates.io{because}"
        ));
    }
    let refused = |error: io::Error| format!("cannot store advisories in `{}`: {}", folder.display(), why(&error));
    fs::create_dir_all(folder).map_err(refused)?;
    for header in book.headers() {
        store(&book, &header, folder).map_err(refused)?;
    }
    Ok(Imported { headers: book.headers(), counts: book.counts, unread })
}

/// Writes beside the file and renames, so that an audit at work reads the old one or the new one.
fn store(book: &Book, header: &Header, folder: &Path) -> io::Result<()> {
    let ecosystem: Ecosystem = header.ecosystem;
    let beside = folder.join(format!("{}.{}.new", file_name(ecosystem), std::process::id()));
    let written = File::create(&beside).and_then(|file| {
        let mut to = BufWriter::new(file);
        writeln!(to, "{header}")?;
        for line in book.lines(ecosystem) {
            to.write_all(line.as_bytes())?;
        }
        to.flush()
    });
    let done = written.and_then(|()| fs::rename(&beside, folder.join(file_name(ecosystem))));
    if done.is_err() {
        drop(fs::remove_file(&beside));
    }
    done
}

/// Why an import stops.
enum Stop {
    System(io::Error),
    Zip(String),
    TooMuch,
}

impl Stop {
    fn told(&self, source: &Path) -> String {
        let source = source.display();
        match self {
            Self::System(error) if error.kind() == io::ErrorKind::NotFound => format!("there is nothing at `{source}`"),
            Self::System(error) => format!("cannot read `{source}`: {}", why(error)),
            Self::Zip(error) => format!("`{source}` is no zip that can be read: {error}"),
            Self::TooMuch => format!("`{source}` holds more than advisories ever did; nothing is stored"),
        }
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

struct Import {
    book: Book,
    files: u64,
    bytes: u64,
    unread: Option<(String, String)>,
}

impl Import {
    fn source(&mut self, source: &Path) -> Result<(), Stop> {
        if fs::metadata(source)?.is_dir() {
            return self.folder(source, 0);
        }
        let mut first = Vec::new();
        File::open(source)?.take(4).read_to_end(&mut first)?;
        if first == b"PK\x03\x04" { self.zip(source) } else { self.file(source) }
    }

    /// Entries in the order of their names, so that an import always gives the same. Links are not followed.
    fn folder(&mut self, folder: &Path, depth: usize) -> Result<(), Stop> {
        let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let kind = entry.file_type()?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if kind.is_dir() && depth < DEEPEST && !name.starts_with('.') {
                self.folder(&entry.path(), depth + 1)?;
            } else if kind.is_file() && is_one(&name) {
                self.file(&entry.path())?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path) -> Result<(), Stop> {
        let mut file = File::open(path)?;
        self.take(&path.display().to_string(), &mut file)
    }

    fn zip(&mut self, path: &Path) -> Result<(), Stop> {
        let broken = |error: zip::result::ZipError| Stop::Zip(error.to_string());
        let mut archive = ZipArchive::new(io::BufReader::new(File::open(path)?)).map_err(broken)?;
        for at in 0..archive.len() {
            let mut entry = archive.by_index(at).map_err(broken)?;
            let name = entry.name().map_err(broken)?.into_owned();
            if entry.is_file() && is_one(&name) {
                self.take(&name, &mut entry)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, name: &str, from: &mut dyn Read) -> Result<(), Stop> {
        let mut bytes = Vec::new();
        // Unpacked bytes are counted, not those that an archive promises.
        let read = from.take(LARGEST + 1).read_to_end(&mut bytes);
        self.files += 1;
        self.bytes += bytes.len() as u64;
        if self.bytes > MOST || self.files > COUNT {
            return Err(Stop::TooMuch);
        }
        let told = match read {
            Err(error) => Err(why(&error)),
            Ok(_) if bytes.len() as u64 > LARGEST => Err(format!("larger than {} MiB", LARGEST >> 20)),
            Ok(_) => self.advisory(name, &bytes),
        };
        if let (Err(why), None) = (told, &self.unread) {
            self.unread = Some((name.to_owned(), why));
        }
        Ok(())
    }

    fn advisory(&mut self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "not UTF-8 text".to_owned());
        let text = text.inspect_err(|_| self.book.counts.unread += 1)?;
        if is_yaml(name) { self.book.add_yaml(text) } else { self.book.add_json(text) }
    }
}

fn is_yaml(name: &str) -> bool {
    name.ends_with(".yaml") || name.ends_with(".yml")
}

fn is_one(name: &str) -> bool {
    name.ends_with(".json") || is_yaml(name)
}

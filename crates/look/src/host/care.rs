//! How the machine is looked after: switches of the kernel, updates, logs, the clock.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use sneck_read::host::conditions::{self, Evidence, FILES, FOLDERS, PRESENT};
use sneck_read::host::packages::{is_security_list, pending};
use sneck_read::host::{lz4, switches};

use super::{Seen, owners};

/// Bytes of one list of packages, unpacked, at most.
const LARGEST: usize = 128 << 20;

const LISTS: &str = "/var/lib/apt/lists";
const STATUS: &str = "/var/lib/dpkg/status";

/// Fills in what holds of the machine as a whole.
pub(super) fn look(seen: &mut Seen) {
    let value = |name: &&str| {
        let text = fs::read_to_string(switches::file(name)).ok()?;
        Some(((*name).to_owned(), switches::value(&text)))
    };
    seen.machine.kernel = switches::SWITCHES.iter().filter_map(value).collect();
    let lists = lists();
    if let (Ok(status), false) = (fs::read_to_string(STATUS), lists.is_empty()) {
        let texts: Vec<String> = lists.iter().filter_map(|(path, _)| unpacked(path)).collect();
        if texts.len() < lists.len() {
            seen.missing("some lists of security updates", "they cannot be read, or are compressed in an unknown way");
        }
        seen.machine.updates = pending(&status, &texts);
    }
    let evidence = Evidence {
        texts: texts(),
        present: PRESENT.iter().filter(|path| Path::new(path).exists()).map(|path| (*path).to_owned()).collect(),
        programs: programs(),
        whole: fs::read("/proc/1/status").is_ok(),
        lists: lists.iter().map(|(_, day)| *day).min(),
        today: crate::today(),
    };
    seen.machine.conditions = conditions::conditions(&evidence);
}

fn texts() -> BTreeMap<String, String> {
    let within = |folder: &&str| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let paths = FILES.iter().map(PathBuf::from).chain(FOLDERS.iter().flat_map(within));
    paths.filter_map(|path| Some((path.to_str()?.to_owned(), fs::read_to_string(&path).ok()?))).collect()
}

/// Names of everything that runs; the kernel shows them to everybody unless it is told not to.
fn programs() -> BTreeSet<String> {
    let name = |id: u32| fs::read_to_string(format!("/proc/{id}/comm")).ok().map(|name| name.trim().to_owned());
    owners::processes().into_iter().filter_map(name).collect()
}

/// Lists of security updates, with the day on which each was fetched.
fn lists() -> Vec<(PathBuf, i32)> {
    let entries = fs::read_dir(LISTS).into_iter().flatten().flatten();
    let own = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_security_list));
    own.filter_map(|entry| Some((entry.path(), day(&entry.path())?))).collect()
}

/// apt gives a list the time at which it was published, so that of the folder's last change may be later.
fn day(path: &Path) -> Option<i32> {
    let of = |path: &Path| fs::metadata(path).ok()?.modified().ok();
    let time = of(path)?.max(of(Path::new(LISTS))?);
    i32::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_secs() / 86_400).ok()
}

fn unpacked(path: &Path) -> Option<String> {
    let bytes = fs::read(path).ok().filter(|bytes| bytes.len() < LARGEST)?;
    let plain = match path.extension().and_then(|end| end.to_str()) {
        Some("lz4") => lz4::unpacked(&bytes, LARGEST)?,
        Some("gz") => {
            let mut plain = Vec::new();
            flate2::read::MultiGzDecoder::new(&bytes[..]).take(LARGEST as u64).read_to_end(&mut plain).ok()?;
            plain
        }
        _ => bytes,
    };
    Some(String::from_utf8_lossy(&plain).into_owned())
}

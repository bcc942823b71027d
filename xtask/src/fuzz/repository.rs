//! A folder that git keeps: its objects, its index and its patterns, whatever stands in them.

use std::fs;
use std::path::Path;

use sneck_look::{Excludes, Limits};
use sneck_read::Tree;

use super::targets::Target;

pub(super) const OBJECTS: Target = Target { name: "git_objects", seeds: objects, words: WORDS, holds: objects_hold };
pub(super) const INDEX: Target = Target { name: "git_index", seeds: indexes, words: NAMES, holds: index_holds };

/// Between two objects of an input.
const BETWEEN: &[u8] = b"\n====\n";

/// Words of commits, trees and changes. An object's id is its number again and again.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "\n====\n", "\n====\nc", "\n====\nt", "\n====\nb", "\n====\ng", "\n====\no", "\n====\nr", "tree 0303030303030303030303030303030303030303\n",
    "parent 0101010101010101010101010101010101010101\n", "parent 0202020202020202020202020202020202020202\n", "committer A <a@b.test> 7 +0000\n",
    "committer A <a@b.test> 99999999999999 +0000\n", "object 0101010101010101010101010101010101010101\n", "100644 a\0\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05",
    "40000 b\0\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03", "key = \"sk_live_k3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4\"\n", "\x7f", "\x10\x05", "\0",
];

/// Words of an index, of patterns and of names.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "DIRC\0\0\0\x02\0\0\0\x01", "\0\0\0\x03", "\0\0\0\x04", "TREE\0\0\0\x06", "link\0\0\0\x14", "REUC\0\0\0\x01", "sdir\0\0\0\0", "app.py\0\0\0\0", ".env\0\0\0\0\0\0",
    "*.py\n", "!app.py\n", "/.env\n", "**/\n", "[a-", "\\", "ref: refs/heads/main\n", "0101010101010101010101010101010101010101 refs/heads/main\n", "^", "../", "gitdir: ",
];

fn objects() -> Vec<Vec<u8>> {
    let blob = b"bkey = \"sk_live_k3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4\"\n".to_vec();
    let tree = [&b"t100644 a\0"[..], &[5; 20]].concat();
    let commit =
        |parent: &str| format!("ctree {}\n{parent}committer A <a@b.test> 7 +0000\n\nx", "03".repeat(20)).into_bytes();
    let second = commit(&format!("parent {}\n", "02".repeat(20)));
    let empty = b"t".to_vec();
    // A copy of the first 20 bytes of the object before, and three more.
    let change = [&b"o\x2b\x17\x90\x14\x03abc"[..]].concat();
    let by_id = [&b"r"[..], &[5; 20], b"\x2b\x17\x90\x14\x03abc"].concat();
    let all = [second, commit(""), tree, empty, blob, change, by_id];
    vec![all[..5].join(BETWEEN), all.join(BETWEEN)]
}

fn objects_hold(input: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let objects: Vec<&[u8]> = parts(input).into_iter().take(200).collect();
    let (pack, index) = packed(&objects);
    let git = folder.path().join(".git");
    write(&git.join("HEAD"), format!("{}\n", "01".repeat(20)).as_bytes());
    write(&git.join("objects/pack/pack-a.pack"), &pack);
    write(&git.join("objects/pack/pack-a.idx"), &index);
    let mut tree = Tree::default();
    sneck_look::history(folder.path(), &mut tree, &|done, total| assert!(done <= total * 3));
    assert!(tree.former.len() <= objects.len());
    assert!(tree.former.iter().all(|one| one.commit.len() == 10 && !one.path.is_empty()));
    drop(sneck_read::facts(&tree));
}

fn parts(input: &[u8]) -> Vec<&[u8]> {
    let (mut parts, mut rest) = (Vec::new(), input);
    while let Some(at) = rest.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
        parts.push(&rest[..at]);
        rest = &rest[at + BETWEEN.len()..];
    }
    parts.push(rest);
    parts
}

/// A pack of such objects and its index. The first letter of each says what it is: a change is one of the object before
/// it, or of the one whose id follows.
fn packed(objects: &[&[u8]]) -> (Vec<u8>, Vec<u8>) {
    let mut pack = [&b"PACK\0\0\0\x02"[..], &number(objects.len())].concat();
    let mut offsets: Vec<usize> = Vec::new();
    for object in objects {
        let (letter, body) = object.split_first().unwrap_or((&b'b', &[]));
        let (kind, base, body) = match letter {
            b'c' => (1, Vec::new(), body),
            b't' => (2, Vec::new(), body),
            b'g' => (4, Vec::new(), body),
            b'o' => (6, distance(pack.len() - offsets.last().copied().unwrap_or(0)), body),
            b'r' => (7, body[..body.len().min(20)].to_vec(), &body[body.len().min(20)..]),
            _ => (3, Vec::new(), body),
        };
        offsets.push(pack.len());
        pack.extend(head(kind, body.len()));
        pack.extend(base);
        pack.extend(stored(body));
    }
    pack.extend([0; 20]);
    (pack, indexed(&offsets))
}

/// An index of version 2: the object with a number has it for every byte of its id.
fn indexed(offsets: &[usize]) -> Vec<u8> {
    let mut index = vec![0xff, b't', b'O', b'c', 0, 0, 0, 2];
    index.extend((0..256).flat_map(|byte: usize| number(byte.min(offsets.len()))));
    index.extend((1..=offsets.len()).flat_map(|at| [at as u8; 20]));
    index.extend(vec![0; 4 * offsets.len()]);
    index.extend(offsets.iter().flat_map(|offset| number(*offset)));
    index.extend([0; 40]);
    index
}

fn number(value: usize) -> [u8; 4] {
    u32::try_from(value).unwrap_or(u32::MAX).to_be_bytes()
}

/// A kind, and a size in groups of bits, the lowest first.
fn head(kind: u8, size: usize) -> Vec<u8> {
    let (mut head, mut rest) = (vec![kind << 4 | (size & 15) as u8], size >> 4);
    while rest > 0 {
        if let Some(last) = head.last_mut() {
            *last |= 0x80;
        }
        head.push((rest & 0x7f) as u8);
        rest >>= 7;
    }
    head
}

/// How far back the base of a change is: groups of bits, the highest first, each one more than it says.
fn distance(back: usize) -> Vec<u8> {
    let (mut bytes, mut rest) = (vec![(back & 0x7f) as u8], back >> 7);
    while rest > 0 {
        rest -= 1;
        bytes.insert(0, 0x80 | (rest & 0x7f) as u8);
        rest >>= 7;
    }
    bytes
}

/// Bytes as zlib keeps those that it does not compress.
fn stored(body: &[u8]) -> Vec<u8> {
    let length = body.len().min(0xffff) as u16;
    let body = &body[..usize::from(length)];
    let (a, b) = body.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    let head = [&[0x78, 0x01, 1][..], &length.to_le_bytes(), &(!length).to_le_bytes()].concat();
    [&head[..], body, &(b << 16 | a).to_be_bytes()].concat()
}

/// Two files that git knows, a pattern, a name and a stash.
fn indexes() -> Vec<Vec<u8>> {
    let entry = |path: &str| {
        let head = [&[0; 24][..], &0o100_644u32.to_be_bytes(), &[0; 12], &[1; 20], &[0, path.len() as u8]].concat();
        let end = vec![0; 8 - (62 + path.len()) % 8];
        [&head[..], path.as_bytes(), &end].concat()
    };
    let index = [&b"DIRC\0\0\0\x02\0\0\0\x02"[..], &entry(".env"), &entry("app.py"), &[0; 20]].concat();
    vec![
        index,
        b"*.py\n!app.py\n/.env\nsecret/\n".to_vec(),
        format!("{} refs/heads/main\n", "01".repeat(20)).into_bytes(),
    ]
}

/// The input as everything that git might have written.
fn index_holds(input: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |path: &str| folder.path().join(path);
    write(&at(".git/HEAD"), b"ref: refs/heads/main\n");
    for path in [
        ".git/index",
        ".git/info/exclude",
        ".gitignore",
        ".git/packed-refs",
        ".git/logs/refs/stash",
        ".git/refs/heads/main",
    ] {
        write(&at(path), input);
    }
    write(&at("app.py"), b"A = 1\n");
    write(&at(".env"), b"A=1\n");
    write(&at("below/.gitignore"), input);
    write(&at("below/.git"), input);
    write(&at("below/a.py"), b"B = 1\n");
    let none = Excludes::new(std::iter::empty()).expect("nothing is left out");
    let mut tree = sneck_look::files(folder.path(), &Limits::default(), &none).expect("the folder is there");
    sneck_look::history(folder.path(), &mut tree, &|_, _| {});
    assert!(tree.files.iter().all(|file| file.tracked != Some(true) || file.ignored != Some(true)), "both at once");
    drop(sneck_read::facts(&tree));
}

fn write(path: &Path, bytes: &[u8]) {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).expect("made");
    }
    fs::write(path, bytes).expect("written");
}

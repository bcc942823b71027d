//! NFS: who may mount what, as its mount daemon tells whoever asks (RFC 5531, 1813 appendix I).

use super::{Found, Heard, Next, be32, text_of};

const CALL: u32 = 0x534e_4543;
const MOUNT: (u32, u32) = (100_005, 3);
const NFS: (u32, u32) = (100_003, 3);
/// Tells the exports; number 0 of every program does nothing.
const EXPORT: u32 = 5;

/// A call without credentials, as the one fragment of its record.
fn call((program, version): (u32, u32), procedure: u32) -> Vec<u8> {
    let words = [0x8000_0028, CALL, 0, 2, program, version, procedure, 0, 0, 0, 0];
    words.iter().flat_map(|word: &u32| word.to_be_bytes()).collect()
}

/// What follows the head of an accepted reply; nothing where it is not whole.
fn reply(bytes: &[u8]) -> Option<&[u8]> {
    let length = be32(bytes, 0)? & 0x7fff_ffff;
    let whole = bytes.get(4..4 + length as usize)?;
    let accepted = be32(whole, 0)? == CALL && be32(whole, 4)? == 1 && be32(whole, 8)? == 0;
    let verifier = (be32(whole, 16)? as usize).next_multiple_of(4);
    let rest = whole.get(20 + verifier..).filter(|_| accepted)?;
    (be32(rest, 0)? == 0).then(|| &rest[4..])
}

/// The mount daemon: its exports, each with whom it is for.
pub(super) fn mountd(heard: &Heard<'_>) -> Next {
    if heard.turn() == 0 {
        return Next::Say(call(MOUNT, EXPORT));
    }
    let Some(list) = reply(heard.now) else { return heard.listen() };
    let Some(all) = exports(list) else { return Next::Other };
    match all.iter().find(|(_, groups)| groups.is_empty() || groups.iter().any(|group| group == "*")) {
        Some((folder, _)) => Found::open("nfs", format!("exports `{folder}` to every machine")).into(),
        None if all.is_empty() => Found::unknown("nfs", "exports nothing").into(),
        None => Found::guarded("nfs", "exports its folders to the machines that it names").into(),
    }
}

/// The file service itself: it answers, and its mount daemon tells the rest.
pub(super) fn nfs(heard: &Heard<'_>) -> Next {
    match (heard.turn(), reply(heard.now)) {
        (0, _) => Next::Say(call(NFS, 0)),
        (_, Some(_)) => Found::unknown("nfs", "speaks NFS; who may mount what stands in /etc/exports").into(),
        (_, None) => heard.listen(),
    }
}

/// A list: 1 and an entry, and so on, until 0. An entry is a folder and the list of its groups.
fn exports(mut rest: &[u8]) -> Option<Vec<(String, Vec<String>)>> {
    let mut all = Vec::new();
    while follows(&mut rest)? {
        let (folder, mut groups) = (text(&mut rest)?, Vec::new());
        while follows(&mut rest)? {
            groups.push(text(&mut rest)?);
        }
        all.push((folder, groups));
    }
    Some(all)
}

fn follows(rest: &mut &[u8]) -> Option<bool> {
    let more = be32(rest, 0)? == 1;
    *rest = rest.get(4..)?;
    Some(more)
}

/// Its length, and bytes that are filled up to whole words.
fn text(rest: &mut &[u8]) -> Option<String> {
    let length = be32(rest, 0)? as usize;
    let own = rest.get(4..4_usize.checked_add(length)?)?;
    *rest = rest.get(4 + length.next_multiple_of(4)..)?;
    Some(text_of(own).chars().filter(|c| !c.is_control()).take(200).collect())
}
